"""The merge of some graphs that a query is asked over, in place of the default graph (SPARQL 1.1 §13.2)."""

from collections.abc import Iterable, Sequence

from graph.engine import Graphs
from graph.lineage.solutions import Solutions
from graph.lineage.support import CERTAIN, Support, UnknownError, any_of
from graph.lineage.witness import Origins
from graph.store import Store
from ontology.inferences import Spelled


class Merge:
    """The origins of triples of the merge: those in any one of the graphs."""

    def __init__(self, store: Store, origins: Origins, default: Sequence[str]) -> None:
        self._store, self._origins = store, origins
        self.are_proven = origins.are_proven
        self._default = " ".join(f"<{iri}>" for iri in default)
        self._known: dict[Spelled, Support] = {}

    def of(self, triple: Spelled, graph: str | None = None) -> Support:
        """The support of a triple of the merge, or of a named graph."""
        if graph:
            return self._origins.of(triple, graph)
        if triple not in self._known:
            self._known[triple] = self._of(triple)
        return self._known[triple]

    def prepare(self, wanted: Iterable[tuple[Spelled, str | None]]) -> None:
        """Make ready for many."""
        self._origins.prepare(wanted)

    def is_certain(self, predicate: str) -> bool:
        """Whether no triple with that predicate rests on any claim, in the default graph or in the merge."""
        return self._origins.is_certain(predicate)

    def _of(self, triple: Spelled) -> Support:
        if any(term.startswith("_:") for term in triple):
            return CERTAIN  # what claims say has no blank nodes
        asked = f"SELECT ?graph {{ VALUES ?graph {{ {self._default} }} GRAPH ?graph {{ {' '.join(triple)} }} }}"
        found = [row[0] for row in Solutions.of(self._store, asked, Graphs()).rows]
        if not found:
            raise UnknownError
        return any_of([self._origins.of(triple, graph) for graph in found])
