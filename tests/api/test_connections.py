"""Clients that send slowly, without end or nothing: they are cut off, and nobody waits for them."""

import json
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import pytest

from api.connections import Bounds
from api.serving import application, listen, server
from api.settings import Settings
from graph.build import Build
from tests.api.conftest import BEARER, running
from tests.api.processes import PROC, needs_proc
from tests.api.services import serving
from tests.api.workloads import many

MOST, SECONDS = 40, 2
POST = b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\n"
ASK = b"GET /sparql?query=ASK%20%7B%7D HTTP/1.1\r\nHost: x\r\n\r\n"


@pytest.fixture(scope="module")
def service(
    second_data: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple["subprocess.Popen[str]", httpx.Client]]:
    token = tmp_path_factory.mktemp("token") / "token"
    token.write_text(BEARER, encoding="utf-8")
    store = tmp_path_factory.mktemp("plain")
    bounds = ("--connections", str(MOST), "--send-within", str(SECONDS))
    with serving("--data", second_data, "--plain", store, "--token-file", token, *bounds) as running:
        yield running


def opened(client: httpx.Client, sent: bytes = b"") -> socket.socket:
    connection = socket.create_connection((client.base_url.host, client.base_url.port or 80), timeout=20)
    connection.sendall(sent)
    return connection


def rest(connection: socket.socket) -> bytes:
    """All that comes until the connection is closed."""
    received = b""
    with suppress(ConnectionError):
        while piece := connection.recv(65536):
            received += piece
    return received


def dripped(connection: socket.socket, drop: bytes, seconds: float) -> bytes:
    """What comes until the connection is closed, while something is sent all the time."""
    received, deadline = b"", time.monotonic() + seconds
    connection.settimeout(0.1)
    while time.monotonic() < deadline:
        with suppress(TimeoutError):
            try:
                connection.sendall(drop)
                piece = connection.recv(65536)
            except ConnectionError:
                return received
            if not piece:
                return received
            received += piece
    raise AssertionError(f"it was not cut off within {seconds} seconds")


@pytest.mark.parametrize(
    ("begun", "drop"),
    [
        (b"GET / HTTP/1.1\r\nX: ", b"x"),
        (POST + b"Content-Length: 900000\r\n\r\n", b"#"),
        (POST + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\n#\r\n"),
        (b"\r\n", b"\r\n"),
    ],
    ids=["head", "body", "chunks", "empty lines"],
)
def test_a_request_that_comes_too_slowly_is_told_so_and_cut_off(
    service: tuple[object, httpx.Client], begun: bytes, drop: bytes
) -> None:
    with opened(service[1], begun) as connection:
        answer = dripped(connection, drop, SECONDS + 4)
    assert answer.startswith(b"HTTP/1.1 408 ")
    assert "within 2 seconds" in json.loads(answer.partition(b"\r\n\r\n")[2])["detail"]


def test_a_connection_that_sends_nothing_is_cut_off(service: tuple[object, httpx.Client]) -> None:
    with opened(service[1]) as fresh, opened(service[1], ASK) as used:
        assert rest(fresh).startswith(b"HTTP/1.1 408 ")
        assert rest(used).startswith(b"HTTP/1.1 200 ")


def test_empty_lines_after_an_answer_keep_no_connection(service: tuple[object, httpx.Client]) -> None:
    with opened(service[1], ASK) as connection:
        answer = b""
        while not answer.endswith(b"true}"):
            answer += connection.recv(65536)
        assert answer.startswith(b"HTTP/1.1 200 ")
        assert dripped(connection, b"\r\n", SECONDS + 4).startswith(b"HTTP/1.1 408 ")


def test_who_does_not_read_what_was_answered_is_cut_off(second_build: Build, monkeypatch: pytest.MonkeyPatch) -> None:
    def listen_small(*told: Any) -> socket.socket:  # noqa: ANN401 - as it was
        listener = listen(*told)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 64 * 1024)  # more than this is kept by the service
        return listener

    monkeypatch.setattr("tests.api.conftest.listen", listen_small)
    monkeypatch.setattr("tests.api.conftest.server", partial(server, bounds=Bounds(seconds=1)))
    query = str(httpx.QueryParams(query=many(5, "text/csv")))
    request = f"GET /sparql?{query} HTTP/1.1\r\nHost: x\r\nAccept: text/csv\r\n\r\n".encode()
    with running(application(second_build.store_path, Settings(second_build.names))) as client:
        with opened(client, request.replace(b"Host", b"Connection: close\r\nHost")) as connection:
            whole = len(rest(connection))
        with socket.socket() as connection:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            connection.connect((client.base_url.host, client.base_url.port or 80))
            connection.sendall(request)
            time.sleep(5)
            assert 0 < len(rest(connection)) < whole - 1_000_000


