"""The ledger of a store that is written: how many writes were committed, and what its files hold at the least.

The engine hands each commit to the system, which keeps it when the process is killed, and not when the power fails. At
the next start it takes of its logs and of its list of tables what it can read, says nothing of the rest, and removes
the tables that are not listed. So whoever writes a store keeps a ledger beside it. Before a write is confirmed, the log
goes to the disk, and then the ledger tells how long log and list are, and their checksums. Before the store is opened
again they are compared. What a log holds beyond that was committed and not told of, since the process was killed or the
power failed: it is counted, so that no number ever stands for two contents.
"""

import fcntl
import json
import os
import shutil
import time
import zlib
from contextlib import suppress
from pathlib import Path
from typing import TypeAlias
from uuid import uuid4

import pyoxigraph

from graph.logs import following, logs, number
from graph.snapshot import make_room
from ontology.errors import UnavailableError

NAME = "ledger.json"
TRIES = 10
SECONDS = 3.0
WIDTH = 1000  # bytes; it is overwritten in place, at once
LOGGED = 1024 * 1024  # bytes; whoever opens the store reads the log, a second for each 50 MiB or so
Held: TypeAlias = dict[str, tuple[int, int]]  # of each file the length and the checksum of so much of it


def damaged(store: Path, why: str) -> UnavailableError:
    """The error of a store that is damaged, with the way out."""
    told = f"the store {store} is damaged: {why}; nothing of it was changed or removed"
    place = store.parent.parent if store.parent.name == "live" else store.parent  # the whole data directory
    return UnavailableError(f"{told}. Move {place} away, and restore a backup: oxiana restore BACKUP")


def writes(store: Path) -> int:
    """How many writes were committed to a store; 0 for one that has no ledger.

    Raises:
        UnavailableError: its files hold less than the ledger tells.
    """
    if not store.with_name(NAME).exists():
        return 0
    while True:
        told = store.with_name(NAME).read_bytes()
        if not told:
            return 0  # whoever began it was killed, and had done nothing else
        try:
            return _compared(store, told)
        except UnavailableError:
            if told == store.with_name(NAME).read_bytes():  # else somebody writes meanwhile
                raise


def _compared(store: Path, ledger: bytes) -> int:
    try:
        told = json.loads(ledger)
        held = {str(name): (int(length), int(checksum)) for name, (length, checksum) in told["held"].items()}
        count = int(told["writes"])
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise damaged(store, f"its ledger {store.with_name(NAME)} cannot be read") from error
    for name, (length, checksum) in held.items():
        try:
            with (store / name).open("rb") as file:
                found = file.read(length)
        except OSError as error:
            raise damaged(store, f"{name} is missing") from error
        if len(found) < length or zlib.crc32(found) != checksum:
            raise damaged(store, f"{name} is cut short or overwritten")
    if not held:
        return count + 1
    return count + sum(following(log, held.get(log.name, (0, 0))[0])[1] for log in _since(store, held))


def count(store: Path) -> int:
    """How many writes its writer tells of, while it writes."""
    ledger = store.with_name(NAME)
    if not ledger.exists() or not ledger.stat().st_size:
        return 0
    for _ in range(TRIES):
        with suppress(ValueError, TypeError, KeyError):  # it was read while it was written
            return int(json.loads(ledger.read_bytes())["writes"])
        time.sleep(0.01)
    raise damaged(store, f"its ledger {ledger} cannot be read")


def begin_at(store: Path, count: int) -> None:
    """Have a copy of a store count on, from a number that stands for no other content."""
    store.with_name(NAME).write_bytes(json.dumps({"writes": count, "held": {}}).encode().ljust(WIDTH))


def _since(store: Path, held: Held) -> list[Path]:
    """The logs that a ledger tells of, and later ones."""
    first = min((number(Path(name)) for name in held if name.endswith(".log")), default=0)
    return [log for log in logs(store) if number(log) >= first]


