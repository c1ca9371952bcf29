"""Measure this reasoner beside owlrl and reasonable, on invented universities: each in a process of its own.

What is timed is reasoning alone: the triples have been read before. Needs a package index for reasonable.
"""

import argparse
import json
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.bench.reasoner.measuring import resident, timed
from tests.bench.reasoner.universities import ONTOLOGY, triples
from tests.bench.sparql.programs import environment

REASONABLE = "reasonable==0.4.4"
OURS, OWLRL, OTHER = "oxiana", "owlrl", "reasonable"
MOST = {OURS: 10_000_000, OWLRL: 20_000, OTHER: 2_000_000}  # triples that an engine is asked with
MIB = 1 << 20


def main() -> None:
    """Print the table, or with --engine what one of them did."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.reasoner", description=__doc__)
    parser.add_argument("--triples", type=int, nargs="+", default=[10_000, 100_000, 1_270_000])
    parser.add_argument("--engine", choices=ENGINES)
    parser.add_argument("--file", type=Path)
    told = parser.parse_args()
    if told.engine:
        print(json.dumps(ENGINES[told.engine](told.file)))
        return
    print("| engine | triples | inferred | s | MiB | bytes a triple |")
    print("| --- | ---: | ---: | ---: | ---: | ---: |")
    with TemporaryDirectory() as folder:
        other = environment(Path(folder, "tools"), REASONABLE) / "python"
        for number in told.triples:
            file = Path(folder, f"{number}.ttl")
            data = "\n".join(f"{' '.join(triple)} ." for triple in triples(number))
            file.write_text(f"{ONTOLOGY}\n{data}\n", encoding="utf-8")
            for engine, most in MOST.items():
                if number <= most:
                    command = [sys.executable, "-m", "tests.bench.reasoner", "--engine", engine, "--file", str(file)]
                    if engine == OTHER:  # it has an environment of its own
                        command = [str(other), "-m", "tests.bench.reasoner.rust", str(file)]
                    done = subprocess.run(command, capture_output=True, text=True, check=True)
                    print(row(engine, number, json.loads(done.stdout)), flush=True)


def row(engine: str, number: int, told: dict[str, float]) -> str:
    """A line of the table."""
    each = told["bytes"] / number
    size = f"{told['bytes'] / MIB:,.0f} | {each:,.0f}"
    return f"| {engine} | {number:,} | {told['inferred']:,} | {told['seconds']:.2f} | {size} |"


def ours(file: Path) -> dict[str, float]:
    """This reasoner, a derivation kept for each triple."""
    from graph.foreign import triples_of
    from ontology.reasoning.compiler import compiled
    from ontology.reasoning.reasoner import Reasoner

    given = list(triples_of(file))
    reasoner, before = Reasoner(compiled(given).rules), resident()

    def work() -> int:
        reasoner.add(given)
        return len(reasoner) - len(set(given))

    return timed(work, before)


def owlrl(file: Path) -> dict[str, float]:
    """owlrl, over a graph of RDFLib."""
    import owlrl
    import rdflib

    before = resident()
    graph = rdflib.Graph().parse(file, format="turtle")
    given = len(graph)

    def work() -> int:
        owlrl.DeductiveClosure(owlrl.OWLRL_Semantics).expand(graph)
        return len(graph) - given

    return timed(work, before)


ENGINES = {OURS: ours, OWLRL: owlrl}

if __name__ == "__main__":
    main()
