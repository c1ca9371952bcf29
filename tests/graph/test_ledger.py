"""The ledger: a writer is killed at any moment, and what it leaves is whole, counted, and never taken for damaged."""

import random
import shutil
import subprocess
import sys
import time
from pathlib import Path

from graph.ledger import Ledger, writes
from graph.snapshot import opened

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
