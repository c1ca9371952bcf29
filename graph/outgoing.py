"""The guard: the one who calls other endpoints, for the engine, which calls nobody but the guard.

It listens on loopback, under a path that nobody can guess. The path names an endpoint by its number in the operator's
list, and the time until which somebody waits for an answer.
"""

import asyncio
import contextlib
import io
import secrets
import ssl
import threading
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from http import HTTPStatus
from typing import IO
from urllib.parse import urlsplit

from graph.addresses import Resolve, resolver
from graph.remote_query import PORTS, RESULTS, ForbiddenCallError, Outgoing, RefusalError, Remote
from graph.services import Address, Services
from graph.wire import Request, read, send
from ontology.errors import InputError

SECONDS_TO_ASK = 10


class Guard:
    """Forwards queries to the endpoints that the operator lists; each costs its own caller only."""

    def __init__(self, outgoing: Outgoing, resolve: Resolve | None = None, trust: ssl.SSLContext | None = None) -> None:
        for endpoint in outgoing.endpoints:
            if urlsplit(endpoint).scheme not in PORTS or not urlsplit(endpoint).hostname:
                raise InputError(f"{endpoint} cannot be called: an endpoint begins with http:// or https:// and a host")
        self.calls: Counter[str] = Counter()  # by their outcome: answered, forbidden or failed
        self._outgoing = outgoing
        self._secret = secrets.token_hex(16)
        self._base = ""
        self._executor = ThreadPoolExecutor(outgoing.at_once, "resolver")
        self._remote = Remote(outgoing, resolve or resolver(self._executor), trust)
        # Of each endpoint, so that none waits for a slow one.
        self._turns = [asyncio.Semaphore(outgoing.at_once) for _ in outgoing.endpoints]
        self._answering: set[asyncio.Task[None]] = set()

    def address(self, seconds: float | None = None) -> Address:
        """Where it answers a query that has so many seconds left."""
        most = self._outgoing.seconds
        until = time.monotonic() + (most if seconds is None else min(seconds, most))
        return Address(self._base, self._outgoing.endpoints, until)

    def services(self, seconds: float | None = None) -> Services:
        """What such a query may call."""
        address = self.address(seconds)
        return Services(address, address.endpoints)

    @contextlib.asynccontextmanager
    async def running(self) -> AsyncIterator["Guard"]:
        """Serve on loopback while the block runs; once only."""
        server = await asyncio.start_server(self._accept, "127.0.0.1", 0)
        self._base = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/{self._secret}"
        try:
            yield self
        finally:
            server.close()
            for task in self._answering:
                task.cancel()
            await asyncio.gather(*self._answering, return_exceptions=True)
            await self._remote.close()
            self._executor.shutdown(wait=False, cancel_futures=True)

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.create_task(self._serve(reader, writer))
        self._answering.add(task)
        task.add_done_callback(self._answering.discard)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        gone = (OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError)  # a timeout is an OSError, too
        with contextlib.closing(writer), contextlib.suppress(*gone):
            try:
                with await self._answer(reader) as result:
                    await send(writer, HTTPStatus.OK, RESULTS, result)
            except RefusalError as refusal:
                await send(writer, refusal.status, "text/plain; charset=utf-8", io.BytesIO(str(refusal).encode()))

    async def _answer(self, reader: asyncio.StreamReader) -> IO[bytes]:
        async with asyncio.timeout(SECONDS_TO_ASK):
            request = await read(reader, self._secret)
        calling = asyncio.create_task(self._call(request))
        # A query that is killed closes its connection, and then nobody waits for the endpoint any more.
        leaving = asyncio.create_task(reader.read(1))
        try:
            await asyncio.wait({calling, leaving}, return_when=asyncio.FIRST_COMPLETED)
            if not calling.done():
                raise ConnectionAbortedError
            return calling.result()
        finally:
            leaving.cancel()
            calling.cancel()
            await asyncio.gather(calling, leaving, return_exceptions=True)

    async def _call(self, request: Request) -> IO[bytes]:
        if request.number >= len(self._turns):
            raise RefusalError(HTTPStatus.NOT_FOUND, "there is no such endpoint")
        outcome = "failed"
        try:
            result = await self._ask(request)
            outcome = "answered"
        except ForbiddenCallError:
            outcome = "forbidden"
            raise
        finally:
            self.calls[outcome] += 1
        return result

    async def _ask(self, request: Request) -> IO[bytes]:
        endpoint, turn = self._outgoing.endpoints[request.number], self._turns[request.number]
        try:
            async with asyncio.timeout(min(request.until - time.monotonic(), self._outgoing.seconds)), turn:
                return await self._remote.ask(endpoint, request.query)
        except TimeoutError as error:
            sentence = f"<{endpoint}> did not answer within the time that was left; ask it for less"
            raise RefusalError(HTTPStatus.GATEWAY_TIMEOUT, sentence) from error


@contextlib.contextmanager
def in_thread(guard: Guard) -> Iterator[Guard]:
    """A guard that runs in a thread of its own, for who has no event loop."""
    started: Future[tuple[asyncio.AbstractEventLoop, asyncio.Event]] = Future()

    async def run() -> None:
        async with guard.running():
            stop = asyncio.Event()
            started.set_result((asyncio.get_running_loop(), stop))
            await stop.wait()

    thread = threading.Thread(target=lambda: asyncio.run(run()), name="guard", daemon=True)
    thread.start()
    loop, stop = started.result(SECONDS_TO_ASK)
    try:
        yield guard
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join()
