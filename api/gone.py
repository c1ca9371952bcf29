"""Claims that are withdrawn: each keeps its address, which tells why and what is in its place (RFC 9110 §15.5.11)."""

from http import HTTPStatus

from rdflib import URIRef
from starlette.requests import Request
from starlette.responses import Response

from api.lookups import Lookups
from api.negotiation import HTML, PROBLEM, prefers_html
from api.problems import problem
from api.rendering import Pages
from api.settings import Settings
from api.signposting import LINKSET
from api.timemap import memento_of
from graph.archive import Archive
from graph.engine import QUADS
from graph.quads import serialise
from graph.versions import Version

GONE = HTTPStatus.GONE
CLAIM = "claim/"


class Gone:
    """Answer for claims that are there no more; `version` is the one that is served."""

    def __init__(self, lookups: Lookups, pages: Pages, settings: Settings, version: str) -> None:
        self._lookups, self._pages, self._settings, self._version = lookups, pages, settings, version

    def withdrawn(self, request: Request, thing: URIRef, media_type: str) -> Response | None:
        """The tombstone of a claim in a media type; None: it has none."""
        if not self._name(thing).startswith(CLAIM):
            return None
        rows = self._lookups.rows("tombstone", thing=thing)
        if not rows:
            return None
        reasons = {str(row["reason"].language).lower(): str(row["reason"]) for row in rows}  # type: ignore[attr-defined]
        successors = sorted({URIRef(row["successor"]) for row in rows if "successor" in row})
        if media_type in (HTML, PROBLEM, LINKSET):
            return self._told(request, thing, media_type, reasons, successors)
        headers = {"Vary": "Accept"}
        if media_type in QUADS:
            body = serialise(self._lookups.rows("quads", thing=thing), media_type, self._settings.names)
            return Response(body, GONE, headers, media_type)
        found = self._lookups.graph("describe", media_type, thing=thing)
        return Response(found.body, GONE, headers, found.media_type)

    def unexplained(self, request: Request, thing: URIRef) -> Response | None:
        """What is known of a claim of which nothing is said: the last version that had it; None: none is kept."""
        if not self._name(thing).startswith(CLAIM) or not self._last(thing):
            return None
        return self._told(request, thing, HTML if prefers_html(request) else PROBLEM, {}, [])

    def _told(
        self, request: Request, thing: URIRef, media_type: str, reasons: dict[str, str], successors: list[URIRef]
    ) -> Response:
        last = self._last(thing)
        address = memento_of(f"/{self._name(thing)}", last) if last else ""
        if media_type == HTML:
            return self._pages.render(
                request, "gone.html", GONE, thing=thing, reasons=reasons, successors=successors, last=last, was=address
            )
        sentence = f"the claim {thing} is withdrawn: {reasons.get('en', 'no reason is given').rstrip('.')}"
        if successors:
            sentence += f"; in its place stands {', '.join(successors)}"
        if last:
            sentence += f"; the last version that had it is {last.sha256}: {address}"
        more = {"successors": successors, "version": last.iri if last else None, "memento": address or None}
        return problem(request, GONE, sentence, **{name: value for name, value in more.items() if value})

    def _last(self, thing: URIRef) -> Version | None:
        if not self._settings.archive:
            return None
        return Archive.of(self._settings.archive).last_with(self._name(thing), self._version)

    def _name(self, thing: URIRef) -> str:
        return str(thing).removeprefix(self._settings.names.base)
