"""The edge of the service: what is done for every request, before it is routed and after it is answered."""

import logging
import secrets
from collections.abc import Callable
from http import HTTPStatus
from itertools import count
from time import perf_counter
from typing import Any
from urllib.parse import parse_qs

import anyio
from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.clients import Proxies
from api.endpoint import PATH
from api.kept import Headers, Kept
from api.problems import METHODS
from api.rates import RateError
from api.repeats import EXTENSION, LARGEST
from api.requests import Requests
from api.settings import Settings
from api.timemap import TIMED, TIMELESS, naming
from ontology.errors import OxianaError

logger = logging.getLogger(__name__)
COUNTED = {*METHODS, "OPTIONS"}  # a client can make up others
ELSEWHERE = "elsewhere"
KNOWN = ("method", "path", "root_path", "query_string", "route")  # what is told of a request
EARLY = {PATH}  # may be answered before the router knows of it
# No page has a script, and each has one style sheet of our own and one picture, which stands in it. Queries stand in
# addresses, which another site need not be told.
POLICY = (
    b"default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; "
    b"frame-ancestors 'none'"
)
HEADERS = [
    (b"content-security-policy", POLICY),
    (b"referrer-policy", b"same-origin"),
    (b"x-content-type-options", b"nosniff"),
]
INSTEAD = "oxiana.instead"  # in a scope: what whoever handed it on has to say in place of the application
Refusal = Callable[[Request, OxianaError], Response]


class Service(FastAPI):
    """The application, all of its middleware within an `Edge`, even that which answers where something failed."""

    def __init__(self, edge: Callable[[ASGIApp], "Edge"], **told: Any) -> None:  # noqa: ANN401 - FastAPI's own
        super().__init__(**told)
        self._edge = edge

    def build_middleware_stack(self) -> ASGIApp:
        """Put the edge around what FastAPI makes."""
        return self._edge(super().build_middleware_stack())


class Edge:
    """Names each request, counts it and tells it, and refuses those of clients that ask too often.

    It is plain ASGI, since every answer goes through it.
    """

    def __init__(self, app: ASGIApp, settings: Settings, requests: Requests, refusal: Refusal, version: str) -> None:
        """Name a version of the dataset in every answer: the one that they are made of."""
        self._app, self._requests, self._refusal = app, requests, refusal
        told = [*HEADERS, *naming(settings.names.base, version)] if version else HEADERS
        self._timeless, self._told = told, [*told, *TIMED] if settings.archive and not settings.memento else told
        self._root = settings.root_path.encode()
        self._proxies, self._has_proxies = Proxies(settings.proxies), bool(settings.proxies)
        self._own, self._numbers = f"{secrets.token_hex(4)}-", count(1)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = perf_counter()
        given = self._proxies.hear(scope)
        name = given or f"{self._own}{next(self._numbers)}".encode()
        scope["request_id"] = name.decode()
        if self._root:
            self._cut_root(scope)
        told = self._timeless if scope["path"].lstrip("/").partition("/")[0] in TIMELESS else self._told
        headers = [*told, (b"x-request-id", name)]
        status, sent, is_whole = 0, 0, False
        start: Message = {}

        async def put(message: Message) -> None:
            nonlocal status, sent, is_whole, start
            if message["type"] == "http.response.start":
                status = message["status"]
                message = start = {**message, "headers": [*message["headers"], *headers]}
            else:
                sent += len(message.get("body", b""))
                is_whole = not message.get("more_body")
            await send(message)

        self._requests.running += 1
        try:
            if error := self._refused(scope):
                response = await anyio.to_thread.run_sync(self._refusal, Request(scope), error)
                await response(scope, receive, put)
            else:
                await (scope.get(INSTEAD) or self._app)(scope, receive, put)
        except Exception:  # it has been answered; uvicorn would log it too, without saying of which request
            logger.exception("the service failed on a request", extra={"request": scope["request_id"]})
        finally:
            seconds = perf_counter() - started
            self._requests.running -= 1
            self._note(scope, str(status) if is_whole else "cut-off" if status else "failed", sent, seconds)
        if is_whole and status == HTTPStatus.OK and "kept" in scope:
            self._offer(scope, start["headers"])

    def _refused(self, scope: Scope) -> OxianaError | None:
        """Why a request is not answered by the application."""
        try:
            if self._requests.rate:
                self._requests.rate.take(scope["client"][0] if scope["client"] else "")
        except RateError as error:
            return error
        instead = scope.get(INSTEAD)
        return instead if isinstance(instead, OxianaError) else None

    def _offer(self, scope: Scope, headers: Headers) -> None:
        """Offer the server to answer the same request again, as far as it can do what is done here.

        It cannot tell who asks behind a proxy.
        """
        offer = scope.get("extensions", {}).get(EXTENSION)
        size, kept = scope["kept"]
        if offer is None or self._has_proxies or size > LARGEST:
            return
        known = {name: scope[name] for name in KNOWN if name in scope}
        head = b"".join(b"%b: %b\r\n" % one for one in headers if one[0] != b"x-request-id")

        def again(client: str) -> bytes | None:
            started = perf_counter()
            if self._requests.rate:
                self._requests.rate.take(client)
            found: Kept | None = kept()
            if found is None:
                return None
            name = f"{self._own}{next(self._numbers)}"
            answer = b"%bx-request-id: %b\r\n\r\n%b" % (head, name.encode(), found.body)
            told = {**known, "client": (client, 0), "request_id": name}
            self._note(told, "200", size, perf_counter() - started)
            return answer

        offer(again)

    def _cut_root(self, scope: Scope) -> None:
        """Cut off the root path, which some proxies leave on."""
        raw = scope["raw_path"]
        if raw == self._root or raw.startswith(self._root + b"/"):
            scope["raw_path"] = raw.removeprefix(self._root) or b"/"
            scope["path"] = scope["path"].removeprefix(self._root.decode()) or "/"

    def _note(self, scope: Scope, outcome: str, sent: int, seconds: float) -> None:
        method = scope["method"] if scope["method"] in COUNTED else ELSEWHERE
        template = _template(scope)
        self._requests.answered(template, method, outcome, seconds)
        journal = self._requests.journal
        if journal and journal.tells_requests:
            query = ""
            if journal.tells_queries:
                asked = parse_qs(scope["query_string"].decode("latin-1"), encoding="utf-8", errors="replace")
                query = asked.get("query", [""])[0]
            client = scope["client"][0] if scope["client"] else ""
            journal.answered(scope["request_id"], client, method, template, outcome, sent, seconds, query)


def _template(scope: Scope) -> str:
    """The template of the route that a request went to: there are a few, while paths are the clients' to choose."""
    if route := scope.get("route"):
        return str(route.path_format)
    mounted = scope["root_path"]  # so the router tells of a folder; we set none
    return mounted or (scope["path"] if scope["path"] in EARLY else ELSEWHERE)
