"""Measuring: each query at each server, in turn, round after round."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import count, repeat
from math import ceil
from statistics import median

import pyoxigraph

from tests.bench.sparql.answers import NoAnswerError, answer, equal, expected
from tests.bench.sparql.corpora import Corpus
from tests.bench.sparql.exchange import RESULTS, TRIPLES
from tests.bench.sparql.load import CLIENTS, throughput, waits
from tests.bench.sparql.process import Server
from tests.bench.sparql.queries import Asked

REPEATED, UNCACHED = "repeated", "uncached"
MODES = (REPEATED, UNCACHED)
COMPARED = 3  # texts of each query whose answers are compared before anything is timed
PATIENCE = 20  # seconds for an answer that is compared
LEAST = 2  # answers that one client waits for
ALONE = 0.25  # of the seconds at sixteen, for one client
MOST = 6  # seconds at sixteen, for a slow query
FRESH = count(0, 10_000_000)  # the first number of the variables of each measurement


@dataclass(frozen=True)
class Plan:
    """How long to measure: seconds at sixteen clients, how many rounds, and when (monotonic) no query is begun."""

    seconds: int
    rounds: int
    deadline: float


@dataclass
class Figure:
    """What one server took for one query in one mode: seconds at one client, answers a second at sixteen."""

    p50s: list[float] = field(default_factory=list)
    p95s: list[float] = field(default_factory=list)
    rates: list[float] = field(default_factory=list)
    failed: int = 0

    @property
    def p50(self) -> float:
        """The median of the rounds."""
        return median(self.p50s)

    @property
    def p95(self) -> float:
        """The same of the 95th percentiles."""
        return median(self.p95s)

    @property
    def rate(self) -> float:
        """The same of the throughput."""
        return median(self.rates)


@dataclass(frozen=True)
class Result:
    """What was found for one query over one corpus: figures by server and mode, and faults by server."""

    query: str
    figures: dict[tuple[str, str], Figure]
    faults: dict[str, str]


def compare(asked: Asked, servers: Iterable[Server], corpus: Corpus) -> dict[str, str]:
    """What is wrong with the answers of each server that does not answer as the engine itself does over that store."""
    store = pyoxigraph.Store.read_only(str(corpus.store))
    faults: dict[str, str] = {}
    for text in asked.texts[:COMPARED]:
        right = expected(store, text)
        for server in servers:
            if server.name in faults:
                continue
            try:
                found = answer(server.place, asked.query, text, PATIENCE)
            except NoAnswerError as error:
                faults[server.name] = f"no answer: {error}"
                server.settle()
                continue
            if not equal(asked.query, right, found, store):
                faults[server.name] = f"another answer: {found.total()} rows, where the engine has {right.total()}"
    return faults


def measure(asked: Asked, servers: Sequence[Server], plan: Plan, faults: dict[str, str]) -> Result:
    """The figures of a query at each server without a fault; a server that fails while timed gets one."""
    sound = [server for server in servers if server.name not in faults]
    figures = {(server.name, mode): Figure() for server in sound for mode in MODES}
    for _ in range(plan.rounds):
        for server in sound:
            for mode in MODES:
                if server.name in faults:
                    continue
                try:
                    time(asked, server, mode, plan, figures[server.name, mode])
                except OSError as error:
                    faults[server.name] = f"failed while timed ({error})"
                server.settle()
    return Result(asked.query.name, {key: one for key, one in figures.items() if key[0] not in faults}, faults)


def time(asked: Asked, server: Server, mode: str, plan: Plan, figure: Figure) -> None:
    """Time a query at one client and at sixteen, and add what was found to a figure.

    Raises:
        OSError: an answer is no success, or does not come.
    """
    accept = TRIPLES if asked.query.makes_triples else RESULTS
    texts = asked.uncached(next(FRESH)) if mode == UNCACHED else repeat(asked.repeated)
    times = sorted(waits(server.place, texts, accept, plan.seconds * ALONE, LEAST))
    figure.p50s.append(median(times))
    figure.p95s.append(times[ceil(len(times) * 0.95) - 1])
    waves = ceil(min(MOST, 2 * CLIENTS * figure.p50s[-1]))  # two answers to each client, though one core works
    if waves > plan.seconds and figure.rates:
        return  # it is slow, and sixteen were measured once
    patterns = asked.patterns if mode == UNCACHED else (asked.repeated,)
    for seconds in (max(plan.seconds, waves), MOST):
        told = throughput(server.place, patterns, accept, seconds, next(FRESH))
        if told.rate:
            break
        server.settle()
    figure.rates.append(told.rate)
    figure.failed += told.failed
