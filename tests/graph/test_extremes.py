"""The first rows of a predicate's triples, found without sorting them all."""

from collections import Counter

import pyoxigraph
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph import extremes
from graph.extremes import Extremes
from graph.planning import Planner
from graph.statistics import Statistics

PREFIXES = "PREFIX : <http://a/> "
HEADS = ["SELECT ?x ?y", "SELECT *", "SELECT ?y (STR(?x) AS ?s)", "SELECT DISTINCT ?y", "SELECT (COUNT(?y) AS ?n)"]
GROUPS = [
    "?x :p ?y",
    "?x :p ?y OPTIONAL { ?x :q ?z }",
    "?x :p ?y BIND(STR(?y) AS ?t)",
    "?x :p ?y FILTER(?y != 3)",
    "?x :p ?y . ?x :q ?z",
]
numbers = st.integers(-30, 30).map(str)
strings = st.builds('"{}"{}'.format, st.text(alphabet="aB é大", max_size=2), st.sampled_from(["", "@en", "@zh"]))


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """A few triples are many."""
    monkeypatch.setattr(extremes, "MANY", 1)
    monkeypatch.setattr(extremes, "KEPT", 6)


def store_of(values: list[str]) -> pyoxigraph.Store:
    store = pyoxigraph.Store()
    for number, value in enumerate(values):
        store.update(f"{PREFIXES} INSERT DATA {{ :x{number % 4} :p {value} ; :q {number % 3} }}")
    return store


@pytest.mark.usefixtures("small")
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.one_of(st.lists(numbers, max_size=20), st.lists(strings, max_size=20), st.lists(numbers | strings, max_size=20)),
    st.sampled_from(HEADS),
    st.sampled_from(GROUPS),
    st.sampled_from(["?y", "DESC(?y)", "ASC(?y)"]),
    st.integers(0, 7),
    st.sampled_from(["", "OFFSET 2"]),
)
def test_the_first_rows_are_the_same(
    values: list[str], head: str, group: str, key: str, limit: int, offset: str
) -> None:
    store = store_of(values)
    others = "" if "COUNT" in head or "DISTINCT" in head else "?x ?z ?t"
    text = f"{PREFIXES}{head} {{ {group} }} ORDER BY {key} {others} LIMIT {limit} {offset}"
    try:
        expected = [str(row) for row in store.query(text)]  # type: ignore[union-attr] # of a SELECT
    except SyntaxError:  # a count that is sorted by what it counts
        return
    planned = Planner(store, Statistics.of(store)).planned(text)
    assert [str(row) for row in store.query(planned)] == expected, planned  # type: ignore[union-attr]


@pytest.mark.usefixtures("small")
def test_only_values_that_may_come_first_are_asked_for() -> None:
    store = store_of(["5", "1", "3", "2", "4", "9"])
    text = f"{PREFIXES}SELECT ?x {{ ?x :p ?y }} ORDER BY DESC(?y) LIMIT 2"
    integer = "^^<http://www.w3.org/2001/XMLSchema#integer>"
    expected = text.replace("?x :p ?y", f'?x :p ?y VALUES ?y {{ "9"{integer} "5"{integer} }}')
    assert Planner(store, Statistics.of(store)).planned(text) == expected


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("value", ['"1"^^<http://a/kind>', "1.5", '"2020"^^<http://www.w3.org/2001/XMLSchema#gYear>'])
def test_values_of_other_kinds_have_none(value: str) -> None:
    quads = [quad for quad in store_of([value] * 4) if quad.predicate.value == "http://a/p"]
    objects = Counter(quad.object for quad in quads if isinstance(quad.object, pyoxigraph.Literal))
    assert objects
    assert Extremes.of(objects) == Extremes()
