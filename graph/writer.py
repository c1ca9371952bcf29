"""The writer: the one process that writes a store, one request at a time, and that may be killed at any moment.

It is started as `python -m graph.writer STORE DESCRIPTOR`. Each request is a frame, followed by one frame of bytes for
each payload. What it answers is sent when the write is committed and on the disk, so whoever opens the store then sees
it, and it outlasts a failure of the power.
"""

import json
import signal
import socket
import sys
from pathlib import Path
from typing import Any

import pyoxigraph

from graph.frames import END, FAULT, READY, frame, receive
from graph.ledger import Ledger
from graph.memory import Memory
from graph.sandbox import without_network
from graph.writes import Payload, delete, post, put, refuse_graph, update
from ontology.errors import ConflictError, ForbiddenError, InputError, LimitError, OxianaError, UnavailableError

KINDS: dict[type[OxianaError], str] = {
    InputError: "input",
    ConflictError: "conflict",
    ForbiddenError: "forbidden",
    LimitError: "large",
}


def main() -> None:
    """Write until the other side goes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C in a terminal is for the service, which lets answers end
    path, descriptor = sys.argv[1], int(sys.argv[2])
    connection = socket.socket(fileno=descriptor)
    requests = connection.makefile("rb")
    without_network()
    try:
        ledger = Ledger(Path(path))
    except (UnavailableError, OSError) as error:
        connection.sendall(frame(FAULT, {"kind": "unavailable", "sentence": f"the store cannot be written: {error}"}))
        return
    connection.sendall(frame(READY, {"writes": ledger.writes}))
    memory = Memory()
    while received := receive(requests):
        request = json.loads(received[1])
        bodies = [(receive(requests) or (END, b""))[1] for _ in request.get("payloads", ())]
        memory.bound(request["memory"])
        connection.sendall(_answer(ledger, request, bodies))


def _answer(ledger: Ledger, request: dict[str, Any], bodies: list[bytes]) -> bytes:
    try:
        outcome = _write(ledger.store, request, bodies)
    except OxianaError as error:
        return frame(FAULT, {"kind": KINDS[type(error)], "sentence": str(error)})
    except MemoryError:
        return frame(FAULT, {"kind": "memory", "sentence": ""})
    except (OSError, RuntimeError) as error:  # the disk is full, for one, or a table is damaged
        return frame(FAULT, {"kind": "unavailable", "sentence": f"nothing is written: {error}"})
    try:
        return frame(END, {"outcome": outcome, "writes": ledger.commit()})
    except OSError as error:
        told = f"the disk does not take what is written: {error}; look whether it is there before you send it again"
        return frame(FAULT, {"kind": "unavailable", "sentence": told, "writes": ledger.writes})


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


if __name__ == "__main__":
    main()
