"""Quads written in another format, or read: rows of graph, subject, predicate and object, or lines of N-Quads."""

from collections.abc import Iterable, Mapping

import pyoxigraph
from rdflib import Literal
from rdflib.term import Identifier

from graph.engine import GRAPHS, QUADS
from graph.prefixes import prefixes
from graph.reader import as_rdflib
from graph.store import Row
from graph.turtle import PREFIXED, only_used
from ontology.errors import InputError
from ontology.terms import Names

NO_MORE: Mapping[str, str] = {}


def serialise(rows: Iterable[Row], media_type: str, names: Names, more: Mapping[str, str] = NO_MORE) -> bytes:
    """The quads in one of the media types with graphs, or in JSON-LD, with the project's prefixes and some more."""
    trig = "".join(
        f"{row['graph'].n3()} {{ {row['subject'].n3()} {row['predicate'].n3()} {row['object'].n3()} }}\n"
        for row in rows
    )
    quads = pyoxigraph.parse(trig, format=pyoxigraph.RdfFormat.TRIG)
    written = (
        pyoxigraph.serialize(quads, format=(QUADS | GRAPHS)[media_type], prefixes=prefixes(names) | dict(more)) or b""
    )
    return only_used(written) if media_type in PREFIXED else written


def parsed(text: bytes, media_type: str) -> list[tuple[Identifier, Identifier, Identifier, Identifier]]:
    """The quads of a dataset in such a media type, the graph first.

    Raises:
        SyntaxError: it is none, with the line where that is known.
        InputError: it has a statement in the default graph, or a term that RDF 1.1 does not have.
    """
    try:
        return [  # the default graph, too, is no term
            (as_rdflib(quad.graph_name), as_rdflib(quad.subject), as_rdflib(quad.predicate), as_rdflib(quad.object))
            for quad in pyoxigraph.parse(text, format=(QUADS | GRAPHS)[media_type])
        ]
    except TypeError as error:
        raise InputError(f"{error}: each statement stands in a named graph, and is one of RDF 1.1") from error


def rewritten(json_ld: bytes, media_type: str, names: Names) -> bytes:
    """A document in JSON-LD, its contexts within it, in another format of graphs."""
    quads = pyoxigraph.parse(json_ld, format=pyoxigraph.RdfFormat.JSON_LD)
    written = pyoxigraph.serialize(quads, format=(QUADS | GRAPHS)[media_type], prefixes=prefixes(names)) or b""
    return only_used(written) if media_type in PREFIXED else written


def terms(written: Iterable[str]) -> list[Identifier | None]:
    """Terms as N-Triples writes them; None for an empty text. What RDF 1.1 does not have is a literal of its text."""
    found = list(written)
    lines = "".join(f"<x:s> <x:p> {text} .\n" for text in found if text)
    read = iter(pyoxigraph.parse(lines, format=pyoxigraph.RdfFormat.N_TRIPLES))
    return [_term(next(read).object, text) if text else None for text in found]


def _term(value: object, text: str) -> Identifier:
    try:
        return as_rdflib(value)
    except TypeError:
        return Literal(text)


def turtle(nquads: Iterable[bytes], names: Names) -> bytes:
    """The triples of lines of N-Quads in Turtle, in their order, each blank node with its label."""
    quads = pyoxigraph.parse(b"".join(nquads), format=pyoxigraph.RdfFormat.N_QUADS)
    triples = (quad.triple for quad in quads)
    written = pyoxigraph.serialize(triples, format=pyoxigraph.RdfFormat.TURTLE, prefixes=prefixes(names)) or b""
    return only_used(written)
