"""The manifests of the W3C suites: each test they list, as a case to run."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from rdflib import RDF, RDFS, Graph, Namespace, URIRef
from rdflib.term import Node

from tests.conftest import SHARED
from tests.spec.exchange import Exchange, exchanges

FOLDER = SHARED / "w3c" / "sparql"
BASE = "https://w3c.github.io/rdf-tests/sparql/"
ROOTS = ("sparql10/manifest.ttl", "sparql11/manifest-all.ttl", "sparql12/manifest.ttl")
# Entailment regimes are no part of what Oxiana claims. The suites themselves leave out http-rdf-update (prose,
# deprecated for graph-store-protocol): manifest-all does not include it.
EXCLUDED = ("sparql11/entailment/",)
MF = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
QT = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-query#")
UT = Namespace("http://www.w3.org/2009/sparql/tests/test-update#")


@dataclass(frozen=True)
class Content:
    """What a store holds: files of the default graph, and of each named graph."""

    default: tuple[str, ...] = ()
    named: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Case:
    """One test of the suites."""

    iri: str
    suite: str
    kind: str
    request: str = ""
    result: str = ""
    content: Content = field(default_factory=Content)
    after: Content = field(default_factory=Content)
    services: tuple[tuple[str, str], ...] = ()
    lax: bool = False
    exchanges: tuple[Exchange, ...] = ()

    @property
    def id(self) -> str:
        """The short name: the suite's folder and what the IRI ends with."""
        return f"{self.suite}/{self.iri.rpartition('#')[2]}"


def path_of(iri: str) -> Path:
    """The file that the suites publish under an IRI."""
    return FOLDER / iri.removeprefix(BASE)


def text_of(iri: str) -> str:
    """The text of that file."""
    return path_of(iri).read_text(encoding="utf-8")


@cache
def cases() -> tuple[Case, ...]:
    """Every case of the three suites, in the order of their manifests."""
    return tuple(case for root in ROOTS for case in _read(BASE + root))


def _read(manifest: str) -> Iterator[Case]:
    """The cases of a manifest and of those that it includes."""
    name = manifest.removeprefix(BASE)
    if name.startswith(EXCLUDED):
        return
    graph = Graph().parse(path_of(manifest), publicID=manifest, format="turtle")
    for included in _members(graph, MF.include):
        yield from _read(str(included))
    for entry in _members(graph, MF.entries):
        yield _case(graph, entry, name.rpartition("/")[0])


def _members(graph: Graph, predicate: Node) -> Iterator[Node]:
    """The members of the list that a manifest gives."""
    for head in graph.objects(None, predicate):
        yield from graph.items(head)


def _case(graph: Graph, entry: Node, suite: str) -> Case:
    """The case that an entry describes."""
    action, result = graph.value(entry, MF.action), graph.value(entry, MF.result)
    kind = str(graph.value(entry, RDF.type)).rpartition("#")[2].removesuffix("11")
    request = action if isinstance(action, URIRef) else _value(graph, action, QT.query, UT.request)
    return Case(
        str(entry),
        suite,
        kind,
        str(request or ""),
        str(result) if isinstance(result, URIRef) else "",
        # The protocol's tests name their data on the entry itself.
        _content(graph, entry if kind.endswith("ProtocolTest") else action),
        _content(graph, result) if kind == "UpdateEvaluationTest" else Content(),
        tuple(
            (str(graph.value(service, QT.endpoint)), str(graph.value(service, QT.data)))
            for service in graph.objects(action, QT.serviceData)
        ),
        (entry, MF.resultCardinality, MF.LaxCardinality) in graph,
        tuple(exchanges(graph, action)) if action else (),
    )


def _value(graph: Graph, subject: Node | None, *predicates: Node) -> Node | None:
    """The value of whichever predicate the subject has."""
    return next((value for predicate in predicates for value in graph.objects(subject, predicate)), None)


def _content(graph: Graph, node: Node | None) -> Content:
    """The default and named graphs that an action or result names."""
    if node is None:
        return Content()
    default = [str(value) for predicate in (QT.data, UT.data) for value in graph.objects(node, predicate)]
    named = [(str(value), str(value)) for value in graph.objects(node, QT.graphData)]
    for item in graph.objects(node, UT.graphData):
        file = _value(graph, item, UT.graph, UT.data)
        named.append((str(graph.value(item, RDFS.label) or file), str(file)))
    return Content(tuple(sorted(default)), tuple(sorted(named)))
