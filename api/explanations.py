"""/explain: why a triple holds, down to claims and passages; or why not; and what would follow from other claims."""

import json
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter
from rdflib import PROV, RDF, RDFS, Graph, Literal, URIRef
from rdflib.util import from_n3
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from api.accounts import Account
from api.documentation import documented
from api.lookups import Lookups
from api.naming import Naming
from api.narration import narrated
from api.negotiation import HTML, wanted
from api.rendering import Pages
from api.settings import Settings
from graph.explainer import Explainer
from graph.prefixes import prefixes
from ontology.errors import InputError
from ontology.terms import Names

JSON, TEXT = "application/json", "text/plain"
PROVENANCE = {
    "application/ld+json": "json-ld",
    "text/turtle": "turtle",
    "application/n-triples": "nt",
    "application/rdf+xml": "xml",
}
TERMS, CLAIMS = ("subject", "predicate", "object"), ("with", "without")
MOST = 100  # claims that are taken in, or left out


def explanation_routes(explainer: Explainer, lookups: Lookups, pages: Pages, settings: Settings) -> APIRouter:
    """GET and HEAD of /explain."""
    router, naming = APIRouter(), Naming(lookups, settings.names)

    def read(given: dict[str, str]) -> tuple[list[str] | None, list[str], list[str]]:
        """The triple, the claims to take in and those to leave out, by the terms of N-Triples and IRIs."""
        triple = None
        if any(given[name].strip() for name in TERMS):
            triple = [term.n3() for term in naming.triple(*(given[name] for name in TERMS))]
        taken_in, left_out = (given[name].replace(",", " ").split() for name in CLAIMS)
        if len(taken_in) + len(left_out) > MOST:
            raise InputError(f"more than {MOST} claims are to be taken in or left out; name fewer")
        return triple, claims(taken_in), claims(left_out)

    def claims(names: list[str]) -> list[str]:
        return list(dict.fromkeys(str(naming.claim(one)) for one in names))

    def told(request: Request, media_type: str, answer: dict[str, Any], given: dict[str, str]) -> Response:
        headers = {"Vary": "Accept, Accept-Language, Cookie"}
        if media_type in PROVENANCE:
            body = provenance(answer, settings.names).serialize(format=PROVENANCE[media_type])
            return Response(body, media_type=media_type, headers=headers)
        account = Account.of(answer, lookups, pages.language(request))
        if media_type == JSON:
            return Response(json.dumps(account.whole(), ensure_ascii=False), media_type=JSON, headers=headers)
        if media_type == TEXT:
            return Response(narrated(account), media_type=TEXT, headers=headers)
        return pages.render(request, "explain.html", account=account, given=given)

    @router.get(
        "/explain",
        summary="Why a triple holds, or why not; and what would follow from other claims",
        **documented(
            [JSON, TEXT, *PROVENANCE, HTML],
            subject="an IRI, a prefixed name such as id:Russia, or a label in either language",
            predicate="the same",
            object="the same, or a literal of N-Triples",
            **{"with": "claims that are supposed to hold, too", "without": "claims that are supposed not to be there"},
        ),
    )
    @router.head("/explain", include_in_schema=False)
    async def explain(request: Request) -> Response:
        given = {name: " ".join(request.query_params.getlist(name)) for name in (*TERMS, *CLAIMS)}
        triple, taken_in, left_out = await run_in_threadpool(read, given)
        is_question = bool(triple or taken_in or left_out)
        offered = [JSON, TEXT, *PROVENANCE, HTML]
        media_type = wanted(request, offered if is_question else [HTML, *offered])[0]
        if not is_question:
            if media_type != HTML:
                raise InputError("name a subject, a predicate and an object, or claims with or without which to reason")
            return await run_in_threadpool(pages.render, request, "explain.html", account=None, given=given)
        if media_type in PROVENANCE and (taken_in or left_out or not triple):
            raise InputError("what is supposed is not told as RDF, where it would pass for what is so; ask for JSON")
        answer = await explainer.ask(triple, taken_in, left_out)
        return await run_in_threadpool(told, request, media_type, answer, given)

    return router


def provenance(answer: dict[str, Any], names: Names) -> Graph:
    """A triple and what it rests on: the claims that affirm it, the steps as graph:derivations has them (PROV-O)."""
    graph = Graph()
    for prefix, namespace in prefixes(names).items():
        graph.bind(prefix, namespace)
    terms = [from_n3(term) for term in answer["triple"]]
    asked = dict(zip(TERMS, map(str, terms), strict=True))
    whole = URIRef(f"{names.base}explain?{urlencode(asked)}")
    _add_statement(graph, whole, answer["triple"], RDF.Statement)
    if answer["holds"] == "no":
        graph.add((whole, RDFS.comment, Literal("It is not asserted, and does not follow.", lang="en")))
    for claim in answer["affirmed"]:
        graph.add((whole, PROV.wasDerivedFrom, URIRef(claim)))
    for proof in answer["proofs"]:
        steps = proof["steps"]
        graph.add((whole, PROV.wasDerivedFrom, URIRef(steps[-1]["inference"])))
        for step in steps:
            if not step["rule"]:
                continue
            inference = URIRef(step["inference"])
            _add_statement(graph, inference, step["triple"], names.ox.Inference)
            graph.add((inference, names.ox.byRule, URIRef(step["rule"])))
            for premise in step["from"]:
                grounds = steps[premise]["claims"] or [steps[premise]["inference"]]
                for ground in filter(None, grounds):
                    graph.add((inference, PROV.wasDerivedFrom, URIRef(ground)))
    return graph


def _add_statement(graph: Graph, iri: URIRef, triple: Sequence[str], kind: URIRef) -> None:
    graph.add((iri, RDF.type, kind))
    for place, term in zip((RDF.subject, RDF.predicate, RDF.object), triple, strict=True):
        graph.add((iri, place, from_n3(term)))  # type: ignore[arg-type] # a term is a term
