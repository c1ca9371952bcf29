"""Counts that are known since the build."""

import pyoxigraph
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.planning import Planner
from graph.statistics import Statistics
from tests.graph.queries import answer, stores

PREFIXES = "PREFIX : <http://a/> "
PATTERNS = [
    "?s ?p ?o",
    "?s :p ?o",
    "?s a ?o",
    "?s a :C ; :p ?o",
    "?s a ?o ; a :C",
    ":a ?p ?o",
    "?s ?p :a",
    ":a a ?o",
    ":a :q ?o",
    "?s a :C",
    "?s :none ?o",
    "?s a :None",
    "?s ?p ?s",
    "?s :p :a",
    ":a :p ?o",
    "?s :p* ?o",
]
COUNTS = [
    "COUNT(*)",
    "COUNT(?s)",
    "count(DISTINCT ?s)",
    "COUNT(DISTINCT ?p)",
    "COUNT ( DISTINCT ?o )",
    "COUNT(?o)",
    "COUNT(?none)",
    "SUM(?o)",
    "COUNT(DISTINCT *)",
]
FORMS = [
    "SELECT ({count} AS ?n) {{ {pattern} }}",
    "SELECT ({count} AS ?n) (COUNT(*) AS ?m) WHERE {{ {pattern} . }}",
    "SELECT ?p ({count} AS ?n) {{ {pattern} }} GROUP BY ?p ORDER BY DESC(?n) ?p LIMIT 3",
    "SELECT ?o ({count} AS ?n) {{ {pattern} }} GROUP BY ?o",
    "SELECT ({count} AS ?n) ?o {{ {pattern} }} GROUP BY ?o OFFSET 0",
    "SELECT ({count} AS ?n) {{ {pattern} }} GROUP BY ?o",
    "SELECT ?o ({count} AS ?n) {{ {pattern} }} GROUP BY ?o HAVING (?n > 1)",
    "SELECT ?o ({count} AS ?n) {{ {pattern} }} GROUP BY ?o ?s",
    "SELECT ?n {{ {{ SELECT ({count} AS ?n) {{ {pattern} }} }} ?x :p ?y }}",
    "SELECT ({count} AS ?n) {{ {pattern} FILTER(?s != :a) }}",
    "SELECT ({count} AS ?n) {{ GRAPH ?g {{ {pattern} }} }}",
    "SELECT DISTINCT ({count} AS ?n) {{ {pattern} }}",
    "SELECT ({count} + 1 AS ?n) {{ {pattern} }}",
    "SELECT ({count} AS ?n) {{ {pattern} }} HAVING (COUNT(*) > 2)",
    "SELECT ({count} AS ?n) {{ {pattern} }} ORDER BY COUNT(*)",
    "SELECT ({count} AS ?n) {{ {pattern} }} VALUES ?n {{ 2 }}",
]


@settings(max_examples=800, deadline=None)
@given(stores, st.sampled_from(FORMS), st.sampled_from(PATTERNS), st.sampled_from(COUNTS))
def test_a_known_count_is_the_count(store: pyoxigraph.Store, form: str, pattern: str, count: str) -> None:
    text = PREFIXES + form.format(count=count, pattern=pattern)
    try:
        expected = answer(store.query(text))
    except SyntaxError:  # it selects what it does not group by
        return
    planned = Planner(store, Statistics.of(store)).planned(text)
    assert answer(store.query(planned)) == expected, planned


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", "SELECT (3 AS ?n) { }"),
        ("SELECT (COUNT(DISTINCT ?s) AS ?n) { ?s :p ?o }", "SELECT (1 AS ?n) { }"),
        (
            "SELECT ?t (COUNT(?s) AS ?n) { ?s a ?t } GROUP BY ?t",
            "SELECT ?t ?n { VALUES (?t ?n) { (<http://a/C> 1) } } ",
        ),
    ],
)
def test_nothing_is_counted_again(text: str, told: str) -> None:
    store = pyoxigraph.Store()
    store.update(f"{PREFIXES}INSERT DATA {{ :a a :C ; :p 1 , 2 }}")
    assert Planner(store, Statistics.of(store)).planned(PREFIXES + text) == PREFIXES + told


@pytest.mark.parametrize(
    "text",
    [
        "SELECT ?p (COUNT(*) AS ?n) { :a ?p ?o } GROUP BY ?p",
        "SELECT ?t (COUNT(*) AS ?n) { :a a ?t } GROUP BY ?t",
        "SELECT ?o (COUNT(*) AS ?n) { :a :q ?o } GROUP BY ?o",
        "SELECT ?o (COUNT(*) AS ?n) { ?s :p ?o } GROUP BY ?o",
    ],
)
def test_what_was_not_counted_is_counted(text: str) -> None:
    store = pyoxigraph.Store()
    store.update(f"{PREFIXES}INSERT DATA {{ :a a :C ; :p 1 , :b ; :q :b . :b a :C ; :q :b }}")
    assert Planner(store, Statistics.of(store)).planned(PREFIXES + text) == PREFIXES + text
