"""The service as a checker on the web sees it: by the canonical IRIs, which a server on loopback answers."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property

import httpx
from rdflib import Graph, URIRef

from api.settings import Settings
from graph.build import Build
from tests.api.conftest import served

HTML = "text/html"
RDF_XML = "application/rdf+xml"


class Site:
    """What lies under a base, as it is served."""

    def __init__(self, client: httpx.Client, base: str) -> None:
        self.base = base
        self._client = client

    @property
    def home(self) -> URIRef:
        """The landing page of the dataset."""
        return URIRef(self.base)

    @property
    def ontology(self) -> URIRef:
        """The ontology."""
        return URIRef(f"{self.base}ontology")

    def get(self, iri: str, accept: str = "*/*") -> httpx.Response:
        """What is answered at an IRI under the base; no redirect is followed, so that each test tells of its own."""
        assert iri.startswith(self.base), f"{iri} lies elsewhere"
        return self._client.get(f"/{iri.removeprefix(self.base)}", headers={"Accept": accept})

    def graph(self, iri: str, accept: str) -> Graph:
        """The RDF that is answered at an IRI."""
        answer = self.get(iri, accept)
        assert answer.status_code == httpx.codes.OK, f"{iri} answers {answer.status_code}"
        return Graph().parse(data=answer.content, format=answer.headers["content-type"].partition(";")[0])

    @cached_property
    def vocabulary(self) -> Graph:
        """The ontology's RDF."""
        return self.graph(self.ontology, RDF_XML)


@contextmanager
def site(build: Build) -> Iterator[Site]:
    """That of a build, which is served for as long as the block runs."""
    with served(build.store_path, Settings(build.names, edition=build.edition), build.version) as client:
        yield Site(client, build.base)
