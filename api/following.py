"""Following the builds of a data directory: a new one is served as soon as it is there, and no request is dropped."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path

from fastapi import FastAPI
from starlette.applications import Starlette
from starlette.types import Receive, Scope, Send

from api.edge import INSTEAD
from api.mementos import Mementos
from api.repeats import EXTENSION, Repeats
from api.served import Served
from api.timegate import TimeGate, is_asked
from graph.build import Build, held
from graph.holds import Hold
from graph.versions import Version
from graph.writing import Writing
from ontology.errors import OxianaError

logger = logging.getLogger(__name__)
SECONDS = 1.0  # from one look at the data directory to the next
SECONDS_AFTER_FAILURE = 30.0


@dataclass(frozen=True)
class Held:
    """A build, and the hold on its folder."""

    build: Build
    hold: Hold
    file: int  # that the system has for the folder

    @classmethod
    def current(cls, data_dir: Path) -> "Held":
        """The current build, every byte of it compared with what was written.

        Raises:
            UnavailableError: there is none, or it is damaged.
        """
        build, hold = held(data_dir)
        return cls(build, hold, build.path.stat().st_ino)


class Following:
    """An ASGI application that hands each request to the one over the build that is current when it comes."""

    def __init__(
        self,
        data_dir: Path,
        make: Callable[[Build], FastAPI],
        mementos: Mementos,
        root: str = "",
        writing: Callable[[], Writing | None] = lambda: None,
    ) -> None:
        """Make the first application.

        Args:
            data_dir: where the builds are.
            make: makes the application over a build.
            mementos: the applications over earlier versions.
            root: the path under which a proxy shows the service.
            writing: what it writes with, and the next one too.

        Raises:
            UnavailableError: there is no build, or it is damaged.
        """
        self._data_dir, self._make, self.mementos, self._writing = data_dir, make, mementos, writing
        self._held = Held.current(data_dir)
        self._served = Served(make(self._held.build), self._held.hold.end)
        self._root = root
        self.repeats = Repeats()  # of the requests to the application that is current
        self._former: dict[asyncio.Task[None], Served] = {}  # those that still answer
        self._lifespan = Starlette(lifespan=self._running)

    @property
    def version(self) -> str:
        """That of the build that is served now."""
        return self._held.build.version

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request by one application, from its beginning to its end."""
        if scope["type"] == "lifespan":
            await self._lifespan(scope, receive, send)
            return
        if scope["type"] == "http" and is_asked(scope):
            await self._answer_of_version(scope, receive, send)
        else:
            await self._answer(scope, receive, send)

    async def _answer_of_version(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request that may ask for a version; it is not answered again by its bytes alone."""
        scope = {**scope, "extensions": {}}
        put, gate = send, TimeGate(self._data_dir, self._held.build.base, self._root)
        try:
            asked = await asyncio.to_thread(gate.asked, scope)
            if isinstance(asked, Version):
                put = gate.dated(scope, asked, send)
                if asked.sha256 != self.version:
                    await self.mementos.answer(asked, scope, receive, put)
                    return
            elif asked:
                scope[INSTEAD] = asked
        except OxianaError as error:
            scope[INSTEAD] = error
        await self._answer(scope, receive, put)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        served = self._served
        served.requests += 1
        if offer := scope.get("extensions", {}).get(EXTENSION):
            scope["extensions"][EXTENSION] = lambda again: served is self._served and offer(again)
        try:
            await served.app(scope, receive, send)
        finally:
            served.requests -= 1

    @asynccontextmanager
    async def _running(self, _app: Starlette) -> AsyncIterator[None]:
        await self._served.start()
        watching = [asyncio.create_task(self._watch()), asyncio.create_task(self.mementos.run())]
        try:
            yield
        finally:
            for one in watching:
                one.cancel()
            await asyncio.gather(*watching, return_exceptions=True)
            await self.mementos.stop()
            await asyncio.gather(*(one.stop() for one in (*self._former.values(), self._served)))

    async def _watch(self) -> None:
        seconds = SECONDS
        while True:
            await asyncio.sleep(seconds)
            seconds = SECONDS
            try:
                if self._is_another():
                    await self._turn_to_current()
            except Exception as error:
                if (task := asyncio.current_task()) and task.cancelling():
                    raise  # what broke off is told of no build
                logger.error("the new build is not served, and the former one still is: %s", error)
                seconds = SECONDS_AFTER_FAILURE

    def _is_another(self) -> bool:
        """Whether another build is current; while there is none, the one that is served stays."""
        held = self._held
        try:
            path = (self._data_dir / "current").resolve(strict=True)
            return (path, path.stat().st_ino) != (held.build.path, held.file)
        except OSError:
            return False

    async def _turn_to_current(self) -> None:
        held = await asyncio.to_thread(Held.current, self._data_dir)
        writing = self._writing()
        # Nobody writes until the new application answers, so that whoever has written finds it there.
        async with writing.paused() if writing else nullcontext():
            before = writing.turned_to if writing else None
            try:
                try:
                    served = Served(await asyncio.to_thread(self._make, held.build), held.hold.end)
                except BaseException:
                    held.hold.end()
                    raise
                await served.start()
            except BaseException:
                if writing and before:
                    writing.turn_to(*before)  # the former application still answers
                raise
            former, self._served, self._held = self._served, served, held
            self.repeats.clear()
            ending = asyncio.create_task(former.end())
            self._former[ending] = former
            ending.add_done_callback(self._former.pop)
        logger.info("version %s is served", held.build.version)
