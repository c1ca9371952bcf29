"""What a service offers, for its descriptions: each written out over the store that it serves."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from rdflib import Graph, Literal, Namespace, URIRef

from graph.edition import Edition
from graph.engine import GRAPHS, QUADS, RESULTS
from graph.limits import Limits
from graph.store import Answer, EmbeddedStore, Row, Store, select
from ontology.terms import CANONICAL, Names

QUERIES = Path(__file__).parent / "queries"
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
ALL = "CONSTRUCT WHERE { ?s ?p ?o }"
SORTED = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o } ORDER BY ?s ?p ?o"


@dataclass(frozen=True)
class Offer:
    """What the operator has decided, as far as strangers are told of it.

    `version` is that of the built dataset (empty: none is built), `services` are the endpoints that SERVICE may name,
    `writes` whether the holder of a token may write. `edition` is what the makers of the dataset tell of it as a whole.
    """

    names: Names = CANONICAL
    limits: Limits = field(default_factory=Limits)
    version: str = ""
    services: Sequence[str] = ()
    writes: bool = False
    edition: Edition = field(default_factory=Edition)

    @property
    def endpoint(self) -> URIRef:
        """Where queries are sent."""
        return URIRef(f"{self.names.base}sparql")

    @property
    def update_endpoint(self) -> URIRef:
        """Where updates are sent."""
        return URIRef(f"{self.names.base}update")

    def ask(self, store: Store, question: str) -> list[Row]:
        """What a store answers to a question of `graph/queries`."""
        return select(store, self.names.read(QUERIES / f"{question}.rq"))

    def written(self, graph: Graph, accept: Sequence[str]) -> Answer:
        """A description in the first of the media types that RDF has."""
        nquads = graph.serialize(format="nt", encoding="utf-8")
        return EmbeddedStore.load(nquads, self.names).query(SORTED, accept)


def of_results() -> list[URIRef]:
    """The formats of all kinds of results."""
    return [FORMATS[NAMES_OF_FORMATS[one]] for one in (*RESULTS, *GRAPHS, *QUADS)]


def of_data() -> dict[str, URIRef]:
    """The formats of RDF, by media type."""
    return {one: FORMATS[NAMES_OF_FORMATS[one]] for one in (*GRAPHS, *QUADS)}


def both(english: str, chinese: str) -> tuple[Literal, Literal]:
    """A text in both languages."""
    return Literal(english, lang="en"), Literal(chinese, lang="zh-Hant")
