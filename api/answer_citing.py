"""Citing an answer over HTTP: /cite?query=…, to which the link of every answer leads, and POST /cite."""

from collections.abc import Mapping
from http import HTTPStatus

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api.documentation import documented
from api.long_queries import LongQueries
from api.minting import Minted, Minting, MintRates
from api.negotiation import HTML, wanted
from api.operation import DIRECT, FORM, Operation, asked_fields, fields_of_url, one_of
from api.settings import Settings
from api.timemap import PARAMETER
from graph.answer_record import MEDIA_TYPE, written
from graph.answers import FOLDER, SHA256
from graph.engine import Graphs
from ontology.errors import InputError, NotFoundError

ASKED = ("query", "asked")
PARAMETERS = {
    "query": "in place of it: the query whose answer is cited; it gets an identifier",
    "default_graph_uri": "a graph that it was asked of in place of the default graph; may be repeated",
    "named_graph_uri": "a named graph that it was asked of; may be repeated",
    "title": "a title for the answer, which it has if nobody has cited it before",
}


class AnswerCiting:
    """Answers requests to cite an answer of a version of the dataset."""

    def __init__(
        self, minting: Minting, rates: MintRates, long_queries: LongQueries, settings: Settings, version: str
    ) -> None:
        self._minting, self._rates, self._long = minting, rates, long_queries
        self._root, self._body_bytes, self._version = settings.root_path, settings.body_bytes, version

    def is_asked(self, request: Request) -> bool:
        """Whether a request to /cite is for an answer, and not for a thing."""
        return any(name in request.query_params for name in ASKED)

    async def by_link(self, request: Request) -> Response:
        """Follow the link of an answer: to the page of its identifier, which it has from now on."""
        wanted(request, [MEDIA_TYPE, HTML])
        fields = fields_of_url(request.scope["query_string"])
        minted = await self._mint(request, fields)
        return RedirectResponse(self._place(minted), HTTPStatus.SEE_OTHER, {"Vary": "Accept"})

    async def by_post(self, request: Request) -> Response:
        """The record of an answer that is new (201) or was cited before (200); a browser is led to its page."""
        chosen = wanted(request, [MEDIA_TYPE, HTML])[0]
        minted = await self._mint(request, await asked_fields(request, self._body_bytes))
        if chosen == HTML:
            return RedirectResponse(self._place(minted), HTTPStatus.SEE_OTHER, {"Vary": "Accept"})
        status = HTTPStatus.CREATED if minted.is_new else HTTPStatus.OK
        headers = {"Location": self._place(minted), "Vary": "Accept"}
        return Response(written(minted.answer), status, headers, media_type=MEDIA_TYPE)

    async def _mint(self, request: Request, fields: Mapping[str, list[str]]) -> Minted:
        version = one_of(fields, PARAMETER, "versions")
        if version and SHA256.fullmatch(version) and version != self._version:
            raise NotFoundError(f"version {version} is not the one that answers here, {self._version}")
        text, graphs = self._asked(fields)
        title = one_of(fields, "title", "titles") or ""
        self._rates.take(request.client.host if request.client else "")
        return await self._minting.mint(text, graphs, title)

    def _asked(self, fields: Mapping[str, list[str]]) -> tuple[str, Graphs]:
        if name := one_of(fields, "asked", "queries"):
            if known := self._long.get(name):
                return known
            raise NotFoundError(
                "this long query is not remembered any more; send it whole: POST it to /cite as the field query, "
                f"or as {DIRECT}"
            )
        operation = Operation.from_fields(fields)
        if operation.text is None:
            raise InputError(f"say whose answer is cited: send the query to /cite as the field query, or as {DIRECT}")
        return operation.text, operation.graphs

    def _place(self, minted: Minted) -> str:
        return f"{self._root}/{FOLDER}/{minted.answer.id}"


def answer_citing_routes(citing: AnswerCiting) -> APIRouter:
    """POST of /cite."""
    router = APIRouter()

    @router.post(
        "/cite",
        summary=f"Cite the answer to a query, sent as {FORM} or directly as {DIRECT}: it gets an identifier",
        **documented([MEDIA_TYPE, HTML], **PARAMETERS),
    )
    async def cite(request: Request) -> Response:
        return await citing.by_post(request)

    return router
