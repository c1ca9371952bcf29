"""Adding, removing and justifying: on random ontologies and data, compared with what follows from the beginning."""

import time
from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from ontology.reasoning.compiler import compiled
from ontology.reasoning.equality import SPECIFICATION
from ontology.reasoning.horn import Triple
from ontology.reasoning.justification import Explainer, Justification
from ontology.reasoning.reasoner import Reasoner
from tests.ontology.test_reasoner import restriction, triples

CLASSES, LINKS, THINGS = [":A", ":B", ":C"], [":p", ":q"], [":a", ":b", ":c", ":d"]
CLASS, LINK, THING = map(st.sampled_from, (CLASSES, LINKS, THINGS))
AXIOMS = st.one_of(
    st.tuples(CLASS, CLASS).map(lambda two: f"{two[0]} rdfs:subClassOf {two[1]} ."),
    st.tuples(CLASS, CLASS).map(lambda two: f"{two[0]} owl:equivalentClass {two[1]} ."),
    st.tuples(CLASS, CLASS).map(lambda two: f"{two[0]} owl:disjointWith {two[1]} ."),
    st.tuples(LINK, LINK).map(lambda two: f"{two[0]} rdfs:subPropertyOf {two[1]} ."),
    st.tuples(LINK, LINK).map(lambda two: f"{two[0]} owl:inverseOf {two[1]} ."),
    st.tuples(LINK, LINK, LINK).map(lambda one: f"{one[0]} owl:propertyChainAxiom ({one[1]} {one[2]}) ."),
    st.tuples(LINK, CLASS).map(lambda two: f"{two[0]} rdfs:domain {two[1]} ."),
    st.tuples(LINK, CLASS).map(lambda two: f"{two[0]} rdfs:range {two[1]} ."),
    st.tuples(LINK, st.sampled_from(["Symmetric", "Transitive", "Functional", "Irreflexive"])).map(
        lambda two: f"{two[0]} a owl:{two[1]}Property ."
    ),
    st.tuples(CLASS, LINK, CLASS).map(
        lambda one: f"{one[0]} rdfs:subClassOf {restriction(one[1], f'owl:allValuesFrom {one[2]}')} ."
    ),
    st.tuples(CLASS, LINK, CLASS).map(
        lambda one: f"{restriction(one[1], f'owl:someValuesFrom {one[2]}')} rdfs:subClassOf {one[0]} ."
    ),
    st.tuples(CLASS, LINK, THING).map(
        lambda one: f"{one[0]} owl:equivalentClass {restriction(one[1], f'owl:hasValue {one[2]}')} ."
    ),
    st.tuples(CLASS, LINK).map(lambda one: f"{one[0]} owl:hasKey ({one[1]}) ."),
    st.tuples(CLASS, CLASS, CLASS).map(lambda one: f"{one[0]} owl:intersectionOf ({one[1]} {one[2]}) ."),
    st.tuples(CLASS, CLASS, CLASS).map(lambda one: f"[ owl:unionOf ({one[0]} {one[1]}) ] rdfs:subClassOf {one[2]} ."),
    st.tuples(CLASS, THING, THING).map(lambda one: f"[ owl:oneOf ({one[1]} {one[2]}) ] rdfs:subClassOf {one[0]} ."),
    st.tuples(CLASS, CLASS).map(lambda two: f"{two[0]} rdfs:subClassOf [ owl:complementOf {two[1]} ] ."),
    st.tuples(CLASS, LINK, st.sampled_from([0, 1])).map(
        lambda one: f"{one[0]} rdfs:subClassOf {restriction(one[1], f'owl:maxCardinality {one[2]}')} ."
    ),
    st.tuples(CLASS, LINK, CLASS).map(
        lambda one: (
            f"{one[0]} rdfs:subClassOf {restriction(one[1], f'owl:maxQualifiedCardinality 1 ; owl:onClass {one[2]}')} ."
        )
    ),
    st.tuples(CLASS, LINK).map(lambda one: f"{one[0]} owl:equivalentClass {restriction(one[1], 'owl:hasSelf true')} ."),
    st.tuples(LINK, st.sampled_from(["InverseFunctional", "Asymmetric"])).map(
        lambda two: f"{two[0]} a owl:{two[1]}Property ."
    ),
    st.tuples(THING, LINK, THING).map(
        lambda one: (
            f"[] a owl:NegativePropertyAssertion ; owl:sourceIndividual {one[0]} ;"
            f"owl:assertionProperty {one[1]} ; owl:targetIndividual {one[2]} ."
        )
    ),
    st.just(":p owl:propertyDisjointWith :q ."),
    st.just("[] a owl:AllDifferent ; owl:members (:a :b :c) ."),
)
FACTS = st.one_of(
    st.tuples(THING, LINK, THING).map(lambda one: triples(f"{' '.join(one)} .")[0]),
    st.tuples(THING, CLASS).map(lambda one: triples(f"{one[0]} a {one[1]} .")[0]),
    st.tuples(THING, THING).map(lambda one: triples(f"{one[0]} owl:sameAs {one[1]} .")[0]),
    st.tuples(THING, THING).map(lambda one: triples(f"{one[0]} owl:differentFrom {one[1]} .")[0]),
)
ONTOLOGIES = st.lists(AXIOMS, min_size=1, max_size=5).map(" ".join)
DATA = st.lists(FACTS, min_size=1, max_size=10, unique=True)


