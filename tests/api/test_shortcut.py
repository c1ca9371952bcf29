"""Queries of one triple pattern, which no worker is needed for."""

import os
import signal
import time
from collections.abc import Iterator

import httpx
import pytest

from api.settings import Settings
from graph.build import Build
from graph.limits import Limits
from tests.api.conftest import served, update
from tests.api.processes import needs_proc, workers
from tests.api.workloads import RESULTS

CLASS = "SELECT ?s WHERE { ?s a <https://w3id.org/oxiana/ontology#Claim> } LIMIT 3"
LARGE = "SELECT * { ?s ?p ?o }"
SUBJECTS = "SELECT ?s { ?s ?p ?o }"
QUERIES = [CLASS, LARGE, "SELECT ?g { GRAPH ?g { ?s ?p ?o } } LIMIT 7", "SELECT ?o { <nothing> ?p ?o }"]
SECONDS = 20


@pytest.fixture
def still(client: httpx.Client) -> Iterator[httpx.Client]:
    """A client of a service whose workers do nothing."""
    for pid in workers():
        os.kill(pid, signal.SIGSTOP)
    yield client
    for pid in workers():
        os.kill(pid, signal.SIGCONT)


def ask(client: httpx.Client, query: str, accept: str = "text/csv", **headers: str) -> httpx.Response:
    """The answer to a query that is sent in the URL."""
    return client.get("/sparql", params={"query": query}, headers={"Accept": accept, **headers})


@needs_proc
def test_a_query_of_one_pattern_is_answered_though_no_worker_is(still: httpx.Client) -> None:
    answer = ask(still, f"{CLASS} ")
    assert answer.status_code == 200
    assert len(answer.text.splitlines()) == 4
    with pytest.raises(httpx.ReadTimeout):
        still.get("/sparql", params={"query": f"{CLASS} # of a worker"}, timeout=1)


@pytest.mark.parametrize("coding", ["identity", "gzip"])
@pytest.mark.parametrize("accept", [*RESULTS, "text/csv", "text/turtle", "image/png", "*/*", "text/turtle, text/csv"])
@pytest.mark.parametrize("query", QUERIES)
def test_its_answer_is_that_of_a_worker(client: httpx.Client, query: str, accept: str, coding: str) -> None:
    headers = {"Accept-Encoding": coding, "Origin": "https://e.org"}
    here, there = (ask(client, f"{query}{end}", accept, **headers) for end in ("", " # of a worker"))
    assert here.status_code == there.status_code
    if here.status_code == 200:
        assert here.content == there.content
    for answer in (here, there):
        del answer.headers["x-request-id"], answer.headers["date"]
        if "link" in answer.headers:  # each is cited by its own text
            answer.headers["link"] = answer.headers["link"].replace("+%23+of+a+worker", "")
    assert here.headers == there.headers


@pytest.mark.parametrize(
    "query",
    ["SELECT ?s { ?s a a:b }", "SELECT ?s { ?s a <a b> }", "SELECT ?x { <a> ?p ?o } LIMIT 999999999999999999999999"],
)
def test_what_is_wrong_with_a_query_is_told_as_ever(client: httpx.Client, query: str) -> None:
    here, there = (ask(client, f"{query}{end}") for end in ("", " # of a worker"))
    assert here.status_code == there.status_code
    assert here.json()["detail"] == there.json()["detail"]


def test_an_answer_obeys_the_limits(second_build: Build) -> None:
    with served(second_build.store_path, Settings(limits=Limits(rows=20))) as one:
        assert ask(one, SUBJECTS).status_code == 413
        assert len(ask(one, f"{SUBJECTS} LIMIT 20").text.splitlines()) == 21
        assert ask(one, f"{SUBJECTS} LIMIT 21").status_code == 413
    with served(second_build.store_path, Settings(limits=Limits(result_bytes=200, query_bytes=80))) as one:
        assert ask(one, f"{SUBJECTS} LIMIT 20").status_code == 413
        assert ask(one, f"{SUBJECTS}{' ' * 80}").status_code == 413


def test_a_write_is_seen_at_once_and_soon_without_a_worker(plain: httpx.Client) -> None:
    query = "SELECT ?o { <http://e.org/s> <http://e.org/p> ?o }"
    for number in range(5):
        assert update(plain, f"INSERT DATA {{ <http://e.org/s> <http://e.org/p> {number} }}").status_code == 204
        assert len(ask(plain, query).text.splitlines()) == number + 2
    deadline = time.monotonic() + SECONDS
    for pid in workers():
        os.kill(pid, signal.SIGSTOP)
    try:
        while True:  # each time another text, so that no answer is one that was given before
            query += " "
            try:
                found = plain.get("/sparql", params={"query": query}, headers={"Accept": "text/csv"}, timeout=0.5)
                break
            except httpx.ReadTimeout:
                assert time.monotonic() < deadline
    finally:
        for pid in workers():
            os.kill(pid, signal.SIGCONT)
    assert len(found.text.splitlines()) == 6
