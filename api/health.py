"""Where to start, and whether the service is well."""

from fastapi import APIRouter
from starlette.responses import JSONResponse, RedirectResponse, Response

from api.documentation import documented
from api.settings import Settings
from graph.workers import Workers
from ontology.errors import OverloadError


def health_routes(settings: Settings, version: str, workers: Workers) -> APIRouter:
    """/health, and for those who start and stop services /health/live and /health/ready."""
    router = APIRouter()

    @router.get(
        "/health", summary="Whether the service answers, and over which version", **documented(["application/json"])
    )
    @router.head("/health", include_in_schema=False)
    async def health() -> Response:
        told = {"status": "ok", "version": version, "base": settings.names.base, "writes": workers.generation}
        return JSONResponse(told)

    @router.get(
        "/health/live", summary="Whether the service runs: restart it where not", **documented(["application/json"])
    )
    @router.head("/health/live", include_in_schema=False)
    async def live() -> Response:
        return JSONResponse({"status": "live"})

    @router.get(
        "/health/ready",
        summary="Whether a query would be answered at once; 503 with the reason where not",
        **documented(["application/json"]),
    )
    @router.head("/health/ready", include_in_schema=False)
    async def ready() -> Response:
        if why := workers.pool.why_not_ready():
            raise OverloadError(f"{why}; ask again in some seconds")
        return JSONResponse({"status": "ready", "idle": workers.pool.state.idle})

    return router


def start_routes(root: str) -> APIRouter:
    """The start of a service that has no pages of its own: the page of queries."""
    router = APIRouter()

    @router.get("/", include_in_schema=False)
    @router.head("/", include_in_schema=False)
    async def start() -> Response:
        return RedirectResponse(f"{root}/sparql")

    return router
