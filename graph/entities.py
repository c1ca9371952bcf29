"""Entities in RDF/XML (XML 1.0 §4): abbreviations of namespaces pass, what would read a file or blow up does not."""

import re

from ontology.errors import InputError

DECLARED = re.compile(rb"<!ENTITY")
HARMLESS = re.compile(rb"""<!ENTITY\s+[^\s%&;<>"']+\s+("[^"&%<]*"|'[^'&%<]*')\s*>""")
MOST = 64 * 1024 * 1024  # bytes that all references together may stand for


def refuse_entities(xml: bytes) -> None:
    """Refuse entities that refer to others or to something outside, or are used too often.

    The engine reads nothing outside, but it writes out all that is declared inside.

    Raises:
        InputError: there are such.
    """
    plain = xml.replace(b"\0", b"")  # as it may come in UTF-16
    declared = DECLARED.findall(plain)
    if not declared:
        return
    values = [found[1] for found in HARMLESS.finditer(plain)]
    if len(values) != len(declared):
        raise InputError(
            "the application/rdf+xml declares an entity that is external, or refers to others, and nothing is written: "
            "write out what it stands for"
        )
    if max(map(len, values)) * plain.count(b"&") > MOST:
        raise InputError("the application/rdf+xml refers to long entities too often, and nothing is written")
