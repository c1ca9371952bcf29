"""Reading triples: the terms, paths and patterns of a query, token by token."""

import re
from collections.abc import Callable, Iterator, Sequence

from graph.algebra import RDF_TYPE, Block, Path, Pattern, Term
from graph.tokens import Token

ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:")  # the scheme of an IRI (RFC 3986 §3.1)
BEGINS = ("OPTIONAL", "MINUS", "FILTER", "GRAPH", "BIND", "VALUES", "SERVICE", "LATERAL", "SELECT")


class UnreadableError(Exception):
    """The query has something that is not read here; it is as good as any other."""


class Triples:
    """Reads what stands in the blocks of a query."""

    def __init__(self, text: str, found: Sequence[Token]) -> None:
        self._text, self._found, self._at = text, found, 0
        self._prefixes: dict[str, str] = {}

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

    def _pass(self, mark: str) -> bool:
        """Go beyond a mark, if it is there."""
        there = self._is(mark)
        self._at += there
        return there

    def _block(self) -> Block:
        start, patterns = self._next.start, list[Pattern]()
        end = start
        while not (self._is("}", "{") or self._next.is_word(*BEGINS)):
            self._triples(patterns)
            end = self._found[self._at - 1].end
            if not self._pass("."):
                break
            end = self._found[self._at - 1].end
        return Block(start, end, tuple(patterns))

    def _triples(self, patterns: list[Pattern]) -> None:
        """Those of one subject."""
        self._properties(self._node(patterns), patterns)

    def _properties(self, subject: Term, patterns: list[Pattern]) -> None:
        is_more = True
        while is_more:
            verb = self._verb()
            while True:
                patterns.append(Pattern(subject, verb, self._node(patterns)))
                if not self._pass(","):
                    break
            is_more = self._is(";")
            while self._pass(";"):
                pass
            is_more = is_more and not (self._is(".", "}", "{", "]") or self._next.is_word(*BEGINS))

    def _node(self, _patterns: list[Pattern]) -> Term:
        """A subject or an object; what it says by itself joins the patterns."""
        return self._term()

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
