"""Federated queries through the guard: what comes back, who may ask it, and who waits."""

import pickle
import socket
import threading
import time
from http.server import BaseHTTPRequestHandler

import httpcore
import pytest

from graph.outgoing import Guard
from graph.remote_query import QUERY, Outgoing
from graph.services import EndpointError
from ontology.errors import InputError
from tests.graph.endpoints import answer, ask, endpoint, federated, guarding


def test_a_federated_query_returns_the_rows_of_the_other_endpoint() -> None:
    with endpoint(answer()) as there, guarding(there.url) as guard:
        assert ask(guard, federated(there)) == ["away", "far"]
        assert ask(guard, f"SELECT ?s {{ ?s <http://a/p> ?o SERVICE <{there.url}> {{ ?x ?y ?o }} }}") == ["http://a/1"]
        assert ask(guard, f"PREFIX f: <{there.url}> SELECT ?o {{ {{ SELECT * {{ SERVICE f: {{ ?s ?p ?o }} }} }} }}")
        assert ask(guard, f"SELECT ?s {{ ?s ?p ?o FILTER EXISTS {{ SERVICE <{there.url}> {{ ?x ?y ?o }} }} }}") == [
            "http://a/1"
        ]


def test_each_endpoint_is_called_at_its_own_address() -> None:
    with endpoint(answer()) as one, endpoint(answer()) as two, guarding(one.url, two.url) as guard:
        ask(guard, f"SELECT * {{ SERVICE <{one.url}> {{ ?s <a:1> ?o }} SERVICE <{two.url}> {{ ?s <a:2> ?o }} }}")
    assert [b"<a:1>" in asked.body for asked in one.asked] == [True]
    assert [b"<a:2>" in asked.body for asked in two.asked] == [True]


def test_the_caller_cannot_have_more_time_than_the_operator_gives() -> None:
    with (
        endpoint(lambda _: time.sleep(3)) as there,
        guarding(there.url, limits=Outgoing(seconds=0.3)) as guard,
        pytest.raises(EndpointError, match="within the time"),
    ):
        ask(guard, federated(there), seconds=1000)


def test_nobody_waits_for_a_slow_endpoint_but_who_asks_it() -> None:
    free = threading.Event()

    def respond(handler: BaseHTTPRequestHandler) -> None:
        free.wait(30)
        answer()(handler)

    with (
        endpoint(respond) as slow,
        endpoint(answer()) as quick,
        guarding(slow.url, quick.url, limits=Outgoing(at_once=2)) as guard,
    ):
        told: list[str] = []

        def wait() -> None:
            told.extend(ask(guard, federated(slow), seconds=20))

        waiting = [threading.Thread(target=wait) for _ in range(4)]
        for thread in waiting:
            thread.start()
        while len(slow.asked) < 2:
            time.sleep(0.01)
        began = time.monotonic()
        assert ask(guard, federated(quick)) == ["away", "far"]
        assert time.monotonic() - began < 3
        assert len(slow.asked) == 2, "the others wait for their turn"
        assert told == []
        free.set()
        for thread in waiting:
            thread.join()
        assert told == ["away", "far"] * 4


def test_a_call_ends_when_nobody_waits_for_it_any_more() -> None:
    left = threading.Event()

    def respond(handler: BaseHTTPRequestHandler) -> None:
        handler.connection.settimeout(10)
        if handler.connection.recv(1) == b"":
            left.set()

    with endpoint(respond) as there, guarding(there.url) as guard:
        host, _, path = guard.services().guard(there.url).removeprefix("http://").partition("/")
        with socket.create_connection(("127.0.0.1", int(host.partition(":")[2]))) as engine:
            head = f"POST /{path} HTTP/1.1\r\nContent-Type: {QUERY}\r\nContent-Length: 1\r\n\r\n"
            engine.sendall(head.encode() + b"a")
            while not there.asked:
                time.sleep(0.01)
        assert left.wait(5)


def test_the_guard_answers_only_who_knows_its_secret_and_asks_as_the_engine_does() -> None:
    with endpoint(answer()) as there, guarding(there.url) as guard, httpcore.ConnectionPool() as pool:
        address = guard.services().guard(there.url)
        base, secret, number, until = address.rsplit("/", 3)
        kind = [("Content-Type", QUERY)]

        def status(url: str, method: str = "POST", headers: list[tuple[str, str]] = kind, body: bytes = b"a") -> int:
            return pool.request(method, url, headers=headers, content=body).status

        assert status(address) == 200
        assert status(f"{base}/{'0' * len(secret)}/{number}/{until}") == 404
        assert status(f"{base}/{secret}/1/{until}") == 404
        assert status(f"{base}/{secret}/{number}/0.000") == 504
        assert status(f"{base}/{secret}/{number}/nan") == 404
        assert status(address, "GET", body=b"") == 404
        assert status(address, headers=[("Content-Type", "text/plain")]) == 400
        assert status(address, body=b"a" * 5_000_000) == 413
    assert len(there.asked) == 1


def test_what_a_query_may_call_can_be_sent_to_another_process() -> None:
    with guarding("http://far.test/sparql") as guard:
        services = guard.services(3)
        assert pickle.loads(pickle.dumps(services)) == services  # noqa: S301 - it is our own


@pytest.mark.parametrize("address", ["ftp://far.test/", "file:///etc/passwd", "far.test", "http:///sparql"])
def test_an_endpoint_that_cannot_be_called_is_refused_at_the_start(address: str) -> None:
    with pytest.raises(InputError, match="cannot be called"):
        Guard(Outgoing((address,)))


def test_the_address_of_the_guard_is_not_told_in_an_error() -> None:
    with guarding("http://far.test/sparql") as guard:
        with pytest.raises(InputError) as error:
            ask(guard, "SELECT * { SERVICE <http://far.test/sparql> { ?s ?p ?o } FILTER NOSUCH(1) }")
        assert "malformed" in str(error.value) or "judged" in str(error.value)
        with pytest.raises(InputError) as error:
            ask(guard, "SELECT (1 AS ?s) { SERVICE <http://far.test/sparql> { ?s ?p ?o } }")
        assert "127.0.0.1" not in str(error.value)
