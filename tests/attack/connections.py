"""Clients that are slow, go on for ever, leave, read nothing, or speak no HTTP, over bare connections."""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from urllib.parse import quote

from tests.api.workloads import RUNAWAY, many
from tests.attack.service import TOKEN, Service
from tests.attack.tally import Tally

CLIENTS = 200
SILENT = 600
BEARING = f"Authorization: {TOKEN['Authorization']}\r\n"
HEADS = [
    "POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\n",
    f"POST /update HTTP/1.1\r\nHost: x\r\n{BEARING}Content-Type: application/sparql-update\r\n",
    f"PUT /data?graph=http://e.org/attacked HTTP/1.1\r\nHost: x\r\n{BEARING}Content-Type: text/turtle\r\n",
    "POST /nowhere HTTP/1.1\r\nHost: x\r\n",
    "POST /update HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-update\r\n",
]
CHUNKED, LENGTH = "Transfer-Encoding: chunked\r\n\r\n", "Content-Length: 3000000\r\n\r\n"
MILLION = f"GET /sparql?query={quote(many(6, 'application/sparql-results+json'))} HTTP/1.1\r\nHost: x\r\n\r\n"
LONG = f"GET /sparql?query={quote(f'SELECT (COUNT(*) AS ?n) {{ {RUNAWAY} }}')} HTTP/1.1\r\nHost: x\r\n\r\n"
NO_HTTP = [
    "\0" * 1000,
    "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    "GET / HTTP/9.9\r\n\r\n",
    "GET / HTTP/1.1\r\nHost x\r\n\r\n",
    "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "GET http://elsewhere/ HTTP/1.1\r\nHost: y\r\n\r\n",
    "OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n",
    "CONNECT x:80 HTTP/1.1\r\nHost: x\r\n\r\n",
    "TRACE / HTTP/1.1\r\nHost: x\r\n\r\n",
    "GET /" + "a" * 300_000 + " HTTP/1.1\r\n\r\n",
    "GET / HTTP/1.1\r\nHost: x\r\n" + "A: b\r\n" * 50_000 + "\r\n",
    "GET / HTTP/1.1\r\nHost: x\r\nA: " + "b" * 300_000 + "\r\n\r\n",
    "GET /sparql HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: x\r\n\r\n",
    HEADS[0] + "Content-Length: 3\r\n" + CHUNKED + "6\r\nASK {}\r\n0\r\n\r\n",
    HEADS[0] + "Content-Length: -1\r\n\r\n",
    HEADS[0] + "Content-Length: 6\r\nContent-Length: 7\r\n\r\nASK {}",
    HEADS[0] + CHUNKED + "ffffffffffffffffff\r\n",
    HEADS[0] + CHUNKED + "x\r\n",
    HEADS[0] + "Content-Length: 99999999999999999999\r\n\r\n",
    HEADS[0] + "Content-Encoding: gzip\r\nContent-Length: 6\r\n\r\nASK {}",
    "GET /health HTTP/1.1\r\nHost: x\r\n\r\n" * 2000,
    LONG * 50,
    "GET //x//../../etc/passwd HTTP/1.1\r\nHost: x\r\n\r\n",
    "GET /static/../../../etc/passwd HTTP/1.1\r\nHost: x\r\n\r\n",
    "GET /static/%2e%2e/%2e%2e/app.py HTTP/1.1\r\nHost: x\r\n\r\n",
    HEADS[0] + "Expect: 100-continue\r\n" + LENGTH,
    "GET / HTTP/1.1\r\nHost: \x01\r\n\r\n",
    "GET /\xff\xfe HTTP/1.1\r\nHost: x\r\n\r\n",
]
Client = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


async def connected(service: Service, act: Client, *, narrow: bool = False) -> None:
    """Open a connection, do something with it, and leave it, whatever the service does."""
    with suppress(OSError, asyncio.IncompleteReadError):
        limit = {"limit": 4096} if narrow else {}
        reader, writer = await asyncio.open_connection(service.host, service.port, **limit)
        try:
            await act(reader, writer)
        finally:
            writer.transport.abort()


