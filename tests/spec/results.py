"""Answers of queries, read from the formats of the suites and of the service into one model."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

import pyoxigraph as ox

from tests.spec.values import Term
from tests.spec.values import cell as value_of_cell

RS = "http://www.w3.org/2001/sw/DataAccess/tests/result-set#"
CSV, TSV = "text/csv", "text/tab-separated-values"
XML, JSON = "application/sparql-results+xml", "application/sparql-results+json"
TYPES = {
    ".srx": XML,
    ".srj": JSON,
    ".csv": CSV,
    ".tsv": TSV,
    ".ttl": "text/turtle",
    ".nt": "application/n-triples",
    ".rdf": "application/rdf+xml",
    ".trig": "application/trig",
    ".nq": "application/n-quads",
}
Row: TypeAlias = Mapping[str, Term]


@dataclass(frozen=True)
class Table:
    """The answer of a SELECT: variables, and rows that bind some of them."""

    variables: frozenset[str]
    rows: tuple[Row, ...]


Answer: TypeAlias = Table | bool | ox.Dataset


def read(body: bytes, media_type: str, base: str) -> Answer:
    """An answer in any format that the suites use; a graph that describes a result set is that result set."""
    if media_type == CSV:
        return _of_csv(body.decode())
    if found := ox.QueryResultsFormat.from_media_type(media_type):
        parsed = ox.parse_query_results(body, found)
        return bool(parsed) if isinstance(parsed, ox.QueryBoolean) else _of_solutions(parsed)
    return _of_graph(triples(body, media_type, base))


def triples(body: bytes, media_type: str, base: str) -> ox.Dataset:
    """The triples or quads of a document, its literals exactly as they are written."""
    found = ox.RdfFormat.from_media_type(media_type)
    if found is None:
        raise ValueError(f"{media_type} is no format of RDF that is known here")
    return ox.Dataset(ox.parse(body, found, base_iri=base))


def _of_solutions(solutions: ox.QuerySolutions) -> Table:
    """The table of a document of results."""
    names = [variable.value for variable in solutions.variables]
    rows = [{name: value for name in names if (value := row[name]) is not None} for row in solutions]
    return Table(frozenset(names), tuple(rows))


def _of_csv(text: str) -> Table:
    """The table of a CSV document, which tells neither types nor unbound from empty: blank nodes and strings."""
    header, *lines = csv.reader(io.StringIO(text, newline=""))
    rows = [{name: _cell(cell) for name, cell in zip(header, line, strict=True) if cell} for line in lines]
    return Table(frozenset(header), tuple(rows))


def _cell(cell: str) -> Term:
    """What a cell of CSV says."""
    return ox.BlankNode(cell[2:]) if cell.startswith("_:") else ox.Literal(value_of_cell(cell))


def _of_graph(graph: ox.Dataset) -> Answer:
    """The boolean or table that a graph describes in the vocabulary of result sets, or the graph itself."""
    for value in _objects(graph, None, "boolean"):
        return bool(value == ox.Literal("true", datatype=ox.NamedNode("http://www.w3.org/2001/XMLSchema#boolean")))
    if not any(quad.object == ox.NamedNode(RS + "ResultSet") for quad in graph):
        return graph
    names = [literal.value for literal in _objects(graph, None, "resultVariable") if isinstance(literal, ox.Literal)]
    solutions = list(_objects(graph, None, "solution"))
    solutions.sort(key=lambda solution: [int(index.value) for index in _literals(graph, solution, "index")])
    return Table(frozenset(names), tuple(_row(graph, solution) for solution in solutions))


def _row(graph: ox.Dataset, solution: Term) -> Row:
    """The row that a solution describes."""
    row: dict[str, Term] = {}
    for binding in _objects(graph, solution, "binding"):
        (name,) = _literals(graph, binding, "variable")
        (row[name.value],) = _objects(graph, binding, "value")
    return row


def _literals(graph: ox.Dataset, subject: Term, name: str) -> Iterator[ox.Literal]:
    """Those objects that are literals."""
    return (value for value in _objects(graph, subject, name) if isinstance(value, ox.Literal))


def _objects(graph: ox.Dataset, subject: Term | None, name: str) -> Iterable[Term]:
    """The objects of a term of the result-set vocabulary."""
    return [
        quad.object
        for quad in graph
        if quad.predicate.value == RS + name and (subject is None or quad.subject == subject)
    ]
