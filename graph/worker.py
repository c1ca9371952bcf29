"""A worker: a process that evaluates one query at a time, and that may be killed at any moment.

It is started as `python -m graph.worker STORE DESCRIPTOR` and reads requests as frames from the socket of that number.
It starts in a tenth of a second, since it loads RDFLib only for the queries that must be judged on their parse.
"""

import json
import socket
import sys
import time
from io import RawIOBase
from typing import Any
from urllib.parse import urljoin

import pyoxigraph

from graph.engine import Graphs, Result, available, chosen, evaluate, has_graph, write
from graph.frames import DATA, END, FAULT, MEDIA_TYPE, READY, frame, receive
from graph.malformed import malformed
from graph.memory import bound_memory
from graph.snapshot import opened
from graph.turtle import only_used

PIECE = 64 * 1024
SECONDS_HELD = 0.05
TURTLE = "text/turtle"
# What one row more begins with, or ends with, in what the engine writes.
ROW = {
    "application/sparql-results+json": b'},{"',
    "application/sparql-results+xml": b"<result>",
    "text/csv": b"\r\n",
    "text/tab-separated-values": b"\n",
}


class TooLargeError(Exception):
    """The result has more rows, or bytes, than it may have."""


class NoFormatError(Exception):
    """The result has none of the media types asked for; the message lists those that it has."""


class Pieces(RawIOBase):
    """What a result is written to: pieces that are sent off as they fill, or after a while; none over the limits."""

    def __init__(self, connection: socket.socket, media_type: str, rows: int, most: int) -> None:
        self._connection, self._media_type = connection, media_type
        self._mark, self._rows, self._most = ROW.get(media_type, b""), rows, most
        self._rows_left, self._bytes_left = rows, most
        self._held, self._sent_at, self._first = bytearray(), time.monotonic(), True

    def write(self, data: Any) -> int:  # noqa: ANN401 - whatever buffer the engine writes
        """Take some bytes.

        Raises:
            TooLargeError: they are too many.
        """
        piece = bytes(data)
        self._bytes_left -= len(piece)
        if self._bytes_left < 0:
            raise TooLargeError(f"the result has more than {self._most} bytes, the most that one may have")
        if self._mark:
            self._rows_left -= piece.count(self._mark)
            if self._rows_left < 0:
                raise TooLargeError(f"the result has more than {self._rows} rows, the most that one may have")
        self._held += piece
        if len(self._held) >= PIECE or time.monotonic() - self._sent_at > SECONDS_HELD:
            self._send()
        return len(piece)

    def finish(self) -> None:
        """Send what is left; a small Turtle goes without the prefixes that it does not use."""
        if self._first and self._media_type == TURTLE:
            self._held = bytearray(only_used(bytes(self._held)))
        self._send()

    def _send(self) -> None:
        if self._first:
            self._connection.sendall(frame(MEDIA_TYPE, self._media_type.encode()))
        self._connection.sendall(frame(DATA, bytes(self._held)))
        self._held, self._sent_at, self._first = bytearray(), time.monotonic(), False


def main() -> None:
    """Answer requests until the other side goes."""
    path, descriptor = sys.argv[1], int(sys.argv[2])
    connection = socket.socket(fileno=descriptor)
    store = opened(path)
    generation = 0
    connection.sendall(frame(READY, b""))
    while received := receive(connection):
        request = json.loads(received[1])
        if request["generation"] != generation:  # somebody has written: see it
            store, generation = opened(path), request["generation"]
        bound_memory(request["memory"])
        try:
            _answer(store, request, connection)
            connection.sendall(frame(END, b""))
        except SyntaxError as error:
            _fault(connection, "input", malformed(str(error), request["text"]))
        except UnicodeEncodeError as error:
            _fault(connection, "input", f"the query is not Unicode text (character {error.start + 1})")
        except NoFormatError as error:
            _fault(connection, "format", str(error))
        except TooLargeError as error:
            _fault(connection, "large", str(error))
        except OverflowError:
            told = f"the result has more than {request['rows']} triples, the most that one may have"
            _fault(connection, "large", told)
        except MemoryError:
            _fault(connection, "memory", "")
        except Exception as error:
            if type(error).__name__ != "InputError":  # whose module loads RDFLib
                raise
            _fault(connection, "input", str(error))


def _answer(store: pyoxigraph.Store, request: dict[str, Any], connection: socket.socket) -> None:
    text, graphs = request["text"], Graphs(tuple(request["default"]), tuple(request["named"]))
    if request["judged"]:
        from graph.judge import judge

        base = request["base"]
        judged = judge(text, graphs, lambda graph: request["plain"] or has_graph(store, urljoin(base, graph)))
        text = judged.text
        graphs = Graphs(
            *(tuple(urljoin(base, one) for one in some) for some in (judged.graphs.default, judged.graphs.named))
        )
    result = evaluate(store, text, graphs, request["base"])
    _write(result, request, connection)


def _write(result: Result, request: dict[str, Any], connection: socket.socket) -> None:
    offered = available(result)
    media_type = chosen(request["accept"], offered)
    if media_type is None:
        raise NoFormatError(", ".join(offered))
    pieces = Pieces(connection, media_type, request["rows"], request["bytes"])
    write(result, media_type, pieces, request["prefixes"], request["rows"])  # type: ignore[arg-type] # it has write
    pieces.finish()


def _fault(connection: socket.socket, kind: str, sentence: str) -> None:
    connection.sendall(frame(FAULT, {"kind": kind, "sentence": sentence}))


if __name__ == "__main__":
    main()
