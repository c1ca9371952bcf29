"""The tracer: finds out on which claims the rows of an answer rest."""

from collections.abc import Sequence
from functools import cached_property

from graph.algebra import Query
from graph.engine import Graphs
from graph.lineage.follower import Follower
from graph.lineage.formats import FORMATS, available
from graph.lineage.lineage import Lineage, untold
from graph.lineage.merge import Merge
from graph.lineage.origins import ProvenOrigins
from graph.lineage.paths import Paths
from graph.lineage.question import Question
from graph.lineage.reading import read
from graph.lineage.recorded import RecordedOrigins
from graph.lineage.solutions import Solutions
from graph.lineage.telling import told
from graph.lineage.trace import Trace
from graph.lineage.trust import Claims
from graph.lineage.witness import Origins
from graph.premises import Premises
from graph.store import Answer, NoSuchFormatError, Store
from ontology.errors import ForbiddenError, InputError, LimitError
from ontology.terms import Names

SERVICE = (
    "what another endpoint answers rests on no claims here, so a query with SERVICE is not answered with its lineage, "
    "and no other endpoint is asked; leave out SERVICE, or do not ask for lineage"
)


class Tracer:
    """Tells the lineage of answers over the store of one build."""

    def __init__(self, store: Store, names: Names) -> None:
        self._store, self._names = store, names
        self._claims = Claims(store, names)
        self._paths: dict[Graphs, Paths] = {}  # those of the dataset that was asked last

    def over(self, store: Store) -> "Tracer":
        """The same over the store as it stands now; what was built, and what follows from it, is as it was."""
        other = Tracer(store, self._names)
        other.__dict__["origins"], other._claims = self.origins, self._claims
        return other

    def told(self, question: Question, accept: Sequence[str]) -> Answer:
        """The answer to a question with its lineage, in the first of the media types of FORMATS that it has.

        Raises:
            InputError: see `trace`.
            LimitError: the answer has too many rows.
            NoSuchFormatError: it has none of the media types.
        """
        lineage = self.trace(question.text, question.graphs)
        offered = available(lineage.answer)
        media_type = next((one for one in accept if one in offered), None)
        if media_type is None:
            raise NoSuchFormatError(offered)
        written = FORMATS[media_type](question, lineage.answer, told(lineage, self._claims), self._names)
        return Answer(media_type, written.encode())

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
        found = self._read(text)
        if found is None:
            try:
                return untold(Solutions.of(self._store, text, graphs))
            except ForbiddenError as error:
                raise InputError(SERVICE) from error
        asked, query = found
        over = graphs if graphs != Graphs() else Graphs(query.dataset(), query.dataset(named=True))
        try:
            return Trace(self._follower(asked, query, over)).lineage()
        except InputError:
            Solutions.of(self._store, text, graphs)  # the place that it tells is one of the query as it was sent
            raise

    def _read(self, text: str) -> tuple[str, Query] | None:
        """A query as it is read: a DESCRIBE has a pattern then."""
        if query := read(text, self._names.base):
            return text, query
        query = read(f"{text}\n{{}}", self._names.base)
        return (f"{text}\n{{}}", query) if query and query.form == "DESCRIBE" else None

    def _follower(self, text: str, query: Query, graphs: Graphs) -> Follower:
        origins: Origins = self.origins
        if graphs != Graphs():
            origins = Merge(self._store, origins, graphs.default)
        paths = self._paths.get(graphs)
        if paths is None or paths.is_large:
            self._paths = {graphs: Paths(lambda asked: Solutions.of(self._store, asked, graphs).rows, origins.of)}
            paths = self._paths[graphs]
        return Follower(self._store, origins, text, query, graphs, paths, lambda nested: self.trace(nested, graphs))
