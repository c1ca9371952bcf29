"""/query/{id}: the landing page of a cited answer, its record, its citation, and those of the claims that it rests on.

Example queries have their pages beside these (`api.resources`): none is called like an identifier.
"""

from dataclasses import replace
from typing import Any

from fastapi import APIRouter
from rdflib import URIRef
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from api.answer_names import IN_PATH, PATH, register_names
from api.answers import Answers
from api.citing import OFFERED, Citing, accessed_of, cited, parameters, shown
from api.documentation import documented
from api.extensions import CITATIONS, extended
from api.negotiation import HTML, wanted
from api.rendering import Pages
from api.results import Table
from api.signposting import LINKSET, Link, Signposts
from api.timemap import PARAMETER
from graph.answer_item import item_of
from graph.answer_record import MEDIA_TYPE, written
from graph.answers import FOLDER, CitedAnswer, reasons_in
from graph.bibliography import FORMATS
from graph.engine import GRAPHS, QUADS
from graph.item import Item
from graph.quads import rewritten, terms
from graph.result_difference import TRIPLE, Result
from graph.store import JSON
from graph.styles import STYLES, TITLES
from ontology.errors import OxianaError
from ontology.terms import Names

ROWS_SHOWN = 100
CLAIMS_SHOWN = 100
LONGEST = 6000  # characters of a query that is put into a link
IMMUTABLE = {"Cache-Control": "public, max-age=86400"}


class AnswerPages:
    """Shows cited answers to people and to machines."""

    def __init__(self, answers: Answers, pages: Pages, citing: Citing, signposts: Signposts, names: Names) -> None:
        self._answers, self._pages, self._citing, self._signposts = answers, pages, citing, signposts
        self._names = names

    async def answer(self, request: Request) -> Response:
        """The landing page, or the record or the citation in a format."""
        path, extension = extended(request.scope["path"])
        answer = await run_in_threadpool(self._answers.find, path.rpartition("/")[2])
        offered = [*GRAPHS, *QUADS, HTML, LINKSET, *OFFERED]
        chosen = wanted(request, offered, [extension] if extension else None)[0]
        posts = replace(self._signposts, dataset=answer.version_iri)
        items = [] if answer.result is None else [Link(f"{answer.iri}/result", "item", answer.media_type)]
        if chosen == LINKSET:
            return posts.post(posts.linkset(path, items), path, extension, items)
        if chosen == HTML:
            response = await self._page(request, answer)
        else:
            response = await run_in_threadpool(self._written, request, answer, chosen)
        return posts.post(response, path, extension, items)

    def _written(self, request: Request, answer: CitedAnswer, chosen: str) -> Response:
        if chosen in OFFERED:
            language = self._citing.language(request, parameters(request).get("locale", ""))
            accessed = accessed_of(request.query_params.get("accessed", ""))
            return self._citing.written(request, self._item(answer, language, accessed), chosen)
        body = written(answer).encode()
        if chosen != MEDIA_TYPE:
            body = rewritten(body, chosen, self._names)
        return Response(body, media_type=chosen, headers={"Vary": "Accept", **IMMUTABLE})

    def _item(self, answer: CitedAnswer, language: str, accessed: str = "") -> Item:
        return item_of(answer, self._answers.versions.edition(answer.version), language, accessed)

    async def _page(self, request: Request, answer: CitedAnswer) -> Response:
        language, problem, bibliography = self._pages.language(request), None, list[Item]()
        try:
            if answer.support.claims:
                bibliography = await self._answers.bibliography(answer, language)
        except OxianaError as error:  # the page is there all the same
            problem = error

        def filled() -> Response:
            item = self._item(answer, language)
            columns, rows, boolean = first_rows(answer)
            address = f"{self._pages.root}/{FOLDER}/{answer.id}"
            return self._pages.render(
                request,
                "answer.html",
                answer=answer,
                thing=URIRef(answer.iri),
                title=answer.named_in(language),
                address=address,
                columns=columns,
                rows=rows,
                boolean=boolean,
                reasons=reasons_in(answer.reasons, language),
                is_linked=len(answer.query) <= LONGEST,
                asked=asked_again(answer),
                then=self._answers.then(answer),
                styles=[(TITLES[style], cited(item, style)) for style in STYLES],
                claims=[(URIRef(one.iri), cited(one, "apa")) for one in bibliography[:CLAIMS_SHOWN]],
                number_of_claims=len(answer.support.claims or ()),
                problem=problem,
                **shown(item),
            )

        return await run_in_threadpool(filled)

    async def result(self, request: Request) -> Response:
        """The result as it was when it was first cited."""
        answer = await run_in_threadpool(self._answers.find, request.path_params["id"])
        wanted(request, [answer.media_type])
        body = await run_in_threadpool(self._answers.result, answer)
        return Response(body, media_type=answer.media_type, headers={"Vary": "Accept", **IMMUTABLE})

    async def bibliography(self, request: Request) -> Response:
        """The citations of the claims that an answer rests on."""
        answer = await run_in_threadpool(self._answers.find, request.path_params["id"])
        extension = request.scope["path"].rpartition("/bibliography.")[2]
        media_type, language = wanted(request, list(FORMATS), [extension])[0], self._citing.language(request)
        items = await self._answers.bibliography(answer, language)
        return self._citing.respond(FORMATS[media_type](items), media_type, language)


def first_rows(answer: CitedAnswer) -> tuple[tuple[str, ...], list[Any], bool | None]:
    """The columns and the first rows of a result that is kept, or the word of an ASK."""
    if answer.result is None:
        return answer.columns, [], None
    if answer.media_type == JSON:
        table = Table.read(answer.result, ROWS_SHOWN)
        return table.columns, list(table.rows), table.boolean
    rows = Result.of_ntriples(answer.result).rows[:ROWS_SHOWN]
    cells = iter(terms(cell for row in rows for cell in row))
    return TRIPLE, [tuple(next(cells) for _ in row) for row in rows], None


def asked_again(answer: CitedAnswer) -> list[tuple[str, str]]:
    """The fields of the request that asks a query of the version on which it is cited."""
    graphs = [("default-graph-uri", one) for one in answer.default] + [("named-graph-uri", one) for one in answer.named]
    return [("query", answer.query), *graphs, (PARAMETER, answer.version)]


def answer_routes(shown: AnswerPages) -> APIRouter:
    """GET and HEAD of /query/{id} and of what lies below it, but for what is answered anew (`api.answer_checks`)."""
    router = APIRouter()
    register_names()
    offered = [*GRAPHS, *QUADS, HTML, LINKSET, *OFFERED]
    router.get(PATH, summary="A cited answer", **documented(offered, **IN_PATH))(shown.answer)
    router.head(PATH, include_in_schema=False)(shown.answer)
    result = f"{PATH}/result"
    router.get(
        result,
        summary="The result of a cited answer, as it was",
        **documented([JSON, "application/n-triples"], **IN_PATH),
    )(shown.result)
    router.head(result, include_in_schema=False)(shown.result)
    for extension in CITATIONS:
        path = f"{PATH}/bibliography.{extension}"
        told = documented(FORMATS, **IN_PATH)
        router.get(path, summary=f"The claims that a cited answer rests on, as .{extension}", **told)(
            shown.bibliography
        )
        router.head(path, include_in_schema=False)(shown.bibliography)
    return router
