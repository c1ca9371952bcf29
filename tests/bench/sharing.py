"""What it costs that many share an interest: to infer it, and to ask who shares one with somebody.

    python -m tests.bench.sharing [--claims 3000 10000 30000 100000] [--all 3000] [--served 300000] [--folder FOLDER]

Over invented claims, whose entities and affirmed contents are handed to the inference of a build as graphs: no files
are read. Each number of claims is inferred from in a process of its own, derivations included; `--all` are those for
which all pairs are stored, too, for comparison. Then `oxiana serve` is asked who shares an interest with each of some
actors, over a store with what follows, without derivations; `--folder` keeps it, or takes it from an earlier run.
"""

import argparse
import math
import multiprocessing
import random
import resource
import sys
import time
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from statistics import quantiles
from tempfile import TemporaryDirectory
from typing import NamedTuple

import pyoxigraph
from rdflib import Dataset, Graph, URIRef
from rdflib.term import Node
from rdflib.util import from_n3

from graph.dataset import ONTOLOGY
from graph.inference import Content, Laws, add_inferences
from ontology.gatherings import MOST, Host
from ontology.inferences import spelled
from ontology.reasoning.compiler import compiled
from ontology.rules import Rule
from ontology.terms import CANONICAL
from tests.bench.claims import nquads
from tests.bench.sparql.corpora import Corpus, invent
from tests.bench.sparql.exchange import RESULTS, Connection
from tests.bench.sparql.servers import oxiana

SOURCE = "generated"
CLAIM = f"{CANONICAL.base}claim/{SOURCE}/"
ACTORS = 600
SEED = 4
SECONDS = 60
PROLOGUE = "PREFIX ox: <https://w3id.org/oxiana/ontology#>\n"
SHARED = "$1 ox:hasInterest ?what . ?who ox:hasInterest ?what FILTER(?who != $1)"
QUERIES = (
    ("with whom", "SELECT ?who { $1 ox:sharesInterestWith ?who }"),
    ("with how many", "SELECT (COUNT(*) AS ?n) { $1 ox:sharesInterestWith ?who }"),
    ("with this one?", "ASK { $1 ox:sharesInterestWith $2 }"),
    ("what, with how many", f"SELECT ?what (COUNT(?who) AS ?n) {{ {SHARED} }} GROUP BY ?what"),
    (
        "the ten with the most",
        f"SELECT ?who (COUNT(?what) AS ?n) {{ {SHARED} }} GROUP BY ?who ORDER BY DESC(?n) ?who LIMIT 10",
    ),
    ("with whom what, the first 1,000", f"SELECT ?who ?what {{ {SHARED} }} LIMIT 1000"),
    (
        "with whom what, a row for each interest",
        f"SELECT ?what (GROUP_CONCAT(STR(?who)) AS ?whom) {{ {SHARED} }} GROUP BY ?what",
    ),
    ("with whom what", f"SELECT ?who ?what {{ {SHARED} }}"),
    (
        "the same, by the pairs",
        "SELECT ?who ?what { $1 ox:sharesInterestWith ?who ; ox:hasInterest ?what . ?who ox:hasInterest ?what }",
    ),
    ("as the bench asks it", f"SELECT DISTINCT ?who ?what {{ {SHARED} }}"),
)
HOLDERS = "SELECT DISTINCT ?a { ?a a ox:Actor ; ox:hasInterest ?i }"


class Cost(NamedTuple):
    """What it costs to infer from so many claims, and how much that gives."""

    claims: int
    said: int
    inferred: int
    described: int
    gatherings: int
    left: int
    seconds: float
    mebibytes: float


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.sharing")
    parser.add_argument("--claims", type=int, nargs="*", default=[3_000, 10_000, 30_000, 100_000])
    parser.add_argument("--all", type=int, nargs="*", default=[3_000])
    parser.add_argument("--served", type=int, default=300_000)
    parser.add_argument("--folder", type=Path)
    told = parser.parse_args()
    tabulate(f"gathered where more than {MOST} meet", told.claims, MOST)
    tabulate("all pairs stored", told.all, sys.maxsize)
    with TemporaryDirectory() as folder:
        serve(Corpus(f"{told.served:,} claims", told.folder or Path(folder)), told.served)


def tabulate(title: str, sizes: Sequence[int], most: int) -> None:
    """Print what inference costs, and by which power of the claims it grows."""
    print(f"\n{title}\n")
    print("| claims | triples said | inferred | of derivations | gatherings | pairs left | processor s | MiB |")
    print("| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |")
    costs = list[Cost]()
    for claims in sizes:
        costs.append(apart(claims, most))
        print(f"| {' | '.join(f'{one:,.0f}' if one > 50 else f'{one:,.1f}' for one in costs[-1])} |", flush=True)
    for name in ("inferred", "described", "seconds", "mebibytes"):
        slopes = [_slope(one, other, name) for one, other in pairwise(costs)]
        if slopes:
            steps = ", ".join(f"{slope:.2f}" for slope in slopes)
            print(f"log-log slope of {name}: {_slope(costs[0], costs[-1], name):.2f} (step by step: {steps})")


