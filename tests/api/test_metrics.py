"""What /metrics tells, of a real server that is asked, overrun and broken."""

import os
import signal
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from api.serving import application
from api.settings import Settings
from graph.build import Build
from graph.limits import Limits
from graph.remote_query import Outgoing
from tests.api.conftest import detail, running, served, update
from tests.api.processes import needs_proc, workers
from tests.api.test_limits import SLOW, many_triples
from tests.graph.endpoints import answer, endpoint, federated


def numbers(client: httpx.Client) -> dict[tuple[str, ...], float]:
    """Every sample, by its name and the values of its labels, in the order of their names."""
    told = client.get("/metrics")
    assert told.status_code == 200
    families = text_string_to_metric_families(told.text)
    return {(one.name, *one.labels.values()): one.value for family in families for one in family.samples}


@pytest.fixture
def small() -> Iterator[httpx.Client]:
    with served(many_triples(60), Settings(limits=Limits(seconds=1, workers=1, waiting=1))) as one:
        yield one


def test_requests_are_counted_by_route_and_outcome_with_their_seconds(client: httpx.Client) -> None:
    before = numbers(client)
    for path in ("/id/Velm", "/id/Corran", "/id/nobody", "/static/oxiana.css"):
        client.get(path)
    client.post("/sparql", data={"query": "nonsense"})
    after = numbers(client)
    grown = {
        name: after[("oxiana_requests_total", *name)] - before.get(("oxiana_requests_total", *name), 0)
        for name in (
            ("GET", "200", "/id/{name}"),
            ("GET", "404", "/id/{name}"),
            ("GET", "200", "/static"),
            ("POST", "400", "/sparql"),
        )
    }
    assert list(grown.values()) == [2, 1, 1, 1]
    assert after["oxiana_request_seconds_count", "/id/{name}"] >= 3
    assert 0 < after["oxiana_request_seconds_sum", "/id/{name}"] < 60
    assert after["oxiana_request_seconds_bucket", "+Inf", "/id/{name}"] >= 3


def test_what_the_cache_answers_and_holds_is_told(second_build: Build) -> None:
    with served(second_build.store_path, Settings()) as client:
        for _ in range(3):
            client.get("/sparql", params={"query": "ASK {}"}, headers={"Accept": "text/boolean, */*"})
        told = numbers(client)
    assert (told["oxiana_cache_lookups_total", "hit"], told["oxiana_cache_lookups_total", "miss"]) == (2, 1)
    assert 0 < told["oxiana_cache_bytes",] < 10_000


def test_strangers_make_no_new_series_by_their_paths_and_methods(client: httpx.Client) -> None:
    def crowd(prefix: str) -> int:
        for number in range(30):
            client.get(f"/{prefix}{number}")
            client.get(f"/id/{prefix}{number}")
            client.request(f"{prefix}{number}".upper(), "/sparql")
        return len(numbers(client))

    assert crowd("a") == crowd("b")
    assert numbers(client)["oxiana_requests_total", "GET", "404", "elsewhere"] >= 60


def test_busy_workers_and_the_queue_are_told(small: httpx.Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("graph.workers.LONG", 60)  # until then nobody is told to come again
    with ThreadPoolExecutor(3) as crowd:
        for _ in range(3):
            crowd.submit(small.get, "/sparql", params={"query": SLOW})
        wait_for(small, ("oxiana_queries_waiting",), 1)
        then = numbers(small)
    assert then["oxiana_workers", "busy"] == 2
    assert then["oxiana_workers", "idle"] == 0
    assert then["oxiana_queries_waiting",] == 1
    assert then["oxiana_requests_running",] == 4


def test_killed_workers_and_refused_queries_are_counted(small: httpx.Client) -> None:
    detail(small.get("/sparql", params={"query": SLOW}), 504)
    wait_for(small, ("oxiana_worker_replacements_total",), 1)
    now = numbers(small)
    assert now["oxiana_worker_ends_total", "killed"] == 1
    assert now["oxiana_worker_ends_total", "lost"] == 0
    assert now["oxiana_query_refusals_total", "QueryTimeout"] == 1


@needs_proc
def test_lost_workers_are_counted(small: httpx.Client) -> None:
    mine = workers()
    with ThreadPoolExecutor(1) as other:
        asked = other.submit(small.get, "/sparql", params={"query": SLOW})
        wait_for(small, ("oxiana_workers", "busy"), 1)
        for pid in mine:
            os.kill(pid, signal.SIGKILL)
        detail(asked.result(), 500)
    wait_for(small, ("oxiana_worker_ends_total", "lost"), 1)
    assert numbers(small)["oxiana_query_refusals_total", "EngineLost"] == 1


def test_calls_of_other_endpoints_are_counted_also_those_that_are_refused(second_build: Build) -> None:
    with endpoint(answer()) as there, endpoint(answer()) as other:
        outgoing = Outgoing((there.url, "http://localhost:9/"), ("127.0.0.1",))
        with running(application(second_build.store_path, Settings(outgoing=outgoing))) as one:
            for text, status in (
                (federated(there), 200),
                (federated(other), 403),
                ("SELECT * { SERVICE <http://localhost:9/> { ?s ?p ?o } }", 502),
            ):
                assert one.get("/sparql", params={"query": text, "format": "csv"}).status_code == status
            now = numbers(one)
    assert now["oxiana_outgoing_calls_total", "answered"] == 1
    assert now["oxiana_outgoing_calls_total", "forbidden"] == 2


def test_an_answer_that_breaks_off_is_counted_as_such(client: httpx.Client, second_build: Build) -> None:
    long = "SELECT * { ?a ?b ?c . ?d ?e ?f }"
    with served(second_build.store_path, Settings(limits=Limits(rows=20_000))) as one:
        with pytest.raises(httpx.RemoteProtocolError):
            one.get("/sparql", params={"query": long, "format": "csv"})
        assert numbers(one)["oxiana_requests_total", "GET", "cut-off", "/sparql"] == 1
    assert client.get("/metrics", headers={"Accept": "application/openmetrics-text"}).text.endswith("# EOF\n")


def test_writes_are_counted(plain: httpx.Client) -> None:
    before = numbers(plain)["oxiana_writes_total",]
    assert update(plain, "INSERT DATA { <http://e.org/a> <http://e.org/b> 1 }").status_code == 204
    assert numbers(plain)["oxiana_writes_total",] == before + 1


def test_two_services_in_one_process_count_apart(second_build: Build) -> None:
    with served(second_build.store_path, Settings()) as one, served(second_build.store_path, Settings()) as two:
        one.get("/ontology")
        assert ("oxiana_requests_total", "GET", "200", "/ontology") in numbers(one)
        assert ("oxiana_requests_total", "GET", "200", "/ontology") not in numbers(two)


def wait_for(client: httpx.Client, sample: tuple[str, ...], value: float) -> None:
    deadline = time.monotonic() + 10
    while numbers(client)[sample] < value:
        assert time.monotonic() < deadline, f"{sample} stays below {value}"
        time.sleep(0.1)
