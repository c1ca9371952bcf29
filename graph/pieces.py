"""What a worker writes a result to: pieces that are sent off as they fill, within bounds."""

import socket
import threading
from io import RawIOBase
from typing import Any

from graph.frames import DATA, END, MEDIA_TYPE, WHOLE, frame
from graph.turtle import PREFIXED, only_used

PIECE = 64 * 1024
UNCOUNTED = 4 * 1024 * 1024  # bytes in which rows are not counted until they may be too many
SECONDS_HELD = 0.03
ENGINE_HOLDS = 4096  # the engine fills 8 KiB before it writes; what is shorter is the end, or nearly
# What one row more begins with, or ends with, in what the engine writes; and how many of these are no rows.
ROW = {
    "application/sparql-results+json": (b'},{"', -1),
    "application/sparql-results+xml": (b"<result>", 0),
    "text/csv": (b"\r\n", 1),
    "text/tab-separated-values": (b"\n", 1),
}


class TooLargeError(Exception):
    """The result has more rows, or bytes, than it may have."""


class Rows:
    """How many rows have been written, as far as can be told from the bytes; they are counted where it may matter.

    A row of JSON without any value, which takes three bytes, is not seen.
    """

    def __init__(self, media_type: str, most: int) -> None:
        self._mark, others = ROW.get(media_type, (b"", 0))
        self._number, self._most = -others, most
        self._uncounted: list[bytes] = []
        self._bytes = 0  # of these
        self._is_csv, self._quoted, self._end = media_type == "text/csv", False, b""

    def are_too_many(self, piece: bytes) -> bool:
        """Whether there are more than `most` with some more bytes: each has those of its mark at the least."""
        if not self._mark:
            return False
        self._uncounted.append(piece)
        self._bytes += len(piece)
        if self._bytes < min(UNCOUNTED, (self._most - self._number) * len(self._mark)):
            return False
        self._count(b"".join(self._uncounted))
        self._uncounted, self._bytes = [], 0
        return self._number > self._most

    def _count(self, piece: bytes) -> None:
        """Count those of some more bytes; a mark may stand on the border of two pieces, or within a CSV quotation."""
        if self._is_csv and (self._quoted or b'"' in piece):
            parts = piece.split(b'"')
            piece = b'"'.join(parts[self._quoted :: 2])  # every other part is quoted
            self._quoted ^= len(parts) % 2 == 0
        joined = self._end + piece
        self._number += joined.count(self._mark)
        end = joined.rsplit(self._mark, 1)[-1]
        self._end = end[max(len(end) - len(self._mark) + 1, 0) :]


class Pieces(RawIOBase):
    """The pieces of one result: each goes when it is full, or soon after it was begun, even if nothing follows."""

    def __init__(self, connection: socket.socket, media_type: str, rows: int, most: int) -> None:
        self._connection, self._media_type = connection, media_type
        self._rows, self._most_rows = Rows(media_type, rows), rows
        self._bytes_left, self._most = most, most
        self._held, self._first = bytearray(), True
        self._lock, self._done = threading.Lock(), threading.Event()
        self._flusher: threading.Thread | None = None

    def write(self, data: Any) -> int:  # noqa: ANN401 - whatever buffer the engine writes
        """Take some bytes.

        Raises:
            TooLargeError: they are too many.
        """
        piece = bytes(data)
        self._bytes_left -= len(piece)
        if self._bytes_left < 0:
            raise TooLargeError(f"the result has more than {self._most} bytes, the most that one may have")
        if self._rows.are_too_many(piece):
            raise TooLargeError(f"the result has more than {self._most_rows} rows, the most that one may have")
        with self._lock:
            self._held += piece
            if len(self._held) >= PIECE:
                self._send()
        if not self._flusher and len(piece) > ENGINE_HOLDS:
            self._flusher = threading.Thread(target=self._flush, daemon=True)
            self._flusher.start()
        return len(piece)

    def stop(self) -> None:
        """Send no more by itself."""
        self._done.set()
        if self._flusher:
            self._flusher.join()

    def finish(self) -> None:
        """Send what is left, and that it is the end; a small Turtle goes without the prefixes that it does not use."""
        self.stop()
        if self._first:
            body = only_used(bytes(self._held)) if self._media_type in PREFIXED else bytes(self._held)
            self._connection.sendall(frame(WHOLE, self._media_type.encode() + b"\n" + body))
        else:
            self._connection.sendall(frame(DATA, bytes(self._held)) + frame(END, b""))

    def _flush(self) -> None:
        """Send what is held, again and again, so that no row waits for the next, which may take long."""
        while not self._done.wait(SECONDS_HELD):
            with self._lock:
                if self._held:
                    self._send()

    def _send(self) -> None:
        if self._first:
            self._connection.sendall(frame(MEDIA_TYPE, self._media_type.encode()))
        self._connection.sendall(frame(DATA, bytes(self._held)))
        self._held, self._first = bytearray(), False
