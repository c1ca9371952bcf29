"""Answers that leave as they are made: small ones whole, so that their status is true; large ones piece by piece."""

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import suppress
from typing import Any, TypeVar

from starlette.responses import Response
from starlette.types import Message, Receive, Scope, Send

from graph.workers import Reply
from ontology.errors import OxianaError

HELD = 256 * 1024  # bytes
SECONDS_HELD = 0.03
SECONDS_UNWATCHED = 0.01  # for which it is not worth to look whether the client has gone
# What makes a cut-off answer ill-formed, for a client that does not see that the connection broke off: a quotation that
# is never closed, or an IRI with spaces. JSON, XML and their like lack their ends anyway.
CUT_OFF = {
    "text/csv": '\r\n"cut off: {}',
    "text/tab-separated-values": "\n<cut off: {}",
    "application/n-triples": "\n<cut off: {}",
    "application/n-quads": "\n<cut off: {}",
    "text/turtle": "\n<cut off: {}",
    "application/sparql-results+xml": "\n<cut off: {}",
    "application/rdf+xml": "\n<cut off: {}",
    "application/trig": "\n<cut off: {}",
}
T = TypeVar("T")


class ClientGoneError(Exception):
    """Nobody waits for the answer any more."""


async def unless_gone(receive: Receive, work: Coroutine[Any, Any, T]) -> T:
    """What some work gives; it is cancelled when the client goes.

    Raises:
        ClientGoneError: the client has gone.
    """
    tasks: list[asyncio.Task[Any]] = [asyncio.create_task(work)]
    try:
        done, _ = await asyncio.wait(tasks, timeout=SECONDS_UNWATCHED)
        if not done:
            tasks.append(asyncio.create_task(_gone(receive)))
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        if tasks[0] in done:
            return tasks[0].result()  # type: ignore[no-any-return] # it is that of the work
        raise ClientGoneError
    finally:
        for one in tasks:
            if not one.done():
                one.cancel()
                with suppress(asyncio.CancelledError, Exception):
                    await one


async def answered(reply: Reply, headers: dict[str, str], seconds_stalled: float) -> Response:
    """The response that sends an answer: whole if the answer is small and quick, else streamed.

    A client that reads nothing of it for `seconds_stalled` is dropped.

    Raises:
        OxianaError: the answer failed before any of it was sent.
    """
    if reply.rest is None:
        return Response(reply.begun, media_type=reply.media_type, headers=headers)
    begun, pieces = bytearray(), aiter(reply.rest)
    waiting: asyncio.Future[bytes] | None = None
    deadline = asyncio.get_running_loop().time() + SECONDS_HELD
    while len(begun) < HELD:
        waiting = waiting or asyncio.ensure_future(anext(pieces))
        left = deadline - asyncio.get_running_loop().time()
        done, _ = await asyncio.wait({waiting}, timeout=max(left, 0) if begun else None)
        if not done:
            return Streamed(bytes(begun), waiting, pieces, reply.media_type, headers, seconds_stalled)
        try:
            begun += waiting.result()
        except StopAsyncIteration:
            return Response(bytes(begun), media_type=reply.media_type, headers=headers)
        waiting = None
    return Streamed(bytes(begun), None, pieces, reply.media_type, headers, seconds_stalled)


class Streamed(Response):
    """A response whose pieces are sent as they come; one that fails midway is cut off, and never looks complete."""

    def __init__(
        self,
        begun: bytes,
        waiting: "asyncio.Future[bytes] | None",
        pieces: AsyncIterator[bytes],
        media_type: str,
        headers: dict[str, str],
        seconds_stalled: float,
    ) -> None:
        super().__init__(media_type=media_type, headers=headers)
        del self.headers["content-length"]
        self._begun, self._waiting, self._pieces = begun, waiting, pieces
        self._seconds_stalled = seconds_stalled

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it, until the client goes or reads no more."""

        async def put(message: Message) -> None:
            async with asyncio.timeout(self._seconds_stalled):  # wait_for of Python 3.11 may swallow a cancellation
                await send(message)

        try:
            await unless_gone(receive, self._head(put) if scope["method"] == "HEAD" else self._send(put))
        except (ClientGoneError, TimeoutError, OSError):
            pass  # nobody is there to be told
        finally:
            if self._waiting:
                self._waiting.cancel()
                with suppress(asyncio.CancelledError, Exception):
                    await self._waiting
            await self._pieces.aclose()  # type: ignore[attr-defined] # they are made by a generator

    async def _head(self, put: Send) -> None:
        await put({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        await put({"type": "http.response.body", "body": b"", "more_body": False})

    async def _send(self, put: Send) -> None:
        await put({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        await put({"type": "http.response.body", "body": self._begun, "more_body": True})
        try:
            if self._waiting:
                piece = await self._waiting
                self._waiting = None
                await put({"type": "http.response.body", "body": piece, "more_body": True})
            async for piece in self._pieces:
                await put({"type": "http.response.body", "body": piece, "more_body": True})
        except StopAsyncIteration:
            self._waiting = None
        except OxianaError as error:
            told = CUT_OFF.get(str(self.media_type), "\n{}").format(error)
            await put({"type": "http.response.body", "body": told.encode(), "more_body": True})
            return  # without the last piece: the server breaks the connection off, and so the client knows
        await put({"type": "http.response.body", "body": b"", "more_body": False})


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
