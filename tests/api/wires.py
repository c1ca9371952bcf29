"""Connections on which bytes are sent as they are."""

import re
import socket

import httpx


class Wire:
    """A connection to the service that a client asks."""

    def __init__(self, client: httpx.Client) -> None:
        self._socket = socket.create_connection((client.base_url.host, client.base_url.port or 80), timeout=20)
        self._file = self._socket.makefile("rb")

    def __enter__(self) -> "Wire":
        return self

    def __exit__(self, *_error: object) -> None:
        self._file.close()
        self._socket.close()

    def send(self, sent: bytes) -> None:
        self._socket.sendall(sent)

    def answer(self, *, has_body: bool = True) -> bytes:
        """One answer that has a length."""
        lines = []
        while (line := self._file.readline()) not in (b"\r\n", b""):
            lines.append(line)
        head = b"".join(lines)
        found = re.search(rb"content-length: (\d+)", head)
        return head + b"\r\n" + self._file.read(int(found[1]) if found and has_body else 0)

    def ask(self, sent: bytes, *, has_body: bool = True) -> bytes:
        self.send(sent)
        return self.answer(has_body=has_body)

    def is_closed(self) -> bool:
        return self._file.read(1) == b""
