"""One request of a test over HTTP, and what must come back, as the suites describe it in RDF."""

from collections.abc import Iterator
from dataclasses import dataclass
from http import HTTPStatus

from rdflib import Graph, Namespace
from rdflib.term import Node

MF = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
HT = Namespace("http://www.w3.org/2011/http#")
CNT = Namespace("http://www.w3.org/2011/content#")
STATUSES = {status.phrase.replace(" ", ""): status.value for status in HTTPStatus}


@dataclass(frozen=True)
class Exchange:
    """A request, and what the suite expects of the response."""

    method: str
    target: str
    headers: tuple[tuple[str, str], ...]
    body: bytes
    statuses: tuple[str, ...]
    boolean: bool | None
    form: str | None
    location: str | None
    media_type: str | None
    answer: bytes | None

    def allows(self, status: int) -> bool:
        """Whether a status is among the expected ones, by number or by class."""
        return any(
            status // 100 == int(name[-3]) if name.startswith("StatusCode") else status == STATUSES[name]
            for name in self.statuses
        )

    @property
    def content_type(self) -> str:
        """The media type of the request's body, without parameters."""
        return dict(self.headers).get("content-type", "").partition(";")[0]


def exchanges(graph: Graph, action: Node) -> Iterator[Exchange]:
    """The exchanges of a test's action, in order."""
    for head in graph.objects(action, HT.requests):
        for request in graph.items(head):
            response = graph.value(request, HT.resp)
            answer = _body(graph, response)
            boolean = graph.value(response, MF.expectedBoolean)
            yield Exchange(
                str(graph.value(request, HT.methodName)),
                str(graph.value(request, HT.absolutePath)),
                tuple(_headers(graph, request)),
                _body(graph, request) or b"",
                tuple(str(status).rpartition("#")[2] for status in graph.objects(response, MF.expectedStatus)),
                None if boolean is None else str(boolean) == "true",
                _text(graph, response, MF.expectedFormat),
                _text(graph, response, MF.expectedLocation),
                dict(_headers(graph, response)).get("content-type", "").partition(";")[0] or None,
                answer,
            )


def _text(graph: Graph, node: Node | None, predicate: Node) -> str | None:
    """The value of a predicate as text."""
    value = graph.value(node, predicate)
    return None if value is None else str(value)


def _headers(graph: Graph, message: Node | None) -> Iterator[tuple[str, str]]:
    """The header fields of a message, their names in lower case."""
    for head in graph.objects(message, HT.headers):
        for item in graph.items(head):
            yield str(graph.value(item, HT.fieldName)).lower(), str(graph.value(item, HT.fieldValue))


def _body(graph: Graph, message: Node | None) -> bytes | None:
    """The body of a message, in the encoding that it states."""
    body = graph.value(message, HT.body)
    if body is None:
        return None
    return str(graph.value(body, CNT.chars)).encode(str(graph.value(body, CNT.characterEncoding)))
