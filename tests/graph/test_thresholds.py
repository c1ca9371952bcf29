"""The first rows of many that are sorted by a text, without sorting them all."""

from pathlib import Path
from tempfile import TemporaryDirectory

import pyoxigraph
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph import thresholds
from graph.grams import Grams
from graph.planning import Planner
from graph.statistics import Statistics

PREFIXES = "PREFIX : <http://a/> "
HEADS = [
    "SELECT ?x ?l",
    "SELECT ?x ?l (STRLEN(?l) AS ?n)",
    "SELECT DISTINCT ?l",
    "SELECT DISTINCT ?x",
    "SELECT *",
    "SELECT (COUNT(?l) AS ?n)",
]
GROUPS = [
    '?x :p ?l FILTER(LANG(?l) != "zh")',
    "?x :p ?l ; :q ?y",
    "?x :q ?y . ?x :p ?l MINUS { ?x :q 1 }",
    "?x :p ?l OPTIONAL { ?x :q ?y } FILTER(BOUND(?y))",
    "?x :q ?y OPTIONAL { ?x :p ?l }",
    "?x :p|:q ?l . ?x :q ?y",
    "?x :r ?l ; :q ?y",
    "{ SELECT ?x { ?x :q ?y } } ?x :p ?l",
]
strings = st.builds('"{}"{}'.format, st.text(alphabet="aB é大", max_size=2), st.sampled_from(["", "@en", "@zh"]))


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """A few triples are many."""
    monkeypatch.setattr(thresholds, "MANY", 1)


def planner_of(values: list[str], folder: str) -> Planner:
    store = pyoxigraph.Store()
    for number, value in enumerate(values):
        store.update(f"{PREFIXES} INSERT DATA {{ :x{number % 5} :p {value} ; :q {number % 3} ; :r {value} , 3 }}")
    Grams.write(store, Path(folder, "store"))
    return Planner(store, Statistics.of(store), Grams.beside(Path(folder, "store")))


@pytest.mark.usefixtures("small")
@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(strings, max_size=20),
    st.sampled_from(HEADS),
    st.sampled_from(GROUPS),
    st.sampled_from(["?l", "DESC(?l)", "ASC(?l)"]),
    st.integers(0, 7),
    st.sampled_from(["", "OFFSET 2"]),
)
def test_the_first_rows_are_the_same(
    values: list[str], head: str, group: str, key: str, limit: int, offset: str
) -> None:
    others = "" if "COUNT" in head or (head.endswith("?l") and "DISTINCT" in head) else "?x ?y"
    text = f"{PREFIXES}{head} {{ {group} }} ORDER BY {key} {others} LIMIT {limit} {offset}"
    with TemporaryDirectory() as folder:
        planner = planner_of(values, folder)
        try:
            expected = [str(row) for row in planner.store.query(text)]  # type: ignore[union-attr] # of a SELECT
        except SyntaxError:  # it is sorted by what is not selected
            return
        planned = planner.planned(text)
        assert [str(row) for row in planner.store.query(planned)] == expected, planned  # type: ignore[union-attr]


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize(
    ("head", "group", "is_bounded"),
    [
        ("SELECT ?x", "?x :p ?l ; :q ?y", True),
        ("SELECT DISTINCT ?l", "?x :p ?l ; :q ?y", True),
        ("SELECT DISTINCT ?x", "?x :p ?l ; :q ?y", False),  # many rows may be one
        ("SELECT ?x", "?x :r ?l ; :q ?y", False),  # not only strings
        ("SELECT ?x", "?x :p ?l ; :q ?y FILTER(RAND() < 2)", False),  # not the same rows again
        ("SELECT ?x", "?x :q ?y OPTIONAL { ?x :p ?l }", False),  # no text comes before all texts
    ],
)
def test_a_bound_is_found_where_texts_alone_are_sorted(
    head: str, group: str, *, is_bounded: bool, tmp_path: Path
) -> None:
    planner = planner_of(['"a"', '"b"', '"c"'], str(tmp_path))
    told = planner.planned(f"{PREFIXES}{head} {{ {group} }} ORDER BY ?l LIMIT 2")
    assert ("FILTER(!BOUND(?bound)" in told) == is_bounded
