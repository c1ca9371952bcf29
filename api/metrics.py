"""What is counted of the service, for Prometheus (its text format, or OpenMetrics where that is asked for).

Everything is read where it is kept, when somebody asks.
"""

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
from api.requests import BOUNDS, Requests
from graph.outgoing import Guard
from graph.workers import Workers
from graph.writing import Writing

TEXT = "text/plain"
OPENMETRICS = "application/openmetrics-text"


class Metrics(Collector):
    """Gathers what the parts of the service count of themselves."""

    def __init__(
        self,
        requests: Requests,
        workers: Workers,
        shelf: Shelf,
        writing: Writing | None = None,
        guard: Guard | None = None,
    ) -> None:
        self._requests = requests
        self._workers, self._shelf, self._writing, self._guard = workers, shelf, writing, guard
        self.registry = CollectorRegistry()
        self.registry.register(self)
        ProcessCollector(registry=self.registry)

    def collect(self) -> Iterator[Metric]:
        """Everything, as it is now."""
        yield from self._of_requests()
        yield from self._of_workers()
        yield from self._of_cache()
        yield from self._of_calls()
        yield from self._of_writes()

    def _of_requests(self) -> Iterator[Metric]:
        yield GaugeMetricFamily("oxiana_requests_running", "Requests that are being answered.", self._requests.running)
        told = "Requests, by the status of the answer, or cut-off where it broke off and failed where it had none."
        counted = CounterMetricFamily("oxiana_requests", told, labels=["route", "method", "outcome"])
        for labels, number in self._requests.numbers.items():
            counted.add_metric(labels, number)
        yield counted
        took = HistogramMetricFamily(
            "oxiana_request_seconds", "From a request to the end of its answer.", labels=["route"]
        )
        for route, buckets in self._requests.buckets.items():
            sums = zip((*map(str, BOUNDS), "+Inf"), accumulate(buckets), strict=True)
            took.add_metric([route], list(sums), self._requests.seconds[route])
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
