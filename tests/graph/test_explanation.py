"""Explanations: every inference down to claims and axioms, why something does not hold, and what if."""

from pathlib import Path

import pytest
from rdflib import Dataset, URIRef

from graph.build import Inputs, build
from graph.explanation import Explanations
from graph.foreign import Spelled
from graph.premises import Premises
from graph.store import EmbeddedStore, Store, select
from ontology.errors import InputError
from ontology.inferences import Spelled as Triple
from ontology.inferences import spelled
from ontology.reasoning.equality import EQUALITY
from ontology.reasoning.horn import Rule
from ontology.reasoning.justification import Explainer, Justification
from tests.graph.conftest import OTHER, SLUG, Draft
from tests.graph.naive import concluded
from tests.graph.test_dataset import NAMES

INFERRED = f"SELECT ?s ?p ?o {{ GRAPH <{NAMES.graph.inferred}> {{ ?s ?p ?o }} }}"
CLAIM = NAMES.claim(SLUG)
HERRING = NAMES.entity.EconomicInterestInTheHerringGrounds


def triple(subject: str, predicate: str, value: str | URIRef) -> Triple:
    found = value if isinstance(value, URIRef) else NAMES.entity[value]
    return NAMES.entity[subject].n3(), NAMES.ox[predicate].n3(), found.n3()


def claims(told: dict[str, object], number: int = 0) -> set[str]:
    """The claims that a proof rests on."""
    steps = told["proofs"][number]["steps"]  # type: ignore[index] # a list
    return {one.rpartition("/")[2] for step in steps for one in step["claims"]}


@pytest.fixture(scope="module")
def second(second_store: Store) -> Explanations:
    return Explanations(Premises.read(second_store, NAMES))


@pytest.fixture(scope="module")
def chapter(chapter_store: Store) -> Premises:
    return Premises.read(chapter_store, NAMES)


def test_what_follows_from_the_premises_of_the_store_is_what_was_inferred_at_the_build(
    chapter: Premises, chapter_store: Store
) -> None:
    closure, _ = chapter.closure("central-asia-6")
    inferred = {spelled((row["s"], row["p"], row["o"])) for row in select(chapter_store, INFERRED)}
    assert {closure.facts.triple(number) for number in closure.inferred()} == inferred


def rules_of(premises: Premises, justification: Justification) -> list[Rule]:
    """The rules of the axioms that a justification names, with conditions that see its own triples only."""
    dataset, terms = Dataset(), Spelled()
    for one in justification.triples:
        found = terms[one[0]], terms[one[1]], terms[one[2]]
        dataset.default_graph.add(found)
        for claim in premises.holders.get(one, ()):
            dataset.graph(claim).add(found)
    named = [one for rule in premises.laws.rules for one in rule.horn(dataset, terms)]
    return [*EQUALITY, *(one for one in (*named, *premises.laws.axioms) if one.axiom in justification.axioms)]


def test_every_inferred_triple_of_the_chapter_follows_from_its_justification_in_another_engine_and_from_no_less(
    chapter: Premises,
) -> None:
    closure, counted = chapter.closure("central-asia-6")
    explainer, number = Explainer(closure), 0
    background = {spelled(one) for graph in (*chapter.shared, *chapter.described.values()) for one in graph}
    for inferred in closure.inferred():
        conclusion = closure.facts.triple(inferred)
        justification = explainer.one(conclusion)
        assert justification is not None
        assert justification.is_least
        rules, leaves = rules_of(chapter, justification), justification.triples
        assert all(leaf in background or counted & {*chapter.holders.get(leaf, ())} for leaf in leaves)
        assert conclusion in concluded(rules, leaves)
        for leaf in leaves:
            assert conclusion not in concluded(rules, leaves - {leaf})
        for axiom in justification.axioms:
            assert conclusion not in concluded([one for one in rules if one.axiom != axiom], leaves)
        number += 1
    assert number > 3000


def test_a_shared_interest_is_explained_down_to_the_claims(second: Explanations) -> None:
    told = second.explain(triple("Corran", "sharesInterestWith", "Velm"))
    assert (told["holds"], told["said"], told["is_complete"]) == ("inferred", [], True)
    assert claims(told) == {"A1.1", "A1.2"}
    last = told["proofs"][0]["steps"][-1]
    assert last["triple"] == triple("Corran", "sharesInterestWith", "Velm")
    assert last["rule"] == str(NAMES.rule["shared-interest"])


def test_each_step_is_the_derivation_that_the_graph_publishes(second: Explanations, second_store: Store) -> None:
    told = second.explain(triple("Corran", "sharesInterestWith", "Velm"))
    rows = select(second_store, f"SELECT DISTINCT ?i {{ GRAPH <{NAMES.graph.derivations}> {{ ?i a ?kind }} }}")
    published = {str(row["i"]) for row in rows}
    steps = [step for step in told["proofs"][0]["steps"] if step["rule"]]
    assert len(steps) >= 3
    assert {step["inference"] for step in steps} <= published


