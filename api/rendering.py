"""Pages: templates filled in, in English or 繁體中文, with a label and a local link for every thing."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from rdflib import Literal, URIRef
from rdflib.term import Identifier
from starlette.requests import Request
from starlette.responses import HTMLResponse

from api.lookups import Lookups
from api.negotiation import language
from api.past import staying
from api.timemap import PARAMETER
from graph.prefixes import prefixed
from ontology.terms import Names

TEMPLATES = Path(__file__).parent / "templates"
COOKIE = "lang"
A_YEAR = 365 * 24 * 60 * 60


class Pages:
    """Render a template for a request."""

    def __init__(self, lookups: Lookups, names: Names, root: str = "", memento: str = "") -> None:
        self.root = root  # the path under which a proxy shows the service
        self._memento = memento  # the earlier version whose pages these are
        self._lookups = lookups
        self._names = names
        self._environment = Environment(
            loader=FileSystemLoader(TEMPLATES),
            autoescape=select_autoescape(),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.globals["root"] = root
        self._environment.globals["memento"] = memento
        self._environment.filters["local"] = self.local
        self._environment.filters["short"] = short
        self._environment.filters["prefixed"] = lambda iri: prefixed(iri, names)

    def language(self, request: Request) -> str:
        """The language in which the request is answered."""
        return language(
            request.query_params.get("lang"), request.cookies.get(COOKIE), request.headers.get("accept-language")
        )

    def local(self, iri: str) -> str:
        """Where a thing's page is: a path of this service for what is under the base, else the IRI itself."""
        return f"{self.root}/{iri.removeprefix(self._names.base)}" if iri.startswith(self._names.base) else iri

    def render(self, request: Request, template: str, status: int = 200, **context: Any) -> HTMLResponse:  # noqa: ANN401 - what a template takes
        """Fill a template; the labels of all IRIs in the context are looked up at once."""
        chosen = self.language(request)
        left_out = ("lang", PARAMETER) if self._memento else ("lang",)
        labels = self._lookups.labels(_iris(context), chosen)
        body = self._environment.get_template(template).render(
            **context,
            lang=chosen,
            say=_speaker(chosen),
            colon="：" if chosen == "zh-Hant" else ": ",
            label=lambda term: labels.get(term) or short(str(term)),
            own_first=lambda found, name=None: sorted(found, key=lambda one: _order(_part(one, name), labels, chosen)),
            names=self._names,
            path=request.scope["path"],
            query=[(name, value) for name, value in request.query_params.multi_items() if name not in left_out],
        )
        if self._memento:
            body = staying(body, self.root, self._memento)
        response = HTMLResponse(body, status, {"Vary": "Accept, Accept-Language, Cookie", "Content-Language": chosen})
        if request.query_params.get("lang") == chosen:
            is_secure = request.scope["scheme"] == "https"
            response.set_cookie(
                COOKIE, chosen, max_age=A_YEAR, path=self.root or "/", secure=is_secure, httponly=True, samesite="lax"
            )
        return response


def short(iri: str) -> str:
    """The last part of an IRI, which is its name."""
    return iri.rstrip("/").replace("#", "/").rsplit("/", 1)[-1]


def _speaker(chosen: str) -> Callable[[str, str], str]:
    return lambda english, chinese: chinese if chosen == "zh-Hant" else english


def _part(one: Any, name: str | None) -> Identifier:  # noqa: ANN401 - a row, a group of rows or a term
    if name is None:
        return one  # type: ignore[no-any-return]
    return one[name] if isinstance(one, dict) else getattr(one, name)  # type: ignore[no-any-return]


def _order(term: Identifier, labels: Mapping[URIRef, str], chosen: str) -> tuple[bool, str]:
    """A key for the order of reading: words in the reader's language first, things by what the reader calls them."""
    foreign = isinstance(term, Literal) and (term.language or chosen).lower() != chosen.lower()
    return foreign, (labels.get(term) or short(term)).casefold() if isinstance(term, URIRef) else ""


def _iris(value: object) -> Iterator[URIRef]:
    """Every IRI in a template's context."""
    if isinstance(value, URIRef):
        yield value
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _iris(key)
            yield from _iris(item)
    elif isinstance(value, list | tuple | set):
        for item in value:
            yield from _iris(item)
