"""The imprint of the dataset: who made it, when, under which licence; in the words of DCAT 3 and of schema.org."""

from rdflib import RDF, XSD, Graph, Literal, Namespace, URIRef
from rdflib.namespace import DCTERMS, FOAF, PROV

from graph.edition import Maker
from graph.offer import Offer, both

DCAT = Namespace("http://www.w3.org/ns/dcat#")  # RDFLib knows an earlier version of it
SCHEMA = Namespace("https://schema.org/")
LICENCES = Namespace("https://spdx.org/licenses/")
PUBLIC = URIRef("http://publications.europa.eu/resource/authority/access-right/PUBLIC")
ABOUT = both(
    "What the sources say, as claims: each with the clause that it stands in, its modality and its voice, and with "
    "what follows from it.",
    "來源文本所言，逐一成為主張：各附其出處分句、語氣與觀點所屬，並附由此推得者。",
)


def add_imprint(graph: Graph, dataset: URIRef, offer: Offer) -> None:
    """Describe the dataset as far as its makers tell; reading is open to all, wherever it is served."""
    graph.add((dataset, RDF.type, SCHEMA.Dataset))
    graph.add((dataset, DCAT.landingPage, URIRef(offer.names.base)))
    graph.add((dataset, SCHEMA.url, URIRef(offer.names.base)))
    graph.add((dataset, DCTERMS.accessRights, PUBLIC))
    graph.add((dataset, SCHEMA.isAccessibleForFree, Literal(True)))
    graph.add((dataset, DCTERMS.conformsTo, URIRef(f"{offer.names.base}ontology")))
    for text in ABOUT:
        _add_both(graph, dataset, DCTERMS.description, SCHEMA.description, text)
    for word in offer.edition.keywords:
        _add_both(graph, dataset, DCAT.keyword, SCHEMA.keywords, Literal(word))
    for licence in offer.edition.licences:
        _add_both(graph, dataset, DCTERMS.license, SCHEMA.license, LICENCES[licence])
    if offer.edition.released:
        released = Literal(offer.edition.released, datatype=XSD.date)
        _add_both(graph, dataset, DCTERMS.issued, SCHEMA.datePublished, released)
    if offer.edition.number:
        graph.add((dataset, SCHEMA.version, Literal(offer.edition.number)))
    if offer.version:
        version = URIRef(f"{offer.names.base}versions/{offer.version}")
        graph.add((dataset, DCAT.hasCurrentVersion, version))
        _add_both(graph, dataset, DCTERMS.identifier, SCHEMA.identifier, Literal(str(version)))
    for number, maker in enumerate(offer.edition.makers, 1):
        _add_maker(graph, dataset, URIRef(f"{dataset}-maker-{number}"), maker)


def _add_maker(graph: Graph, dataset: URIRef, agent: URIRef, maker: Maker) -> None:
    """Name one of those who made the dataset, and so publish it: nobody else is told of."""
    for kind in (FOAF.Organization, SCHEMA.Organization) if maker.name else (FOAF.Person, SCHEMA.Person):
        graph.add((agent, RDF.type, kind))
    name = Literal(maker.name or " ".join(filter(None, [maker.given, maker.family])))
    _add_both(graph, agent, FOAF.name, SCHEMA.name, name)
    _add_both(graph, dataset, DCTERMS.creator, SCHEMA.creator, agent)
    _add_both(graph, dataset, DCTERMS.publisher, SCHEMA.publisher, agent)
    graph.add((dataset, PROV.wasAttributedTo, agent))


def _add_both(graph: Graph, subject: URIRef, one: URIRef, other: URIRef, value: URIRef | Literal) -> None:
    graph.add((subject, one, value))
    graph.add((subject, other, value))
