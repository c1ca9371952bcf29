"""One keep-alive connection to a server: as little as HTTP/1.1 needs, so that what is timed is the server."""

import socket
from dataclasses import dataclass
from types import TracebackType
from urllib.parse import quote

HOST = "127.0.0.1"
RESULTS, TRIPLES = "application/sparql-results+json", "text/turtle"


@dataclass(frozen=True)
class Place:
    """Where a server answers queries; `parameters` go before the query."""

    port: int
    path: str
    parameters: str = ""

    def target(self, text: str) -> str:
        """The target of a request (RFC 9112 §3.2) for a query."""
        return f"{self.path}?{self.parameters}query={quote(text, safe='')}"

    def request(self, text: str, accept: str) -> bytes:
        """The bytes of a request for a query."""
        target = self.target(text)
        return f"GET {target} HTTP/1.1\r\nHost: {HOST}:{self.port}\r\nAccept: {accept}\r\n\r\n".encode()


class Connection:
    """A connection that is kept; it waits for `seconds` at most.

    Raises:
        OSError: nobody is there, the wait is over, or the answer breaks off.
    """

    def __init__(self, port: int, seconds: float) -> None:
        self._socket = socket.create_connection((HOST, port), timeout=seconds)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._file = self._socket.makefile("rb", 1 << 20)

    def __enter__(self) -> "Connection":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._file.close()
        self._socket.close()

    def send(self, request: bytes) -> tuple[int, bytes]:
        """The status and the body of the answer to a request."""
        self._socket.sendall(request)
        status, length, chunked = int(self._line().split()[1]), 0, False
        while header := self._line():
            name, _, told = header.lower().partition(b":")
            if name == b"content-length":
                length = int(told)
            elif name == b"transfer-encoding":
                chunked = b"chunked" in told
        return status, b"".join(self._chunks()) if chunked else self._exactly(length)

    def _chunks(self) -> list[bytes]:
        chunks = []
        while size := int(self._line(), 16):
            chunks.append(self._exactly(size))
            self._line()
        self._line()
        return chunks

    def _line(self) -> bytes:
        line = self._file.readline()
        if not line.endswith(b"\n"):
            raise ConnectionError("the connection is closed in the middle of an answer")
        return line.rstrip(b"\r\n")

    def _exactly(self, length: int) -> bytes:
        found: bytes = self._file.read(length)
        if len(found) < length:
            raise ConnectionError("the connection is closed in the middle of an answer")
        return found


def ask(place: Place, text: str, seconds: float, accept: str = RESULTS) -> tuple[int, bytes]:
    """The status and the body of the answer to one query, over a connection of its own."""
    with Connection(place.port, seconds) as connection:
        return connection.send(place.request(text, accept))
