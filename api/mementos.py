"""The applications over earlier versions: a few at once, each made when somebody asks for its version."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from fastapi import FastAPI
from starlette.types import Receive, Scope, Send

from api.served import Served
from graph.archive import Archive
from graph.holds import Hold, unheld
from graph.store import EmbeddedStore
from graph.versions import Version
from ontology.errors import OverloadError, UnavailableError

SCRATCH = ".served-"
LOOK = 0.05  # seconds from one look for room to the next


@dataclass(frozen=True)
class Bounds:
    """How many `applications` there are at once, and after how many seconds one ends that nobody asks (`idle`).

    None makes room for another before it is `least` seconds old; a request waits for one at most `wait` seconds.
    """

    applications: int = 2
    idle: float = 300
    least: float = 5
    wait: float = 10


class _Place:
    """The place of one application."""

    def __init__(self, making: "asyncio.Task[Served]", now: float) -> None:
        self.making, self.since = making, now
        self.requests, self.asked, self.is_ending = 0, now, False


class Mementos:
    """Answers requests by an application over the version that they name."""

    def __init__(self, data_dir: Path, make: Callable[[Version, Path], FastAPI], bounds: Bounds) -> None:
        self._folder, self._make, self._bounds = Archive.of(data_dir).folder, make, bounds
        self._places: dict[str, _Place] = {}
        self._ending = set[asyncio.Task[None]]()

    @property
    def served(self) -> list[str]:
        """The versions that have an application now, the one unasked for longest first."""
        return sorted(self._places, key=lambda one: self._places[one].asked)

    async def answer(self, version: Version, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request.

        Raises:
            UnavailableError: the version is damaged, or there is no room for it on the disk.
            OverloadError: it is not ready in time.
        """
        async with self.application(version) as app:
            await app(scope, receive, send)

    @asynccontextmanager
    async def application(self, version: Version) -> AsyncIterator[FastAPI]:
        """The application over a version, for as long as the block does.

        Raises:
            UnavailableError, OverloadError: see `answer`.
        """
        place = await self._ready(version)
        try:
            yield place.making.result().app
        finally:
            place.requests -= 1
            place.asked = asyncio.get_running_loop().time()

    async def run(self) -> None:
        """Remove what killed services left, and end what nobody asks, until cancelled."""
        await asyncio.to_thread(self._tidy)
        while True:
            await asyncio.sleep(min(self._bounds.idle, 10))
            now = asyncio.get_running_loop().time()
            for version, place in list(self._places.items()):
                if self._is_free(place) and now - place.asked >= self._bounds.idle:
                    self._end(version, place)

    async def stop(self) -> None:
        """End them all at once."""
        for version, place in list(self._places.items()):
            self._end(version, place)
        await asyncio.gather(*self._ending, return_exceptions=True)

    async def _ready(self, version: Version) -> _Place:
        """The place of an application that is ready, one request added to it."""
        try:
            async with asyncio.timeout(self._bounds.wait):
                place = await self._place(version)
                place.requests += 1
                try:
                    await asyncio.shield(place.making)
                except BaseException:
                    place.requests -= 1
                    raise
                return place
        except TimeoutError:
            told = f"version {version.sha256} is being made ready, or others are asked for; ask again in some seconds"
            raise OverloadError(told) from None

    async def _place(self, version: Version) -> _Place:
        while (place := self._places.get(version.sha256)) is None or place.is_ending:
            if place is None and len(self._places) < self._bounds.applications:
                making = asyncio.create_task(self._made(version))
                self._places[version.sha256] = place = _Place(making, asyncio.get_running_loop().time())
                making.add_done_callback(lambda done: self._note(version.sha256, done))
                return place
            old = asyncio.get_running_loop().time() - self._bounds.least
            free = [one for one in self.served if self._is_free(self._places[one]) and self._places[one].since <= old]
            if free and not self._ending:
                self._end(free[0], self._places[free[0]])
            await asyncio.sleep(LOOK)
        return place

    def _note(self, version: str, made: "asyncio.Task[Served]") -> None:
        if made.cancelled() or made.exception():  # whoever waits is told; the next one may have more luck
            self._places.pop(version, None)

    def _is_free(self, place: _Place) -> bool:
        return not place.requests and place.making.done() and not place.is_ending

    def _end(self, version: str, place: _Place) -> None:
        place.is_ending = True

        async def end() -> None:
            try:
                with suppress(Exception):  # it was told to whoever waited
                    await (await place.making).stop()
            finally:
                self._places.pop(version, None)

        ending = asyncio.create_task(end())
        self._ending.add(ending)
        ending.add_done_callback(self._ending.discard)

    async def _made(self, version: Version) -> Served:
        served = await asyncio.to_thread(self._restored, version)
        await served.start()
        return served

    def _restored(self, version: Version) -> Served:
        """An application over a version that is written to a folder of its own."""
        nquads = Archive(self._folder).nquads(version)
        folder = self._folder / f"{SCRATCH}{uuid4().hex}"
        hold: Hold | None = None

        def let_go() -> None:
            if hold:
                hold.end()
            shutil.rmtree(folder, ignore_errors=True)

        try:
            folder.mkdir()
            hold = Hold(folder)
            EmbeddedStore.write(folder / "store", nquads, version.names)
            return Served(self._make(version, folder / "store"), let_go)
        except BaseException as error:
            let_go()
            if isinstance(error, OSError | RuntimeError):  # the engine raises the second where the disk is full
                told = f"version {version.sha256} cannot be made ready: {str(error).strip()}"
                raise UnavailableError(told) from error
            raise

    def _tidy(self) -> None:
        for folder in self._folder.glob(f"{SCRATCH}*"):
            with suppress(OSError), unheld(folder) as is_free:
                if is_free:
                    shutil.rmtree(folder, ignore_errors=True)
