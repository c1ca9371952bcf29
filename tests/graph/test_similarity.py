"""The similarity of two things, against counting on one's fingers."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.contexts import Context
from graph.similarity import Similarity
from graph.store import Store
from ontology.errors import InputError
from ontology.terms import Names
from tests.graph.test_lattice import HERRING, ID, NAMES, OX, invented


@given(st.integers(0, 7).flatmap(lambda width: st.tuples(*[st.integers(0, 2**width - 1)] * 2, st.just(width))))
def test_the_lists_and_numbers_are_those_of_the_definitions(given_: tuple[int, int, int]) -> None:
    one, other, width = given_
    context = invented([one, other], width)
    a, b = context.objects
    found = Similarity.of(context, a, b, NAMES)
    has = {pair: pair in set(context.pairs()) for thing in (a, b) for pair in ((thing, x) for x in context.attributes)}
    table = [(has[a, x], has[b, x]) for x in context.attributes]
    for name, which in {"shared": (1, 1), "only_a": (1, 0), "only_b": (0, 1), "neither": (0, 0)}.items():
        listed = tuple(x for x, cell in zip(context.attributes, table, strict=True) if cell == which)
        assert getattr(found, name) == listed
    either = [cell for cell in table if any(cell)]
    assert found.jaccard == (Fraction(sum(map(all, either)), len(either)) if either else None)
    if not table:
        assert found.agreement is found.chance is found.kappa is None
        return
    agreement = Fraction(sum(x == y for x, y in table), width)
    chance = Fraction(sum(x == y for x, _ in table for _, y in table), width**2)  # any of the one with any of the other
    assert (found.agreement, found.chance) == (agreement, chance)
    assert found.kappa == ((agreement - chance) / (1 - chance) if chance != 1 else None)


def test_a_known_table_gives_the_known_kappa() -> None:
    """Wikipedia's example of fifty proposals: 20 both, 5 and 10 one alone, 15 neither; kappa is 0.4."""
    rows = [int("1" * 20 + "1" * 5 + "0" * 10 + "0" * 15, 2), int("1" * 20 + "0" * 5 + "1" * 10 + "0" * 15, 2)]
    context = invented(rows, 50)
    a, b = context.objects
    found = Similarity.of(context, a, b, NAMES)
    assert found.kappa == Fraction(2, 5)
    assert found.jaccard == Fraction(20, 35)


def test_two_of_which_nothing_is_said_have_no_number(second_store: Store) -> None:
    context = Context.read(second_store, Names(), OX.Actor, OX.hasInterest)
    found = Similarity.of(context, ID.EmpireOfMar, ID.TariffLeague, NAMES)
    assert (found.jaccard, found.kappa, found.neither) == (None, None, (HERRING,))


def test_a_thing_that_is_not_of_the_class_is_told(second_store: Store) -> None:
    context = Context.read(second_store, Names(), OX.Actor, OX.hasInterest)
    with pytest.raises(InputError, match="id:ThreeHarbours is not of the class ox:Actor; choose a class that both"):
        Similarity.of(context, ID.Velm, ID.ThreeHarbours, NAMES)
