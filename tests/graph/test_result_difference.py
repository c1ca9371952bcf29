"""What one result of a query has otherwise than another, held against what is found by trying."""

import json
from collections import Counter
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from graph.result_difference import Placed, Result, ResultDifference, Row
from graph.store import Store

CELLS = st.sampled_from(["<http://e.org/a>", "<http://e.org/b>", '"1"', '"1"@en', ""])
ROWS = st.lists(st.tuples(CELLS, CELLS, CELLS), max_size=9)
DISTINCT = st.lists(st.tuples(st.sampled_from("abcdefg")), max_size=7, unique=True)


def result(rows: list[Row]) -> Result:
    return Result(("x", "y", "z"), tuple(rows))


def select(*rows: dict[str, object]) -> Result:
    columns = list(dict.fromkeys(name for row in rows for name in row))
    return Result.of_json(json.dumps({"head": {"vars": columns}, "results": {"bindings": rows}}).encode())


def uri(name: str) -> dict[str, object]:
    return {"type": "uri", "value": f"http://e.org/{name}"}


def blank(name: str) -> dict[str, object]:
    return {"type": "bnode", "value": name}


@given(ROWS, ROWS)
def test_what_was_without_what_has_gone_and_with_what_came_is_what_is(before: list[Row], after: list[Row]) -> None:
    found = ResultDifference.between(result(before), result(after))
    rows = Counter(before)
    rows.subtract(one.row for one in found.gone)
    rows.subtract(one.before.row for one in found.changed)
    assert min(rows.values(), default=0) >= 0
    assert rows.total() == found.same
    rows.update(one.row for one in found.new)
    rows.update(one.after.row for one in found.changed)
    assert +rows == Counter(after)
    assert not {one.row for one in found.gone} & {one.row for one in found.new}
    assert found.is_none == (Counter(before) == Counter(after))


@given(ROWS, ROWS)
def test_each_row_is_told_with_its_place_in_the_order_of_its_result(before: list[Row], after: list[Row]) -> None:
    found = ResultDifference.between(result(before), result(after))
    for rows, told in ((before, found.gone), (after, found.new)):
        assert [one.place for one in told] == sorted({one.place for one in told})
        assert all(rows[one.place - 1] == one.row for one in told)


@given(ROWS, ROWS)
def test_a_changed_row_differs_in_the_one_cell_that_is_told_and_never_in_the_first(
    before: list[Row], after: list[Row]
) -> None:
    for one in ResultDifference.between(result(before), result(after)).changed:
        differing = [at for at in range(3) if one.before.row[at] != one.after.row[at]]
        assert differing == [one.column]
        assert one.column > 0


@given(DISTINCT, DISTINCT)
def test_of_ordered_rows_the_fewest_are_told_as_moved(before: list[Row], after: list[Row]) -> None:
    found = ResultDifference.between(result(before), result(after), is_ordered=True)
    common = [row for row in before if row in after]
    ways = (
        kept
        for size in range(len(common), -1, -1)
        for kept in combinations(common, size)
        if list(kept) == [row for row in after if row in kept]
    )
    assert len(found.moved) == len(common) - len(next(ways))
    moved = {one.row for one in found.moved}
    stayed = [row for row in common if row not in moved]
    assert stayed == [row for row in after if row in stayed]
    assert all(before[one.before - 1] == after[one.after - 1] == one.row for one in found.moved)


def test_order_counts_only_where_the_query_fixes_it() -> None:
    before, after = result([("a",), ("b",)]), result([("b",), ("a",)])
    assert ResultDifference.between(before, after).is_none
    assert len(ResultDifference.between(before, after, is_ordered=True).moved) == 1


def test_rows_that_tie_in_what_they_are_ordered_by_do_not_move_past_each_other() -> None:
    before, after = result([("1", "a"), ("1", "b"), ("2", "c")]), result([("1", "b"), ("1", "a"), ("2", "c")])
    assert ResultDifference.between(before, after, is_ordered=True, keys=[0]).is_none
    assert len(ResultDifference.between(before, after, is_ordered=True, keys=[0, 1]).moved) == 1


def test_a_row_that_is_there_twice_and_then_once_has_gone_once() -> None:
    found = ResultDifference.between(result([("a",), ("b",), ("a",)]), result([("b",), ("a",)]))
    assert found.gone == (Placed(3, ("a",)),)


