"""The writer: the one process that writes a store, one request at a time, and that may be killed at any moment.

It is started as `python -m graph.writer STORE DESCRIPTOR`. Each request is a frame, followed by one frame of bytes for
each payload. What it answers is sent when the write is committed, so whoever opens the store then sees it.
"""

import json
import socket
import sys
from pathlib import Path
from typing import Any

import pyoxigraph

from graph.frames import END, FAULT, READY, frame, receive
from graph.memory import Memory
from graph.sandbox import without_network
from graph.writes import Payload, delete, post, put, refuse_graph, update
from ontology.errors import ConflictError, ForbiddenError, InputError, LimitError, OxianaError

# Whoever opens the store reads the log of what is in no table yet: a second for each 50 MiB or so.
LOG = 1024 * 1024
KINDS: dict[type[OxianaError], str] = {
    InputError: "input",
    ConflictError: "conflict",
    ForbiddenError: "forbidden",
    LimitError: "large",
}


def main() -> None:
    """Write until the other side goes."""
    path, descriptor = sys.argv[1], int(sys.argv[2])
    connection = socket.socket(fileno=descriptor)
    requests = connection.makefile("rb")
    without_network()
    store, memory, flushed = pyoxigraph.Store(path), Memory(), 0
    connection.sendall(frame(READY, b""))
    while received := receive(requests):
        request = json.loads(received[1])
        bodies = [(receive(requests) or (END, b""))[1] for _ in request.get("payloads", ())]
        memory.bound(request["memory"])
        answer = _answer(store, request, bodies)
        if (length := _logged(path)) > flushed + LOG:
            store.flush()
            length = flushed = _logged(path)  # the engine removes a log only when it comes to it
        flushed = min(flushed, length)
        connection.sendall(answer)


def _answer(store: pyoxigraph.Store, request: dict[str, Any], bodies: list[bytes]) -> bytes:
    try:
        return frame(END, {"outcome": _write(store, request, bodies)})
    except OxianaError as error:
        return frame(FAULT, {"kind": KINDS[type(error)], "sentence": str(error)})
    except MemoryError:
        return frame(FAULT, {"kind": "memory", "sentence": ""})
    except OSError as error:  # the disk is full, for one
        return frame(FAULT, {"kind": "unavailable", "sentence": f"nothing is written: {error}"})


def _write(store: pyoxigraph.Store, request: dict[str, Any], bodies: list[bytes]) -> bool | None:
    if request["kind"] == "update":
        update(store, request)
        return None
    refuse_graph(request["graph"], request["built"])
    if request["kind"] == "delete":
        return delete(store, request["graph"])
    payloads = [
        Payload(media_type, base, body) for (media_type, base), body in zip(request["payloads"], bodies, strict=True)
    ]
    return {"put": put, "post": post}[request["kind"]](store, request["graph"], payloads)


def _logged(path: str) -> int:
    return sum(log.stat().st_size for log in Path(path).glob("*.log"))


if __name__ == "__main__":
    main()
