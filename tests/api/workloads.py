"""Queries that give as many rows as one likes, and parsers that take nothing but a complete document."""

import csv
import io
import json
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable

import pyoxigraph
import rdflib

DIGITS = " ".join(map(str, range(10)))
RESULTS = {
    "application/sparql-results+json": pyoxigraph.QueryResultsFormat.JSON,
    "application/sparql-results+xml": pyoxigraph.QueryResultsFormat.XML,
    "text/tab-separated-values": pyoxigraph.QueryResultsFormat.TSV,
}
GRAPHS = {
    "application/n-triples": "nt",
    "text/turtle": "turtle",
    "application/rdf+xml": "xml",
    "application/ld+json": "json-ld",
    "application/trig": "",  # RDFLib reads these with warnings only
    "application/n-quads": "",
}
FORMATS = [*RESULTS, "text/csv", *GRAPHS]
# A product of four unbound patterns: minutes of work for any engine.
RUNAWAY = "?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l"


def product(power: int) -> str:
    """A pattern with 10 to the power of solutions, each with a number ?n and a text ?t."""
    values = " ".join(f"VALUES ?d{place} {{ {DIGITS} }}" for place in range(power))
    total = " + ".join(f"?d{place} * {10**place}" for place in range(power))
    return f'{values} BIND({total} AS ?n) BIND(CONCAT("row, \\"", STR(?n), "\\" 雪") AS ?t)'


def query_of(pattern: str, media_type: str) -> str:
    """A query of the kind that has the media type, with a row or triple for each ?n and ?t."""
    if media_type in GRAPHS:
        subject = 'BIND(IRI(CONCAT("http://e.org/", STR(?n))) AS ?s)'
        return f"CONSTRUCT {{ ?s <http://e.org/p> ?t }} WHERE {{ {pattern} {subject} }}"
    return f"SELECT ?n ?t WHERE {{ {pattern} }}"


def many(power: int, media_type: str) -> str:
    """One with 10 to the power of rows or triples."""
    return query_of(product(power), media_type)


def slow_end(media_type: str) -> str:
    """One whose first thousand rows or triples come at once, and whose others do not come within minutes."""
    # The engine counts from 999 down, each digit by itself: 90 is the last.
    search = f"EXISTS {{ {RUNAWAY} FILTER(CONCAT(STR(?a), STR(?l)) = 'x') }}"
    return query_of(f"{product(3)} FILTER(IF(?n = 90, {search}, true))", media_type)


def strict_csv(text: str) -> int:
    """The rows of a CSV document, its head left out; raises csv.Error for one that RFC 4180 does not allow."""
    return len(list(csv.reader(io.StringIO(text, newline=""), strict=True))) - 1


def parsers(media_type: str) -> list[Callable[[bytes], object]]:
    """Ways to read a complete document of a media type; each raises on anything else."""
    if media_type == "text/csv":
        return [lambda body: strict_csv(body.decode())]
    if media_type in GRAPHS:
        of_engine = pyoxigraph.RdfFormat.from_media_type(media_type)
        known: list[Callable[[bytes], object]] = [lambda body: list(pyoxigraph.parse(body, format=of_engine))]
        if parser := GRAPHS[media_type]:
            known.append(lambda body: rdflib.Graph().parse(data=body, format=parser))
    else:
        known = [lambda body: list(pyoxigraph.parse_query_results(body, format=RESULTS[media_type]))]  # type: ignore[arg-type] # of a SELECT
    if "json" in media_type:
        known.append(json.loads)
    if "xml" in media_type:
        known.append(ElementTree.fromstring)
    return known
