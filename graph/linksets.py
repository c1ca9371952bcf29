"""The mapping sets in the description of the dataset: each is a linkset (VoID §5) to Wikidata."""

from collections import Counter

from rdflib import DCTERMS, RDF, XSD, Graph, Literal, URIRef
from rdflib.namespace import VOID

from graph.links import WIKIDATA
from graph.offer import Offer, both
from graph.store import Store


def add_linksets(graph: Graph, dataset: URIRef, store: Store, offer: Offer) -> None:
    """Describe them, and what they lead to; nothing where there is none."""
    totals = Counter[URIRef]()
    wikidata = URIRef(f"{dataset.defrag()}#wikidata")
    for row in offer.ask(store, "linksets"):
        linkset = URIRef(row["set"])
        totals[linkset] += int(row["links"])
        graph.add((dataset, VOID.subset, linkset))
        graph.add((linkset, RDF.type, VOID.Linkset))
        graph.add((linkset, VOID.subjectsTarget, dataset))
        graph.add((linkset, VOID.objectsTarget, wikidata))
        graph.add((linkset, VOID.linkPredicate, row["predicate"]))
        graph.add((linkset, DCTERMS.created, row["made"]))
        graph.add((linkset, DCTERMS.license, row["licence"]))
    for linkset, total in totals.items():
        graph.add((linkset, VOID.triples, Literal(total, datatype=XSD.integer)))
        graph.add((wikidata, RDF.type, VOID.Dataset))
        graph.add((wikidata, VOID.uriSpace, Literal(str(WIKIDATA))))
        for title in both("Wikidata", "維基數據"):
            graph.add((wikidata, DCTERMS.title, title))
