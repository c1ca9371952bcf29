"""/contested: what is inferred from claims in tension with others, and what is denied and asserted, or implied."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from api.documentation import documented
from api.lookups import Lookups
from api.negotiation import HTML, wanted
from api.rendering import Pages

MOST = 2000  # inferences that are shown


def contested_routes(lookups: Lookups, pages: Pages) -> APIRouter:
    """GET and HEAD of /contested."""
    router = APIRouter()

    @router.get(
        "/contested", summary="Inferences that rest on contested claims, and what is also denied", **documented([HTML])
    )
    @router.head("/contested", include_in_schema=False)
    def contested(request: Request) -> Response:
        wanted(request, [HTML])
        rows = lookups.rows("contested-inferences")
        return pages.render(request, "contested.html", rows=rows, clashes=lookups.rows("clashes"), most=MOST)

    return router
