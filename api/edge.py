"""The edge of the service: what is done for every request, before it is routed and after it is answered."""

import logging
from time import perf_counter

from fastapi import FastAPI
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.metrics import Metrics
from api.problems import METHODS

logger = logging.getLogger(__name__)
COUNTED = {*METHODS, "OPTIONS"}  # a client can make up others
ELSEWHERE = "elsewhere"


class Service(FastAPI):
    """The application, with all of its middleware within an `Edge`, even that which answers where something failed."""

    def __init__(self, metrics: Metrics, **settings: str | bool | object) -> None:
        super().__init__(**settings)  # type: ignore[arg-type] # they are FastAPI's own
        self._metrics = metrics

    def build_middleware_stack(self) -> ASGIApp:
        """Put the edge around what FastAPI makes."""
        return Edge(super().build_middleware_stack(), self._metrics)


class Edge:
    """Counts each request; plain ASGI, since every answer goes through it."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app, self._metrics = app, metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = perf_counter()
        status, is_whole = 0, False

        async def put(message: Message) -> None:
            nonlocal status, is_whole
            if message["type"] == "http.response.start":
                status = message["status"]
            else:
                is_whole = not message.get("more_body")
            await send(message)

        self._metrics.running += 1
        try:
            await self._app(scope, receive, put)
        finally:
            self._metrics.running -= 1
            outcome = str(status) if is_whole else "cut-off" if status else "failed"
            method = scope["method"] if scope["method"] in COUNTED else ELSEWHERE
            self._metrics.answered(_route(scope), method, outcome, perf_counter() - started)


def _route(scope: Scope) -> str:
    """The template of the route that a request went to: there are a few, while paths are the clients' to choose."""
    route = scope.get("route")
    return route.path_format if route else scope["root_path"] or ELSEWHERE  # the router tells of a mounted folder there
