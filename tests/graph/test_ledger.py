"""The ledger: a writer is killed at any moment, and what it leaves is whole, counted, and never taken for damaged."""

import random
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from graph.ledger import Ledger, writes
from graph.logs import logs
from graph.snapshot import opened
from ontology.errors import UnavailableError

KILLS = 25
# A process that writes numbers, large ones and small ones, and tells of each when it is confirmed, and of the count.
WRITER = """
import random, sys
from pathlib import Path
from graph.ledger import Ledger
ledger, number = Ledger(Path(sys.argv[1])), int(sys.argv[2])
while True:
    filling = "x" * random.choice([10, 100, 3000, 30_000, 300_000, 1_500_000])
    ledger.store.update(f"INSERT DATA {{ <urn:{number}> <urn:p> {number} , 'a' , 'b' , '{filling}' }}")
    print(number, ledger.commit(), flush=True)
    number += 1
"""


def test_a_writer_that_is_killed_at_any_moment_loses_nothing_and_no_count_stands_for_two_contents(
    tmp_path: Path,
) -> None:
    store, there, seen = tmp_path / "store", 0, dict[int, int]()
    for _ in range(KILLS):
        command = [sys.executable, "-c", WRITER, str(store), str(there)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as writer:
            assert writer.stdout is not None
            time.sleep(random.uniform(0.05, 0.7))  # noqa: S311 - also before it has opened the store
            writer.kill()
            lines = writer.stdout.readlines()  # the last may be broken off, and confirms nothing then
            told = [tuple(map(int, line.split())) for line in lines if line.endswith("\n")]
        if not store.exists():
            continue
        count = writes(store)
        quads = list(opened(str(store)))
        there = len({quad.subject for quad in quads})
        assert len(quads) == 4 * there, "a half one"
        assert there >= max((number + 1 for number, _ in told), default=0), "a confirmed one is lost"
        assert count >= max((counted for _, counted in told), default=0)
        assert seen.setdefault(count, there) == there, "one count for two contents"
    assert there > KILLS


def test_a_store_whose_making_was_broken_off_is_made_again(tmp_path: Path) -> None:
    store = tmp_path / "store"
    for _ in range(12):
        with subprocess.Popen([sys.executable, "-c", WRITER, str(store), "0"], stdout=subprocess.DEVNULL) as writer:
            until = time.monotonic() + 10
            while not any(tmp_path.glob(".store-*")) and time.monotonic() < until:
                time.sleep(0.001)
            time.sleep(random.uniform(0, 0.03))  # noqa: S311 - while it makes it
            writer.kill()
        ledger = Ledger(store)
        assert len(ledger.store) % 4 == 0
        ledger.close()
        assert list(tmp_path.glob(".store-*")) == []
        shutil.rmtree(store)
        (tmp_path / "ledger.json").unlink()


def test_what_an_earlier_log_left_in_a_file_is_not_read_as_this_one(tmp_path: Path) -> None:
    ledger, used = Ledger(tmp_path / "store"), set[int]()
    for number in range(60):
        filling = "x" * (1_500_000 if number % 2 else 10)
        ledger.store.update(f"INSERT DATA {{ <urn:{number}> <urn:p> '{filling}' }}")
        ledger.commit()
        log = logs(tmp_path / "store")[-1]
        if log.stat().st_ino in used and not log.stat().st_size:
            break
        used.add(log.stat().st_ino)
    else:
        raise AssertionError("no file was used again")
    ledger.store.update("INSERT DATA { <urn:last> <urn:p> 1 }")
    counted = ledger.commit()
    assert log.stat().st_size < 10_000
    ledger.close()
    assert writes(tmp_path / "store") == counted


def test_a_ledger_that_was_only_begun_is_none(tmp_path: Path) -> None:
    (tmp_path / "ledger.json").touch()
    assert writes(tmp_path / "store") == 0
    ledger = Ledger(tmp_path / "store")
    ledger.store.update("INSERT DATA { <urn:s> <urn:p> 1 }")
    assert ledger.commit() == 1
    ledger.close()


def test_a_start_that_is_refused_leaves_the_ledger_as_it_was(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "store")
    ledger.store.update("INSERT DATA { <urn:s> <urn:p> 1 }")
    ledger.store.flush()
    ledger.commit()
    ledger.close()
    table, told = next((tmp_path / "store").glob("*.sst")), (tmp_path / "ledger.json").read_bytes()
    whole = table.read_bytes()
    table.write_bytes(whole[:-1])
    with pytest.raises(UnavailableError, match="damaged"):
        Ledger(tmp_path / "store")
    assert (tmp_path / "ledger.json").read_bytes() == told
    table.write_bytes(whole)
    Ledger(tmp_path / "store").close()