def test_what_is_asserted_names_its_claims_and_what_is_denied_the_one_that_denies_it(second: Explanations) -> None:
    told = second.explain(triple("Ostra", "hasInterest", HERRING))
    assert told["holds"] == "asserted"
    assert told["said"] == [str(CLAIM[name]) for name in ("A1.1", "A1.2", "A2.7")]
    denied = second.explain(triple("Velm", "facesThreat", "Piracy"))
    assert (denied["holds"], denied["said"]) == ("no", [str(CLAIM["A1.4"])])


def test_what_does_not_follow_tells_the_nearest_rule_and_what_is_missing(second: Explanations) -> None:
    told = second.explain(triple("EmpireOfMar", "sharesInterestWith", "Velm"))
    first = told["lacking"][0]
    assert first["rule"] == str(NAMES.rule["shared-interest"])
    assert first["missing"] == [triple("EmpireOfMar", "hasInterest", HERRING)]
    assert triple("Velm", "hasInterest", HERRING) in first["present"]


def test_where_only_a_condition_excludes_it_nothing_is_missing(second: Explanations) -> None:
    told = second.explain(triple("Velm", "facesThreat", "Piracy"))
    first = told["lacking"][0]
    assert (first["rule"], first["missing"]) == (str(NAMES.rule["group-to-member"]), [])
    excepted = (CLAIM["A1.3"].n3(), NAMES.ox["except"].n3(), NAMES.entity.Velm.n3())
    assert excepted in first["excluded_by"], "the claim that excepts it"


def test_a_claim_that_is_left_out_takes_what_rests_on_it_and_one_that_is_taken_in_brings_more(
    second: Explanations,
) -> None:
    without = second.differences([], [str(CLAIM["A1.1"])])
    lost = {one for one in without["lost"]["triples"] if one[1] == NAMES.ox.sharesInterestWith.n3()}
    pairs = {("Corran", "Ostra"), ("Corran", "Velm")}
    assert lost == {triple(a, "sharesInterestWith", b) for one in pairs for a, b in (one, one[::-1])}
    assert without["gained"] == {"triples": [], "in_all": 0}
    taken_in = second.differences([str(CLAIM["A2.6"])], [])
    assert triple("Velm", "takesPartIn", "TariffLeague") in taken_in["gained"]["triples"]
    told = second.explain(triple("Corran", "sharesInterestWith", "Velm"), left_out=[str(CLAIM["A1.1"])])
    assert told["holds"] == "no"
    assert second.explain(triple("Corran", "sharesInterestWith", "Velm"))["holds"] == "inferred", "as before"


def test_of_several_sources_a_change_in_one_leaves_what_follows_in_the_other(two_sources: Store) -> None:
    explanations = Explanations(Premises.read(two_sources, NAMES))
    asked = triple("Corran", "sharesInterestWith", "Velm")
    elsewhere = [str(NAMES.claim(OTHER)["A2.6"])]
    assert explanations.explain(asked, taken_in=elsewhere)["holds"] == "inferred"
    assert explanations.explain(asked, left_out=[str(CLAIM["A1.1"])])["holds"] == "no"
    assert {proof["source"] for proof in explanations.explain(asked)["proofs"]} == {SLUG}


def test_a_supposition_that_cannot_be_is_told(draft: Draft, tmp_path: Path) -> None:
    draft.replace(
        f"{SLUG}/claims/A02.trig",
        "claim:A2.6 { id:Velm",
        "claim:A2.6 { id:TariffLeague a ox:WithoutGreatPowerBacking . id:Velm",
    )
    built = build(tmp_path / "supposed", Inputs(draft.folder, None, NAMES), lambda _: None)
    explanations = Explanations(Premises.read(EmbeddedStore.open(built.store_path), NAMES))
    assert explanations.differences([], [str(CLAIM["A1.1"])])["clashes"] == []
    clashes = explanations.differences([str(CLAIM["A2.6"])], [])["clashes"]
    assert any("WithoutGreatPowerBacking" in clash for clash in clashes)


def test_every_step_that_is_told_of_the_chapter_is_by_a_rule_that_is_described(
    chapter: Premises, chapter_store: Store
) -> None:
    described = f"SELECT ?rule {{ GRAPH <{NAMES.graph.ontology}> {{ ?rule a <{NAMES.ox.Rule}> }} }}"
    rules = {str(row["rule"]) for row in select(chapter_store, described)}
    explanations, closure = Explanations(chapter), chapter.closure("central-asia-6")[0]
    for number in list(closure.inferred())[::7]:
        told = explanations.explain(closure.facts.triple(number))
        assert told["proofs"]
        for step in (step for proof in told["proofs"] for step in proof["steps"] if step["rule"]):
            assert step["rule"] in rules
            assert step["is_published"] == (URIRef(step["inference"]) in chapter.published)


def test_a_claim_that_is_not_there_is_told(second: Explanations) -> None:
    with pytest.raises(InputError, match=r"there is no claim .*A9\.9"):
        second.differences([str(CLAIM["A9.9"])], [])
