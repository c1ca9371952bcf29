"""The canonical form of a dataset: RDFC-1.0 N-Quads, by which a version is named."""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass

import pyoxigraph
from rdflib import BNode, Dataset, Literal, URIRef
from rdflib.term import Node


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
    # Through a store, which writes some literals another way ("01" as 1): what is hashed is what is served.
    store = pyoxigraph.Store()
    store.bulk_extend(
        pyoxigraph.Quad(_resource(subject), _name(predicate), _term(value), _name(graph.identifier))
        for graph in dataset.graphs()
        if graph.identifier != dataset.default_graph.identifier
        for subject, predicate, value in graph
    )
    quads = pyoxigraph.Dataset(store)
    quads.canonicalize(pyoxigraph.CanonicalizationAlgorithm.RDFC_1_0)
    union = {str(graph) for graph in in_default_graph}
    named = sorted(f"{quad} .\n" for quad in quads)
    default = sorted({f"{quad.triple} .\n" for quad in quads if _is_in(quad.graph_name, union)})
    version = hashlib.sha256("".join(named).encode()).hexdigest()
    return Canonical(version, "".join([*default, *named]).encode(), len(named), len(default))


def _is_in(graph: object, union: Collection[str]) -> bool:
    return isinstance(graph, pyoxigraph.NamedNode) and graph.value in union


def _name(term: Node) -> pyoxigraph.NamedNode:
    return pyoxigraph.NamedNode(str(term))


def _resource(term: Node) -> pyoxigraph.NamedNode | pyoxigraph.BlankNode:
    return pyoxigraph.BlankNode(str(term)) if isinstance(term, BNode) else _name(term)


def _term(term: Node) -> pyoxigraph.NamedNode | pyoxigraph.BlankNode | pyoxigraph.Literal:
    """A term as the engine has it; RDFLib's own N-Quads would be taken a second time, and warn of themselves."""
    if not isinstance(term, Literal):
        return _resource(term)
    if term.language:
        return pyoxigraph.Literal(str(term), language=term.language)
    return pyoxigraph.Literal(str(term), datatype=_name(term.datatype) if term.datatype else None)
