"""Measure a dozen queries over HTTP at this service, the native Oxigraph server, rdflib-endpoint and Virtuoso 7.

The whole takes some twenty-five minutes and writes docs/benchmarks.md; a part of it is printed. Needs Linux, and wrk,
nginx-light and virtuoso-opensource-7-bin of Debian; what pip has is installed into the folder.
"""

import argparse
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.bench.sparql.ceiling import ceiling
from tests.bench.sparql.corpora import CHAPTER, GENERATED, Corpus, corpus
from tests.bench.sparql.measure import Plan, Result, compare, measure
from tests.bench.sparql.programs import AbsentError
from tests.bench.sparql.queries import QUERIES, Asked, over
from tests.bench.sparql.report import report
from tests.bench.sparql.servers import RDFLIB, SERVERS
from tests.conftest import ROOT

PROGRAM = "python -m tests.bench.sparql"
PAGE = ROOT / "docs" / "benchmarks.md"
CORPORA = (CHAPTER, *map(str, GENERATED))
NAMES = tuple(query.name for query in QUERIES)


def arguments() -> argparse.Namespace:
    """What the command line says."""
    parser = argparse.ArgumentParser(PROGRAM, description=__doc__)
    parser.add_argument("--corpus", nargs="+", default=CORPORA, help="chapter, or a number of invented claims")
    parser.add_argument("--queries", nargs="+", default=NAMES, choices=NAMES, metavar="NAME", help=", ".join(NAMES))
    parser.add_argument("--servers", nargs="+", default=tuple(SERVERS), choices=SERVERS)
    parser.add_argument("--seconds", type=int, default=1, help="for each measurement at sixteen clients")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--minutes", type=int, default=60, help="after so many, no other query is begun")
    parser.add_argument("--folder", type=Path, help="keep corpora and tools here; what is there is used as it is")
    parser.add_argument("--output", type=Path, help=f"the page; of the whole: {PAGE.relative_to(ROOT)}")
    return parser.parse_args()


def main() -> int:
    """Measure, write the page or print it, and return 1 where a program is absent."""
    given = arguments()
    whole = (given.corpus, given.queries, given.servers) == (CORPORA, NAMES, tuple(SERVERS))
    output = given.output or (PAGE if whole else None)
    started = time.monotonic()
    plan = Plan(given.seconds, given.rounds, started + 60 * given.minutes)
    with ExitStack() as stack:
        folder = given.folder or Path(stack.enter_context(TemporaryDirectory()))
        folder.mkdir(parents=True, exist_ok=True)
        try:
            lightest = Asked(QUERIES[0], ("SELECT ?v { ?v ?p ?o }",))
            load = ceiling(lightest, folder / "nginx", plan)
            measured = {}
            for name in given.corpus:
                chosen = corpus(name, folder, tell)
                measured[chosen.title] = list(_over(chosen, folder, given, plan))
        except AbsentError as error:
            print(error, file=sys.stderr)
            return 1
    text = report(measured, load, " ".join([PROGRAM, *sys.argv[1:]]), (time.monotonic() - started) / 60, plan)
    if output:
        output.write_text(text, encoding="utf-8")
    else:
        print(text)
    return 0


def _over(chosen: Corpus, folder: Path, given: argparse.Namespace, plan: Plan) -> Iterator[Result]:
    """The results of the queries over one corpus."""
    with ExitStack() as stack:
        servers = []
        for server, start in SERVERS.items():
            if server in given.servers and (chosen.is_chapter or server != RDFLIB):
                tell(f"starting {server} over {chosen.name}")
                servers.append(stack.enter_context(start(chosen, folder / "tools")))
        for query in QUERIES:
            if query.name in given.queries:
                if time.monotonic() > plan.deadline:
                    yield Result(query.name, {}, {server.name: "not asked: the time was over" for server in servers})
                    continue
                tell(f"asking for {query.name}")
                asked = over(query, chosen.store)
                yield measure(asked, servers, plan, compare(asked, servers, chosen))


def tell(step: str) -> None:
    """Say what is being done."""
    print(f"{time.strftime('%H:%M:%S')} {step}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
