"""The engine: what answers a query over one store, and writes the answer out."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import IO, TypeAlias

import pyoxigraph

from graph.mending import mended
from graph.pairs import UNREAD
from graph.planning import Planner
from graph.search import expanded
from ontology.errors import InputError

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
# The formats with graphs; of a result, all triples stand in the default graph.
QUADS = {
    "application/trig": pyoxigraph.RdfFormat.TRIG,
    "application/n-quads": pyoxigraph.RdfFormat.N_QUADS,
}

Name: TypeAlias = pyoxigraph.NamedNode | pyoxigraph.BlankNode | pyoxigraph.DefaultGraph
Result: TypeAlias = pyoxigraph.QuerySolutions | pyoxigraph.QueryTriples | pyoxigraph.QueryBoolean


@dataclass(frozen=True)
class Graphs:
    """The graphs that a query is to be answered over; both empty: the dataset of the store."""

    default: tuple[str, ...] = ()
    named: tuple[str, ...] = ()


def evaluate(
    store: pyoxigraph.Store, text: str, graphs: Graphs, base: str | None = None, planner: Planner | None = None
) -> Result:
    """The engine's result of a query over the graphs, their merge being a set; relative IRIs lie under `base`.

    A `planner` of the store may write the query otherwise, where it is over the store's own dataset.

    Raises:
        SyntaxError: the query is malformed.
        InputError: see `mended`, `expanded` and `paired`.
    """
    told = mended(text)
    told = expanded(told, base or planner.base) if planner else told
    paired = _paired(store, told, planner, base) if planner and graphs == Graphs() else told
    planned = _planned(paired, planner) if planner and graphs == Graphs() else told
    for attempt in dict.fromkeys((planned, paired)):
        with suppress(SyntaxError):
            return _evaluate(store, attempt, graphs, base)
    result = _evaluate(store, text, graphs, base)  # the place that it tells is one of the query as it was sent
    if paired != told:
        del result  # a traceback may carry what it finds to another thread
        raise InputError(UNREAD)  # as it was sent, it would miss pairs
    return result


def _paired(store: pyoxigraph.Store, text: str, planner: Planner, base: str | None) -> str:
    try:
        return planner.paired(text)
    except InputError:
        _evaluate(store, text, Graphs(), base)  # if it is malformed, that is what is told
        raise


def _planned(text: str, planner: Planner) -> str:
    """The query as it is answered soonest; a fault of ours costs time, and not the answer."""
    try:
        return planner.planned(text)
    except Exception:
        return text


def _evaluate(store: pyoxigraph.Store, text: str, graphs: Graphs, base: str | None) -> Result:
    if graphs == Graphs():
        return store.query(text, base_iri=base)
    default: list[Name] = [pyoxigraph.NamedNode(iri) for iri in graphs.default]
    named: list[pyoxigraph.NamedNode | pyoxigraph.BlankNode] = [pyoxigraph.NamedNode(iri) for iri in graphs.named]
    if len(default) < 2:
        return store.query(text, base_iri=base, default_graph=default, named_graphs=named)
    # The engine counts a triple of two graphs twice; their merge is a set (RDF 1.1 Semantics §3.1).
    merged = pyoxigraph.Store()
    merged.extend(
        pyoxigraph.Quad(quad.subject, quad.predicate, quad.object)
        for graph in default
        for quad in store.quads_for_pattern(None, None, None, graph)
    )
    merged.extend(quad for graph in named for quad in store.quads_for_pattern(None, None, None, graph))
    return merged.query(text, base_iri=base, default_graph=[pyoxigraph.DefaultGraph()], named_graphs=named)


def available(result: Result) -> tuple[str, ...]:
    """The media types that a kind of result has, the preferred first."""
    if isinstance(result, pyoxigraph.QueryTriples):
        return (*GRAPHS, *QUADS)
    # SPARQL 1.1 CSV and TSV §1: these formats are for SELECT only.
    boolean = isinstance(result, pyoxigraph.QueryBoolean)
    return tuple(one for one in RESULTS if not (boolean and one in SELECT_ONLY))


def write(result: Result, media_type: str, output: IO[bytes], prefixes: dict[str, str], triples: int = 0) -> None:
    """Write a result as it is made.

    Args:
        result: what the engine gave; it may only be dropped by the thread that asked.
        media_type: one of those available for it.
        output: where the bytes go.
        prefixes: for Turtle.
        triples: the most that are written of a graph; 0: all of them.

    Raises:
        OverflowError: the graph has more.
    """
    if isinstance(result, pyoxigraph.QueryTriples):
        graph = _counted(result, triples) if triples else result
        pyoxigraph.serialize(graph, output, format=(GRAPHS | QUADS)[media_type], prefixes=prefixes)
    else:
        result.serialize(output, format=RESULTS[media_type])


def _counted(result: pyoxigraph.QueryTriples, most: int) -> Iterator[pyoxigraph.Triple]:
    for number, triple in enumerate(result):
        if number >= most:
            raise OverflowError(number)
        yield triple


def has_graph(store: pyoxigraph.Store, graph: str) -> bool:
    """Whether a store has a named graph of that IRI."""
    try:
        return store.contains_named_graph(pyoxigraph.NamedNode(graph))
    except ValueError:  # it is no absolute IRI
        return False


def chosen(accept: Sequence[str], offered: Sequence[str]) -> str | None:
    """The first accepted media type that is offered."""
    return next((one for one in accept if one in offered), None)
