"""Linked data: every entity, claim, passage, rule, example query and inference at its own address.

The RDF of a thing is the triples of the default graph in which it is subject or object, and its derivation if it is an
inference; the formats with graphs put each triple in those graphs that it stands in, of those that make up the default
graph, and add the content of a claim to its description. So nothing that a source does not affirm is ever given
without the claim that says how it is put.
"""

import re
from collections import Counter, defaultdict
from http import HTTPStatus
from typing import Any

from fastapi import APIRouter
from rdflib import RDF, Literal, URIRef
from rdflib.term import Identifier
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from api.answer_names import EXAMPLE, register_names
from api.citing import OFFERED, Citing
from api.documentation import documented
from api.elsewhere import told_elsewhere
from api.extensions import extended
from api.gone import Gone
from api.items import mapped
from api.lookups import Lookups
from api.nanopubs import Nanopublications
from api.nearness import Nearness
from api.negotiation import HTML, PROBLEM, wanted
from api.rendering import Pages
from api.settings import Settings
from api.signposting import LINKSET, Link, Signposts
from graph.answers import FOLDER
from graph.engine import GRAPHS, QUADS
from graph.nanopub_files import TRIG
from graph.passages import OA, SCHEMA, Stretch
from graph.quads import serialise
from graph.store import Row
from graph.texts import attached

CITED = ("claim", "text")
KINDS = ("id", "claim", "text", "rule", "query", "inference", "gathering", "mapping")
TEXT = "text/"
TURTLE = "text/turtle"
PLACED = (OA.hasSelector, SCHEMA.sha256)  # what a passage's page tells apart from its other facts
# What the path of an IRI of ours may hold, of what RFC 3987 §2.2 has; percent-encoded characters come decoded.
PATH = re.compile(r"/[\w\-.~!$&'()*+,;=:@/]+")


