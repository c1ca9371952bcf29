"""Connections: what a client may keep by sending slowly, without end, or nothing at all.

uvicorn bounds only the time between two requests. The rest is looked at once a second, so that no request costs more.
"""

import json
from asyncio import Transport
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus
from typing import Any

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol, RequestResponseCycle

from api.negotiation import PROBLEM
from api.repeats import EXTENSION, Repeats

RATE = 1000  # bytes a second
LINGER = 2  # seconds that a client has to read an answer that came before its request was whole
HEAD_BYTES = 128 * 1024
FRAMING = 8  # bytes that each byte of a body may cost beside, where it comes in chunks


@dataclass(frozen=True)
class Bounds:
    """How many `connections` there may be at once, and how many `seconds` a client has to send a request.

    A longer request goes on as long as each such time brings `RATE` bytes a second.
    """

    connections: int = 500
    seconds: float = 20


class Connection(HttpToolsProtocol):
    """A connection whose client is cut off where it does not send its request, or makes no room for others."""

    def __init__(self, bounds: Bounds, repeats: Repeats, **told: Any) -> None:  # noqa: ANN401 - uvicorn's own
        super().__init__(**told)
        self._bounds, self._repeats = bounds, repeats
        self._begun = 0  # requests since the last bytes came
        self._is_within = False  # a request that has no end yet
        self._answering: RequestResponseCycle | None = None
        self._is_sending = True
        self._since, self._received = self.loop.time(), 0
        self._framing, self._body = 0, 0
        self._left, self._left_since = 0, 0.0

    @property
    def _awaits_client(self) -> bool:
        """Whether it is the client's turn: there is no request, or not all of it."""
        is_last = not self._answering or self._answering.response_complete or self._answering is self.cycle
        return is_last and (self.cycle is None or self.cycle.response_complete or self.cycle.more_body)

    @property
    def _is_between(self) -> bool:
        """Whether all requests have been answered, and whatever comes next is the beginning of another."""
        is_over = self.cycle is None or (self.cycle.response_complete and self.cycle.keep_alive)
        return is_over and not self._is_within and not self.flow.write_paused and not self.transport.is_closing()

    @property
    def _unread(self) -> int:
        """The bytes that have been answered and that the system has not taken, since the client does not read."""
        return self.transport.get_write_buffer_size()

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override] # as uvicorn has it
        """Make room for it, where there are too many: the client goes that has sent no request for longest."""
        super().connection_made(transport)
        if len(self.connections) <= self._bounds.connections:
            return
        others = [one for one in self.connections if isinstance(one, Connection) and one is not self]
        if idle := [one for one in others if one._awaits_client and not one.transport.is_closing()]:
            min(idle, key=lambda one: (bool(one._unread), one._since)).leave(at_once=True)
        elif stuck := [one for one in others if one.transport.is_closing() and one._unread]:
            min(stuck, key=lambda one: one._since).leave(at_once=True)
        else:
            self.refuse(503, f"{self._bounds.connections} requests are being answered; ask again in some seconds")

    def connection_lost(self, exc: Exception | None) -> None:
        """Tell the request that is being answered, also where the client has sent another behind it."""
        super().connection_lost(exc)
        if self._answering and not self._answering.response_complete:
            self._answering.disconnected = True
            self._answering.message_event.set()

    def data_received(self, data: bytes) -> None:
        """Count what comes, and refuse a head without end; or answer what was answered before."""
        is_between = self._is_between
        if is_between and (answer := self._repeats.answer(data, self.client[0] if self.client else "")):
            self._repeat(answer)
            return
        self._begun = 0
        if not self._is_sending:
            self._begin()
        self._received += len(data)
        self._framing += len(data)
        super().data_received(data)
        if self._framing > HEAD_BYTES + FRAMING * self._body and not self.transport.is_closing():
            self.refuse(431, f"the head of a request, or what is beside its body, may have {HEAD_BYTES} bytes")
        if is_between and self._begun == 1 and not self._is_within and self.cycle.keep_alive:
            self.scope["extensions"] = {EXTENSION: partial(self._repeats.keep, data)}  # type: ignore[dict-item] # called

    def on_message_begin(self) -> None:
        """Begin to wait for a request."""
        super().on_message_begin()
        self._begun += 1
        self._is_within = True
        self._begin()

    def on_body(self, body: bytes) -> None:
        """Take a part of a body."""
        self._body += len(body)
        self._framing -= len(body)
        super().on_body(body)

    def on_message_complete(self) -> None:
        """Wait for this client no more: but for another request, where this one has been answered before its end."""
        super().on_message_complete()
        self._is_within = False
        self._begin()
        self._is_sending = self.cycle.response_complete
        self._framing, self._body = 0, 0

    def on_response_complete(self) -> None:
        """Begin to wait for the next request, or for the end of this one."""
        super().on_response_complete()
        self._since, self._received = self.loop.time(), 0

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002 - it says less
        """Tell who sends no HTTP."""
        self.refuse(400, "this is no request of HTTP/1.1, or its address is too long; send a long query by POST")

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: Any) -> None:  # noqa: ANN401 - uvicorn's own
        self._answering = cycle
        super()._start_asgi_task(cycle, app)

    def _repeat(self, answer: bytes) -> None:
        """Send an answer as uvicorn would have."""
        own = [b"%b: %b\r\n" % one for one in self.server_state.default_headers]
        self.transport.write(b"".join([STATUS_LINE[HTTPStatus.OK], *own, answer]))
        self._is_sending = False
        self.on_response_complete()

    def _begin(self) -> None:
        self._is_sending = True
        self._since, self._received = self.loop.time(), 0

    def look(self, now: float) -> None:
        """Cut the client off where it is too slow to send its request, or to read an answer that is complete."""
        self._look_at_reading(now)
        if not self._is_sending or self.transport.is_closing():
            return
        if self.flow.read_paused or not self._awaits_client:
            self._since = now  # it waits for us
        elif self.cycle and self.cycle.response_complete and self.cycle.more_body:
            if now - self._since >= LINGER:
                self.leave()
        elif now - self._since >= self._bounds.seconds:
            if self._received < RATE * self._bounds.seconds:
                told = (
                    f"the request was not there within {self._bounds.seconds:g} seconds, nor came {RATE} bytes a second"
                )
                self.refuse(408, told)
            self._since, self._received = now, 0

    def _look_at_reading(self, now: float) -> None:
        unread = self._unread
        if not unread or not (self.transport.is_closing() or self.cycle is None or self.cycle.response_complete):
            self._left = 0  # an answer that is under way is bounded by who sends it
        elif not self._left:
            self._left, self._left_since = unread, now
        elif now - self._left_since >= self._bounds.seconds:
            if self._left - unread < RATE * self._bounds.seconds:
                self.transport.abort()
            self._left, self._left_since = unread, now

    def refuse(self, status: int, sentence: str) -> None:
        """Answer what no application can, where no other answer is awaited or has begun, and close the connection."""
        own = self._answering
        if not own or own.response_complete or (own is self.cycle and own.more_body and not own.response_started):
            phrase = HTTPStatus(status).phrase
            problem = {"type": "about:blank", "title": phrase, "status": status, "detail": sentence}
            body = json.dumps(problem).encode()
            head = (
                f"HTTP/1.1 {status} {phrase}\r\ncontent-type: {PROBLEM}\r\ncontent-length: {len(body)}\r\n"
                "access-control-allow-origin: *\r\nconnection: close\r\n\r\n"
            )
            self.transport.write(head.encode() + body)
        self.leave()

    def leave(self, *, at_once: bool = False) -> None:
        """Close the connection, when the client has read what was answered or at once, and tell whoever answers."""
        if at_once and self._unread:
            self.transport.abort()
        self.transport.close()
        if self._answering and not self._answering.response_complete:
            self._answering.disconnected = True
            self._answering.message_event.set()
