"""A worker: a process that evaluates one query at a time, and that may be killed at any moment.

It is started as `python -m graph.worker STORE DESCRIPTOR GENERATION`, and reads requests as frames from the socket of
the second number; the third tells what it sees at the least. It starts in a tenth of a second, since it loads RDFLib
only for the queries that must be judged on their parse.
"""

import json
import signal
import socket
import sys
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

from graph.engine import Graphs, Result, available, chosen, evaluate, has_graph, write
from graph.frames import FAULT, READY, frame, receive
from graph.malformed import damage, malformed, unknown_function
from graph.memory import Memory
from graph.pieces import Pieces, TooLargeError
from graph.planning import Planner
from graph.services import Address, Services, failure, veiled
from graph.snapshot import opened

KINDS = {"InputError": "input", "ForbiddenError": "forbidden"}


class NoFormatError(Exception):
    """The result has none of the media types asked for; the message lists those that it has."""


def main() -> None:
    """Answer requests until the other side goes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C in a terminal is for the service, which lets answers end
    path, descriptor, generation = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    connection = socket.socket(fileno=descriptor)
    requests, memory = connection.makefile("rb"), Memory()
    try:
        store = opened(path)
        planner = Planner.beside(Path(path), store)
    except (OSError, RuntimeError) as error:
        _fault(connection, "damaged", f"the store {path} cannot be opened: {error}")
        return
    connection.sendall(frame(READY, b""))
    while received := receive(requests):
        request = json.loads(received[1])
        if request["generation"] != generation:  # somebody has written: see it
            try:
                store, generation = opened(path), request["generation"]
                planner = Planner.beside(Path(path), store)
            except (OSError, RuntimeError) as error:
                _fault(connection, "damaged", f"the store cannot be opened to see what was written last: {error}")
                continue
        memory.bound(request["memory"])
        try:
            _answer(planner, request, connection)
        except SyntaxError as error:
            _fault(connection, "input", malformed(str(error), veiled(request["text"])))
        except UnicodeEncodeError as error:
            _fault(connection, "input", f"the query is not Unicode text (character {error.start + 1})")
        except NoFormatError as error:
            _fault(connection, "format", str(error))
        except TooLargeError as error:
            _fault(connection, "large", str(error))
        except OverflowError:
            told = f"the result has more than {request['rows']} triples, the most that one may have"
            _fault(connection, "large", told)
        except (RuntimeError, OSError) as error:
            if unknown := unknown_function(str(error)):
                _fault(connection, "function", unknown)
            elif damaged := damage(str(error)):
                _fault(connection, "damaged", damaged)
            elif request["guard"] and request["guard"]["base"] in request["text"]:
                _fault(connection, "endpoint", str(failure(str(error))))
            else:
                raise
        except MemoryError:
            _fault(connection, "memory", "")
        except Exception as error:
            kind = KINDS.get(type(error).__name__)  # the module of most of them loads RDFLib
            if not kind:
                raise
            _fault(connection, kind, str(error))


def _answer(planner: Planner, request: dict[str, Any], connection: socket.socket) -> None:
    store, text = planner.store, request["text"]
    graphs = Graphs(tuple(request["default"]), tuple(request["named"]))
    if request["judged"]:
        from graph.judge import judge

        base = request["base"]
        services = _services(request["guard"])
        judged = judge(text, graphs, lambda graph: request["plain"] or has_graph(store, urljoin(base, graph)), services)
        text = request["text"] = judged.text
        graphs = Graphs(
            *(tuple(urljoin(base, one) for one in some) for some in (judged.graphs.default, judged.graphs.named))
        )
    _write(evaluate(store, text, graphs, request["base"], planner), request, connection)


def _services(guard: dict[str, Any] | None) -> Services | None:
    return Services(Address(**guard), tuple(guard["endpoints"])) if guard else None


def _write(result: Result, request: dict[str, Any], connection: socket.socket) -> None:
    offered = available(result)
    media_type = chosen(request["accept"], offered)
    if media_type is None:
        raise NoFormatError(", ".join(offered))
    pieces = Pieces(connection, media_type, request["rows"], request["bytes"])
    try:
        write(result, media_type, pieces, request["prefixes"], request["rows"])  # type: ignore[arg-type] # it has write
    finally:
        pieces.stop()
    pieces.finish()


def _fault(connection: socket.socket, kind: str, sentence: str) -> None:
    connection.sendall(frame(FAULT, {"kind": kind, "sentence": sentence}))


if __name__ == "__main__":
    main()
