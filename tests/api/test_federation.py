"""SERVICE over HTTP, through the workers and the guard."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import httpx
import pytest

from api.serving import application
from api.settings import Settings
from graph.build import Build
from graph.limits import Limits
from graph.remote_query import Outgoing
from tests.api.conftest import detail, running
from tests.graph.endpoints import answer, endpoint, federated

LIMITS = Limits(seconds=3, workers=1)


@contextmanager
def calling(store: Path, *urls: str, trusted: tuple[str, ...] = ("127.0.0.1",)) -> Iterator[httpx.Client]:
    """A client of a service that may call some endpoints."""
    settings = Settings(limits=LIMITS, outgoing=Outgoing(urls, trusted))
    with running(application(store, settings)) as client:
        yield client


def ask(client: httpx.Client, query: str) -> httpx.Response:
    return client.get("/sparql", params={"query": query, "format": "csv"})


def test_a_listed_endpoint_is_asked(second_build: Build) -> None:
    with endpoint(answer()) as there, calling(second_build.store_path, there.url) as client:
        assert ask(client, federated(there)).text.split() == ["o", "away", "far"]
        description = client.get("/sparql", headers={"Accept": "text/turtle"}).text
    assert "BasicFederatedQuery" in description


def test_another_is_refused_with_those_that_are_listed(second_build: Build) -> None:
    with endpoint(answer()) as there, calling(second_build.store_path, "http://far.test/sparql") as client:
        for query in (federated(there), "SELECT * { VALUES ?x { <http://far.test/sparql> } SERVICE ?x { ?s ?p ?o } }"):
            told = detail(ask(client, query), 403)
            assert "SERVICE may name only <http://far.test/sparql>" in told
    assert there.asked == []


def test_a_listed_endpoint_at_an_address_that_is_not_public_is_called_only_where_its_host_is_trusted(
    second_build: Build,
) -> None:
    with endpoint(answer()) as there, calling(second_build.store_path, there.url, trusted=()) as client:
        assert there.url in detail(ask(client, federated(there)), 502)
    assert there.asked == []


def test_a_dead_endpoint_costs_only_its_own_query_an_error(second_build: Build) -> None:
    with endpoint(answer()) as there:
        pass  # it has ended
    with calling(second_build.store_path, there.url) as client:
        told = detail(ask(client, federated(there)), 502)
        assert there.url in told
        assert ask(client, federated(there, "SILENT")).status_code == 200


def test_a_slow_endpoint_costs_only_its_own_query_and_no_more_than_its_time(second_build: Build) -> None:
    def never(_: BaseHTTPRequestHandler) -> None:
        time.sleep(6)

    with (
        endpoint(never) as there,
        calling(second_build.store_path, there.url) as client,
        ThreadPoolExecutor() as waiting,
    ):
        started = time.monotonic()
        slow = waiting.submit(ask, client, federated(there))
        time.sleep(0.5)
        for _ in range(20):
            assert ask(client, "SELECT (1 AS ?x) {}").status_code == 200
        beside = time.monotonic() - started
        assert slow.result().status_code in (502, 504)
        assert beside < LIMITS.seconds
        assert time.monotonic() - started < LIMITS.seconds + 1


@pytest.mark.parametrize("trusted", [(), ("127.0.0.1",)])
def test_a_service_that_lists_no_endpoint_calls_none(second_build: Build, trusted: tuple[str, ...]) -> None:
    with endpoint(answer()) as there, calling(second_build.store_path, trusted=trusted) as client:
        assert "SERVICE is not allowed here" in detail(ask(client, federated(there)), 403)
    assert there.asked == []
