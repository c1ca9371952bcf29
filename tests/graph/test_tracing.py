"""Lineage down to triples: leaving one out is compared with what is told, over random data and random queries."""

import re
from collections.abc import Iterable, Iterator

import pyoxigraph
from hypothesis import given, settings

from graph.engine import Graphs
from graph.lineage.exposure import exposed
from graph.lineage.follower import Follower
from graph.lineage.lineage import Lineage
from graph.lineage.paths import Paths
from graph.lineage.reading import read
from graph.lineage.reasons import Reason
from graph.lineage.solutions import Solutions
from graph.lineage.support import Support
from graph.lineage.trace import Trace
from graph.store import EmbeddedStore
from graph.triples import UnreadableError
from ontology.inferences import Spelled
from ontology.terms import CANONICAL
from tests.graph.queries import queries, stores

NOT_MONOTONE = ("OPTIONAL", "MINUS", "COUNT", "LIMIT", "BOUND(")


class Triples:
    """Each triple rests on itself, as if it were a claim of its own."""

    are_proven = True

    def of(self, triple: Spelled, graph: str | None = None) -> Support:
        """The support of a triple."""
        return Support.of([name(triple, graph)])

    def prepare(self, _wanted: Iterable[tuple[Spelled, str | None]]) -> None:
        """All are ready."""

    def is_certain(self, _predicate: str) -> bool:
        """None is certain."""
        return False


def name(triple: Spelled, graph: str | None) -> str:
    """What a triple of a graph is called."""
    return " ".join((*triple, *((graph,) if graph else ())))


def traced(store: pyoxigraph.Store, text: str) -> Lineage:
    """The lineage of an answer."""
    query = read(text, CANONICAL.base)
    assert query
    held = EmbeddedStore(store, CANONICAL)
    paths = Paths(lambda asked: Solutions.of(held, asked, Graphs()).rows, Triples().of)
    follower = Follower(held, Triples(), text, query, Graphs(), paths, lambda nested: traced(store, nested))
    return Trace(follower).lineage()


def answers_without_one(store: pyoxigraph.Store, text: str) -> Iterator[tuple[str, set[tuple[str | None, ...]]]]:
    """For each triple the rows of the answer when it is left out."""
    for quad in list(store):
        store.remove(quad)
        graph = None if isinstance(quad.graph_name, pyoxigraph.DefaultGraph) else str(quad.graph_name)
        rows = Solutions.of(EmbeddedStore(store, CANONICAL), text, Graphs()).rows
        store.add(quad)
        triple = Solutions.of(EmbeddedStore(_alone(quad), CANONICAL), "SELECT ?s ?p ?o { ?s ?p ?o }", Graphs()).rows[0]
        yield name(triple, graph), set(rows)  # type: ignore[arg-type] # all are bound


def _alone(quad: pyoxigraph.Quad) -> pyoxigraph.Store:
    store = pyoxigraph.Store()
    store.add(pyoxigraph.Quad(quad.subject, quad.predicate, quad.object))
    return store


@settings(deadline=None)
@given(stores, queries)
def test_a_row_goes_with_a_triple_if_and_only_if_that_is_necessary_for_it(store: pyoxigraph.Store, text: str) -> None:
    lineage = traced(store, text)
    if Reason("not-followed") in lineage.reasons:
        assert re.search(r"GRAPH \?g .*\bSELECT\b", text)
        return
    assert not any(row.support is None for row in lineage.rows), lineage.reasons
    is_monotone = not any(word in text for word in NOT_MONOTONE)
    for triple, left in answers_without_one(store, text):
        for row in lineage.rows:
            assert row.support
            if row.values not in left and not lineage.rests_on_absence and "LIMIT" not in text:
                assert triple in row.support.claims, (triple, row.values)
            if is_monotone:
                assert (row.values not in left) == (triple in row.support.necessary), (triple, row.values)


@settings(deadline=None)
@given(stores, queries.filter(lambda text: not any(word in text for word in ("COUNT", "LIMIT", "ASK", "CONSTRUCT"))))
def test_the_solutions_of_an_exposed_query_are_those_of_the_query(store: pyoxigraph.Store, text: str) -> None:
    query, held = read(text, CANONICAL.base), EmbeddedStore(store, CANONICAL)
    assert query
    answer = Solutions.of(held, text, Graphs())
    try:
        exposure = exposed(text, query)
    except UnreadableError:
        assert re.search(r"GRAPH \?g .*\bSELECT\b", text)
        return
    solutions = Solutions.of(held, exposure.text, Graphs()).bound()
    assert {tuple(one.get(each) for each in answer.columns) for one in solutions} == set(answer.rows)
