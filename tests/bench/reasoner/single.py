"""One triple at a time: how long it takes to remove and to add it, and to justify one; as lines of a table."""

import random
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path

from graph.foreign import triples_of
from ontology.reasoning.compiler import compiled
from ontology.reasoning.horn import Triple
from ontology.reasoning.justification import Explainer
from ontology.reasoning.reasoner import Reasoner
from tests.bench.reasoner.universities import BASE

SAMPLES, SEED = 2000, 6


def lines(given: Iterable[Triple], samples: int = SAMPLES) -> list[str]:
    """What was measured over some triples; what is removed is added again."""
    choose, told = random.Random(SEED), list(dict.fromkeys(given))  # noqa: S311 - nothing secret
    reasoner = Reasoner(compiled(told).rules)
    reasoner.add(told)
    known, size = set(reasoner.inferred()), len(reasoner)
    data = [triple for triple in told if triple[0].startswith(f"<{BASE}u")]
    first, *others = choose.sample(data, samples + 1)
    begun = taken(reasoner.remove, first)
    reasoner.add([first])
    removed, added = list[float](), list[float]()
    for triple in others:
        removed.append(taken(reasoner.remove, triple))
        added.append(taken(reasoner.add, triple))
    if (len(reasoner), set(reasoner.inferred())) != (size, known):
        raise ValueError("what follows is not what followed before")
    explainer, asked = Explainer(reasoner), choose.sample(sorted(known), samples)
    justified = [taken(lambda one: explainer.one(one[0]), triple) for triple in asked]
    return [
        row("add one", added),
        row("delete one", removed),
        row("delete the first, which asks what rests on what", [begun]),
        row("justify one", justified),
    ]


def taken(work: Callable[[list[Triple]], object], triple: Triple) -> float:
    """The seconds that it takes to do something with one triple."""
    started = time.perf_counter()
    work([triple])
    return time.perf_counter() - started


def row(what: str, seconds: list[float]) -> str:
    """A line of the table, in microseconds."""
    ordered = sorted(seconds)
    shares = [ordered[int(share * (len(ordered) - 1))] * 1e6 for share in (0.5, 0.95, 1)]
    return f"| {what} | {len(ordered):,} | {' | '.join(f'{one:,.0f}' for one in shares)} |"


if __name__ == "__main__":
    print("\n".join(lines(triples_of(Path(sys.argv[1])))))
