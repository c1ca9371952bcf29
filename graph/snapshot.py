"""Opening a store for reading, also while another process writes it.

The engine opens tables as it needs them, and the writer removes those that it has merged. So a reader of a store that
may be written keeps folders of its own, `readers/READER-…` beside the store, with links to the files as they were, and
a lock on `readers/READER.lock` for as long as it lives; whoever opens the store removes what dead readers have left. A
store without a folder `readers` beside it is never written, and is opened as it lies.
"""

import fcntl
import os
import shutil
import time
from itertools import count
from pathlib import Path
from uuid import uuid4

import pyoxigraph

from graph.holds import unheld

READERS, LOCK = "readers", ".lock"
SECONDS = 10.0  # for which opening is tried again while files come and go
PAUSE = 0.01
TRIES = 5  # even if none did: what was copied may have been half written
KEPT = 3  # folders of one process: a thread may still read what another has opened anew
_locks: dict[Path, tuple[str, int]] = {}  # of this process, by the folder of the readers: its name there, and a file


def opened(path: str) -> pyoxigraph.Store:
    """The store as it stands after the last commit; it sees nothing of later ones.

    Raises:
        OSError: it is not there, or damaged; RuntimeError too.
    """
    return _snapshot(path)[0]


def copy(path: Path, target: Path) -> None:
    """Copy a store as it stands after one of its commits.

    Raises:
        OSError: it is not there, damaged, or the disk does not take it; RuntimeError too.
    """
    target.mkdir()
    try:
        for tries in count(1):
            _, folder = _snapshot(str(path))
            # First the logs, which grow, and into the files of which the engine writes others when they are done with.
            for log in folder.glob("*.log"):
                shutil.copyfile(log, target / log.name)
            try:
                _refuse_overwritten(path, folder)
                break
            except FileNotFoundError:
                if tries == TRIES:
                    raise
                for log in target.iterdir():
                    log.unlink()
        shutil.copytree(folder, target, ignore=shutil.ignore_patterns("LOG*", "LOCK", "*.log"), dirs_exist_ok=True)
    finally:
        forget(path)


def _snapshot(path: str) -> tuple[pyoxigraph.Store, Path]:
    """A store, and the folder in which its files are."""
    readers = Path(path).with_name(READERS)
    if not readers.is_dir():
        return pyoxigraph.Store.read_only(path), Path(path)
    deadline = time.monotonic() + SECONDS
    for tries in count(1):
        files = _files(path)
        folder = readers / f"{_own(readers)}-{time.time_ns()}-{uuid4().hex}"
        try:
            _link(Path(path), folder)
            store = pyoxigraph.Store.read_only(str(folder))
            _refuse_overwritten(Path(path), folder)
        except (OSError, RuntimeError):  # the engine raises the second for a table that has gone
            shutil.rmtree(folder, ignore_errors=True)
            if (tries >= TRIES and files == _files(path)) or time.monotonic() > deadline:
                raise
        else:
            _sweep(readers, KEPT)
            return store, folder
        time.sleep(PAUSE)
    raise AssertionError("it ends above")


def make_room(path: Path) -> None:
    """Prepare the place of a store that is going to be written."""
    path.with_name(READERS).mkdir(parents=True, exist_ok=True)


def forget(path: Path) -> None:
    """Remove what this process and dead ones hold of a store."""
    if path.with_name(READERS).is_dir():
        _sweep(path.with_name(READERS), 0)


def _link(path: Path, folder: Path) -> None:
    """Link to the files of a store.

    The list of tables grows, so it is copied, and first: what it lists then is in the tables or in the logs. A table
    that has gone since is missed by the engine. A log that has gone would not be; but it is listed here before.
    """
    names = _files(str(path))
    folder.mkdir()
    listing = {name for name in names if name.startswith(("CURRENT", "MANIFEST"))}
    for name in listing:
        shutil.copyfile(path / name, folder / name)
    for name in sorted(_files(str(path)) | {name for name in names if name.endswith(".log")}):
        if name not in listing:
            os.link(path / name, folder / name)


def _refuse_overwritten(path: Path, folder: Path) -> None:
    """Refuse logs that have gone: the engine writes new ones into their files, and what they held was not read."""
    for log in folder.glob("*.log"):
        (path / log.name).stat()


def _own(readers: Path) -> str:
    """The name of this process among the readers, which it locks before anybody can see it."""
    if readers not in _locks:
        own = uuid4().hex
        hidden = readers.with_name(f".{own}{LOCK}")
        _locks[readers] = own, os.open(hidden, os.O_RDONLY | os.O_CREAT, 0o644)
        fcntl.flock(_locks[readers][1], fcntl.LOCK_EX)
        hidden.rename(readers / f"{own}{LOCK}")
    return _locks[readers][0]


def _sweep(readers: Path, kept: int) -> None:
    """Remove what dead readers have left, and of this one all but its newest folders; without any, its lock too."""
    own, others = list[Path](), dict[str, list[Path]]()
    name = _locks[readers][0] if readers in _locks else ""
    for entry in readers.iterdir():
        reader = entry.name.removesuffix(LOCK).partition("-")[0]
        if reader != name:
            others.setdefault(reader, []).append(entry)
        elif not entry.name.endswith(LOCK):
            own.append(entry)
    for folder in sorted(own)[: max(0, len(own) - kept)]:
        shutil.rmtree(folder, ignore_errors=True)
    if name and not kept:
        os.close(_locks.pop(readers)[1])
        (readers / f"{name}{LOCK}").unlink(missing_ok=True)
    for reader, entries in others.items():
        with unheld(readers / f"{reader}{LOCK}") as is_dead:
            for entry in entries if is_dead else ():
                _remove(entry)


def _remove(entry: Path) -> None:
    if entry.name.endswith(LOCK):
        entry.unlink(missing_ok=True)
    else:
        shutil.rmtree(entry, ignore_errors=True)


def _files(path: str) -> set[str]:
    """The names of the files of a store, but for the engine's diary and its lock."""
    try:
        return {name for name in os.listdir(path) if not name.startswith(("LOG", "LOCK"))}  # noqa: PTH208 - names only
    except OSError:
        return set()
