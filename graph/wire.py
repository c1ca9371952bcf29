"""How the engine and the guard talk: just as much HTTP/1.1 (RFC 9112) as the engine's own client speaks."""

import asyncio
import hmac
import io
import re
from http import HTTPStatus
from typing import IO, NamedTuple

from graph.remote_query import QUERY, RefusalError

REQUEST_BYTES = 4 * 1024 * 1024
PIECE = 64 * 1024
FIRST_LINE = re.compile(r"POST /(\w+)/(\d{1,4})/(\d{1,12}\.\d{3}) HTTP/1\.1", re.ASCII)


class Request(NamedTuple):
    """A query, the number of the endpoint to ask, and the time until which there is somebody who waits."""

    number: int
    until: float
    query: bytes


async def read(reader: asyncio.StreamReader, secret: str) -> Request:
    """The one request of a connection.

    Raises:
        RefusalError: it is not such a one, or does not know the secret.
    """
    first, *lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    path = FIRST_LINE.fullmatch(first)
    if not path or not hmac.compare_digest(path[1], secret):
        raise RefusalError(HTTPStatus.NOT_FOUND, "there is nothing here")
    length = headers.get("content-length", "")
    if headers.get("content-type") != QUERY or not re.fullmatch(r"\d{1,9}", length, re.ASCII):
        raise RefusalError(HTTPStatus.BAD_REQUEST, "this is no query with its length")
    if int(length) > REQUEST_BYTES:
        raise RefusalError(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"what SERVICE asks may have {REQUEST_BYTES} bytes")
    return Request(int(path[2]), float(path[3]), await reader.readexactly(int(length)))


async def send(writer: asyncio.StreamWriter, status: int, media_type: str, body: IO[bytes]) -> None:
    """Answer it, at the pace of whoever reads."""
    length = body.seek(0, io.SEEK_END)
    body.seek(0)
    head = (
        f"HTTP/1.1 {status} {HTTPStatus(status).phrase}\r\nContent-Type: {media_type}\r\nContent-Length: {length}\r\n"
    )
    writer.write(f"{head}Connection: close\r\n\r\n".encode("latin-1"))
    while piece := body.read(PIECE):
        writer.write(piece)
        await writer.drain()
