"""The SPARQL 1.1 Graph Store HTTP Protocol: whole graphs, named in the query of /data or by their own address."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote, unquote_to_bytes
from uuid import uuid4

from fastapi import APIRouter
from fastapi.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from api.citing import OFFERED
from api.documentation import documented
from api.extensions import extended
from api.graph_page import GraphPage
from api.negotiation import HTML, wanted
from api.operation import fields_of, one_of
from api.payloads import payloads_of
from api.settings import Settings
from api.streaming import ClientGoneError, answered, unless_gone
from api.tokens import Token, admit
from graph.engine import GRAPHS, QUADS, Graphs
from graph.tokens import ABSOLUTE_IRI
from graph.workers import Reply, Workers
from graph.writing import Writing
from ontology.errors import InputError

JSON = "application/sparql-results+json"
ALL = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"
BEYOND_ASCII = re.compile(r"(?:%[89A-Fa-f][0-9A-Fa-f])+")
CLIENT_GONE = 499
WHICH = "say which graph: /data?graph=IRI, /data?default, or its own address"


@dataclass(frozen=True)
class Target:
    """The graph that a request is about; None: the default graph."""

    graph: str | None

    @property
    def told(self) -> str:
        """The graph in words."""
        return "the default graph" if self.graph is None else f"the graph <{self.graph}>"


def graph_store_routes(
    workers: Workers, settings: Settings, writing: Writing | None, token: Token | None, page: GraphPage | None = None
) -> APIRouter:
    """GET, HEAD, PUT, POST and DELETE of /data and of /graph/…; a graph of the latter has a `page`, where one is given.

    At the address of a graph with an extension is the graph in that format, unless another graph is called so.
    """
    router = APIRouter()
    base = settings.names.base

    async def respond(request: Request, target: Target | None) -> Response:
        if request.method in ("GET", "HEAD"):
            try:
                return await unless_gone(request.receive, read(request, _told(target)))
            except ClientGoneError:
                return Response(status_code=CLIENT_GONE)
        admit(token if writing else None, request)
        assert writing is not None  # noqa: S101 - nobody is admitted otherwise
        if request.method == "DELETE":
            if not await writing.delete(_told(target).graph):
                raise _missing(_told(target))
            return Response(status_code=204)
        if request.method == "PUT":
            target = _told(target)
        made = target or Target(f"{base}graph/{uuid4()}")
        payloads = await payloads_of(request, made.graph or base, settings.limits.write_bytes)
        work = writing.put if request.method == "PUT" else writing.post
        is_new = await work(made.graph, payloads)
        headers = {"Location": quote(made.graph or "", safe="%/:?#[]@!$&'()*+,;=~")} if is_new else {}
        return Response(status_code=201 if is_new else 204, headers=headers)

    async def read(request: Request, target: Target, formats: Sequence[str] | None = None) -> Response:
        accept = wanted(request, [*GRAPHS, *QUADS], formats)
        graphs = Graphs() if target.graph is None else Graphs((target.graph,))
        if target.graph is not None and not await exists(target.graph):
            raise _missing(target)
        reply: Reply = await workers.query(ALL, accept, graphs)
        return await answered(reply, {"Vary": "Accept"}, settings.seconds_stalled)

    async def read_direct(request: Request, graph: str) -> Response:
        if page is None:
            return await read(request, Target(graph))
        short, extension = extended(graph)
        formats = [extension] if extension and not await exists(graph) else None
        target = Target(short if formats else graph)
        chosen = wanted(request, [*GRAPHS, *QUADS, HTML, *OFFERED], formats)[0]
        if chosen not in (HTML, *OFFERED):
            return await read(request, target, formats)
        if not await exists(str(target.graph)):
            raise _missing(target)
        return await run_in_threadpool(page, request, str(target.graph), chosen)

    async def exists(graph: str) -> bool:
        reply = await workers.query(f"ASK {{ GRAPH <{graph}> {{}} }}", [JSON])
        return b"true" in await reply.body()

    told = documented(
        [*GRAPHS, *QUADS],
        graph="the IRI of the graph",
        default="without a value: the default graph in place of a named one",
    )
    shown = [HTML, *OFFERED] if page else []
    direct_told = documented([*GRAPHS, *QUADS, *shown], path="what follows /graph/ in the graph's IRI")
    for method, does in (
        ("GET", "A graph"),
        ("HEAD", ""),
        ("PUT", "Make RDF the content of a graph; needs the token"),
        ("POST", "Add RDF to a graph, or to a new one where none is named; needs the token"),
        ("DELETE", "Remove a graph; needs the token"),
    ):

        async def indirect(request: Request) -> Response:
            return await respond(request, _target(request))

        async def direct(request: Request) -> Response:
            graph = _address(request, base)
            if request.method not in ("GET", "HEAD"):
                return await respond(request, Target(graph))
            try:
                return await unless_gone(request.receive, read_direct(request, graph))
            except ClientGoneError:
                return Response(status_code=CLIENT_GONE)

        for path, answer, words in (("/data", indirect, told), ("/graph/{name:path}", direct, direct_told)):
            router.add_api_route(
                path, answer, methods=[method], summary=does, include_in_schema=method != "HEAD", **words
            )
    return router


def _target(request: Request) -> Target | None:
    """The graph that a query string names (Graph Store HTTP Protocol §4.2); None where it names none."""
    fields = fields_of(request.scope["query_string"])
    graph = one_of(fields, "graph", "graphs")
    if "default" in fields:
        if graph is not None:
            raise InputError(f"the default graph and another are asked for at once; {WHICH}")
        return Target(None)
    return None if graph is None else Target(_iri(graph))


def _address(request: Request, base: str) -> str:
    """The IRI of a graph that is named by its own address, under the base of the settings (§4.1).

    Octets beyond ASCII are the characters that they encode (RFC 3987 §3.2); an escape within ASCII is part of the IRI.
    """
    raw = request.scope["raw_path"].decode("ascii", errors="replace").partition("?")[0]
    return _iri(base + BEYOND_ASCII.sub(_characters, raw.removeprefix("/")))


def _characters(escaped: re.Match[str]) -> str:
    try:
        return unquote_to_bytes(escaped[0]).decode("utf-8")
    except UnicodeDecodeError:
        return escaped[0]


def _iri(graph: str) -> str:
    if not ABSOLUTE_IRI.fullmatch(graph):
        raise InputError(f"a graph is named by an absolute IRI, not by {graph!r}")
    return graph


def _told(target: Target | None) -> Target:
    if target is None:
        raise InputError(WHICH)
    return target


def _missing(target: Target) -> HTTPException:
    told = f"{target.told} is not here; SELECT DISTINCT ?g WHERE {{ GRAPH ?g {{ }} }} lists the graphs that are"
    return HTTPException(404, told)
