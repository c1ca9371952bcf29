"""The pool: the processes of the workers, and who has each of them, waits for one, or must leave it."""

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Any

from graph.process import Process
from graph.tally import State, Tally
from ontology.errors import OverloadError, UnavailableError

logger = logging.getLogger(__name__)
LONG = 0.5  # seconds, after which a query gives way to others
REMEMBERED = 1000  # long queries
PATIENCE = 10  # seconds that a query waits for its turn
TOO_MANY_LONG = "too many long queries are running; ask again in some seconds"
UNREAD = 1  # seconds that a client may leave an answer unread while others need its process


class Pool:
    """Hand a process to each query in turn: twice as many as `long` queries may run at once, each started by `make`.

    So a short query finds one free. What outlasts `LONG` gives way to the others; and where all but one process are
    taken by such queries, the next one that does is told to come again, and when it comes again too soon is told so at
    once. No more than `most` queries wait.
    """

    def __init__(self, make: Callable[[], Awaitable[Process]], long: int, most: int) -> None:
        self.tally = Tally()
        self._make, self._most = make, most
        self._size = 2 * long
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
        """Start the processes.

        Raises:
            UnavailableError, OSError: one of them does not start.
        """
        started = await asyncio.gather(*(self._make() for _ in range(self._size)), return_exceptions=True)
        self._idle += [one for one in started if isinstance(one, Process)]
        for one in started:
            if isinstance(one, BaseException):
                await self.stop()
                raise one

    async def stop(self) -> None:
        """End the processes, and whatever they do."""
        self._size = 0
        for turn in self._waiting:
            turn.cancel()
        await asyncio.gather(*(process.end() for process in (*self._idle, *self._busy)))
        while self._tasks:
            await asyncio.gather(*self._tasks)

    async def take(self, query: int) -> Process:
        """A process that is free, waited for in turn, for the query of that hash.

        Raises:
            OverloadError: too many queries wait already, or take long.
        """
        if query in self._found_long and self._is_full_of_long() and not self._dismiss_unread():
            raise OverloadError(TOO_MANY_LONG)
        while self._idle:
            process = self._idle.pop()
            if process.is_alive:
                break
            self._spawn(process.end())  # somebody killed it while it had nothing to do
            self._spawn(self._replace())
        else:
            if len(self._waiting) >= self._most:
                raise OverloadError(f"{self._most} queries are waiting already; ask again in some seconds")
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

    def release(self, process: Process, *, is_sound: bool) -> None:
        """Take a process back; one that is not sound is replaced."""
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

    def outlast(self, process: Process, query: int) -> None:
        """Let a query that has become long give way; or end it, where only long queries would be left."""
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
        self.release(slowest, is_sound=False)
        return True

    async def _replace(self) -> None:
        while self._size:
            try:
                process = await self._make()
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
