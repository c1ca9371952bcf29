"""Reading a query: its groups, patterns and filters; strictly, so that what cannot be read is left alone."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from graph.algebra import RDF_TYPE, Block, Filter, Group, Other, Path, Pattern, Query, Term
from graph.tokens import Token, tokens
from ontology.errors import InputError

ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:")  # the scheme of an IRI (RFC 3986 §3.1)
FORMS = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")
WITH_GROUP = ("OPTIONAL", "MINUS")
BEGINS = (*WITH_GROUP, "FILTER", "GRAPH", "BIND", "VALUES", "SERVICE", "LATERAL", "SELECT")
CLOSING = {"(": ")", "{": "}", "[": "]"}
MODIFIERS = ("GROUP", "HAVING", "ORDER", "LIMIT", "OFFSET", "VALUES")


class UnreadableError(Exception):
    """The query has something that is not read here; it is as good as any other."""


def outline(text: str) -> Query | None:
    """The parts of a query; none where it has anything that is not read here.

    That is BASE, SERVICE, blank nodes, collections, triple terms, relative IRIs, escapes in names and IRIs, and
    whatever is beyond SPARQL 1.1.
    """
    try:
        return _Reader(text, [*tokens(text)]).read()
    except (UnreadableError, InputError, RecursionError):
        return None


class _Reader:
    def __init__(self, text: str, found: Sequence[Token]) -> None:
        self._text, self._found, self._at = text, found, 0
        self._prefixes: dict[str, str] = {}
        self._looked_for, self._existences = list[Group](), list[Group]()
        self._named = 0  # how many GRAPH stand around

    def read(self) -> Query:
        while self._next.is_word("PREFIX"):
            self._take()
            name, iri = self._take(), self._take()
            if name.kind != "name" or not name.text.endswith(":") or iri.kind != "iri":
                raise UnreadableError
            self._prefixes[name.text] = self._iri(iri)
        query = self._query()
        if self._at != len(self._found):
            raise UnreadableError
        return replace(query, looked_for=tuple(self._looked_for), existences=tuple(self._existences))

    @property
    def _next(self) -> Token:
        if self._at < len(self._found):
            return self._found[self._at]
        return Token("end", "", len(self._text), len(self._text))

    def _take(self, text: str = "") -> Token:
        token = self._next
        if token.kind == "end" or (text and token.text != text):
            raise UnreadableError
        self._at += 1
        return token

    def _is(self, *texts: str) -> bool:
        return self._next.kind == "mark" and self._next.text in texts

    def _query(self) -> Query:
        start = self._at
        form = self._take()
        if not form.is_word(*FORMS):
            raise UnreadableError
        if form.is_word("CONSTRUCT"):
            self._skip("{")  # without a template its group has no other parts than triples
        while not self._is("{"):
            self._skip("(") if self._is("(") else self._take()
        head = tuple(self._found[start : self._at])
        group = self._group()
        start = self._at
        while self._next.kind != "end" and not self._is("}"):
            if self._next.is_word("EXISTS"):
                self._exists()
            elif self._is("(", "{", "["):
                self._skip(self._next.text)
            else:
                self._take()
        modifiers = tuple(self._found[start : self._at])
        if modifiers and not modifiers[0].is_word(*MODIFIERS):
            raise UnreadableError
        return Query(form.text.upper(), head, group, modifiers, self._prefixes)

    def _skip(self, opening: str) -> None:
        """Go beyond what stands in brackets."""
        self._take(opening)
        expected = [CLOSING[opening]]
        while expected:
            if self._next.is_word("EXISTS"):
                self._exists()
                continue
            token = self._take()
            if token.kind == "mark" and token.text in CLOSING:
                expected.append(CLOSING[token.text])
            elif token.kind == "mark" and token.text in CLOSING.values() and token.text != expected.pop():
                raise UnreadableError

    def _exists(self) -> None:
        self._take()
        self._existences.append(group := self._group())
        if not self._named:
            self._looked_for.append(group)

    def _group(self) -> Group:
        start = self._take("{").start
        if self._next.is_word("SELECT"):
            query = self._query()
            return Group(start, self._take("}").end, select=query)
        parts: list[Block | Filter | Other] = []
        while not self._is("}"):
            parts.append(part := self._part())
            if isinstance(part, Block) and len(parts) > 1 and isinstance(parts[-2], Block):
                raise UnreadableError  # there is no full stop between them
        return Group(start, self._take("}").end, tuple(parts))

    def _part(self) -> Block | Filter | Other:
        token = self._next
        if token.is_word("FILTER"):
            return self._filter()
        if self._is("{"):
            groups = [self._group()]
            while self._next.is_word("UNION"):
                self._take()
                groups.append(self._group())
            part = Other(token.start, groups[-1].end, "UNION", tuple(groups))
        elif token.is_word(*WITH_GROUP):
            self._take()
            group = self._group()
            part = Other(token.start, group.end, token.text.upper(), (group,))
        elif token.is_word("GRAPH"):
            self._take()
            name = self._term()
            self._named += 1
            group = self._group()
            self._named -= 1
            part = Other(token.start, group.end, "GRAPH", (group,), name=name)
        elif token.is_word("BIND", "VALUES"):
            first = self._at
            self._take()
            opening = "(" if token.is_word("BIND") else "{"
            while not self._is(opening):
                self._skip("(") if self._is("(") else self._take()
            self._skip(opening)
            found = tuple(self._found[first : self._at])
            part = Other(token.start, found[-1].end, token.text.upper(), tokens=found)
        elif token.is_word(*BEGINS):
            raise UnreadableError
        else:
            return self._block()
        self._pass(".")
        return part

    def _pass(self, mark: str) -> bool:
        """Go beyond a mark, if it is there."""
        there = self._is(mark)
        self._at += there
        return there

    def _filter(self) -> Filter:
        start = self._take().start
        first = self._at
        if self._next.is_word("NOT", "EXISTS"):
            if self._next.is_word("NOT"):
                self._take()
            if not self._next.is_word("EXISTS"):
                raise UnreadableError
            self._exists()
        else:
            if not self._is("("):
                self._take()  # the name of a function
            self._skip("(")
        end = self._found[self._at - 1].end
        found = tuple(self._found[first : self._at])
        self._pass(".")
        return Filter(start, end, found)

    def _block(self) -> Block:
        start, patterns = self._next.start, list[Pattern]()
        end = start
        while not (self._is("}", "{") or self._next.is_word(*BEGINS)):
            subject, is_more = self._term(), True
            while is_more:
                verb = self._verb()
                while True:
                    patterns.append(Pattern(subject, verb, self._term()))
                    if not self._pass(","):
                        break
                is_more = self._is(";")
                while self._pass(";"):
                    pass
                is_more = is_more and not (self._is(".", "}", "{") or self._next.is_word(*BEGINS))
            end = self._found[self._at - 1].end
            if not self._pass("."):
                break
            end = self._found[self._at - 1].end
        return Block(start, end, tuple(patterns))

    def _verb(self) -> Term | Path:
        return self._term() if self._next.kind == "variable" else self._either()

    def _either(self) -> Path:
        return self._joined("|", "either", lambda: self._joined("/", "sequence", self._step))

    def _joined(self, mark: str, kind: str, part: Callable[[], Path]) -> Path:
        start, parts = self._next.start, [part()]
        while self._pass(mark):
            parts.append(part())
        return parts[0] if len(parts) == 1 else Path(kind, self._since(start), parts=tuple(parts))

    def _since(self, start: int) -> str:
        return self._text[start : self._found[self._at - 1].end]

    def _step(self) -> Path:
        start = self._next.start
        if self._pass("^"):
            if self._is("^"):
                raise UnreadableError
            inner = self._step()
            return Path("inverse", self._since(start), parts=(inner,))
        if self._pass("!"):
            parts = tuple(self._excluded())
            path = Path("negated", self._since(start), parts=parts)
        elif self._pass("("):
            path = self._either()
            self._take(")")
            path = Path(path.kind, self._since(start), path.iri, path.parts)
        else:
            path = self._link()
        if self._next.kind == "variable" and self._next.start == self._found[self._at - 1].end:
            raise UnreadableError  # p?x
        if self._is("*", "+", "?"):
            sign = self._take().text
            path = Path(sign, self._since(start), parts=(path,))
        return path

    def _excluded(self) -> Iterator[Path]:
        """The steps that are not taken."""
        are_several = self._pass("(")
        while not (are_several and self._is(")")):
            is_inverse, link = self._pass("^"), self._link()
            yield Path("inverse", f"^{link.text}", parts=(link,)) if is_inverse else link
            if not (are_several and self._pass("|")):
                break
        if are_several:
            self._take(")")

    def _link(self) -> Path:
        term = self._type() if self._next.text == "a" else self._term()
        if term.kind != "iri":
            raise UnreadableError
        return Path("link", term.text, term.value)

    def _type(self) -> Term:
        return Term("iri", RDF_TYPE, self._take().text)

    def _term(self) -> Term:
        token = self._take()
        if token.kind == "variable":
            return Term("variable", token.text[1:], token.text)
        if token.kind == "iri":
            return Term("iri", self._iri(token), token.text)
        if token.kind == "name":
            prefix, _, local = token.text.partition(":")
            if f"{prefix}:" not in self._prefixes or "\\" in local or local.endswith("."):
                raise UnreadableError
            return Term("iri", self._prefixes[f"{prefix}:"] + local, token.text)
        if token.kind == "string":
            if self._next.kind == "language":
                self._take()
            elif self._is("^"):
                self._take("^")
                self._take("^")
                self._link()
            return Term("literal", text := self._since(token.start), text)
        if token.kind == "number":
            after = self._text[token.end : token.end + 2]
            if after[:1].isalnum() or (after[:1] == "." and after[1:].isalnum()):
                raise UnreadableError  # 1e5, 1.5
            return Term("literal", token.text, token.text)
        if token.is_word("TRUE", "FALSE"):
            return Term("literal", token.text, token.text)
        raise UnreadableError

    def _iri(self, token: Token) -> str:
        iri = token.text[1:-1]
        if "\\" in iri or not ABSOLUTE.match(iri):
            raise UnreadableError
        return iri
