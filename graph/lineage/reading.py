"""Reading a query for its lineage: more of SPARQL 1.1 than those read who have to write the same query otherwise."""

import re
from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import urljoin

from graph.algebra import RDF_TYPE, Path, Pattern, Query, Term
from graph.outline import Reader
from graph.tokens import CODE_POINT, Token, tokens
from graph.triples import ABSOLUTE, UnreadableError
from ontology.errors import InputError

RDF = RDF_TYPE.removesuffix("type")
NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?(?<!\.)")  # SPARQL 1.1 §19.8, [145] to [156]
ESCAPE = re.compile(r"\\(.)")


def read(text: str, base: str) -> Query | None:
    """The parts of a query; none where it has anything that is not read here.

    That is SERVICE, triple terms, and whatever is beyond SPARQL 1.1. A blank node is read as a variable that has its
    place (§4.1.4), a collection as the patterns that it stands for (§4.2.3); relative IRIs lie under a base.
    """
    try:
        return replace(_Reader(text, [*tokens(text)], base).read(), base=base)
    except (UnreadableError, InputError, RecursionError):
        return None


class _Reader(Reader):
    def __init__(self, text: str, found: Sequence[Token], base: str) -> None:
        super().__init__(text, found)
        self._base, self._fresh = base, 0
        self._labelled: dict[str, Term] = {}

    def read(self) -> Query:
        """It."""
        while self._next.is_word("BASE", "PREFIX"):
            if self._take().is_word("BASE"):
                self._base = self._iri(self._take())
            else:
                name = self._take().text
                self._prefixes[name] = self._iri(self._take())
        return super().read()

    def _template(self) -> None:
        if self._is("{"):
            super()._template()

    def _iri(self, token: Token) -> str:
        if token.kind != "iri":
            raise UnreadableError
        iri = CODE_POINT.sub(lambda found: chr(int(found[1] or found[2], 16)), token.text[1:-1])
        return iri if ABSOLUTE.match(iri) else urljoin(self._base, iri)

    def _term(self) -> Term:
        token = self._next
        if token.kind == "name":
            prefix, _, local = self._take().text.partition(":")
            if prefix == "_":
                if local not in self._labelled:
                    self._labelled[local] = self._blank()
                return self._labelled[local]
            if f"{prefix}:" not in self._prefixes:
                raise UnreadableError
            return Term("iri", self._prefixes[f"{prefix}:"] + ESCAPE.sub(r"\1", local), token.text)
        if number := NUMBER.match(self._text, token.start):
            while self._next.kind != "end" and self._next.start < number.end():
                self._take()
            return Term("literal", number[0], number[0])
        return super()._term()

    def _triples(self, patterns: list[Pattern]) -> None:
        says_more = self._is("[", "(")
        subject = self._node(patterns)
        if not (says_more and (self._is(".", "}", "{") or self._next.kind == "end")):
            self._properties(subject, patterns)

    def _node(self, patterns: list[Pattern]) -> Term:
        if self._pass("["):
            node = self._blank()
            if not self._is("]"):
                self._properties(node, patterns)
            self._take("]")
            return node
        return self._collection(patterns) if self._pass("(") else self._term()

    def _collection(self, patterns: list[Pattern]) -> Term:
        nil = Term("iri", f"{RDF}nil", f"<{RDF}nil>")
        if self._pass(")"):
            return nil
        first = node = self._blank()
        while True:
            patterns.append(Pattern(node, _link("first"), self._node(patterns)))
            if self._pass(")"):
                patterns.append(Pattern(node, _link("rest"), nil))
                return first
            after = self._blank()
            patterns.append(Pattern(node, _link("rest"), after))
            node = after

    def _blank(self) -> Term:
        """A variable that is nowhere in the query."""
        name = ""
        while not name or name in self._text:
            self._fresh += 1
            name = f"blank{self._fresh}_"
        return Term("variable", name, f"?{name}")


def _link(name: str) -> Path:
    return Path("link", f"<{RDF}{name}>", f"{RDF}{name}")
