"""Requests that stand on the wire as earlier ones did: they are answered as ever, and the application is not asked."""

import json
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest
from fastapi import FastAPI
from hypothesis import given
from hypothesis import strategies as st
from starlette.types import Receive, Scope, Send

from api import repeats
from api.journal import Journal
from api.rates import RateError
from api.repeats import Repeats
from api.serving import application
from api.settings import Settings
from api.tokens import Token
from graph.build import Build
from graph.writing import claim
from tests.api.conftest import BEARER, running
from tests.api.wires import Wire

OWN = re.compile(rb"(?:date|x-request-id): ([^\r]*)\r\n")
QUERY = quote("SELECT ?s { ?s a <https://w3id.org/oxiana/ontology#Claim> } ORDER BY ?s LIMIT 3", safe="")


class Counting:
    """An application that counts the requests which it is asked to answer."""

    def __init__(self, app: FastAPI) -> None:
        self._app, self.number = app, 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.number += scope["type"] == "http"
        await self._app(scope, receive, send)


@contextmanager
def counted(app: FastAPI) -> Iterator[tuple[Counting, httpx.Client]]:
    """An application that is served, and a client of it."""
    counting = Counting(app)
    with running(counting) as client:  # type: ignore[arg-type] # an application too
        yield counting, client


@pytest.fixture(scope="module")
def service(second_build: Build) -> Iterator[tuple[Counting, httpx.Client]]:
    with counted(application(second_build.store_path, Settings(second_build.names))) as served:
        yield served


def request(name: str, *lines: str, method: str = "GET", version: str = "1.1", body: bytes = b"") -> bytes:
    """A request of a query that has a name of its own."""
    head = [f"{method} /sparql?query={QUERY}%20%23{name} HTTP/{version}", "Host: e.org", "Accept: text/csv", *lines]
    return "\r\n".join([*head, "", ""]).encode() + body


def test_what_is_asked_again_and_again_is_answered_without_the_application(
    service: tuple[Counting, httpx.Client],
) -> None:
    counting, client = service
    with Wire(client) as wire:
        answers = [wire.ask(request("again")) for _ in range(2)]
        before = counting.number
        answers += [wire.ask(request("again")) for _ in range(20)]
        with Wire(client) as other:
            answers.append(other.ask(request("again")))
        assert counting.number == before
    assert b"200 OK" in answers[0]
    assert {OWN.sub(b"", one) for one in answers} == {OWN.sub(b"", answers[0])}
    assert len({name_of(one) for one in answers}) == len(answers)


def name_of(answer: bytes) -> str:
    """The X-Request-Id of an answer."""
    (found,) = re.findall(rb"x-request-id: ([^\r]+)\r\n", answer)
    return str(found, "ascii")


@pytest.mark.parametrize(
    ("name", "sent"),
    [
        ("old", request("old", version="1.0")),
        ("closing", request("closing", "Connection: close")),
    ],
)
def test_who_wants_the_connection_closed_gets_that(
    service: tuple[Counting, httpx.Client], name: str, sent: bytes
) -> None:
    _, client = service
    for _ in range(4):
        with Wire(client) as wire:
            assert b"connection: close" in wire.ask(sent), name
            assert wire.is_closed()


def test_a_head_is_answered_without_a_body(service: tuple[Counting, httpx.Client]) -> None:
    _, client = service
    with Wire(client) as wire:
        wire.ask(request("head"))
        for _ in range(4):
            assert b"200 OK" in wire.ask(request("head", method="HEAD"), has_body=False)
            assert b"200 OK" in wire.ask(request("head"))


def test_a_post_is_repeated_by_its_body_too(service: tuple[Counting, httpx.Client]) -> None:
    counting, client = service
    lines = ("Content-Type: application/sparql-query", "Content-Length: 6")

    def post(body: bytes) -> bytes:
        head = "\r\n".join(["POST /sparql HTTP/1.1", "Host: e.org", *lines, "", ""])
        return head.encode() + body

    with Wire(client) as wire:
        for _ in range(3):
            assert b"true" in wire.ask(post(b"ASK {}"))
        before = counting.number
        assert b"true" in wire.ask(post(b"ASK {}"))
        assert counting.number == before
        assert b" 400 " in wire.ask(post(b"ASK {{"))


def test_who_has_the_answer_is_told_that_it_still_holds(service: tuple[Counting, httpx.Client]) -> None:
    _, client = service
    with Wire(client) as wire:
        tag = re.findall(rb'etag: ("\w+")', wire.ask(request("tag")))[0].decode()
        for _ in range(4):
            assert b" 304 " in wire.ask(request("tag", f"If-None-Match: {tag}"))
            assert b" 200 " in wire.ask(request("tag"))


