"""What makes an answer one that may be another the next time, and what does not."""

import pytest

from graph.engine import Graphs
from graph.reproducibility import REASONS, read
from tests.conftest import EXAMPLES


@pytest.mark.parametrize(
    ("query", "reasons"),
    [
        ("SELECT (RAND() AS ?x) {}", ["random"]),
        ("SELECT * { ?s ?p ?o } ORDER BYRAND()", ["random", "ties"]),
        ("SELECT (STRUUID() AS ?x) (uuid() AS ?y) {}", ["random"]),
        ("ASK { FILTER (NOW() > 1) }", ["time"]),
        ("SELECT (BNODE() AS ?x) {}", ["new-nodes"]),
        ("ASK { SERVICE <http://e.example/> { ?s ?p ?o } }", ["service"]),
        ("SELECT ?s { ?s ?p ?o } LIMIT 3", ["unordered-limit"]),
        ("SELECT ?s { ?s ?p ?o } OFFSET 3", ["unordered-limit"]),
        ("SELECT ?s { { SELECT ?s { ?s ?p ?o } LIMIT 3 } }", ["unordered-limit"]),
        ("ASK { FILTER EXISTS { SELECT * { ?s ?p ?o } LIMIT 3 } }", ["unordered-limit"]),
        ("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o } LIMIT 3", ["unordered-limit"]),
        ("SELECT ?s ?o { ?s ?p ?o } ORDER BY ?s LIMIT 3", ["ties-at-limit"]),
        ("SELECT ?s { ?s ?p ?o } ORDER BY STR(?s) LIMIT 3", ["ties-at-limit", "ties"]),
        ("SELECT ?s { ?s ?p ?o } ORDER BY ?o", ["ties"]),
        ("SELECT REDUCED ?s { ?s ?p ?o }", ["reduced"]),
        ("SELECT (SAMPLE(?s) AS ?x) { ?s ?p ?o }", ["sample"]),
        ("SELECT (GROUP_CONCAT(?s) AS ?x) { ?s ?p ?o }", ["concatenation"]),
        ("ASK { FILTER (?a<'?b>?c') }", ["unreadable"]),
        ("SELECT ?s { ?s ?p ?o } ORDER BY ?s LIMIT 3", []),
        ("SELECT ?s ?o { ?s ?p ?o } ORDER BY DESC(?o) ASC(?s) LIMIT 3", []),
        ("SELECT ?s (COUNT(?o) AS ?n) { ?s ?p ?o } GROUP BY ?s ORDER BY DESC(?n) ?s LIMIT 3", []),
        ("SELECT (COUNT(?o) AS ?n) { ?s ?p ?o } LIMIT 1", []),
        ("SELECT ?limit { ?limit <urn:RAND> 'LIMIT 1 NOW()' } # SAMPLE(?x)", []),
        ("PREFIX now: <urn:x> ASK { ?s now:UUID ?o }", []),
        ("ASK { GRAPH ?g { ?s ?p ?o } }", []),
        ("", []),
    ],
)
def test_each_reason_is_told_and_no_other(query: str, reasons: list[str]) -> None:
    assert list(read(query).reasons) == reasons


def test_a_graph_that_may_be_written_is_told_where_one_is_named() -> None:
    named = [("ASK { GRAPH ?g { ?s ?p ?o } }", Graphs()), ("ASK FROM <urn:g> {}", Graphs()), ("ASK {}", Graphs(("g",)))]
    for query, graphs in named:
        assert read(query, graphs, is_written=True).reasons == ("written-graphs",)
    assert read("ASK {}", is_written=True).reasons == ()


def test_every_reason_is_told_in_both_languages() -> None:
    assert all(set(told) == {"en", "zh-Hant"} for told in REASONS.values())


@pytest.mark.parametrize(
    ("query", "is_ordered", "keys"),
    [
        ("SELECT ?s { ?s ?p ?o } ORDER BY ?s", True, ("s",)),
        ("SELECT * { ?s ?p ?o } ORDER BY DESC(?s) $o", True, ("o", "s")),
        ("SELECT ?s { ?s ?p ?o } ORDER BY STR(?s)", True, None),
        ("SELECT ?s { { SELECT ?s { ?s ?p ?o } ORDER BY ?s } }", False, None),
        ("SELECT (COUNT(*) AS ?n) { ?s ?p ?o } ORDER BY ?n", False, None),
        ("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o } ORDER BY ?s", False, None),
    ],
)
def test_only_order_by_at_the_outermost_level_fixes_the_order(
    query: str, is_ordered: bool, keys: tuple[str, ...] | None
) -> None:
    found = read(query)
    assert (found.is_ordered, found.keys) == (is_ordered, keys)


def test_the_form_of_every_example_is_read() -> None:
    texts = [path.read_text(encoding="utf-8") for path in EXAMPLES.rglob("*.rq")]
    assert {read(text).form for text in texts} <= {"SELECT", "ASK", "CONSTRUCT"}
    assert read("BASE <http://select.example/> DESCRIBE <x>").form == "DESCRIBE"
