"""Those who meet at one thing and are too many to be paired."""

from itertools import permutations

from hypothesis import given, settings
from hypothesis import strategies as st

from ontology.gatherings import Host
from ontology.inferences import Closure, spelled
from ontology.meetings import Meeting
from ontology.reasoning.compiler import compiled
from tests.ontology.test_inferences import dataset
from tests.ontology.test_rules import NAMES, RULES

SHARES, ECONOMIC = (NAMES.ox[name].n3() for name in ("sharesInterestWith", "sharesEconomicInterestWith"))
GATHERED_IN, PAIRS_BY = NAMES.ox.gatheredIn.n3(), NAMES.ox.pairsBy.n3()
KINDS = """
ox:EconomicInterest ox:sharedAs ox:sharesEconomicInterestWith .
ox:sharesEconomicInterestWith a owl:ObjectProperty , owl:SymmetricProperty ; rdfs:subPropertyOf ox:sharesInterestWith .
ox:sharesInterestWith a owl:ObjectProperty , owl:SymmetricProperty , owl:IrreflexiveProperty ; rdfs:domain ox:Actor .
id:I a ox:EconomicInterest .
"""
Pair = tuple[str, str]


def closed(*turtle: str, most: int = 2, about: str = "", source: str = "tale") -> Closure:
    data = dataset(KINDS, *turtle)
    axioms = compiled(map(spelled, data.default_graph)).rules
    people = frozenset(NAMES.entity[name].n3() for name in about)
    return Closure(data, RULES, axioms, Host(NAMES, source, most, people))


def holding(interest: str, actors: str) -> str:
    return " ".join(f"id:{one} a ox:State ; ox:hasInterest id:{interest} ." for one in actors)


def pairs(closure: Closure, relation: str = SHARES) -> set[Pair]:
    found = (closure.facts.triple(number) for number in closure.facts.numbers())
    return {(subject, value) for subject, predicate, value in found if predicate == relation}


def pairs_of_gatherings(closure: Closure, relation: str) -> set[Pair]:
    by = {gathering for gathering, paired in pairs(closure, PAIRS_BY) if paired == relation}
    return {
        (one, other)
        for gathering in by
        for one, other in permutations(
            [member for member, place in pairs(closure, GATHERED_IN) if place == gathering], 2
        )
    }


holdings = st.dictionaries(st.sampled_from("IJK"), st.sets(st.sampled_from("ABCDEF")).map("".join), max_size=3)


@settings(max_examples=50, deadline=None)
@given(holdings, st.integers(0, 4))
def test_nothing_is_lost_of_what_follows_without_gathering(held: dict[str, str], most: int) -> None:
    text = [holding(interest, actors) for interest, actors in held.items()]
    whole, gathered = closed(*text, most=9), closed(*text, most=most)
    assert not whole.gatherings
    for relation in (SHARES, ECONOMIC):
        assert pairs(whole, relation) == pairs(gathered, relation) | pairs_of_gatherings(gathered, relation)
    assert {one.thing: one.pairs for one in gathered.gatherings} == {
        NAMES.entity[interest].n3(): len(actors) * (len(actors) - 1)
        for interest, actors in held.items()
        if len(actors) > most
    }


def test_of_those_who_are_gathered_as_much_follows_as_they_are() -> None:
    actors = "ABCDEFGHLMNO"
    found = closed(holding("I", actors))
    assert not pairs(found)
    assert len(pairs(found, GATHERED_IN)) == 2 * len(actors)  # by either rule
    assert {one.rule.rpartition("/")[2] for one in found.gatherings} == {
        "shared-interest>",
        "shared-interest-of-a-kind>",
    }


def test_that_somebody_is_in_a_gathering_rests_on_what_is_said_of_him_and_not_of_others() -> None:
    found = closed(holding("J", "ABC")).derivations()
    own = [one for one in found if one.conclusion[1] == NAMES.ox.gatheredIn]
    assert len(own) == 3
    for one in own:
        said = {premise for premise in one.premises if premise[0] != one.conclusion[2]}
        assert {premise[0] for premise in said} == {one.conclusion[0]}


def test_of_whom_somebody_asks_all_pairs_are_made() -> None:
    found = closed(holding("J", "ABCD"), about="A")
    a, *others = (NAMES.entity[name].n3() for name in "ABCD")
    assert {pair for pair in pairs(found) if pair[0] == a} == {(a, other) for other in others}
    assert len(pairs(found)) == 2 * len(others)  # and the other way round


def test_two_sources_have_gatherings_of_their_own() -> None:
    one, other = (closed(holding("J", "ABC"), source=name).gatherings for name in ("tale", "other-tale"))
    assert {each.iri for each in one}.isdisjoint(each.iri for each in other)


def test_what_would_follow_from_pairs_and_is_not_drawn_is_told() -> None:
    axiom = "ox:sharesInterestWith rdfs:subPropertyOf ox:knows ."
    assert not closed(holding("J", "ABC")).undrawn()
    assert not closed(axiom, holding("J", "AB")).undrawn()
    assert [one for one in closed(axiom, holding("J", "ABC")).undrawn() if "knows" in one]


def test_a_rule_is_a_meeting_where_the_same_is_said_of_both_ends() -> None:
    assert {meeting.iri.rpartition("/")[2] for rule in RULES if (meeting := Meeting.of(rule))} == {
        "shared-interest",
        "shared-interest-of-a-kind",
        "meeting-in-an-organisation",
    }
