"""What is written otherwise for the engine, so that it answers sooner, and the same."""

import re
from pathlib import Path
from tempfile import TemporaryDirectory

import pyoxigraph
import pytest
from hypothesis import HealthCheck, given, settings

from graph import exclusions, extremes, joins, planning, thresholds
from graph.grams import Grams
from graph.planning import Planner
from graph.statistics import Statistics
from tests.graph.queries import answer, queries, stores

PREFIXES = "PREFIX : <http://a/> "


@pytest.fixture
def eager(monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything is planned, also what is small."""
    monkeypatch.setattr(planning, "_PLANNABLE", re.compile(""))
    for module in (joins, extremes, thresholds):
        monkeypatch.setattr(module, "MANY", 1)
    monkeypatch.setattr(exclusions, "CHEAPER", 0)


@pytest.mark.usefixtures("eager")
@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(stores, queries)
def test_a_planned_query_has_the_same_answer(store: pyoxigraph.Store, text: str) -> None:
    with TemporaryDirectory() as folder:
        Grams.write(store, Path(folder, "store"))
        grams = Grams.beside(Path(folder, "store"))
    for planner in (Planner(store), Planner(store, Statistics.of(store), grams)):
        assert answer(store.query(planner.planned(text))) == answer(store.query(text)), planner.planned(text)


def planned(data: str, text: str, *, knows: bool = True) -> str:
    store = pyoxigraph.Store()
    store.update(f"{PREFIXES} INSERT DATA {{ {data} }}")
    return Planner(store, Statistics.of(store) if knows else None).planned(PREFIXES + text).removeprefix(PREFIXES)


@pytest.mark.parametrize(
    "group", ["{}", "GRAPH ?g {{ {} }}", ":b :q ?x OPTIONAL {{ {} }}", "{{ {} }} UNION {{ ?x :q :b }}"]
)
def test_a_path_is_written_from_its_constant_end(group: str) -> None:
    text = "SELECT ?x {{ {} }}"
    told = planned("", text.format(group.format("?x :p/^:q/(:r|:p)* :b")), knows=False)
    assert told == text.format(group.format(":b ^((:r|:p)*)/:q/^(:p) ?x"))


DATA = ":a a :C ; :p :b ; :q :b . :c a :C ; :p :b . :d a :D . :e a :D . :f a :D ."


def test_patterns_are_joined_in_the_order_of_their_sizes() -> None:
    told = planned(DATA, "SELECT ?x { ?x a :C ; :p ?y ; :q ?z } ORDER BY ?x")
    assert told == "SELECT ?x { ?x :q ?z LATERAL { ?x :p ?y } } ORDER BY ?x"


def test_a_class_is_asked_for_where_not_all_things_have_it() -> None:
    told = planned(DATA + ":d :p :e .", "SELECT (COUNT(?x) AS ?n) { ?x a :C ; :p ?y }")
    assert told == "SELECT (COUNT(?x) AS ?n) { ?x a :C LATERAL { ?x :p ?y } }"


def test_many_rows_are_joined_by_a_table(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (joins, extremes, thresholds):
        monkeypatch.setattr(module, "MANY", 1)
    monkeypatch.setattr(exclusions, "CHEAPER", 0)
    told = planned(DATA + ":c :q :d .", "SELECT ?y (COUNT(*) AS ?n) { ?x :p ?y . ?x :q ?z } GROUP BY ?y")
    assert told.count("{ SELECT * {") == 2
    assert planned(DATA + ":c :q :d .", "SELECT ?y { ?x :p/:p* ?y . ?x :q ?z } LIMIT 1").count("SELECT *") == 0


@pytest.mark.parametrize(
    "text",
    [
        "SELECT ?x { ?x a :C ; :q ?y }",  # nothing tells that it is slow
        "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?x a :C ; :q ?y } }",  # anybody may write one
        "SELECT (COUNT(*) AS ?n) { ?x a :C . ?y a :D }",  # a product
        "SELECT * { ?x :p ?y . ?z :q ?x } ORDER BY ?x",  # its columns would change places
        "SELECT (COUNT(*) AS ?n) { ?x a :C ; :q [] }",
        "SELECT (COUNT(*) AS ?n) { ?x a :C ; :q ?y . SERVICE <http://b/> { ?x :q ?y } }",
        "SELECT (COUNT(*) AS ?n) { ?x a :C ?y :q ?x }",  # malformed
        "SELECT (COUNT(DISTINCT *) AS ?n) { ?x a :C ; :q ?y }",
    ],
)
def test_what_is_not_known_to_be_the_same_is_left_as_it_was_sent(text: str) -> None:
    assert planned(DATA, text) == text


@pytest.mark.parametrize(
    ("text", "is_asked"),
    [
        ("SELECT ?x { ?x :q ?y MINUS { ?x a ?c } }", True),
        ("SELECT ?x { ?x :q ?y MINUS { ?x a ?c } FILTER(BOUND(?x)) MINUS { ?y a ?c } }", True),
        ("SELECT ?x { ?x :q ?y MINUS { ?z a ?c } }", False),  # they share nothing, so nothing is taken away
        ("SELECT ?x { ?x :q ?y MINUS { ?x a ?c } OPTIONAL { ?y a ?c } }", False),  # a filter would see what comes after
        ("SELECT ?x { ?x :q ?y MINUS { ?x :p* ?z } }", False),  # a thing may reach itself in no triple
        ("SELECT ?x { ?x a ?y MINUS { ?x :q ?c } }", False),  # there are few to take away
    ],
)
def test_few_rows_are_looked_for_among_those_to_take_away(
    text: str, *, is_asked: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exclusions, "CHEAPER", 2)
    assert ("FILTER NOT EXISTS" in planned(DATA, text)) == is_asked


def test_nothing_is_known_of_a_store_without_a_build() -> None:
    text = "SELECT (COUNT(*) AS ?n) { ?x a :C ; :q ?y }"
    assert planned(DATA, text, knows=False) == text
