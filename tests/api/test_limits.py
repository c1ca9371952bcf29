"""What strangers may take, over HTTP."""

import asyncio
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import httpx
import pyoxigraph
import pytest

from api.settings import Settings
from graph.limits import Limits
from tests.api.conftest import served

# A product of four unbound patterns: minutes of work for any engine.
SLOW = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"


def ask(client: httpx.Client, query: str) -> httpx.Response:
    return client.get("/sparql", params={"query": query}, headers={"Accept": "*/*"})


def test_a_slow_query_keeps_nobody_waiting() -> None:
    with served(many_triples(40), Settings(limits=Limits(seconds=3))) as one:
        slow = threading.Thread(target=ask, args=(one, SLOW))
        slow.start()
        time.sleep(0.2)
        started = time.monotonic()
        assert ask(one, "ASK {}").json()["boolean"] is True
        assert time.monotonic() - started < 1
        slow.join()


def test_a_query_over_its_time_is_told_so_at_that_time() -> None:
    with served(many_triples(60), Settings(limits=Limits(seconds=1))) as one:
        started = time.monotonic()
        answer = ask(one, SLOW)
        assert answer.status_code == 504
        assert "1 seconds" in answer.json()["detail"]
        assert 0.9 < time.monotonic() - started < 3


def test_what_is_asked_beyond_the_queue_is_told_when_to_come_again() -> None:
    async def all_at_once(base: httpx.URL) -> list[httpx.Response]:
        async with httpx.AsyncClient(base_url=base, timeout=30) as crowd:
            return await asyncio.gather(*(crowd.get("/sparql", params={"query": SLOW}) for _ in range(8)))

    with served(many_triples(60), Settings(limits=Limits(seconds=2, workers=1, waiting=1))) as one:
        refused = [answer for answer in asyncio.run(all_at_once(one.base_url)) if answer.status_code == 503]
    assert len(refused) >= 5
    assert {answer.headers["Retry-After"] for answer in refused} == {"5"}
    assert all("again in some seconds" in answer.json()["detail"] for answer in refused)


def test_a_query_whose_client_leaves_is_killed() -> None:
    with served(many_triples(60), Settings(limits=Limits(seconds=20, workers=1, waiting=0))) as one:
        for _ in range(6):  # more than there are workers: each must be free again
            time.sleep(0.5)
            try:
                one.get("/sparql", params={"query": SLOW}, timeout=0.3)
            except httpx.ReadTimeout:
                continue
            raise AssertionError("it was answered")
        deadline = time.monotonic() + 5  # on a busy machine it takes a moment until new workers are ready
        while (answer := ask(one, "ASK {}")).status_code == 503 and time.monotonic() < deadline:
            time.sleep(0.1)
        assert answer.json()["boolean"] is True


def many_triples(number: int) -> bytes:
    quads = (
        pyoxigraph.Quad(
            pyoxigraph.NamedNode(f"http://example.org/{n}"),
            pyoxigraph.NamedNode("http://example.org/p"),
            pyoxigraph.Literal(n),
        )
        for n in range(number)
    )
    return pyoxigraph.serialize(quads, format=pyoxigraph.RdfFormat.N_QUADS) or b""


def test_nobody_pays_for_an_answer_that_was_read_long_ago(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("graph.workers.LONG", 60)  # until then nobody is told to come again
    with served(many_triples(60), Settings(limits=Limits(workers=1))) as one:
        for number in range(2):
            assert one.get("/sparql", params={"query": f"ASK {{}} # {number}"}).status_code == 200
        time.sleep(1.2)  # so long may an answer be left unread while others wait
        product = "{ ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(CONTAINS(CONCAT(STR(?a), STR(?i)), 'e')) }"
        with ThreadPoolExecutor(6) as crowd:
            queries = [f"SELECT (COUNT(*) AS ?n) {product} #{number}" for number in range(6)]
            asked = [crowd.submit(one.get, "/sparql", params={"query": query}) for query in queries]
            assert {answer.result().status_code for answer in asked} == {200}
