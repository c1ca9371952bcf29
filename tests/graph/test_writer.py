"""The writer: what readers in other processes see of it, also when it is killed."""

import asyncio
import os
import resource
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeVar

import pyoxigraph
import pytest

from graph.engine import Graphs
from graph.limits import Limits
from graph.snapshot import READERS, opened
from graph.store import ReopenedStore, select
from graph.workers import Workers
from graph.writes import Payload
from graph.writing import Writing, claim
from ontology.errors import EngineLostError, OxianaError, QueryTimeoutError, UnavailableError
from ontology.terms import Names

T = TypeVar("T")
LIMITS = Limits(workers=1, write_seconds=30)
MANY = 20_000
INSERT = "INSERT DATA {{ GRAPH <urn:g> {{ {} }} }}"
COUNT = "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }"
# A process that only reads: it opens the store whenever it is told to, and says how much is in it.
READER = """
import sys
from graph.snapshot import opened
for line in sys.stdin:
    print(len(opened(sys.argv[1])), flush=True)
"""
BATCHES = """
import sys
import pyoxigraph as ox
store = ox.Store(sys.argv[1])
for batch in range(10_000):
    rest = ox.NamedNode("urn:p"), ox.Literal("x" * 99), ox.NamedNode(f"urn:{batch}")
    store.extend(ox.Quad(ox.NamedNode(f"urn:{number}"), *rest) for number in range(1000))
    store.flush()
    print(batch, flush=True)
"""


def triples(number: int) -> str:
    """Some triples, as N-Triples."""
    return "".join(f'<urn:{n}> <urn:p> "{n}" .\n' for n in range(number))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    claim(tmp_path / "store")
    return tmp_path / "store"


def write(path: Path, work: Callable[[Writing], Awaitable[T]], limits: Limits = LIMITS) -> T:
    """What some work with the writer of a store gives."""

    async def run() -> T:
        writing = Writing(path, "http://e.org/", limits, lambda _: None)
        await writing.start()
        try:
            return await work(writing)
        finally:
            await writing.stop()

    return asyncio.run(run())


def process_of(writing: Writing) -> int:
    assert writing._process is not None
    return writing._process._process.pid