def _slope(one: Cost, other: Cost, name: str) -> float:
    return math.log(getattr(other, name) / getattr(one, name)) / math.log(other.claims / one.claims)


def apart(claims: int, most: int) -> Cost:
    """The cost, in a process that did nothing before."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(cost, (claims, most))


def cost(claims: int, most: int) -> Cost:
    """Infer, and measure that."""
    vocabulary, entities, contents = premises(claims)
    dataset = Dataset()
    for claim, content in contents.items():
        for triple in content:
            dataset.graph(claim).add(triple)
    laws, host = laws_of(vocabulary), Host(CANONICAL, SOURCE, most)
    before, begun = _resident(), time.process_time()
    drawn = add_inferences(dataset, (vocabulary, entities), sorted(contents), laws, host)
    seconds = time.process_time() - begun  # whatever else the machine does
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    follows, described, gathered = len(dataset.graph(CANONICAL.graph.inferred)), len(drawn.account), drawn.gatherings
    said, left = len(entities) + sum(map(len, contents.values())), sum(one.pairs for one in gathered)
    return Cost(claims, said, follows, described, len(gathered), left, seconds, peak - before)


def _resident() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 1024**2


def premises(claims: int) -> tuple[Graph, Graph, dict[URIRef, list[Content]]]:
    """The vocabulary, the entities, and what each affirmed claim says."""
    vocabulary, entities = Graph(), Graph()
    for path in ONTOLOGY.glob("*.ttl"):
        vocabulary.parse(path)
    contents: dict[URIRef, list[Content]] = {}
    for subject, predicate, value, graph in _quads(claims):
        if graph == CANONICAL.graph.entities:
            entities.add((subject, predicate, value))
        elif graph.startswith(CLAIM):
            contents.setdefault(graph, []).append((subject, predicate, value))
        elif predicate == CANONICAL.ox.voice or (predicate == CANONICAL.ox.modality and value != CANONICAL.ox.Asserted):
            contents.pop(subject, None)
    return vocabulary, entities, contents


def _quads(claims: int) -> Iterator[tuple[URIRef, URIRef, Node, URIRef]]:
    for line in nquads(claims):
        subject, predicate, rest = line[:-3].split(" ", 2)
        value, _, graph = rest.rpartition(" ")
        term = from_n3(value) if graph.startswith("<") and value else None
        if isinstance(term, Node):
            yield URIRef(subject[1:-1]), URIRef(predicate[1:-1]), term, URIRef(graph[1:-1])


def laws_of(vocabulary: Graph) -> Laws:
    """The named rules, and those of the axioms."""
    rules = [Rule.read(path, CANONICAL) for path in sorted((ONTOLOGY / "rules").glob("*.rq"))]
    return Laws(rules, compiled(map(spelled, vocabulary)).rules)


def _lines(claims: int) -> Iterator[str]:
    """What follows from the claims, as a build has it in its default graph and in a named one."""
    vocabulary, entities, contents = premises(claims)
    closure = laws_of(vocabulary).closure((vocabulary, entities), contents, Host(CANONICAL, SOURCE))
    for number in closure.inferred():
        triple = " ".join(closure.facts.triple(number))
        yield f"{triple} <{CANONICAL.graph.inferred}> .\n"
        yield f"{triple} .\n"


def serve(corpus: Corpus, claims: int) -> None:
    """Ask a service, and print how long that takes."""
    if not corpus.data.exists():
        print(f"\nbuilding {corpus.name}", file=sys.stderr)
        invent(corpus.data, claims, _lines(claims))
    store = pyoxigraph.Store.read_only(str(corpus.store))
    actors = sorted(str(row[0]) for row in store.query(PROLOGUE + HOLDERS))  # type: ignore[union-attr] # a SELECT
    random.Random(SEED).shuffle(actors)  # noqa: S311 - nothing secret
    print(f"\n{corpus.name}, {min(ACTORS, len(actors))} of {len(actors):,} actors\n")
    print("| query | p50 ms | p95 ms | slowest ms | p95 KiB |", "| --- | ---: | ---: | ---: | ---: |", sep="\n")
    with oxiana(corpus, corpus.folder) as server, Connection(server.place.port, SECONDS) as connection:
        for name, text in QUERIES:
            times, sizes = list[float](), list[int]()
            for one, other in pairwise([*actors[:ACTORS], actors[0]]):
                asked = server.place.request(PROLOGUE + text.replace("$1", one).replace("$2", other), RESULTS)
                begun = time.perf_counter()
                status, body = connection.send(asked)
                times.append((time.perf_counter() - begun) * 1e3)
                if status != 200:
                    sys.exit(f"{name}: {body.decode()}")
                sizes.append(len(body) // 1024)
            cuts, size = quantiles(times, n=100), quantiles(sizes, n=100)
            print(f"| {name} | {cuts[49]:.1f} | {cuts[94]:.1f} | {max(times):.1f} | {size[94]:,.0f} |", flush=True)


if __name__ == "__main__":
    main()
