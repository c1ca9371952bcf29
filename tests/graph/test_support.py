"""Supports are what a formula over claims comes to: proven by trying every set of claims."""

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from graph.lineage.support import CERTAIN, MOST, Support, all_of, any_of

CLAIMS = "abcdef"
# A formula: a claim, or what needs all of some formulas, or one of them.
formulas = st.recursive(
    st.sampled_from(CLAIMS),
    lambda inner: st.tuples(st.sampled_from(["all", "any"]), st.lists(inner, min_size=1, max_size=4)),
    max_leaves=12,
)
SETS = [frozenset(some) for size in range(len(CLAIMS) + 1) for some in combinations(CLAIMS, size)]


def holds(formula: object, claims: frozenset[str]) -> bool:
    """Whether a formula holds by some claims."""
    if isinstance(formula, str):
        return formula in claims
    assert isinstance(formula, tuple)
    kind, parts = formula
    return all(holds(part, claims) for part in parts) if kind == "all" else any(holds(part, claims) for part in parts)


def support_of(formula: object) -> Support:
    """Its support."""
    if isinstance(formula, str):
        return Support.of([formula], [f"rule of {formula}"])
    assert isinstance(formula, tuple)
    kind, parts = formula
    return (all_of if kind == "all" else any_of)([support_of(part) for part in parts])


@given(formulas)
def test_the_ways_are_the_least_sets_by_which_a_formula_holds(formula: object) -> None:
    sets = [some for some in SETS if holds(formula, some)]
    least = {some for some in sets if not any(other < some for other in sets)}
    support = support_of(formula)
    assert set(support.alternatives) == least
    assert support.is_complete
    assert support.claims == frozenset().union(*least)


@given(formulas)
def test_what_is_necessary_is_what_no_formula_holds_without(formula: object) -> None:
    every = frozenset(CLAIMS)
    assert support_of(formula).necessary == {claim for claim in CLAIMS if not holds(formula, every - {claim})}


@given(formulas)
def test_a_way_tells_the_rules_of_its_own_claims_only(formula: object) -> None:
    for claims, rules in support_of(formula).ways.items():
        assert rules == {f"rule of {claim}" for claim in claims}


def test_more_ways_than_are_kept_are_told_as_incomplete_and_no_claim_is_lost() -> None:
    pairs = [any_of([Support.of([f"{place}a"]), Support.of([f"{place}b"])]) for place in range(20)]
    support = all_of([Support.of(["needed"]), *pairs])
    assert not support.is_complete
    assert len(support.ways) <= MOST
    assert support.necessary == {"needed"}
    assert support.claims == {"needed", *(f"{place}{side}" for place in range(20) for side in "ab")}
    assert all(way >= {"needed"} and len(way) == 21 for way in support.ways)


def test_many_single_ways_are_kept_up_to_a_bound_and_the_others_are_told() -> None:
    support = any_of([Support.of([f"claim {number}"]) for number in range(MOST + 8)])
    assert not support.is_complete
    assert len(support.ways) == MOST
    assert len(support.claims) == MOST + 8
    assert support.necessary == frozenset()


def test_what_is_certain_needs_nothing_and_what_needs_nothing_more_stays_what_it_is() -> None:
    assert all_of([]) is CERTAIN
    assert all_of([CERTAIN, Support.of(["a"])]) == Support.of(["a"])
    assert any_of([CERTAIN, Support.of(["a"])]).alternatives == (frozenset(),)