def test_a_reader_in_another_process_that_opens_the_store_after_a_write_sees_it(path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", READER, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as reader:
        assert reader.stdin is not None
        assert reader.stdout is not None
        stdin, stdout = reader.stdin, reader.stdout

        def seen() -> int:
            stdin.write("\n")
            stdin.flush()
            return int(stdout.readline())

        async def work(writing: Writing) -> list[int]:
            found = [seen()]
            for number in range(30):
                await writing.update(INSERT.format(f"<urn:{number}> <urn:p> 1"), Graphs())
                found.append(seen())
            return found

        found = write(path, work)
        reader.kill()
    assert found == list(range(31))


def test_a_store_that_was_opened_before_a_write_stays_as_it_was(path: Path) -> None:
    async def work(writing: Writing) -> tuple[int, int]:
        before = opened(str(path))
        await writing.put("urn:g", [Payload("application/n-triples", "urn:g", triples(1000).encode())])
        return len(before), len(opened(str(path)))

    assert write(path, work) == (0, 1000)


def test_a_writer_killed_in_the_middle_of_a_big_insert_leaves_all_or_nothing_and_another_goes_on(path: Path) -> None:
    text = INSERT.format(triples(MANY))

    async def work(writing: Writing) -> list[int]:
        await writing.update("INSERT DATA { GRAPH <urn:first> { <urn:s> <urn:p> 1 } }", Graphs())
        found = []
        for delay in (0.05, 0.2, 0.4, 0.6, 0.8):
            asyncio.get_running_loop().call_later(delay, os.kill, process_of(writing), signal.SIGKILL)
            (outcome,) = await asyncio.gather(writing.update(text, Graphs()), return_exceptions=True)
            if outcome is None:  # it was done before
                await asyncio.sleep(delay)
            else:
                assert isinstance(outcome, EngineLostError)
                assert "all of the write is in it or nothing" in str(outcome)
            found.append(len(opened(str(path))))
        await writing.update("INSERT DATA { GRAPH <urn:last> { <urn:s> <urn:p> 1 } }", Graphs())
        found.append(len(opened(str(path))) - 1)
        return found

    found = write(path, work)
    assert set(found) <= {1, MANY + 1}
    assert sorted(found) == found, "what was committed stays"


def test_a_write_over_its_time_is_stopped_and_leaves_nothing(path: Path) -> None:
    async def work(writing: Writing) -> float:
        started = time.monotonic()
        with pytest.raises(QueryTimeoutError, match=r"within 0\.5 seconds"):
            await writing.update(INSERT.format(triples(200_000)), Graphs())
        return time.monotonic() - started

    assert write(path, work, Limits(workers=1, write_seconds=0.5)) < 3
    assert len(opened(str(path))) == 0


def test_a_writer_that_died_idle_is_replaced_before_the_next_write(path: Path) -> None:
    async def work(writing: Writing) -> int:
        os.kill(process_of(writing), signal.SIGKILL)
        await asyncio.sleep(0.3)
        await writing.update(INSERT.format("<urn:s> <urn:p> 1"), Graphs())
        return len(opened(str(path)))

    assert write(path, work) == 1


def test_a_disk_that_does_not_take_a_write_is_told_and_the_next_one_is_done_when_there_is_room(path: Path) -> None:
    async def work(writing: Writing) -> list[int]:
        await writing.update(INSERT.format("<urn:s> <urn:p> 1"), Graphs())
        found = []
        for _ in range(3):
            resource.prlimit(process_of(writing), resource.RLIMIT_FSIZE, (20_000, -1))
            with pytest.raises(UnavailableError, match=r"disk|nothing is written"):
                await writing.update(INSERT.format(triples(1000)), Graphs())
            found.append(len(opened(str(path))))
            await writing.update(INSERT.format(f"<urn:s> <urn:p> {len(found) + 1}"), Graphs())
        return [*found, len(opened(str(path)))]

    assert write(path, work) == [1, 2, 3, 4], "all or nothing of each"


def test_writes_are_done_one_after_another_and_a_client_that_leaves_does_not_spoil_the_next(path: Path) -> None:
    async def work(writing: Writing) -> int:
        left = asyncio.ensure_future(writing.update(INSERT.format(triples(MANY)), Graphs()))
        await asyncio.sleep(0.1)
        left.cancel()
        await asyncio.gather(*(writing.update(f"INSERT DATA {{ <urn:s> <urn:p> {n} }}", Graphs()) for n in range(20)))
        return len(opened(str(path)))

    assert write(path, work) == MANY + 20


def test_the_workers_and_the_pages_see_each_write(path: Path) -> None:
    async def run() -> list[tuple[bytes, str]]:
        workers = Workers(path, Names(), LIMITS)
        writing = Writing(path, "http://e.org/", LIMITS, workers.renew)
        pages = ReopenedStore(path, Names(), lambda: workers.generation)
        await writing.start()
        await workers.start()
        found = []
        for number in range(5):
            await writing.update(INSERT.format(f"<urn:{number}> <urn:p> 1"), Graphs())
            body = await (await workers.query(COUNT, ["text/csv"])).body()
            found.append((body, str(select(pages, COUNT)[0]["n"])))
        await workers.stop()
        await writing.stop()
        return found

    assert asyncio.run(run()) == [(f"n\r\n{n}\r\n".encode(), str(n)) for n in range(1, 6)]
    assert list(path.with_name(READERS).iterdir()) == [], "no reader leaves its links behind"


def test_a_reader_finds_whole_writes_while_a_writer_merges_its_tables(path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", BATCHES, str(path)], stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout is not None
        stdout, done = writer.stdout, [-1]
        reading = threading.Thread(target=lambda: done.extend(int(line) for line in stdout))
        reading.start()
        deadline, reads = time.monotonic() + 5, 0
        while time.monotonic() < deadline:
            least = (done[-1] + 1) * 1000
            found = sum(1 for _ in opened(str(path)))
            assert found % 1000 == 0
            assert found >= least
            reads += 1
        writer.kill()
        reading.join()
    assert reads > 5
    assert done[-1] > 5


def test_two_services_do_not_write_one_store(path: Path) -> None:
    async def work(_writing: Writing) -> None:
        with pytest.raises(UnavailableError, match="cannot be written"):
            claim(path)

    write(path, work)
    claim(path)


@pytest.mark.parametrize("text", ["LOAD <{}>", "INSERT {{ ?s ?p ?o }} WHERE {{ SERVICE <{}> {{ ?s ?p ?o }} }}"])
def test_the_writer_could_not_call_a_host_even_if_it_were_let(path: Path, text: str) -> None:
    code = "import sys, pyoxigraph; from graph.sandbox import without_network; assert without_network(); "
    code += "pyoxigraph.Store(sys.argv[1]).update(sys.argv[2])"
    command = [sys.executable, "-c", code, str(path), text.format("http://127.0.0.1:8000/")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert "PermissionError: Permission denied" in done.stderr


@pytest.mark.parametrize("name", ["relative", "", "urn:a b", "<urn:a>"])
def test_a_graph_is_named_by_an_absolute_iri(path: Path, name: str) -> None:
    async def work(writing: Writing) -> None:
        with pytest.raises(OxianaError, match="absolute IRI"):
            await writing.put(name, [])

    write(path, work)


def test_putting_a_graph_keeps_the_blank_nodes_of_it_together_and_those_of_two_files_apart(path: Path) -> None:
    payload = Payload(
        "text/turtle",
        "urn:g",
        b'_:a <urn:p> _:b . _:b <urn:p> "\\u0000\\u0001\\t\\n\\"\\\\\xe9\x9b\xaa"@zh .'.replace(b"\\u0000", b""),
    )

    async def work(writing: Writing) -> tuple[bool, bool, bool]:
        return (
            await writing.put("urn:g", [payload]),
            await writing.put("urn:g", [payload]),
            await writing.post("urn:g", [payload]),
        )

    assert write(path, work) == (True, False, False)
    store = pyoxigraph.Store.read_only(str(path))
    assert len(store) == 4
    assert len({quad.subject for quad in store}) == 4
    values = {quad.object.value for quad in store if isinstance(quad.object, pyoxigraph.Literal)}
    assert values == {'\x01\t\n"\\雪'}
