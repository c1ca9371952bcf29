"""The SPARQL endpoint for programs (SPARQL 1.1 Protocol §2.1): plain ASGI, since routing costs more than a query.

What a person's browser asks for, and what has no query, goes on to the pages of the endpoint.
"""

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from api.cite_as import CiteAs
from api.negotiation import HTML, NotAcceptableError, wanted
from api.operation import ACCEPT_QUERY, Operation
from api.settings import Settings
from api.streaming import ClientGoneError, answered, unless_gone
from graph.engine import GRAPHS, QUADS, RESULTS
from graph.workers import Workers
from ontology.errors import InputError

PATH = "/sparql"
METHODS = ["GET", "HEAD", "POST", "QUERY"]
KINDS = (*RESULTS, *GRAPHS, *QUADS, HTML)
HEADERS = {"Vary": "Accept", **ACCEPT_QUERY}
CLIENT_GONE = 499


class Endpoint:
    """Answer queries by some workers; `pages` does the rest, and finds the operation in the state of the request.

    Each answer says how it is cited, where answers are (`cite_as`).
    """

    def __init__(self, workers: Workers, settings: Settings, pages: ASGIApp, cite_as: CiteAs | None) -> None:
        self._workers, self._settings, self._pages, self._cite_as = workers, settings, pages, cite_as

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        request = Request(scope, receive)
        operation = await Operation.of(request, self._settings.body_bytes)
        if operation.text is None and request.method in ("POST", "QUERY"):
            raise InputError("there is no query: send one as the field query, or as the body")
        try:
            accept = wanted(request, KINDS, operation.formats)
        except NotAcceptableError:
            accept = []  # the worker tells what there is, which depends on the kind of the query's result
        if operation.text is None or accept[:1] == [HTML]:
            request.state.operation = operation
            await self._pages(scope, receive, send)
            return
        formats = [one for one in accept if one != HTML]
        asked = self._workers.query(operation.text, formats, operation.graphs, operation.seconds)
        headers = HEADERS
        if self._cite_as:
            headers = headers | self._cite_as.header(scope["query_string"], operation.text, operation.graphs)
        try:
            response = await answered(await unless_gone(receive, asked), headers, self._settings.seconds_stalled)
        except ClientGoneError:
            response = Response(status_code=CLIENT_GONE)
        await response(scope, receive, send)
