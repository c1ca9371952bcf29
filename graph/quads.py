"""Rows of graph, subject, predicate and object, written as a dataset."""

from collections.abc import Iterable, Mapping

import pyoxigraph

from graph.engine import GRAPHS, QUADS
from graph.prefixes import prefixes
from graph.store import Row
from graph.turtle import PREFIXED, only_used
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
