"""Where to start, and whether the service is well."""

from fastapi import APIRouter
from starlette.responses import JSONResponse, RedirectResponse, Response

from api.documentation import documented
from api.settings import Settings
from graph.workers import Workers


def health_routes(settings: Settings, version: str, workers: Workers) -> APIRouter:
    """/health."""
    router = APIRouter()

    @router.get(
        "/health", summary="Whether the service answers, and over which version", **documented(["application/json"])
    )
    @router.head("/health", include_in_schema=False)
    async def health() -> Response:
        told = {"status": "ok", "version": version, "base": settings.names.base, "writes": workers.generation}
        return JSONResponse(told)

    return router


def start_routes(root: str) -> APIRouter:
    """The start of a service that has no pages of its own: the page of queries."""
    router = APIRouter()

    @router.get("/", include_in_schema=False)
    @router.head("/", include_in_schema=False)
    async def start() -> Response:
        return RedirectResponse(f"{root}/sparql")

    return router
