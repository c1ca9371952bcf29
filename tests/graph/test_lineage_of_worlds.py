"""The lineage of an answer is what trying every subset of the claims finds, in random worlds of a few claims."""

from collections.abc import Iterator, Sequence

import pyoxigraph
from hypothesis import given, settings

from graph.lineage.lineage import Lineage
from graph.lineage.tracer import Tracer
from tests.graph.fates import comparable, fates
from tests.graph.world_queries import any_queries, monotone_queries
from tests.graph.worlds import NAMES, World, excepting_worlds, least, worlds

MOST = 200  # rows
NO = '"false"^^<http://www.w3.org/2001/XMLSchema#boolean>'


def traced(world: World, texts: Sequence[str]) -> Iterator[tuple[str, Lineage]]:
    """The lineage of each of the answers, but for those of very many rows, and for queries that are malformed."""
    tracer = Tracer(world.store, NAMES)
    for text in texts:
        try:
            found = world.deletion.store.query(text)
        except SyntaxError:
            continue
        if isinstance(found, pyoxigraph.QueryBoolean) or sum(1 for _ in found) <= MOST:
            lineage = tracer.trace(text)
            assert not lineage.reasons, (text, lineage.reasons)
            yield text, lineage


@settings(max_examples=40)
@given(worlds, monotone_queries)
def test_the_alternatives_of_a_row_are_the_least_sets_of_claims_with_which_alone_it_is_there(
    world: World, texts: list[str]
) -> None:
    for text, lineage in traced(world, texts):
        enough = world.enough(text)
        assert {row.values for row in lineage.rows} == enough.keys(), text
        for row in lineage.rows:
            if row.values[0] != NO:  # where all is there; with less of it something may be inferred, and not asserted
                assert row.support
                assert set(row.support.alternatives) == least(enough[row.values]), (text, row.values)
                assert row.support.necessary == frozenset.intersection(*enough[row.values]), (text, row.values)


@settings(max_examples=25)
@given(excepting_worlds, monotone_queries)
def test_where_claims_except_somebody_a_row_goes_without_what_is_necessary_and_each_alternative_is_enough(
    world: World, texts: list[str]
) -> None:
    for text, lineage in traced(world, texts):
        enough, brute = world.enough(text), fates(world.deletion, {text: text})[text]
        assert {row.values for row in lineage.rows} == brute.rows.keys(), text
        for row in lineage.rows:
            if row.values[0] != NO:
                assert row.support
                assert row.support.necessary == brute.rows[row.values], (text, row.values)
                assert {*row.support.alternatives} <= enough[row.values], (text, row.values)


@settings(max_examples=40)
@given(worlds, any_queries)
def test_a_row_goes_only_without_a_claim_of_its_lineage_unless_it_rests_on_absence(
    world: World, texts: list[str]
) -> None:
    for text, lineage in traced(world, texts):
        brute = fates(world.deletion, {text: text})[text]
        found = {comparable(row.values, text): row.support for row in lineage.rows}
        assert found.keys() == brute.rows.keys(), text
        assert all(found.values())
        if not lineage.rests_on_absence:
            for row, support in found.items():
                assert support
                assert brute.rows[row] <= support.claims, (text, row)
