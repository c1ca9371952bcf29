"""Opening a store for reading while another process writes it."""

import time
from pathlib import Path

import pyoxigraph

TRIES = 50
PAUSE = 0.02  # seconds


def opened(path: str) -> pyoxigraph.Store:
    """The store as it stands after the last commit; it sees nothing of later ones.

    A reader takes the list of files first and the files afterwards. Where the writer has moved rows from its log to
    tables in between, the reader might miss them; so what it found counts only if no file came, went or was
    listed anew meanwhile. (A commit alone appends to a log, and is seen whole or not at all.)

    Raises:
        OSError: it is not there, or damaged.
    """
    for left in reversed(range(TRIES)):
        before = _listed(path)
        try:
            store = pyoxigraph.Store.read_only(path)
        except OSError:
            if not left or not Path(path, "CURRENT").exists():
                raise
        else:
            if not left or (before and _listed(path) == before):
                return store
        time.sleep(PAUSE)
    raise AssertionError("the last try returns or raises")


def _listed(path: str) -> frozenset[tuple[str, int]]:
    """The files that make up a store, and the length of the lists of them."""
    try:
        return frozenset(
            (file.name, file.stat().st_size if file.name.startswith(("MANIFEST", "CURRENT")) else 0)
            for file in Path(path).iterdir()
            if not file.name.startswith("LOG")
        )
    except OSError:  # one of them has gone while it was looked at
        return frozenset()
