"""Pages to start from: the home page with who holds which interest, the tensions, search, and the vocabulary."""

import re
import unicodedata
from dataclasses import dataclass, field
from http import HTTPStatus

from fastapi import APIRouter
from rdflib import Literal, URIRef
from rdflib.term import Identifier
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api.citing import OFFERED, Citing
from api.documentation import documented
from api.extensions import CITATIONS, EXTENSIONS, extended
from api.lookups import Lookups
from api.negotiation import HTML, wanted
from api.rendering import Pages
from api.settings import Settings
from api.signposting import LINKSET, Signposts
from graph.citations import DATASET
from graph.engine import GRAPHS, QUADS
from graph.quads import serialise
from graph.store import Row

THINGS_SHOWN = 100


@dataclass
class Matrix:
    """Of one source: its actors, the interests, and for each pair the claims about it."""

    actors: list[Identifier] = field(default_factory=list)
    interests: list[Identifier] = field(default_factory=list)
    cells: dict[tuple[Identifier, Identifier], list[Row]] = field(default_factory=dict)

    def add(self, row: Row) -> None:
        """Take in one claim."""
        for known, new in ((self.actors, row["actor"]), (self.interests, row["interest"])):
            if new not in known:
                known.append(new)
        self.cells.setdefault((row["actor"], row["interest"]), []).append(row)


def natural(iri: Identifier) -> list[tuple[int, str]]:
    """A key that puts F7.3 before F7.18."""
    return [(int(part) if part.isdigit() else 0, part) for part in re.split(r"(\d+)", str(iri))]


def home_routes(
    lookups: Lookups, pages: Pages, signposts: Signposts, citing: Citing, settings: Settings, version: str
) -> APIRouter:
    """/, /tensions, /search, /ontology and its versions."""
    router = APIRouter()

    @router.get("/", summary="The home page", **documented([HTML]))
    @router.head("/", include_in_schema=False)
    def home(request: Request) -> Response:
        if "wikidata" in request.query_params:
            return RedirectResponse(f"{pages.root}/id?{request.url.query}", HTTPStatus.SEE_OTHER)
        wanted(request, [HTML])
        matrices: dict[Identifier, Matrix] = {}
        interests = lookups.rows("interests")
        for row in sorted(interests, key=lambda row: natural(row["claim"])):
            matrices.setdefault(row["source"], Matrix()).add(row)
        examples = lookups.rows("examples", language=Literal(pages.language(request)))
        dataset = URIRef(settings.names.base + DATASET)
        page = pages.render(
            request,
            "home.html",
            sources=lookups.rows("sources"),
            matrices=matrices,
            terms=interests,
            examples=[row for row in examples if str(row["home"]) == "true"],
            version=version,
            has_versions=settings.archive is not None,
            dataset=dataset,
            **citing.of_page(dataset, pages.language(request)),
        )
        return signposts.post(page, "/", "")

    @router.get(
        "/tensions", summary="Every tension of every source, with the claims that it joins", **documented([HTML])
    )
    @router.head("/tensions", include_in_schema=False)
    def tensions(request: Request) -> Response:
        wanted(request, [HTML])
        rows = lookups.rows("every-tension", language=Literal(pages.language(request)))
        sources: dict[Identifier, dict[Identifier, list[Row]]] = {}
        for row in sorted(rows, key=lambda row: [natural(row[name]) for name in ("source", "tension", "claim")]):
            sources.setdefault(row["source"], {}).setdefault(row["tension"], []).append(row)
        return pages.render(request, "tensions.html", sources=sources)

    @router.get(
        "/search",
        summary="Entities by their English or Chinese name",
        **documented([HTML], q="the name, or a part of it"),
    )
    @router.head("/search", include_in_schema=False)
    def search(request: Request) -> Response:
        words = " ".join(request.query_params.get("q", "").split())
        usual = unicodedata.normalize("NFKC", words)  # full-width letters and digits as they stand in names
        found: dict[Identifier, list[Identifier]] = {}
        for row in lookups.rows("search", words={Literal(words), Literal(usual)}) if words else ():
            names = found.setdefault(row["thing"], [])
            names += [row["label"]] if row["label"] not in names else []
        return pages.render(request, "search.html", words=words, found=found, most=THINGS_SHOWN)

    @router.get(
        "/ontology",
        summary="The vocabulary, as RDF or as documentation",
        **documented([*GRAPHS, *QUADS, HTML, *OFFERED]),
    )
    @router.head("/ontology", include_in_schema=False)
    def ontology(request: Request) -> Response:
        path, extension = extended(request.scope["path"])
        return signposts.post(vocabulary(request, path, extension), path, extension)

    @router.get(
        "/ontology/{name}",
        summary="The vocabulary, as it is in a version",
        **documented([*GRAPHS, *QUADS, HTML, LINKSET], path="the number of the version, as its owl:versionIRI ends"),
    )
    @router.head("/ontology/{name}", include_in_schema=False)
    def in_version(request: Request) -> Response:
        path, extension = extended(request.scope["path"])
        there = [str(row["version"]) for row in lookups.rows("ontology-version")]
        if settings.names.base + path.removeprefix("/") not in there:
            raise HTTPException(404, f"there is no {path} here; the version of the vocabulary is {', '.join(there)}")
        return signposts.post(vocabulary(request, path, extension), path, extension)

    def vocabulary(request: Request, path: str, extension: str) -> Response:
        offered = [*GRAPHS, *QUADS, HTML, LINKSET, *OFFERED]
        chosen = wanted(request, offered, [extension] if extension else None)[0]
        whole = URIRef(f"{settings.names.base}ontology")
        if chosen == LINKSET:
            return signposts.linkset(path)
        if chosen in OFFERED:
            return citing.answer(request, whole, chosen)
        if chosen in QUADS:
            body = serialise(lookups.rows("ontology-quads"), chosen, settings.names)
            return Response(body, media_type=chosen, headers={"Vary": "Accept"})
        if chosen != HTML:
            found = lookups.graph("ontology", chosen)
            return Response(found.body, media_type=found.media_type, headers={"Vary": "Accept"})
        relations: dict[Identifier, dict[Identifier, list[Identifier]]] = {}
        for row in lookups.rows("term-relations"):
            relations.setdefault(row["term"], {}).setdefault(row["relation"], []).append(row["value"])
        context = {"relations": relations, **citing.of_page(whole, pages.language(request))}
        return pages.render(request, "ontology.html", ontology=whole, terms=lookups.rows("vocabulary"), **context)

    for extension in (*EXTENSIONS, *CITATIONS):
        router.api_route(f"/ontology.{extension}", methods=["GET", "HEAD"], include_in_schema=False)(ontology)
    return router
