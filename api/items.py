"""Items of Wikidata: what an entity is mapped to, and the way back from an item to our entity."""

import re
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter
from rdflib import SKOS, URIRef
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from api.documentation import documented
from api.lookups import Lookups
from api.nearness import MissingError
from api.negotiation import HTML, wanted
from api.rendering import Pages
from api.settings import Settings
from api.timemap import PARAMETER
from graph.links import NOT_FOUND, SSSOM, WIKIDATA
from graph.schema_org import CONTEXT
from ontology.errors import InputError

JSON = "application/json"
QID = re.compile(r"Q[1-9][0-9]{0,14}")
TOLD = "the identifier of an item of Wikidata, such as Q485207"


def mapped(lookups: Lookups, entity: URIRef, language: str) -> dict[str, Any]:
    """For the page of an entity: its mappings, and metadata that tell search engines which items it is.

    The metadata are empty where no item is the same; sameAs is schema.org's, a page that tells what is meant.
    """
    rows = lookups.rows("mappings", thing=entity)
    found = [row for row in rows if row["item"] != SSSOM[NOT_FOUND]]
    same = [row["item"] for row in found if row["predicate"] == SKOS.exactMatch]
    name = lookups.labels([entity], language).get(entity, "") if same else ""
    metadata = {"@context": CONTEXT, "@type": "Thing", "@id": entity, "url": entity, "name": name, "sameAs": same}
    return {
        "mappings": found,
        "unmapped": rows[0] if rows and not found else None,
        "metadata": metadata if same else {},
    }


def item_routes(lookups: Lookups, pages: Pages, settings: Settings) -> APIRouter:
    """/id?wikidata=Q… and /id/wikidata/Q…: to the entity that is the item, or to those that are linked otherwise."""
    router = APIRouter()

    def entity_of(request: Request, item: str) -> Response:
        if not QID.fullmatch(item):
            raise InputError(f"{item!r} is no identifier of an item of Wikidata; write one such as Q485207")
        rows = lookups.rows("item", item=WIKIDATA[item])
        if not rows:
            raise MissingError(
                f"no entity is mapped to the item {item} of Wikidata; search by name at {pages.root}/search",
                f"沒有實體對應維基數據之 {item}；可至 {pages.root}/search 以名稱搜尋",
            )
        same = [row for row in rows if row["predicate"] == SKOS.exactMatch]
        if len(same) == 1:
            return RedirectResponse(pages.local(same[0]["entity"]) + kept(request), HTTPStatus.SEE_OTHER)
        if wanted(request, [JSON, HTML])[0] == HTML:
            return pages.render(request, "choices.html", HTTPStatus.MULTIPLE_CHOICES, item=WIKIDATA[item], rows=rows)
        told = [{"entity": row["entity"], "predicate": row["predicate"], "mapping": row["mapping"]} for row in rows]
        return JSONResponse({"item": WIKIDATA[item], "entities": told}, HTTPStatus.MULTIPLE_CHOICES, {"Vary": "Accept"})

    def kept(request: Request) -> str:
        """What of the question holds for the answer, too: the language, and which version is shown."""
        asked = {"lang": request.query_params.get("lang"), PARAMETER: settings.memento}
        query = urlencode({name: value for name, value in asked.items() if value})
        return f"?{query}" if query else ""

    @router.get(
        "/id",
        summary="The entity that an item of Wikidata is (303), or those that are linked to it otherwise (300)",
        **documented([JSON, HTML], wikidata=TOLD),
    )
    @router.head("/id", include_in_schema=False)
    @router.api_route("/id/", methods=["GET", "HEAD"], include_in_schema=False)
    def by_question(request: Request) -> Response:
        item = request.query_params.get("wikidata")
        if item is None:
            raise InputError(f"name an item, as in {pages.root}/id?wikidata=Q485207; entities are at {pages.root}/id/…")
        return entity_of(request, item)

    @router.get("/id/wikidata/{item}", summary="The same", **documented([JSON, HTML], path=TOLD, called="item"))
    @router.head("/id/wikidata/{item}", include_in_schema=False)
    def by_path(request: Request) -> Response:
        return entity_of(request, request.path_params["item"])

    return router
