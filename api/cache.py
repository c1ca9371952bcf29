"""The cache of answers to queries (RFC 9111): each is kept as it was sent, and sent again until somebody writes."""

import re
from collections.abc import Callable
from hashlib import sha256
from urllib.parse import unquote_to_bytes

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.endpoint import METHODS, PATH
from api.kept import Headers, Kept, Key, Shelf

# What else than the query may decide about an answer; of Origin only whether there is one (every one is allowed).
DECISIVE = (b"accept", b"accept-encoding", b"content-type", b"origin")
# A query with one of these words may be answered otherwise a moment later, though nobody has written. No space need
# stand before it: ORDER BYRAND() is one, too.
VOLATILE = re.compile(rb"NOW|RAND|UUID|SERVICE", re.IGNORECASE)
# What must be there, before it is decoded, for it to have one: the letters of one, or an encoded letter.
MAYBE_VOLATILE = re.compile(rb"NOW|RAND|UUID|SERVICE|%(?:[46][1-9A-F]|[57][0-9A])", re.IGNORECASE)
BODY = 64 * 1024  # bytes of a request; what is longer is not looked up
CACHE_CONTROL = (b"cache-control", b"no-cache")  # whoever keeps it asks each time whether it still holds (§5.2.2.4)


class Cache:
    """Answer a query as it was answered before; `version` is that of the dataset, and changes with each write."""

    def __init__(self, app: ASGIApp, version: Callable[[], object], shelf: Shelf) -> None:
        self._app, self._version, self._shelf = app, version, shelf

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http" or scope["path"] != PATH or scope["method"] not in METHODS:
            await self._app(scope, receive, send)
            return
        body = b""
        if scope["method"] in ("POST", "QUERY"):
            messages = await _begun(receive)
            body, receive = b"".join(one.get("body", b"") for one in messages), _again(messages, receive)
            if len(body) > BODY or messages[-1]["type"] != "http.request" or messages[-1].get("more_body"):
                await self._app(scope, receive, send)
                return
        told = _fields(scope["headers"])
        method = b"" if scope["method"] in ("GET", "HEAD") else scope["method"].encode()
        key = (method, scope["query_string"], body, *(told.get(name, b"") for name in DECISIVE))
        version, wish = self._version(), told.get(b"cache-control", b"")
        matched = None if method == b"POST" else told.get(b"if-none-match")
        if b"no-cache" not in wish and b"no-store" not in wish and (kept := self._shelf.get(key, version)):
            if scope["method"] != "HEAD":
                etag, size = kept.etag, len(kept.body)
                scope["kept"] = size, lambda: self._shelf.again(key, self._version(), etag)
            for message in kept.messages(matched, is_head=scope["method"] == "HEAD"):
                await send(message)
        elif scope["method"] == "HEAD" or b"no-store" in wish:
            await self._app(scope, receive, send)
        else:
            await self._app(scope, receive, _Recorder(self._shelf, key, version, matched, send))


class _Recorder:
    """Send the messages of an answer on; one that is complete and not too large is kept.

    What is whole from the beginning has its entity tag at once, what is streamed only when it is sent again.
    """

    def __init__(self, shelf: Shelf, key: Key, version: object, matched: bytes | None, send: Send) -> None:
        self._shelf, self._key, self._version, self._matched, self._send = shelf, key, version, matched, send
        self._start: Message | None = None
        self._headers: Headers | None = None  # None: this answer is not kept
        self._pieces = bytearray()

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            if message["status"] != 200 or _is_page(message["headers"]) or _is_volatile(self._key):
                await self._send(message)
            else:
                self._start, self._headers = message, [*message["headers"], CACHE_CONTROL]
            return
        if self._headers is None:
            await self._send(message)
            return
        self._pieces += message.get("body", b"")
        if message.get("more_body"):
            await self._begin()
            if len(self._pieces) > self._shelf.each:
                self._headers = None
                self._pieces.clear()
            await self._send(message)
            return
        if not self._start:
            await self._send(message)  # nobody waits for its tag
        kept = self._complete(self._headers)
        self._shelf.put(self._key, kept)
        for one in kept.messages(self._matched) if self._start else ():
            await self._send(one)

    async def _begin(self) -> None:
        """Send the head of what is streamed."""
        if self._start:
            await self._send({**self._start, "headers": self._headers})
            self._start = None

    def _complete(self, headers: Headers) -> Kept:
        body = bytes(self._pieces)
        etag = b'"' + sha256(body).hexdigest()[:32].encode() + b'"'
        lengths = [(b"content-length", str(len(body)).encode()), (b"etag", etag)]
        return Kept(self._version, [*(one for one in headers if one[0] != b"content-length"), *lengths], etag, body)


async def _begun(receive: Receive) -> list[Message]:
    """The messages of a request's body, as far as it is not too long to be looked up."""
    messages, length = [await receive()], 0
    while messages[-1].get("more_body") and (length := length + len(messages[-1].get("body", b""))) <= BODY:
        messages.append(await receive())
    return messages


def _again(messages: list[Message], receive: Receive) -> Receive:
    """What receives these messages, and then those that follow."""
    read = iter(messages)

    async def receive_again() -> Message:
        return next(read, None) or await receive()

    return receive_again


def _fields(headers: Headers) -> dict[bytes, bytes]:
    """The fields of a request, the lines of one name as one (RFC 9110 §5.3)."""
    told: dict[bytes, bytes] = {}
    for name, value in headers:
        told[name] = told[name] + b", " + value if name in told else value
    if b"origin" in told:
        told[b"origin"] = b"*"
    return told


def _is_page(headers: Headers) -> bool:
    return any(name == b"content-type" and value.startswith(b"text/html") for name, value in headers)


def _is_volatile(key: Key) -> bool:
    """Whether what was asked, decoded as in a URL or a form or as it stands in a body, has one of the words."""
    _, query_string, body, *_ = key
    if not MAYBE_VOLATILE.search(query_string) and not MAYBE_VOLATILE.search(body):
        return False
    decoded = (unquote_to_bytes(query_string.replace(b"+", b" ")), unquote_to_bytes(body.replace(b"+", b" ")), body)
    return VOLATILE.search(b" ".join(decoded)) is not None
