"""The store: whatever answers SPARQL over one dataset."""

import json
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from threading import Lock, Thread
from time import monotonic
from typing import Protocol, TypeAlias

import pyoxigraph
from rdflib import BNode, Literal, URIRef
from rdflib.term import Identifier

from graph.engine import RESULTS, Graphs, available, chosen, evaluate, has_graph, write
from graph.gatherings import Gatherings
from graph.grams import Grams
from graph.judge import judge
from graph.malformed import damage, malformed, unknown_function
from graph.planning import Planner
from graph.prefixes import prefixes
from graph.single import Little, TooMuchError
from graph.snapshot import opened
from graph.statistics import Statistics
from graph.turtle import PREFIXED, only_used
from ontology.errors import InputError, OxianaError, UnavailableError, UnsupportedError
from ontology.terms import CANONICAL, Names

JSON = "application/sparql-results+json"
SECONDS_OPEN = 1  # until a store that is written is opened anew, where nobody waits for it


Row: TypeAlias = dict[str, Identifier]


@dataclass(frozen=True)
class Answer:
    """A serialised answer, as it goes out: its media type and its bytes."""

    media_type: str
    body: bytes


class Store(Protocol):
    """One dataset that answers SPARQL 1.1 queries; the embedded store and a remote engine look alike through it."""

    def query(self, text: str, accept: Sequence[str], graphs: Graphs = Graphs()) -> Answer:  # noqa: B008 - frozen
        """Answer a query in the first of the media types that its kind of result has.

        SELECT and ASK have those of RESULTS, CONSTRUCT and DESCRIBE those of GRAPHS and QUADS. `graphs` is the dataset
        of the protocol (SPARQL 1.1 Protocol §2.1.4); empty means the query's own or else the store's.

        Raises:
            InputError: the query is malformed (with line and column), or asks for what is refused.
            NoSuchFormatError: its kind of result has none of the media types.
        """
        ...

    def at_once(self, text: str, media_type: str, most: int) -> bytes | None:
        """The answer to a query of one triple pattern (see `graph.single`) in a media type of RESULTS.

        None: it has more than `most` bytes, or is to be had by `query` only.
        """
        ...

    def close(self) -> None:
        """Let go of all that it holds, and answer no more."""
        ...


class NoSuchFormatError(InputError):
    """The result of a query has none of the media types asked for; `available` are those that it has."""

    def __init__(self, available: Sequence[str]) -> None:
        super().__init__(f"this query's result is available as {', '.join(available)}")
        self.available = tuple(available)


class EmbeddedStore:
    """A store in this process: read-only on disk, or in memory."""

    def __init__(self, store: pyoxigraph.Store, names: Names, planner: Planner | None = None) -> None:
        self._store, self._planner = store, planner or Planner(store, base=names.base)
        self._prefixes, self._base = prefixes(names), names.base

    @classmethod
    def open(cls, path: Path, names: Names = CANONICAL) -> "EmbeddedStore":
        """Open what `write` wrote, for reading.

        Raises:
            UnavailableError: it is not there, or damaged.
        """
        try:
            store = opened(str(path))
            return cls(store, names, Planner.beside(path, store, names.base))
        except (OSError, RuntimeError) as error:  # the engine raises the second for a file that is cut short
            told = f"the store {path} cannot be opened: it is missing or damaged ({str(error).strip()})"
            raise UnavailableError(told) from error

    @classmethod
    def load(cls, nquads: bytes, names: Names = CANONICAL) -> "EmbeddedStore":
        """Hold a dataset in memory."""
        store = pyoxigraph.Store()
        store.bulk_load(nquads, format=pyoxigraph.RdfFormat.N_QUADS)
        return cls(store, names)

    @staticmethod
    def write(path: Path, nquads: bytes, names: Names = CANONICAL) -> None:
        """Write a dataset to a new folder, and beside it what is known of its default graph."""
        store = pyoxigraph.Store(str(path))
        store.bulk_load(nquads, format=pyoxigraph.RdfFormat.N_QUADS)
        store.optimize()
        store.flush()
        Statistics.of(store).write(path)
        Grams.write(store, path)
        if gatherings := Gatherings.of(store, names.ox):
            gatherings.write(path)

    def query(self, text: str, accept: Sequence[str], graphs: Graphs = Graphs()) -> Answer:  # noqa: B008 - frozen
        """See `Store.query`."""
        judged = judge(text, graphs, self._has)
        try:
            outcome = self._answer(judged.text, accept, judged.graphs)
        except (SyntaxError, UnicodeEncodeError, RuntimeError, OSError) as error:
            refusal = _refusal(error, judged.text)
            if refusal is None:
                raise
        else:
            if isinstance(outcome, Answer):
                return outcome
            refusal = NoSuchFormatError(outcome)
        # Not where it was caught: the engine's error would stay in its context, and with it the engine's result, which
        # may only be dropped by this thread.
        raise refusal

    def at_once(self, text: str, media_type: str, most: int) -> bytes | None:
        """See `Store.at_once`."""
        if self._planner.gatherings and self._planner.gatherings.may_be_in(text):
            return None
        little = Little(most)
        try:
            result = self._store.query(text, base_iri=self._base)
            result.serialize(little, format=RESULTS[media_type])  # type: ignore[arg-type] # it is a SELECT
            return little.getvalue()
        except (TooMuchError, SyntaxError, RuntimeError, OSError):
            return None

    def close(self) -> None:
        """See `Store.close`."""
        self._planner.close()
        del self._store, self._planner

    def _answer(self, text: str, accept: Sequence[str], graphs: Graphs) -> Answer | tuple[str, ...]:
        """The answer, or the media types that there are where none of them is accepted.

        The engine's result may only be dropped by the thread that asked, so no traceback may carry it out of here.
        """
        result = evaluate(self._store, text, graphs, planner=self._planner)
        try:
            offered = available(result)
            media_type = chosen(accept, offered)
            if media_type is None:
                return offered
            output = BytesIO()
            write(result, media_type, output, self._prefixes)
            body = output.getvalue()
            return Answer(media_type, only_used(body) if media_type in PREFIXED else body)
        finally:
            del result

    def _has(self, graph: str) -> bool:
        return has_graph(self._store, graph)


