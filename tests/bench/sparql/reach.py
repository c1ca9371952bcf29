"""What the project wants to reach, and whether it was."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from tests.bench.sparql.measure import REPEATED, UNCACHED, Figure, Result
from tests.bench.sparql.servers import NATIVE, OURS, RDFLIB, VIRTUOSO

LOOKUPS = ("point lookup", "label")
HEAVY = 0.005  # seconds that a heavy query takes the native server
LOOKUP = 0.00025  # seconds


@dataclass(frozen=True)
class Reach:
    """A sentence, the least that its ratios may be, and the ratio for each query; None where there was none to take."""

    sentence: str
    least: float
    ratios: dict[str, float | None]

    @property
    def verdict(self) -> str:
        """Whether it is met by every query."""
        if not self._taken:
            return "not measured"
        if min(self._taken.values()) < self.least:
            return "**not met**"
        return "met" if len(self._taken) == len(self.ratios) else "met where measured"

    @property
    def told(self) -> str:
        """How many queries meet it; which do not, the worst first; and for which it was not measured."""
        failing = sorted((ratio, query) for query, ratio in self._taken.items() if ratio < self.least)
        worst = ", ".join(f"{query} {ratio:.2f}" for ratio, query in failing)
        least = min(self._taken.values(), default=0)
        missing = ", ".join(query for query in self.ratios if query not in self._taken)
        return (
            f"{len(self._taken) - len(failing)} of {len(self.ratios)}; "
            f"{worst or f'the least is {least:.2f}'}{f'; not measured: {missing}' if missing else ''}"
        )

    @property
    def _taken(self) -> dict[str, float]:
        return {query: ratio for query, ratio in self.ratios.items() if ratio is not None}


def reaches(results: Sequence[Result]) -> list[Reach]:
    """Each sentence of the reach for one corpus; a ratio over 1 is always for Oxiana."""
    native = {one.query: figure for one in results if (figure := one.figures.get((NATIVE, UNCACHED)))}
    heavy = [query for query, figure in native.items() if figure.p50 >= HEAVY]
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
            _only(_ours(results, lambda ours: LOOKUP / ours.p50), LOOKUPS),
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
            _sum(results, VIRTUOSO, UNCACHED),
        ),
    ]


def _rates(results: Iterable[Result], other: str, mode: str) -> dict[str, float | None]:
    return _ratios(results, other, mode, lambda ours, its: ours.rate / its.rate if its.rate else None)


def _times(results: Iterable[Result], other: str, mode: str) -> dict[str, float | None]:
    return _ratios(results, other, mode, lambda ours, its: its.p50 / ours.p50)


def _ratios(
    results: Iterable[Result], other: str, mode: str, ratio: Callable[[Figure, Figure], float | None]
) -> dict[str, float | None]:
    """The ratio for each query that both were asked: none where the other's answer is amiss, 0 where ours is."""
    found: dict[str, float | None] = {}
    for one in results:
        ours, its = one.figures.get((OURS, mode)), one.figures.get((other, mode))
        if ours and (its or other in one.faults):
            found[one.query] = ratio(ours, its) if its else None
        elif OURS in one.faults and (its or other in one.faults):
            found[one.query] = 0
    return found


def _ours(results: Iterable[Result], ratio: Callable[[Figure], float]) -> dict[str, float | None]:
    """The ratio for each query that we were asked uncached: 0 where our answer is amiss."""
    found: dict[str, float | None] = {one.query: 0 for one in results if OURS in one.faults}
    return found | {one.query: ratio(ours) for one in results if (ours := one.figures.get((OURS, UNCACHED)))}


def _sum(results: Iterable[Result], other: str, mode: str) -> dict[str, float | None]:
    """The ratio of the sums of the p50s over those queries that both answered: 0 where an answer of ours is amiss."""
    pairs = [(one.figures.get((other, mode)), one.figures.get((OURS, mode))) for one in results]
    both = [(its.p50, ours.p50) for its, ours in pairs if its and ours]
    amiss = any(OURS in one.faults for one in results)
    ratio = 0 if amiss else sum(its for its, _ in both) / sum(ours for _, ours in both) if both else None
    return {f"the sum of {len(both)}": ratio}


def _only(ratios: dict[str, float | None], queries: Iterable[str]) -> dict[str, float | None]:
    return {query: ratio for query, ratio in ratios.items() if query in set(queries)}
