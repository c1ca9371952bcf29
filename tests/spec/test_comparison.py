"""The judge of answers sees each difference that matters, and none that does not."""

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.spec.comparison import by_value, difference
from tests.spec.results import CSV, TSV, Row, Table, read
from tests.spec.values import Term

XSD = "http://www.w3.org/2001/XMLSchema#"
A, B = ox.BlankNode("a"), ox.BlankNode("b")
terms = st.sampled_from(
    [A, B, ox.BlankNode("c"), ox.NamedNode("urn:a"), ox.Literal("a"), ox.Literal("a", language="en"), ox.Literal(1)]
)
rows = st.lists(st.dictionaries(st.sampled_from("xyz"), terms), max_size=6)


def table(*rows: Row) -> Table:
    return Table(frozenset("xyz"), tuple(rows))


def typed(spelling: str, name: str) -> ox.Literal:
    return ox.Literal(spelling, datatype=ox.NamedNode(XSD + name))


def renamed(term: Term) -> Term:
    return ox.BlankNode(f"other{term.value}") if isinstance(term, ox.BlankNode) else term


@given(rows, st.randoms())
def test_the_names_of_blank_nodes_and_the_order_of_rows_do_not_matter(rows: list[Row], chance: object) -> None:
    other = [{name: renamed(term) for name, term in row.items()} for row in rows]
    getattr(chance, "shuffle")(other)  # noqa: B009 - hypothesis gives it no type of its own
    assert difference(table(*rows), table(*other)) is None


@given(rows.filter(bool))
def test_a_row_less_is_seen(rows: list[Row]) -> None:
    assert difference(table(*rows), table(*rows[1:])) is not None


@pytest.mark.parametrize(
    "other",
    [
        [{"x": A, "y": A}],
        [{"x": A, "y": B}, {"x": A, "y": B}],
        [{"x": A}],
        [{"x": A, "y": ox.Literal("b")}],
    ],
)
def test_blank_nodes_that_are_shared_unbound_or_repeated_are_told_apart(other: list[Row]) -> None:
    assert difference(table({"x": A, "y": B}), table(*other)) is not None


def test_the_order_matters_where_it_is_asked_for() -> None:
    one, two = {"x": ox.Literal("1")}, {"x": ox.Literal("2")}
    assert difference(table(one, two), table(two, one)) is None
    assert difference(table(one, two), table(two, one), ordered=True) is not None


def test_a_lax_comparison_lets_rows_be_reduced_but_not_lost_nor_added() -> None:
    one, two = {"x": ox.Literal("1")}, {"x": ox.Literal("2")}
    assert difference(table(one, one, two), table(one, two), lax=True) is None
    assert difference(table(one, one, two), table(one), lax=True) is not None
    assert difference(table(one, two), table(one, one, two), lax=True) is not None


def test_a_variable_that_is_never_bound_is_a_variable_all_the_same() -> None:
    assert difference(Table(frozenset("x"), ()), Table(frozenset("xy"), ())) is not None


@pytest.mark.parametrize(
    ("one", "two"),
    [
        (typed("01", "integer"), typed("1", "integer")),
        (typed("+1.50", "decimal"), typed("1.5", "decimal")),
        (typed("1e6", "double"), typed("1.0E6", "double")),
        (typed("INF", "double"), typed("+INF", "double")),
        (typed("1", "boolean"), typed("true", "boolean")),
        (typed("2006-08-23T09:00:00.500+00:00", "dateTime"), typed("2006-08-23T09:00:00.5Z", "dateTime")),
    ],
)
def test_two_spellings_of_a_value_differ_as_terms_only(one: ox.Literal, two: ox.Literal) -> None:
    assert difference(table({"x": one}), table({"x": two})) is not None
    assert difference(by_value(table({"x": one})), by_value(table({"x": two}))) is None


@pytest.mark.parametrize(
    ("one", "two"),
    [
        (typed("1", "integer"), typed("1", "decimal")),
        (typed("1", "integer"), typed("2", "integer")),
        (typed("1", "integer"), ox.Literal("1")),
        (typed("one", "integer"), typed("two", "integer")),
        (typed("2006-08-23Z", "date"), typed("2006-08-23", "date")),
        (ox.Literal("a", language="en"), ox.Literal("a", language="fr")),
    ],
)
def test_another_value_or_type_is_another_answer(one: ox.Literal, two: ox.Literal) -> None:
    assert difference(by_value(table({"x": one})), by_value(table({"x": two}))) is not None


def test_a_type_that_tsv_loses_is_seen() -> None:
    kept = read(b'?x\n"-3"^^<http://www.w3.org/2001/XMLSchema#negativeInteger>\n', TSV, "")
    lost = read(b"?x\n-3\n", TSV, "")
    assert difference(by_value(kept), by_value(lost)) is not None


def test_csv_is_compared_by_its_cells() -> None:
    assert difference(read(b"x,y\r\n_:a,1.0E6\r\n", CSV, ""), read(b"x,y\n_:b,1000000\n", CSV, "")) is None
    assert difference(read(b"x,y\r\n_:a,1\r\n", CSV, ""), read(b"x,y\r\na,1\r\n", CSV, "")) is not None


def test_an_answer_of_another_kind_is_another_answer() -> None:
    assert difference(True, table()) is not None
    assert difference(True, False) is not None
