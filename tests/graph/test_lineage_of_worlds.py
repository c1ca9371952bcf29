"""The lineage of an answer is what trying every subset of the claims finds, in random worlds of a few claims."""

import pyoxigraph
from hypothesis import assume, given, settings

from graph.lineage.lineage import Lineage
from graph.lineage.tracer import Tracer
from tests.graph.fates import Fate, comparable, fates
from tests.graph.world_queries import any_queries, monotone_queries
from tests.graph.worlds import NAMES, World, excepting_worlds, least, worlds

NO = '"false"^^<http://www.w3.org/2001/XMLSchema#boolean>'


def traced(world: World, text: str) -> Lineage:
    """The lineage of an answer; a query that is malformed, or would be too large an answer, is not looked at."""
    try:
        found = world.deletion.store.query(text)
        assume(isinstance(found, pyoxigraph.QueryBoolean) or sum(1 for _ in found) < 500)
    except SyntaxError:
        assume(False)
    lineage = Tracer(world.store, NAMES).trace(text)
    assert not lineage.reasons, lineage.reasons
    return lineage


def fate(world: World, text: str) -> Fate:
    return fates(world.deletion, {"": text})[""]


@settings(max_examples=150)
@given(worlds, monotone_queries)
def test_the_alternatives_of_a_row_are_the_least_sets_of_claims_with_which_alone_it_is_there(
    world: World, text: str
) -> None:
    lineage, enough = traced(world, text), world.enough(text)
    assert {row.values for row in lineage.rows} == enough.keys()
    for row in lineage.rows:
        if row.values[0] != NO:  # what is denied there may be asserted, and so inferred from less
            assert row.support
            assert set(row.support.alternatives) == least(enough[row.values]), row.values
            assert row.support.necessary == frozenset.intersection(*enough[row.values])


@settings(max_examples=100)
@given(excepting_worlds, monotone_queries)
def test_where_claims_except_somebody_a_row_goes_without_what_is_necessary_and_each_alternative_is_enough(
    world: World, text: str
) -> None:
    lineage, enough, brute = traced(world, text), world.enough(text), fate(world, text)
    assert {row.values for row in lineage.rows} == brute.rows.keys()
    for row in lineage.rows:
        if row.values[0] != NO:
            assert row.support
            assert row.support.necessary == brute.rows[row.values], row.values
            assert {*row.support.alternatives} <= enough[row.values], row.values


@settings(max_examples=150)
@given(worlds, any_queries)
def test_a_row_goes_only_without_a_claim_of_its_lineage_unless_it_rests_on_absence(world: World, text: str) -> None:
    lineage, brute = traced(world, text), fate(world, text)
    found = {comparable(row.values, text): row.support for row in lineage.rows}
    assert found.keys() == brute.rows.keys()
    assert all(found.values())
    if not lineage.rests_on_absence:
        for row, support in found.items():
            assert support
            assert brute.rows[row] <= support.claims, row
