"""Answers with their lineage: the claims that each row rests on, beside the results (see `graph.lineage`)."""

from starlette.requests import Request
from starlette.responses import Response

from api.negotiation import wanted
from api.operation import Operation
from graph.explainer import Explainer
from graph.lineage.formats import FORMATS
from graph.workers import Workers
from ontology.errors import InputError


class Lineages:
    """Answers to queries that ask for their lineage; none over a plain store, which has no claims."""

    def __init__(self, explainer: Explainer, workers: Workers, *, plain: bool) -> None:
        self._explainer, self._workers, self._plain = explainer, workers, plain

    async def answer(self, request: Request, operation: Operation, headers: dict[str, str]) -> Response:
        """The answer to a query with its lineage.

        Raises:
            InputError: there is none over a plain store, or the query is malformed.
            NotAcceptableError: none of FORMATS is accepted.
            OxianaError: see `Explainer.trace`.
        """
        if self._plain:
            raise InputError("a plain store has no claims, so its answers have no lineage; leave out lineage=1")
        media_type = wanted(request, list(FORMATS), operation.formats)[0]
        body = await self._explainer.trace(
            operation.text or "", operation.graphs, media_type, operation.seconds, self._workers.generation
        )
        return Response(body, media_type=media_type, headers=headers)