def closed(ontology: str, data: list[Triple]) -> Reasoner:
    reasoner = Reasoner(compiled(triples(ontology)).rules)
    reasoner.add(data)
    return reasoner


def everything(reasoner: Reasoner) -> tuple[set[Triple], set[str]]:
    """All that follows, and the axioms that clash."""
    return set(reasoner.inferred()), {clash.axiom for clash in reasoner.clashes()}


@settings(max_examples=300)
@given(ONTOLOGIES, DATA, DATA, st.data())
def test_what_follows_after_adding_and_removing_is_what_follows_from_the_beginning(
    ontology: str, first: list[Triple], second: list[Triple], choice: st.DataObject
) -> None:
    reasoner = closed(ontology, first)
    reasoner.add(second)
    whole = list(dict.fromkeys([*first, *second]))
    removed = choice.draw(st.lists(st.sampled_from(whole), unique=True))
    if choice.draw(st.booleans()):
        reasoner.remove(removed)
    else:
        for triple in removed:
            reasoner.remove([triple])
    left = [triple for triple in whole if triple not in removed]
    assert everything(reasoner) == everything(closed(ontology, left))
    reasoner.add(removed)
    assert everything(reasoner) == everything(closed(ontology, whole))


def follows(justification: Justification, conclusion: Triple, ontology: str) -> bool:
    """Whether something follows from a justification, reasoned from the beginning."""
    rules = [rule for rule in compiled(triples(ontology)).rules if rule.axiom in justification.axioms]
    reasoner = Reasoner(rules)
    reasoner.add(justification.triples)
    return conclusion in reasoner


def smaller(justification: Justification) -> list[Justification]:
    """It without one of its parts."""
    return [
        *(Justification(justification.triples - {one}, justification.axioms) for one in justification.triples),
        *(Justification(justification.triples, justification.axioms - {one}) for one in justification.axioms),
    ]


@settings(max_examples=100)
@given(ONTOLOGIES, DATA)
def test_a_justification_suffices_and_no_part_of_it_can_be_spared(ontology: str, data: list[Triple]) -> None:
    reasoner = closed(ontology, data)
    explainer = Explainer(reasoner)
    for conclusion in list(reasoner.inferred())[:5]:
        one = explainer.one(conclusion)
        every = explainer.every(conclusion, most=20)
        assert one is not None
        assert one in every.found or not every.is_complete
        for justification in (one, *every.found):
            assert follows(justification, conclusion, ontology)
            assert not any(follows(part, conclusion, ontology) for part in smaller(justification))


@settings(max_examples=50)
@given(st.lists(AXIOMS, min_size=1, max_size=3, unique=True).map(" ".join), st.lists(FACTS, max_size=4, unique=True))
def test_every_justification_is_found(ontology: str, data: list[Triple]) -> None:
    reasoner = closed(ontology, data)
    explainer = Explainer(reasoner)
    axioms = sorted({rule.axiom for rule in compiled(triples(ontology)).rules})
    parts = [Justification(frozenset([one]), frozenset()) for one in data]
    parts += [Justification(frozenset(), frozenset([one])) for one in axioms]
    for conclusion in list(reasoner.inferred())[:3]:
        every = explainer.every(conclusion)
        expected = set[Justification]()
        for size in range(len(parts) + 1):
            for some in combinations(parts, size):
                whole = Justification(
                    frozenset().union(*(one.triples for one in some)), frozenset().union(*(one.axioms for one in some))
                )
                is_new = not any(one.triples <= whole.triples and one.axioms <= whole.axioms for one in expected)
                if is_new and follows(whole, conclusion, ontology):
                    expected.add(whole)
        if every.is_complete:
            assert set(every.found) == expected


def test_a_long_chain_is_justified_in_a_bounded_time_and_what_is_not_looked_at_is_told() -> None:
    reasoner = Reasoner(compiled(triples(":p a owl:TransitiveProperty .")).rules)
    chain = [(f"<http://e.org/{at}>", "<http://e.org/p>", f"<http://e.org/{at + 1}>") for at in range(300)]
    reasoner.add(chain)
    explainer, whole = Explainer(reasoner), ("<http://e.org/0>", "<http://e.org/p>", "<http://e.org/300>")
    started = time.monotonic()
    one, every = explainer.one(whole, seconds=0.3), explainer.every(whole, seconds=0.3)
    assert time.monotonic() - started < 10
    assert one is not None
    assert one.triples == set(chain)
    assert not one.is_least
    assert [found.triples for found in every.found] == [set(chain)]
    assert not every.is_complete
    assert [step.triple for step in explainer.proof(whole, one)][-1] == whole


@settings(deadline=None)
@given(ONTOLOGIES, DATA)
def test_a_proof_goes_from_what_was_said_to_the_conclusion_by_the_axioms_step_by_step(
    ontology: str, facts: list[Triple]
) -> None:
    reasoner = Reasoner(compiled(triples(ontology)).rules)
    reasoner.add(facts)
    explainer = Explainer(reasoner)
    for triple in reasoner.inferred():
        justification = explainer.one(triple)
        assert justification is not None
        steps = explainer.proof(triple, justification)
        assert steps[-1].triple == triple
        assert {step.triple for step in steps if step.axiom is None} == justification.triples
        assert all(premise < at for at, step in enumerate(steps) for premise in step.premises)
        axioms_used = {step.axiom for step in steps if step.axiom}
        assert {axiom for axiom in axioms_used if not axiom.startswith(SPECIFICATION)} == justification.axioms
