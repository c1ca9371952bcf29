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
    told = Planner(store, Statistics.of(store) if knows else None).planned(PREFIXES + text).removeprefix(PREFIXES)
    return " ".join(told.split())


@pytest.mark.parametrize(
    "group", ["{}", "GRAPH ?g {{ {} }}", ":b :q ?y OPTIONAL {{ {} }}", "{{ {} }} UNION {{ ?y :q :b }}"]
)
def test_a_path_is_written_from_its_constant_end(group: str) -> None:
    text = "SELECT ?x {{ {} }}"
    told = planned("", text.format(group.format("?x :p/^:q/(:r|:p)* :b")), knows=False)
    assert told == text.format(group.format(":b ^((:r|:p)*)/:q/^(:p) ?x"))


@pytest.mark.parametrize(
    "group", [":b :q ?x OPTIONAL {{ {} }}", "?x :q :b FILTER(?x != :a) {{ {} }} UNION {{ ?y :q :b }}"]
)
def test_a_path_stays_whose_start_may_be_known_elsewhere(group: str) -> None:
    text = f"SELECT ?x {{ {group.format('?x :p/:q* :b')} }}"
    assert planned("", text, knows=False) == text


MANY = " ".join(f":s{number} :n {number} ; :lab 'l{number:04}' ; a :K ; :k 1 ." for number in range(600))
LIMITED = "(EXISTS { { SELECT ?x { ?x :q ?z } LIMIT 1 } })"
WATER = ":x :l 'wat', 'wate', 'water'@en . :y :l 'big Water' ; a :C . :z a :C ."


@pytest.mark.usefixtures("eager")
@pytest.mark.parametrize(
    ("data", "text"),
    [
        # A filter in an inner group sees what stands around it, as MINUS does not.
        (":x :q :y ; a :C ; :r :o", "SELECT ?x ?c ?y { ?x :r ?c OPTIONAL { ?x :q ?y MINUS { ?x a ?c } } }"),
        (
            ":x :q :y ; a :C . :m :s :x ; :r :o",
            "SELECT ?z ?c ?y { ?z :s ?x ; :r ?c . { ?x :q ?y MINUS { ?x a ?c } } }",
        ),
        (":s a :A . :t a :A, :B", "SELECT ?t (COUNT(*) AS ?n)WHERE { ?s a ?t } GROUP BY ?t"),
        (":s a :A . :t a :A, :B", "SELECT ?t ( COUNT(*) AS ?n ) { ?s a ?t } GROUP BY ?t ORDER BY ?n"),
        (":s a :A . :t a :A, :B", "SELECT (COUNT(*)AS ?n) { ?s a ?t }"),
        (":x :q :y ; :r :o . :z :q :y", "SELECT ?a ?z { ?a :q/:p* <http://a/y>OPTIONAL { ?a :r ?z } }"),
        (MANY, "SELECT ?x ?y { ?x :n ?y } ORDER BY ?y (EXISTS { { SELECT ?x { ?x :q ?z } LIMIT 1 } })"),
        (
            MANY,
            "SELECT ?x ?y { ?x :lab ?y ; a :K ; :k ?k } ORDER BY ?y (EXISTS { { SELECT ?x { ?x :q ?z } LIMIT 1 } })",
        ),
        (MANY, "SELECT ?x ?y { ?x :lab ?y ; a :K } ORDER BY ?y LIMIT 5000"),
        (WATER, "SELECT ?l { ?s :l ?l FILTER(REGEX(?l, 'water+*')) }"),
        (WATER, "SELECT ?l { ?s :l ?l FILTER(REGEX(?l, 'wate+??')) }"),
    ],
)
def test_what_once_had_another_answer_has_the_same(data: str, text: str) -> None:
    store = pyoxigraph.Store()
    store.update(f"{PREFIXES} INSERT DATA {{ {data} }}")
    with TemporaryDirectory() as folder:
        Grams.write(store, Path(folder, "store"))
        grams = Grams.beside(Path(folder, "store"))
    told = Planner(store, Statistics.of(store), grams).planned(PREFIXES + text)
    assert answer(store.query(told)) == answer(store.query(PREFIXES + text)), told


@pytest.mark.parametrize(
    "text",
    [
        "SELECT ?y { ?x :n ?y } ORDER BY ?y LIMIT",
        "SELECT ?y { ?x :n ?y } ORDER BY ?y LIMIT 5 OFFSET",
        f"SELECT ?y {{ ?x :n ?y }} ORDER BY ?y LIMIT {'1' * 5000}",
        "SELECT ?s { ?s :n <http://[> ; :k ?y } ORDER BY ?s",
        "SELECT ?s { ?s :n <a:%zz> ; :k ?y } ORDER BY ?s",
        "SELECT ?s { ?s :n <#a:y> ; :k ?y } ORDER BY ?s",
    ],
)
def test_no_query_is_too_much_for_the_planner(text: str) -> None:
    assert planned(MANY, text)


def test_a_relative_iri_with_a_colon_is_left_to_the_engine() -> None:
    text = "SELECT (COUNT(*) AS ?n) { ?s <#a:p> ?o }"
    assert planned(":x :p :y", text) == text


def test_what_the_index_proposes_is_bounded_in_all() -> None:
    store = pyoxigraph.Store()
    store.bulk_extend(
        pyoxigraph.Quad(
            pyoxigraph.NamedNode("http://a/x"),
            pyoxigraph.NamedNode("http://a/p"),
            pyoxigraph.Literal(f"the {n} {'x' * 900}"),
        )
        for n in range(900)
    )
    with TemporaryDirectory() as folder:
        Grams.write(store, Path(folder, "store"))
        grams = Grams.beside(Path(folder, "store"))
    branches = " UNION ".join("{ ?x :p ?l FILTER CONTAINS(?l, 'the') }" for _ in range(60))
    told = Planner(store, Statistics.of(store), grams).planned(f"{PREFIXES} SELECT ?l {{ {branches} }}")
    assert len(told) < planning.WRITTEN + 10_000


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
