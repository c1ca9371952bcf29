"""The dozen queries, each over constants that the corpus itself gives."""

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import pyoxigraph

PROLOGUE = """PREFIX ox: <https://w3id.org/oxiana/ontology#>
PREFIX oa: <http://www.w3.org/ns/oa#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
"""
VARIABLE = re.compile(r"\?v\b")
FRESH = "?v@"  # a variable that is to be given a number of its own each time
AS_MANY = 100  # constants of a query
ROWS = 10_000
SEED = 4


@dataclass(frozen=True)
class Query:
    """A query: `$1`, `$2` … are the constants that `constants`, a query too, finds; `?v` is one of its variables.

    Where `any_rows`, SPARQL leaves open which rows are the answer.
    """

    name: str
    text: str
    constants: str = ""
    any_rows: bool = False

    @property
    def makes_triples(self) -> bool:
        """Whether the answer is a graph."""
        return self.text.startswith("CONSTRUCT")


@dataclass(frozen=True)
class Asked:
    """A query over one corpus, filled in with each of some constants."""

    query: Query
    texts: tuple[str, ...]

    @property
    def repeated(self) -> str:
        """The text that is asked again and again."""
        return self.texts[0]

    @property
    def patterns(self) -> tuple[str, ...]:
        """The texts in which `?v@` stands for a variable that was never asked for, so that none is asked twice."""
        return tuple(VARIABLE.sub(FRESH, text) for text in self.texts)

    def uncached(self, first: int) -> Iterator[str]:
        """Endless texts, each over another constant than the one before, and with a variable of its own."""
        patterns = self.patterns
        for number in count(first):
            yield patterns[number % len(patterns)].replace(FRESH, f"?v{number}")


def over(query: Query, store: Path) -> Asked:
    """A query with constants of the corpus in a store, chosen by lot, the same ones each time."""
    rows: list[tuple[str, ...]] = [()]
    if query.constants:
        found = pyoxigraph.Store.read_only(str(store)).query(PROLOGUE + query.constants)
        rows = sorted({tuple(str(term) for term in row) for row in found})  # type: ignore[union-attr] # of a SELECT
        random.Random(SEED).shuffle(rows)  # noqa: S311 - nothing secret
    return Asked(query, tuple(PROLOGUE + _filled(query.text, row) for row in rows[:AS_MANY]))


def _filled(text: str, constants: tuple[str, ...]) -> str:
    return re.sub(r"\$(\d)", lambda found: constants[int(found[1]) - 1], text)


HOLDERS = "SELECT ?a { ?a ox:hasInterest ?i FILTER EXISTS { ?b ox:hasInterest ?i FILTER(?a != ?b) } }"
NAMED = "SELECT ?e { ?claim a ox:Claim GRAPH ?claim { ?e ?p ?o } ?e rdfs:label ?l }"
WORDS = """SELECT ?word {
  { ?e rdfs:label ?l FILTER(LANG(?l) = "en") BIND(REPLACE(LCASE(STR(?l)), "^.* ", "") AS ?word) }
  UNION { ?e rdfs:label ?l FILTER(LANG(?l) = "zh-Hant") BIND(SUBSTR(STR(?l), 1, 3) AS ?word) }
  FILTER(STRLEN(?word) > 2)
}"""
QUERIES = (
    Query("point lookup", "SELECT ?v ?o { $1 ?v ?o }", "SELECT ?claim { ?claim a ox:Claim }"),
    Query("label", 'SELECT ?v { $1 rdfs:label ?v FILTER(LANG(?v) = "en") }', NAMED),
    Query(
        "shared interests",
        "SELECT DISTINCT ?v ?i { $1 ox:hasInterest ?i . ?v ox:hasInterest ?i FILTER(?v != $1) }",
        HOLDERS,
    ),
    # DISTINCT: Virtuoso counts otherwise where several ways lead from a start (SPARQL 1.1 Query §18.4).
    Query(
        "property path",
        "SELECT DISTINCT ?v { ?v ox:causes/ox:leadsTo* $1 }",
        "SELECT ?effect { ?cause ox:causes ?effect }",
    ),
    Query("text filter", "SELECT ?v ?l { ?v rdfs:label ?l FILTER(CONTAINS(LCASE(STR(?l)), $1)) }", WORDS),
    Query(
        "provenance",
        "SELECT ?v ?passage { GRAPH ?v { $1 $2 $3 } ?v ox:statedIn ?passage }",
        "SELECT ?s ?p ?o { ?claim a ox:Claim GRAPH ?claim { ?s ?p ?o } }",
    ),
    Query("aggregate", "SELECT ?kind (COUNT(?v) AS ?n) { ?v a ox:Claim ; ox:kind ?kind } GROUP BY ?kind"),
    Query(
        "MINUS",
        "SELECT ?v { ?v ox:hasInterest $1 MINUS { ?v ox:facesThreat ?threat } }",
        "SELECT ?i { ?a ox:hasInterest ?i FILTER NOT EXISTS { ?a ox:facesThreat ?threat } }",
    ),
    Query("CONSTRUCT", "CONSTRUCT { $1 ?v ?o . ?s ?p $1 } WHERE { { $1 ?v ?o } UNION { ?s ?p $1 } }", NAMED),
    Query("ASK", "ASK { $1 ox:hasInterest ?i . ?v ox:hasInterest ?i FILTER(?v != $1) }", HOLDERS),
    Query("top-k", "SELECT ?v ?start { ?v oa:start ?start } ORDER BY DESC(?start) ?v LIMIT 10"),
    Query("10,000 rows", f"SELECT ?v ?p ?o {{ ?v ?p ?o }} LIMIT {ROWS}", any_rows=True),
)
