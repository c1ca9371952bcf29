"""Content negotiation (RFC 9110 §12.5), and the parameter `format`, which goes before it."""

from collections.abc import Sequence
from functools import lru_cache

import mimeparse
from starlette.requests import Request

from graph.bibliography import BIBLATEX, BIBTEX, CSL, DATACITE, RIS, SCHEMA_ORG
from graph.lineage.formats import PROV_JSON_LD
from ontology.errors import InputError

HTML = "text/html"
TEXT = "text/plain"
PROBLEM = "application/problem+json"
# What many clients ask for where the registered type is longer; of results, of graphs and of citations alike.
ALIASES = {
    "application/sparql-results+json": ("application/json",),
    "application/sparql-results+xml": ("application/xml", "text/xml"),
    "application/ld+json": ("application/json",),
    "application/rdf+xml": ("application/xml", "text/xml"),
    CSL: ("application/json",),
}
# The values of `format`, and what each stands for, of results and of graphs; then other spellings, which clients send.
SHORT = {
    "json": ("application/sparql-results+json", "application/ld+json", "application/json"),
    "xml": ("application/sparql-results+xml", "application/rdf+xml"),
    "csv": ("text/csv",),
    "tsv": ("text/tab-separated-values",),
    "turtle": ("text/turtle",),
    "ntriples": ("application/n-triples",),
    "rdfxml": ("application/rdf+xml",),
    "jsonld": ("application/ld+json",),
    "trig": ("application/trig",),
    "nquads": ("application/n-quads",),
    "html": (HTML,),
    "linkset": ("application/linkset+json",),
    "atom": ("application/atom+xml",),
    "text": (TEXT,),
    "bibtex": (BIBTEX,),
    "biblatex": (BIBLATEX,),
    "ris": (RIS,),
    "csl": (CSL,),
    "datacite": (DATACITE,),
    "schema.org": (SCHEMA_ORG,),
    "prov": (PROV_JSON_LD,),
}
SPELLINGS = {
    "ttl": "turtle",
    "n3": "turtle",
    "nt": "ntriples",
    "n-triples": "ntriples",
    "rdf": "rdfxml",
    "rdf+xml": "rdfxml",
    "json-ld": "jsonld",
    "nq": "nquads",
    "n-quads": "nquads",
    "bib": "bibtex",
    "csl.json": "csl",
    "csl-json": "csl",
    "schemaorg": "schema.org",
}


class NotAcceptableError(InputError):
    """None of the media types on offer is acceptable to the client."""

    def __init__(self, offered: Sequence[str]) -> None:
        super().__init__(f"what you accept is not to be had here; there is {', '.join(offered)}")


def acceptable(accept: str | None, offered: Sequence[str]) -> list[str]:
    """The offered media types that the client accepts, best first; among equals those it names itself, as offered.

    Raises:
        NotAcceptableError: there is none.
        InputError: the Accept header is malformed.
    """
    return list(_acceptable(accept, tuple(offered)))


@lru_cache(maxsize=1000)  # a client says the same each time
def _acceptable(accept: str | None, offered: tuple[str, ...]) -> tuple[str, ...]:
    try:
        ranges = [mimeparse.parse_media_range(part) for part in (accept or "*/*").split(",") if part.strip()]
    except mimeparse.MimeTypeParseException as error:
        raise InputError(f"the Accept header is malformed: {accept}") from error
    liked = {one: _quality(one, ranges) for one in offered}
    found = [one for one in offered if liked[one] > (0, False)]
    if not found:
        raise NotAcceptableError(offered)
    return tuple(sorted(found, key=lambda one: liked[one], reverse=True))


def accept_of(request: Request) -> str | None:
    """What a request accepts: its Accept lines as one (RFC 9110 §5.3), None where it has none."""
    return ", ".join(request.headers.getlist("accept")) or None


def wanted(request: Request, offered: Sequence[str], formats: Sequence[str] | None = None) -> list[str]:
    """The offered media types that a request wants, best first: of `format` if it has one, else of its Accept.

    Some clients send several formats, one after the other or with commas: the first of them that there is counts.
    `formats` are these where they have been read already.

    Raises:
        NotAcceptableError: it accepts none.
        InputError: there is no such format here, or the Accept header is malformed.
    """
    told = request.query_params.getlist("format") if formats is None else formats
    if not told:
        return acceptable(accept_of(request), offered)
    for format_ in ",".join(told).split(","):
        name = format_.strip().lower().replace(" ", "+")  # a + that was not encoded stands for a space
        meant = SHORT.get(SPELLINGS.get(name, name), (name,))
        if found := [one for one in offered if one in meant or name in ALIASES.get(one, ())]:
            return found
    short = [name for name, types in SHORT.items() if any(one in offered for one in types)]
    raise InputError(f"there is no format {', '.join(told)!r} here; there is {', '.join((*short, *offered))}")


def prefers_html(request: Request) -> bool:
    """Whether a person's browser asks, rather than a program: errors are shown as a page then."""
    try:
        return wanted(request, [PROBLEM, HTML])[0] == HTML
    except InputError:
        return False


def language(asked: str | None, remembered: str | None, accept: str | None) -> str:
    """The language of a page: the one asked for, the one asked for before, the first accepted, English."""
    for choice in (asked, remembered):
        if choice in ("en", "zh-Hant"):
            return choice
    ranked = sorted((_language_range(part) for part in (accept or "").split(",")), key=lambda one: -one[1])
    for tag, weight in ranked:
        if weight and tag.startswith(("zh", "en")):
            return "zh-Hant" if tag.startswith("zh") else "en"
    return "en"


def _quality(name: str, ranges: list[tuple[str, str, dict[str, str]]]) -> tuple[float, bool]:
    """How well a media type is liked, and whether by its own name rather than by another that it goes by."""
    own = float(mimeparse.quality_parsed(name, ranges))
    by_another = max((float(mimeparse.quality_parsed(one, ranges)) for one in ALIASES.get(name, ())), default=0.0)
    return max(own, by_another), own > 0 and own >= by_another


def _language_range(part: str) -> tuple[str, float]:
    tag, _, weight = part.strip().lower().partition(";q=")
    try:
        return tag, float(weight or 1)
    except ValueError:
        return tag, 0
