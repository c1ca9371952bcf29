"""The tracer: finds out on which claims the rows of an answer rest."""

from functools import cached_property

from graph.algebra import Query
from graph.engine import Graphs
from graph.lineage.follower import Follower
from graph.lineage.lineage import Lineage, untold
from graph.lineage.merge import Merge
from graph.lineage.origins import Origins
from graph.lineage.paths import Origin
from graph.lineage.recorded import RecordedOrigins
from graph.lineage.solutions import Solutions
from graph.lineage.trace import Trace
from graph.outline import outline
from graph.premises import Premises
from graph.store import Store
from ontology.errors import LimitError
from ontology.terms import Names


class Tracer:
    """Tells the lineage of answers over the store of one build."""

    def __init__(self, store: Store, names: Names) -> None:
        self._store, self._names = store, names

    @cached_property
    def origins(self) -> Origins | RecordedOrigins:
        """Where the triples of the store come from: by all proofs, or where these are too many, by those recorded."""
        try:
            return Origins(Premises.read(self._store, self._names))
        except LimitError:
            return RecordedOrigins(self._store, self._names)

    def trace(self, text: str, graphs: Graphs = Graphs()) -> Lineage:  # noqa: B008 - frozen
        """The lineage of the answer to a query; `graphs` is the dataset of the protocol, as for `Store.query`.

        Raises:
            InputError: the query is malformed, or asks for what is refused.
        """
        read = outline(text) or outline(f"{text}\n{{}}")  # of a DESCRIBE without a pattern
        if read is None:
            answer = Solutions.of(self._store, text, graphs)
            return untold(answer.columns, answer.rows)
        if graphs == Graphs():
            graphs = Graphs(read.dataset(), read.dataset(named=True))
        return Trace(self._follower(text, read, graphs)).lineage()

    def _follower(self, text: str, query: Query, graphs: Graphs) -> Follower:
        origin: Origin = self.origins.of
        if graphs != Graphs():
            origin = Merge(self._store, origin, graphs.default).of
        return Follower(self._store, origin, text, query, graphs, lambda nested: self.trace(nested, graphs))
