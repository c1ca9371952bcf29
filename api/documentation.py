"""The description of the routes: what a route says of itself in OpenAPI, and the page made of it all."""

from collections.abc import Callable, Iterable
from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from api.negotiation import HTML, PROBLEM, SHORT, wanted
from api.rendering import Pages


def documented(media_types: Iterable[str], *, path: str = "", called: str = "name", **query: str) -> dict[str, Any]:
    """What a route offers and takes, as arguments of its decorator: its media types, and words on each parameter.

    `path` is told of the one in its path, which is `called` so.
    """
    offered = list(media_types)
    parameters: list[dict[str, Any]] = [
        {"name": name.replace("_", "-"), "in": "query", "schema": {"type": "string"}, "description": told}
        for name, told in query.items()
    ]
    short = [name for name, types in SHORT.items() if any(one in types for one in offered)]
    if short and offered != [HTML]:
        told = f"in place of Accept: a media type, or {', '.join(short)}"
        parameters.append({"name": "format", "in": "query", "schema": {"type": "string"}, "description": told})
    if path:
        schema = {"type": "string"}
        parameters.append({"name": called, "in": "path", "required": True, "schema": schema, "description": path})
    return {
        "response_class": Response,  # else OpenAPI would say that every answer is JSON
        "responses": {
            "200": {"description": "the answer", "content": {one: {} for one in offered}},
            "default": {"description": "what is wrong, and what to do", "content": {PROBLEM: {}, HTML: {}}},
        },
        "openapi_extra": {"parameters": parameters},
    }


def documentation_routes(openapi: Callable[[], dict[str, Any]], pages: Pages) -> APIRouter:
    """/docs, made of /openapi.json: of our own, since FastAPI's page runs the code of another host."""
    router = APIRouter()

    @router.get("/docs", summary="This page: every route", **documented([HTML]))
    @router.head("/docs", include_in_schema=False)
    def docs(request: Request) -> Response:
        wanted(request, [HTML])
        operations = [
            (method.upper(), path, operation)
            for path, methods in openapi()["paths"].items()
            for method, operation in methods.items()
        ]
        return pages.render(request, "docs.html", operations=operations)

    return router
