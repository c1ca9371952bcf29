"""A service that is told to stop: what runs may end, nothing is left, and that is no failure."""

import os
import re
import shutil
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import httpx
import pytest

from tests.api.processes import PROC, children, needs_proc
from tests.api.test_cli import OXIANA

MANY = "SELECT * { ?a ?b ?c . ?d ?e ?f } LIMIT 300000"
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"


class Running(NamedTuple):
    """A service in a process of its own."""

    process: "subprocess.Popen[str]"
    url: str


@contextmanager
def running(data: Path, *options: str) -> Iterator[Running]:
    command = [*OXIANA, "serve", "--data", str(data), "--port", "0", *options]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, start_new_session=True) as process:
        try:
            assert process.stderr is not None
            url = re.findall(r"http://\S+", process.stderr.readline())[0]
            with httpx.Client(transport=httpx.HTTPTransport(retries=20)) as client:
                assert client.get(f"{url}/health").status_code == 200
            yield Running(process, url)
        finally:
            process.kill()
            process.stderr.read()  # type: ignore[union-attr]


def seconds_to_end(process: "subprocess.Popen[str]", number: int = signal.SIGTERM) -> float:
    started = time.monotonic()
    process.send_signal(number)
    process.wait(30)
    return time.monotonic() - started


@needs_proc
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_an_idle_service_ends_at_once_with_status_0_and_leaves_no_process(second_data: Path, number: int) -> None:
    with running(second_data) as service:
        started = children(service.process.pid)
        assert len(started) >= 2
        assert seconds_to_end(service.process, number) < 4
    assert service.process.returncode == 0
    assert [pid for pid in started if (PROC / str(pid)).exists()] == []


@needs_proc
@pytest.mark.parametrize("stop", [os.kill, os.killpg], ids=["SIGTERM to it", "as Ctrl-C to its group"])
def test_an_answer_that_is_being_read_is_sent_to_its_end_while_nobody_new_is_let_in(
    second_data: Path, stop: Callable[[int, int], None]
) -> None:
    with running(second_data, "--stop-within", "25") as service:
        started = children(service.process.pid)
        rows, told = 0, threading.Event()
        params = {"query": MANY, "format": "tsv"}
        with httpx.stream("GET", f"{service.url}/sparql", params=params, timeout=30) as answer:
            assert answer.status_code == 200
            for piece in answer.iter_bytes():
                rows += piece.count(b"\n")
                if not told.is_set():
                    told.set()
                    stop(service.process.pid, signal.SIGTERM if stop is os.kill else signal.SIGINT)
                    time.sleep(1)
                    with pytest.raises(httpx.ConnectError):
                        httpx.get(f"{service.url}/health")
                    assert service.process.poll() is None
        assert rows == 300_001
        service.process.wait(10)
    assert service.process.returncode == 0
    assert [pid for pid in started if (PROC / str(pid)).exists()] == []


@needs_proc
def test_what_does_not_end_in_time_is_ended(second_data: Path) -> None:
    with running(second_data, "--stop-within", "1") as service:
        started = children(service.process.pid)
        crowd = [threading.Thread(target=abandon, args=(service.url,)) for _ in range(2)]
        for one in crowd:
            one.start()
        time.sleep(1)
        assert seconds_to_end(service.process) < 5
        for one in crowd:
            one.join()
    assert service.process.returncode == 0
    assert [pid for pid in started if (PROC / str(pid)).exists()] == []


@needs_proc
def test_a_client_that_reads_nothing_does_not_keep_the_service(second_data: Path) -> None:
    with running(second_data, "--stop-within", "1") as service:
        host, port = service.url.removeprefix("http://").split(":")
        with socket.create_connection((host, int(port))) as one, socket.create_connection((host, int(port))) as silent:
            query = f"/sparql?format=tsv&query={MANY}".replace(" ", "%20")
            one.sendall(f"GET {query} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
            silent.sendall(b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n")
            time.sleep(1)
            assert seconds_to_end(service.process) < 5
    assert service.process.returncode == 0


@needs_proc
def test_workers_end_when_the_service_is_killed(second_data: Path) -> None:
    with running(second_data) as service:
        started = children(service.process.pid)
        os.kill(service.process.pid, signal.SIGKILL)
        service.process.wait()
        deadline = time.monotonic() + 5
        while [pid for pid in started if (PROC / str(pid)).exists()]:
            assert time.monotonic() < deadline
            time.sleep(0.05)


@needs_proc
def test_a_long_write_does_not_keep_the_service_and_is_all_there_or_not_at_all(
    second_data: Path, tmp_path: Path
) -> None:
    data = Path(shutil.copytree(second_data, tmp_path / "data", symlinks=True))
    (tmp_path / "token").write_text("a token of the tests", encoding="utf-8")
    options = ("--token-file", str(tmp_path / "token"), "--stop-within", "1")
    headers = {"Authorization": "Bearer a token of the tests"}
    text = "INSERT { GRAPH <http://e.org/g> { ?a ?b ?f } } WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
    with running(data, *options) as service:
        write = {"data": {"update": text}, "headers": headers, "timeout": 60}
        writer = threading.Thread(target=abandon, args=(service.url,), kwargs={"write": write})
        writer.start()
        time.sleep(1)
        assert seconds_to_end(service.process) < 6
        writer.join()
    assert service.process.returncode == 0
    with running(data, *options) as service:
        counted = {"query": "SELECT (COUNT(*) AS ?n) { GRAPH <http://e.org/g> { ?s ?p ?o } }", "format": "csv"}
        assert httpx.get(f"{service.url}/sparql", params=counted).text.split() == ["n", "0"]


def abandon(url: str, write: dict[str, object] | None = None) -> None:
    """Ask what will not be answered."""
    try:
        if write:
            httpx.post(f"{url}/update", **write)  # type: ignore[arg-type]
        else:
            httpx.get(f"{url}/sparql", params={"query": ENDLESS}, timeout=30)
    except httpx.HTTPError:
        pass
