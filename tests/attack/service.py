"""One real `oxiana serve` over a data directory: started, looked at as the kernel sees it, stopped or killed."""

import os
import re
import signal
import subprocess
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import httpx

from tests.api.conftest import BEARER
from tests.api.processes import PROC, children, resident
from tests.api.services import until_ready
from tests.api.test_cli import OXIANA

SECONDS_TO_STOP = 20
TOKEN = {"Authorization": f"Bearer {BEARER}"}


@dataclass(frozen=True)
class Figures:
    """What a service holds: MiB of memory, in its main process and in all; open files; threads; children by name."""

    main: float
    family: float
    files: int
    threads: int
    children: Counter[str]


class Service:
    """A service on loopback whose holder of the token may write; its journal goes to a file."""

    def __init__(self, data: Path, *options: str) -> None:
        self.data, self.options = data, options
        self.log = data.parent / "journal"
        self.start()

    def start(self) -> None:
        """Start it, and wait until it answers."""
        token = self.data.parent / "token"
        token.write_text(BEARER, encoding="utf-8")
        command = [*OXIANA, "serve", "--data", str(self.data), "--token-file", str(token), "--port", "0"]
        with self.log.open("ab") as journal:
            begin = journal.tell()
            self.process = subprocess.Popen([*command, *self.options], stderr=journal, start_new_session=True)
        deadline = time.monotonic() + 60
        while not (found := re.findall(rb"Oxiana serves .* on http://(\S+):(\d+)\n", self.log.read_bytes()[begin:])):
            assert self.process.poll() is None, self.log.read_text(encoding="utf-8")[-2000:]
            assert time.monotonic() < deadline, "it does not start"
            time.sleep(0.05)
        self.host, self.port = found[0][0].decode(), int(found[0][1])
        with self.client() as client:
            until_ready(client)

    @property
    def pid(self) -> int:
        """The main process."""
        return self.process.pid

    def client(self, timeout: float = 60) -> httpx.Client:
        """A client that keeps no connection, so that none is closed under its next request."""
        transport = httpx.HTTPTransport(limits=httpx.Limits(max_keepalive_connections=0))
        return httpx.Client(base_url=f"http://{self.host}:{self.port}", timeout=timeout, transport=transport)

    def descendants(self, module: str = "") -> list[int]:
        """Its children, or those that run a module."""
        return [pid for pid in children(self.pid) if module in name_of(pid)]

    def figures(self) -> Figures:
        """What it holds now."""
        own, others = PROC / str(self.pid), children(self.pid)
        main = resident(self.pid)
        return Figures(
            main,
            main + sum(map(resident, others)),
            len(list((own / "fd").iterdir())),
            len(list((own / "task").iterdir())),
            Counter(map(name_of, others)),
        )

    def stop(self) -> tuple[int, float, list[int]]:
        """Tell it to stop: its status, the seconds that it took, and the processes that it left."""
        started, family = time.monotonic(), children(self.pid)
        self.process.terminate()
        status = self.process.wait(SECONDS_TO_STOP)
        return status, time.monotonic() - started, [pid for pid in family if (PROC / str(pid)).exists()]

    def kill(self) -> None:
        """Kill its main process."""
        self.process.kill()
        self.process.wait()

    def end(self) -> None:
        """See that nothing of it is left, whatever happened."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


def name_of(pid: int) -> str:
    """What a process runs: the module, where Python was told one."""
    with suppress(OSError):
        words = (PROC / str(pid) / "cmdline").read_bytes().decode().split("\0")
        return words[words.index("-m") + 1] if "-m" in words else words[0]
    return "gone"
