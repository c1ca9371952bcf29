"""Mappings of entities to items of Wikidata: what a mapping set says, row by row."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from rdflib import SKOS, Namespace, URIRef

SSSOM = Namespace("https://w3id.org/sssom/")
WIKIDATA = Namespace("http://www.wikidata.org/entity/")
NOT_FOUND = "NoTermFound"


@dataclass(frozen=True)
class Mapping:
    """One row: an entity, the item that it is mapped to, and why.

    Without an `object` the row says that no item was found (SSSOM's `sssom:NoTermFound`). `confidence` is between 0 and
    1; docs/links.md tells what it means. `line` is where the row stands, from 1.
    """

    line: int
    subject: URIRef
    predicate: URIRef
    object: URIRef | None
    justification: URIRef
    author: str
    subject_label: str = ""
    object_label: str = ""
    confidence: float | None = None
    comment: str = ""

    @property
    def is_exact(self) -> bool:
        """Whether the entity is said to be what the item is."""
        return self.object is not None and self.predicate == SKOS.exactMatch


@dataclass(frozen=True)
class MappingSet:
    """The rows of one file, in order, and what is told of them as a whole."""

    path: Path
    iri: URIRef
    licence: URIRef
    made: date
    mappings: tuple[Mapping, ...]
    title: str = ""
    description: str = ""
    version: str = ""
    tool: str = ""
    subject_source: URIRef | None = None
    object_source: URIRef | None = None

    def iri_of(self, mapping: Mapping) -> URIRef:
        """The IRI of the record of a mapping; it is the same as long as the mapping is."""
        target = mapping.object or SSSOM[NOT_FOUND]
        return URIRef("/".join((self.iri, last(mapping.subject), last(mapping.predicate), last(target))))


def last(iri: str) -> str:
    """The last part of an IRI, which is its name."""
    return iri.replace("#", "/").rsplit("/", 1)[-1]
