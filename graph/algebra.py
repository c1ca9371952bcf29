"""What a query consists of, as far as it may be written otherwise: each part knows where it stands in the text."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from graph.tokens import Token

RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"


@dataclass(frozen=True)
class Term:
    """A variable (its value: its name), an IRI (its value: itself, absolute) or a literal (its value: as written)."""

    kind: str
    value: str
    text: str

    @property
    def is_variable(self) -> bool:
        """Whether it is a variable."""
        return self.kind == "variable"


@dataclass(frozen=True)
class Path:
    """A property path (SPARQL 1.1 §9.1).

    Its kind is link, inverse, sequence, either, negated, or the sign of a repetition: `*`, `+` or `?`; `iri` is that of
    a link, `text` how it is written.
    """

    kind: str
    text: str
    iri: str = ""
    parts: tuple["Path", ...] = ()

    @property
    def inverse(self) -> "Path":
        """The path from its end to its start: ^(a/b) is ^b/^a, each step of which can begin at a known end."""
        if self.kind == "inverse":
            return self.parts[0]
        if self.kind == "sequence":
            parts = tuple(part.inverse for part in reversed(self.parts))
            return Path("sequence", "/".join(part.text for part in parts), parts=parts)
        return Path("inverse", f"^({self.text})", parts=(self,))


@dataclass(frozen=True)
class Pattern:
    """A triple pattern, or a pattern with a path."""

    subject: Term
    verb: Term | Path
    object: Term

    @property
    def text(self) -> str:
        """It, written by itself."""
        return f"{self.subject.text} {self.verb.text} {self.object.text}"

    @property
    def backward(self) -> "Pattern":
        """It, written from its object."""
        if isinstance(self.verb, Term) or self.verb.kind == "link":
            return self
        return Pattern(self.object, self.verb.inverse, self.subject)

    @property
    def ends(self) -> frozenset[str]:
        """The names of the variables at its two ends."""
        return frozenset(term.value for term in (self.subject, self.object) if term.is_variable)

    @property
    def variables(self) -> frozenset[str]:
        """The names of its variables."""
        verb = {self.verb.value} if isinstance(self.verb, Term) and self.verb.is_variable else set()
        return self.ends | verb


def columns(patterns: Iterable[Pattern]) -> list[str]:
    """The names of their variables in the order in which they are written."""
    terms = (term for pattern in patterns for term in (pattern.subject, pattern.verb, pattern.object))
    return [*dict.fromkeys(term.value for term in terms if isinstance(term, Term) and term.is_variable)]


@dataclass(frozen=True)
class Block:
    """Patterns that stand together."""

    start: int
    end: int
    patterns: tuple[Pattern, ...]


@dataclass(frozen=True)
class Filter:
    """A FILTER, and the tokens of its constraint."""

    start: int
    end: int
    tokens: tuple[Token, ...]

    @property
    def existence(self) -> tuple[Token, ...]:
        """The tokens of EXISTS or NOT EXISTS, without brackets around it; none if the constraint is anything else."""
        found = self.tokens
        while found[0].text == "(" and _closing(found, 0) == len(found) - 1:
            found = found[1:-1]
        is_negated = found[0].is_word("NOT") or found[0].text == "!"
        word, group = found[is_negated : is_negated + 1], is_negated + 1
        is_all = bool(word) and word[0].is_word("EXISTS") and _closing(found, group) == len(found) - 1
        return found if is_all else ()


def _closing(tokens: Sequence[Token], opening: int) -> int:
    """The place of the bracket that closes another one."""
    depth = 0
    for place in range(opening, len(tokens)):
        if tokens[place].kind == "mark":
            depth += (tokens[place].text in "({[") - (tokens[place].text in ")}]")
        if depth == 0:
            return place
    return len(tokens)


@dataclass(frozen=True)
class Other:
    """Any other part of a group: its keyword (of groups alone: UNION), and the groups in it.

    Of BIND and VALUES there are the tokens, of GRAPH the name of the graph.
    """

    start: int
    end: int
    keyword: str
    groups: tuple["Group", ...] = ()
    tokens: tuple[Token, ...] = ()
    name: Term | None = None


@dataclass(frozen=True)
class Group:
    """A group of patterns with its braces; it may be nothing but a subquery."""

    start: int
    end: int
    parts: tuple[Block | Filter | Other, ...] = ()
    select: "Query | None" = None


@dataclass(frozen=True)
class Query:
    """A query or a subquery: the tokens before its group, from the word on, and those after it.

    Of a whole query, `existences` are the groups of EXISTS, wherever they stand, and `looked_for` those of them that
    are not over named graphs; `base` is that of relative IRIs, where these are read.
    """

    form: str
    head: tuple[Token, ...]
    group: Group
    modifiers: tuple[Token, ...]
    prefixes: dict[str, str] = field(default_factory=dict)
    looked_for: tuple[Group, ...] = ()
    existences: tuple[Group, ...] = ()
    base: str = ""

    @property
    def end(self) -> int:
        """Where it ends."""
        return self.modifiers[-1].end if self.modifiers else self.group.end

    def queries(self) -> Iterator["Query"]:
        """It and all its subqueries, but for those over named graphs."""
        yield self
        todo = [self.group]
        while todo:
            group = todo.pop()
            if group.select:
                yield from group.select.queries()
            others = [part for part in group.parts if isinstance(part, Other) and part.keyword != "GRAPH"]
            todo += [inner for part in others for inner in part.groups]

    def blocks(self) -> Iterator[Block]:
        """All blocks of it and its subqueries, those over named graphs too."""
        todo = [self.group]
        while todo:
            group = todo.pop()
            if group.select:
                yield from group.select.blocks()
            for part in group.parts:
                if isinstance(part, Block):
                    yield part
                elif isinstance(part, Other):
                    todo += part.groups

    @property
    def has_star(self) -> bool:
        """Whether its columns are whatever variables there are, in their order."""
        return self.form == "SELECT" and any(token.text == "*" for token in self.head[1:3])

    def has(self, *words: str) -> bool:
        """Whether one of some keywords is in its modifiers."""
        return any(token.is_word(*words) for token in self.modifiers)

    @property
    def is_negated(self) -> bool:
        """Whether a solution may be there because something is not.

        By MINUS, NOT EXISTS or EXISTS in an expression, or by OPTIONAL and a FILTER for what it does not bind.
        """
        parts = [part for group in self.groups() for part in group.parts]
        filters = [part for part in parts if isinstance(part, Filter)]
        plain = sum(bool(one) and one[0].is_word("EXISTS") for one in (part.existence for part in filters))
        keywords = {part.keyword for part in parts if isinstance(part, Other)}
        looks_for_unbound = any(
            sign.text == "!" and word.is_word("BOUND") for part in filters for sign, word in pairwise(part.tokens)
        )
        return plain < len(self.existences) or "MINUS" in keywords or ("OPTIONAL" in keywords and looks_for_unbound)

    @property
    def skips(self) -> bool:
        """Whether it has OFFSET, anywhere."""
        selects = [self, *(group.select for group in self.groups() if group.select)]
        return any(one.has("OFFSET") for one in selects)

    def groups(self) -> Iterator[Group]:
        """All groups of it and its subqueries."""
        todo = [self.group, *self.existences]
        while todo:
            yield (group := todo.pop())
            if group.select:
                todo.append(group.select.group)
            todo += [inner for part in group.parts if isinstance(part, Other) for inner in part.groups]

    def dataset(self, *, named: bool = False) -> tuple[str, ...]:
        """The graphs whose merge it is over by its FROM, or those of its FROM NAMED."""
        found = list[Token]()
        for word, first, second in zip(self.head, self.head[1:], (*self.head[2:], self.head[0]), strict=False):
            if word.is_word("FROM") and first.is_word("NAMED") == named:
                found.append(second if named else first)
        return tuple(self._iri(token) for token in found)

    def named(self) -> list[str]:
        """The IRIs that a DESCRIBE names."""
        return [self._iri(token) for token in self.head[1:] if token.kind in ("iri", "name")]

    def _iri(self, token: Token) -> str:
        if token.kind == "iri":
            return token.text[1:-1]
        prefix, _, local = token.text.partition(":")
        return self.prefixes.get(f"{prefix}:", "") + local

    @property
    def has_dataset(self) -> bool:
        """Whether it names the graphs that it is over."""
        return any(token.is_word("FROM") for token in self.head)

    @property
    def counts_rows(self) -> bool:
        """Whether it has COUNT(DISTINCT *), for which the engine counts what stands between the steps of paths too."""
        found = [*self.head, *self.modifiers]
        return any(
            one.is_word("DISTINCT") and star.text == "*" and closing.text == ")"
            for one, star, closing in zip(found, found[1:], found[2:], strict=False)
        )
