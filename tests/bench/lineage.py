"""What it costs to be told what an answer rests on.

    python -m tests.bench.lineage [--claims 300000] [--folder FOLDER]

`oxiana serve` is asked each example query of the chapter without its lineage and with it, in turns, and in a way that
no answer is kept: the ratio is of their medians. Then it is asked over invented claims with all derivations, of which
there are too many to follow all proofs; `--folder` keeps these, or takes them from an earlier run.
"""

import argparse
import random
import statistics
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeAlias

import pyoxigraph
from rdflib import Dataset

from graph.inference import add_inferences
from ontology.gatherings import Host
from ontology.queries import read_all
from ontology.terms import CANONICAL
from tests.bench.sharing import PROLOGUE, SOURCE, laws_of, premises
from tests.bench.sparql.corpora import Corpus, corpus, invent
from tests.bench.sparql.exchange import RESULTS, Connection, Place
from tests.bench.sparql.servers import oxiana

ROUNDS, ACTORS, SEED, SECONDS = 15, 30, 4, 60
HOLDERS = "SELECT DISTINCT ?a { ?a a ox:Actor ; ox:hasInterest ?i }"
SHARED = "$1 ox:hasInterest ?what . ?who ox:hasInterest ?what"
QUERIES = {
    "what somebody holds": "SELECT ?i { $1 ox:hasInterest ?i }",
    "with whom he shares what, the first 100": f"SELECT ?who ?what {{ {SHARED} }} LIMIT 100",
    "with whom he shares what, the first 1,000": f"SELECT ?who ?what {{ {SHARED} }} LIMIT 1000",
    "with whom he shares an interest": "SELECT ?who { $1 ox:sharesInterestWith ?who }",
    "how many hold what he holds": f"SELECT ?what (COUNT(?who) AS ?n) {{ {SHARED} }} GROUP BY ?what",
    "which claims say so, and where": (
        "SELECT ?c ?clause { GRAPH ?c { $1 ox:hasInterest ?i } OPTIONAL { ?c ox:statedIn ?clause } }"
    ),
}
Queries: TypeAlias = Sequence[tuple[str, Sequence[str]]]


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.lineage")
    parser.add_argument("--claims", type=int, default=300_000)
    parser.add_argument("--folder", type=Path)
    told = parser.parse_args()
    with TemporaryDirectory() as folder:
        chapter = corpus("chapter", Path(folder), lambda sentence: print(sentence, file=sys.stderr))
        examples = {query.name: query.text for query in read_all(Path("api/queries/examples"), CANONICAL)}
        asked = [(name, [text]) for name, text in sorted(examples.items()) if "DESCRIBE" not in text]
        tabulate(chapter, asked, ROUNDS)
        large = Corpus(f"{told.claims:,} claims", told.folder or Path(folder) / "large")
        if not large.data.exists():
            print(f"building {large.name}", file=sys.stderr)
            invent(large.data, told.claims, lines(told.claims))
        store = pyoxigraph.Store.read_only(str(large.store))
        actors = sorted(str(row[0]) for row in store.query(PROLOGUE + HOLDERS))  # type: ignore[union-attr] # a SELECT
        chosen = random.Random(SEED).sample(actors, ACTORS)  # noqa: S311 - nothing secret
        tabulate(
            large, [(name, [PROLOGUE + text.replace("$1", one) for one in chosen]) for name, text in QUERIES.items()]
        )


def tabulate(served: Corpus, queries: Queries, rounds: int = 1) -> None:
    """Ask all queries of a service, and print how long that takes."""
    print(f"\n{served.name}\n")
    print("| query | without, ms | with, ms | × |", "| --- | ---: | ---: | ---: |", sep="\n")
    ratios = list[float]()
    with oxiana(served, served.folder) as server, Connection(server.place.port, SECONDS) as connection:
        place = server.place
        with_lineage = replace(place, parameters=f"{place.parameters}lineage=1&")
        seconds(connection, with_lineage, queries[0][1][0])  # the first starts the process
        for name, texts in queries:
            plain, traced = list[float](), list[float]()
            for number, text in enumerate(text for _ in range(rounds) for text in texts):
                plain.append(seconds(connection, place, f"{text}\n# {number}"))
                traced.append(seconds(connection, with_lineage, f"{text}\n# {number}"))
            times = statistics.median(plain), statistics.median(traced)
            ratios.append(times[1] / times[0])
            print(f"| {name} | {times[0] * 1e3:.2f} | {times[1] * 1e3:.2f} | {ratios[-1]:.1f} |", flush=True)
    print(f"\nof {len(ratios)}: median {statistics.median(ratios):.1f} ×, most {max(ratios):.1f} ×")


def seconds(connection: Connection, place: Place, text: str) -> float:
    """How long an answer takes."""
    request, begun = place.request(text, RESULTS), time.perf_counter()
    status, body = connection.send(request)
    if status != 200:
        sys.exit(f"{text}: {body.decode()}")
    return time.perf_counter() - begun


def lines(claims: int) -> Iterator[str]:
    """What follows from the claims, and how, as a build has it."""
    vocabulary, entities, contents = premises(claims)
    dataset, names = Dataset(), CANONICAL.graph
    for claim, content in contents.items():
        for triple in content:
            dataset.graph(claim).add(triple)
    laws, host = laws_of(vocabulary), Host(CANONICAL, SOURCE)
    drawn = add_inferences(dataset, (vocabulary, entities), sorted(contents), laws, host)
    for triple in dataset.graph(names.inferred):
        written = " ".join(term.n3() for term in triple)
        yield f"{written} <{names.inferred}> .\n"
        yield f"{written} .\n"
    for triple in drawn.account:
        yield f"{' '.join(term.n3() for term in triple)} <{names.derivations}> .\n"


if __name__ == "__main__":
    main()