def slow(service: Service, seconds: float, tally: Tally) -> str:
    """A byte a second of heads and of bodies."""
    deadline = time.monotonic() + seconds

    async def drip(number: int) -> None:
        async def act(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            heard = asyncio.ensure_future(reader.read(100_000))
            head = HEADS[number % len(HEADS)]
            if number % 2:  # of the others already the head is slow
                writer.write((head + (CHUNKED, LENGTH)[number // 2 % 2]).encode())
                head = "1\r\n#\r\n" * 1000 if number // 2 % 2 == 0 else "#" * 1000
            for byte in head.encode():
                writer.write(bytes([byte]))
                await asyncio.wait({heard}, timeout=1)
                if heard.done() or time.monotonic() > deadline:
                    break
            if heard.done():
                tally.heard(heard.result())
            else:
                heard.cancel()
                tally.count("left by the client")

        while time.monotonic() < deadline:
            await connected(service, act)

    async def run() -> None:
        await asyncio.gather(*(drip(number) for number in range(CLIENTS)))

    asyncio.run(run())
    return f"{CLIENTS} at once, {seconds:.0f} s"


def silent(service: Service, seconds: float, tally: Tally) -> str:
    """Connections that send nothing, more than there may be."""

    async def act(reader: asyncio.StreamReader, _: asyncio.StreamWriter) -> None:
        try:
            tally.heard(await asyncio.wait_for(reader.read(100_000), seconds))
        except TimeoutError:
            tally.count("left by the client")

    async def run() -> None:
        await asyncio.gather(*(connected(service, act) for _ in range(SILENT)))

    asyncio.run(run())
    return f"{SILENT} at once, {seconds:.0f} s"


def endless(service: Service, seconds: float, tally: Tally) -> str:
    """Bodies, heads, chunk sizes and trailers that never end, as fast as they are taken."""
    deadline = time.monotonic() + seconds
    piece = b"#" * 65536
    kinds = [
        *((head + CHUNKED, b"10000\r\n" + piece + b"\r\n") for head in HEADS),
        *((head + "Content-Length: 99999999999\r\n\r\n", piece) for head in HEADS),
        *((head + "X: ", piece) for head in HEADS),
        *((head, b"X: y\r\n" * 10_000) for head in HEADS),
        (HEADS[0] + CHUNKED + "6\r\nASK {}\r\n0\r\nX: ", piece),
        (HEADS[0] + CHUNKED + "6;", piece),
    ]

    async def one(number: int) -> None:
        head, more = kinds[number % len(kinds)]

        async def act(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            heard = asyncio.ensure_future(reader.read(100_000))
            writer.write(head.encode())
            while not writer.is_closing() and time.monotonic() < deadline:
                try:
                    writer.write(more)
                    await asyncio.wait_for(writer.drain(), 1)
                except TimeoutError:
                    continue
                except OSError:
                    break
                await asyncio.sleep(0.01)
            await asyncio.wait({heard}, timeout=0.1)
            if heard.done() and not heard.exception():
                tally.heard(heard.result())
            else:
                tally.count("closed" if heard.done() else "left by the client")
            heard.cancel()

        while time.monotonic() < deadline:
            await connected(service, act)

    async def run() -> None:
        await asyncio.gather(*(one(number) for number in range(len(kinds))))

    asyncio.run(run())
    return f"{len(kinds)} at once, {seconds:.0f} s"


def leaving(service: Service, seconds: float, tally: Tally) -> str:
    """Clients that leave: in a head, in a body, before the answer, amid it, and with another request sent behind."""
    deadline, choose = time.monotonic() + seconds, random.Random(5)  # noqa: S311 - nothing secret
    whole = [MILLION, LONG, MILLION + LONG, LONG * 3, HEADS[0] + LENGTH + "ASK {}", HEADS[1] + CHUNKED + "1\r\n#\r\n"]

    async def act(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        request = choose.choice(whole).encode()
        writer.write(request[: choose.choice([len(request), len(request), choose.randrange(len(request))])])
        with suppress(TimeoutError):
            await asyncio.wait_for(reader.read(choose.choice([1, 100_000])), choose.choice([0.001, 0.05, 0.5]))
        tally.count("left by the client")

    async def one() -> None:
        while time.monotonic() < deadline:
            await connected(service, act)

    async def run() -> None:
        await asyncio.gather(*(one() for _ in range(20)))

    asyncio.run(run())
    return f"20 at once, {seconds:.0f} s"


def unread(service: Service, seconds: float, tally: Tally) -> str:
    """A million rows to readers that stop, with small windows."""

    async def act(reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
        _writer.write(MILLION.encode())
        head = await asyncio.wait_for(reader.read(1000), 60)
        await asyncio.sleep(seconds)
        tally.count(f"{head[9:12].decode()}, read no further")

    async def run() -> None:
        await asyncio.gather(*(connected(service, act, narrow=True) for _ in range(16)))

    asyncio.run(run())
    return f"16 at once, {seconds:.0f} s"


def no_http(service: Service, seconds: float, tally: Tally) -> str:
    """What is no HTTP, or HTTP that two readers would read differently, and requests in thousands on one connection."""

    async def send(text: str) -> None:
        async def act(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            writer.write(text.encode("latin-1"))
            with suppress(TimeoutError, OSError):
                tally.heard(await asyncio.wait_for(reader.read(100_000), 40))
                return
            tally.count("closed")

        await connected(service, act)

    async def run() -> int:
        deadline, rounds = time.monotonic() + seconds, 0
        while not rounds or time.monotonic() < deadline:
            await asyncio.gather(*map(send, NO_HTTP))
            rounds += 1
        return rounds

    return f"{len(NO_HTTP)} kinds, {asyncio.run(run())} times"
