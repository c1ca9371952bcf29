"""The lineage of an answer is what brute force finds: every example query, without each of the claims in turn."""

from pathlib import Path

import pytest

from graph.build import Build
from graph.lineage.lineage import Lineage
from graph.lineage.tracer import Tracer
from graph.store import Store
from ontology.queries import read_all
from ontology.terms import Names
from tests.graph.deletion import Deletion
from tests.graph.fates import Fate, Row, answered, comparable, fates, is_monotone, negates

NAMES = Names()
PUBLISHED = read_all(Path("api/queries/examples"), NAMES)
# Through SERVICE there is no lineage.
EXAMPLES = {query.name: query.text for query in PUBLISHED if "federated" not in query.tags}
NO = '"false"^^<http://www.w3.org/2001/XMLSchema#boolean>'
MONOTONE = sorted(name for name, text in EXAMPLES.items() if is_monotone(text))
OTHERS = sorted(EXAMPLES.keys() - set(MONOTONE))


@pytest.fixture(scope="module")
def deletion(chapter_build: Build) -> Deletion:
    return Deletion.of(chapter_build)


@pytest.fixture(scope="module")
def brute(deletion: Deletion) -> dict[str, Fate]:
    return fates(deletion, EXAMPLES)


@pytest.fixture(scope="module")
def traced(chapter_store: Store) -> dict[str, Lineage]:
    tracer = Tracer(chapter_store, NAMES)
    return {name: tracer.trace(text) for name, text in EXAMPLES.items()}


def supports(name: str, traced: dict[str, Lineage]) -> dict[Row, tuple[frozenset[str], frozenset[str]]]:
    """Of each row the claims that are necessary, and all that it rests on."""
    rows = {comparable(row.values, EXAMPLES[name]): row.support for row in traced[name].rows}
    assert all(rows.values()), "every row of an example query is traced"
    return {row: (one.necessary, one.claims) for row, one in rows.items() if one}


@pytest.mark.parametrize("name", sorted(EXAMPLES))
def test_each_row_of_an_example_query_is_traced(name: str, traced: dict[str, Lineage], brute: dict[str, Fate]) -> None:
    assert supports(name, traced).keys() == brute[name].rows.keys()
    assert traced[name].reasons == ()


@pytest.mark.parametrize("name", MONOTONE)
def test_a_row_of_a_monotone_query_goes_without_a_claim_exactly_if_the_claim_is_in_each_of_its_alternatives(
    name: str, traced: dict[str, Lineage], brute: dict[str, Fate]
) -> None:
    assert {row: set(needed) for row, (needed, _) in supports(name, traced).items()} == brute[name].rows
    for row in traced[name].rows:
        assert row.support
        assert row.support.is_complete
        assert row.support.necessary == frozenset.intersection(*row.support.alternatives)


@pytest.mark.parametrize("name", MONOTONE)
def test_the_answer_to_a_monotone_query_changes_without_a_claim_exactly_if_a_row_needs_it(
    name: str, traced: dict[str, Lineage], brute: dict[str, Fate]
) -> None:
    needed = frozenset[str]().union(*(needed for needed, _ in supports(name, traced).values()))
    assert needed == brute[name].changing
    assert not brute[name].coming
    answer = {row.values[0] for row in traced[name].rows} if "ASK" in EXAMPLES[name] else ()
    assert traced[name].rests_on_absence == (NO in answer)


@pytest.mark.parametrize("name", OTHERS)
def test_a_row_of_any_query_goes_only_without_a_claim_of_its_lineage_unless_it_rests_on_absence(
    name: str, traced: dict[str, Lineage], brute: dict[str, Fate]
) -> None:
    assert traced[name].rests_on_absence == negates(EXAMPLES[name])
    if not traced[name].rests_on_absence:
        found = supports(name, traced)
        assert {row: going - found[row][1] for row, going in brute[name].rows.items() if going - found[row][1]} == {}


def test_any_one_of_the_alternatives_is_enough_for_a_row_and_less_is_not(
    deletion: Deletion, traced: dict[str, Lineage]
) -> None:
    for name in MONOTONE[::9]:
        least = [(row, one) for row in traced[name].rows if row.support for one in row.support.alternatives]
        row, alternative = max(least, key=lambda one: len(one[1]))
        for kept in (alternative, *(alternative - {claim} for claim in sorted(alternative)[:1])):
            rows = answered(deletion.having(kept), EXAMPLES[name])
            assert (comparable(row.values, EXAMPLES[name]) in rows) == (kept == alternative), (name, kept)
