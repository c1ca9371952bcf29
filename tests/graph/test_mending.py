"""What is written otherwise for the engine, so that it answers as the standard has it."""

import json

import pyoxigraph
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.engine import Graphs, evaluate
from graph.lexer import tokens
from graph.mending import mended
from ontology.errors import InputError

DATA = '<http://a/1> <http://a/p> "far"@en , "away"@en .'


def rows(text: str) -> list[dict[str, dict[str, str]]]:
    store = pyoxigraph.Store()
    store.load(DATA.encode(), format=pyoxigraph.RdfFormat.TURTLE)
    result = evaluate(store, text, Graphs())
    assert isinstance(result, pyoxigraph.QuerySolutions)
    found: list[dict[str, dict[str, str]]] = json.loads(
        result.serialize(format=pyoxigraph.QueryResultsFormat.JSON) or b""
    )["results"]["bindings"]
    return found


@pytest.mark.parametrize(
    "text",
    [
        "SELECT (GROUP_CONCAT(?o) AS ?all) { ?s ?p ?o }",
        "SELECT (group_concat ( DISTINCT ?o ; separator=')(' ) AS ?all) { ?s ?p ?o } GROUP BY ?s",
        "SELECT ?all { { SELECT (GROUP_CONCAT(STR((?o))) AS ?all) { ?s ?p ?o } } }",
    ],
)
def test_a_concatenation_is_a_plain_string(text: str) -> None:
    assert [set(row["all"]) for row in rows(text)] == [{"type", "value"}]


def test_a_concatenation_may_stand_wherever_an_expression_may() -> None:
    text = "SELECT ?s { ?s ?p ?o } GROUP BY ?s HAVING (STRLEN(GROUP_CONCAT(?o)) > 1) ORDER BY GROUP_CONCAT(?o)"
    assert len(rows(text)) == 1


@pytest.mark.parametrize("word", ["TRUE", "True", "tRUE", "true"])
def test_a_boolean_has_no_case(word: str) -> None:
    assert rows(f"SELECT * {{ VALUES ?x {{ {word} }} FILTER(?x = {word}) }}")[0]["x"]["value"] == "true"
    assert rows(f"SELECT ?x {{ BIND({word} AS ?x) . ?s ?p ?o FILTER(!FALSE) }}")


@pytest.mark.parametrize(
    "text",
    [
        'SELECT ?TRUE { ?TRUE :TRUE \'TRUE\' , """GROUP_CONCAT(?o)"""@TRUE , <TRUE> , TRUE:a } # FALSE',
        "SELECT ?o { ?s ?p ?o }",
    ],
)
def test_what_only_looks_like_it_is_left_alone(text: str) -> None:
    assert mended(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "SELECT (COUNT(MIN(?o)) AS ?n) { ?s ?p ?o }",
        "SELECT (SUM(1 + (2 * COUNT (?o))) AS ?n) { ?s ?p ?o }",
        "SELECT (GROUP_CONCAT(SAMPLE(?o)) AS ?n) { ?s ?p ?o }",
    ],
)
def test_an_aggregate_in_another_is_refused_by_name(text: str) -> None:
    with pytest.raises(InputError, match="stands in"):
        rows(text)


def test_a_subquery_in_an_aggregate_has_aggregates_of_its_own() -> None:
    text = "SELECT (COUNT(EXISTS { SELECT (COUNT(*) AS ?m) { ?a ?b ?c } }) AS ?n) { ?s ?p ?o }"
    assert rows(text)[0]["n"]["value"] == "2"


def test_a_fault_after_what_is_mended_is_told_where_it_was_sent() -> None:
    text = "SELECT (GROUP_CONCAT(?o) AS ?all) { ?s ?p ?o ]"
    with pytest.raises(SyntaxError) as own:
        pyoxigraph.Store().query(text)
    with pytest.raises(SyntaxError) as told:
        rows(text)
    assert str(told.value) == str(own.value)


@given(st.text(alphabet="()[]{}<>'\"\\#\n :?aTRUEtrue.") | st.text())
def test_whatever_is_changed_only_booleans_and_concatenations_are(text: str) -> None:
    changed = [token.text for token in tokens(mended(text)) if token.kind in ("string", "iri", "comment", "variable")]
    assert changed == [token.text for token in tokens(text) if token.kind in ("string", "iri", "comment", "variable")]
