"""/versions: every version of the dataset that was ever current, with what changed, as page, feed and data."""

import json
from typing import Any

from fastapi import APIRouter
from rdflib import URIRef
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api.citing import OFFERED, Citing, shown
from api.documentation import documented
from api.extensions import extended
from api.feed import ATOM, feed
from api.negotiation import HTML, wanted
from api.rendering import Pages
from api.settings import Settings
from api.signposting import LINKSET, Signposts
from api.timemap import LINK_FORMAT, OF, timemap
from graph.archive import Archive
from graph.citations import dataset_item
from graph.engine import GRAPHS, QUADS
from graph.offer import Offer
from graph.version_graph import versions_graph
from graph.versions import Version

JSON = "application/json"
GZIP = "application/gzip"
FILE = ".nq.gz"


def version_routes(pages: Pages, offer: Offer, citing: Citing, signposts: Signposts, settings: Settings) -> APIRouter:
    """GET and HEAD of /versions and /versions/…."""
    router = APIRouter()
    place = settings.archive
    assert place is not None  # noqa: S101 - else there are no such routes

    @router.get(
        "/versions",
        summary="Every version of the dataset, with what changed",
        **documented(
            [JSON, *GRAPHS, *QUADS, HTML, ATOM, LINK_FORMAT],
            of="the path of a resource: its versions (Memento's TimeMap, RFC 7089 §5)",
        ),
    )
    @router.head("/versions", include_in_schema=False)
    def versions(request: Request) -> Response:
        archive, resource = Archive.of(place), request.query_params.get(OF)
        offered = [JSON, *GRAPHS, *QUADS, HTML, ATOM, LINK_FORMAT]
        chosen = wanted(request, [LINK_FORMAT] if resource else offered)[0]
        latest = archive.versions[::-1]
        if chosen == LINK_FORMAT:
            body = timemap(resource or "/", list(archive.versions), settings.names.base)
            return Response(body, media_type=chosen, headers={"Vary": "Accept"})
        if chosen == HTML:
            context: dict[str, Any] = {"versions": latest, "damaged": archive.damaged, "current": offer.version}
            return pages.render(request, "versions.html", **context, shown=20)
        if chosen == ATOM:
            language = pages.language(request)
            headers = {"Vary": "Accept, Accept-Language, Cookie", "Content-Language": language}
            return Response(feed(latest, settings.names, language), media_type=ATOM, headers=headers)
        if chosen == JSON:
            told = {
                "dataset": f"{settings.names.base}.well-known/void#dataset",
                "current": offer.version,
                "versions": [as_json(one) for one in latest],
                "damaged": archive.damaged,
            }
            return _json(told)
        found = versions_graph(latest, offer.version, offer, [chosen])
        return Response(found.body, media_type=found.media_type, headers={"Vary": "Accept"})

    @router.get(
        "/versions/{name}",
        summary="One version; with .nq.gz after its SHA-256, all of it",
        **documented(
            [JSON, *GRAPHS, *QUADS, HTML, LINKSET, GZIP, *OFFERED],
            path="its SHA-256, eight or more of its first digits, or its number",
        ),
    )
    @router.head("/versions/{name}", include_in_schema=False)
    def one(request: Request) -> Response:
        name: str = request.path_params["name"]  # as an argument, FastAPI would describe it a second time
        extension = extended(request.scope["path"])[1]
        called = name.removesuffix(f".{extension}") if extension else name
        is_file = called.endswith(FILE)
        archive = Archive.of(place)
        version = archive.find(called.removesuffix(FILE))
        if version.sha256 != called.removesuffix(FILE):
            rest = FILE if is_file else f".{extension}" if extension else ""
            query = f"?{request.url.query}" if request.url.query else ""
            return RedirectResponse(f"{pages.root}/versions/{version.sha256}{rest}{query}", 302)
        if is_file:
            headers = {
                "Content-Disposition": f'attachment; filename="{version.sha256}{FILE}"',
                "Cache-Control": "public, max-age=31536000, immutable",
            }
            return Response(archive.packed(version), media_type=GZIP, headers=headers)
        posts = signposts.of_edition(version.edition)
        path = f"/versions/{version.sha256}"
        return posts.post(described(request, archive, version, posts, extension), path, extension)

    def described(request: Request, archive: Archive, version: Version, posts: Signposts, extension: str) -> Response:
        offered = [JSON, *GRAPHS, *QUADS, HTML, LINKSET, *OFFERED]
        chosen = wanted(request, offered, [extension] if extension else None)[0]
        if chosen == LINKSET:
            return posts.linkset(f"/versions/{version.sha256}")
        if chosen in OFFERED:
            item = dataset_item(version.edition, version.sha256, citing.language(request), version.names)
            return citing.written(request, item, chosen)
        if chosen == HTML:
            item = dataset_item(version.edition, version.sha256, pages.language(request), version.names)
            later = next((one for one in archive.versions if one.former == version.sha256), None)
            context: dict[str, Any] = {
                "version": version,
                "current": offer.version,
                "later": later,
                "thing": URIRef(version.iri),
            }
            return pages.render(request, "version.html", **context, **shown(item))
        if chosen == JSON:
            return _json(as_json(version))
        found = versions_graph([version], offer.version, offer, [chosen])
        return Response(found.body, media_type=found.media_type, headers={"Vary": "Accept"})

    return router


def as_json(version: Version) -> dict[str, Any]:
    """A version for programs, with whole IRIs."""
    told = version.tell()
    changes = told["changes"]
    if changes:
        for kind in ("added", "reworded", "withdrawn", "unexplained"):
            changes[kind] = [version.base + name for name in changes[kind]]
        changes["changed"] = {version.base + name: what for name, what in changes["changed"].items()}
    return {"iri": version.iri, "download": f"{version.iri}{FILE}", **told}


def _json(told: dict[str, Any]) -> Response:
    return Response(json.dumps(told, ensure_ascii=False, indent=1), media_type=JSON, headers={"Vary": "Accept"})
