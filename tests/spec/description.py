"""The service-description suite: its three tests, which the manifest gives as names only."""

from collections.abc import Callable

import httpx
from rdflib import RDF, Graph, Namespace, URIRef
from rdflib.term import Node

from tests.spec.endpoint import Endpoint
from tests.spec.manifests import Case

SD = Namespace("http://www.w3.org/ns/sparql-service-description#")
# The properties of the vocabulary, with the classes that their subjects and objects belong to.
PROPERTIES = {
    "endpoint": ("Service", None),
    "feature": ("Service", "Feature"),
    "defaultEntailmentRegime": ("Service", "EntailmentRegime"),
    "defaultSupportedEntailmentProfile": ("Service", "EntailmentProfile"),
    "entailmentRegime": ("NamedGraph", "EntailmentRegime"),
    "supportedEntailmentProfile": ("NamedGraph", "EntailmentProfile"),
    "extensionFunction": ("Service", "Function"),
    "extensionAggregate": ("Service", "Aggregate"),
    "languageExtension": ("Service", "Feature"),
    "supportedLanguage": ("Service", "Language"),
    "propertyFeature": ("Service", "Feature"),
    "defaultDataset": ("Service", "Dataset"),
    "availableGraphs": ("Service", "GraphCollection"),
    "resultFormat": ("Service", None),
    "inputFormat": ("Service", None),
    "defaultGraph": ("Dataset", "Graph"),
    "namedGraph": ("GraphCollection", "NamedGraph"),
    "name": ("NamedGraph", None),
    "graph": ("NamedGraph", "Graph"),
}
ABOVE = {"Dataset": "GraphCollection", "Aggregate": "Function"}
CLASSES = {name for pair in PROPERTIES.values() for name in pair if name} | set(ABOVE.values())


def run(case: Case, endpoint: Endpoint) -> None:
    """Get the description of the service, and judge it."""
    headers = {"accept": "text/turtle"}
    response = endpoint.send("GET", endpoint.layout[0], headers, b"", writes=False)
    assert response.is_success, f"{response.status_code}: {response.text}"
    assert response.headers["content-type"].startswith("text/turtle")
    graph = Graph().parse(data=response.text, format="turtle", publicID=str(response.url))
    JUDGES[case.iri.rpartition("#")[2]](graph, response.url)


def _returns_rdf(graph: Graph, _: httpx.URL) -> None:
    """There is something in it."""
    assert len(graph), "the description says nothing"


def _has_endpoint_triple(graph: Graph, url: httpx.URL) -> None:
    """It describes the service at the very address that it was got from."""
    found = sorted(str(value) for value in graph.objects(None, SD.endpoint))
    assert str(url) in found, f"{url} is not among {found}"


def _conforms_to_schema(graph: Graph, _: httpx.URL) -> None:
    """Each term of the vocabulary exists and stands where the vocabulary lets it stand."""
    services = set(graph.subjects(RDF.type, SD.Service))
    assert services, "no sd:Service is described"
    for service in services:
        assert (service, SD.endpoint, None) in graph, f"{service} has no sd:endpoint"
    for subject, predicate, value in graph:
        if predicate == RDF.type and str(value).startswith(str(SD)):
            assert _local(value) in CLASSES, f"{value} is no class of the vocabulary"
        if not str(predicate).startswith(str(SD)):
            continue
        assert _local(predicate) in PROPERTIES, f"{predicate} is no property of the vocabulary"
        domain, range_ = PROPERTIES[_local(predicate)]
        _is_a(graph, subject, domain, predicate)
        if range_:
            _is_a(graph, value, range_, predicate)
        if _local(predicate) in {"endpoint", "resultFormat", "inputFormat", "name"}:
            assert isinstance(value, URIRef), f"{predicate} has the value {value!r}, which is no IRI"


def _is_a(graph: Graph, node: Node, name: str, predicate: Node) -> None:
    """A node that says what it is says what the property needs it to be."""
    stated = {_local(kind) for kind in graph.objects(node, RDF.type) if str(kind).startswith(str(SD))}
    allowed = stated | {ABOVE[kind] for kind in stated if kind in ABOVE}
    assert not stated or name in allowed, f"{predicate} needs a sd:{name}; {node} is a {', '.join(sorted(stated))}"


def _local(term: Node) -> str:
    """What an IRI says after the vocabulary's name."""
    return str(term).removeprefix(str(SD))


JUDGES: dict[str, Callable[[Graph, httpx.URL], None]] = {
    "returns-rdf": _returns_rdf,
    "has-endpoint-triple": _has_endpoint_triple,
    "conforms-to-schema": _conforms_to_schema,
}
