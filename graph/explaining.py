"""A process that explains triples or answers over one build, one question after the other; it may be killed any time.

It is started as `python -m graph.explaining STORE DESCRIPTOR GENERATION`, as a worker is, and reads the premises of the
build when it is asked for the first time.
"""

import json
import signal
import socket
import sys
from functools import cached_property
from pathlib import Path
from typing import Any

from graph.explanation import Explanations
from graph.frames import FAULT, READY, WHOLE, frame, receive
from graph.lineage.question import Question
from graph.lineage.tracer import Tracer
from graph.memory import Memory
from graph.premises import Premises
from graph.store import EmbeddedStore, NoSuchFormatError
from ontology.errors import ForbiddenError, InputError, OxianaError, UnavailableError, UnsupportedError
from ontology.terms import Names

KINDS = {
    InputError: "input",
    ForbiddenError: "forbidden",
    UnsupportedError: "function",
    UnavailableError: "damaged",
}


def main() -> None:
    """Answer questions until the other side goes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C in a terminal is for the service, which lets answers end
    path, descriptor = sys.argv[1], int(sys.argv[2])
    connection = socket.socket(fileno=descriptor)
    questions, memory = connection.makefile("rb"), Memory()
    explainers: Explainers | None = None
    connection.sendall(frame(READY, b""))
    while received := receive(questions):
        asked = json.loads(received[1])
        memory.bound(asked["memory"])
        try:
            explainers = explainers or Explainers(Path(path), Names(asked["base"]))
            connection.sendall(frame(WHOLE, explainers.answer(asked)))
        except MemoryError:
            _fault(connection, "memory", "")
            return  # what it holds by now would be missing to the next
        except NoSuchFormatError as error:
            _fault(connection, "format", ", ".join(error.available))
        except OxianaError as error:
            _fault(connection, KINDS.get(type(error), "large"), str(error))


class Explainers:
    """What explains over one build: its triples as it was built, its answers as it stands."""

    def __init__(self, path: Path, names: Names) -> None:
        self._path, self._names = path, names
        self._tracer: tuple[int, Tracer] | None = None

    def answer(self, asked: dict[str, Any]) -> bytes:
        """The answer to a question.

        It is why a triple holds; or the lineage of the answer to a query; or what would follow from other claims.
        """
        if "question" in asked:
            question = Question.told(asked["question"])
            answer = self._current(question.generation).told(question, asked["accept"])
            return f"{answer.media_type}\n".encode() + answer.body
        if asked["triple"]:
            told = self._explanations.explain(asked["triple"], asked["with"], asked["without"])
        else:
            told = self._explanations.differences(asked["with"], asked["without"])
        return json.dumps(told).encode()

    @cached_property
    def _explanations(self) -> Explanations:
        return Explanations(Premises.read(self._opened(), self._names))

    def _opened(self) -> EmbeddedStore:
        return EmbeddedStore.open(self._path, self._names)

    def _current(self, generation: int) -> Tracer:
        """The tracer that sees what was written until a generation; what was built does not change."""
        if self._tracer is None:
            self._tracer = generation, Tracer(self._opened(), self._names)
        elif self._tracer[0] != generation:
            self._tracer = generation, self._tracer[1].over(self._opened())
        return self._tracer[1]


def _fault(connection: socket.socket, kind: str, sentence: str) -> None:
    connection.sendall(frame(FAULT, {"kind": kind, "sentence": sentence}))


if __name__ == "__main__":
    main()
