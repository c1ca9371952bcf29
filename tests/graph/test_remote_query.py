"""What goes out to another endpoint, and what never comes in from it."""

import gzip
import socket
import ssl
import threading
import time
from http.server import BaseHTTPRequestHandler

import httpcore
import pytest

from graph.outgoing import Guard, in_thread
from graph.remote_query import QUERY, RESULTS, Outgoing
from graph.services import EndpointError
from ontology import __version__
from tests.graph.endpoints import (
    ROWS,
    Endpoint,
    Respond,
    answer,
    ask,
    endpoint,
    federated,
    guarding,
    refusal,
    to_loopback,
)
from tests.graph.test_store import listener


def test_the_endpoint_is_asked_just_what_it_needs_to_know() -> None:
    with endpoint(answer(headers={"Set-Cookie": "a=b"})) as there, guarding(there.url) as guard:
        ask(guard, federated(there))
        ask(guard, federated(there))
    first, second = there.asked
    assert first == second
    assert first.line == "POST /sparql HTTP/1.1"
    assert first.body == b"SELECT * WHERE { ?s <http://a/q> ?o . }"
    assert first.headers == {
        "host": f"127.0.0.1:{there.port}",
        "accept": RESULTS,
        "accept-encoding": "identity",
        "content-type": QUERY,
        "content-length": str(len(first.body)),
        "user-agent": f"Oxiana/{__version__} (https://w3id.org/oxiana/) httpcore/{httpcore.__version__}",
    }


def test_no_proxy_is_taken_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1/")
    with endpoint(answer()) as there, guarding(there.url) as guard:
        assert ask(guard, federated(there)) == ["away", "far"]


def test_a_host_with_an_address_that_is_not_public_is_not_called() -> None:
    told = "not called: its name has an address that is not public"
    with (
        listener() as (port, made),
        guarding(f"http://far.test:{port}/", hosts=()) as guard,
        pytest.raises(EndpointError, match=told),
    ):
        ask(guard, f"SELECT * {{ SERVICE <http://far.test:{port}/> {{ ?s ?p ?o }} }}")
    assert made == []


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_redirect_within_the_host_is_followed_with_the_query(status: int) -> None:
    def respond(handler: BaseHTTPRequestHandler) -> None:
        there_now = handler.path == "/now"
        (answer() if there_now else answer(status, body=b"", headers={"Location": "../now#part"}))(handler)

    with endpoint(respond) as there, guarding(there.url) as guard:
        assert ask(guard, federated(there)) == ["away", "far"]
    assert [asked.line for asked in there.asked] == ["POST /sparql HTTP/1.1", "POST /now HTTP/1.1"]
    assert there.asked[0].body == there.asked[1].body


def test_a_redirect_to_see_another_page_is_followed_without_the_query() -> None:
    def respond(handler: BaseHTTPRequestHandler) -> None:
        (answer() if handler.command == "GET" else answer(303, body=b"", headers={"Location": "?result=1"}))(handler)

    with endpoint(respond) as there, guarding(there.url) as guard:
        assert ask(guard, federated(there)) == ["away", "far"]
    assert there.asked[1].line == "GET /sparql?result=1 HTTP/1.1"
    assert there.asked[1].body == b""


@pytest.mark.parametrize(
    "target",
    [
        "http://127.0.0.1:{port}/",
        "http://localhost:{port}/",
        "http://127.0.0.1.:{there}/",
        "http://2130706433:{there}/",
        "http://0x7f.1:{there}/",
        "http://127.1:{there}/",
        "http://[::ffff:127.0.0.1]:{there}/",
        "http://user@127.0.0.1:{there}/",
        "http://127.0.0.1:{there}@127.0.0.1:{port}/",
        "//127.0.0.1:{port}/",
        "https://127.0.0.1:{port}/",
        "http://169.254.169.254/latest/meta-data/",
        "file:///etc/passwd",
        "http://[",
        "http://127.0.0.1:{there}/\u00e9",
        "http://127.0.0.1:99999/",
        "",
    ],
)
def test_a_redirect_to_anywhere_else_is_not_followed(target: str) -> None:
    with listener() as (port, made):

        def respond(handler: BaseHTTPRequestHandler) -> None:
            there = handler.connection.getsockname()[1]
            answer(302, body=b"", headers={"Location": target.format(port=port, there=there)})(handler)

        assert "redirects to another host, which is not called" in refusal(respond)
    assert made == []


def test_a_redirect_that_goes_round_is_left() -> None:
    asked = []

    def respond(handler: BaseHTTPRequestHandler) -> None:
        asked.append(handler.path)
        answer(307, body=b"", headers={"Location": "/sparql"})(handler)

    assert "redirects more than 3 times" in refusal(respond)
    assert len(asked) == 2 * 4


