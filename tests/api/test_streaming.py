"""Answers that leave as they are made: when they begin, what they cost, and how one that is cut off looks."""

import re
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest

from api.settings import Settings
from graph.build import Build
from graph.limits import MIB, Limits
from graph.store import JSON
from tests.api.conftest import served
from tests.api.processes import children, needs_proc, peak, resident, workers
from tests.api.workloads import FORMATS, GRAPHS, RUNAWAY, many, parsers, product, slow_end, strict_csv

OXIANA = str(Path(sys.executable).with_name("oxiana"))


@pytest.fixture(scope="module")
def process(second_data: Path) -> Iterator[tuple[httpx.Client, int]]:
    """A client of `oxiana serve`, and the number of its process."""
    command = [OXIANA, "serve", "--data", str(second_data), "--port", "0"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as running:
        try:
            assert running.stderr is not None
            address = re.findall(r"http://\S+", running.stderr.readline())[0]
            with httpx.Client(base_url=address, timeout=60, transport=httpx.HTTPTransport(retries=20)) as client:
                yield client, running.pid
        finally:
            running.terminate()


def timed(client: httpx.Client, query: str, accept: str, *, whole: bool = True) -> tuple[float, int]:
    """The seconds to the first byte of an answer's body, and the length of the whole."""
    started, first, length = time.monotonic(), 0.0, 0
    with client.stream(
        "GET", "/sparql", params={"query": query}, headers={"Accept": accept, "Accept-Encoding": "identity"}
    ) as answer:
        assert answer.status_code == 200
        for piece in answer.iter_raw():
            first = first or time.monotonic() - started
            length += len(piece)
            if not whole:
                break
    return first, length


def first_byte(client: httpx.Client, query: str, accept: str) -> float:
    """The seconds to the first byte of an answer's body, of which no more is read."""
    return timed(client, query, accept, whole=False)[0]


@needs_proc
@pytest.mark.parametrize("accept", [JSON, "text/csv", "text/turtle"])
def test_a_million_rows_take_no_memory(process: tuple[httpx.Client, int], accept: str) -> None:
    client, pid = process
    timed(client, "ASK {}", JSON)
    before = resident(pid)
    with peak(pid, *children(pid)) as most:
        assert timed(client, many(6, accept), accept)[1] > 15 * MIB
    assert most[0] < before + 32, "the service holds the answer"
    # The engine needs 150 MiB for the product, and of a CONSTRUCT it keeps every triple so as to give none twice.
    assert accept in GRAPHS or max(most[1:]) < 256, "a worker holds the answer"


@pytest.mark.parametrize("accept", FORMATS)
def test_a_million_rows_begin_within_a_tenth_of_a_second(process: tuple[httpx.Client, int], accept: str) -> None:
    times = []
    for pause in (0, 0.5, 1, 2, 4):  # the engine has the first row after a millisecond, but the machine may be busy
        time.sleep(pause)
        times.append(first_byte(process[0], many(6, accept), accept))
        if times[-1] < 0.1:
            return
    pytest.fail(f"the first byte came after {times} seconds")


@pytest.mark.parametrize("accept", FORMATS)
def test_what_is_found_first_does_not_wait_for_what_is_found_last(client: httpx.Client, accept: str) -> None:
    assert first_byte(client, slow_end(accept), accept) < 2


@pytest.mark.parametrize("accept", FORMATS)
def test_a_small_answer_has_its_length_and_is_complete(client: httpx.Client, accept: str) -> None:
    headers = {"Accept": accept, "Accept-Encoding": "identity"}
    answer = client.get("/sparql", params={"query": many(2, accept)}, headers=headers)
    assert int(answer.headers["content-length"]) == len(answer.content)
    for parse in parsers(accept):
        parse(answer.content)


@pytest.mark.parametrize("accept", [one for one in FORMATS if one not in GRAPHS])
def test_as_many_rows_as_there_may_be_are_answered(second_build: Build, accept: str) -> None:
    with served(second_build.store_path, Settings(limits=Limits(rows=1000))) as one:
        answer = one.get("/sparql", params={"query": many(3, accept)}, headers={"Accept": accept})
    assert answer.status_code == 200


def test_a_line_break_within_a_csv_value_is_no_row(second_build: Build) -> None:
    query = f'SELECT (CONCAT(?t, "\\r\\n\\"\\r\\n") AS ?v) WHERE {{ {product(3)} }}'
    with served(second_build.store_path, Settings(limits=Limits(rows=1000))) as one:
        answer = one.get("/sparql", params={"query": query}, headers={"Accept": "text/csv"})
    assert strict_csv(answer.text) == 1000


def test_head_of_a_large_answer_does_not_run_to_its_end(client: httpx.Client) -> None:
    started = time.monotonic()
    answer = client.head("/sparql", params={"query": many(6, JSON)})
    assert (answer.status_code, answer.content) == (200, b"")
    assert time.monotonic() - started < 0.5


@pytest.fixture
def narrow(second_build: Build) -> Iterator[httpx.Client]:
    """A client of a service with four workers, two of them for long queries, and little patience with clients."""
    settings = Settings(limits=Limits(workers=2, seconds=20), seconds_stalled=2)
    with served(second_build.store_path, settings) as one:
        yield one


def opened(client: httpx.Client, query: str) -> socket.socket:
    """A connection over which a query was sent and of whose answer nothing was read, nor can much be on the way."""
    connection = socket.socket()
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    connection.connect((client.base_url.host, client.base_url.port))
    connection.sendall(f"GET /sparql?query={quote(query)} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
    return connection


@needs_proc
@pytest.mark.parametrize(
    "query", [f"SELECT (COUNT(*) AS ?n) {{ {RUNAWAY} }}", many(7, JSON)], ids=["computes", "streams"]
)
def test_a_client_that_leaves_frees_its_worker_at_once(narrow: httpx.Client, query: str) -> None:
    with ExitStack() as connections:
        for _ in range(3):
            connections.enter_context(opened(narrow, query))
        before = set(workers())
        time.sleep(0.4)
        assert len(before - set(workers())) < 3
    left = time.monotonic()
    while len(before - set(workers())) < 3:  # a worker of a query that nobody waits for is killed
        assert time.monotonic() - left < 1, "the queries would take longer"
        time.sleep(0.02)


def test_clients_that_stop_reading_cost_nobody_anything_and_are_dropped(narrow: httpx.Client) -> None:
    with ExitStack() as stack:
        connections = [stack.enter_context(opened(narrow, many(6, JSON))) for _ in range(8)]
        time.sleep(1.5)
        times = []
        for query in ["ASK {}", many(4, JSON)] * 5:
            started = time.monotonic()
            assert narrow.get("/sparql", params={"query": query}).status_code == 200
            times.append(time.monotonic() - started)
        assert statistics.median(times) < 1
        assert max(times) < 5
        time.sleep(3)
        for connection in connections:
            assert was_dropped(connection)


def was_dropped(connection: socket.socket) -> bool:
    """Whether an answer broke off: the connection is closed before the last chunk."""
    connection.settimeout(1)
    received = b""
    try:
        while piece := connection.recv(65536):
            received = (received + piece)[-64:]
    except ConnectionError:
        return True
    except TimeoutError:
        return False
    return bool(received) and not received.endswith(b"0\r\n\r\n")
