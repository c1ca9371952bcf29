"""What the project wants to reach, and whether it was."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tests.bench.sparql.measure import REPEATED, UNCACHED, Figure, Result
from tests.bench.sparql.servers import NATIVE, OURS, RDFLIB, VIRTUOSO

LOOKUPS = ("point lookup", "label")
HEAVY = 0.005  # seconds that a heavy query takes the native server
LOOKUP = 0.00025  # seconds


@dataclass(frozen=True)
class Reach:
    """A sentence, the least that its ratios may be, and the ratio for each query for which it was measured."""

    sentence: str
    least: float
    ratios: dict[str, float]

    @property
    def verdict(self) -> str:
        """Whether it is met by every query."""
        if not self.ratios:
            return "not measured"
        return "met" if all(ratio >= self.least for ratio in self.ratios.values()) else "**not met**"

    @property
    def told(self) -> str:
        """How many queries meet it, and which do not, the worst first."""
        failing = sorted((ratio, query) for query, ratio in self.ratios.items() if ratio < self.least)
        worst = ", ".join(f"{query} {ratio:.2f}" for ratio, query in failing)
        least = min(self.ratios.values(), default=0)
        return f"{len(self.ratios) - len(failing)} of {len(self.ratios)}; " + (worst or f"the least is {least:.2f}")


def reaches(results: Sequence[Result]) -> list[Reach]:
    """Each sentence of the reach for one corpus; a ratio over 1 is always for Oxiana."""
    heavy = {one.query for one in results if (found := one.figures.get((NATIVE, UNCACHED))) and found.p50 >= HEAVY}
    of_virtuoso = [one for one in results if _both(one, VIRTUOSO, UNCACHED)]
    totals = [sum(one.figures[name, UNCACHED].p50 for one in of_virtuoso) for name in (VIRTUOSO, OURS)]
    return [
        Reach("repeated: ≥ 1.5 × the native server's throughput", 1.5, _rates(results, NATIVE, REPEATED)),
        Reach(
            "uncached point lookups: ≥ 0.5 × the native server's throughput",
            0.5,
            _only(_rates(results, NATIVE, UNCACHED), LOOKUPS),
        ),
        Reach(
            "uncached point lookups: 0.25 ms ÷ p50 at one client ≥ 1",
            1,
            {one.query: LOOKUP / found.p50 for one, found in _ours(results) if one.query in LOOKUPS},
        ),
        Reach(
            f"heavy queries, uncached (the native server takes {1000 * HEAVY:g} ms or more): p50 within 1.15 × its own",
            1 / 1.15,
            _only(_times(results, NATIVE, UNCACHED), heavy),
        ),
        Reach("repeated: ≥ 5 × rdflib-endpoint's throughput", 5, _rates(results, RDFLIB, REPEATED)),
        Reach("uncached: ≥ 5 × rdflib-endpoint's throughput", 5, _rates(results, RDFLIB, UNCACHED)),
        Reach("uncached: p50 no more than 2 × Virtuoso's", 0.5, _times(results, VIRTUOSO, UNCACHED)),
        Reach(
            "uncached: the sum of the p50s less than Virtuoso's",
            1,
            {"the sum": totals[0] / totals[1]} if of_virtuoso else {},
        ),
    ]


def _rates(results: Iterable[Result], other: str, mode: str) -> dict[str, float]:
    found = {one.query: _both(one, other, mode) for one in results}
    return {query: pair[0].rate / pair[1].rate for query, pair in found.items() if pair and pair[1].rate}


def _times(results: Iterable[Result], other: str, mode: str) -> dict[str, float]:
    found = {one.query: _both(one, other, mode) for one in results}
    return {query: pair[1].p50 / pair[0].p50 for query, pair in found.items() if pair}


def _both(result: Result, other: str, mode: str) -> tuple[Figure, Figure] | None:
    figures = result.figures
    if (OURS, mode) not in figures or (other, mode) not in figures:
        return None
    return figures[OURS, mode], figures[other, mode]


def _ours(results: Iterable[Result]) -> list[tuple[Result, Figure]]:
    return [(one, one.figures[OURS, UNCACHED]) for one in results if (OURS, UNCACHED) in one.figures]


def _only(ratios: dict[str, float], queries: Iterable[str]) -> dict[str, float]:
    return {query: ratio for query, ratio in ratios.items() if query in set(queries)}
