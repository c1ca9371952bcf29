"""Rows of graph, subject, predicate and object, written as a dataset."""

from collections.abc import Iterable

from rdflib import Dataset
from rdflib.term import Identifier

from graph.store import prefixes
from ontology.terms import Names

QUADS = {"application/trig": "trig", "application/n-quads": "nquads"}


def serialise(rows: Iterable[dict[str, Identifier]], media_type: str, names: Names) -> bytes:
    """The quads in one of the media types of QUADS, with the project's prefixes."""
    dataset = Dataset()
    for prefix, iri in prefixes(names).items():
        dataset.bind(prefix, iri)
    for row in rows:
        dataset.graph(row["graph"]).add((row["subject"], row["predicate"], row["object"]))
    return dataset.serialize(format=QUADS[media_type], encoding="utf-8")
