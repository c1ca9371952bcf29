"""The service's own questions to its store, each in a file of `api/queries`."""

from collections.abc import Iterable
from pathlib import Path

from rdflib import Literal, URIRef
from rdflib.term import Identifier

from graph.store import Answer, Row, Store, select
from ontology.queries import fill
from ontology.terms import Names

QUERIES = Path(__file__).parent / "queries"


class Lookups:
    """Ask a store a question by its name."""

    def __init__(self, store: Store, names: Names) -> None:
        self._store, self.names = store, names
        self._texts = {path.stem: names.read(path) for path in QUERIES.glob("*.rq")}

    def rows(self, name: str, **terms: Identifier | Iterable[Identifier]) -> list[Row]:
        """The rows of a SELECT, its `$name`s filled in."""
        return select(self._store, fill(self._texts[name], **terms))

    def graph(self, name: str, media_type: str, **terms: Identifier) -> Answer:
        """The graph of a CONSTRUCT in a media type."""
        return self._store.query(fill(self._texts[name], **terms), [media_type])

    def exists(self, thing: URIRef) -> bool:
        """Whether anything is said of a thing."""
        return bool(self.rows("exists", thing=thing))

    def labels(self, terms: Iterable[URIRef], language: str) -> dict[URIRef, str]:
        """The labels of those terms that have one in the language."""
        rows = self.rows("labels", terms=sorted(set(terms)), language=Literal(language))
        return {URIRef(row["term"]): str(row["label"]) for row in rows}