def resource_routes(
    lookups: Lookups,
    pages: Pages,
    signposts: Signposts,
    citing: Citing,
    nanopublications: Nanopublications,
    gone: Gone,
    nearness: Nearness,
    settings: Settings,
) -> APIRouter:
    """GET and HEAD of every IRI under the base that the graph describes."""
    router = APIRouter()
    ox = settings.names.ox

    def resource(request: Request) -> Response:
        path, extension = extended(request.scope["path"])
        response = represented(request, path, extension)
        if response.status_code != HTTPStatus.OK:
            return response
        return signposts.post(response, path, extension, related(path))

    def related(path: str) -> list[Link]:
        """What describes a thing beside its RDF: its citations, and the nanopublication of a claim."""
        thing = URIRef(settings.names.base + path.removeprefix("/"))
        if path.split("/")[1] not in CITED or not citing.citations.is_cited(thing):
            return []
        nanopub = nanopublications.iri(thing) if path.startswith("/claim/") else None
        own = [Link(f"{nanopub}.trig", "describedby", TRIG)] if nanopub else []
        return [*signposts.of_citations(path), *own]

    def represented(request: Request, path: str, extension: str) -> Response:
        of_kind = offer(path.split("/")[1])
        offered = wanted(request, [*of_kind, PROBLEM], [extension] if extension else None)
        if not PATH.fullmatch(path):
            raise HTTPException(404)
        thing = URIRef(settings.names.base + path.removeprefix("/"))
        if not lookups.exists(thing):
            if answer := gone.unexplained(request, thing):
                return answer
            raise nearness.missing(thing, pages)
        if answer := gone.withdrawn(request, thing, offered[0]):
            return answer
        if offered[0] == PROBLEM:  # there is none
            offered = wanted(request, of_kind)
        if offered[0] == HTML:
            return page(request, thing)
        if offered[0] == LINKSET:
            return signposts.linkset(path, related(path))
        if offered[0] in OFFERED:
            return citing.answer(request, thing, offered[0])
        headers = {} if extension else {"Vary": "Accept"}
        if offered[0] in QUADS:
            body = serialise(lookups.rows("quads", thing=thing), offered[0], settings.names)
            return Response(body, media_type=offered[0], headers=headers)
        found = lookups.graph("describe", offered[0], thing=thing)
        return Response(found.body, media_type=found.media_type, headers=headers)

    def offer(kind: str) -> list[str]:
        return [*GRAPHS, *QUADS, HTML, LINKSET, *(OFFERED if kind in CITED else ())]

    def page(request: Request, thing: URIRef) -> Response:
        language = Literal(pages.language(request))
        facts = lookups.rows("facts", thing=thing)
        kinds = {row["object"] for row in facts if row["predicate"] == RDF.type}
        if ox.Claim in kinds:
            context = claim_context(thing, facts, language) | citing.of_page(thing, str(language))
            return pages.render(request, "claim.html", thing=thing, facts=facts, **context)
        if kinds & {ox.Passage, ox.Source}:
            context = passage_context(thing, language) | citing.of_page(thing, str(language))
            if ox.Source in kinds:
                context |= coverage_context(thing)
            if context["place"]:
                facts = [row for row in facts if row["predicate"] not in PLACED]
            return pages.render(request, "passage.html", thing=thing, facts=facts, **context)
        own = (settings.names.entity, settings.names.gathering)
        is_spoken_of = any(thing.startswith(namespace) for namespace in own)  # of others nothing follows
        statements = lookups.rows("statements", thing=thing) if is_spoken_of else []
        inferred = lookups.rows("inferred", thing=thing) if is_spoken_of else []
        told = mapped(lookups, thing, str(language)) | {"statements": statements, "inferred": inferred}
        told |= told_elsewhere(lookups, thing, language)
        told["compared"] = lookups.rows("crosschecks-of", thing=thing, language=language)
        return pages.render(request, "thing.html", thing=thing, facts=facts, **told)

    def claim_context(claim: URIRef, facts: list[Row], language: Literal) -> dict[str, Any]:
        stated = [URIRef(row["object"]) for row in facts if row["predicate"] == ox.statedIn]
        return {
            "content": lookups.rows("content", claim=claim),
            "turtle": lookups.graph("content-graph", TURTLE, claim=claim).body.decode(),
            "clauses": [(clause, place_of(clause), passage_text(clause)) for clause in stated],
            "tensions": lookups.rows("tensions", claim=claim, language=language),
            "consequences": lookups.rows("consequences", claim=claim),
            "nanopub": nanopublications.iri(claim),
            "compared": lookups.rows("crosschecks-of", thing=claim, language=language),
        }

    def passage_context(thing: URIRef, language: Literal) -> dict[str, Any]:
        passages = lookups.rows("passages", thing=thing, language=language)
        claims: dict[Identifier, list[Row]] = {}
        for row in lookups.rows("stated", thing=thing, language=language):
            claims.setdefault(row["clause"], []).append(row)
        return {"passages": passages, "claims": claims, "text": passage_text(thing), "place": place_of(thing)}

    def coverage_context(source: URIRef) -> dict[str, Any]:
        """What is counted of a source and each of its paragraphs, and the columns for it, the commonest first."""
        counts: defaultdict[Identifier, Counter[Identifier]] = defaultdict(Counter)
        columns: dict[Identifier, list[Identifier]] = {ox.modality: [], ox.kind: []}
        for row in lookups.rows("coverage", source=source):
            counts[row["whole"]][row["counted"]] = int(row["count"])
            if row["whole"] == source and "by" in row:
                columns[row["by"]].append(row["counted"])
        return {"counts": counts, "columns": columns}

    def passage_text(passage: URIRef) -> str | None:
        """The passage in an attached copy of its source; None where none is attached or the passage is not in it."""
        slug, _, name = str(passage).removeprefix(settings.names.base + TEXT).partition("/")
        whole = attached(settings.texts, slug) if settings.texts and name else None
        place = place_of(passage) if whole is not None else None
        if whole is None or not place:
            return None
        stretch = Stretch(name, int(place["start"]), int(place["end"]), str(place["sha256"]))
        return stretch.text_in(whole) if stretch.holds_in(whole) else None  # the copy may be of another edition

    def place_of(passage: URIRef) -> Row | None:
        """Where a passage stands in its source, and its hash; None for one without a place."""
        found = lookups.rows("place", passage=passage)
        return found[0] if found else None

    register_names()
    for kind in KINDS:
        told = documented(offer(kind), path=f"what follows /{kind}/ in the thing's IRI")
        path = f"/{kind}/{{name:{EXAMPLE if kind == FOLDER else 'path'}}}"
        router.get(path, summary=f"Linked data: {kind}", **told)(resource)
        router.head(path, include_in_schema=False)(resource)
    return router