def test_a_long_request_that_comes_fast_enough_is_answered(service: tuple[object, httpx.Client]) -> None:
    query = b"ASK {} #" + b"x" * 30_000
    with opened(service[1], POST + b"Connection: close\r\nContent-Length: %d\r\n\r\n" % len(query)) as connection:
        for start in range(0, len(query), 1000):
            connection.sendall(query[start : start + 1000])
            time.sleep(0.15)
        answer = rest(connection)
    assert answer.startswith(b"HTTP/1.1 200 ")


@pytest.mark.parametrize("piece", [b"X: " + b"x" * 60_000, b"X: 1\r\n" * 10_000], ids=["one header", "many headers"])
def test_a_head_without_end_is_refused(service: tuple[object, httpx.Client], piece: bytes) -> None:
    with opened(service[1], b"GET / HTTP/1.1\r\nHost: x\r\n") as connection:
        answer = dripped(connection, piece, 4)
    assert not answer or answer.startswith(b"HTTP/1.1 431 ")  # it may be lost where more was on its way


@pytest.mark.parametrize(
    "begun", [b"3\r\nASK\r\n0\r\n", b"3;x=" + b"x" * 70_000], ids=["after the body", "beside a chunk"]
)
def test_trailers_and_extensions_without_end_are_refused(service: tuple[object, httpx.Client], begun: bytes) -> None:
    with opened(service[1], POST + b"Transfer-Encoding: chunked\r\n\r\n" + begun) as connection:
        dripped(connection, b"x" * 60_000, 4)


@needs_proc
def test_a_body_that_goes_on_after_its_answer_is_not_read_for_long(
    service: tuple["subprocess.Popen[str]", httpx.Client],
) -> None:
    with opened(service[1], b"POST /nowhere HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n") as connection:
        answer = dripped(connection, b"400\r\n" + b"x" * 1024 + b"\r\n", 6)
    assert answer.startswith(b"HTTP/1.1 404 ")


@needs_proc
def test_whoever_has_sent_nothing_for_longest_makes_room(
    service: tuple["subprocess.Popen[str]", httpx.Client],
) -> None:
    process, client = service
    with ExitStack() as stack:
        crowd = [stack.enter_context(opened(client, b"GET")) for _ in range(3 * MOST)]
        started = time.monotonic()
        for _ in range(10):
            assert client.get("/sparql", params={"query": "ASK {}"}).status_code == 200
        assert time.monotonic() - started < 10
        assert len(list((PROC / str(process.pid) / "fd").iterdir())) < MOST + 60
        assert rest(crowd[0]) == b""


@needs_proc
def test_a_query_is_ended_when_its_client_goes_that_has_sent_another_behind_it(
    service: tuple["subprocess.Popen[str]", httpx.Client],
) -> None:
    client = service[1]
    values = " ".join(map(str, range(30)))
    product = " ".join(f"VALUES ?{name} {{ {values} }}" for name in "abcdefg")
    query = str(httpx.QueryParams(query=f"SELECT (COUNT(*) AS ?n) {{ {product} }}"))
    with opened(client, f"GET /sparql?{query} HTTP/1.1\r\nHost: x\r\n\r\n".encode() + ASK):
        until_busy(client, 1)
    until_busy(client, 0)


def until_busy(client: httpx.Client, number: int) -> None:
    """Wait until so many workers have a query, for less than a query may take."""
    deadline = time.monotonic() + 10
    while busy(client) != number:
        assert time.monotonic() < deadline
        time.sleep(0.05)


def busy(client: httpx.Client) -> int:
    """How many workers have a query."""
    line = next(one for one in client.get("/metrics").text.splitlines() if 'oxiana_workers{state="busy"}' in one)
    return int(float(line.split()[-1]))


def test_who_leaves_amid_a_body_is_no_fault_of_the_service(second_data: Path) -> None:
    with serving("--data", second_data) as (process, client):
        for path in (b"/sparql", b"/data?default"):
            with opened(client, POST.replace(b"/sparql", path) + b"Content-Length: 900000\r\n\r\n#"):
                time.sleep(0.2)
        client.get("/health").raise_for_status()
        process.terminate()
        assert process.stderr is not None
        assert "failed" not in process.stderr.read()
