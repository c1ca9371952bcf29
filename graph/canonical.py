"""The canonical form of a dataset: RDFC-1.0 N-Quads, by which a version is named."""

import hashlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from itertools import chain

import pyoxigraph
from rdflib import BNode, Literal, URIRef
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


def canonical(quads: Iterable[tuple[Node, Node, Node, URIRef]], in_default_graph: Collection[URIRef]) -> Canonical:
    """Name the blank nodes canonically (RDFC-1.0), make the default graph, and sort."""
    # Through a store, which writes some literals another way ("01" as 1): what is hashed is what is served.
    store = pyoxigraph.Store()
    store.bulk_extend(
        pyoxigraph.Quad(_resource(subject), _name(predicate), _term(value), _name(graph))
        for subject, predicate, value, graph in quads
    )
    # What a blank node is called depends on the quads with blank nodes alone (RDFC-1.0 §4.4.3).
    blank = pyoxigraph.Dataset(quad for quad in store if _has_blank(quad))
    blank.canonicalize(pyoxigraph.CanonicalizationAlgorithm.RDFC_1_0)
    union = {str(graph) for graph in in_default_graph}
    named, default = list[str](), set[str]()
    for quad in chain((quad for quad in store if not _has_blank(quad)), blank):
        named.append(f"{quad} .\n")
        if _is_in(quad.graph_name, union):
            default.add(f"{quad.triple} .\n")
    named.sort()
    version = hashlib.sha256("".join(named).encode()).hexdigest()
    return Canonical(version, "".join([*sorted(default), *named]).encode(), len(named), len(default))


def with_more(built: Canonical, quads: Iterable[tuple[Node, Node, Node, URIRef]]) -> Canonical:
    """The same with quads that have no blank nodes, in graphs that are no part of the default graph."""
    lines = built.nquads.decode().splitlines(keepends=True)
    default, named = lines[: built.default], set(lines[built.default :])
    for subject, predicate, value, graph in quads:
        quad = pyoxigraph.Quad(_name(subject), _name(predicate), _term(value), _name(graph))
        named.add(f"{quad} .\n")
    told = sorted(named)
    version = hashlib.sha256("".join(told).encode()).hexdigest()
    return Canonical(version, "".join([*default, *told]).encode(), len(told), len(default))


def triples(ntriples: bytes) -> list[str]:
    """The triples of a graph in N-Triples, each once, as lines in the canonical form of N-Triples (RDF 1.1 §4)."""
    graph = pyoxigraph.Dataset(pyoxigraph.parse(ntriples, format=pyoxigraph.RdfFormat.N_TRIPLES))
    return sorted(f"{quad.triple} ." for quad in graph)


def with_canonical_names(lines: Iterable[str]) -> list[str]:
    """Triples in N-Triples, their blank nodes named canonically (RDFC-1.0); it may take for ever where many are alike.

    What a blank node is called depends on the triples with blank nodes alone (§4.4.3), so the others may be left out.
    """
    graph = pyoxigraph.Dataset(pyoxigraph.parse("\n".join(lines).encode(), format=pyoxigraph.RdfFormat.N_TRIPLES))
    graph.canonicalize(pyoxigraph.CanonicalizationAlgorithm.RDFC_1_0)
    return [f"{quad.triple} ." for quad in graph]


def _has_blank(quad: pyoxigraph.Quad) -> bool:
    return isinstance(quad.subject, pyoxigraph.BlankNode) or isinstance(quad.object, pyoxigraph.BlankNode)


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
