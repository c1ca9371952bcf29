"""The tokens of SPARQL as the engine reads them: what is a string, an IRI or a comment, and what is structure.

The engine reads by an ordered choice, with no tokens of its own. These agree with it: a string is closed and has valid
escapes only (SPARQL 1.1 §19.7), or its first quote opens nothing, and the engine goes no further; a comment ends at a
carriage return too; an escape of a code point is read within strings and IRIs alone.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

# A code point that there is: no half of a pair, none beyond the last.
POINT = (
    r"\\u(?![Dd][89A-Fa-f])[0-9A-Fa-f]{4}"
    r"|\\U(?:0000(?![Dd][89A-Fa-f])[0-9A-Fa-f]{4}|000[1-9A-Fa-f][0-9A-Fa-f]{4}|0010[0-9A-Fa-f]{4})"
)
_ESCAPED = rf"""(?:\\[tbnrf"'\\]|{POINT})"""
_LONG = "{0}{0}{0}(?:{0}{{0,2}}+(?:[^{0}\\\\]|{1}))*+{0}{0}{0}"
_SHORT = r"{0}(?:[^{0}\\\n\r]++|{1})*+{0}"
_PARTS = {
    "comment": r"#[^\n\r]*+",
    "string": "|".join(form.format(quote, _ESCAPED) for form in (_LONG, _SHORT) for quote in "'\""),
    "iri": rf"""<(?:[^\x00-\x20<>"{{}}|^`\\]++|{POINT})*+>""",
    # Two brackets that hold a triple (SPARQL 1.2 §19.8, ReifiedTriple) nest as the others do.
    "opening": r"[(\[{]++|<<",
    "closing": r"[)\]}]++|>>",
}
# PN_LOCAL_ESC: a quote or a bracket in the local part of a name.
_LOCAL = r"\\[_~.\-!$&'()*+,;=/?#@%]"
_ESCAPE = {"escape": _LOCAL}
# A run of whatever a keyword, a number or a name may consist of; its parts need no space between them.
_WORDS = {
    "variable": r"[?$]\w++|@[A-Za-z]++(?:-[A-Za-z0-9]++)*+",
    "word": rf"(?:[\w.-]++:|:)(?:[\w:%-]|{_LOCAL}|\.++(?=[\w:%\\-]))*+|[\w.-]++",
}
_ABSOLUTE = re.compile(r"<[A-Za-z][A-Za-z0-9+.-]*://")
_TELLING = re.compile(r"['#()\[\]]")


def _either(parts: dict[str, str]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?P<{kind}>{form})" for kind, form in parts.items()))


_NESTING = _either(_PARTS | _ESCAPE)
_TOKEN = _either(_PARTS | _WORDS | _ESCAPE)


class Token(NamedTuple):
    """A stretch of a query.

    Its kind is comment, string, iri, opening or closing (of one bracket or several), variable (or the tag of a
    language, which no keyword can end either), word (a name, a keyword or a number), or doubt: an IRI or a comparison.
    """

    kind: str
    start: int
    text: str

    @property
    def end(self) -> int:
        """Where it ends, exclusive."""
        return self.start + len(self.text)


def tokens(text: str) -> Iterator[Token]:
    """The tokens of a query, without operators, punctuation, and what is none; never raises."""
    for found, nesting in _read(_TOKEN, text):
        kind = found.lastgroup or ""
        if kind != "escape":
            doubt = kind == "iri" and _doubtful(found[0], nesting)
            yield Token("doubt" if doubt else kind, found.start(), found[0])


def depth(text: str) -> int:
    """How deep the brackets (), {}, [] and << >> of a query nest, outside strings, IRIs and comments; never too little.

    Brackets need not match, and the text need not be SPARQL. From where it can be read in two ways, every bracket that
    opens is counted as if it stood in the one before.
    """
    deepest = 0
    for found, nesting in _read(_NESTING, text):
        if found.lastgroup == "opening":
            deepest = max(deepest, len(nesting))
        elif found.lastgroup == "iri" and _doubtful(found[0], nesting):
            rest = sum(text.count(opening, found.start()) for opening in ("(", "[", "{", "<<"))
            return max(deepest, len(nesting) + rest)
    return deepest


def _read(form: re.Pattern[str], text: str) -> Iterator[tuple[re.Match[str], list[str]]]:
    """Each token with the brackets that are open after it."""
    nesting: list[str] = []
    for found in form.finditer(text):
        kind = found.lastgroup
        if kind == "opening":
            nesting += found[0] if found[0] != "<<" else "<"
        elif kind == "closing":
            del nesting[-1 if found[0] == ">>" else -len(found[0]) :]
        yield found, nesting


def _doubtful(iri: str, nesting: list[str]) -> bool:
    """Whether what seems an IRI may be a comparison, so that what is in it, or after it, is structure: ?a<'>'.

    Comparisons stand in parentheses only, and none reads a://b.
    """
    return bool(nesting) and nesting[-1] == "(" and not _ABSOLUTE.match(iri) and _TELLING.search(iri) is not None
