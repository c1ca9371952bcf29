"""A process that explains over one build, one question after the other; it may be killed at any moment.

It is started as `python -m graph.explaining STORE DESCRIPTOR GENERATION`, as a worker is, and reads the premises of the
build when it is asked for the first time.
"""

import json
import signal
import socket
import sys
from pathlib import Path
from typing import Any

from graph.explanation import Explanations
from graph.frames import FAULT, READY, WHOLE, frame, receive
from graph.memory import Memory
from graph.premises import Premises
from graph.store import EmbeddedStore
from ontology.errors import InputError, OxianaError, UnavailableError
from ontology.terms import Names


def main() -> None:
    """Answer questions until the other side goes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C in a terminal is for the service, which lets answers end
    path, descriptor = sys.argv[1], int(sys.argv[2])
    connection = socket.socket(fileno=descriptor)
    questions, memory = connection.makefile("rb"), Memory()
    explanations: Explanations | None = None
    connection.sendall(frame(READY, b""))
    while received := receive(questions):
        asked = json.loads(received[1])
        memory.bound(asked["memory"])
        try:
            explanations = explanations or _read(Path(path), asked["base"])
            connection.sendall(frame(WHOLE, answer(explanations, asked)))
        except MemoryError:
            _fault(connection, "memory", "")
        except OxianaError as error:
            kinds = {InputError: "input", UnavailableError: "damaged"}
            _fault(connection, kinds.get(type(error), "large"), str(error))


def answer(explanations: Explanations, asked: dict[str, Any]) -> dict[str, Any]:
    """The answer to a question: why a triple holds, or without one what would follow from other claims."""
    if asked["triple"]:
        return explanations.explain(asked["triple"], asked["with"], asked["without"])
    return explanations.differences(asked["with"], asked["without"])


def _read(path: Path, base: str) -> Explanations:
    names = Names(base)
    return Explanations(Premises.read(EmbeddedStore.open(path, names), names))


def _fault(connection: socket.socket, kind: str, sentence: str) -> None:
    connection.sendall(frame(FAULT, {"kind": kind, "sentence": sentence}))


if __name__ == "__main__":
    main()
