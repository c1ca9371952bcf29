"""Endpoints on loopback that answer as they are told to, what they were asked, and a guard that may ask them."""

import contextlib
import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pyoxigraph
import pytest

from graph.engine import Graphs
from graph.judge import judge
from graph.malformed import malformed
from graph.outgoing import Guard, in_thread
from graph.remote_query import RESULTS, Outgoing
from graph.services import EndpointError, failure, veiled
from ontology.errors import InputError

ROWS = json.dumps(
    {
        "head": {"vars": ["o"]},
        "results": {"bindings": [{"o": {"type": "literal", "value": value}} for value in ("far", "away")]},
    }
).encode()


@dataclass
class Asked:
    """One request that an endpoint got."""

    line: str
    headers: dict[str, str]
    body: bytes


Respond = Callable[[BaseHTTPRequestHandler], None]


@dataclass
class Endpoint:
    """Where it is, and what it was asked."""

    host: str
    port: int
    asked: list[Asked] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://{self.host}:{self.port}/sparql"


def answer(
    status: int = 200, media_type: str = RESULTS, body: bytes = ROWS, headers: dict[str, str] | None = None
) -> Respond:
    """Answer with a status, headers and a body."""

    def respond(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        for name, value in {"Content-Type": media_type, "Content-Length": str(len(body)), **(headers or {})}.items():
            handler.send_header(name, value)
        handler.end_headers()
        handler.wfile.write(body)

    return respond


@contextlib.contextmanager
def endpoint(respond: Respond, host: str = "127.0.0.1") -> Iterator[Endpoint]:
    """An endpoint that runs while the block does."""
    asked: list[Asked] = []

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            headers = {name.lower(): value for name, value in self.headers.items()}
            asked.append(Asked(self.requestline, headers, body))
            with contextlib.suppress(OSError):  # whoever asked may be gone
                respond(self)

        do_GET = do_POST  # noqa: N815 - the base class looks for it

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    server.block_on_close = False
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield Endpoint(host, server.server_address[1], asked)
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


LIMITS = Outgoing()
LOCAL = b'<http://a/1> <http://a/p> "far" .\n<http://a/2> <http://a/p> "near" .\n'


async def to_loopback(_host: str, _port: int) -> list[str]:
    return ["127.0.0.1"]


@contextlib.contextmanager
def guarding(
    *endpoints: str, hosts: tuple[str, ...] = ("127.0.0.1", "far.test"), limits: Outgoing = LIMITS
) -> Iterator[Guard]:
    """A guard that may call some endpoints on loopback."""
    outgoing = replace(limits, endpoints=endpoints, trusted_hosts=hosts)
    with in_thread(Guard(outgoing, to_loopback)) as guard:
        yield guard


def ask(guard: Guard, text: str, seconds: float | None = None) -> list[str]:
    """The rows of a query's answer, as CSV, with the engine in this process."""
    store = pyoxigraph.Store()
    store.load(LOCAL, format=pyoxigraph.RdfFormat.N_TRIPLES)
    judged = judge(text, Graphs(), lambda _: False, guard.services(seconds))
    try:
        rows = _rows(store, judged.text)
    except SyntaxError as error:
        raise InputError(malformed(str(error), veiled(judged.text))) from None
    except (OSError, RuntimeError) as error:
        raise failure(str(error)) from None
    return rows


def _rows(store: pyoxigraph.Store, text: str) -> list[str]:
    result = store.query(text)
    try:
        assert isinstance(result, pyoxigraph.QuerySolutions)
        body = result.serialize(format=pyoxigraph.QueryResultsFormat.CSV) or b""
        return body.decode().splitlines()[1:]
    finally:
        del result  # only this thread may drop it, so no traceback may carry it away


def federated(there: Endpoint, silent: str = "") -> str:
    return f"SELECT ?o {{ SERVICE {silent} <{there.url}> {{ ?s <http://a/q> ?o }} }} ORDER BY ?o"


def refusal(respond: Respond, limits: Outgoing = LIMITS) -> str:
    """What is told of an endpoint that answers so; asked silently, it is as if it had no constraint."""
    with endpoint(respond) as there, guarding(there.url, limits=limits) as guard:
        assert ask(guard, federated(there, "SILENT")) == [""]
        with pytest.raises(EndpointError) as error:
            ask(guard, federated(there))
        assert "127.0.0.1" not in str(error.value).replace(there.url, "")
        return str(error.value)
