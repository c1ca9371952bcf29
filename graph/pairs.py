"""Pairs of those who are gathered, written out in a query: no triple has them, and a pattern finds them all the same.

Over the default graph, `?a P ?b` has as solutions the pairs that are stored, and those of the members of gatherings
that pair by P: each of them once, as if all were stored. Over named graphs it has what is stored in them.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from graph.algebra import RDF_TYPE, Block, Filter, Group, Other, Path, Pattern, Query, Term, columns
from graph.gatherings import Gatherings
from graph.mending import Change, spliced
from graph.outline import outline
from ontology.errors import InputError

VARIABLE = re.compile(r"[?$](\w+)")
UNREAD = (
    "pairs that are found at query time are asked for beside BASE, SERVICE, a blank node, a collection or something "
    "else with which a query is not read; write it without that"
)
REPEATED = (
    "{} stands in a path that is repeated (with *, + or ?), and its pairs are found at query time here; write each "
    "step as a pattern of its own"
)


def paired(text: str, gatherings: Gatherings) -> str:
    """The query with the patterns of pairs written out.

    Raises:
        InputError: one stands where it cannot be.
    """
    if not gatherings.may_be_in(text):
        return text
    query = outline(text)
    if query is None:
        if gatherings.are_in(text):
            raise InputError(UNREAD)
        return text
    return text if query.has_dataset else spliced(text, _Writer(text, gatherings).changes(query))


@dataclass(frozen=True)
class _Place:
    """A block, the other parts of its group that it may be written with, and in what kind of query or group it stands.

    `before` is the text that stands before it, the variables of which may have values there.
    """

    block: Block
    filters: tuple[Filter, ...]
    before: str
    has_star: bool
    is_looked_for: bool

    @property
    def known(self) -> frozenset[str]:
        """The names of the variables that may have values."""
        return frozenset(VARIABLE.findall(self.before))


def _have_anchor(patterns: Sequence[Pattern]) -> bool:
    """Whether some patterns begin at a constant that is no class, and so are found by themselves."""
    return any(
        not one.subject.is_variable
        or not (one.object.is_variable or (isinstance(one.verb, Path) and one.verb.iri == RDF_TYPE))
        for one in patterns
    )


class _Writer:
    def __init__(self, text: str, gatherings: Gatherings) -> None:
        self._text, self._known, self._fresh = text, gatherings, 0

    def changes(self, query: Query) -> Iterator[Change]:
        """What to write in place of the blocks that ask for pairs."""
        yield from self._group(query.group, has_star=query.has_star)
        for group in query.looked_for:
            yield from self._group(group, has_star=False, is_looked_for=True)

    def _group(
        self, group: Group, *, has_star: bool, is_looked_for: bool = False, before: str = ""
    ) -> Iterator[Change]:
        if group.select:
            yield from self._group(group.select.group, has_star=group.select.has_star)
        filters = tuple(part for part in group.parts if isinstance(part, Filter))
        for part in group.parts:
            before += self._text[group.start : part.start]
            if isinstance(part, Block):
                yield from self._block(_Place(part, filters, before, has_star, is_looked_for))
            elif isinstance(part, Other) and part.keyword != "GRAPH":
                is_each = part.keyword == "OPTIONAL" and not is_looked_for and self._is_looked_up(part.groups[0])
                if is_each:  # for each row of what stands before it, of which there may be few
                    yield Change(part.start, part.start, "LATERAL { ")
                    yield Change(part.end, part.end, " }")
                for inner in part.groups:
                    told = before if is_each else ""
                    yield from self._group(inner, has_star=has_star, is_looked_for=is_looked_for, before=told)

    def _is_looked_up(self, group: Group) -> bool:
        """Whether a group asks for pairs, and has nothing but patterns and filters."""
        blocks = [part for part in group.parts if isinstance(part, Block)]
        is_plain = len(blocks) == sum(not isinstance(part, Filter) for part in group.parts)
        return is_plain and any(self._is_asked(pattern) for block in blocks for pattern in block.patterns)

    def _block(self, place: _Place) -> Iterator[Change]:
        asked = [pattern for pattern in place.block.patterns if self._is_asked(pattern)]
        if asked:
            write = self._looked_for if place.is_looked_for else self._joined
            yield Change(place.block.start, place.block.end, write(place, asked))

    def _is_asked(self, pattern: Pattern) -> bool:
        """Whether a pattern may have pairs that are not stored; no literal is in one, and nobody with himself."""
        if not isinstance(pattern.verb, Path) or not self._relations(pattern.verb):
            return False
        ends = {pattern.subject.text, pattern.object.text}
        return pattern.verb.kind != "link" or (len(ends) == 2 and pattern.object.kind != "literal")

    def _relations(self, path: Path) -> set[str]:
        own = {path.iri} & {*self._known.relations} if path.kind == "link" else set[str]()
        return own.union(*(self._relations(part) for part in path.parts))

    def _looked_for(self, place: _Place, asked: Sequence[Pattern]) -> str:
        """A block of which one solution is enough: its patterns as they stand."""
        return " . ".join(self._any(one) if one in asked else one.text for one in place.block.patterns)

    def _joined(self, place: _Place, asked: Sequence[Pattern]) -> str:
        """Patterns of pairs with a known end first, then what is no pair, then the other pairs of what is found.

        `A LATERAL { B }` joins B to each row of A, so that of nobody pairs are made whom the rest does not ask for.
        """
        patterns = place.block.patterns
        certain = [one for one in asked if not one.ends and self._is_plain(one)]
        begun = [one for one in asked if one not in certain and len(one.ends - place.known) < 2]
        others = [one for one in patterns if one not in asked]
        left = [one for one in asked if one not in certain and one not in begun]
        steps = [f"{'LATERAL ' * (len(one.ends) == 2)}{{ {self._each(one, place)} }}" for one in begun]
        if others:
            text = " ".join([" . ".join(one.text for one in others), *self._filters(place, others)])
            steps.append(f"{'LATERAL ' * (bool(begun) and not _have_anchor(others))}{{ {text} }}")
        known = {name for one in (*begun, *others) for name in one.variables}
        done = [*begun, *others]
        while left:
            best = max(left, key=lambda one: len(one.ends & known))
            left.remove(best)
            done.append(best)
            known |= best.ends
            steps.append(f"LATERAL {{ {self._each(best, place)} }}")
        if place.has_star and columns(done) != (names := columns(patterns)):  # one row of nothing keeps their order
            told = " ".join(f"?{name}" for name in names)
            steps.insert(0, f"VALUES ({told}) {{ ({'UNDEF ' * len(names)}) }}")
        return " ".join([*steps, *(f"FILTER EXISTS {{ {self._any(one)} }}" for one in certain)])

    def _is_plain(self, pattern: Pattern) -> bool:
        path = pattern.verb
        while isinstance(path, Path) and path.kind == "inverse":
            path = path.parts[0]
        return isinstance(path, Path) and path.kind == "link"

    def _filters(self, place: _Place, patterns: Sequence[Pattern]) -> Iterator[str]:
        """The filters of the group that are about some patterns only; they stand where they stood, too."""
        names = {*columns(patterns)}
        for one in place.filters:
            asked = {token.text[1:] for token in one.tokens if token.kind == "variable"}
            if asked <= names and not any(token.is_word("EXISTS", "RAND") for token in one.tokens):
                yield self._text[one.start : one.end]

    def _each(self, pattern: Pattern, place: _Place) -> str:
        """A pattern of pairs, as a subquery; a path has as many solutions as there are ways."""
        text = self._written(pattern.subject, pattern.verb, pattern.object)
        if self._is_plain(pattern):
            return text
        if place.has_star and not pattern.ends:
            raise InputError(f"name the variables that are selected in place of *, beside {pattern.text}")
        return f"SELECT {self._selected(pattern.subject, pattern.object)} {{ {text} }}"

    def _any(self, pattern: Pattern) -> str:
        return f"{{ {self._written(pattern.subject, pattern.verb, pattern.object, is_set=True)} }}"

    def _written(self, start: Term, path: Path | Term, end: Term, *, is_set: bool = False) -> str:
        """A path between two ends; `is_set`: it does not matter how often it finds them."""
        if not isinstance(path, Path) or not self._relations(path):
            return f"{start.text} {path.text} {end.text}"
        if path.kind == "link":
            text = self._pairs(start.text, path.iri, end)
            return text if is_set else f"SELECT DISTINCT {self._selected(start, end)} {{ {text} }}"
        if path.kind == "inverse":
            return self._written(end, path.parts[0], start, is_set=is_set)
        if path.kind == "either":
            return " UNION ".join(f"{{ {self._written(start, one, end, is_set=is_set)} }}" for one in path.parts)
        if path.kind == "sequence":
            between = [Term("variable", name[1:], name) for name in (self._variable() for _ in path.parts[1:])]
            steps = [*zip((start, *between), path.parts, (*between, end), strict=True)]
            steps = steps if end.is_variable or not start.is_variable else steps[::-1]
            return " ".join(f"LATERAL {{ {self._written(*one, is_set=is_set)} }}" for one in steps)
        raise InputError(REPEATED.format(" or ".join(sorted(self._relations(path)))))

    def _pairs(self, start: str, relation: str, end: Term) -> str:
        stored = f"{{ {start} <{relation}> {end.text} }}"
        if end.kind == "literal":
            return stored
        gathering, gathered_in = self._variable(), f"<{self._known.gathered_in}>"
        members = f"{start} {gathered_in} {gathering} . {end.text} {gathered_in} {gathering}"
        pairs = f"{members} . {gathering} <{self._known.pairs_by}> <{relation}> FILTER({start} != {end.text})"
        return f"{stored} UNION {{ {pairs} }}"

    def _selected(self, *terms: Term) -> str:
        return " ".join(dict.fromkeys(one.text for one in terms if one.is_variable)) or f"(1 AS {self._variable()})"

    def _variable(self) -> str:
        """One that is nowhere in the query."""
        self._fresh += 1
        name = f"?gathering{self._fresh}"
        while name[1:] in self._text:
            name += "_"
        return name
