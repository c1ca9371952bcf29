"""Answers that meet a limit, or lose their worker: none is ever taken for a complete one."""

import os
import signal
from collections.abc import Iterator

import httpx
import pyoxigraph
import pytest

from api.settings import Settings
from api.streaming import CUT_OFF
from graph.build import Build
from graph.limits import MIB, Limits
from tests.api.conftest import served
from tests.api.processes import needs_proc, workers
from tests.api.workloads import FORMATS, GRAPHS, RESULTS, many, parsers
from tests.conftest import ROOT

MUCH = 100_000  # bytes


@pytest.fixture(scope="module")
def capped(second_build: Build) -> Iterator[httpx.Client]:
    """A client of a service with a cap of 30,000 rows."""
    with served(second_build.store_path, Settings(limits=Limits(rows=30_000))) as one:
        yield one


@pytest.fixture(scope="module")
def short(second_build: Build) -> Iterator[httpx.Client]:
    """A client of a service with a cap of 2 MiB."""
    with served(second_build.store_path, Settings(limits=Limits(result_bytes=2 * MIB))) as one:
        yield one


def broken(client: httpx.Client, accept: str, strike: signal.Signals | None = None) -> bytes:
    """What arrives of an answer that begins with status 200 and then breaks off, maybe because its worker is struck."""
    received = bytearray()
    power = 6 if strike else 5
    with (  # noqa: PT012
        pytest.raises(httpx.RemoteProtocolError, match="incomplete"),
        client.stream(
            "GET",
            "/sparql",
            params={"query": many(power, accept)},
            headers={"Accept": accept, "Accept-Encoding": "identity"},
        ) as answer,
    ):
        assert answer.status_code == 200
        assert "content-length" not in answer.headers
        for piece in answer.iter_raw():
            received += piece
            if strike and len(received) > MUCH:
                for pid in workers():
                    os.kill(pid, strike)
                strike = None
    return bytes(received)


def assert_incomplete(received: bytes, accept: str, told: str) -> None:
    assert len(received) > MUCH
    for parse in parsers(accept):
        with pytest.raises(Exception) as raised:  # noqa: PT011 - each parser has its own
            parse(received)
        assert not isinstance(raised.value, AssertionError)
    assert told in received[-300:].decode(errors="replace")
    end = CUT_OFF.get(accept, "\n{}").partition("{}")[0].encode()
    assert end in received[-300:]


@pytest.mark.parametrize("accept", FORMATS)
def test_an_answer_that_meets_the_cap_of_rows_after_it_began_is_never_complete(
    capped: httpx.Client, accept: str
) -> None:
    assert_incomplete(broken(capped, accept), accept, "more than 30000 " + ("triples" if accept in GRAPHS else "rows"))


@pytest.mark.parametrize("accept", FORMATS)
def test_an_answer_that_meets_the_cap_of_bytes_after_it_began_is_never_complete(
    short: httpx.Client, accept: str
) -> None:
    assert_incomplete(broken(short, accept), accept, "more than 2097152 bytes")


@needs_proc
@pytest.mark.parametrize("accept", FORMATS)
def test_an_answer_whose_worker_dies_midway_is_never_complete(client: httpx.Client, accept: str) -> None:
    assert_incomplete(broken(client, accept, signal.SIGKILL), accept, "SIGKILL")
    assert "true" in client.get("/sparql", params={"query": "ASK {}"}).text


def one_row(accept: str) -> bytes:
    """An answer in a format. What the engine finds may be dropped by its own thread only: no traceback may keep it."""
    result = pyoxigraph.Store().query(many(1, accept))
    if isinstance(result, pyoxigraph.QueryTriples):
        whole = pyoxigraph.serialize(result, format=pyoxigraph.RdfFormat.from_media_type(accept))
    else:
        assert isinstance(result, pyoxigraph.QuerySolutions)
        whole = result.serialize(format=RESULTS.get(accept, pyoxigraph.QueryResultsFormat.CSV))
    assert whole
    return whole


@pytest.mark.parametrize("accept", FORMATS)
def test_wherever_an_answer_is_cut_off_no_parser_takes_it_for_complete(accept: str) -> None:
    whole = one_row(accept)
    told = CUT_OFF.get(accept, "\n{}").format("its process ended by SIGKILL").encode()
    for parse in parsers(accept):
        parse(whole)
        for length in range(len(whole)):
            with pytest.raises(Exception) as raised:  # noqa: PT011 - each parser has its own
                parse(whole[:length] + told)
            assert not isinstance(raised.value, AssertionError)


@pytest.mark.parametrize("accept", FORMATS)
def test_a_cap_met_before_anything_was_sent_gives_413(second_build: Build, accept: str) -> None:
    with served(second_build.store_path, Settings(limits=Limits(rows=999))) as one:
        answer = one.get("/sparql", params={"query": many(3, accept)}, headers={"Accept": accept})
    assert answer.status_code == 413
    assert answer.headers["content-type"] == "application/problem+json"
    assert "more than 999" in answer.json()["detail"]


def test_the_documentation_names_each_format_that_is_tested() -> None:
    told = (ROOT / "docs" / "protocol.md").read_text(encoding="utf-8")
    for media_type in FORMATS:
        assert f"`{media_type}`" in told
