"""The normal form of a query: what two texts share that ask the same with other prefixes, spaces, comments and names.

IRIs are written out (SPARQL 1.1 §4.1.1), variables are ?v1, ?v2, … and the labels of blank nodes _:b1, _:b2, … in the
order in which they first stand in the text, strings have double quotes and no escape that is not needed (§4.1.2),
keywords are in upper case, and one space stands between two tokens, but none where a reader minds it. All else is kept
as it is written: the lexical form of numbers, the tags of languages, the order of patterns. It is a query itself, and
means the same.

Columns are variables, too: queries that call them otherwise have one normal form. A text that has something that is not
read here (what is beyond SPARQL 1.1, an IRI in round brackets that may be a comparison) is its own normal form, without
the white space around it.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from graph.algebra import RDF_TYPE
from graph.tokens import ABSOLUTE as ADDRESS
from graph.tokens import CODE_POINT, Token, tokens
from graph.triples import ABSOLUTE
from ontology.errors import InputError

NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?")  # whatever a number begins with
UNFIT = re.compile(r"""[\x00-\x20<>"{}|^`\\]""")  # in an IRI
ESCAPES = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f", '"': '"', "'": "'", "\\": "\\"}
WRITTEN = {'"': '\\"', "\\": "\\\\", "\t": "\\t", "\b": "\\b", "\n": "\\n", "\r": "\\r", "\f": "\\f"}
ESCAPED = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))")
PAIRS = {"&&", "||", "!=", "<=", ">="}
BEYOND = {"<<", ">>", "{|", "|}"}  # SPARQL 1.1
# RDFLib reads the sign of a path only where it touches what it is of; the engine these names where they touch the (.
MODIFIERS = ("*", "+", "?")
TOUCHING = ("COALESCE", "CONCAT")
TERM = re.compile(r".>$|\)$")
PARTS = re.compile(r"([^:/?#]+:)?(//[^/?#]*)?([^?#]*)(\?[^#]*)?(#.*)?", re.DOTALL)
SPACE = " \t\r\n"


class _UnreadableError(Exception):
    """Something is not read here."""


@dataclass(frozen=True)
class NormalForm:
    """The normal form of a query, and what each of its variables is called there, without ? or $.

    Where the text is its own normal form, `variables` is empty: each is called as it is.
    """

    text: str
    variables: Mapping[str, str]


def normal_form(text: str, base: str) -> NormalForm:
    """The normal form of a query whose relative IRIs lie under `base`; never raises."""
    try:
        reader = _Reader(text, [*tokens(text)], base)
        return NormalForm(" ".join(reader.pieces()), reader.variables)
    except (_UnreadableError, InputError):
        return NormalForm(text.strip(SPACE), {})


