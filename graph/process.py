"""One process of the workers, and what it tells of what went wrong."""

import asyncio
import json
import os
import signal
import socket
import sys
from contextlib import ExitStack, suppress
from pathlib import Path

from graph.frames import READY, next_frame
from graph.limits import MIB, Limits
from graph.services import EndpointError
from graph.store import NoSuchFormatError
from ontology.errors import (
    EngineLostError,
    ForbiddenError,
    InputError,
    LimitError,
    OxianaError,
    UnavailableError,
    UnsupportedError,
)

PACKAGE = Path(__file__).parent.parent
NICENESS = 10
START = 30  # seconds
KINDS: dict[str, type[OxianaError]] = {
    "input": InputError,
    "forbidden": ForbiddenError,
    "function": UnsupportedError,
    "endpoint": EndpointError,
    "damaged": UnavailableError,
}


class Process:
    """A running worker, and the connection to it."""

    def __init__(
        self, process: asyncio.subprocess.Process, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self.reader, self.writer = reader, writer
        self.told = b""  # when it was ready
        self.gives_way = False
        self.unread_since: float | None = None  # when the client was handed what it has not yet taken
        self._process = process
        self._reason: OxianaError | None = None

    @classmethod
    async def start(cls, store: Path, module: str = "graph.worker", generation: int = 0) -> "Process":
        """Start one over a store on disk, and wait until it is ready, so that its start counts for nobody's query.

        It sees at the least what was written until that `generation`.
        """
        with ExitStack() as unless_started:
            ours, theirs = socket.socketpair()
            unless_started.enter_context(ours)
            with theirs:
                command = [sys.executable, "-m", module, str(store), str(theirs.fileno()), str(generation)]
                null = asyncio.subprocess.DEVNULL
                process = await asyncio.create_subprocess_exec(
                    *command,
                    pass_fds=[theirs.fileno()],
                    stdin=null,
                    stdout=null,
                    stderr=null,
                    cwd=PACKAGE,
                )
            unless_started.pop_all()
        reader, writer = await asyncio.open_connection(sock=ours)
        started = cls(process, reader, writer)
        try:
            first = await asyncio.wait_for(next_frame(reader), START)
        except TimeoutError:
            first = None
        except BaseException:  # nobody waits for it any more
            await started.end()
            raise
        if first and first[0] == READY:
            started.told = first[1]
            return started
        await started.end()
        if first:
            raise UnavailableError(json.loads(first[1])["sentence"])
        raise UnavailableError(f"a process over {store} does not start within {START} seconds")

    @property
    def is_alive(self) -> bool:
        """Whether it has not ended, as far as is known."""
        return self._process.returncode is None

    @property
    def is_lost(self) -> bool:
        """Whether it ended without being told to."""
        return not self.is_alive and self._reason is None

    def give_way(self) -> None:
        """Let the processes of shorter queries go first."""
        self.gives_way = True
        with suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, self._process.pid, NICENESS)

    def dismiss(self, reason: OxianaError) -> None:
        """Kill it for a reason."""
        self._reason = reason
        with suppress(ProcessLookupError):
            self._process.kill()

    async def end(self) -> None:
        """Kill it, whatever it does."""
        self.writer.close()
        with suppress(ProcessLookupError):
            self._process.kill()
        await self._process.wait()

    async def why_lost(self, limits: Limits) -> OxianaError:
        """Why the connection broke off."""
        status = await self._process.wait()
        if self._reason:
            return self._reason
        if status == -signal.SIGABRT:  # what Rust and C++ do where no memory is left
            return _over_memory(limits)
        name = signal.Signals(-status).name if status < 0 else f"status {status}"
        return EngineLostError(f"the engine died of this query ({name}): it is nested too deeply, or too long a chain")


def fault(body: bytes, limits: Limits) -> OxianaError:
    """What a worker reports, as an error."""
    told = json.loads(body)
    kind, sentence = told["kind"], told["sentence"]
    if kind == "format":
        return NoSuchFormatError(sentence.split(", "))
    if kind == "memory":
        return _over_memory(limits)
    return KINDS.get(kind, LimitError)(sentence)


def _over_memory(limits: Limits) -> LimitError:
    return LimitError(f"the query needs more than {limits.memory // MIB} MiB of memory, the most that it may have")
