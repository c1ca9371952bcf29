"""The store: whatever answers SPARQL over one dataset."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, TypeAlias

import pyoxigraph
from rdflib import BNode, Literal, URIRef
from rdflib.term import Identifier

from graph.judge import Graphs, judge
from graph.malformed import malformed
from graph.prefixes import only_used, prefixes
from graph.services import Services
from ontology.errors import InputError, UnavailableError
from ontology.terms import CANONICAL, Names

RESULTS = {
    "application/sparql-results+json": pyoxigraph.QueryResultsFormat.JSON,
    "application/sparql-results+xml": pyoxigraph.QueryResultsFormat.XML,
    "text/csv": pyoxigraph.QueryResultsFormat.CSV,
    "text/tab-separated-values": pyoxigraph.QueryResultsFormat.TSV,
}
SELECT_ONLY = ("text/csv", "text/tab-separated-values")
GRAPHS = {
    "text/turtle": pyoxigraph.RdfFormat.TURTLE,
    "application/n-triples": pyoxigraph.RdfFormat.N_TRIPLES,
    "application/rdf+xml": pyoxigraph.RdfFormat.RDF_XML,
    "application/ld+json": pyoxigraph.RdfFormat.JSON_LD,
}
JSON = "application/sparql-results+json"

Row: TypeAlias = dict[str, Identifier]
Name: TypeAlias = pyoxigraph.NamedNode | pyoxigraph.BlankNode | pyoxigraph.DefaultGraph
Result: TypeAlias = pyoxigraph.QuerySolutions | pyoxigraph.QueryTriples | pyoxigraph.QueryBoolean


@dataclass(frozen=True)
class Answer:
    """A serialised answer, as it goes out: its media type and its bytes."""

    media_type: str
    body: bytes


class Store(Protocol):
    """One dataset that answers SPARQL 1.1 queries; the embedded store and a remote engine look alike through it."""

    def query(self, text: str, accept: Sequence[str], graphs: Graphs = Graphs()) -> Answer:  # noqa: B008 - frozen
        """Answer a query in the first of the media types that its kind of result has.

        SELECT and ASK have those of RESULTS, CONSTRUCT and DESCRIBE those of GRAPHS. `graphs` is the dataset of the
        protocol (SPARQL 1.1 Protocol §2.1.4); empty means the query's own or else the store's.

        Raises:
            InputError: the query is malformed (with line and column), or asks for what is refused.
            NoSuchFormatError: its kind of result has none of the media types.
        """
        ...


class NoSuchFormatError(InputError):
    """The result of a query has none of the media types asked for; `available` are those that it has."""

    def __init__(self, available: Sequence[str]) -> None:
        super().__init__(f"this query's result is available as {', '.join(available)}")
        self.available = tuple(available)


class EmbeddedStore:
    """A store in this process: read-only on disk, or in memory."""

    def __init__(self, store: pyoxigraph.Store, names: Names, services: Services | None = None) -> None:
        self._store = store
        self._services = services
        self._prefixes = prefixes(names)

    @classmethod
    def open(cls, path: Path, names: Names = CANONICAL, services: Services | None = None) -> "EmbeddedStore":
        """Open what `write` wrote, for reading.

        Raises:
            UnavailableError: it is not there, or damaged.
        """
        try:
            return cls(pyoxigraph.Store.read_only(str(path)), names, services)
        except (OSError, RuntimeError) as error:  # the engine raises the second for a file that is cut short
            raise UnavailableError(f"the store {path} cannot be opened: it is missing or damaged") from error

    @classmethod
    def load(cls, nquads: bytes, names: Names = CANONICAL, services: Services | None = None) -> "EmbeddedStore":
        """Hold a dataset in memory."""
        store = pyoxigraph.Store()
        store.bulk_load(nquads, format=pyoxigraph.RdfFormat.N_QUADS)
        return cls(store, names, services)

    @staticmethod
    def write(path: Path, nquads: bytes) -> None:
        """Write a dataset to a new folder."""
        store = pyoxigraph.Store(str(path))
        store.bulk_load(nquads, format=pyoxigraph.RdfFormat.N_QUADS)
        store.optimize()
        store.flush()

    def query(self, text: str, accept: Sequence[str], graphs: Graphs = Graphs()) -> Answer:  # noqa: B008 - frozen
        """See `Store.query`."""
        judged = judge(text, graphs, self._has, self._services)
        try:
            outcome = self._answer(judged.text, accept, judged.graphs)
        except SyntaxError as error:
            raise InputError(malformed(str(error), judged.text)) from None
        except UnicodeEncodeError as error:
            raise InputError(f"the query is not Unicode text (character {error.start + 1})") from None
        if isinstance(outcome, Answer):
            return outcome
        raise NoSuchFormatError(outcome)

    def _answer(self, text: str, accept: Sequence[str], graphs: Graphs) -> Answer | tuple[str, ...]:
        """The answer, or the media types that there are where none of them is accepted.

        The engine's result may only be dropped by the thread that asked, so no traceback may carry it out of here.
        """
        result = self._evaluate(text, graphs)
        try:
            triples = isinstance(result, pyoxigraph.QueryTriples)
            boolean = isinstance(result, pyoxigraph.QueryBoolean)
            # SPARQL 1.1 CSV and TSV §1: these formats are for SELECT only.
            offered = (
                tuple(GRAPHS) if triples else tuple(one for one in RESULTS if not (boolean and one in SELECT_ONLY))
            )
            chosen = next((one for one in accept if one in offered), None)
            if chosen is None:
                return offered
            if isinstance(result, pyoxigraph.QueryTriples):
                body = pyoxigraph.serialize(result, format=GRAPHS[chosen], prefixes=self._prefixes) or b""
                return Answer(chosen, only_used(body) if chosen == "text/turtle" else body)
            return Answer(chosen, result.serialize(format=RESULTS[chosen]) or b"")
        finally:
            del result

    def _has(self, graph: str) -> bool:
        try:
            return self._store.contains_named_graph(pyoxigraph.NamedNode(graph))
        except ValueError:  # it is no absolute IRI
            return False

    def _evaluate(self, text: str, graphs: Graphs) -> Result:
        if graphs == Graphs():
            return self._store.query(text)
        default: list[Name] = [pyoxigraph.NamedNode(iri) for iri in graphs.default]
        named: list[pyoxigraph.NamedNode | pyoxigraph.BlankNode] = [pyoxigraph.NamedNode(iri) for iri in graphs.named]
        if len(default) < 2:
            return self._store.query(text, default_graph=default, named_graphs=named)
        # The engine counts a triple of two graphs twice; their merge is a set (RDF 1.1 Semantics §3.1).
        merged = pyoxigraph.Store()
        merged.extend(
            pyoxigraph.Quad(quad.subject, quad.predicate, quad.object)
            for graph in default
            for quad in self._store.quads_for_pattern(None, None, None, graph)
        )
        merged.extend(quad for graph in named for quad in self._store.quads_for_pattern(None, None, None, graph))
        return merged.query(text, default_graph=[pyoxigraph.DefaultGraph()], named_graphs=named)


def select(store: Store, text: str) -> list[Row]:
    """The rows of a SELECT as RDFLib terms, unbound variables left out."""
    bindings = json.loads(store.query(text, [JSON]).body)["results"]["bindings"]
    return [{name: term(value) for name, value in row.items()} for row in bindings]


def term(value: dict[str, str]) -> Identifier:
    """An RDF term of SPARQL 1.1 Query Results JSON (§3.2.2)."""
    if value["type"] == "uri":
        return URIRef(value["value"])
    if value["type"] == "bnode":
        return BNode(value["value"])
    return Literal(
        value["value"],
        lang=value.get("xml:lang"),
        datatype=URIRef(value["datatype"]) if "datatype" in value else None,
        normalize=False,
    )
