"""Services as `oxiana serve` serves them, in a thread, and connections to them on which bytes are sent as they are."""

import re
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from fastapi import FastAPI

from api.following import Following
from api.serving import listen, server


@contextmanager
def on_wire(app: FastAPI | Following) -> Iterator[int]:
    """The port of an application that is served for as long as the block runs."""
    one = server(app)
    with listen("127.0.0.1", 0) as listener:
        thread = threading.Thread(target=one.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        while not one.started:
            assert thread.is_alive()
            time.sleep(0.01)
        yield listener.getsockname()[1]
        one.should_exit = True
        thread.join()


class Wire:
    """A connection on which bytes are sent as they are."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=20)
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
