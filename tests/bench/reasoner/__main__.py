"""Measure this reasoner beside owlrl, reasonable and HermiT, and itself with one triple at a time.

Each engine is in a process of its own. What is timed is reasoning alone: the triples have been read before (HermiT's
seconds are those of owlready2's call, which starts Java and has it read a file). Needs Java, and a package index for
reasonable; takes some twenty minutes.
"""

import argparse
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.bench.reasoner.corpora import of_chapter, of_claims, of_universities, write
from tests.bench.reasoner.runs import Run, best
from tests.bench.sparql.programs import environment

REASONABLE = "reasonable==0.4.4"
OURS, OWLRL, OTHER, HERMIT = "oxiana", "owlrl", "reasonable", "HermiT"
MOST = {OURS: 10_000_000, OWLRL: 20_000, OTHER: 10_000_000, HERMIT: 100_000}  # triples that an engine is asked with
SINGLE = 300_000
TABLE = """\
| data | triples | engine | s | × ours | inferred | MiB | bytes a triple |
| --- | ---: | --- | ---: | ---: | ---: | ---: | ---: |"""
SINGLES = """
| one triple, beside {:,} of universities | samples | p50, µs | p95, µs | most, µs |
| --- | ---: | ---: | ---: | ---: |"""


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.reasoner", description=__doc__)
    parser.add_argument("--universities", type=int, nargs="*", default=[10_000, 100_000, 1_270_000], metavar="TRIPLES")
    parser.add_argument("--chapter", action=argparse.BooleanOptionalAction, default=True)
    parser.add_argument("--claims", type=int, nargs="*", default=[30_000, 300_000], metavar="CLAIMS")
    parser.add_argument("--single", type=int, default=SINGLE, metavar="TRIPLES", help="0: do not")
    parser.add_argument("--seconds", type=float, default=300, help="that an engine has for one corpus")
    told = parser.parse_args()
    with TemporaryDirectory() as folder:
        os.environ["TMPDIR"] = folder  # owlready2 leaves its files where HermiT fails
        python = environment(Path(folder, "tools"), REASONABLE) / "python"
        file = Path(folder, "corpus.ttl")
        print(TABLE)
        for title, lines, all_engines in corpora(told):
            number = write(lines(), file)
            ours = Run()
            for engine, most in MOST.items():
                if number <= most + 1000 or (all_engines and engine != OURS):
                    command = [sys.executable, "-m", "tests.bench.reasoner.engines", engine, str(file)]
                    if engine == OTHER:  # it has an environment of its own
                        command = [str(python), "-m", "tests.bench.reasoner.rust", str(file)]
                    run = best(command, told.seconds)
                    ours = run if engine == OURS else ours
                    print(f"| {title} | {number:,} | {engine} | {run.cells(number, ours)}", flush=True)
        if told.single:
            print(SINGLES.format(told.single), flush=True)
            write(of_universities(told.single), file)
            subprocess.run([sys.executable, "-m", "tests.bench.reasoner.single", str(file)], check=True)


def corpora(told: argparse.Namespace) -> Iterator[tuple[str, Callable[[], Iterator[str]], bool]]:
    """Titles, what makes the lines, and whether every engine is asked, however many there are."""
    for number in told.universities:
        yield "universities", partial(of_universities, number), False
    if told.chapter:
        yield "the chapter", of_chapter, True
    for number in told.claims:
        yield f"{number:,} claims", partial(of_claims, number), False


if __name__ == "__main__":
    main()
