"""Writing, as the service sees it: one process that writes, and is killed when a write takes too long."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Collection, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

from graph.engine import Graphs
from graph.frames import DATA, FAULT, REQUEST, Frame, frame, next_frame
from graph.gatherings import Gatherings
from graph.grams import Grams
from graph.ledger import Ledger
from graph.limits import MIB, Limits
from graph.process import Process
from graph.snapshot import forget
from graph.statistics import Statistics
from graph.writes import Payload
from ontology.errors import (
    ConflictError,
    EngineLostError,
    ForbiddenError,
    InputError,
    LimitError,
    OverloadError,
    OxianaError,
    QueryTimeoutError,
    UnavailableError,
)

ERRORS: dict[str, type[OxianaError]] = {
    "input": InputError,
    "conflict": ConflictError,
    "forbidden": ForbiddenError,
    "large": LimitError,
    "unavailable": UnavailableError,
}
LAST = 1  # seconds that a write has when the service stops and nobody waits for it any more
WHOLE = "the store is whole: all of the write is in it or nothing; look before you send it again"


def claim(path: Path) -> None:
    """Make the store if there is none, and see that nobody else writes it.

    Raises:
        UnavailableError: another process does, or it is damaged.
    """
    try:
        Ledger(path).close()
        forget(path)
    except OSError as error:
        raise UnavailableError(f"the store {path} cannot be written: {error}") from error


class Writing:
    """Hand one write after another to a process of their own; `committed` is told after each how many there were.

    Where some graphs are `built`, they and the default graph are read-only; None: all of the store may be written.
    """

    def __init__(
        self,
        store: Path,
        base: str,
        limits: Limits,
        committed: Callable[[int], None],
        built: Collection[str] | None = None,
    ) -> None:
        self.limits = limits
        self._store = store
        self.turn_to(base, committed, built)
        self._users = 0
        if built is None:
            Statistics.forget(store)
            Grams.forget(store)
            Gatherings.forget(store)
        self._turn = asyncio.Lock()
        self.waiting = 0
        self._is_stopping = False
        self._process: Process | None = None

    def turn_to(self, base: str, committed: Callable[[int], None], built: Collection[str] | None) -> None:
        """Write from now on for another application, beside the graphs of another build."""
        self.turned_to = base, committed, built
        self._base, self._committed = base, committed
        self._built = None if built is None else sorted(built)

    async def start(self) -> None:
        """Start the process, if no other application has.

        Raises:
            UnavailableError: the store is written by another one.
        """
        self._users += 1
        if self._users == 1:
            self._process = await self._start()

    async def stop(self) -> None:
        """End the process, where no other application needs it and its write is done or is not done soon.

        What is not done soon is not written at all.
        """
        self._users -= 1
        if self._users:
            return
        self._is_stopping = True
        with suppress(TimeoutError):
            async with asyncio.timeout(LAST), self._turn:
                pass
        if self._process:
            await self._process.end()
        async with self._turn:  # whoever waited for it has been told
            self._process = None
        forget(self._store)

    @asynccontextmanager
    async def paused(self) -> AsyncIterator[None]:
        """Nobody writes through it for as long as the block lasts: writes wait for their turn."""
        async with self._turn:
            await self._end()
            try:
                yield
            finally:
                self._process = await self._start()

    async def update(self, text: str, graphs: Graphs) -> None:
        """Do a SPARQL update over the dataset of the protocol.

        Raises:
            InputError, ConflictError, ForbiddenError: as `graph.writes.update` does.
            LimitError, QueryTimeoutError, OverloadError, EngineLostError: as `Workers.query` does.
        """
        length = len(text.encode(errors="surrogatepass"))
        if length > self.limits.write_bytes:
            raise LimitError(f"the update has {length} bytes; {self.limits.write_bytes} are the most")
        await self._write({"kind": "update", "text": text, "default": graphs.default, "named": graphs.named})

    async def put(self, graph: str | None, payloads: Sequence[Payload]) -> bool:
        """Make RDF the content of a graph (None: the default graph); whether the graph is new."""
        return bool(await self._write({"kind": "put", "graph": graph}, payloads))

    async def post(self, graph: str | None, payloads: Sequence[Payload]) -> bool:
        """Add RDF to a graph; whether the graph is new."""
        return bool(await self._write({"kind": "post", "graph": graph}, payloads))

    async def delete(self, graph: str | None) -> bool:
        """Remove a graph; whether it was there."""
        return bool(await self._write({"kind": "delete", "graph": graph}))

    async def _write(self, request: Mapping[str, Any], payloads: Sequence[Payload] = ()) -> Any:  # noqa: ANN401 - JSON
        if self.waiting >= self.limits.waiting:
            raise OverloadError(f"{self.limits.waiting} writes are waiting already; write again in some seconds")
        self.waiting += 1
        try:
            # A client that goes does not stop its write midway, nor leave half an answer to the next one.
            return await asyncio.shield(asyncio.ensure_future(self._in_turn(request, payloads)))
        finally:
            self.waiting -= 1

    async def _in_turn(self, request: Mapping[str, Any], payloads: Sequence[Payload]) -> Any:  # noqa: ANN401 - JSON
        async with self._turn:
            if self._is_stopping:
                raise UnavailableError("the service is stopping; nothing of this write is done")
            told = {
                **request,
                "payloads": [(one.media_type, one.base) for one in payloads],
                "base": self._base,
                "built": self._built,
                "nesting": self.limits.nesting,
                "memory": self.limits.memory,
            }
            frames = [frame(REQUEST, told), *(frame(DATA, one.body) for one in payloads)]
            if self._process is None or self._process.reader.at_eof():  # it died of something else
                await self._restart()
            assert self._process is not None  # noqa: S101 - it has been started
            try:
                kind, body = await asyncio.wait_for(_exchange(self._process, frames), self.limits.write_seconds)
            except TimeoutError:
                await self._restart()
                late = f"the write was not done within {self.limits.write_seconds:g} seconds, the most it may take"
                raise QueryTimeoutError(f"{late}, and was stopped; {WHOLE}") from None
            except ConnectionError:
                lost = "the engine died of this write: it is nested too deeply, or needs more memory than it may have"
                await self._restart()
                raise EngineLostError(f"{lost}; {WHOLE}") from None
            done = json.loads(body)
            if "writes" in done:
                self._committed(done["writes"])
            if kind == FAULT:
                fault = self._fault(done)
                if isinstance(fault, UnavailableError):  # the engine stays as it is when the disk has room again
                    await self._end()
                raise fault
            return done["outcome"]

    async def _start(self) -> Process:
        process = await Process.start(self._store, "graph.writer")
        self._committed(json.loads(process.told)["writes"])
        return process

    async def _restart(self) -> None:
        """Kill the process and start another, which makes the store whole."""
        await self._end()
        if not self._is_stopping:
            self._process = await self._start()

    async def _end(self) -> None:
        if self._process:
            await self._process.end()
            self._process = None

    def _fault(self, told: Mapping[str, str]) -> OxianaError:
        if told["kind"] == "memory":
            return LimitError(
                f"the write needs more than {self.limits.memory // MIB} MiB of memory, the most it may have"
            )
        return ERRORS[told["kind"]](told["sentence"])


async def _exchange(process: Process, frames: Sequence[bytes]) -> Frame:
    for one in frames:
        process.writer.write(one)
        await process.writer.drain()
    answer = await next_frame(process.reader)
    if answer is None:
        raise ConnectionResetError
    return answer
