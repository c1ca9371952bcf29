"""The tokens of SPARQL as the engine reads them: what is a string, an IRI or a comment, and what is structure.

The engine reads by an ordered choice, with no tokens of its own. These agree with it: a string is closed and has valid
escapes only (SPARQL 1.1 §19.7), or its first quote opens nothing, and the engine goes no further; a comment ends at a
carriage return too; an escape of a code point is read within strings and IRIs alone.
"""

import re

_ESCAPED = r"\\(?:[tbnrf\"'\\]|u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8})"
_LONG = "{0}{0}{0}(?:{0}{{0,2}}+(?:[^{0}\\\\]|{1}))*+{0}{0}{0}"
_SHORT = r"{0}(?:[^{0}\\\n\r]++|{1})*+{0}"
_PARTS = {
    "comment": r"#[^\n\r]*+",
    "string": "|".join(form.format(quote, _ESCAPED) for form in (_LONG, _SHORT) for quote in "'\""),
    "iri": r"<(?:[^\x00-\x20<>\"{}|^`\\]++|\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8})*+>",
    # Two brackets that hold a triple (SPARQL 1.2 §19.8, ReifiedTriple) nest as the others do.
    "opening": r"[(\[{]++|<<",
    "closing": r"[)\]}]++|>>",
    # PN_LOCAL_ESC: a quote or a bracket in the local part of a name.
    "escape": r"\\.",
}
_NESTING = re.compile("|".join(f"(?P<{kind}>{form})" for kind, form in _PARTS.items()))
_ABSOLUTE = re.compile(r"<[A-Za-z][A-Za-z0-9+.-]*://")
_TELLING = re.compile(r"['#()\[\]]")


def depth(text: str) -> int:
    """How deep the brackets (), {}, [] and << >> of a query nest, outside strings, IRIs and comments; never too little.

    Brackets need not match, and the text need not be SPARQL. From where it can be read in two ways, every bracket that
    opens is counted as if it stood in the one before.
    """
    nesting: list[str] = []
    deepest = 0
    for found in _NESTING.finditer(text):
        kind = found.lastgroup
        if kind == "opening":
            nesting += found[0] if found[0] != "<<" else "<"
            deepest = max(deepest, len(nesting))
        elif kind == "closing":
            del nesting[-1 if found[0] == ">>" else -len(found[0]) :]
        elif kind == "iri" and _doubtful(found[0], nesting):
            rest = sum(text.count(opening, found.start()) for opening in ("(", "[", "{", "<<"))
            return max(deepest, len(nesting) + rest)
    return deepest


def _doubtful(iri: str, nesting: list[str]) -> bool:
    """Whether what seems an IRI may be a comparison, so that what is in it, or after it, is structure: ?a<'>'.

    Comparisons stand in parentheses only, and none reads a://b.
    """
    return bool(nesting) and nesting[-1] == "(" and not _ABSOLUTE.match(iri) and _TELLING.search(iri) is not None
