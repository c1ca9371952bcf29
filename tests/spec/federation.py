"""The other services of the federation tests: small endpoints on loopback, under addresses of this machine."""

from collections.abc import Callable, Iterable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from types import TracebackType
from typing import Self
from urllib.parse import parse_qs, quote, urlsplit

import pyoxigraph as ox

from tests.spec.manifests import text_of

# What the suites name as endpoints.
NAMED = [f"http://{host}/sparql" for host in ("example.org", "example1.org", "example2.org", "invalid.endpoint.org")]


class Remotes:
    """A server on loopback that stands for every remote service which a test names."""

    def __init__(self, port: int = 0) -> None:
        self.stores: dict[str, ox.Store] = {}
        remotes = self

        class Handler(BaseHTTPRequestHandler):
            """One request to one of the remote services."""

            def do_GET(self) -> None:
                """Answer a query in the address."""
                self.answer(parse_qs(urlsplit(self.path).query).get("query", [""])[0])

            def do_POST(self) -> None:
                """Answer a query in the body, as a form or by itself."""
                body = self.rfile.read(int(self.headers["content-length"])).decode()
                is_form = "form" in self.headers["content-type"]
                self.answer(parse_qs(body).get("query", [""])[0] if is_form else body)

            def answer(self, query: str) -> None:
                """Evaluate a query over the store of the service that the path names."""
                store = remotes.stores.get(urlsplit(self.path).path)
                if store is None:
                    self.send_error(404)
                    return
                solutions = store.query(query)
                assert isinstance(solutions, ox.QuerySolutions)
                body = solutions.serialize(format=ox.QueryResultsFormat.JSON) or b""
                self.send_response(200)
                self.send_header("content-type", "application/sparql-results+json")
                self.send_header("content-length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_port}/"
        self.addresses = [self.local(endpoint) for endpoint in NAMED]
        self.thread = Thread(target=self.server.serve_forever, daemon=True)

    def __enter__(self) -> Self:
        self.thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()

    def local(self, endpoint: str) -> str:
        """The address here of a service."""
        return self.address + quote(endpoint, safe="")

    def hold(self, services: Iterable[tuple[str, str]]) -> Callable[[str], str]:
        """Serve the data of a test's services; what comes back puts their local addresses into a text."""
        self.stores.clear()
        local = {endpoint: self.local(endpoint) for endpoint in NAMED}
        for endpoint, file in services:
            store = ox.Store()
            store.load(text_of(file).encode(), ox.RdfFormat.TURTLE, base_iri=file)
            self.stores[urlsplit(local[endpoint]).path] = store

        def localise(text: str) -> str:
            for endpoint, address in local.items():
                text = text.replace(f"{endpoint}>", f"{address}>").replace(f"{endpoint}<", f"{address}<")
            return text

        return localise
