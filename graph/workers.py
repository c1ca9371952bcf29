"""The workers: processes that evaluate the queries of strangers, each of which can be killed without harm."""

import asyncio
import logging
from collections import deque
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from graph.engine import Graphs
from graph.frames import DATA, END, FAULT, REQUEST, WHOLE, Frame, frame, next_frame
from graph.judge import is_suspect
from graph.limits import Limits, refuse
from graph.outgoing import Guard
from graph.prefixes import prefixes
from graph.process import Process, fault
from graph.tally import State, Tally
from graph.turtle import PREFIXED
from ontology.errors import OverloadError, OxianaError, QueryTimeoutError, UnavailableError
from ontology.terms import Names

logger = logging.getLogger(__name__)
LONG = 0.5  # seconds, after which a query gives way to others
REMEMBERED = 1000  # long queries
PATIENCE = 10  # seconds that a query waits for its turn
TOO_MANY_LONG = "too many long queries are running; ask again in some seconds"
UNREAD = 1  # seconds that a client may leave an answer unread while others need its process


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

    There are twice as many processes as long queries are meant to run at once, so that a short one finds one free.
    What outlasts `LONG` gives way to the others; and where all but one process are taken by such queries, the next one
    that does is told to come again, and when it comes again too soon is told so at once. Without a `guard` no query
    may call another endpoint. In a `plain` store a graph that is not there is an empty one, as for any engine.
    """

    def __init__(
        self, store: Path, names: Names, limits: Limits, guard: Guard | None = None, *, plain: bool = False
    ) -> None:
        self.limits = limits
        self._guard = guard
        self._base, self._plain = names.base, plain
        self.generation = 0
        self.tally = Tally()
        self._store, self._prefixes = store, prefixes(names)
        self._size = 2 * limits.workers
        self._idle: list[Process] = []  # the last in is the first out, since its memory is warm
        self._busy: set[Process] = set()
        self._waiting: deque[asyncio.Future[Process]] = deque()
        self._tasks: set[asyncio.Task[Any]] = set()
        self._found_long: deque[int] = deque(maxlen=REMEMBERED)

    @property
    def state(self) -> State:
        """What the processes do now."""
        return State(len(self._idle), len(self._busy), len(self._waiting))

    def why_not_ready(self) -> str | None:
        """Why a query that came now would have to wait; None: it would not."""
        if not self._size:
            return "the service is stopping"
        if self._idle:
            return None
        return f"all {len(self._busy)} workers are busy" if self._busy else "no worker has started yet"

    async def start(self) -> None:
        """Start the processes."""
        self._idle += await asyncio.gather(*(Process.start(self._store) for _ in range(self._size)))

    async def stop(self) -> None:
        """End the processes, and whatever they do."""
        self._size = 0
        for turn in self._waiting:
            turn.cancel()
        await asyncio.gather(*(process.end() for process in (*self._idle, *self._busy)))
        while self._tasks:
            await asyncio.gather(*self._tasks)

    def renew(self) -> None:
        """Have every process open the store anew before its next query: somebody has written."""
        self.generation += 1

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
            self.tally.refuse(error)
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
        if hash(text) in self._found_long and self._is_full_of_long() and not self._dismiss_unread():
            raise OverloadError(TOO_MANY_LONG)
        process, most = await self._take(), min(seconds or bounds.seconds, bounds.seconds)
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
            self.tally.refuse(error)
            raise
        finally:
            with suppress(RuntimeError):
                await frames.aclose()

    async def _frames(
        self, process: Process, query: int, request: bytes, seconds: float
    ) -> AsyncGenerator[Frame, None]:
        """The frames of an answer; the process is free after the last, and is killed if that does not come."""
        loop, left, is_done = asyncio.get_running_loop(), seconds, False
        long = loop.call_later(LONG, self._outlast, process, query)
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
            self._release(process, is_sound=is_done)

    async def _take(self) -> Process:
        """A process that is free; waited for in turn."""
        while self._idle:
            process = self._idle.pop()
            if process.is_alive:
                break
            self._spawn(process.end())  # somebody killed it while it had nothing to do
            self._spawn(self._replace())
        else:
            if len(self._waiting) >= self.limits.waiting:
                raise OverloadError(f"{self.limits.waiting} queries are waiting already; ask again in some seconds")
            process = await self._turn()
        self._busy.add(process)
        return process

    async def _turn(self) -> Process:
        """The next process that others leave, or that is taken from who does not read."""
        turn: asyncio.Future[Process] = asyncio.get_running_loop().create_future()
        self._waiting.append(turn)
        try:
            for _ in range(PATIENCE // UNREAD):
                self._dismiss_unread()
                done, _ = await asyncio.wait({turn}, timeout=UNREAD)
                if done:
                    return turn.result()
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():
                self._give(turn.result())
            turn.cancel()
            raise
        turn.cancel()
        raise OverloadError(f"no turn came within {PATIENCE} seconds; ask again in some seconds")

    def _release(self, process: Process, *, is_sound: bool) -> None:
        if process not in self._busy:
            return  # it was taken away, and is replaced already
        self._busy.remove(process)
        if not is_sound:
            self.tally.ended["lost" if process.is_lost else "killed"] += 1
        if is_sound and not process.gives_way:
            self._give(process)
        else:  # what gave way cannot be made to go first again without privileges
            self._spawn(process.end())
            if self._size:
                self._spawn(self._replace())

    def _give(self, process: Process) -> None:
        """Hand a free process to whoever waits longest."""
        while self._waiting:
            turn = self._waiting.popleft()
            if not turn.done():
                turn.set_result(process)
                return
        self._idle.append(process)

    def _outlast(self, process: Process, query: int) -> None:
        """Let a long query give way; or end it, where only long queries would be left."""
        if query not in self._found_long:
            self._found_long.append(query)
        if self._is_full_of_long() and not self._dismiss_unread():
            process.dismiss(OverloadError(TOO_MANY_LONG))
        else:
            process.give_way()

    def _is_full_of_long(self) -> bool:
        return sum(one.gives_way for one in self._busy) >= self._size - 1

    def _dismiss_unread(self) -> bool:
        """End the answer that its client has left unread for longest, if for too long; whether there was one."""
        unread = {one: one.unread_since for one in self._busy if one.unread_since is not None}
        slowest = min(unread, key=lambda one: unread[one], default=None)
        if slowest is None or asyncio.get_running_loop().time() - unread[slowest] < UNREAD:
            return False
        slowest.dismiss(OverloadError("the answer was read too slowly, while others waited for their turn"))
        self._release(slowest, is_sound=False)
        return True

    async def _replace(self) -> None:
        while self._size:
            try:
                process = await Process.start(self._store)
            except (OSError, UnavailableError) as error:  # the machine is short of something
                logger.warning("a worker does not start, and will be tried again in a second: %s", error)
                await asyncio.sleep(1)
                continue
            if self._size:
                self.tally.replaced += 1
                self._give(process)
            else:
                await process.end()
            return

    def _spawn(self, work: Any) -> None:  # noqa: ANN401 - any coroutine
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
