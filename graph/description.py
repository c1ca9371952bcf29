"""The description of the service itself (SPARQL 1.1 Service Description)."""

from collections.abc import Sequence

from rdflib import RDF, RDFS, Graph, Literal, Namespace, URIRef

from graph.engine import GRAPHS, QUADS, RESULTS
from graph.store import Answer, EmbeddedStore
from ontology.terms import Names

SD = Namespace("http://www.w3.org/ns/sparql-service-description#")
# The W3C's names of file formats (https://www.w3.org/ns/formats/).
FORMATS = Namespace("http://www.w3.org/ns/formats/")
NAMES_OF_FORMATS = {
    "application/sparql-results+json": "SPARQL_Results_JSON",
    "application/sparql-results+xml": "SPARQL_Results_XML",
    "text/csv": "SPARQL_Results_CSV",
    "text/tab-separated-values": "SPARQL_Results_TSV",
    "text/turtle": "Turtle",
    "application/n-triples": "N-Triples",
    "application/rdf+xml": "RDF_XML",
    "application/ld+json": "JSON-LD",
    "application/trig": "TriG",
    "application/n-quads": "N-Quads",
}
ALL = "CONSTRUCT WHERE { ?subject ?predicate ?object }"


def service_description(names: Names, accept: Sequence[str]) -> Answer:
    """The endpoint, what it speaks and its dataset, in the first of the media types that RDF has; without numbers."""
    endpoint = URIRef(f"{names.base}sparql")
    service, dataset, default = (URIRef(f"{endpoint}#{part}") for part in ("service", "dataset", "default-graph"))
    graph = Graph()
    graph.add((service, RDF.type, SD.Service))
    graph.add((service, SD.endpoint, endpoint))
    graph.add((service, SD.supportedLanguage, SD.SPARQL11Query))
    for media_type in (*RESULTS, *GRAPHS, *QUADS):
        graph.add((service, SD.resultFormat, FORMATS[NAMES_OF_FORMATS[media_type]]))
    graph.add((service, SD.defaultDataset, dataset))
    graph.add((dataset, RDF.type, SD.Dataset))
    graph.add((dataset, SD.defaultGraph, default))
    graph.add((default, RDF.type, SD.Graph))
    for told in (
        Literal("What the sources affirm, and what follows from it: each triple once.", lang="en"),
        Literal("來源文本所肯定者及由此推得者，每一三元組一次。", lang="zh-Hant"),
    ):
        graph.add((default, RDFS.comment, told))
    return EmbeddedStore.load(graph.serialize(format="nt", encoding="utf-8"), names).query(ALL, accept)
