"""One application that is served, from its start to the end of its last request."""

import asyncio
from collections.abc import Callable

from fastapi import FastAPI


class Served:
    """An application over one dataset; when it has ended, what it read is let go."""

    def __init__(self, app: FastAPI, let_go: Callable[[], None]) -> None:
        self.app, self.requests = app, 0
        self._let_go = let_go
        self._started, self._over = asyncio.Event(), asyncio.Event()
        self._life: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Start what the application needs, in a task that ends it too."""
        self._life = asyncio.create_task(self._live())
        started = asyncio.create_task(self._started.wait())
        await asyncio.wait({self._life, started}, return_when=asyncio.FIRST_COMPLETED)
        if not self._started.is_set():
            started.cancel()
            await self._life

    async def end(self) -> None:
        """End it, when it answers no request any more: each has a bound of its own."""
        while self.requests and not self._over.is_set():
            await asyncio.sleep(0.1)
        await self.stop()

    async def stop(self) -> None:
        """End it at once."""
        self._over.set()
        if self._life:
            await self._life

    async def _live(self) -> None:
        try:
            async with self.app.router.lifespan_context(self.app):
                self._started.set()
                await self._over.wait()
        finally:
            self._let_go()
