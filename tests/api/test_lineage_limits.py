"""Answers with their lineage under load and at their limits: what waits, what is refused, and what comes back."""

import asyncio
import os
import signal
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest

from api.settings import Settings
from graph.build import Build
from graph.limits import MIB, Limits
from graph.store import JSON
from tests.api.conftest import detail, served
from tests.api.processes import children, needs_proc
from tests.api.test_lineage import SHARED, ask, short

# A product of four unbound patterns: minutes of work for any engine.
SLOW = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"


@pytest.fixture
def hasty(second_build: Build) -> Iterator[httpx.Client]:
    """A client of a service where a query may take two seconds."""
    with served(second_build.store_path, Settings(limits=Limits(seconds=2, workers=1))) as one:
        yield one


def numbered(number: int) -> str:
    """The same query, but not to the cache."""
    return f"{SHARED} # {number}"


def tracers() -> list[int]:
    """The processes that explain or trace, of the services in this process."""
    found = []
    for pid in children(os.getpid()):
        try:
            found += [pid] * (b"graph.explaining" in Path(f"/proc/{pid}/cmdline").read_bytes())
        except OSError:  # it has just ended
            continue
    return found


def test_what_takes_longer_than_a_query_may_is_ended_and_the_next_is_answered(hasty: httpx.Client) -> None:
    started = time.monotonic()
    told = detail(ask(hasty, SLOW), 504)
    assert told == "there was no answer with its lineage within 2 seconds, the most it may take"
    assert 1.9 < time.monotonic() - started < 4
    assert ask(hasty, SHARED).status_code == 200


def test_a_client_may_ask_for_less_time(client: httpx.Client) -> None:
    assert "within 0.5 seconds" in detail(ask(client, SLOW, timeout="0.5"), 504)


def test_more_rows_than_lineage_is_told_of_are_refused_with_what_to_do(client: httpx.Client) -> None:
    query = "SELECT ?s ?a { ?s a ?t . ?a ?b ?c } LIMIT 10001"
    assert detail(ask(client, query), 413) == (
        "the answer has more than 10000 rows, the most of which lineage is told; add LIMIT"
    )


def test_what_is_made_up_of_more_solutions_than_are_followed_is_not_told_as_complete(client: httpx.Client) -> None:
    lineage = ask(client, "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f } # more than 50,000").json()["lineage"]
    assert [(one["code"], one["number"]) for one in lineage["reasons"]] == [("solutions-cut", 50_000)]
    (row,) = lineage["rows"]
    assert (row["complete"], row["necessary"]) == (False, [])


def test_an_answer_of_too_many_bytes_is_refused_and_none_of_it_is_shown(second_build: Build) -> None:
    with served(second_build.store_path, Settings(limits=Limits(result_bytes=3000))) as one:
        assert "3000 are the most" in detail(ask(one, SHARED), 413)
        assert ask(one, "ASK {}").status_code == 200


def test_a_query_that_is_too_long_or_too_deep_is_refused_before_it_is_read(second_build: Build) -> None:
    with served(second_build.store_path, Settings(limits=Limits(query_bytes=500, nesting=10))) as one:
        assert "500 are the most" in detail(ask(one, "ASK {} #" + "x" * 500), 413)
        assert "nested 21 deep" in detail(ask(one, "ASK " + "{" * 21 + "}" * 21), 413)


def test_what_needs_too_much_memory_is_refused_and_the_next_is_answered(second_build: Build) -> None:
    with served(second_build.store_path, Settings(limits=Limits(memory=700 * MIB))) as one:
        query = "SELECT ?a { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?c ?f ?i LIMIT 1"
        assert "700 MiB of memory" in detail(ask(one, query), 413)
        assert ask(one, SHARED).status_code == 200


