"""What follows by axioms and named rules, what each conclusion rests on, and what cannot be."""

from graphlib import TopologicalSorter
from itertools import permutations
from pathlib import Path
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st
from rdflib import RDF, BNode, Dataset, Literal, URIRef

from ontology.inferences import Closure, Derivation, spelled
from ontology.reasoning.compiler import compiled
from ontology.rules import Rule
from tests.ontology.test_rules import NAMES, RULES, written

OX, ID, CLAIM = NAMES.ox, NAMES.entity, NAMES.claim("tale")
VOCABULARY = """
@prefix ox: <https://w3id.org/oxiana/ontology#> .
@prefix id: <https://w3id.org/oxiana/id/> .
@prefix claim: <https://w3id.org/oxiana/claim/tale/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
ox:State rdfs:subClassOf ox:Actor . ox:GreatPower rdfs:subClassOf ox:State .
ox:Actor rdfs:subClassOf [ a owl:Class ; owl:unionOf ( ox:State ox:Person ) ] , owl:Thing .
ox:causes a owl:ObjectProperty ; rdfs:subPropertyOf ox:leadsTo .
ox:leadsTo a owl:ObjectProperty , owl:TransitiveProperty .
ox:cooperatesWith a owl:ObjectProperty , owl:SymmetricProperty , ox:DistributiveProperty .
ox:cooperatesMilitarilyWith a owl:ObjectProperty , owl:SymmetricProperty , ox:DistributiveProperty ;
    rdfs:subPropertyOf ox:cooperatesWith .
ox:hasInterest a owl:ObjectProperty , ox:DistributiveProperty .
ox:GreatPowerBacked a owl:Class ; owl:equivalentClass
    [ a owl:Restriction ; owl:onProperty ox:backedBy ; owl:someValuesFrom ox:GreatPower ] .
ox:backs a owl:ObjectProperty ; owl:inverseOf ox:backedBy . ox:backedBy a owl:ObjectProperty .
ox:statedIn a owl:ObjectProperty ; rdfs:subPropertyOf <http://www.w3.org/ns/prov#wasDerivedFrom> .
"""
Fact = tuple[str, str, str]


def dataset(*turtle: str, claims: dict[str, str] | None = None) -> Dataset:
    """A default graph of the vocabulary and the text given; the contents of claims in it and in graphs of their own."""
    made = Dataset()
    made.default_graph.parse(data="\n".join((VOCABULARY, *turtle)), format="turtle")
    for name, content in (claims or {}).items():
        for graph in (made.default_graph, made.get_context(CLAIM[name])):
            graph.parse(data=VOCABULARY.split("ox:State", 1)[0] + content, format="turtle")
    return made


def drawn(data: Dataset, rules: list[Rule] = RULES) -> list[Derivation]:
    """What follows by the rules and by the axioms of a dataset."""
    return closure(data, rules).derivations()


def closure(data: Dataset, rules: list[Rule] = RULES) -> Closure:
    return Closure(data, rules, compiled(map(spelled, data.default_graph)).rules)


def concluded(found: list[Derivation], *properties: str) -> set[Fact]:
    """The conclusions by some properties, in local names."""
    return {
        (_local(subject), _local(predicate), _local(value))
        for subject, predicate, value in (derivation.conclusion for derivation in found)
        if _local(predicate) in properties
    }


def _local(term: object) -> str:
    return str(term).replace("#", "/").rsplit("/", 1)[-1]


def test_two_actors_of_one_interest_share_it_and_nobody_shares_with_oneself() -> None:
    found = drawn(
        dataset(
            "id:A a ox:GreatPower ; ox:hasInterest id:I , id:J . id:B a ox:State ; ox:hasInterest id:I , id:J .",
            "id:C a ox:State ; ox:hasInterest id:K . id:G a ox:Group ; ox:hasInterest id:I .",
        ),
    )
    assert concluded(found, "sharesInterestWith") == {
        ("A", "sharesInterestWith", "B"),
        ("B", "sharesInterestWith", "A"),
    }


def test_each_interest_shared_is_a_derivation_of_its_own() -> None:
    found = drawn(
        dataset(
            "id:A a ox:GreatPower ; ox:hasInterest id:I . id:B a ox:State ; ox:memberOf id:G . id:G a ox:Group .",
            "id:A ox:hasInterest id:J . id:B ox:hasInterest id:J .",
            claims={"P1.1": "id:G ox:hasInterest id:I ."},
        ),
    )
    shared = [one for one in found if one.conclusion == (ID.A, OX.sharesInterestWith, ID.B)]
    assert [one.rule for one in shared] == [str(NAMES.rule["shared-interest"])] * 2
    assert {premise[2] for one in shared for premise in one.premises if premise[1] == OX.hasInterest} == {ID.I, ID.J}
    assert (ID.A, RDF.type, OX.Actor) in shared[0].premises


