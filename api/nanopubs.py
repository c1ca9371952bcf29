"""Nanopublications over HTTP: each by its Trusty URI, and all of them in one file."""

import re
from dataclasses import dataclass
from functools import cached_property
from threading import Lock

from fastapi import APIRouter
from rdflib import RDFS, URIRef
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from api.documentation import documented
from api.extensions import extended
from api.negotiation import HTML, wanted
from api.rendering import Pages
from api.signposting import Link
from graph.nanopub_files import JSON_LD, NQUADS, TRIG, bulk, compressed, written
from graph.nanopubs import Nanopub, Nanopubs
from graph.trusty import CODE
from ontology.errors import LimitError, OverloadError
from ontology.terms import Names

PATH = re.compile(rf"/np/({CODE})")
BULK = "/nanopubs.trig.gz"
# Not TriG that is sent as gzip: a client would decode it, and keep under this name what is no gzip.
GZIP = "application/gzip"
MOST = 10_000  # nanopublications that are made for a service
SECONDS = 2  # that a request waits for another that has them made
FORMATS = ("trig", "nq", "jsonld")  # the extensions of those that have graphs


@dataclass(frozen=True)
class Issue:
    """All nanopublications of a dataset: the claim of each by its code, and one file with all of them."""

    claims: dict[str, URIRef]
    file: bytes


class Nanopublications:
    """The nanopublications of a service: those of some claims are made when asked for, all of them once."""

    def __init__(self, nanopubs: Nanopubs, names: Names) -> None:
        self._nanopubs, self._names = nanopubs, names
        self._issued: Issue | None = None
        self._issuing = Lock()
        self._iris: dict[URIRef, URIRef] = {}  # of those claims that were asked for

    def of(self, claim: URIRef) -> Nanopub | None:
        """That of a claim; None for what is no claim."""
        return next(self._nanopubs.of([claim]), None)

    @cached_property
    def are_served(self) -> bool:
        """Whether they are not too many to be made."""
        return len(self._nanopubs.claims()) <= MOST

    def iri(self, claim: URIRef) -> URIRef | None:
        """What that of a claim is called; None for what is no claim, or where none are served."""
        if claim not in self._iris and self.are_served and (found := self.of(claim)):
            self._iris[claim] = found.iri
        return self._iris.get(claim)

    def issue(self) -> Issue:
        """All of them; whoever asks first waits for them to be made, about a millisecond for each.

        Raises:
            OverloadError: they are still being made.
            LimitError: they are too many.
        """
        if not self.are_served:
            raise LimitError(
                f"of more than {MOST} claims no nanopublications are served; "
                "whoever has the dataset writes them to a file: oxiana nanopubs FILE"
            )
        if self._issued is None:
            if not self._issuing.acquire(timeout=SECONDS):
                raise OverloadError("the nanopublications are being made; ask again in a moment")
            try:
                self._issued = self._issued or self._all()
            finally:
                self._issuing.release()
        return self._issued

    def _all(self) -> Issue:
        claims: dict[str, URIRef] = {}

        def noted(one: Nanopub) -> Nanopub:
            claims[one.code] = one.claim
            return one

        return Issue(claims, compressed(bulk(map(noted, self._nanopubs.of(self._nanopubs.claims())), self._names)))


def nanopub_routes(nanopublications: Nanopublications, pages: Pages, names: Names) -> APIRouter:
    """GET and HEAD of /np/… and /nanopubs.trig.gz."""
    router = APIRouter()
    told = documented([TRIG, NQUADS, JSON_LD, HTML], path="the artifact code, RA…, of the Trusty URI")

    @router.get("/np/{name}", summary="A nanopublication", **told)
    @router.head("/np/{name}", include_in_schema=False)
    def nanopub(request: Request) -> Response:
        path, extension = extended(request.scope["path"])
        chosen = wanted(request, [TRIG, NQUADS, JSON_LD, HTML], [extension] if extension else None)[0]
        code = PATH.fullmatch(path)
        claim = nanopublications.issue().claims.get(code[1]) if code else None
        found = nanopublications.of(claim) if claim else None
        if found is None:
            raise HTTPException(404)
        response = page(request, found) if chosen == HTML else data(found, chosen, extension)
        response.headers["Link"] = Link(found.claim, "describes").written(names.base, pages.root)
        return response

    def data(found: Nanopub, chosen: str, extension: str) -> Response:
        headers = {} if extension else {"Vary": "Accept"}
        return Response(written(found, chosen, names), media_type=chosen, headers=headers)

    def page(request: Request, found: Nanopub) -> Response:
        return pages.render(
            request,
            "nanopub.html",
            thing=found.iri,
            claim=found.claim,
            modality=found.modality,
            is_affirmed=found.is_affirmed,
            glosses=[value for _, _, verb, value in found.quads if verb == RDFS.label],
            trig=written(found, TRIG, names).decode(),
            formats=FORMATS,
            whole=BULK,
        )

    @router.get(BULK, summary="All nanopublications, as TriG in a gzip file", **documented([GZIP]))
    @router.head(BULK, include_in_schema=False)
    def nanopubs() -> Response:  # its name tells the format, whatever is accepted
        return Response(nanopublications.issue().file, media_type=GZIP)

    return router
