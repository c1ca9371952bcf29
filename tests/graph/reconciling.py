"""A server of the Reconciliation Service API 0.2 on loopback, with invented candidates."""

import contextlib
import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import parse_qs

from tests.graph.endpoints import Endpoint, Respond, answer, endpoint

MANIFEST: dict[str, Any] = {
    "versions": ["0.1", "0.2"],
    "name": "A service of the tests",
    "identifierSpace": "http://www.wikidata.org/entity/",
    "schemaSpace": "http://www.wikidata.org/prop/direct/",
}


def candidate(name: str) -> dict[str, Any]:
    """The one candidate for a label: one that is called so."""
    return {
        "id": f"Q9{len(name):06}",
        "name": name,
        "description": "an invented \u001b[31mthing\n",
        "score": 87.5,
        "match": True,
        "type": [{"id": "Q9000005", "name": "invention"}],
    }


def results(body: bytes) -> dict[str, Any]:
    """What is proposed for each query of a request; nothing for salt."""
    queries = json.loads(parse_qs(body.decode())["queries"][0])
    return {
        name: {"result": [] if "salt" in query["query"] else [candidate(query["query"])][: query["limit"]]}
        for name, query in queries.items()
    }


@contextlib.contextmanager
def reconciling(manifest: Respond | None = None, result: Respond | None = None) -> Iterator[Endpoint]:
    """A service that runs while the block does, and answers otherwise where it is told to."""

    def respond(handler: BaseHTTPRequestHandler) -> None:
        if handler.command == "GET":
            told = manifest or answer(media_type="application/json", body=json.dumps(MANIFEST).encode())
        else:
            own = json.dumps(results(there.asked[-1].body), ensure_ascii=False).encode()
            told = result or answer(media_type="application/json", body=own)
        told(handler)

    with endpoint(respond) as there:
        yield there
