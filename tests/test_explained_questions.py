"""Competency questions answered with inference and explanation, with both sides, the denial and the silence."""

import pytest

from graph.explanation import Explanations
from graph.premises import Premises
from graph.store import Store, select
from ontology.reasoning.horn import TYPE
from ontology.terms import Names

NAMES = Names()
OX, ID = NAMES.ox, NAMES.entity
REGION = "{}InterestInCentralAsia"


@pytest.fixture(scope="module")
def chapter(chapter_store: Store) -> Explanations:
    return Explanations(Premises.read(chapter_store, NAMES))


def explained(chapter: Explanations, subject: str, predicate: str, value: str) -> dict[str, object]:
    return chapter.explain((ID[subject].n3(), OX[predicate].n3(), ID[value].n3()))


def claims(told: dict[str, object], at: int = 0) -> set[str]:
    steps = told["proofs"][at]["steps"]  # type: ignore[index] # a list
    return {one.rpartition("/")[2] for step in steps for one in step["claims"]}


def said(told: dict[str, object]) -> set[str]:
    return {str(one).rpartition("/")[2] for one in told["said"]}  # type: ignore[attr-defined] # a list


@pytest.mark.parametrize(
    ("actors", "kinds"),
    [
        (("UnitedStates", "Russia", "China"), ("Geopolitical", "CounterTerrorism", "Economic")),
        (("Turkey", "Iran"), ("CounterTerrorism", "Economic", "Ethnic")),
    ],
)
def test_q35_each_interest_is_said_and_each_shared_one_follows_from_what_is_said(
    chapter: Explanations, actors: tuple[str, ...], kinds: tuple[str, ...]
) -> None:
    for kind in kinds:
        for actor in actors:
            told = explained(chapter, actor, "hasInterest", REGION.format(kind))
            assert told["holds"] in ("asserted", "inferred")
            assert said(told) or claims(told)
        shared = explained(chapter, actors[0], f"shares{kind}InterestWith", actors[1])
        assert shared["holds"] == "inferred"
        assert any(one.startswith("F7.") for one in claims(shared))


def test_q39_both_sides_stand_the_shared_interest_and_the_claim_that_they_are_not_in_tune(
    chapter: Explanations, chapter_store: Store
) -> None:
    told = explained(chapter, "Turkey", "sharesCounterTerrorismInterestWith", "Iran")
    assert told["holds"] == "inferred"
    contested = f"""SELECT ?claim ?other WHERE {{
      GRAPH <{NAMES.graph.derivations}> {{
        ?inference <{OX.restsOnContested}> ?claim .
        ?inference <http://www.w3.org/1999/02/22-rdf-syntax-ns#subject> <{ID.Turkey}> ;
          <http://www.w3.org/1999/02/22-rdf-syntax-ns#predicate> <{OX.sharesCounterTerrorismInterestWith}> ;
          <http://www.w3.org/1999/02/22-rdf-syntax-ns#object> <{ID.Iran}> }}
      ?claim <{OX.inTensionWith}> ?other }}"""
    sides = {
        (row["claim"].rpartition("/")[2], row["other"].rpartition("/")[2]) for row in select(chapter_store, contested)
    }
    assert ("F7.3", "F7.17") in sides
    assert "F7.3" in claims(told)


def test_q40_the_denial_is_told_of_the_three_and_silence_of_india(chapter: Explanations) -> None:
    for state in ("Turkey", "Iran", "Afghanistan"):
        told = explained(chapter, state, "influences", "GeopoliticsOfCentralAsia")
        assert (told["holds"], said(told)) == ("no", {"F7.16"})
    told = explained(chapter, "India", "influences", "GeopoliticsOfCentralAsia")
    assert (told["holds"], told["said"]) == ("no", [])


def test_q59_the_state_whose_model_and_welfare_fall_apart_is_said_twice(chapter: Explanations) -> None:
    assert explained(chapter, "Tajikistan", "welfareTendsTo", "GovernmentLedWelfare")["holds"] == "asserted"
    assert explained(chapter, "Kazakhstan", "welfareTendsTo", "GovernmentLedWelfare")["holds"] == "no"


def test_q62_who_takes_no_part_is_denied_and_who_cooperates_is_said(chapter: Explanations) -> None:
    told = explained(chapter, "Turkmenistan", "participatesIn", "MilitaryCooperationOrganisations")
    assert (told["holds"], said(told)) == ("no", {"F10.13"})
    for state in ("Kazakhstan", "Uzbekistan", "Kyrgyzstan", "Tajikistan"):
        for power in ("UnitedStates", "Russia"):
            assert "F10.14" in said(explained(chapter, state, "cooperatesMilitarilyWith", power))
            back = explained(chapter, power, "cooperatesMilitarilyWith", state)
            assert back["holds"] == "inferred"
            assert "F10.14" in claims(back)


def test_q70_backing_by_some_power_is_said_and_by_which_one_is_silence(chapter: Explanations) -> None:
    backed = chapter.explain((ID.EurasianEconomicCommunity.n3(), TYPE, OX.GreatPowerBacked.n3()))
    assert (backed["holds"], said(backed)) == ("asserted", {"F12.2"})
    for power in ("Russia", "China", "UnitedStates"):
        told = explained(chapter, "EurasianEconomicCommunity", "backedBy", power)
        assert (told["holds"], told["said"]) == ("no", [])
