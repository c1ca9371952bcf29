"""The application: everything is wired here, and nothing happens at import."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, nullcontext
from pathlib import Path

from fastapi import FastAPI
from starlette.middleware.cors import CORSMiddleware
from starlette.routing import Route
from starlette.staticfiles import StaticFiles

from api.answer_checks import answer_check_routes
from api.answer_citing import AnswerCiting, answer_citing_routes
from api.answer_pages import AnswerPages, answer_routes
from api.answering import Answering, Versions
from api.answers import Answers
from api.cache import Cache
from api.cite_as import CiteAs
from api.citing import Citing, citing_routes
from api.compression import Compression
from api.contested import contested_routes
from api.crosschecks import crosscheck_routes
from api.descriptions import Descriptions, description_routes
from api.documentation import documentation_routes
from api.edge import Edge, Service
from api.endpoint import METHODS as QUERY_METHODS
from api.endpoint import PATH, Endpoint
from api.explanations import explanation_routes
from api.gone import Gone
from api.graph_page import GraphPage
from api.graph_store import graph_store_routes
from api.health import health_routes, start_routes
from api.home import home_routes
from api.items import item_routes
from api.kept import Shelf
from api.lattice import lattice_routes
from api.lineage import Lineages
from api.lookups import Lookups
from api.mementos import Mementos
from api.metrics import Metrics, metrics_routes
from api.minting import Minting
from api.naming import Naming
from api.nanopubs import Nanopublications, nanopub_routes
from api.nearness import Nearness
from api.problems import METHODS, add_problems
from api.rendering import Pages
from api.requests import Requests
from api.resources import resource_routes
from api.settings import Settings
from api.shortcut import Shortcut
from api.signposting import Signposts
from api.sparql import sparql_routes
from api.tokens import Token
from api.update import update_routes
from api.versions import version_routes
from graph.answer_store import AnswerStore
from graph.citations import Citations
from graph.explainer import Explainer
from graph.nanopubs import Nanopubs
from graph.offer import Offer
from graph.outgoing import Guard
from graph.store import Store
from graph.workers import Workers
from graph.writing import Writing
from ontology import __version__
from ontology.errors import InputError

EXPOSED = ["Accept-Query", "Allow", "ETag", "Link", "Location", "Memento-Datetime", "Retry-After", "X-Request-Id"]
STATIC = Path(__file__).parent / "static"


def create_app(
    store: Store,
    workers: Workers,
    settings: Settings,
    version: str = "",
    writing: Writing | None = None,
    token: Token | None = None,
    guard: Guard | None = None,
    requests: Requests | None = None,
    mementos: Mementos | None = None,
) -> FastAPI:
    """The ASGI application over a store, and the workers that answer strangers over it; `version` names its dataset.

    With `writing` the holder of the token may write; `guard` is the one that the workers have, `requests` what is kept
    of those to the applications before this one; the `mementos` answer of other versions. A plain store (see
    `Settings`) has no pages about a graph.
    """

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        async with guard.running() if guard else nullcontext():
            try:
                if writing:
                    await writing.start()
                await workers.start()
                yield
                await workers.stop()
            finally:
                await explainer.stop()
                await tracer.stop()
                if writing:  # also where the workers do not start: another application may write on
                    await writing.stop()
                # FastAPI remembers the functions of every application, and with them all that they know.
                await asyncio.to_thread(store.close)  # it may just be opened anew
                shelf.clear()

    explainer = Explainer(workers.store, settings.names, settings.limits)
    tracer = Explainer(workers.store, settings.names, settings.limits)  # whose turns are short
    lookups = Lookups(store, settings.names)
    pages = Pages(lookups, settings.names, settings.root_path, settings.memento)
    signposts = Signposts.of_dataset(settings, version)
    citing = Citing(Citations(store, settings.names, settings.edition, version), pages)
    lineages = Lineages(tracer, workers, citing.citations, version, plain=settings.plain)
    nearness = Nearness(lookups, settings.names)
    services = settings.outgoing.endpoints if guard else ()
    offer = Offer(settings.names, settings.limits, version, services, writing is not None, settings.edition)
    descriptions = Descriptions(store, workers, offer)
    shelf = Shelf(settings.cache_bytes, settings.kept_bytes)
    requests = requests or Requests(settings)
    cite_as, answers = None, None
    if settings.archive and version:  # an answer is cited on a version that is kept
        cite_as = CiteAs(settings.root_path, version, requests.long_queries)
        kept = AnswerStore.of(settings.archive, settings.room)
        minting = Minting(workers, kept, settings, version, lineages.rested_on)
        answers = AnswerCiting(minting, requests.mint_rates, requests.long_queries, settings, version)
    sparql = sparql_routes(workers, lineages, lookups, pages, descriptions, settings, cite_as)
    metrics = Metrics(requests, workers, shelf, writing, guard)
    # A redirect to a path with a slash would name the host of the request, and nothing lies there.
    app = Service(
        lambda inner: Edge(inner, settings, requests, refusal, version),
        title="Oxiana",
        version=__version__,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        telemetry={"tracing": False, "metrics": False, "logs": False},
        routes=[Route(PATH, Endpoint(workers, lineages, settings, sparql, cite_as), methods=QUERY_METHODS)],
        servers=[{"url": settings.root_path}] if settings.root_path else None,
        lifespan=lifespan,
    )
    # Others ask by it, for whom this is an earlier version.
    app.state.answering = answering = Answering(
        version, settings.edition, workers, citing.citations, lineages.rested_on
    )
    app.add_middleware(Shortcut, store=store, limits=settings.limits, cite_as=cite_as)
    app.add_middleware(Compression)
    app.add_middleware(
        CORSMiddleware,
        allow_origins=["*"],
        allow_methods=[*METHODS, "OPTIONS"],
        allow_headers=["*"],
        expose_headers=EXPOSED,
    )
    app.add_middleware(Cache, version=lambda: workers.generation, shelf=shelf)
    refusal = add_problems(app, pages)
    nanopublications = Nanopublications(Nanopubs(store, settings.names, settings.edition), settings.names)
    if settings.plain:
        app.include_router(start_routes(settings.root_path))
    else:  # those of things first: routes are tried one after another, and these are asked for most
        gone = Gone(lookups, pages, settings, version)
        app.include_router(item_routes(lookups, pages, settings))
        app.include_router(
            resource_routes(lookups, pages, signposts, citing, nanopublications, gone, nearness, settings)
        )
        app.include_router(home_routes(lookups, pages, signposts, citing, settings, version))
    app.include_router(health_routes(settings, version, workers))
    app.include_router(sparql)  # behind the route above, which hands on to it; here for the documentation
    app.include_router(metrics_routes(metrics))
    app.include_router(update_routes(writing, token))
    graph_page = None if settings.plain else GraphPage(lookups, pages, citing)
    app.include_router(graph_store_routes(workers, settings, writing, token, graph_page))
    app.include_router(description_routes(descriptions))
    if not settings.plain:
        app.include_router(contested_routes(lookups, pages))
        app.include_router(crosscheck_routes(store, lookups, pages, version))
        app.include_router(lattice_routes(store, pages, settings))
        naming = Naming(lookups, settings.names)
        app.include_router(citing_routes(citing, lookups, pages, naming, nearness, answers))
        if answers and settings.archive:
            app.include_router(answer_citing_routes(answers))
            found = Answers(kept, Versions(answering, settings.archive, mementos), settings.limits, settings.root_path)
            app.include_router(answer_routes(AnswerPages(found, pages, citing, signposts, settings.names)))
            app.include_router(answer_check_routes(found, pages))
        app.include_router(nanopub_routes(nanopublications, pages, settings.names))
        if settings.archive:
            app.include_router(version_routes(pages, offer, citing, signposts, settings))
        app.include_router(explanation_routes(explainer, lookups, pages, settings))
    app.include_router(documentation_routes(app.openapi, pages))
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    if root := settings.root_path:
        own = {path.split("/")[1] for path in (*app.openapi()["paths"], "/static", "/openapi.json")}
        if root.split("/")[1] in own:
            raise InputError(f"the root path {root} begins like a path of the service's own; choose another")
    return app
