"""The workers: processes that evaluate the queries of strangers, each of which can be killed without harm."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from graph.engine import Graphs
from graph.frames import DATA, END, FAULT, REQUEST, WHOLE, Frame, frame, next_frame
from graph.judge import is_suspect
from graph.limits import Limits, refuse
from graph.outgoing import Guard
from graph.pool import LONG, Pool
from graph.prefixes import prefixes
from graph.process import Process, fault
from graph.turtle import PREFIXED
from ontology.errors import OxianaError, QueryTimeoutError
from ontology.terms import Names


@dataclass(frozen=True)
class Reply:
    """An answer: its media type, what there is of it, and the rest as it comes (None: there is no more)."""

    media_type: str
    begun: bytes
    rest: AsyncIterator[bytes] | None

    async def body(self) -> bytes:
        """All of it."""
        return self.begun + b"".join([piece async for piece in self.rest] if self.rest else [])


class Workers:
    """Hand each query to a process of its own, and kill what takes too long.

    Without a `guard` no query may call another endpoint. In a `plain` store a graph that is not there is an empty one,
    as for any engine.
    """

    def __init__(
        self, store: Path, names: Names, limits: Limits, guard: Guard | None = None, *, plain: bool = False
    ) -> None:
        self.store, self.limits = store, limits
        self._guard = guard
        self._base, self._plain = names.base, plain
        self.generation = 0
        self._prefixes = prefixes(names)
        self.pool = Pool(lambda: Process.start(store, generation=self.generation), limits.workers, limits.waiting)

    async def start(self) -> None:
        """Start the processes.

        Raises:
            UnavailableError, OSError: one of them does not start.
        """
        await self.pool.start()

    async def stop(self) -> None:
        """End the processes, and whatever they do."""
        await self.pool.stop()

    def renew(self, writes: int) -> None:
        """Have every process open the store anew before its next query: so many writes were committed."""
        self.generation = writes

    async def query(
        self,
        text: str,
        accept: Sequence[str],
        graphs: Graphs = Graphs(),  # noqa: B008 - frozen
        seconds: float | None = None,
        limits: Limits | None = None,
    ) -> Reply:
        """Answer a query in the first of the media types that its kind of result has.

        Raises:
            InputError: as `Store.query` does.
            LimitError: the query, its result, or the memory that it needs is larger than it may be.
            QueryTimeoutError: it took more seconds than it may.
            EndpointError: an endpoint that it names in SERVICE gave no answer that can be used.
            OverloadError: too many queries wait already, or take long.
            EngineLostError: the engine died of it.
        """
        try:
            return await self._query(text, accept, graphs, seconds, limits or self.limits)
        except OxianaError as error:
            self.pool.tally.refuse(error)
            raise

    async def _query(
        self, text: str, accept: Sequence[str], graphs: Graphs, seconds: float | None, bounds: Limits
    ) -> Reply:
        refuse(text, bounds)
        request = {
            "text": text,
            "accept": list(accept),
            "default": graphs.default,
            "named": graphs.named,
            "judged": graphs != Graphs() or is_suspect(text),
            "rows": bounds.rows,
            "bytes": bounds.result_bytes,
            "memory": bounds.memory,
            "prefixes": self._prefixes if not PREFIXED.isdisjoint(accept) else {},
            "base": self._base,
            "plain": self._plain,
            "guard": None,
            "generation": self.generation,
        }
        process, most = await self.pool.take(hash(text)), min(seconds or bounds.seconds, bounds.seconds)
        if self._guard and request["judged"]:
            request["guard"] = asdict(self._guard.address(most))
        frames = self._frames(process, hash(text), frame(REQUEST, request), most)
        try:
            kind, received = await anext(frames)
        except BaseException:
            await frames.aclose()
            raise
        if kind != WHOLE:
            return Reply(received.decode(), b"", self._bodies(frames))
        await frames.aclose()
        media_type, _, body = received.partition(b"\n")
        return Reply(media_type.decode(), body, None)

    async def _bodies(self, frames: AsyncGenerator[Frame, None]) -> AsyncGenerator[bytes, None]:
        try:
            async for kind, body in frames:
                if kind == DATA:
                    yield body
        except OxianaError as error:
            self.pool.tally.refuse(error)
            raise
        finally:
            with suppress(RuntimeError):
                await frames.aclose()

    async def _frames(
        self, process: Process, query: int, request: bytes, seconds: float
    ) -> AsyncGenerator[Frame, None]:
        """The frames of an answer; the process is free after the last, and is killed if that does not come."""
        loop, left, is_done = asyncio.get_running_loop(), seconds, False
        long = loop.call_later(LONG, self.pool.outlast, process, query)
        try:
            process.writer.write(request)
            while not is_done:
                started = loop.time()
                try:
                    async with asyncio.timeout(left):  # wait_for of Python 3.11 may swallow a cancellation
                        received = await next_frame(process.reader)
                except TimeoutError:
                    told = f"the query was not answered within {seconds:g} seconds, the most it may take; ask for less"
                    raise QueryTimeoutError(told) from None
                left = max(left - (loop.time() - started), 0)  # the time that the client takes to read is not counted
                if received is None:
                    raise await process.why_lost(self.limits)
                is_done = received[0] in (END, FAULT, WHOLE)
                if received[0] == FAULT:
                    raise fault(received[1], self.limits)
                if received[0] != END:
                    process.unread_since = loop.time()
                    yield received
                    process.unread_since = None
        finally:
            long.cancel()
            process.unread_since = None  # whoever asked may have had enough with what was handed over last
            self.pool.release(process, is_sound=is_done)
