"""An item's part of a snapshot, and what of it differs."""

from functools import cache

from hypothesis import given
from hypothesis import strategies as st
from rdflib import DCTERMS, RDF, XSD, Graph, Literal

from graph.items import change, items, part, replaced
from graph.wikibase import DATA, LANGUAGES, WD, WIKIBASE, read_document
from tests.graph.entity_data import document

NAMES = [f"Q900000{digit}" for digit in range(1, 6)]


@cache
def facts(item: str, start: str = "1212-05-01", label: str = "Velm") -> Graph:
    return read_document(document(item, start=start, label=label), item, LANGUAGES).facts


@given(st.sets(st.sampled_from(NAMES)), st.sets(st.sampled_from(NAMES)))
def test_an_item_is_told_by_its_new_document_or_as_before(old: set[str], new: set[str]) -> None:
    before = Graph()
    for item in old:
        before += facts(item)
    after = replaced(before, {item: facts(item, "1213-06-02") for item in new})
    assert items(after) == old | new
    for item in old | new:
        assert set(part(after, item)) >= set(facts(item, "1213-06-02" if item in new else "1212-05-01"))
    assert set(replaced(after, {})) == set(after)


def test_what_hangs_on_an_item_is_its_part_and_other_items_are_not() -> None:
    both = facts("Q9000001") + facts("Q9000009", label="league")
    found = part(both, "Q9000001")
    assert set(found) == set(facts("Q9000001"))
    assert (WD.Q9000009, RDF.type, WIKIBASE.Item) not in found


def test_a_snapshot_says_when_it_was_fetched_last() -> None:
    told = [(name, Graph() + facts(name)) for name in NAMES[:2]]
    for (name, graph), day in zip(told, ("2026-02-03", "2026-01-31"), strict=True):
        graph.add((DATA[name], DCTERMS.date, Literal(day, datatype=XSD.date)))
    after = replaced(Graph(), dict(told))
    assert [str(day) for day in after.objects(None, DCTERMS.modified)] == ["2026-02-03"]


def test_a_date_is_shown_with_the_precision_that_it_has() -> None:
    year = document("Q9000001").replace(b'"11"^^', b'"9"^^').replace(b"1212-05-01", b"1212-01-01")
    found = change(facts("Q9000001"), read_document(year, "Q9000001", LANGUAGES).facts, "Q9000001")
    assert found.gone == ("P463 Q9000009 (P580 1212-05-01)",)
    assert found.new == ("P463 Q9000009 (P580 1212)",)


def test_what_is_the_same_is_no_change() -> None:
    found = change(facts("Q9000001"), facts("Q9000001"), "Q9000001")
    assert (found.gone, found.new) == ((), ())
