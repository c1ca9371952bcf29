"""The tokens of a SPARQL update, split where the engine splits them."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from graph.lexer import POINT
from ontology.errors import InputError

_ESCAPED = rf"""(?:\\[tbnrf"'\\]|{POINT})"""
# Where a string has another escape, the engine reads two quotes as an empty one; so the order is the engine's.
_STRINGS = (
    *(f"{quote * 3}(?:{quote}{{0,2}}+(?:[^{quote}\\\\]|{_ESCAPED}))*+{quote * 3}" for quote in "'\""),
    *(f"{quote}(?:[^{quote}\\\\\n\r]|{_ESCAPED})*+{quote}" for quote in "'\""),
)
_KINDS = {
    "space": r"(?:[ \t\r\n]+|#[^\r\n]*)+",
    "iri": rf"""<(?:[^<>"{{}}|^`\\\x00-\x20]|{POINT})*+>""",
    "string": "|".join(_STRINGS),
    "variable": r"[?$]\w+",
    "language": r"@[A-Za-z]+(?:-+[A-Za-z0-9]+)*",
    "name": (
        r"(?:_|[^\W\d_](?:[\w.\-]*[\w\-])?)?:"
        r"(?:[\w:\-\u00b7]|%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?#@%]|\.(?=\.*[\w:\-%\\]))*"
    ),
    "number": r"\d+",
    "word": r"[^\W\d]\w*",
    "mark": r"[{}()\[\].,;*/+\-=!<>&|^?$~@]",
}
TOKEN = re.compile("|".join(f"(?P<{kind}>{form})" for kind, form in _KINDS.items()))
ABSOLUTE = re.compile(r"<[A-Za-z][A-Za-z0-9+.\-]*://")
ABSOLUTE_IRI = re.compile(r"""[A-Za-z][A-Za-z0-9+.\-]*:[^<>"{}|^`\\\x00-\x20]*""")
CODE_POINT = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
UNSURE = re.compile(r"[#'()]")


class Token(NamedTuple):
    """A piece of the text: what kind of token it is, itself, and where it stands."""

    kind: str
    text: str
    start: int
    end: int

    def is_word(self, *words: str) -> bool:
        """Whether it is one of some keywords, in whatever case."""
        return self.kind == "word" and self.text.upper() in words


def tokens(text: str) -> Iterator[Token]:
    """The tokens of an update, without space and comments.

    A `<` opens an IRI, or compares. It compares within round brackets only, and no comparison reads a://b; so what is
    left in doubt are relative IRIs and such without // in brackets. They matter only if brackets, a quotation or a
    comment would begin in them, and so does what follows <<.

    Raises:
        InputError: something is no token, or may be split in two ways.
    """
    position = brackets = 0
    former = ""
    for found in TOKEN.finditer(text):
        kind, piece, start = found.lastgroup or "", found[0], found.start()
        if start != position:
            raise _unclear(text, position, "there is no sign or word of SPARQL")
        position = found.end()
        if kind == "iri":
            doubtful = brackets > 0 and not ABSOLUTE.match(piece) and UNSURE.search(piece)
            if doubtful or former == "<":
                raise _unclear(text, start, "< may open an IRI or compare; write spaces around it, or declare a prefix")
        elif piece == "(":
            brackets += 1
        elif piece == ")":
            brackets -= 1
        former = piece
        if kind != "space":
            yield Token(kind, piece, start, position)
    if position != len(text):
        raise _unclear(text, position, "there is no sign or word of SPARQL")


def place(text: str, position: int) -> str:
    """Where a position is, in words."""
    line = text.count("\n", 0, position) + 1
    return f"line {line}, column {position - text.rfind(chr(10), 0, position)}"


def _unclear(text: str, position: int, why: str) -> InputError:
    return InputError(f"the update cannot be read at {place(text, position)}: {why}")
