"""The SPARQL endpoint (SPARQL 1.1 Protocol §2.1)."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import parse_qsl

import anyio
from fastapi import APIRouter
from rdflib import Literal
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from api.documentation import documented
from api.lookups import Lookups
from api.negotiation import HTML, accept_of, acceptable
from api.problems import status_of, title_of
from api.rendering import Pages
from api.results import Table
from api.settings import Settings
from graph.description import service_description
from graph.judge import Graphs
from graph.malformed import READ_ONLY
from graph.store import GRAPHS, JSON, RESULTS, Answer, Store
from ontology.errors import InputError, OxianaError, QueryTimeoutError

FORM = "application/x-www-form-urlencoded"
DIRECT = "application/sparql-query"
UPDATE = "application/sparql-update"
TURTLE = "text/turtle"
KINDS = (*RESULTS, *GRAPHS, HTML)
ROWS_SHOWN = 1000
QUERIES_AT_ONCE = 32


@dataclass(frozen=True)
class Operation:
    """A query operation of the protocol: the query's text, None where there is none, and its dataset."""

    text: str | None
    graphs: Graphs

    @classmethod
    async def of(cls, request: Request, body_bytes: int) -> "Operation":
        """Read it from the URL, a form, or the body itself.

        Raises:
            InputError: there are two queries, or what was sent is not UTF-8.
            HTTPException: 413 for a body that is too long, 415 for one of another kind.
        """
        fields = _fields(request.scope["query_string"])
        if request.method != "POST":
            return cls(_one_query(fields), _graphs(fields))
        kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind == UPDATE:
            raise HTTPException(415, READ_ONLY)
        if kind not in (FORM, DIRECT):
            raise HTTPException(
                415, f"a query is posted as {FORM} or {DIRECT}, not as {kind or 'nothing in particular'}"
            )
        body = await _body(request, body_bytes)
        if kind == DIRECT:
            if "query" in fields:
                raise InputError("there is a query in the URL and another in the body; send one")
            return cls(_utf8(body), _graphs(fields))
        posted = _fields(body)
        merged = {name: [*fields.get(name, ()), *posted.get(name, ())] for name in {*fields, *posted}}
        if "query" not in merged and "update" not in merged:
            raise InputError("the form has no field named query")
        return cls(_one_query(merged), _graphs(merged))


def sparql_routes(store: Store, lookups: Lookups, pages: Pages, settings: Settings) -> APIRouter:
    """GET, HEAD and POST of /sparql; without a query, its description (SPARQL 1.1 Service Description §2)."""
    router = APIRouter()
    # A query past its time keeps its thread, for the engine cannot be stopped: so pages have threads apart from these.
    threads = anyio.CapacityLimiter(QUERIES_AT_ONCE)

    async def answer(text: str, graphs: Graphs, accept: Sequence[str]) -> Answer:
        try:
            with anyio.fail_after(settings.timeout):
                return await anyio.to_thread.run_sync(
                    store.query, text, accept, graphs, abandon_on_cancel=True, limiter=threads
                )
        except TimeoutError as error:
            sentence = (
                f"the query was not answered within {settings.timeout:g} seconds, the most it may take; ask for less"
            )
            raise QueryTimeoutError(sentence) from error

    async def page(request: Request, operation: Operation) -> Response:
        found, problem = None, None
        if operation.text is not None:
            try:
                found = await answer(operation.text, operation.graphs, [JSON, TURTLE])
            except OxianaError as error:  # the page shows it above the query, which can be corrected there
                problem = error
        return await anyio.to_thread.run_sync(fill_page, request, operation.text, found, problem)

    def fill_page(request: Request, text: str | None, found: Answer | None, problem: OxianaError | None) -> Response:
        status = status_of(problem) if problem else HTTPStatus.OK
        language = pages.language(request)
        table = Table.read(found.body, ROWS_SHOWN) if found and found.media_type == JSON else None
        return pages.render(
            request,
            "sparql.html",
            status,
            title=title_of(status, language),
            problem=problem,
            examples=lookups.rows("examples", language=Literal(language)),
            text=text,
            table=table,
            terms=table.rows if table else (),
            graph=found.body.decode() if found and not table else None,
        )

    told = documented(
        KINDS,
        query="the query",
        default_graph_uri="a graph to ask in place of the default graph; may be repeated",
        named_graph_uri="a named graph that the query may speak of; may be repeated",
    )

    @router.get(
        "/sparql", summary="SPARQL 1.1 Query; without a query, the query page or the service's description", **told
    )
    @router.head("/sparql", include_in_schema=False)
    @router.post("/sparql", summary=f"SPARQL 1.1 Query, as {FORM} or directly as {DIRECT}", **told)
    async def sparql(request: Request) -> Response:
        operation = await Operation.of(request, settings.body_bytes)
        if operation.text is None and request.method == "POST":
            raise InputError("there is no query: send one as the field query, or as the body")
        accept = acceptable(accept_of(request), [*GRAPHS, *RESULTS, HTML] if operation.text is None else KINDS)
        if accept[0] == HTML:
            return await page(request, operation)
        if operation.text is None:
            if accept[0] in RESULTS:
                raise InputError("there is no query: send one as the parameter query, or open /sparql in a browser")
            found = service_description(settings.names, accept)
        else:
            found = await answer(operation.text, operation.graphs, [one for one in accept if one != HTML])
        return Response(found.body, media_type=found.media_type, headers={"Vary": "Accept"})

    return router


async def _body(request: Request, most: int) -> bytes:
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > most:
            raise HTTPException(413, f"a request may send {most} bytes at the most")
    return bytes(body)


def _fields(encoded: bytes) -> Mapping[str, list[str]]:
    """The fields of a query string or form, each value decoded exactly once."""
    fields: dict[str, list[str]] = {}
    for name, value in parse_qsl(encoded.decode("latin-1"), keep_blank_values=True, encoding="latin-1"):
        fields.setdefault(name, []).append(_utf8(value.encode("latin-1")))
    return fields


def _utf8(raw: bytes) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise InputError(f"what was sent is not UTF-8 (byte {error.start})") from error


def _one_query(fields: Mapping[str, list[str]]) -> str | None:
    if "update" in fields:
        raise InputError(READ_ONLY)
    queries = fields.get("query", [])
    if len(queries) > 1:
        raise InputError(f"there are {len(queries)} queries; send one at a time")
    return queries[0] if queries and re.search(r"\S", queries[0]) else None


def _graphs(fields: Mapping[str, list[str]]) -> Graphs:
    return Graphs(tuple(fields.get("default-graph-uri", ())), tuple(fields.get("named-graph-uri", ())))
