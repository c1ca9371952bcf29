"""What the rewriting of queries (`graph/planning.py`) gains: each query as it was sent, and as it is planned.

    python -m tests.bench.plans [--claims 30000 300000] [--store FOLDER]

In one process, over the same store, one after the other, the best of some runs of each; the answers are compared too.
`--store` is one that was kept from an earlier run, with what a build leaves beside it.
"""

import argparse
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

import pyoxigraph

from graph.grams import Grams
from graph.planning import Planner
from graph.search import expanded
from graph.statistics import Statistics
from ontology.terms import CANONICAL
from tests.bench.claims import write as write_claims

RUNS = 5
SECONDS = 10.0  # after which no run is begun
PROLOGUE = """PREFIX ox: <https://w3id.org/oxiana/ontology#> PREFIX oa: <http://www.w3.org/ns/oa#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
"""
EFFECT = "SELECT ?it { ?cause ox:causes ?it } LIMIT 1"
SITUATION = "SELECT ?it { ?a ox:experiences ?it } LIMIT 1"
WORD = 'SELECT ?it { ?e rdfs:label ?l FILTER(LANG(?l) = "zh-hant") BIND(SUBSTR(STR(?l), 1, 3) AS ?it) } LIMIT 1'
# Name, query, and the query that finds its constant.
QUERIES = (
    ("path to a constant", "SELECT ?a { ?a ox:causes/ox:leadsTo* $it }", EFFECT),
    ("the same in a join", "SELECT ?c ?l { ?c a ox:Situation ; rdfs:label ?l ; ox:causes/ox:leadsTo* $it }", EFFECT),
    ("class that is implied", "SELECT ?k (COUNT(?c) AS ?n) { ?c a ox:Claim ; ox:kind ?k } GROUP BY ?k", ""),
    ("many by many", "SELECT ?k ?m (COUNT(*) AS ?n) { ?c ox:kind ?k ; ox:modality ?m } GROUP BY ?k ?m", ""),
    ("few MINUS many", "SELECT ?a { ?a ox:experiences $it MINUS { ?a ox:hasInterest ?i } }", SITUATION),
    ("count of all", "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", ""),
    ("count by predicate", "SELECT ?p (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY ?p ORDER BY ?p", ""),
    ("last numbers", "SELECT ?v ?s { ?v oa:start ?s } ORDER BY DESC(?s) ?v LIMIT 10", ""),
    ("first labels", "SELECT ?e ?l { ?e rdfs:label ?l } ORDER BY ?l ?e LIMIT 10", ""),
    ("sorted in a join", "SELECT ?c ?l { ?c ox:kind ox:Fact ; ox:gloss ?l } ORDER BY ?l ?c LIMIT 10", ""),
    ("text of a label", 'SELECT ?e ?l { ?e rdfs:label ?l FILTER(CONTAINS(LCASE(STR(?l)), "$it")) }', WORD),
    ("text of a gloss", 'SELECT ?c { ?c ox:gloss ?l FILTER(REGEX(?l, "$it", "i")) }', WORD),
    ("ox:matches", 'SELECT ?x { ?x ox:matches "$it" }', WORD),
    ("nothing to do", "SELECT ?p ?o { $it ?p ?o }", EFFECT),
)
Value = TypeVar("Value")


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.plans")
    parser.add_argument("--claims", type=int, nargs="+", default=[30_000, 300_000])
    parser.add_argument("--store", type=Path)
    told = parser.parse_args()
    print(
        "| claims | query | as sent, ms | planned, ms | planning, µs | times faster |",
        "| --- | --- | --- | --- | --- | --- |",
        sep="\n",
    )
    if told.store:
        measure("kept", told.store)
        return
    for claims in told.claims:
        with TemporaryDirectory() as folder:
            store = Path(folder, "store")
            print(f"generating {claims} claims", file=sys.stderr)
            write_claims(store, claims)
            opened = pyoxigraph.Store.read_only(str(store))
            Statistics.of(opened).write(store)
            Grams.write(opened, store)
            measure(f"{claims:,}", store)


def measure(claims: str, path: Path) -> None:
    """Print the rows of one store."""
    store = pyoxigraph.Store.read_only(str(path))
    planner = Planner.beside(path, store)
    for name, text, constant in QUERIES:
        if constant:
            solutions = store.query(PROLOGUE + constant)
            assert isinstance(solutions, pyoxigraph.QuerySolutions)
            found = next(solutions)[0]
            text = text.replace('"$it"', f'"{getattr(found, "value", "")}"').replace("$it", str(found))
        sent = expanded(PROLOGUE + text, CANONICAL.base)
        planning, planned = best(partial(planner.planned, sent))
        before, expected = best(partial(rows, store, sent))
        after, got = best(partial(rows, store, planned))
        if sorted(got) != sorted(expected):
            sys.exit(f"{name}: another answer to {planned}")
        ratio = f"{before / (after + planning):.1f}" if planned != sent else ""
        times = f"{before * 1e3:.2f} | {after * 1e3:.2f} | {planning * 1e6:.0f}"
        print(f"| {claims} | {name} | {times} | {ratio} |", flush=True)


def best(what: Callable[[], Value]) -> tuple[float, Value]:
    """The least seconds of some runs, and what the last gave."""
    times, begun = list[float](), time.perf_counter()
    while not times or (len(times) < RUNS and time.perf_counter() - begun < SECONDS):
        started = time.perf_counter()
        value = what()
        times.append(time.perf_counter() - started)
    return min(times), value


def rows(store: pyoxigraph.Store, text: str) -> list[bytes]:
    """The rows of an answer, as they go out."""
    result = store.query(text)
    assert isinstance(result, pyoxigraph.QuerySolutions)
    return (result.serialize(format=pyoxigraph.QueryResultsFormat.TSV) or b"").splitlines()


if __name__ == "__main__":
    main()