@pytest.mark.parametrize(
    ("respond", "told"),
    [
        (answer(500, "text/plain", b"secrets of the endpoint"), "answered with status 500"),
        (answer(404), "answered with status 404"),
        (answer(204, body=b""), "answered with status 204"),
        (answer(media_type="text/html"), "answered with text/html, not application/sparql-results+json"),
        (answer(media_type="application/sparql-results+xml"), r"answered with application/sparql-results+xml"),
        (answer(media_type=""), "answered with no media type"),
        (
            answer(body=gzip.compress(ROWS), headers={"Content-Encoding": "gzip"}),
            "in an encoding that it was not asked for",
        ),
        (lambda handler: handler.connection.shutdown(socket.SHUT_RDWR), "broke off the call"),
        (lambda handler: handler.wfile.write(b"not HTTP at all\r\n\r\n"), "broke off the call"),
        (answer(headers={"X-Long": "a" * 200_000}), "broke off the call"),
    ],
)
def test_an_answer_that_is_no_result_costs_its_query_one_sentence(respond: Respond, told: str) -> None:
    assert told in refusal(respond)


def test_an_answer_that_is_shorter_than_it_says_is_no_result() -> None:
    def respond(handler: BaseHTTPRequestHandler) -> None:
        answer(body=ROWS[:40], headers={"Content-Length": "4000"})(handler)
        handler.connection.shutdown(socket.SHUT_RDWR)

    assert "broke off the call" in refusal(respond)


def test_an_answer_that_is_too_large_is_left_where_it_exceeds_the_limit() -> None:
    def respond(handler: BaseHTTPRequestHandler) -> None:
        answer(body=b" ", headers={"Content-Length": str(1 << 40)})(handler)
        while True:
            handler.wfile.write(b" " * 65536)

    assert "answered with more than 3000000 bytes; ask it for less" in refusal(
        respond, Outgoing(result_bytes=3_000_000)
    )


def test_a_large_answer_comes_whole() -> None:
    rows = b",".join(b'{"o":{"type":"literal","value":"%07d"}}' % number for number in range(100_000))
    body = b'{"head":{"vars":["o"]},"results":{"bindings":[' + rows + b"]}}"
    with endpoint(answer(body=body)) as there, guarding(there.url) as guard:
        assert ask(guard, federated(there)) == [f"{number:07d}" for number in range(100_000)]


def test_an_answer_that_trickles_is_left_at_the_deadline() -> None:
    def respond(handler: BaseHTTPRequestHandler) -> None:
        answer(body=b" ", headers={"Content-Length": "1000000"})(handler)
        while True:
            handler.wfile.write(b" ")
            time.sleep(0.05)

    with endpoint(respond) as there, guarding(there.url) as guard:
        began = time.monotonic()
        with pytest.raises(EndpointError, match="did not answer within the time that was left"):
            ask(guard, federated(there), seconds=0.5)
        assert 0.4 < time.monotonic() - began < 5


def test_broken_json_costs_its_query_one_sentence() -> None:
    with (
        endpoint(answer(body=ROWS[:-20])) as there,
        guarding(there.url) as guard,
        pytest.raises(EndpointError, match="what an endpoint of SERVICE answered cannot be read"),
    ):
        ask(guard, federated(there))


def test_an_entity_of_xml_is_neither_asked_for_nor_read() -> None:
    bomb = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]><sparql>&e;</sparql>'
    assert "not application/sparql-results+json" in refusal(answer(media_type="application/xml", body=bomb))
    with endpoint(answer(body=bomb)) as there, guarding(there.url) as guard, pytest.raises(EndpointError):
        ask(guard, federated(there))


def test_an_endpoint_that_is_not_there_costs_its_query_one_sentence() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    there = Endpoint("127.0.0.1", port)
    with guarding(there.url) as guard, pytest.raises(EndpointError, match="cannot be reached"):
        ask(guard, federated(there))


def test_the_name_of_the_host_stays_in_what_tls_asks_for() -> None:
    greeting: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def accept() -> None:
            connection, _ = server.accept()
            greeting.append(connection.recv(4096))
            connection.close()

        thread = threading.Thread(target=accept)
        thread.start()
        url = f"https://far.test:{server.getsockname()[1]}/sparql"
        outgoing = Outgoing((url,), ("far.test",))
        guard = Guard(outgoing, to_loopback, ssl.create_default_context())
        with in_thread(guard), pytest.raises(EndpointError):
            ask(guard, f"SELECT * {{ SERVICE <{url}> {{ ?s ?p ?o }} }}")
        thread.join()
    assert b"far.test" in greeting[0]
