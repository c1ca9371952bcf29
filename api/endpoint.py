"""The SPARQL endpoint for programs (SPARQL 1.1 Protocol §2.1): plain ASGI, since routing costs more than a query.

What a person's browser asks for, and what has no query, goes on to the pages of the endpoint.
"""

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from api.cite_as import CiteAs
from api.lineage import OFFERED, Lineages
from api.negotiation import HTML, NotAcceptableError, wanted
from api.operation import ACCEPT_QUERY, Operation
from api.profiles import asks_provenance
from api.settings import Settings
from api.streaming import ClientGoneError, answered, unless_gone
from graph.engine import GRAPHS, QUADS, RESULTS
from graph.workers import Workers
from ontology.errors import InputError

PATH = "/sparql"
METHODS = ["GET", "HEAD", "POST", "QUERY"]
KINDS = (*RESULTS, *GRAPHS, *QUADS, HTML)
TRACED = (*OFFERED, HTML)  # of an answer with its lineage
HEADERS = {"Vary": "Accept", **ACCEPT_QUERY}
CLIENT_GONE = 499


class Endpoint:
    """Answer queries by some workers; `pages` does the rest, and finds the operation in the state of the request.

    Each answer says how it is cited, where answers are (`cite_as`).
    """

    def __init__(
        self, workers: Workers, lineages: Lineages, settings: Settings, pages: ASGIApp, cite_as: CiteAs | None
    ) -> None:
        self._workers, self._lineages, self._settings, self._pages = workers, lineages, settings, pages
        self._cite_as = cite_as

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        request = Request(scope, receive)
        operation = await Operation.of(request, self._settings.body_bytes)
        if operation.text is None and request.method in ("POST", "QUERY"):
            raise InputError("there is no query: send one as the field query, or as the body")
        traced = operation.lineage or asks_provenance(request, operation.formats, KINDS)
        try:
            accept = wanted(request, TRACED if traced and operation.text else KINDS, operation.formats)
        except NotAcceptableError:
            if traced:
                raise
            accept = []  # the worker tells what there is, which depends on the kind of the query's result
        if operation.text is None or accept[:1] == [HTML]:
            request.state.operation = operation
            await self._pages(scope, receive, send)
            return
        headers = HEADERS
        if self._cite_as:
            headers = headers | self._cite_as.header(scope["query_string"], operation.text, operation.graphs)
        try:
            response = await self._answer(request, operation, [one for one in accept if one != HTML], traced, headers)
        except ClientGoneError:
            response = Response(status_code=CLIENT_GONE)
        await response(scope, receive, send)

    async def _answer(
        self, request: Request, operation: Operation, formats: list[str], traced: bool, headers: dict[str, str]
    ) -> Response:
        if traced:
            return await unless_gone(request.receive, self._lineages.answer(request, operation, formats, headers))
        asked = self._workers.query(operation.text or "", formats, operation.graphs, operation.seconds)
        return await answered(await unless_gone(request.receive, asked), headers, self._settings.seconds_stalled)
