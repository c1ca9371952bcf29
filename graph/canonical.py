"""The canonical form of a dataset: RDFC-1.0 N-Quads, by which a version is named."""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass

import pyoxigraph
from rdflib import Dataset, URIRef


@dataclass(frozen=True)
class Canonical:
    """A built dataset as sorted N-Quads, and its version.

    The version is the SHA-256 of the canonical N-Quads of the named graphs; the default graph is the set union of some
    of them and adds nothing to it.
    """

    version: str
    nquads: bytes
    named: int
    default: int


def canonical(dataset: Dataset, in_default_graph: Collection[URIRef]) -> Canonical:
    """Name the blank nodes canonically (RDFC-1.0), make the default graph, and sort."""
    quads = pyoxigraph.Dataset(
        pyoxigraph.parse(dataset.serialize(format="nquads"), format=pyoxigraph.RdfFormat.N_QUADS)
    )
    quads.canonicalize(pyoxigraph.CanonicalizationAlgorithm.RDFC_1_0)
    union = {str(graph) for graph in in_default_graph}
    named = sorted(f"{quad} .\n" for quad in quads)
    default = sorted({f"{quad.triple} .\n" for quad in quads if quad.graph_name.value in union})
    version = hashlib.sha256("".join(named).encode()).hexdigest()
    return Canonical(version, "".join([*default, *named]).encode(), len(named), len(default))
