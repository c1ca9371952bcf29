"""Compression of answers (RFC 9110 §8.4): zstd, brotli or gzip."""

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from starlette_compress import CompressMiddleware, add_compress_type

from api.negotiation import PROBLEM
from graph.engine import GRAPHS, QUADS, RESULTS

TINY = 1000  # bytes: what fits in one packet gains nothing

for media_type in (*RESULTS, *GRAPHS, *QUADS, PROBLEM):
    # As a stream each piece goes on at once, rather than when enough of them have come together.
    add_compress_type(media_type, streaming=True)


class Compression:
    """Compress every answer but tiny ones: what is streamed piece by piece, what is whole with its length.

    The middleware decides by the type alone: what is of a streamed type it would compress however small, and tell no
    length. Here it is known which answers are whole.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] == "http" and any(name == b"accept-encoding" for name, _ in scope["headers"]):
            await _Answer(self._app, send)(scope, receive)
        else:
            await self._app(scope, receive, send)


class _Answer:
    """One answer on its way: from the application through the compressor to the server."""

    def __init__(self, app: ASGIApp, send: Send) -> None:
        self._app, self._send = app, send
        self._start: Message | None = None
        self._whole, self._body = False, bytearray()

    async def __call__(self, scope: Scope, receive: Receive) -> None:
        await CompressMiddleware(self._compressed)(scope, receive, self._deliver)

    async def _compressed(self, scope: Scope, receive: Receive, compress: Send) -> None:
        start: Message | None = None

        async def take(message: Message) -> None:
            nonlocal start, compress
            if message["type"] == "http.response.start":
                start = message
                return
            if start:
                self._whole = not message.get("more_body")
                if self._whole and len(message.get("body", b"")) < TINY:
                    compress = self._send
                await compress(start)
                start = None
            await compress(message)

        await self._app(scope, receive, take)

    async def _deliver(self, message: Message) -> None:
        if not self._whole:
            await self._send(message)
        elif message["type"] == "http.response.start":
            self._start = message
        else:
            self._body += message.get("body", b"")
            if self._start and not message.get("more_body"):
                MutableHeaders(raw=self._start["headers"])["content-length"] = str(len(self._body))
                await self._send(self._start)
                await self._send({"type": "http.response.body", "body": bytes(self._body)})
