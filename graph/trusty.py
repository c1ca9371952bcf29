"""Trusty URIs of RDF (module RA, https://trustyuri.net/spec): a name that holds the hash of all that is said under it.

They are made here rather than by the nanopub library, which rewrites references to other nanopublications of the same
base, changes how RDFLib reads literals in the whole process, and takes two hundred times as long.
"""

import base64
import hashlib
from collections.abc import Iterable
from typing import TypeAlias

from rdflib import XSD, Literal, URIRef
from rdflib.term import Identifier

from ontology.errors import InputError

Quad: TypeAlias = tuple[Identifier, Identifier, Identifier, Identifier]  # graph, subject, predicate, object

CODE = r"RA[A-Za-z0-9_-]{43}"
PLACEHOLDER = f"RA{'-' * 43}"  # stands in all names where the code will stand


def normal_form(quads: Iterable[Quad], code: str = PLACEHOLDER) -> str:
    """What is hashed, and signed: each statement once, in order, with a space where the code stands.

    Raises:
        InputError: something has no name.
    """

    def name(term: Identifier) -> str:
        if not isinstance(term, URIRef):
            raise InputError(f"a nanopublication names all that it speaks of, and {term.n3()} is no IRI")
        return term.replace(code, " ")

    def value(term: Identifier) -> tuple[bool, str, str, str, str]:
        """A key for the order: IRIs before literals, these by their words, then by datatype and language."""
        if not isinstance(term, Literal):
            return False, name(term), "", "", name(term)
        language = (term.language or "").lower()
        datatype = "" if language else str(term.datatype or XSD.string)
        words = term.replace("\\", "\\\\").replace("\n", "\\n")
        return True, str(term), datatype, language, f"@{language} {words}" if language else f"^{datatype} {words}"

    rows = {(name(graph), name(subject), name(verb), value(what)) for graph, subject, verb, what in quads}
    return "".join(f"{graph}\n{subject}\n{verb}\n{what[-1]}\n" for graph, subject, verb, what in sorted(rows))


def artifact_code(normal: str) -> str:
    """The artifact code of a normal form: `RA` and its SHA-256 in the base64 of URLs."""
    return "RA" + base64.urlsafe_b64encode(hashlib.sha256(normal.encode()).digest()).decode().rstrip("=")


def minted(quads: Iterable[Quad]) -> tuple[str, list[Quad]]:
    """The code of what is said, and the same with the code in place of each placeholder.

    Raises:
        InputError: something has no name.
    """
    said = list(quads)
    code = artifact_code(normal_form(said))

    def put(term: Identifier) -> Identifier:
        is_own = isinstance(term, URIRef) and PLACEHOLDER in term
        return URIRef(term.replace(PLACEHOLDER, code)) if is_own else term

    return code, [(put(graph), put(subject), put(verb), put(what)) for graph, subject, verb, what in said]
