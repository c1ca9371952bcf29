"""What the processes of a service do, as the kernel tells."""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from graph.limits import MIB

PROC = Path("/proc")
needs_proc = pytest.mark.skipif(not (PROC / "self" / "statm").exists(), reason="this system has no /proc")


def children(pid: int) -> list[int]:
    """The processes that a process has started and that have not ended."""
    listed = [_read(path).decode() for path in (PROC / str(pid) / "task").glob("*/children")]
    return [int(one) for one in " ".join(listed).split()]


def _read(path: Path) -> bytes:
    """What the kernel tells of a process; nothing of one that has just ended."""
    try:
        return path.read_bytes()
    except OSError:
        return b""


def resident(pid: int) -> float:
    """The memory that a process holds, in MiB; 0 for one that has ended."""
    try:
        return int((PROC / str(pid) / "statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / MIB
    except OSError:
        return 0


@contextmanager
def peak(*pids: int) -> Iterator[list[float]]:
    """The most memory that each of some processes holds while the block runs."""
    most, done = [resident(pid) for pid in pids], threading.Event()

    def watch() -> None:
        while not done.wait(0.02):
            most[:] = map(max, most, map(resident, pids))

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        yield most
    finally:
        done.set()
        watcher.join()


def workers() -> list[int]:
    """The workers of the services in this process."""
    commands = {pid: _read(PROC / str(pid) / "cmdline") for pid in children(os.getpid())}
    return [pid for pid, command in commands.items() if b"graph.worker" in command]
