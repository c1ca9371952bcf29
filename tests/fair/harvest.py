"""What a checker gathers about the dataset from its landing page, as F-UJI does: by typed links, and in the page."""

import re
from dataclasses import dataclass
from functools import cached_property

from rdflib import RDF, Graph, Literal, URIRef
from rdflib.namespace import DCTERMS, FOAF
from rdflib.term import Node

from graph.imprint import DCAT, SCHEMA
from tests.fair.site import HTML, Site

LINK = re.compile(r'<([^>]*)>; rel="describedby"; type="([^"]*)"')
EMBEDDED = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)
# What each core metadatum may be written with.
CORE = {
    "object_identifier": (DCTERMS.identifier, SCHEMA.identifier, SCHEMA.url),
    "title": (DCTERMS.title, SCHEMA.name),
    "summary": (DCTERMS.description, DCTERMS.abstract, SCHEMA.description),
    "publication_date": (DCTERMS.issued, DCTERMS.date, SCHEMA.datePublished),
    "publisher": (DCTERMS.publisher, SCHEMA.publisher),
    "creator": (DCTERMS.creator, SCHEMA.creator, SCHEMA.author),
    "keywords": (DCAT.keyword, DCTERMS.subject, SCHEMA.keywords),
    "license": (DCTERMS.license, SCHEMA.license),
    "access_level": (DCTERMS.accessRights, DCTERMS.rights, SCHEMA.conditionsOfAccess),
}
RELATED = (DCTERMS.source, DCTERMS.isPartOf, DCTERMS.references, DCTERMS.hasVersion, SCHEMA.isBasedOn, SCHEMA.citation)


@dataclass(frozen=True)
class Delivery:
    """A way in which the data are to be had: the addresses, and of a service what it speaks."""

    media_type: str
    download: str
    endpoint: str
    protocol: str


class Harvest:
    """The metadata that are found from the landing page on, and nowhere else."""

    def __init__(self, site: Site) -> None:
        self._site = site

    @cached_property
    def linked(self) -> Graph:
        """The RDF to which typed links of the page lead (RFC 8288, rel=describedby), as it is asked for there."""
        found = Graph()
        for target, media_type in LINK.findall(self._site.get(self._site.home, HTML).headers.get("link", "")):
            answer = self._site.get(f"{self._site.base}{target.removeprefix('/')}", media_type)
            assert answer.headers["content-type"].partition(";")[0] == media_type
            found.parse(data=answer.content, format=media_type)
        return found

    @cached_property
    def embedded(self) -> list[str]:
        """The JSON-LD in the page itself."""
        return EMBEDDED.findall(self._site.get(self._site.home, HTML).text)

    @property
    def dataset(self) -> Node | None:
        """The dataset that is described; None where none is."""
        return self.linked.value(None, RDF.type, DCAT.Dataset)

    def core(self) -> dict[str, list[str]]:
        """The core metadata that have a value, makers by their names."""
        found: dict[str, list[str]] = {}
        for name, terms in CORE.items():
            values = [value for term in terms for value in self.linked.objects(self.dataset, term)]
            texts = [str(self.linked.value(one, FOAF.name) or one) for one in values if str(one).strip()]
            if texts:
                found[name] = texts
        if self.dataset is not None:
            found["object_type"] = [str(kind) for kind in self.linked.objects(self.dataset, RDF.type)]
        return found

    def deliveries(self) -> list[Delivery]:
        """Each distribution of the dataset."""
        found = []
        for one in self.linked.objects(self.dataset, DCAT.distribution):
            service = self.linked.value(one, DCAT.accessService)
            values = (
                self.linked.value(one, DCAT.mediaType),
                self.linked.value(one, DCAT.downloadURL),
                self.linked.value(service, DCAT.endpointURL),
                self.linked.value(service, DCTERMS.conformsTo),
            )
            found.append(Delivery(*(str(value or "") for value in values)))
        return found

    def related(self) -> list[URIRef]:
        """Other things to which the dataset stands in a relation that is named, by their IRIs."""
        values = (value for term in RELATED for value in self.linked.objects(self.dataset, term))
        return [value for value in values if isinstance(value, URIRef)]

    def namespaces(self) -> set[str]:
        """Those of the properties and classes that the metadata are written with."""
        terms = {*self.linked.predicates(), *self.linked.objects(None, RDF.type)}
        return {re.sub(r"[^/#]*$", "", str(term)) for term in terms if not isinstance(term, Literal)}