class _Reader:
    def __init__(self, text: str, found: Sequence[Token], base: str) -> None:
        self._text, self._found, self._at = text, found, 0
        self._given = self._base = base
        self._prefixes: dict[str, str] = {}
        self._labels: dict[str, str] = {}
        self._brackets = 0
        self.variables: dict[str, str] = {}

    def pieces(self) -> Iterator[str]:
        """The tokens of the normal form, those together that touch."""
        self._prologue()
        pieces = list[str]()
        while self._at < len(self._found):
            token, former = self._found[self._at], self._found[self._at - 1] if pieces else None
            piece = self._piece(token, former)
            if pieces and (
                (piece in MODIFIERS and TERM.search(pieces[-1])) or (piece == "(" and pieces[-1] in TOUCHING)
            ):
                pieces[-1] += piece
            else:
                pieces.append(piece)
        if self._base != self._given and any(one in ("IRI", "URI") for one in pieces):  # they ask for it (§17.4.2.8)
            yield f"BASE <{self._base}>"
        yield from pieces

    def _prologue(self) -> None:
        while self._at < len(self._found) and self._found[self._at].is_word("PREFIX", "BASE"):
            if self._found[self._at].is_word("BASE"):
                self._base = self._resolved(self._kind(1, "iri").text[1:-1])
                self._at += 2
            else:
                prefix, _, local = self._kind(1, "name").text.partition(":")
                if local:
                    raise _UnreadableError
                self._prefixes[prefix] = self._resolved(self._kind(2, "iri").text[1:-1])
                self._at += 3

    def _kind(self, ahead: int, kind: str) -> Token:
        """The token so far ahead, which must be of that kind."""
        if self._at + ahead >= len(self._found) or self._found[self._at + ahead].kind != kind:
            raise _UnreadableError
        return self._found[self._at + ahead]

    def _piece(self, token: Token, former: Token | None) -> str:
        """The next piece, and go beyond it."""
        if number := self._number(token):
            return number
        self._at += 1
        if token.kind == "variable":
            name = token.text[1:]
            return "?" + self.variables.setdefault(name, f"v{len(self.variables) + 1}")
        if token.kind == "iri":
            self._see_no_comparison(token, former)
            return f"<{self._resolved(token.text[1:-1])}>"
        if token.kind == "name":
            return self._name(token.text)
        if token.kind == "string":
            return _string(token.text) + self._tag()
        if token.kind == "word":
            return _word(token.text)
        if token.kind == "mark":
            return self._mark(token)
        raise _UnreadableError  # the tag of a language that stands alone

    def _mark(self, token: Token) -> str:
        following = self._found[self._at] if self._at < len(self._found) else None
        if token.text in "~@":
            raise _UnreadableError
        if following and following.start == token.end:
            if token.text + following.text in BEYOND:
                raise _UnreadableError
            if token.text + following.text in PAIRS:
                self._at += 1
                return token.text + following.text
        if token.text in "()":
            self._brackets += 1 if token.text == "(" else -1
        return token.text

    def _number(self, token: Token) -> str:
        """A number that begins here, with its sign where they touch; the engine knows none in which there is space."""
        if not (token.kind == "number" or (token.kind == "mark" and token.text in "+-.")):
            return ""
        found = NUMBER.match(self._text, token.start)
        if not found:
            return ""
        end = found.end()
        while self._at < len(self._found) and self._found[self._at].end <= end:
            self._at += 1
        if self._found[self._at - 1].end != end:
            raise _UnreadableError  # 1e5 and letters that touch it
        if found[0].endswith("."):  # the full stop after a triple
            self._at -= 1
            return found[0][:-1]
        return found[0]

    def _tag(self) -> str:
        """What follows a string: the tag of its language, or its datatype."""
        following = self._found[self._at : self._at + 3]
        if following and following[0].kind == "language":
            self._at += 1
            return following[0].text
        if [one.text for one in following[:2]] == ["^", "^"] and len(following) == 3:
            self._at += 3
            datatype = following[2]
            if datatype.kind == "iri":
                return f"^^<{self._resolved(datatype.text[1:-1])}>"
            if datatype.kind == "name":
                return f"^^{self._name(datatype.text)}"
            raise _UnreadableError
        return ""

    def _name(self, name: str) -> str:
        prefix, _, local = name.partition(":")
        if prefix == "_":
            return "_:" + self._labels.setdefault(local, f"b{len(self._labels) + 1}")
        if prefix not in self._prefixes:
            raise _UnreadableError
        iri = self._prefixes[prefix] + re.sub(r"\\(.)", r"\1", local)
        if not ABSOLUTE.match(iri) or UNFIT.search(iri):
            raise _UnreadableError
        return f"<{iri}>"

    def _see_no_comparison(self, token: Token, former: Token | None) -> None:
        """See that what seems an IRI is none of two comparisons: ?a<?b&&?c>?d."""
        ends_term = former is not None and (former.kind not in ("mark", "word") or former.text == ")")
        if self._brackets and ends_term and not ADDRESS.match(token.text):
            raise _UnreadableError

    def _resolved(self, written: str) -> str:
        """An IRI without escapes, absolute (RFC 3986 §5.2)."""
        iri = CODE_POINT.sub(lambda found: chr(int(found[1] or found[2], 16)), written)
        if UNFIT.search(iri):
            raise _UnreadableError
        if ABSOLUTE.match(iri):
            return iri
        if not ADDRESS.match(f"<{self._base}"):
            raise _UnreadableError  # under one without // nothing is resolved here
        return resolved(iri, self._base)


def resolved(reference: str, base: str) -> str:
    """An IRI that is no absolute one, under a base with //, as RFC 3986 §5.2.2 has it; the library's own does not."""
    scheme, authority, path, query, _ = _parts(base)
    _, own_authority, own_path, own_query, fragment = _parts(reference)
    if own_authority:
        authority, path, query = own_authority, _without_dots(own_path), own_query
    elif own_path:
        whole = own_path if own_path.startswith("/") else f"{path.rpartition('/')[0]}/{own_path}"
        path, query = _without_dots(whole), own_query
    elif own_query:
        query = own_query
    return f"{scheme}{authority}{path}{query}{fragment}"


def _parts(iri: str) -> Sequence[str]:
    """The parts of an IRI (appendix B), each with its sign; empty where there is none."""
    found = PARTS.match(iri)
    assert found is not None  # noqa: S101 - it matches everything
    return [part or "" for part in found.groups()]


def _without_dots(path: str) -> str:
    """A path without . and .. (§5.2.4)."""
    kept = list[str]()
    segments = path.split("/")
    for segment in segments:
        if segment == ".." and len(kept) > 1:
            kept.pop()
        elif segment not in (".", ".."):
            kept.append(segment)
    return "/".join([*kept, ""] if segments[-1] in (".", "..") else kept)


def _string(written: str) -> str:
    width = 3 if written[:3] in ('"""', "'''") and len(written) >= 6 else 1
    plain = ESCAPED.sub(
        lambda found: ESCAPES[found[3]] if found[3] else chr(int(found[1] or found[2], 16)), written[width:-width]
    )
    return f'"{"".join(WRITTEN.get(letter, letter) for letter in plain)}"'


def _word(word: str) -> str:
    if word == "a":
        return f"<{RDF_TYPE}>"
    if not word.isascii():
        raise _UnreadableError
    return word.lower() if word.upper() in ("TRUE", "FALSE") else word.upper()
