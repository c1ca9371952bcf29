"""The description of the dataset (VoID, DCAT 3), with numbers that the store itself gives."""

from collections import defaultdict
from collections.abc import Sequence
from urllib.parse import urlencode

from rdflib import RDF, RDFS, XSD, Graph, Literal, Namespace, URIRef
from rdflib.namespace import DCTERMS, FOAF, PROV, VOID

from graph.imprint import DCAT, SCHEMA, add_imprint
from graph.linksets import add_linksets
from graph.offer import ALL, Offer, both, of_data
from graph.store import Answer, Store
from graph.tags import usual_case

SH = Namespace("http://www.w3.org/ns/shacl#")
MEDIA_TYPES = Namespace("https://www.iana.org/assignments/media-types/")
PROTOCOL = URIRef("https://www.w3.org/TR/sparql11-protocol/")
COUNTED = ("triples", "entities", "classes", "properties", "distinctSubjects", "distinctObjects")

LINEAGE = both(
    "With lineage=1, or Accept: application/ld+json;profile=prov, an answer tells on which claims each of its rows "
    "rests.",
    "以 lineage=1 或 Accept: application/ld+json;profile=prov 查詢，答案附各列所依據之主張。",
)


def dataset_description(store: Store, offer: Offer, accept: Sequence[str]) -> Answer:
    """What the dataset is, how large, in which words and languages, and how to get it."""
    document = URIRef(f"{offer.names.base}.well-known/void")
    dataset, service = URIRef(f"{document}#dataset"), URIRef(f"{document}#service")
    graph = Graph()
    graph.add((document, RDF.type, VOID.DatasetDescription))
    graph.add((document, FOAF.primaryTopic, dataset))
    for kind in (VOID.Dataset, DCAT.Dataset):
        graph.add((dataset, RDF.type, kind))
    _add_words(graph, dataset, store, offer)
    if offer.version:  # of an ordinary store its owner tells nothing
        add_imprint(graph, dataset, offer)
    _add_numbers(graph, dataset, store, offer)
    add_linksets(graph, dataset, store, offer)
    _add_subsets(graph, dataset, store, offer)
    _add_access(graph, dataset, service, offer)
    _add_examples(graph, dataset, store, offer)
    return offer.written(graph, accept)


def _add_words(graph: Graph, dataset: URIRef, store: Store, offer: Offer) -> None:
    titles: defaultdict[str, list[str]] = defaultdict(list)
    for row in offer.ask(store, "source-titles"):
        titles[str(getattr(row["title"], "language", "")).lower()].append(str(row["title"]))
        for relation in (DCTERMS.source, PROV.wasDerivedFrom, SCHEMA.isBasedOn):
            graph.add((dataset, relation, row["source"]))
    english, chinese = "; ".join(titles["en"]), "；".join(titles["zh-hant"])
    for title in both(": ".join(filter(None, ["Oxiana", english])), "：".join(filter(None, ["奧克夏納", chinese]))):
        graph.add((dataset, DCTERMS.title, title))
        graph.add((dataset, SCHEMA.name, title))
    for row in offer.ask(store, "licence") if not offer.edition.licences else ():
        graph.add((dataset, DCTERMS.license, row["licence"]))
    for row in offer.ask(store, "languages"):
        graph.add((dataset, DCTERMS.language, Literal(usual_case(str(row["language"])))))
    if offer.version:
        graph.add((dataset, DCAT.version, Literal(offer.version)))


def _add_numbers(graph: Graph, dataset: URIRef, store: Store, offer: Offer) -> None:
    whole = offer.ask(store, "dataset")[0]
    for name in COUNTED:
        graph.add((dataset, VOID[name], whole[name]))
    graph.add((dataset, VOID.uriSpace, Literal(offer.names.base)))
    for row in offer.ask(store, "vocabularies"):
        graph.add((dataset, VOID.vocabulary, row["vocabulary"]))
    for kind, parts, term, count, rows in (
        ("class", VOID.classPartition, VOID["class"], "entities", offer.ask(store, "classes")),
        ("property", VOID.propertyPartition, VOID.property, "triples", offer.ask(store, "properties")),
    ):
        for row in rows:
            part = URIRef(f"{dataset}-{urlencode({kind: str(row[kind])})}")
            graph.add((dataset, parts, part))
            graph.add((part, RDF.type, VOID.Dataset))
            graph.add((part, term, row[kind]))
            graph.add((part, VOID[count], row[count]))


def _add_subsets(graph: Graph, dataset: URIRef, store: Store, offer: Offer) -> None:
    """The graphs that hold what others tell, as they describe themselves."""
    for row in offer.ask(store, "subsets"):
        graph.add((dataset, VOID.subset, row["graph"]))
        graph.add((row["graph"], row["predicate"], row["value"]))


def _add_access(graph: Graph, dataset: URIRef, service: URIRef, offer: Offer) -> None:
    graph.add((dataset, VOID.sparqlEndpoint, offer.endpoint))
    graph.add((service, RDF.type, DCAT.DataService))
    graph.add((service, DCAT.endpointURL, offer.endpoint))
    graph.add((service, DCAT.endpointDescription, offer.endpoint))
    graph.add((service, DCAT.servesDataset, dataset))
    graph.add((service, DCTERMS.conformsTo, PROTOCOL))
    for title in both("SPARQL endpoint", "SPARQL 端點"):
        graph.add((service, DCTERMS.title, title))
    for told in LINEAGE if offer.version else ():
        graph.add((service, DCTERMS.description, told))
    for media_type, file_format in of_data().items():
        whole = URIRef(f"{offer.endpoint}?{urlencode({'query': ALL, 'format': media_type})}")
        distribution = URIRef(f"{dataset}-{urlencode({'format': media_type})}")
        graph.add((dataset, DCAT.distribution, distribution))
        graph.add((dataset, VOID.feature, file_format))
        graph.add((distribution, RDF.type, DCAT.Distribution))
        graph.add((distribution, DCAT.mediaType, MEDIA_TYPES[media_type]))
        graph.add((distribution, DCTERMS.format, file_format))
        graph.add((distribution, DCAT.accessURL, offer.endpoint))
        graph.add((distribution, DCAT.downloadURL, whole))
        graph.add((distribution, DCAT.accessService, service))


def _add_examples(graph: Graph, dataset: URIRef, store: Store, offer: Offer) -> None:
    for row in offer.ask(store, "example-queries"):
        graph.add((dataset, VOID.exampleResource, row["query"]))
        graph.add((row["query"], RDF.type, SH.SPARQLExecutable))
        graph.add((row["query"], RDFS.label, row["title"]))
        graph.add((row["query"], row["form"], Literal(str(row["text"]), datatype=XSD.string)))
        graph.add((row["query"], SCHEMA.target, offer.endpoint))
