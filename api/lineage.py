"""Answers with their lineage: the claims that each row rests on, beside the results (see `graph.lineage`)."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from rdflib import URIRef
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from api.citing import language_of
from api.grounds import Grounds
from api.lookups import Lookups
from api.operation import Operation
from graph.answers import Support as CitedSupport
from graph.bibliography import FORMATS as BIBLIOGRAPHIES
from graph.citations import Citations
from graph.engine import Graphs
from graph.explainer import Explainer
from graph.lineage.formats import FORMATS
from graph.lineage.question import Question
from graph.lineage.reasons import Reason
from graph.lineage.telling import rested_on
from graph.store import JSON, Answer
from graph.workers import Workers
from ontology.errors import InputError

OFFERED = (*FORMATS, *BIBLIOGRAPHIES)
PLAIN = "a plain store has no claims, so its answers have no lineage; leave out lineage=1"


class Lineages:
    """Answers to queries that ask for their lineage; none over a plain store, which has no claims."""

    def __init__(
        self, explainer: Explainer, workers: Workers, citations: Citations, version: str, *, plain: bool
    ) -> None:
        self._explainer, self._workers, self._citations = explainer, workers, citations
        self._version, self.is_told = version, not plain

    async def told(self, operation: Operation, accept: Sequence[str]) -> Answer:
        """The answer to a query with its lineage, in the first of some of FORMATS that it has.

        Raises:
            InputError: there is none over a plain store, or the query is malformed.
            OxianaError: see `Explainer.trace`.
        """
        if not self.is_told:
            raise InputError(PLAIN)
        question = Question(operation.text or "", operation.graphs, self._version, self._workers.generation)
        return await self._explainer.trace(question, accept, operation.seconds)

    async def answer(
        self, request: Request, operation: Operation, accept: Sequence[str], headers: dict[str, str]
    ) -> Response:
        """The same as a response, in the first of some of OFFERED; or the bibliography of the answer.

        Raises:
            InputError: as `told`; or the bibliography would not be whole.
        """
        if accept[0] not in BIBLIOGRAPHIES:
            found = await self.told(operation, accept)
            return Response(found.body, media_type=found.media_type, headers=headers)
        # By the URL alone: what is answered is kept, whatever language a browser prefers.
        language = language_of(request.query_params.get("lang", "en"))
        found = await self.told(operation, [JSON])
        body = await run_in_threadpool(self._bibliography, found.body, accept[0], language)
        return Response(body, media_type=accept[0], headers=headers | {"Content-Language": language})

    async def rested_on(self, query: str, graphs: Graphs) -> CitedSupport:
        """The claims that the answer to a query rests on, or why they are not all known.

        Raises:
            OxianaError: see `Explainer.trace`.
        """
        found = await self.told(Operation(query, graphs), [JSON])
        lineage = json.loads(found.body)["lineage"]
        if unknown := _unknown(lineage):
            return CitedSupport(None, f"which claims it rests on is not known: {unknown.told()}")
        return CitedSupport(tuple(rested_on(lineage)))

    def _bibliography(self, answer: bytes, media_type: str, language: str) -> str:
        lineage = json.loads(answer)["lineage"]
        if unknown := _unknown(lineage):
            raise InputError(f"there is no bibliography of this answer, since it would not be whole: {unknown.told()}")
        items = self._citations.bibliography(map(URIRef, rested_on(lineage)), language)
        return BIBLIOGRAPHIES[media_type](items)

    def grounds(self, answer: Answer, lookups: Lookups, language: str) -> Grounds:
        """What a page shows of the lineage of an answer in JSON."""
        return Grounds.of(json.loads(answer.body)["lineage"], lookups, self._citations, language)


def _unknown(lineage: Mapping[str, Any]) -> Reason | None:
    """Why some of the claims that rows rest on may not be told; None: all are."""
    reasons = map(Reason.read, lineage["reasons"])
    return next((one for one in reasons if one.leaves_out_claims), None)
