"""The pages of the SPARQL endpoint, and its description (SPARQL 1.1 Service Description §2)."""

from dataclasses import replace
from http import HTTPStatus
from urllib.parse import parse_qsl

import anyio
from fastapi import APIRouter
from rdflib import Literal
from starlette.requests import Request
from starlette.responses import Response

from api.cite_as import CiteAs
from api.descriptions import Descriptions
from api.documentation import documented
from api.endpoint import CLIENT_GONE, HEADERS, KINDS, TRACED
from api.grounds import ROWS as ROWS_TRACED
from api.lineage import Lineages
from api.lookups import Lookups
from api.negotiation import HTML, wanted
from api.operation import ACCEPT_QUERY, DIRECT, FORM, Operation
from api.problems import status_of, title_of
from api.rendering import Pages
from api.results import Table
from api.settings import Settings
from api.streaming import ClientGoneError, unless_gone
from graph.engine import GRAPHS, QUADS, RESULTS
from graph.store import JSON, Answer
from graph.workers import Workers
from ontology.errors import InputError, OverloadError, OxianaError
from ontology.queries import LANGUAGES

TURTLE = "text/turtle"
ROWS_SHOWN = 1000
PAGE_BYTES = 16 * 1024 * 1024


def sparql_routes(
    workers: Workers,
    lineages: Lineages,
    lookups: Lookups,
    pages: Pages,
    descriptions: Descriptions,
    settings: Settings,
    cite_as: CiteAs | None,
) -> APIRouter:
    """GET, HEAD, POST and QUERY of /sparql, as far as `Endpoint` leaves them: each has its operation in its state."""
    router = APIRouter()
    page_limits = replace(settings.limits, result_bytes=min(PAGE_BYTES, settings.limits.result_bytes))

    async def answer_for_page(text: str, operation: Operation) -> Answer:
        if operation.lineage:
            return await lineages.told(operation, [JSON])
        reply = await workers.query(text, [JSON, TURTLE], operation.graphs, operation.seconds, page_limits)
        return Answer(reply.media_type, await reply.body())

    async def page(request: Request, operation: Operation) -> Response:
        found, problem, cited = None, None, ""
        if operation.text is not None:
            try:
                found = await unless_gone(request.receive, answer_for_page(operation.text, operation))
            except OxianaError as error:  # the page shows it above the query, which can be corrected there
                problem = error
        if cite_as and operation.text is not None and not problem:
            cited = cite_as.address(request.scope["query_string"], operation.text, operation.graphs)
        filled = await anyio.to_thread.run_sync(fill_page, request, operation, found, problem, cited)
        if isinstance(problem, OverloadError):
            filled.headers["Retry-After"] = str(problem.retry_after)
        filled.headers.update(ACCEPT_QUERY | ({"Link": f'<{cited}>; rel="cite-as"'} if cited else {}))
        return filled

    def fill_page(
        request: Request, operation: Operation, found: Answer | None, problem: OxianaError | None, cited: str
    ) -> Response:
        status = status_of(problem) if problem else HTTPStatus.OK
        language = pages.language(request)
        most = ROWS_TRACED if operation.lineage else ROWS_SHOWN
        table = Table.read(found.body, most) if found and found.media_type == JSON else None
        grounds = lineages.grounds(found, lookups, language) if found and operation.lineage else None
        return pages.render(
            request,
            "sparql.html",
            status,
            title=title_of(status, language),
            problem=problem,
            examples=lookups.rows("examples", language=Literal(language)),
            text=operation.text,
            table=table,
            grounds=grounds,
            account=grounds.account if grounds else None,
            is_traceable=lineages.is_told,
            is_traced=operation.lineage,
            asked=operation.asked(),
            terms=[table.rows if table else (), [one.binding for one in grounds.excluded] if grounds else ()],
            graph=found.body.decode() if found and not table else None,
            cited=parse_qsl(cited.partition("?")[2]),  # a button, since who follows links need not be a person
        )

    told = documented(
        dict.fromkeys((*KINDS, *TRACED)),
        query="the query",
        default_graph_uri="a graph to ask in place of the default graph; may be repeated",
        named_graph_uri="a named graph that the query may speak of; may be repeated",
        timeout="seconds after which the query is given up; no more than the service allows",
        lineage="1: the claims that each row of the answer rests on come with it, or its bibliography "
        "(docs/lineage.md; the member of the JSON is described in /static/lineage.schema.json)",
        lang=f"with lineage=1: the language of a bibliography: {', '.join(LANGUAGES)}",
    )

    @router.get(
        "/sparql", summary="SPARQL 1.1 Query; without a query, the query page or the service's description", **told
    )
    @router.head("/sparql", include_in_schema=False)
    @router.api_route("/sparql", methods=["QUERY"], include_in_schema=False)
    @router.post("/sparql", summary=f"SPARQL 1.1 Query, as {FORM} or directly as {DIRECT}", **told)
    async def sparql(request: Request) -> Response:
        operation: Operation = request.state.operation
        try:
            return await (without_query if operation.text is None else page)(request, operation)
        except ClientGoneError:
            return Response(status_code=CLIENT_GONE)

    async def without_query(request: Request, operation: Operation) -> Response:
        accept = wanted(request, [*GRAPHS, *QUADS, *RESULTS, HTML], operation.formats)
        if accept[0] == HTML:
            return await page(request, operation)
        if accept[0] in RESULTS:
            raise InputError("there is no query: send one as the parameter query, or open /sparql in a browser")
        found = await anyio.to_thread.run_sync(descriptions.service, accept)
        return Response(found.body, media_type=found.media_type, headers=HEADERS)

    return router
