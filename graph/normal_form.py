"""The normal form of a query: what two texts share that ask the same with other prefixes, spaces, comments and names.

IRIs are written out (SPARQL 1.1 §4.1.1), variables are ?v1, ?v2, … and the labels of blank nodes _:b1, _:b2, … in the
order in which they first stand in the text, strings have double quotes and no escape that is not needed (§4.1.2),
keywords are in upper case, and one space stands between two tokens. All else is kept as it is written: the lexical form
of numbers, the tags of languages, the order of patterns. It is a query itself, and means the same.

Columns are variables, too: queries that call them otherwise have one normal form. A text that has something that is not
read here (what is beyond SPARQL 1.1, an IRI in round brackets that may be a comparison) is its own normal form, without
the white space around it.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urljoin

from graph.algebra import RDF_TYPE
from graph.outline import ABSOLUTE
from graph.tokens import ABSOLUTE as ADDRESS
from graph.tokens import CODE_POINT, Token, tokens
from ontology.errors import InputError

NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?")  # whatever a number begins with
UNFIT = re.compile(r"""[\x00-\x20<>"{}|^`\\]""")  # in an IRI
ESCAPES = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f", '"': '"', "'": "'", "\\": "\\"}
WRITTEN = {'"': '\\"', "\\": "\\\\", "\t": "\\t", "\b": "\\b", "\n": "\\n", "\r": "\\r", "\f": "\\f"}
ESCAPED = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))")
PAIRS = {"&&", "||", "!=", "<=", ">="}
MODIFIERS = ("*", "+", "?")  # of paths; RDFLib reads one only where it touches what it is of
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
        self._text, self._found, self._base, self._at = text, found, base, 0
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
            if piece in MODIFIERS and pieces and pieces[-1].endswith((">", ")")) and len(pieces[-1]) != len("&&"):
                pieces[-1] += piece
            else:
                pieces.append(piece)
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
        if following and following.start == token.end and token.text + following.text in PAIRS:
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
        base = self._base.partition("#")[0]
        if not ADDRESS.match(f"<{base}"):
            raise _UnreadableError  # under one without // nothing is resolved here
        if iri == "":
            return base
        resolved = urljoin(base, iri)
        return resolved + iri[-1] if iri[-1] in "#?" and not resolved.endswith(iri[-1]) else resolved


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
