"""What the service tells of itself and of its dataset, made once for as long as nobody writes."""

from collections.abc import Callable, Sequence

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from api.documentation import documented
from api.negotiation import wanted
from graph.description import service_description
from graph.engine import GRAPHS, QUADS
from graph.offer import Offer
from graph.store import Answer, Store
from graph.void import dataset_description
from graph.workers import Workers

Description = Callable[[Store, Offer, Sequence[str]], Answer]


class Descriptions:
    """The descriptions of a service over a store, in each media type."""

    def __init__(self, store: Store, workers: Workers, offer: Offer) -> None:
        self._store, self._workers, self._offer = store, workers, offer
        self._made: dict[tuple[Description, str], tuple[int, Answer]] = {}

    def service(self, accept: Sequence[str]) -> Answer:
        """That of the service."""
        return self._current(service_description, accept)

    def dataset(self, accept: Sequence[str]) -> Answer:
        """That of the dataset."""
        return self._current(dataset_description, accept)

    def _current(self, make: Description, accept: Sequence[str]) -> Answer:
        media_type = next(one for one in accept if one in (*GRAPHS, *QUADS))
        generation, answer = self._made.get((make, media_type), (-1, None))
        if answer is None or generation != self._workers.generation:
            generation = self._workers.generation  # before the store is asked: what is written meanwhile is seen later
            answer = make(self._store, self._offer, [media_type])
            self._made[make, media_type] = generation, answer
        return answer


def description_routes(descriptions: Descriptions) -> APIRouter:
    """GET and HEAD of /.well-known/void (VoID §7.2)."""
    router = APIRouter()

    @router.get("/.well-known/void", summary="The dataset, as VoID and DCAT", **documented([*GRAPHS, *QUADS]))
    @router.head("/.well-known/void", include_in_schema=False)
    def void(request: Request) -> Response:
        found = descriptions.dataset(wanted(request, [*GRAPHS, *QUADS]))
        return Response(found.body, media_type=found.media_type, headers={"Vary": "Accept"})

    return router
