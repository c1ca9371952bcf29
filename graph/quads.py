"""Quads, written in another format: rows of graph, subject, predicate and object, or lines of N-Quads."""

from collections.abc import Iterable

import pyoxigraph

from graph.engine import QUADS
from graph.prefixes import prefixes
from graph.store import Row
from graph.turtle import PREFIXED, only_used
from ontology.terms import Names


def serialise(rows: Iterable[Row], media_type: str, names: Names) -> bytes:
    """The quads in one of the media types with graphs, with the project's prefixes."""
    trig = "".join(
        f"{row['graph'].n3()} {{ {row['subject'].n3()} {row['predicate'].n3()} {row['object'].n3()} }}\n"
        for row in rows
    )
    quads = pyoxigraph.parse(trig, format=pyoxigraph.RdfFormat.TRIG)
    written = pyoxigraph.serialize(quads, format=QUADS[media_type], prefixes=prefixes(names)) or b""
    return only_used(written) if media_type in PREFIXED else written


def turtle(nquads: Iterable[bytes], names: Names) -> bytes:
    """The triples of lines of N-Quads in Turtle, in their order, each blank node with its label."""
    quads = pyoxigraph.parse(b"".join(nquads), format=pyoxigraph.RdfFormat.N_QUADS)
    triples = (quad.triple for quad in quads)
    written = pyoxigraph.serialize(triples, format=pyoxigraph.RdfFormat.TURTLE, prefixes=prefixes(names)) or b""
    return only_used(written)