def test_a_reworded_cell_is_a_change_of_its_row_and_rows_of_another_key_are_not_paired() -> None:
    before = result([("A1", "old"), ("A2", "same")])
    after = result([("A1", "new"), ("A3", "same")])
    found = ResultDifference.between(before, after)
    assert [(one.before.row, one.after.row, one.column) for one in found.changed] == [(("A1", "old"), ("A1", "new"), 1)]
    assert [one.row for one in found.gone] == [("A2", "same")]
    assert [one.row for one in found.new] == [("A3", "same")]


def test_rows_that_could_be_paired_in_two_ways_are_told_as_gone_and_new() -> None:
    found = ResultDifference.between(result([("A", "1"), ("A", "2")]), result([("A", "3")]))
    assert (found.changed, len(found.gone), len(found.new)) == ((), 2, 1)


def test_the_names_of_blank_nodes_do_not_matter_but_which_of_a_row_are_the_same_does() -> None:
    before = select({"x": blank("r1"), "y": blank("r1")}, {"x": blank("r1"), "y": blank("r2")})
    after = select({"x": blank("q7"), "y": blank("q8")}, {"x": blank("q9"), "y": blank("q9")})
    assert ResultDifference.between(before, after).is_none
    other = select({"x": blank("q7"), "y": blank("q8")}, {"x": blank("q9"), "y": blank("q8")})
    assert len(ResultDifference.between(before, other).gone) == 1


def test_a_literal_or_an_iri_that_looks_like_a_blank_node_is_none() -> None:
    found = select({"x": {"type": "literal", "value": "_:x"}}, {"x": {"type": "uri", "value": "urn:_:x"}})
    assert found.rows == (('"_:x"',), ("<urn:_:x>",))


def test_the_answer_of_an_ask_is_compared_as_the_word_that_it_is() -> None:
    yes, no = (Result.of_json(f'{{"head": {{}}, "boolean": {word}}}'.encode()) for word in ("true", "false"))
    assert ResultDifference.between(yes, yes).is_none
    found = ResultDifference.between(yes, no)
    assert not found.is_none
    assert found.tell(10) == {"before": True, "after": False}


def test_triples_of_a_graph_are_compared_as_a_set() -> None:
    before = Result.of_ntriples(b'<http://e.org/s> <http://e.org/p> "a b \\" c ."@en .\n_:a <http://e.org/p> _:a .\n')
    after = Result.of_ntriples(b"_:z <http://e.org/p> _:z .\n_:z <http://e.org/p> _:z .\n")
    assert before.rows[0] == ("<http://e.org/s>", "<http://e.org/p>", '"a b \\" c ."@en')
    found = ResultDifference.between(before, after)
    assert [one.row for one in found.gone] == [before.rows[0]]
    assert found.same == 1


def test_what_is_told_is_cut_with_the_full_numbers_and_says_so() -> None:
    found = ResultDifference.between(result([]), result([(str(number),) for number in range(30)]))
    told = found.tell(10)
    assert told["rows"] == {"before": 0, "after": 30, "same": 0, "gone": 0, "new": 30, "changed": 0, "moved": 0}
    assert [one["place"] for one in told["new"]] == list(range(1, 11))
    assert told["truncated"] == ["new"]
    assert found.tell(30)["truncated"] == []


def test_the_engines_own_answers_are_read_whatever_stands_in_them(second_store: Store) -> None:
    query = (
        'SELECT ?x ?y { VALUES ?x { "a\\"b\\\\c\\nd\\te"@en "1"^^<http://e.org/t> "é漢" 1 true UNDEF } '
        "OPTIONAL { BIND (BNODE() AS ?y) } }"
    )
    rows = Result.of_json(second_store.query(query, ["application/sparql-results+json"]).body).rows
    ntriples = "CONSTRUCT { <http://e.org/s> <http://e.org/p> ?x } WHERE { " + query.partition("{ ")[2]
    triples = Result.of_ntriples(second_store.query(ntriples, ["application/n-triples"]).body).rows
    assert {row[0] for row in rows if row[0]} == {row[2].replace("\\t", "\t") for row in triples}
    assert {row[1] for row in rows} == {"_:b1"}
