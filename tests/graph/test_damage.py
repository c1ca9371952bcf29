"""A store that is damaged is recognised before anything of it is changed, or by the query that reads it."""

import asyncio
import shutil
from collections.abc import Callable
from pathlib import Path

import pyoxigraph
import pytest

from graph.build import Build, Inputs, build, current, held
from graph.engine import Graphs
from graph.ledger import NAME, Ledger, writes
from graph.limits import Limits
from graph.logs import logs
from graph.store import JSON, EmbeddedStore, select
from graph.workers import Workers
from graph.writing import Writing
from ontology.errors import UnavailableError
from ontology.terms import Names
from tests.conftest import EXAMPLES, silent

Damage = Callable[[Path], object]
FLUSHES = 20


def cut(file: Path) -> None:
    file.write_bytes(
        file.read_bytes()[:-30] if file.suffix == ".log" else file.read_bytes()[: file.stat().st_size // 2]
    )


def emptied(file: Path) -> None:
    file.write_bytes(b"")


def zeroed(file: Path) -> None:
    file.write_bytes(bytes(file.stat().st_size))


def overwritten(file: Path) -> None:
    raw = bytearray(file.read_bytes())
    raw[len(raw) // 3 : len(raw) // 3 + 9] = b"elsewhere"
    file.write_bytes(raw)


DAMAGES: list[Damage] = [Path.unlink, cut, emptied, zeroed, overwritten]


def state(store: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in store.iterdir()}


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a store of written tables, and of writes that are in the log alone."""
    store = tmp_path_factory.mktemp("written") / "store"
    ledger = Ledger(store)
    for number in range(FLUSHES):
        names = [pyoxigraph.NamedNode(f"urn:{number}/{part}") for part in range(300)]
        ledger.store.extend(pyoxigraph.Quad(name, name, pyoxigraph.Literal("x" * 200)) for name in names)
        ledger.commit()
    ledger.store.update("INSERT DATA { <urn:last> <urn:p> 1 }")
    ledger.commit()
    ledger.close()
    assert list(store.glob("*.sst"))
    return store.parent


@pytest.fixture
def store(written: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(written, tmp_path / "copy")) / "store"


def test_a_whole_one_is_opened_again_and_again_with_its_count(store: Path) -> None:
    for _ in range(3):
        assert writes(store) == FLUSHES + 1
        ledger = Ledger(store)
        assert len(ledger.store) == FLUSHES * 300 + 1
        ledger.close()


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("pattern", ["CURRENT", "MANIFEST-*", "*.log"])
def test_a_written_store_that_is_damaged_is_told_with_the_way_out_and_left_as_it_is(
    store: Path, pattern: str, damage: Damage
) -> None:
    damage(logs(store)[-1] if pattern == "*.log" else next(store.glob(pattern)))
    before = state(store)
    for _ in range(2):
        with pytest.raises(UnavailableError, match=r"is damaged: .*oxiana restore"):
            Ledger(store)
    with pytest.raises(UnavailableError, match="is damaged"):
        writes(store)
    assert state(store) == before


@pytest.mark.parametrize("damage", [Path.unlink, cut, emptied, zeroed])
def test_a_table_that_is_missing_or_cut_short_is_told_too(store: Path, damage: Damage) -> None:
    tables = sorted(store.glob("*.sst"))
    damage(tables[len(tables) // 2])
    for _ in range(2):
        with pytest.raises(UnavailableError, match=r"is damaged: .*oxiana restore"):
            Ledger(store)
    assert set(store.glob("*.sst")) >= set(tables[: len(tables) // 2])


def test_a_store_that_is_gone_is_not_taken_for_a_new_one(store: Path) -> None:
    shutil.rmtree(store)
    with pytest.raises(UnavailableError, match=r"damaged: CURRENT is missing"):
        Ledger(store)


@pytest.mark.parametrize("damage", [Path.unlink, cut, emptied, zeroed, overwritten])
@pytest.mark.parametrize("pattern", ["CURRENT", "MANIFEST-*", "*.sst", "OPTIONS-*"])
def test_a_damaged_build_is_told_at_the_start_and_mended_by_the_next(
    second_data_copy: Path, second: Path, pattern: str, damage: Damage
) -> None:
    damage(max((current(second_data_copy).store_path).glob(pattern), key=lambda file: file.stat().st_size))
    with pytest.raises(UnavailableError, match=r"is damaged: store/.*run: oxiana build"):
        held(second_data_copy)
    if (pattern, damage) == ("*.sst", overwritten):
        return  # this alone is left to the start of the service, and to the query that reads it
    with pytest.raises(UnavailableError, match=r"run: oxiana build"):
        current(second_data_copy)
    if damage is cut:
        again = build(second_data_copy, Inputs(second, EXAMPLES, Names()), silent)
        found, hold = held(second_data_copy)
        hold.end()
        assert again == found


def test_a_table_that_is_overwritten_gives_an_error_and_no_shorter_answer(second_build: Build, tmp_path: Path) -> None:
    text = "SELECT * { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }"
    whole = len(select(EmbeddedStore.open(second_build.store_path), text))
    refused = 0
    for table in second_build.store_path.glob("*.sst"):
        store = Path(shutil.copytree(second_build.store_path, tmp_path / table.name))
        raw = bytearray((store / table.name).read_bytes())
        raw[:8000:100] = bytes(len(raw[:8000:100]))
        (store / table.name).write_bytes(raw)
        found = [asyncio.run(asked(store, text)), here(store, text)]
        assert set(found) <= {whole, None}
        refused += found.count(None)
    assert refused > 1


async def asked(store: Path, text: str) -> int | None:
    """How many rows a worker answers; None where it says that the store is damaged."""
    workers = Workers(store, Names(), Limits(workers=1))
    try:
        await workers.start()
        body = await (await workers.query(text, ["text/tab-separated-values"])).body()
    except UnavailableError:
        return None
    finally:
        await workers.stop()
    return body.count(b"\n") - 1


def here(store: Path, text: str) -> int | None:
    try:
        return len(EmbeddedStore.open(store).query(text, [JSON]).body.split(b'"s":')) - 1
    except UnavailableError:
        return None


def test_what_was_committed_before_the_power_failed_and_not_told_of_is_counted(store: Path) -> None:
    ledger = Ledger(store)
    told = store.with_name(NAME).read_bytes()
    counts = []
    for length in (1, 100, 40_000, 200_000, 3):
        ledger.store.update(f"INSERT DATA {{ <urn:{length}> <urn:p> '{'x' * length}' }}")
        counts.append(ledger.commit())
    ledger.close()
    assert counts == [FLUSHES + 2 + number for number in range(5)]
    store.with_name(NAME).write_bytes(told)  # as it may be when the power fails
    assert writes(store) == counts[-1]
    assert Ledger(store).writes == counts[-1]


def test_what_writes_nothing_does_not_count(store: Path) -> None:
    ledger = Ledger(store)
    assert ledger.commit() == FLUSHES + 1
    ledger.close()


def test_an_update_that_reads_a_damaged_table_is_refused_as_such(store: Path) -> None:
    for table in store.glob("*.sst"):
        if table.stat().st_size > 10_000:
            overwritten(table)

    async def work() -> None:
        writing = Writing(store, "http://e.org/", Limits(), lambda _: None)
        await writing.start()
        try:
            with pytest.raises(UnavailableError, match="nothing is written: Corruption"):
                await writing.update("DELETE WHERE { ?s ?p ?o }", Graphs())
        finally:
            await writing.stop()

    asyncio.run(work())
