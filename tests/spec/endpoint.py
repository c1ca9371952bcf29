"""The system under test: a SPARQL service somewhere on HTTP, reached as any client would reach it."""

from dataclasses import dataclass
from urllib.parse import quote

import httpx

# Where services keep their doors: queries, updates, the graph store, and graphs identified by their own address.
LAYOUTS = {
    "oxiana": ("/sparql", "/update", "/data", "/graph/"),
    "oxigraph": ("/query", "/update", "/store", "/store/"),
}


@dataclass(frozen=True)
class Endpoint:
    """The doors of a service, and the key to those for writing."""

    client: httpx.Client
    layout: tuple[str, str, str, str] = LAYOUTS["oxiana"]
    token: str = ""

    def query(self, text: bytes, accept: str = "*/*") -> httpx.Response:
        """Ask a query by POST, as it is written."""
        return self.send(
            "POST", self.layout[0], {"content-type": "application/sparql-query", "accept": accept}, text, writes=False
        )

    def update(self, text: bytes) -> httpx.Response:
        """Send an update by POST, as it is written."""
        return self.send("POST", self.layout[1], {"content-type": "application/sparql-update"}, text)

    def put(self, graph: str | None, triples: bytes) -> None:
        """Make N-Triples the content of a named graph, or of the default graph."""
        target = "?default" if graph is None else f"?graph={quote(graph, safe='')}"
        headers = {"content-type": "application/n-triples"}
        self.send("PUT", self.layout[2] + target, headers, triples).raise_for_status()

    def clear(self) -> None:
        """Remove whatever the service holds."""
        self.update(b"DROP ALL").raise_for_status()

    def send(
        self, method: str, target: str, headers: dict[str, str], body: bytes, *, writes: bool = True
    ) -> httpx.Response:
        """Send a request to a target that stays as it is written, percent signs and all."""
        url = self.client.base_url.copy_with(raw_path=target.encode("ascii"))
        if writes and self.token:
            headers = {**headers, "authorization": f"Bearer {self.token}"}
        if method == "HEAD":
            # A server that wrongly sends a body would spoil the next answer on the same connection.
            headers = {**headers, "connection": "close"}
        return self.client.request(method, url, headers={"accept": "*/*", **headers}, content=body)
