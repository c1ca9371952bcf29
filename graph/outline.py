"""Reading a query: its groups, patterns and filters; strictly, so that what cannot be read is left alone."""

from collections.abc import Sequence
from dataclasses import replace

from graph.algebra import Block, Filter, Group, Other, Query
from graph.tokens import Token, tokens
from graph.triples import BEGINS, Triples, UnreadableError
from ontology.errors import InputError

FORMS = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")
WITH_GROUP = ("OPTIONAL", "MINUS")
CLOSING = {"(": ")", "{": "}", "[": "]"}
MODIFIERS = ("GROUP", "HAVING", "ORDER", "LIMIT", "OFFSET", "VALUES")


def outline(text: str) -> Query | None:
    """The parts of a query; none where it has anything that is not read here.

    That is BASE, SERVICE, blank nodes, collections, triple terms, relative IRIs, escapes in names and IRIs, and
    whatever is beyond SPARQL 1.1.
    """
    try:
        return Reader(text, [*tokens(text)]).read()
    except (UnreadableError, InputError, RecursionError):
        return None


class Reader(Triples):
    """Reads a query once."""

    def __init__(self, text: str, found: Sequence[Token]) -> None:
        super().__init__(text, found)
        self._looked_for, self._existences = list[Group](), list[Group]()
        self._named = 0  # how many GRAPH stand around

    def read(self) -> Query:
        """It.

        Raises:
            UnreadableError: there is something in it that is not read here.
        """
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

    def _query(self) -> Query:
        start = self._at
        form = self._take()
        if not form.is_word(*FORMS):
            raise UnreadableError
        if form.is_word("CONSTRUCT"):
            self._template()
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

    def _template(self) -> None:
        self._skip("{")  # a query without one is not read: its group may not be written with other parts than triples

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
