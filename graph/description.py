"""The description of the service itself (SPARQL 1.1 Service Description), computed from what is served."""

from collections.abc import Sequence
from urllib.parse import quote

from rdflib import RDF, RDFS, Graph, Literal, Namespace, URIRef
from rdflib.namespace import VOID

from graph.functions import functions
from graph.offer import Offer, both, of_data, of_results
from graph.store import Answer, Store

SD = Namespace("http://www.w3.org/ns/sparql-service-description#")
LATERAL = URIRef("https://github.com/w3c/sparql-dev/blob/main/SEP/SEP-0006/sep-0006.md")
# The terms of ours for the limits, and what each is called in `Limits` (ontology/service.ttl).
LIMITS = {
    "maxSeconds": "seconds",
    "maxMemoryBytes": "memory",
    "maxQueryBytes": "query_bytes",
    "maxNesting": "nesting",
    "maxRows": "rows",
    "maxResultBytes": "result_bytes",
    "maxLongQueries": "workers",
    "maxWaiting": "waiting",
}
PAIRS_LEFT = (
    "{:,} pairs of those who meet at one thing are not stored: a pattern that names the property of a pair finds them; "
    "a variable in place of the property, DESCRIBE, GRAPH, FROM and default-graph-uri do not. "
    "Those who meet are in gatherings (ox:gatheredIn, ox:pairsBy)."
)
PAIRS_LEFT_IN_CHINESE = (
    "有 {:,} 對匯聚於同一事物者未予儲存：查詢樣式寫明其屬性者可得之；以變數代屬性，或用 DESCRIBE、GRAPH、FROM、"
    "default-graph-uri 者則否。匯聚者見 ox:gatheredIn 與 ox:pairsBy。"
)


def service_description(store: Store, offer: Offer, accept: Sequence[str]) -> Answer:
    """The endpoint, what it speaks, its limits and its dataset, in the first of the media types that RDF has."""
    graph = Graph()
    service, dataset, default = (URIRef(f"{offer.endpoint}#{part}") for part in ("service", "dataset", "default-graph"))
    _add_service(graph, service, offer)
    graph.add((service, SD.defaultDataset, dataset))
    if offer.writes:
        _add_updates(graph, URIRef(f"{offer.endpoint}#updates"), offer, dataset)
    graph.add((dataset, RDF.type, SD.Dataset))
    graph.add((dataset, SD.defaultGraph, default))
    graph.add((default, RDF.type, SD.Graph))
    graph.add((default, VOID.triples, offer.ask(store, "dataset")[0]["triples"]))
    if offer.version:
        for told in both(
            "What the sources affirm, and what follows from it: each triple once.",
            "來源文本所肯定者及由此推得者，每一三元組一次。",
        ):
            graph.add((default, RDFS.comment, told))
    for row in offer.ask(store, "pairs-left"):
        for told in both(*(text.format(int(row["pairs"])) for text in (PAIRS_LEFT, PAIRS_LEFT_IN_CHINESE))):
            graph.add((default, RDFS.comment, told))
    for row in offer.ask(store, "named-graphs"):
        name = URIRef(row["graph"])
        named = URIRef(f"{offer.endpoint}#{quote(name.removeprefix(offer.names.base), safe='/')}")
        graph.add((dataset, SD.namedGraph, named))
        graph.add((named, RDF.type, SD.NamedGraph))
        graph.add((named, SD.name, name))
        graph.add((named, SD.graph, name))
        graph.add((name, RDF.type, SD.Graph))
        graph.add((name, VOID.triples, row["triples"]))
    return offer.written(graph, accept)


def _add_service(graph: Graph, service: URIRef, offer: Offer) -> None:
    graph.add((service, RDF.type, SD.Service))
    graph.add((service, SD.endpoint, offer.endpoint))
    graph.add((service, SD.supportedLanguage, SD.SPARQL11Query))
    graph.add((service, SD.languageExtension, LATERAL))
    for media_type in of_results():
        graph.add((service, SD.resultFormat, media_type))
    # Not UnionDefaultGraph, since the default graph is a graph of its own; nor DereferencesURIs, since none is fetched.
    if offer.services:
        graph.add((service, SD.feature, SD.BasicFederatedQuery))
    if offer.version:  # an ordinary store has no claims that anything could rest on
        graph.add((service, SD.feature, offer.names.ox.Lineage))
        graph.add((offer.names.ox.Lineage, RDF.type, SD.Feature))
    for function in functions():
        graph.add((service, SD.extensionFunction, function))
        graph.add((function, RDF.type, SD.Function))
    graph.add((service, SD.propertyFeature, offer.names.ox.matches))
    graph.add((offer.names.ox.matches, RDF.type, SD.Feature))
    for term, name in LIMITS.items():
        graph.add((service, offer.names.ox[term], Literal(getattr(offer.limits, name))))


def _add_updates(graph: Graph, service: URIRef, offer: Offer, dataset: URIRef) -> None:
    graph.add((service, RDF.type, SD.Service))
    graph.add((service, SD.endpoint, offer.update_endpoint))
    graph.add((service, SD.supportedLanguage, SD.SPARQL11Update))
    graph.add((service, SD.defaultDataset, dataset))
    for media_type in of_data().values():
        graph.add((service, SD.inputFormat, media_type))