def _refusal(error: Exception, text: str) -> OxianaError | None:
    """What an error of the engine means for whoever asked; None: nothing that is known."""
    if isinstance(error, SyntaxError):
        return InputError(malformed(str(error), text))
    if isinstance(error, UnicodeEncodeError):
        return InputError(f"the query is not Unicode text (character {error.start + 1})")
    if told := unknown_function(str(error)):
        return UnsupportedError(told)
    if told := damage(str(error)):
        return UnavailableError(told)
    return None


class ReopenedStore:
    """A store on disk that is opened anew after each write; `generation` counts the writes."""

    def __init__(self, path: Path, names: Names, generation: Callable[[], int]) -> None:
        self._path, self._names, self._generation = path, names, generation
        self._opened: tuple[int, EmbeddedStore] | None = (generation(), EmbeddedStore.open(path, names))
        self._opened_at, self._opening = monotonic(), Lock()

    def query(self, text: str, accept: Sequence[str], graphs: Graphs = Graphs()) -> Answer:  # noqa: B008 - frozen
        """See `Store.query`."""
        return self._current().query(text, accept, graphs)

    def at_once(self, text: str, media_type: str, most: int) -> bytes | None:
        """See `Store.at_once`; nobody waits for what was written last to be opened."""
        if self._opened and self._opened[0] == self._generation():
            return self._opened[1].at_once(text, media_type, most)
        if not self._opening.locked() and monotonic() > self._opened_at + SECONDS_OPEN:
            Thread(target=self._try_to_open, daemon=True).start()
        return None

    def _try_to_open(self) -> None:
        with suppress(UnavailableError):  # whoever asks for a page is told
            self._current()

    def _current(self) -> EmbeddedStore:
        with self._opening:
            if self._opened is None:
                raise UnavailableError(f"the store {self._path} is closed")
            if self._opened[0] != (latest := self._generation()):
                self._opened, self._opened_at = (latest, EmbeddedStore.open(self._path, self._names)), monotonic()
            return self._opened[1]

    def close(self) -> None:
        """See `Store.close`."""
        with self._opening:
            if self._opened:
                self._opened[1].close()
            self._opened = None


def select(store: Store, text: str) -> list[Row]:
    """The rows of a SELECT as RDFLib terms, unbound variables left out."""
    bindings = json.loads(store.query(text, [JSON]).body)["results"]["bindings"]
    return [{name: term(value) for name, value in row.items()} for row in bindings]


def term(value: dict[str, str]) -> Identifier:
    """An RDF term of SPARQL 1.1 Query Results JSON (§3.2.2)."""
    if value["type"] == "uri":
        return URIRef(value["value"])
    if value["type"] == "bnode":
        return BNode(value["value"])
    return Literal(
        value["value"],
        lang=value.get("xml:lang"),
        datatype=URIRef(value["datatype"]) if "datatype" in value else None,
        normalize=False,
    )
