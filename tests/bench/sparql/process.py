"""A server as a process: started, asked until it answers, waited for until it is idle, and stopped."""

import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from tests.bench.sparql.exchange import Place, ask

SECONDS_TO_START = 120
SECONDS_TO_STOP = 60
SECONDS_TO_SETTLE = 30
LOOKS, LOOK = 3, 0.03  # how often it must be found idle, seconds between two looks


@dataclass(frozen=True)
class Server:
    """A server that answers: which process, and where."""

    name: str
    pid: int
    place: Place

    def settle(self) -> None:
        """Wait until it has nothing to do: what a client has left may go on in it."""
        deadline, idle = time.monotonic() + SECONDS_TO_SETTLE, 0
        before = _ticks(self.pid)
        while idle < LOOKS and time.monotonic() < deadline:
            time.sleep(LOOK)
            after = _ticks(self.pid)
            idle = idle + 1 if after - before < 2 else 0  # a tick is a hundredth of a second
            before = after


@contextmanager
def running(name: str, command: Sequence[str], place: Place, log: Path) -> Iterator[Server]:
    """A server for as long as the block runs.

    Raises:
        RuntimeError: it does not answer; what it said stands in `log`.
    """
    with log.open("ab") as said, subprocess.Popen(command, stdout=said, stderr=said, cwd=log.parent) as process:
        try:
            _wait(process, place, log)
            yield Server(name, process.pid, place)
        finally:
            process.terminate()
            with suppress(subprocess.TimeoutExpired):
                process.wait(SECONDS_TO_STOP)
            process.kill()


def _wait(process: "subprocess.Popen[bytes]", place: Place, log: Path) -> None:
    deadline = time.monotonic() + SECONDS_TO_START
    while process.poll() is None and time.monotonic() < deadline:
        with suppress(OSError):
            ask(place, "ASK {}", SECONDS_TO_START)
            return
        time.sleep(0.1)
    raise RuntimeError(f"the server does not answer; see {log}")


def _ticks(pid: int) -> int:
    """The processor time that a process and its children have taken, in the kernel's ticks."""
    total, waiting = 0, [pid]
    while waiting:
        one = Path("/proc", str(waiting.pop()))
        with suppress(OSError):  # it has ended
            fields = (one / "stat").read_text().rpartition(")")[2].split()
            total += int(fields[11]) + int(fields[12])
            waiting += [int(child) for path in one.glob("task/*/children") for child in path.read_text().split()]
    return total