@settings(deadline=None)
@given(st.sets(st.tuples(st.integers(0, 5), st.integers(0, 3))), st.sets(st.integers(0, 5)))
def test_shared_interest_is_what_its_definition_says(held: set[tuple[int, int]], actors: set[int]) -> None:
    data = Dataset()
    for actor, interest in held:
        data.default_graph.add((ID[f"A{actor}"], OX.hasInterest, ID[f"I{interest}"]))
    for actor in actors:
        data.default_graph.add((ID[f"A{actor}"], RDF.type, OX.Actor))
    brute_force = {
        (f"A{one}", "sharesInterestWith", f"A{other}")
        for one, other in permutations(actors, 2)
        if {interest for actor, interest in held if actor == one}
        & {interest for actor, interest in held if actor == other}
    }
    assert concluded(drawn(data), "sharesInterestWith") == brute_force


def test_what_a_claim_says_of_a_group_reaches_the_members_but_for_whom_a_claim_excepts() -> None:
    found = drawn(
        dataset(
            "id:A ox:memberOf id:G . id:B ox:memberOf id:G . id:G a ox:Group . claim:P1.2 ox:except id:B .",
            claims={
                "P1.1": "id:G ox:hasInterest id:I .",
                "P1.2": "id:G ox:hasInterest id:J .",
                "P1.3": "id:G ox:hasInterest id:J .",
            },
        ),
    )
    assert concluded(found, "hasInterest") == {
        ("A", "hasInterest", "I"),
        ("B", "hasInterest", "I"),
        ("A", "hasInterest", "J"),
    }


def test_an_exception_holds_for_what_follows_too_and_nobody_cooperates_with_oneself() -> None:
    found = drawn(
        dataset(
            "id:A ox:memberOf id:G . id:B ox:memberOf id:G . id:G a ox:Group . claim:P1.1 ox:except id:B .",
            claims={"P1.1": "id:G ox:cooperatesMilitarilyWith id:C , id:A ."},
        ),
    )
    reached = concluded(found, "cooperatesWith", "cooperatesMilitarilyWith")
    assert {(one, other) for one, _, other in reached} == {
        *permutations(("G", "A"), 2),
        *permutations(("G", "C"), 2),
        *permutations(("A", "C"), 2),
    }


def test_classes_reach_upward_through_names_alone() -> None:
    found = drawn(dataset("id:A a ox:GreatPower . [] a ox:State ."))
    assert concluded(found, "type") == {("A", "type", "State"), ("A", "type", "Actor")}


def test_a_property_above_follows_even_of_another_vocabulary_and_chains_are_closed() -> None:
    found = drawn(dataset("id:A ox:causes id:B . id:B ox:causes id:C . id:A ox:statedIn id:P ."))
    assert concluded(found, "leadsTo", "wasDerivedFrom") == {
        ("A", "leadsTo", "B"),
        ("B", "leadsTo", "C"),
        ("A", "leadsTo", "C"),
        ("A", "wasDerivedFrom", "P"),
    }


def test_an_inverse_is_read_in_both_directions_and_a_great_powers_backing_is_seen() -> None:
    found = drawn(dataset("id:A a ox:GreatPower ; ox:backs id:O . id:P ox:backedBy id:B ."))
    assert concluded(found, "backs", "backedBy") == {("O", "backedBy", "A"), ("B", "backs", "P")}
    assert ("O", "type", "GreatPowerBacked") in concluded(found, "type")


def test_a_conclusion_names_the_axiom_that_it_follows_by() -> None:
    found = drawn(dataset("id:A a ox:GreatPower ; ox:backs id:O ."))
    assert {one.rule for one in found if one.conclusion == (ID.O, RDF.type, OX.GreatPowerBacked)} == {
        f"EquivalentClasses(<{OX.GreatPowerBacked}> SomeValuesFrom(<{OX.backedBy}> <{OX.GreatPower}>))"
    }


def test_what_cannot_be_is_told_with_its_axiom_and_its_triples_and_concludes_nothing() -> None:
    found = closure(dataset("ox:Group owl:disjointWith ox:State . id:A a ox:GreatPower , ox:Group ."))
    assert [(one.axiom, set(one.premises)) for one in found.clashes()] == [
        (
            f"DisjointClasses(<{OX.Group}> <{OX.State}>)",
            {(ID.A, RDF.type, OX.Group), (ID.A, RDF.type, OX.State)},
        )
    ]
    assert concluded(found.derivations(), "type") == {("A", "type", "State"), ("A", "type", "Actor")}


def test_an_interest_of_a_kind_is_shared_as_one_of_that_kind() -> None:
    found = drawn(
        dataset(
            "ox:EconomicInterest ox:sharedAs ox:sharesEconomicInterestWith . id:I a ox:EconomicInterest .",
            "id:A a ox:State ; ox:hasInterest id:I , id:J . id:B a ox:State ; ox:hasInterest id:I .",
            "id:C a ox:State ; ox:hasInterest id:J .",
        ),
    )
    assert concluded(found, "sharesEconomicInterestWith") == {
        (one, "sharesEconomicInterestWith", other) for one, other in permutations("AB", 2)
    }
    assert {(one, other) for one, _, other in concluded(found, "sharesInterestWith")} == {
        *permutations("AB", 2),
        *permutations("AC", 2),
    }


