"""SPARQL 1.1 Update over HTTP (SPARQL 1.1 Protocol §2.2)."""

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from api.documentation import documented
from api.operation import FORM, UPDATE, body_of, charset_is_utf8, fields_of, media_type_of, one_of, utf8
from api.tokens import Token, admit
from graph.engine import Graphs
from graph.writing import Writing
from ontology.errors import InputError


def update_routes(writing: Writing | None, token: Token | None) -> APIRouter:
    """POST of /update."""
    router = APIRouter()
    told = documented(
        [],
        using_graph_uri="a graph that patterns are matched in, in place of the default graph; may be repeated",
        using_named_graph_uri="a named graph that patterns may speak of; may be repeated",
    )

    @router.post("/update", summary=f"SPARQL 1.1 Update, as {FORM} or directly as {UPDATE}; needs the token", **told)
    async def update(request: Request) -> Response:
        admit(token if writing else None, request)
        assert writing is not None  # noqa: S101 - nobody is admitted otherwise
        text, graphs = await _operation(request, writing.limits.write_bytes)
        await writing.update(text, graphs)
        return Response(status_code=204)

    return router


async def _operation(request: Request, most: int) -> tuple[str, Graphs]:
    """The update that was sent, and the dataset of the protocol."""
    kind = media_type_of(request)
    if kind not in (FORM, UPDATE):
        raise HTTPException(415, f"an update is posted as {FORM} or {UPDATE}, not as {kind or 'nothing in particular'}")
    if not charset_is_utf8(request):
        raise HTTPException(415, "an update is sent in UTF-8")
    fields = fields_of(request.scope["query_string"])
    body = await body_of(request, most)
    if kind == UPDATE:
        if "update" in fields:
            raise InputError("there is an update in the URL and another in the body; send one, in the body")
        fields = {**fields, "update": [utf8(body)]}
    else:
        if "update" in fields:
            raise InputError("the update stands in the URL; send it in the form, as the field update")
        posted = fields_of(body)
        fields = {name: [*fields.get(name, ()), *posted.get(name, ())] for name in {*fields, *posted}}
    if "query" in fields:
        raise InputError("there is a query with the update; send queries to /sparql")
    text = one_of(fields, "update", "updates")
    if text is None:
        raise InputError("there is no update: send one as the field update, or as the body")
    return text, Graphs(tuple(fields.get("using-graph-uri", ())), tuple(fields.get("using-named-graph-uri", ())))
