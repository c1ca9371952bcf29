"""Citations over HTTP: of a thing at its own address in the formats of bibliographies, of any at /cite, of all claims.

`text/x-bibliography; style=apa; locale=en` is what Crossref and DataCite take for a formatted citation.
"""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Any

import anyio
import mimeparse
from fastapi import APIRouter
from markupsafe import Markup
from rdflib import URIRef
from starlette.requests import Request
from starlette.responses import Response

from api.answer_citing import PARAMETERS as OF_ANSWERS
from api.answer_citing import AnswerCiting
from api.documentation import documented
from api.extensions import CITATIONS
from api.lookups import Lookups
from api.naming import Naming
from api.nearness import Nearness
from api.negotiation import HTML, TEXT, accept_of, wanted
from api.rendering import Pages
from graph.bibliography import FORMATS
from graph.citations import Citations, UncitableError
from graph.item import Item
from graph.schema_org import schema_org
from graph.styles import STYLES, TITLES, formatted, style_of
from ontology.errors import InputError
from ontology.queries import LANGUAGES

BIBLIOGRAPHY = "text/x-bibliography"
OFFERED = (*FORMATS, BIBLIOGRAPHY)  # at the addresses of things
STYLE = "apa"
PARAMETERS = {
    "style": f"of a formatted citation: {', '.join(STYLES)}",
    "lang": f"the language: {', '.join(LANGUAGES)}",
    "accessed": "the date of access, such as 2026-11-26, if the citation is to tell it",
}


class Citing:
    """Answers with the citation of a thing, and gives pages theirs."""

    def __init__(self, citations: Citations, pages: Pages) -> None:
        self.citations, self._pages = citations, pages
        self.claims = lru_cache(len(FORMATS) * len(LANGUAGES))(self._claims)

    def answer(self, request: Request, thing: URIRef, media_type: str) -> Response:
        """The citation of a thing in one of OFFERED, or as text; see `item` and `written`."""
        return self.written(request, self.item(request, thing), media_type)

    def item(self, request: Request, thing: URIRef) -> Item:
        """The item of a thing, in the language that is asked for.

        Raises:
            InputError: it cannot be cited, or there is no such language or date.
        """
        language = self.language(request, parameters(request).get("locale", ""))
        return self.citations.item(thing, language, accessed_of(request.query_params.get("accessed", "")))

    def written(self, request: Request, item: Item, media_type: str) -> Response:
        """An item in one of OFFERED, or as text.

        Raises:
            InputError: there is no such style.
        """
        style = style_of(request.query_params.get("style") or parameters(request).get("style") or STYLE)
        if media_type in FORMATS:
            return self.respond(FORMATS[media_type]([item]), media_type, item.language)
        return self.respond(formatted(item, style).text + "\n", media_type, item.language)

    def of_page(self, thing: URIRef, language: str) -> dict[str, Any]:
        """What a page shows of how its thing is cited, and what it tells machines of it."""
        return shown(self.citations.item(thing, language))

    def language(self, request: Request, locale: str = "") -> str:
        """The language asked for.

        Raises:
            InputError: there is no such language.
        """
        asked = request.query_params.get("lang")
        if asked is not None:
            return language_of(asked)
        if locale[:2] in ("en", "zh"):
            return "zh-Hant" if locale.startswith("zh") else "en"
        return self._pages.language(request)

    def respond(self, body: str, media_type: str, language: str) -> Response:
        """An answer in a language."""
        headers = {"Vary": "Accept, Accept-Language, Cookie", "Content-Language": language}
        return Response(body, media_type=media_type, headers=headers)

    def _claims(self, media_type: str, language: str) -> str:
        return FORMATS[media_type](self.citations.claims(language))


def citing_routes(
    citing: Citing, lookups: Lookups, pages: Pages, naming: Naming, nearness: Nearness, answers: AnswerCiting | None
) -> APIRouter:
    """/cite, also of answers if these can be cited, and /claims.bib, /claims.ris and /claims.csl.json."""
    router = APIRouter()

    @router.get(
        "/cite",
        summary="The citation of a claim, a passage, a source, a graph, the ontology, the dataset or an answer",
        **documented([TEXT, HTML, *FORMATS], iri="its IRI, or a name such as claim:F7.1", **PARAMETERS, **OF_ANSWERS),
    )
    @router.head("/cite", include_in_schema=False)
    async def cite(request: Request) -> Response:
        if answers and answers.is_asked(request):
            return await answers.by_link(request)
        return await anyio.to_thread.run_sync(cite_thing, request)

    def cite_thing(request: Request) -> Response:
        chosen = wanted(request, [TEXT, HTML, *FORMATS])[0]
        name = request.query_params.get("iri", "").strip()
        if not name:
            raise InputError("say what is cited: /cite?iri= and its IRI, or a name such as claim:F7.1 or text:F7.s1")
        thing = naming.cited(name)
        item = found(request, thing)
        if chosen != HTML:
            return citing.written(request, item, chosen)
        styles = [style_of(request.query_params["style"])] if "style" in request.query_params else list(STYLES)
        shown = {style: cited(item, style) for style in styles}
        return pages.render(request, "cite.html", thing=thing, item=item, shown=shown, titles=TITLES)

    def found(request: Request, thing: URIRef) -> Item:
        try:
            return citing.item(request, thing)
        except UncitableError:
            if lookups.exists(thing) or str(pages.local(thing)) == str(thing):
                raise
            raise nearness.missing(thing, pages) from None

    def claims(request: Request) -> Response:
        extension = request.scope["path"].partition(".")[2]
        media_type, language = wanted(request, list(FORMATS), [extension])[0], citing.language(request)
        return citing.respond(citing.claims(media_type, language), media_type, language)

    for extension in CITATIONS:
        told = documented(FORMATS, lang=PARAMETERS["lang"])
        router.get(f"/claims.{extension}", summary=f"The citations of all claims, as .{extension}", **told)(claims)
        router.head(f"/claims.{extension}", include_in_schema=False)(claims)
    return router


def shown(item: Item) -> dict[str, Any]:
    """How a page shows an item, and what it tells machines of it."""
    return {"citation": cited(item, STYLE), "metadata": schema_org(item)}


def cited(item: Item, style: str) -> Markup:
    """A formatted citation, for a page."""
    return Markup(formatted(item, style).html)  # noqa: S704 - it is made of escaped text


def language_of(name: str) -> str:
    """The language of a tag.

    Raises:
        InputError: there are no citations in it.
    """
    if name not in LANGUAGES:
        raise InputError(f"there are no citations in the language {name!r}; there is {', '.join(LANGUAGES)}")
    return name


def accessed_of(text: str) -> str:
    """A date of access, in ISO 8601; empty for none.

    Raises:
        InputError: it is no date.
    """
    try:
        return date.fromisoformat(text).isoformat() if text else ""
    except ValueError as error:
        raise InputError(f"{text!r} is no date of access; write it as 2026-11-26") from error


def parameters(request: Request) -> Mapping[str, str]:
    """The parameters of text/x-bibliography in what a request accepts."""
    for part in (accept_of(request) or "").split(","):
        try:
            kind, subtype, told = mimeparse.parse_media_range(part)
        except mimeparse.MimeTypeParseException:
            continue
        if f"{kind}/{subtype}" == BIBLIOGRAPHY:
            return dict(told)
    return {}
