"""/crosscheck: how the claims compare with what others tell."""

import json

from fastapi import APIRouter
from rdflib import Literal, URIRef
from starlette.requests import Request
from starlette.responses import Response

from api.crosscheck_json import crosscheck_json
from api.documentation import documented
from api.elsewhere import called, fact_of
from api.lookups import Lookups
from api.negotiation import HTML, wanted
from api.rendering import Pages
from graph.crosscheck.comparing import QUESTIONS
from graph.crosscheck.table import OUTCOMES, Checked, table, tally
from graph.engine import GRAPHS, QUADS
from graph.store import Store
from ontology.queries import read_all

JSON = "application/json"
TYPES = [JSON, *GRAPHS, *QUADS, HTML]


def crosscheck_routes(store: Store, lookups: Lookups, pages: Pages, version: str) -> APIRouter:
    """GET and HEAD of /crosscheck."""
    router = APIRouter()
    names = lookups.names
    questions = [*read_all(QUESTIONS, names)]

    def page(request: Request, checks: list[Checked]) -> Response:
        language = pages.language(request)
        outcomes = [names.ox[name] for name in OUTCOMES]
        definitions = {
            row["thing"]: row["text"]
            for row in lookups.rows("definitions", things=outcomes)
            if isinstance(row["text"], Literal) and (row["text"].language or "").lower() == language.lower()
        }
        facts = {told.iri: fact_of(told) for one in checks for part in one.comparisons for told in part.statements}
        words = called(lookups, list(facts.values()), Literal(language))
        return pages.render(
            request,
            "crosscheck.html",
            checks=checks,
            counts=tally(checks),
            questions=questions,
            definitions=definitions,
            facts=facts,
            called=words["called"],
            terms=[*outcomes, *words["terms"], *_terms(checks)],
        )

    @router.get(
        "/crosscheck",
        summary="How the claims compare with what Wikidata's snapshot and other references tell",
        **documented(TYPES),
    )
    @router.head("/crosscheck", include_in_schema=False)
    def crosscheck(request: Request) -> Response:
        chosen = wanted(request, TYPES)[0]
        if chosen in (*GRAPHS, *QUADS):
            found = lookups.graph("crosscheck", chosen)
            return Response(found.body, media_type=found.media_type, headers={"Vary": "Accept"})
        checks = table(store, names)
        if chosen == HTML:
            return page(request, checks)
        told = json.dumps(crosscheck_json(checks, version), ensure_ascii=False)
        return Response(told, media_type=JSON, headers={"Vary": "Accept"})

    return router


def _terms(checks: list[Checked]) -> set[URIRef]:
    """The things whose labels the page shows."""
    terms = {one.modality for one in checks}
    terms |= {URIRef(term) for one in checks for term in (one.voice, one.source) if term}
    for part in (part for one in checks for part in one.comparisons):
        terms |= {term for term in (part.subject, part.predicate, part.object) if isinstance(term, URIRef)}
    return terms
