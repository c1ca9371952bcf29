"""Frames: messages of a kind and a body over a stream between two processes of ours."""

import asyncio
import json
import socket
import struct
from collections.abc import Mapping
from typing import Any

HEAD = struct.Struct(">cI")
READY, REQUEST, MEDIA_TYPE, DATA, END, FAULT = b"R", b"Q", b"H", b"D", b"E", b"X"
Frame = tuple[bytes, bytes]


def frame(kind: bytes, body: bytes | Mapping[str, Any]) -> bytes:
    """A frame as bytes; a mapping goes as JSON."""
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    return HEAD.pack(kind, len(raw)) + raw


def receive(connection: socket.socket) -> Frame | None:
    """The next frame, waited for; None where the other side has gone."""
    head = _exactly(connection, HEAD.size)
    if head is None:
        return None
    kind, length = HEAD.unpack(head)
    body = _exactly(connection, length)
    return None if body is None else (kind, body)


async def next_frame(reader: asyncio.StreamReader) -> Frame | None:
    """The same on the event loop."""
    try:
        kind, length = HEAD.unpack(await reader.readexactly(HEAD.size))
        return kind, await reader.readexactly(length)
    except (asyncio.IncompleteReadError, ConnectionError):
        return None


def _exactly(connection: socket.socket, length: int) -> bytes | None:
    parts = bytearray()
    while len(parts) < length:
        part = connection.recv(length - len(parts))
        if not part:
            return None
        parts += part
    return bytes(parts)
