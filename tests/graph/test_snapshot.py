"""Readers of a store that is written: what they hold is removed when they are dead, and not before."""

import subprocess
import sys
from pathlib import Path

from graph.ledger import Ledger
from graph.snapshot import forget, opened

READER = """
import sys
from graph.snapshot import opened
store = opened(sys.argv[1])
print("open", flush=True)
sys.stdin.readline()
print(len(list(store)), flush=True)
sys.stdin.readline()
"""


def test_what_a_living_reader_holds_stays_whoever_looks_and_what_a_dead_one_left_goes(tmp_path: Path) -> None:
    store = tmp_path / "store"
    ledger = Ledger(store)
    ledger.store.update("INSERT DATA { <urn:s> <urn:p> 1 }")
    ledger.commit()
    command = [sys.executable, "-c", READER, str(store)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as reader:
        assert reader.stdin is not None
        assert reader.stdout is not None
        assert reader.stdout.readline() == "open\n"
        opened(str(store))
        forget(store)
        (lock, folder) = sorted((tmp_path / "readers").iterdir(), key=lambda one: one.is_dir())
        assert folder.name.startswith(lock.name.removesuffix(".lock"))
        ledger.store.update("DELETE WHERE { ?s ?p ?o }")
        ledger.store.optimize()
        ledger.commit()
        reader.stdin.write("\n")
        reader.stdin.flush()
        assert reader.stdout.readline() == "1\n"
        reader.kill()
    forget(store)
    assert [*(tmp_path / "readers").iterdir()] == []
    ledger.close()
