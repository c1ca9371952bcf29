"""Who shares exactly what: the concept lattice of a class and a property, and how like two of its things are."""

import json
from collections.abc import Callable
from functools import lru_cache, partial
from typing import Any

from anyio import CapacityLimiter, to_thread
from fastapi import APIRouter
from rdflib import URIRef
from starlette.requests import Request
from starlette.responses import Response

from api.documentation import documented
from api.hasse import MOST_DRAWN, drawn
from api.home import natural
from api.labelling import counted
from api.lattice_json import lattice_json
from api.likeness import caution, jaccard_told, kappa_told, similarity_json
from api.negotiation import HTML, wanted
from api.rendering import Pages
from api.settings import Settings
from graph.contexts import ALL, MOST_ATTRIBUTES, MOST_OBJECTS, Context
from graph.engine import GRAPHS, QUADS
from graph.lattice import MOST_SETS, SECONDS, Lattice
from graph.lattice_graph import Addresses, lattice_graph
from graph.prefixes import named
from graph.similarity import Similarity
from graph.store import Store
from ontology.errors import InputError, LimitError, OverloadError
from ontology.queries import LANGUAGES

JSON, SVG = "application/json", "image/svg+xml"
OF, BY = "ox:Actor", "ox:hasInterest"
MOST_SHOWN = 100  # concepts, implications, and things of each, on a page
MOST_KEPT = 16
MOST_WAITING = 16


def lattice_routes(store: Store, pages: Pages, settings: Settings) -> APIRouter:
    """/lattice and /similarity; one is worked out at a time, since it takes a whole processor, and the last are kept.

    They are of the default graph, which no write changes.
    """
    router = APIRouter()
    names = settings.names
    one_at_a_time = CapacityLimiter(1)

    @lru_cache(MOST_KEPT)
    def lattice_of(of: URIRef, by: URIRef, source: str) -> Lattice:
        return Lattice.read(store, names, of, by, source)

    def asked(request: Request, name: str, otherwise: str = "") -> URIRef:
        given = request.query_params.get(name) or otherwise
        if not given:
            raise InputError(f"name two things, as in ?a=id:Russia&b=id:Turkey; {name} is missing")
        return named(given, names)

    async def apart(work: Callable[[], Response]) -> Response:
        if one_at_a_time.statistics().tasks_waiting >= MOST_WAITING:
            raise OverloadError(f"{MOST_WAITING} lattices are asked for already; ask again in some seconds")
        return await to_thread.run_sync(work, limiter=one_at_a_time)

    def found(request: Request) -> Lattice:
        source = request.query_params.get("source", "")
        return lattice_of(asked(request, "of", OF), asked(request, "by", BY), source)

    def lattice_answer(request: Request, chosen: str) -> Response:
        lattice = found(request)
        if chosen == JSON:
            return _json(lattice_json(lattice, names))
        if chosen not in (HTML, SVG):
            answer = lattice_graph(lattice, names, [chosen])
            return Response(answer.body, media_type=answer.media_type, headers={"Vary": "Accept"})
        language, told = pages.language(request), Addresses(lattice, names)
        languages = sorted(LANGUAGES, key=lambda one: one != language)
        is_picture = chosen == SVG
        if is_picture and len(lattice.concepts) > MOST_DRAWN:
            much = f"it has {len(lattice.concepts)} concepts, and a diagram shows at most {MOST_DRAWN}"
            raise LimitError(f"{much}; ask for JSON, or choose a narrower class")
        page = pages.render(
            request,
            "hasse.xml" if is_picture else "lattice.html",
            lattice=lattice,
            anchors=[told.concept(one).partition("#")[2] for one in lattice.concepts],
            counted=lambda concept: counted(concept, language),
            drawing=drawn(lattice, languages) if len(lattice.concepts) <= MOST_DRAWN else None,
            most={"drawn": MOST_DRAWN, "shown": MOST_SHOWN, "sets": MOST_SETS, "seconds": SECONDS}
            | {"objects": MOST_OBJECTS, "attributes": MOST_ATTRIBUTES},
            **words(lattice.context, language),
        )
        if is_picture:
            page.headers["Content-Type"] = SVG
        return page

    def similarity_answer(request: Request, chosen: str) -> Response:
        context = found(request).context
        likeness = Similarity.of(context, asked(request, "a"), asked(request, "b"), names)
        if chosen == JSON:
            return _json(similarity_json(likeness, context))
        language = pages.language(request)
        return pages.render(
            request,
            "similarity.html",
            found=likeness,
            jaccard=jaccard_told(likeness)[language],
            kappa=kappa_told(likeness)[language],
            **words(context, language),
        )

    def words(context: Context, language: str) -> dict[str, Any]:
        """What both pages say."""
        return {
            "context": context,
            "terms": [context.of, context.by, *context.objects, *context.attributes],
            "reasons": lambda things, values: sorted(context.reasons(things, values), key=natural),
            "caution": caution()[language],
        }

    @router.get(
        "/lattice",
        summary="Who shares exactly what: the concept lattice of a class and a property",
        **documented(
            [JSON, *GRAPHS, *QUADS, SVG, HTML],
            of=f"the class, as a prefixed name or an IRI; {OF} if left out",
            by=f"the property; {BY} if left out",
            source=f"whose claims count; the first source if left out, {ALL} for all together",
        ),
    )
    @router.head("/lattice", include_in_schema=False)
    async def lattice(request: Request) -> Response:
        chosen = wanted(request, [JSON, *GRAPHS, *QUADS, SVG, HTML])[0]
        return await apart(partial(lattice_answer, request, chosen))

    @router.get(
        "/similarity",
        summary="What two members of a class share, what they do not, and two numbers for it",
        **documented(
            [JSON, HTML],
            a="the one",
            b="the other",
            of=f"the class; {OF} if left out",
            by=f"the property, {BY} likewise",
            source=f"whose claims count; the first source if left out, {ALL} for all together",
        ),
    )
    @router.head("/similarity", include_in_schema=False)
    async def similarity(request: Request) -> Response:
        chosen = wanted(request, [JSON, HTML])[0]
        return await apart(partial(similarity_answer, request, chosen))

    return router


def _json(told: dict[str, Any]) -> Response:
    return Response(json.dumps(told, ensure_ascii=False), media_type=JSON, headers={"Vary": "Accept"})
