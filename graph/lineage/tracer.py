"""The tracer: finds out on which claims the rows of an answer rest."""

from functools import cached_property

from graph.algebra import Query
from graph.engine import Graphs
from graph.lineage.follower import Follower
from graph.lineage.formats import FORMATS
from graph.lineage.lineage import Lineage, untold
from graph.lineage.merge import Merge
from graph.lineage.origins import ProvenOrigins
from graph.lineage.reading import read
from graph.lineage.recorded import RecordedOrigins
from graph.lineage.solutions import Solutions
from graph.lineage.telling import told
from graph.lineage.trace import Trace
from graph.lineage.trust import Claims
from graph.lineage.witness import Origins
from graph.premises import Premises
from graph.store import Store
from ontology.errors import LimitError
from ontology.terms import Names


class Tracer:
    """Tells the lineage of answers over the store of one build."""

    def __init__(self, store: Store, names: Names) -> None:
        self._store, self._names = store, names
        self._claims = Claims(store, names)

    def over(self, store: Store) -> "Tracer":
        """The same over the store as it stands now; what was built, and what follows from it, is as it was."""
        other = Tracer(store, self._names)
        other.__dict__["origins"], other._claims = self.origins, self._claims
        return other

    def told(self, text: str, graphs: Graphs, media_type: str) -> bytes:
        """The answer to a query with its lineage, in one of FORMATS.

        Raises:
            InputError: see `trace`.
            LimitError: the answer has too many rows.
        """
        lineage = self.trace(text, graphs)
        return FORMATS[media_type](lineage, told(lineage, self._claims)).encode()

    @cached_property
    def origins(self) -> Origins:
        """Where the triples of the store come from: by all proofs, or where these are too many, by those recorded."""
        try:
            return ProvenOrigins(Premises.read(self._store, self._names))
        except LimitError:
            return RecordedOrigins(self._store, self._names)

    def trace(self, text: str, graphs: Graphs = Graphs()) -> Lineage:  # noqa: B008 - frozen
        """The lineage of the answer to a query; `graphs` is the dataset of the protocol, as for `Store.query`.

        Raises:
            InputError: the query is malformed, or asks for what is refused.
        """
        read = self._read(text)
        if read is None:
            return untold(Solutions.of(self._store, text, graphs))
        text, query = read
        if graphs == Graphs():
            graphs = Graphs(query.dataset(), query.dataset(named=True))
        return Trace(self._follower(text, query, graphs)).lineage()

    def _read(self, text: str) -> tuple[str, Query] | None:
        """A query as it is read: a DESCRIBE has a pattern then."""
        for one in (text, f"{text}\n{{}}"):
            if query := read(one, self._names.base):
                return one, query
        return None

    def _follower(self, text: str, query: Query, graphs: Graphs) -> Follower:
        origins: Origins = self.origins
        if graphs != Graphs():
            origins = Merge(self._store, origins, graphs.default)
        return Follower(self._store, origins, text, query, graphs, lambda nested: self.trace(nested, graphs))