@given(st.lists(st.sampled_from(["one", "two"]), min_size=1, max_size=6), st.data())
def test_however_requests_are_cut_and_joined_each_is_answered_in_turn(
    service: tuple[Counting, httpx.Client], names: list[str], data: st.DataObject
) -> None:
    _, client = service
    queries = {
        name: request(f"cut-{name}").replace(b"LIMIT%203", b"LIMIT%20" + limit)
        for name, limit in (("one", b"1"), ("two", b"2"))
    }
    sent = b"".join(queries[name] for name in names)
    cuts = sorted(data.draw(st.sets(st.integers(1, len(sent) - 1), max_size=4)))
    with Wire(client) as wire:
        for start, end in zip([0, *cuts], [*cuts, len(sent)], strict=True):
            wire.send(sent[start:end])
            time.sleep(0.001)
        for name in names:
            answer = wire.answer()
            assert b"200 OK" in answer
            assert answer.count(b"/claim/") == (1 if name == "one" else 2)


def test_known_bytes_within_another_request_are_no_request(service: tuple[Counting, httpx.Client]) -> None:
    _, client = service
    with Wire(client) as wire:
        for _ in range(3):
            wire.ask(request("known"))
        wire.send(b"GET /health HTTP/1.1\r\nX-Within: ")
        time.sleep(0.05)
        assert b'"version"' in wire.ask(request("known")), "it is a field of another"
        known = request("known")
        head = "POST /sparql HTTP/1.1\r\nHost: e.org\r\nContent-Type: application/sparql-query\r\nContent-Length: "
        wire.send(f"{head}{len(known)}\r\n\r\n".encode())
        time.sleep(0.05)
        assert b" 400 " in wire.ask(known), "it is the body of another"


def test_each_is_told_and_counted(second_build: Build, tmp_path: Path) -> None:
    told = tmp_path / "journal"
    with told.open("w", encoding="utf-8") as stream, Journal(stream).kept() as journal:
        app = application(second_build.store_path, Settings(second_build.names), journal=journal)
        with counted(app) as (counting, client), Wire(client) as wire:
            ids = [name_of(wire.ask(request("told"))) for _ in range(10)]
            assert counting.number < 10
            numbers = client.get("/metrics").text
    assert 'oxiana_requests_total{method="GET",outcome="200",route="/sparql"} 10.0' in numbers
    assert 'oxiana_cache_lookups_total{outcome="hit"} 9.0' in numbers
    lines = [json.loads(line) for line in told.read_text(encoding="utf-8").splitlines()]
    asked = [line for line in lines if line.get("route") == "/sparql"]
    assert [line["request"] for line in asked] == ids
    assert {(line["client"], line["status"], line["method"]) for line in asked} == {("127.0.0.1", "200", "GET")}
    assert len({line["bytes"] for line in asked}) == 1


def test_a_client_that_repeats_itself_is_bounded_too(second_build: Build) -> None:
    app = application(second_build.store_path, Settings(second_build.names, requests_per_minute=10))
    with counted(app) as (_, client), Wire(client) as wire:
        answers = [wire.ask(request("often")) for _ in range(12)]
    assert [b"200 OK" in one for one in answers] == [True] * 10 + [False] * 2
    assert b" 429 " in answers[-1]


def test_behind_a_proxy_each_request_is_read(second_build: Build) -> None:
    app = application(second_build.store_path, Settings(second_build.names, proxies=("127.0.0.1",)))
    with counted(app) as (counting, client), Wire(client) as wire:
        for _ in range(5):
            wire.ask(request("behind", "X-Forwarded-For: 192.0.2.1"))
        assert counting.number == 5


def test_after_a_write_the_answer_is_another(tmp_path: Path) -> None:
    claim(tmp_path / "store")
    app = application(tmp_path / "store", Settings(plain=True), token=Token(BEARER))
    ask = request("written").replace(QUERY.encode(), quote("SELECT ?o { <http://e.org/s> ?p ?o }").encode())
    with counted(app) as (_, client), Wire(client) as wire:
        for number in range(5):
            update = f"INSERT DATA {{ <http://e.org/s> <http://e.org/p> {number} }}"
            headers = {"Authorization": f"Bearer {BEARER}"}
            client.post("/update", data={"update": update}, headers=headers).raise_for_status()
            assert {wire.ask(ask).partition(b"\r\n\r\n")[2].count(b"\r\n") for _ in range(4)} == {number + 2}


def refuse(_client: str) -> bytes | None:
    raise RateError("too often")


def test_a_bounded_number_is_remembered_and_the_one_unasked_for_longest_goes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(repeats, "MOST", 2)
    known = Repeats()
    for name in (b"a", b"b"):
        known.keep(name, lambda _client: b"answer")
    assert known.answer(b"a", "")
    known.keep(b"c", lambda _client: None)
    assert known.answer(b"b", "") is None
    assert known.answer(b"a", "") == b"answer"
    assert known.answer(b"c", "") is None
    known.keep(b"r", refuse)
    assert known.answer(b"r", "") is None
    assert known.answer(b"a", "") == b"answer", "others are still answered, and so is the one who may not now"
    known.keep(b"d" * 5000, lambda _client: b"answer")
    assert known.answer(b"d" * 5000, "") is None, "it is too long"