class Ledger:
    """A store that this process writes, with its ledger; nobody else writes it meanwhile."""

    def __init__(self, path: Path) -> None:
        """Open the store, and make it if there is none.

        Raises:
            UnavailableError: another process writes it, or it is damaged.
            OSError: the disk does not take it.
        """
        self._path = path
        make_room(path)
        self._file = os.open(path.with_name(NAME), os.O_RDWR | os.O_CREAT, 0o644)
        try:
            self.store = self._open()
        except BaseException:
            os.close(self._file)
            raise

    def _open(self) -> pyoxigraph.Store:
        self._take()
        self.writes, told = writes(self._path), os.pread(self._file, WIDTH * WIDTH, 0)
        self._held: Held = {}
        self._note()  # nothing is told of the files while the engine puts them in order
        if not self._path.exists():
            _make(self._path)
        try:
            store = pyoxigraph.Store(str(self._path))
        except (FileNotFoundError, RuntimeError) as error:  # the engine raises the second for what it cannot read
            os.pwrite(self._file, told, 0)
            raise damaged(self._path, str(error).strip()) from error
        self._begin()
        return store

    def _take(self) -> None:
        """Keep others from writing; whose service was killed may still do its last write."""
        until = time.monotonic() + SECONDS
        while True:
            try:
                fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError as error:
                if time.monotonic() > until:
                    told = f"the store {self._path} cannot be written: another service writes it"
                    raise UnavailableError(told) from error
                time.sleep(0.05)

    def commit(self) -> int:
        """Bring what was written to the disk, and count it; returns how many writes there were.

        Raises:
            OSError: the disk does not take it.
        """
        self._extend()
        if sum(length for name, (length, _) in self._held.items() if name.endswith(".log")) > LOGGED:
            self._held = {}
            self._note()  # the logs go when what they hold is in the tables
            self.store.flush()
            self._begin()
        else:
            self._write()
        return self.writes

    def close(self) -> None:
        """Let others write."""
        del self.store
        os.close(self._file)

    def _begin(self) -> None:
        """Tell what the files hold when all that was written is in the tables."""
        current, log = (self._path / "CURRENT").read_bytes(), logs(self._path)[-1]
        if not following(log, 0)[1]:
            os.truncate(log, 0)  # what an earlier log left in the file could pass for what this one holds
        self._held = {"CURRENT": (len(current), zlib.crc32(current))}
        self._held |= dict.fromkeys((current.decode().strip(), log.name), (0, 0))
        self._extend()
        _to_disk(self._path)
        _to_disk(self._path.parent)
        self._note()

    def _extend(self) -> None:
        """Take in what has been added to the list of tables and to the logs, when it is on the disk."""
        for log in _since(self._path, self._held):
            if log.name not in self._held:
                self._held[log.name] = 0, 0
                _to_disk(self._path)
        for name, (length, checksum) in self._held.items():
            file, added, commits = self._path / name, b"", 0
            with suppress(FileNotFoundError):  # of a write so large that it is in the tables already
                if name.endswith(".log"):
                    added, commits = following(file, length)
                elif file.stat().st_size > length:
                    added = file.read_bytes()[length:]
                if added:
                    _to_disk(file)
                    self._held[name] = length + len(added), zlib.crc32(added, checksum)
                    self.writes += commits

    def _note(self) -> None:
        """Write it down, and to the disk."""
        self._write()
        os.fdatasync(self._file)

    def _write(self) -> None:
        told = json.dumps({"writes": self.writes, "held": self._held}).encode()
        os.pwrite(self._file, told.ljust(WIDTH), 0)


def _make(store: Path) -> None:
    """Make an empty store, and give it its place in one step; what was broken off before is removed."""
    for left in store.parent.glob(f".{store.name}-*"):
        shutil.rmtree(left)
    folder = store.with_name(f".{store.name}-{uuid4().hex}")
    pyoxigraph.Store(str(folder))
    folder.rename(store)


def _to_disk(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fdatasync(descriptor)
    finally:
        os.close(descriptor)
