"""The journal and the request ids, of a real service on whose standard error it stands."""

import json
import re
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import httpx
import pytest

from api.app import create_app
from api.journal import MOST, Journal
from api.requests import Requests
from api.settings import Settings
from graph.build import Build
from graph.store import EmbeddedStore
from graph.workers import Workers
from ontology.terms import Names
from tests.api.conftest import detail, running
from tests.api.test_cli import OXIANA

TEXT = "SELECT * { <http://example.org/whom-I-ask-about> ?p ?o }"
BEARER = "a bearer of the journal's tests"


class Served(NamedTuple):
    """A service that runs, and what it wrote when it was told to end."""

    client: httpx.Client
    lines: list[str]

    @property
    def told(self) -> list[dict[str, Any]]:
        """What the lines say, which are JSON."""
        return [json.loads(line) for line in self.lines]


@contextmanager
def told(data: Path, *options: str) -> Iterator[Served]:
    """A service in a process of its own; its lines are there after the block."""
    command = [*OXIANA, "serve", "--data", str(data), "--port", "0", *options]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        url = process.stderr.readline().split()[-1]
        served = Served(httpx.Client(base_url=url, transport=httpx.HTTPTransport(retries=20), timeout=30), [])
        try:
            with served.client:
                yield served
        finally:
            process.terminate()
            served.lines.extend(process.stderr.read().splitlines())


def test_each_request_is_one_line_of_json_with_its_id(second_data: Path) -> None:
    with told(second_data) as served:
        found = served.client.get("/id/Velm", headers={"Accept": "text/turtle"})
        missing = served.client.get("/id/nobody")
    first, second = served.told
    assert first["request"] == found.headers["x-request-id"]
    assert (first["client"], first["method"], first["route"]) == ("127.0.0.1", "GET", "/id/{name}")
    assert (first["status"], first["bytes"]) == ("200", int(found.headers["content-length"]))
    assert 0 < first["ms"] < 10_000
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", first["time"])
    assert second["request"] == missing.headers["x-request-id"] == missing.json()["request"] != first["request"]


@pytest.mark.parametrize(("level", "is_told"), [("info", False), ("debug", True)])
def test_the_text_of_a_query_is_told_to_debuggers_only(second_data: Path, level: str, *, is_told: bool) -> None:
    with told(second_data, "--log-level", level) as served:
        served.client.get("/sparql", params={"query": TEXT})
        served.client.get("/sparql", params={"query": TEXT + "}"})
    assert len(served.lines) == 2
    assert any("whom-I-ask-about" in line for line in served.lines) == is_told


def test_no_token_is_ever_told(second_data_copy: Path, tmp_path: Path) -> None:
    (tmp_path / "token").write_text(BEARER, encoding="utf-8")
    with told(second_data_copy, "--log-level", "debug", "--token-file", str(tmp_path / "token")) as served:
        for headers in ({"Authorization": f"Bearer {BEARER}"}, {"X-Token": BEARER}):
            served.client.put("/data?graph=http://e.org/g", content=b"<http://e.org/a> <b> ", headers=headers)
        served.client.get("/data", params={"access_token": BEARER, "query": "ASK {}"})
    assert len(served.lines) == 3
    assert BEARER not in "".join(served.lines)
    assert "bearer" not in "".join(served.lines)


def test_above_info_no_request_is_told(second_data: Path) -> None:
    with told(second_data, "--log-level", "warning") as served:
        served.client.get("/health")
    assert served.lines == []


def test_in_words_a_request_is_one_line_too(second_data: Path) -> None:
    with told(second_data, "--log-format", "plain") as served:
        served.client.get("/health")
    assert re.fullmatch(r"[\d:.]{12} info 200 GET /health \d+ bytes [\d.]+ ms 127\.0\.0\.1 \S+", served.lines[0])


def test_nobody_waits_for_whoever_does_not_read_the_journal(second_data: Path) -> None:
    with told(second_data) as served:
        started = time.monotonic()
        for _ in range(1500):  # more than a pipe holds
            served.client.get("/health")
        assert time.monotonic() - started < 30
    assert len(served.lines) == 1500


def test_a_fault_is_told_with_the_request_id_that_the_client_got_and_without_its_words(second_build: Build) -> None:
    with Path("/dev/null").open("w") as nowhere:
        journal = Journal(nowhere)
        lines: list[dict[str, str]] = []
        journal.put = lambda level, fields: lines.append({"level": level, **fields})  # type: ignore[method-assign]
        workers = Workers(second_build.store_path, Names(), Settings().limits)
        requests = Requests(Settings(), journal)
        app = create_app(EmbeddedStore.open(second_build.store_path), workers, Settings(), requests=requests)

        @app.get("/broken")
        def broken() -> None:
            raise ValueError(TEXT)

        with journal.kept(), running(app) as client:
            answer = client.get("/broken")
    assert "the fault is ours" in detail(answer, 500)
    fault = next(line for line in lines if line["level"] == "error")
    assert fault["request"] == answer.headers["x-request-id"] == answer.json()["request"]
    assert "in broken" in str(fault["exception"])
    assert "ValueError" in str(fault["exception"])
    assert "whom-I-ask-about" not in json.dumps(lines)
    assert len([line for line in lines if "exception" in line]) == 1


def test_lines_that_come_faster_than_they_are_read_are_dropped_and_that_is_told(tmp_path: Path) -> None:
    path = tmp_path / "journal"
    with path.open("w") as stream:
        journal = Journal(stream)
        for number in range(MOST + 5):
            journal.put("info", {"message": str(number)})
        with journal.kept():
            deadline = time.monotonic() + 20
            while "dropped" not in path.read_text():
                assert time.monotonic() < deadline
                time.sleep(0.05)
    lines = path.read_text().splitlines()
    assert len(lines) == MOST + 1
    assert json.loads(lines[-1])["message"] == "5 lines were dropped before this one"


def test_a_request_id_of_a_stranger_is_not_taken_over(client: httpx.Client) -> None:
    ids = {client.get("/health", headers={"X-Request-Id": "mine"}).headers["x-request-id"] for _ in range(3)}
    assert len(ids) == 3
    assert "mine" not in ids
