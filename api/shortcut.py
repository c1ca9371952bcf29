"""The shortcut of the SPARQL endpoint: what costs less to answer than to hand to a worker is answered here."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from api.cite_as import CiteAs
from api.endpoint import HEADERS, KINDS, PATH
from api.negotiation import accept_of, acceptable
from api.operation import fields_of_url
from graph.engine import RESULTS, Graphs
from graph.limits import Limits
from graph.single import is_single
from graph.store import Store
from ontology.errors import InputError

MOST = 16 * 1024  # bytes of an answer, which is made while everybody waits
ROW = 1  # bytes that the shortest has, of one unbound variable in TSV


class Shortcut:
    """Answer queries of one triple pattern from a store in this process, and hand on all else."""

    def __init__(self, app: ASGIApp, store: Store, limits: Limits, cite_as: CiteAs | None) -> None:
        self._app, self._store, self._cite_as = app, store, cite_as
        self._most = min(MOST, limits.result_bytes, ROW * limits.rows)
        self._longest = limits.query_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        asked = scope["type"] == "http" and scope["method"] == "GET" and scope["path"] == PATH
        response = self._response(scope) if asked else None
        await (response or self._app)(scope, receive, send)

    def _response(self, scope: Scope) -> Response | None:
        try:
            fields = fields_of_url(scope["query_string"])
            if fields.keys() != {"query"} or len(fields["query"]) > 1 or not is_single(text := fields["query"][0]):
                return None
            media_type = acceptable(accept_of(Request(scope)), KINDS)[0]
        except InputError:
            return None  # it is told by who reads all of a request
        if media_type not in RESULTS or len(text.encode()) > self._longest:
            return None
        body = self._store.at_once(text, media_type, self._most)
        if body is None:
            return None
        told = self._cite_as.header(scope["query_string"], text, Graphs()) if self._cite_as else {}
        return Response(body, media_type=media_type, headers=HEADERS | told)
