"""The workers: what they answer, and what a query can do to them."""

import asyncio
import os
import resource
import shutil
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import ExitStack, asynccontextmanager, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import pytest

from graph.engine import Graphs
from graph.limits import MIB, Limits
from graph.store import JSON, EmbeddedStore, NoSuchFormatError
from graph.workers import Workers
from ontology.errors import EngineLostError, InputError, LimitError, OverloadError, OxianaError, QueryTimeoutError
from ontology.terms import Names

T = TypeVar("T")
LIMITS = Limits(seconds=2, workers=2, rows=5000, result_bytes=4 * MIB, memory=512 * MIB)
RUNAWAY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
ALL = "SELECT * { ?s ?p ?o }"


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of a thousand triples, in two graphs."""
    folder = tmp_path_factory.mktemp("store") / "store"
    lines = [f'<http://e.org/{n}> <http://e.org/p> "{n}" .\n' for n in range(1000)]
    lines += [f'<http://e.org/{n}> <http://e.org/p> "{n}" <http://e.org/g{n % 2}> .\n' for n in range(1000)]
    EmbeddedStore.write(folder, "".join(lines).encode())
    return folder


@asynccontextmanager
async def workers(path: Path, limits: Limits = LIMITS) -> AsyncIterator[Workers]:
    """Workers for as long as the block lasts."""
    one = Workers(path, Names(), limits)
    await one.start()
    try:
        yield one
    finally:
        await one.stop()


def ask(path: Path, work: Callable[[Workers], Awaitable[T]], limits: Limits = LIMITS) -> T:
    """What some work with workers gives."""

    async def run() -> T:
        async with workers(path, limits) as one:
            return await work(one)

    return asyncio.run(run())


async def body(one: Workers, text: str, accept: str = JSON, graphs: Graphs = Graphs()) -> bytes:  # noqa: B008 - frozen
    return await (await one.query(text, [accept], graphs)).body()


async def outcome(work: Awaitable[T]) -> T | OxianaError:
    try:
        return await work
    except OxianaError as error:
        return error


@pytest.mark.parametrize("accept", [JSON, "text/csv", "application/sparql-results+xml", "text/tab-separated-values"])
def test_a_worker_answers_what_the_embedded_store_answers(path: Path, accept: str) -> None:
    text = "SELECT * { ?s ?p ?o } ORDER BY ?s"
    assert ask(path, lambda one: body(one, text, accept)) == EmbeddedStore.open(path).query(text, [accept]).body


def test_a_worker_answers_over_the_graphs_of_the_protocol_as_a_set(path: Path) -> None:
    graphs = Graphs(("http://e.org/g0", "http://e.org/g1"))
    found = ask(path, lambda one: body(one, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", "text/csv", graphs))
    assert found == b"n\r\n1000\r\n"


def test_a_query_over_its_time_is_killed_at_that_time_and_a_new_worker_serves_within_a_second(path: Path) -> None:
    async def work(one: Workers) -> tuple[object, float, float]:
        started = time.monotonic()
        killed = await outcome(body(one, RUNAWAY))
        at = time.monotonic() - started
        await asyncio.gather(*(body(one, "ASK {}") for _ in range(8)))
        return killed, at, time.monotonic() - started - at

    killed, at, after = ask(path, work)
    assert isinstance(killed, QueryTimeoutError)
    assert "2 seconds" in str(killed)
    assert 1.9 < at < 2.5
    assert after < 1


def test_a_client_may_ask_for_less_time_and_not_for_more(path: Path) -> None:
    async def work(one: Workers) -> list[object]:
        asked = [one.query(RUNAWAY, [JSON], seconds=seconds) for seconds in (0.3, 60)]
        return [await outcome(work) for work in asked]

    less, more = ask(path, work)
    assert "0.3 seconds" in str(less)
    assert "2 seconds" in str(more)


def test_a_query_that_nobody_waits_for_is_killed(path: Path) -> None:
    async def work(one: Workers) -> float:
        task = asyncio.ensure_future(one.query(RUNAWAY, [JSON], seconds=2))
        await asyncio.sleep(0.2)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        started = time.monotonic()
        await asyncio.gather(*(body(one, "ASK {}") for _ in range(4)))
        return time.monotonic() - started

    assert ask(path, work) < 1


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { FILTER(" + " || ".join(["1=1"] * 30_000) + ") }",
        "SELECT * {" + " UNION ".join(["{}"] * 30_000) + "}",
        "SELECT * { ?s " + "^" * 5_000 + "<p> ?o }",
        "SELECT * { FILTER(" + "!" * 50_000 + "1) }",
    ],
    ids=["or", "union", "inverse", "not"],
)
def test_a_query_that_kills_the_engine_costs_itself_an_error_and_nobody_anything(path: Path, text: str) -> None:
    async def work(one: Workers) -> tuple[object, list[bytes]]:
        beside = asyncio.gather(*(body(one, "ASK {}") for _ in range(20)))
        return await outcome(body(one, text)), await beside

    died, others = ask(path, work)
    assert isinstance(died, EngineLostError | InputError | bytes)
    assert all(b"true" in one for one in others)


def test_a_query_that_needs_too_much_memory_is_told_so_and_takes_no_more(path: Path) -> None:
    text = "SELECT (GROUP_CONCAT(?x) AS ?y) { ?a ?b ?c . ?d ?e ?f . BIND(CONCAT(STR(?a), STR(?d), STR(?e)) AS ?x) }"
    limits = replace(LIMITS, seconds=30, memory=64 * MIB)
    died = ask(path, lambda one: outcome(body(one, text)), limits)
    assert isinstance(died, EngineLostError | LimitError)
    assert "memory" in str(died)


@pytest.mark.parametrize("accept", [JSON, "text/csv", "application/sparql-results+xml", "text/tab-separated-values"])
def test_a_result_of_too_many_rows_is_refused_with_the_limit(path: Path, accept: str) -> None:
    text = "SELECT * { ?s ?p ?o . VALUES ?x { 1 2 3 4 5 6 7 } }"
    died = ask(path, lambda one: outcome(body(one, text, accept)))
    assert isinstance(died, LimitError)
    assert "5000 rows" in str(died)


def test_a_graph_of_too_many_triples_is_refused_with_the_limit(path: Path) -> None:
    limits = replace(LIMITS, rows=999)
    died = ask(path, lambda one: outcome(body(one, "CONSTRUCT WHERE { ?s ?p ?o }", "text/turtle")), limits)
    assert isinstance(died, LimitError)
    assert "999 triples" in str(died)


def test_a_result_of_too_many_bytes_is_refused_with_the_limit(path: Path) -> None:
    died = ask(path, lambda one: outcome(body(one, ALL)), replace(LIMITS, result_bytes=10_000))
    assert isinstance(died, LimitError)
    assert "10000 bytes" in str(died)


@pytest.mark.parametrize(
    ("text", "word"),
    [("#" * (MIB + 1), "1048576"), ("SELECT * " + "{" * 10_000 + "}" * 10_000, "200 brackets")],
    ids=["long", "deep"],
)
def test_a_query_that_is_too_long_or_too_deep_is_refused_before_it_is_read(path: Path, text: str, word: str) -> None:
    refused = ask(path, lambda one: outcome(body(one, text)))
    assert isinstance(refused, LimitError)
    assert word in str(refused)


def test_what_the_query_itself_gets_wrong_is_told(path: Path) -> None:
    malformed = ask(path, lambda one: outcome(body(one, "SELECT ?s {")))
    assert isinstance(malformed, InputError)
    assert "line 1, column 12" in str(malformed)
    unfit = ask(path, lambda one: outcome(body(one, "ASK {}", "text/csv")))
    assert isinstance(unfit, NoSuchFormatError)
    assert JSON in unfit.available


def test_more_queries_than_may_wait_are_told_to_come_again(path: Path) -> None:
    async def work(one: Workers) -> list[object]:
        return await asyncio.gather(*(outcome(body(one, RUNAWAY)) for _ in range(12)))

    outcomes = ask(path, work, replace(LIMITS, waiting=2, workers=1))
    assert sum(isinstance(one, OverloadError) for one in outcomes) >= 8


def test_short_queries_are_answered_beside_as_many_runaways_as_there_are_workers(path: Path) -> None:
    async def work(one: Workers) -> tuple[float, float]:
        alone = await _p95(one)
        runaways = [asyncio.ensure_future(outcome(body(one, RUNAWAY))) for _ in range(2)]
        await asyncio.sleep(0.7)
        beside = await _p95(one)
        await asyncio.gather(*runaways)
        return alone, beside

    alone, beside = ask(path, work, replace(LIMITS, seconds=4))
    assert beside < max(3 * alone, 0.02)


def test_long_queries_that_come_again_too_soon_cost_the_short_ones_nothing(path: Path) -> None:
    async def insist(one: Workers, stop: asyncio.Event) -> int:
        refused = 0
        while not stop.is_set():
            refused += isinstance(await outcome(body(one, RUNAWAY)), OverloadError)
            await asyncio.sleep(0.01)
        return refused

    async def work(one: Workers) -> tuple[float, float, int]:
        alone, stop = await _p95(one), asyncio.Event()
        insisting = [asyncio.ensure_future(insist(one, stop)) for _ in range(5)]
        await asyncio.sleep(1.5)  # the first times, nobody knows that they are long
        beside = await _p95(one)
        stop.set()
        return alone, beside, sum(await asyncio.gather(*insisting))

    alone, beside, refused = ask(path, work, replace(LIMITS, seconds=4))
    assert refused > 10
    assert beside < max(10 * alone, 0.1), "half a second is what they would wait for each that is not known to be long"


@contextmanager
def few_files(more: int) -> Iterator[None]:
    """Let this process open only so many more files, as on a machine that is short of them."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    with ExitStack() as held:
        free = [held.enter_context(open(os.devnull)) for _ in range(more)]  # noqa: PTH123 - by its number
        resource.setrlimit(resource.RLIMIT_NOFILE, (max(one.fileno() for one in free) + 1, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


@pytest.mark.parametrize("shortage", ["no store", "no files", "files for a connection and no more"])
def test_a_worker_that_cannot_be_replaced_is_tried_again_and_the_reason_is_told(
    path: Path, tmp_path: Path, shortage: str, caplog: pytest.LogCaptureFixture
) -> None:
    store, away = Path(shutil.copytree(path, tmp_path / "store")), tmp_path / "away"

    async def work(one: Workers) -> int:
        with ExitStack() as short:
            if shortage == "no store":
                store.rename(away)
                short.callback(away.rename, store)
            else:
                short.enter_context(few_files(1 if shortage == "no files" else 2))
            await outcome(body(one, RUNAWAY))
            await asyncio.sleep(0.5)
        return len(await asyncio.gather(*(body(one, "ASK {}") for _ in range(8))))

    assert ask(store, work, replace(LIMITS, seconds=1, workers=1)) == 8
    told = [record.getMessage() for record in caplog.records if record.name == "graph.pool"]
    assert told
    assert all("does not start" in one and ("files" in one or str(store) in one) for one in told)


async def _p95(one: Workers) -> float:
    times = []
    for _ in range(100):
        started = time.monotonic()
        await body(one, "SELECT * { <http://e.org/7> ?p ?o }")
        times.append(time.monotonic() - started)
    return sorted(times)[94]