def test_sixteen_wait_and_more_are_told_when_to_come_again(second_build: Build) -> None:
    async def at_once(base: httpx.URL) -> list[httpx.Response]:
        async with httpx.AsyncClient(base_url=base, timeout=60) as crowd:
            params = [{"query": numbered(number), "lineage": "1"} for number in range(30)]
            return await asyncio.gather(*(crowd.get("/sparql", params=one, headers={"Accept": JSON}) for one in params))

    with served(second_build.store_path, Settings()) as one:
        answers = asyncio.run(at_once(one.base_url))
        refused = [answer for answer in answers if answer.status_code != 200]
        assert len(refused) == 14
        assert {(answer.status_code, answer.headers["Retry-After"]) for answer in refused} == {(503, "5")}
        assert all("ask again in some seconds" in answer.json()["detail"] for answer in refused)
        rows = {str(answer.json()["lineage"]["rows"]) for answer in answers if answer.status_code == 200}
        assert len(rows) == 1
        assert ask(one, numbered(0)).status_code == 200


def test_explanations_do_not_wait_for_lineage(second_build: Build) -> None:
    with served(second_build.store_path, Settings(limits=Limits(seconds=10))) as one:
        ask(one, "ASK {}")
        with socket.create_connection((one.base_url.host, one.base_url.port or 0)) as slow:
            slow.sendall(request(SLOW, one))
            time.sleep(0.2)
            shared = {"subject": "id:Corran", "predicate": "ox:sharesInterestWith", "object": "id:Velm"}
            assert one.get("/explain", params=shared).status_code == 200
            slow.settimeout(0.01)
            with pytest.raises(TimeoutError):  # it goes on
                slow.recv(1)


@needs_proc
def test_a_process_that_is_killed_comes_back(second_build: Build) -> None:
    with served(second_build.store_path, Settings()) as one:
        before = set(tracers())
        assert ask(one, numbered(0)).status_code == 200
        (pid,) = set(tracers()) - before
        os.kill(pid, signal.SIGKILL)
        time.sleep(0.5)  # until it is known
        assert ask(one, numbered(1)).status_code == 200
        assert set(tracers()) - before != {pid}


@needs_proc
def test_a_process_that_is_killed_over_a_query_costs_that_query_an_error_and_no_other(second_build: Build) -> None:
    async def asked(base: httpx.URL, before: set[int]) -> list[httpx.Response]:
        async with httpx.AsyncClient(base_url=base, timeout=60) as crowd:
            params = ({"query": query, "lineage": "1"} for query in (SLOW, numbered(0)))
            both = [asyncio.create_task(crowd.get("/sparql", params=one, headers={"Accept": JSON})) for one in params]
            await asyncio.sleep(1)
            for pid in set(tracers()) - before:
                os.kill(pid, signal.SIGKILL)
            return await asyncio.gather(*both)

    with served(second_build.store_path, Settings()) as one:
        before = set(tracers())
        ask(one, "ASK {}")
        killed, waiting = asyncio.run(asked(one.base_url, before))
    assert "SIGKILL" in detail(killed, 500)
    assert [short(way["claims"]) for way in waiting.json()["lineage"]["rows"][0]["ways"]] == [["A1.1"]]


def request(query: str, client: httpx.Client) -> bytes:
    """A request for the lineage of a query, as it goes over the wire."""
    host = f"{client.base_url.host}:{client.base_url.port}"
    return f"GET /sparql?lineage=1&query={quote(query)} HTTP/1.1\r\nHost: {host}\r\nAccept: {JSON}\r\n\r\n".encode()


def test_whoever_leaves_gives_up_the_turn(second_build: Build) -> None:
    with served(second_build.store_path, Settings(limits=Limits(seconds=25))) as one:
        ask(one, "ASK {}")
        for number in range(20):  # more than may wait
            with socket.create_connection((one.base_url.host, one.base_url.port or 0)) as leaving:
                leaving.sendall(request(f"{SLOW} # {number}", one))
                time.sleep(0.05)
        started = time.monotonic()
        assert ask(one, SHARED).status_code == 200
        assert time.monotonic() - started < 15