def test_who_holds_a_higher_rank_outranks_the_lower_ones_and_who_stands_beside_does_not() -> None:
    found = drawn(
        dataset(
            "id:R ox:relatesBy ox:outranksInMilitaryForce .",
            "id:P1 ox:inRanking id:R ; ox:rank 1 ; ox:holder id:A .",
            "id:P2 ox:inRanking id:R ; ox:rank 2 ; ox:holder id:B .",
            "id:P10 ox:inRanking id:R ; ox:rank 10 ; ox:holder id:C , id:D .",
            "id:P0 ox:inRanking id:R ; ox:holder id:E .",
        ),
    )
    above = {(one, other) for one, _, other in concluded(found, "outranksInMilitaryForce")}
    assert above == {("A", "B"), ("A", "C"), ("A", "D"), ("B", "C"), ("B", "D")}


def test_states_that_take_part_in_one_organisation_meet_there() -> None:
    found = drawn(
        dataset(
            "ox:participatesIn a owl:ObjectProperty ; rdfs:subPropertyOf ox:takesPartIn .",
            "ox:memberOf a owl:ObjectProperty ; rdfs:subPropertyOf ox:takesPartIn . id:O a ox:Organisation .",
            "id:A a ox:State ; ox:memberOf id:O . id:B a ox:GreatPower ; ox:participatesIn id:O .",
            "id:C a ox:State ; ox:memberOf id:G . id:G a ox:Group ; ox:participatesIn id:O .",
        ),
    )
    assert {(one, other) for one, _, other in concluded(found, "meetsWith")} == set(permutations("AB", 2))


def test_two_names_of_one_thing_share_what_is_said_of_it() -> None:
    found = drawn(dataset("ox:seat a owl:FunctionalProperty . id:A ox:seat id:X , id:Y . id:X ox:hasInterest id:I ."))
    assert ("Y", "hasInterest", "I") in concluded(found, "hasInterest")
    assert {("X", "sameAs", "Y"), ("Y", "sameAs", "X")} == concluded(found, "sameAs")


def test_claims_that_a_tension_joins_are_in_tension_with_each_other() -> None:
    found = drawn(dataset("claim:T1 ox:joins claim:P1.1 , claim:P1.2 ."))
    assert concluded(found, "inTensionWith") == {
        ("P1.1", "inTensionWith", "P1.2"),
        ("P1.2", "inTensionWith", "P1.1"),
    }


def test_what_is_asserted_is_not_inferred_and_what_is_no_rdf_is_dropped(tmp_path: Path) -> None:
    rule = Rule.read(written(tmp_path, "CONSTRUCT { ?b :q ?a } WHERE { ?a :p ?b }"), NAMES)
    a, b, p, q = (URIRef(f"http://example.org/{name}") for name in "abpq")
    data = Dataset()
    for triple in ((a, p, b), (b, q, a), (a, p, Literal("words")), (BNode(), p, a), (b, p, a)):
        data.default_graph.add(triple)
    assert drawn(data, [rule]) == [Derivation((a, q, b), str(NAMES.rule["some-rule"]), ((b, p, a),))]


RELATIONS = ("ox:causes", "ox:leadsTo", "ox:cooperatesWith", "ox:cooperatesMilitarilyWith", "ox:hasInterest")
FACTS = st.lists(
    st.tuples(st.integers(0, 4), st.sampled_from(RELATIONS), st.integers(0, 4)).map(
        lambda fact: f"id:A{fact[0]} {fact[1]} id:A{fact[2]} ."
    ),
    max_size=12,
)


@settings(deadline=None)
@given(FACTS)
def test_inference_ends_in_a_fixpoint_whose_proofs_have_no_circle(facts: list[str]) -> None:
    data = dataset("id:A0 a ox:State . id:A1 a ox:GreatPower .", *facts)
    given_ = set(data.default_graph)
    found = drawn(data)
    assert set(data.default_graph) == given_, "the dataset is left as it was"
    conclusions = {one.conclusion for one in found}
    assert not conclusions & given_
    assert all(premise in conclusions | given_ for one in found for premise in one.premises)
    rests_on: dict[object, set[object]] = {}
    for one in found:
        rests_on.setdefault(one.conclusion, set()).update(one.premises)
    TopologicalSorter(rests_on).prepare()  # raises CycleError where a triple rests on itself
    for triple in conclusions:
        data.default_graph.add(triple)
    assert drawn(data) == []


@settings(deadline=None)
@given(FACTS, st.randoms(use_true_random=False))
def test_the_same_facts_in_any_order_give_the_same_derivations(facts: list[str], random: Random) -> None:
    shuffled = list(facts)
    random.shuffle(shuffled)
    one, other = (drawn(dataset(*text), rules) for text, rules in ((facts, RULES), (shuffled, RULES[::-1])))
    assert one == other
