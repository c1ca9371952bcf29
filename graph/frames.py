"""Frames: messages of a kind and a body over a stream between two processes of ours."""

import asyncio
import json
import struct
from collections.abc import Mapping
from typing import Any, BinaryIO

HEAD = struct.Struct(">cI")
READY, REQUEST, MEDIA_TYPE, DATA, END, FAULT = b"R", b"Q", b"H", b"D", b"E", b"X"
WHOLE = b"W"  # a media type, a line break, all of the data: and that is the end
Frame = tuple[bytes, bytes]


def frame(kind: bytes, body: bytes | Mapping[str, Any]) -> bytes:
    """A frame as bytes; a mapping goes as JSON."""
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    return HEAD.pack(kind, len(raw)) + raw


def receive(stream: BinaryIO) -> Frame | None:
    """The next frame, waited for; None where the other side has gone."""
    head = stream.read(HEAD.size)
    if len(head) < HEAD.size:
        return None
    kind, length = HEAD.unpack(head)
    body = stream.read(length)
    return None if len(body) < length else (kind, body)


async def next_frame(reader: asyncio.StreamReader) -> Frame | None:
    """The same on the event loop."""
    try:
        kind, length = HEAD.unpack(await reader.readexactly(HEAD.size))
        return kind, await reader.readexactly(length)
    except (asyncio.IncompleteReadError, ConnectionError):
        return None
