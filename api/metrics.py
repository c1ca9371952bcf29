"""What is counted of the service, for Prometheus (its text format, or OpenMetrics where that is asked for).

Requests are counted in plain numbers, and everything else is read where it is kept, when somebody asks.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator
from itertools import accumulate

from fastapi import APIRouter
from prometheus_client import CollectorRegistry, ProcessCollector
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.exposition import choose_encoder
from prometheus_client.registry import Collector
from starlette.requests import Request
from starlette.responses import Response

from api.documentation import documented
from api.kept import Shelf
from graph.outgoing import Guard
from graph.workers import Workers
from graph.writing import Writing

TEXT = "text/plain"
OPENMETRICS = "application/openmetrics-text"
BOUNDS = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)  # seconds


class Metrics(Collector):
    """Counts requests, and gathers what the parts of the service count of themselves."""

    def __init__(
        self, workers: Workers, shelf: Shelf, writing: Writing | None = None, guard: Guard | None = None
    ) -> None:
        self.running = 0
        self._requests: defaultdict[tuple[str, str, str], int] = defaultdict(int)
        self._buckets: defaultdict[str, list[int]] = defaultdict(lambda: [0] * (len(BOUNDS) + 1))
        self._seconds: defaultdict[str, float] = defaultdict(float)
        self._workers, self._shelf, self._writing, self._guard = workers, shelf, writing, guard
        self.registry = CollectorRegistry()
        self.registry.register(self)
        ProcessCollector(registry=self.registry)

    def answered(self, route: str, method: str, outcome: str, seconds: float) -> None:
        """Count a request: the template of its route, its method and outcome each one of a few."""
        self._requests[route, method, outcome] += 1
        self._buckets[route][bisect_left(BOUNDS, seconds)] += 1
        self._seconds[route] += seconds

    def collect(self) -> Iterator[Metric]:
        """Everything, as it is now."""
        yield from self._of_requests()
        yield from self._of_workers()
        yield from self._of_cache()
        yield from self._of_calls()
        yield from self._of_writes()

    def _of_requests(self) -> Iterator[Metric]:
        yield GaugeMetricFamily("oxiana_requests_running", "Requests that are being answered.", self.running)
        told = "Requests, by the status of the answer, or cut-off where it broke off and failed where it had none."
        counted = CounterMetricFamily("oxiana_requests", told, labels=["route", "method", "outcome"])
        for labels, number in self._requests.items():
            counted.add_metric(labels, number)
        yield counted
        took = HistogramMetricFamily(
            "oxiana_request_seconds", "From a request to the end of its answer.", labels=["route"]
        )
        for route, buckets in self._buckets.items():
            sums = zip((*map(str, BOUNDS), "+Inf"), accumulate(buckets), strict=True)
            took.add_metric([route], list(sums), self._seconds[route])
        yield took

    def _of_workers(self) -> Iterator[Metric]:
        now, tally = self._workers.pool.state, self._workers.pool.tally
        state = GaugeMetricFamily("oxiana_workers", "Processes that answer queries.", labels=["state"])
        state.add_metric(["idle"], now.idle)
        state.add_metric(["busy"], now.busy)
        yield state
        yield GaugeMetricFamily("oxiana_queries_waiting", "Queries that wait for a worker.", now.waiting)
        told = "Workers that ended while they answered: killed by the service, or lost to the query."
        yield _counter("oxiana_worker_ends", told, "how", tally.ended)
        yield CounterMetricFamily("oxiana_worker_replacements", "Workers started for others.", tally.replaced)
        told = "Queries that had no answer or only a part of it, by what was wrong."
        yield _counter("oxiana_query_refusals", told, "reason", tally.refused)

    def _of_cache(self) -> Iterator[Metric]:
        found = {"hit": self._shelf.hits, "miss": self._shelf.misses}
        yield _counter("oxiana_cache_lookups", "Queries that were looked up in the cache.", "outcome", found)
        yield GaugeMetricFamily("oxiana_cache_bytes", "Bytes of the answers that are kept.", self._shelf.bytes)

    def _of_calls(self) -> Iterator[Metric]:
        calls = dict(self._guard.calls) if self._guard else {}
        told = "Calls of other endpoints; the forbidden were not made, since the operator does not allow them."
        calls["forbidden"] = calls.get("forbidden", 0) + self._workers.pool.tally.refused["Forbidden"]
        yield _counter("oxiana_outgoing_calls", told, "outcome", calls)

    def _of_writes(self) -> Iterator[Metric]:
        waiting = self._writing.waiting if self._writing else 0
        yield GaugeMetricFamily("oxiana_writes_waiting", "Writes that run, or wait for their turn.", waiting)
        yield CounterMetricFamily("oxiana_writes", "Writes that were committed.", self._workers.generation)


def _counter(name: str, told: str, label: str, numbers: dict[str, int]) -> CounterMetricFamily:
    family = CounterMetricFamily(name, told, labels=[label])
    for value, number in numbers.items():
        family.add_metric([value], number)
    return family


def metrics_routes(metrics: Metrics) -> APIRouter:
    """/metrics."""
    router = APIRouter()

    @router.get("/metrics", summary="What is counted, for Prometheus", **documented([TEXT, OPENMETRICS]))
    @router.head("/metrics", include_in_schema=False)
    async def tell(request: Request) -> Response:
        encode, media_type = choose_encoder(", ".join(request.headers.getlist("accept")))
        return Response(encode(metrics.registry), headers={"Content-Type": media_type, "Vary": "Accept"})

    return router
