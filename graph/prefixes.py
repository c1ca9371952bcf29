"""Prefixed names: how IRIs are written for people."""

import re

from rdflib import URIRef

from ontology.errors import InputError
from ontology.terms import Names

IRI = re.compile(r"""https?://[^\s<>"{}|\\^`]+""")
PREFIXES = {
    "owl": "http://www.w3.org/2002/07/owl#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "dcterms": "http://purl.org/dc/terms/",
    "prov": "http://www.w3.org/ns/prov#",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "org": "http://www.w3.org/ns/org#",
    "oa": "http://www.w3.org/ns/oa#",
    "sd": "http://www.w3.org/ns/sparql-service-description#",
    "sh": "http://www.w3.org/ns/shacl#",
    "doco": "http://purl.org/spar/doco/",
    "fabio": "http://purl.org/spar/fabio/",
    "cito": "http://purl.org/spar/cito/",
    "void": "http://rdfs.org/ns/void#",
    "dcat": "http://www.w3.org/ns/dcat#",
    "adms": "http://www.w3.org/ns/adms#",
    "spdx": "http://spdx.org/rdf/terms#",
    "schema": "https://schema.org/",
}


def prefixes(names: Names) -> dict[str, str]:
    """The prefixes with which answers are written."""
    return {"ox": str(names.ox), "id": str(names.entity), "graph": str(names.graph), **PREFIXES}


def prefixed(iri: str, names: Names) -> str:
    """An IRI for people: a prefixed name, or what follows the base, or itself."""
    for prefix, namespace in prefixes(names).items():
        if iri.startswith(namespace):
            return f"{prefix}:{iri.removeprefix(namespace)}"
    return iri.removeprefix(names.base)


def named(name: str, names: Names) -> URIRef:
    """The IRI that a person writes as a prefixed name or in full.

    Raises:
        InputError: it is neither.
    """
    prefix, colon, local = name.partition(":")
    known = prefixes(names)
    if prefix in known and colon:
        return URIRef(known[prefix] + local)
    if IRI.fullmatch(name):
        return URIRef(name)
    raise InputError(f"{name!r} is no name; write it as ox:Actor or id:Russia, or in full as http://…")
