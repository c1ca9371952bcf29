"""What follows by OWL 2 RL: a probe for each rule of the specification's tables (OWL 2 Profiles §4.3)."""

import pytest
import rdflib

from ontology.errors import InputError, LimitError
from ontology.reasoning.compiler import compiled
from ontology.reasoning.horn import Triple
from ontology.reasoning.reasoner import Reasoner

PREFIXES = """
@prefix : <http://e.org/> . @prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""


def triples(turtle: str) -> list[Triple]:
    graph = rdflib.Graph().parse(data=PREFIXES + turtle, format="turtle")
    return [(s.n3(), p.n3(), o.n3()) for s, p, o in graph]


def reasoned(ontology: str, data: str = "") -> Reasoner:
    given = triples(ontology + data)
    reasoner = Reasoner(compiled(given).rules)
    reasoner.add(given)
    return reasoner


def restriction(on: str, what: str) -> str:
    return f"[ a owl:Restriction ; owl:onProperty {on} ; {what} ]"


ENTAILED = {
    "eq-sym": (":a owl:sameAs :b .", ":b owl:sameAs :a"),
    "eq-trans": (":a owl:sameAs :b . :b owl:sameAs :c .", ":a owl:sameAs :c"),
    "eq-rep-s": (":a owl:sameAs :b . :a :p :c .", ":b :p :c"),
    "eq-rep-p": (":p owl:sameAs :q . :a :p :c .", ":a :q :c"),
    "eq-rep-o": (":a owl:sameAs :b . :c :p :a .", ":c :p :b"),
    "prp-dom": (":p rdfs:domain :C . :a :p :b .", ":a a :C"),
    "prp-rng": (":p rdfs:range :C . :a :p :b .", ":b a :C"),
    "prp-fp": (":p a owl:FunctionalProperty . :a :p :b, :c .", ":b owl:sameAs :c"),
    "prp-ifp": (":p a owl:InverseFunctionalProperty . :b :p :a . :c :p :a .", ":b owl:sameAs :c"),
    "prp-symp": (":p a owl:SymmetricProperty . :a :p :b .", ":b :p :a"),
    "prp-trp": (":p a owl:TransitiveProperty . :a :p :b . :b :p :c . :c :p :d .", ":a :p :d"),
    "prp-spo1": (":p rdfs:subPropertyOf :q . :a :p :b .", ":a :q :b"),
    "prp-spo2": (":r owl:propertyChainAxiom (:p :q :p) . :a :p :b . :b :q :c . :c :p :d .", ":a :r :d"),
    "prp-eqp1": (":p owl:equivalentProperty :q . :a :p :b .", ":a :q :b"),
    "prp-eqp2": (":p owl:equivalentProperty :q . :a :q :b .", ":a :p :b"),
    "prp-inv1": (":p owl:inverseOf :q . :a :p :b .", ":b :q :a"),
    "prp-inv2": (":p owl:inverseOf :q . :a :q :b .", ":b :p :a"),
    "prp-key": (":C owl:hasKey (:p :q) . :a a :C ; :p 1 ; :q :k . :b a :C ; :p 1 ; :q :k .", ":a owl:sameAs :b"),
    "inverse expression": ("[ owl:inverseOf :p ] rdfs:subPropertyOf :q . :a :p :b .", ":b :q :a"),
    "cls-int1": (":C owl:intersectionOf (:A :B) . :a a :A, :B .", ":a a :C"),
    "cls-int2": (":C owl:intersectionOf (:A :B) . :a a :C .", ":a a :B"),
    "cls-uni": (":C owl:unionOf (:A :B) . :a a :B .", ":a a :C"),
    "cls-svf1": (f"{restriction(':p', 'owl:someValuesFrom :B')} rdfs:subClassOf :C . :a :p :b . :b a :B .", ":a a :C"),
    "cls-svf2": (f"{restriction(':p', 'owl:someValuesFrom owl:Thing')} rdfs:subClassOf :C . :a :p :b .", ":a a :C"),
    "cls-avf": (f":C rdfs:subClassOf {restriction(':p', 'owl:allValuesFrom :B')} . :a a :C ; :p :b .", ":b a :B"),
    "cls-hv1": (f":C rdfs:subClassOf {restriction(':p', 'owl:hasValue :b')} . :a a :C .", ":a :p :b"),
    "cls-hv2": (f"{restriction(':p', 'owl:hasValue :b')} rdfs:subClassOf :C . :a :p :b .", ":a a :C"),
    "has-self 1": (f":C rdfs:subClassOf {restriction(':p', 'owl:hasSelf true')} . :a a :C .", ":a :p :a"),
    "has-self 2": (f"{restriction(':p', 'owl:hasSelf true')} rdfs:subClassOf :C . :a :p :a .", ":a a :C"),
    "cls-maxc2": (
        f":C rdfs:subClassOf {restriction(':p', 'owl:maxCardinality 1')} . :a a :C ; :p :b, :c .",
        ":b owl:sameAs :c",
    ),
    "cls-maxqc3": (
        f":C rdfs:subClassOf {restriction(':p', 'owl:maxQualifiedCardinality 1 ; owl:onClass :B')} ."
        ":a a :C ; :p :b, :c . :b a :B . :c a :B .",
        ":b owl:sameAs :c",
    ),
    "cls-maxqc4": (
        f":C rdfs:subClassOf {restriction(':p', 'owl:maxQualifiedCardinality 1 ; owl:onClass owl:Thing')} ."
        ":a a :C ; :p :b, :c .",
        ":b owl:sameAs :c",
    ),
    "cls-oo": (":C owl:oneOf (:a :b) .", ":b a :C"),
    "cax-sco": (":A rdfs:subClassOf :B . :a a :A .", ":a a :B"),
    "cax-eqc1": (":A owl:equivalentClass :B . :a a :A .", ":a a :B"),
    "cax-eqc2": (":A owl:equivalentClass :B . :a a :B .", ":a a :A"),
    "scm-sco": (":A rdfs:subClassOf :B . :B rdfs:subClassOf :C .", ":A rdfs:subClassOf :C"),
    "scm-eqc1": (":A owl:equivalentClass :B .", ":B rdfs:subClassOf :A"),
    "scm-eqc2": (":A rdfs:subClassOf :B . :B rdfs:subClassOf :A .", ":A owl:equivalentClass :B"),
    "scm-spo": (":p rdfs:subPropertyOf :q . :q rdfs:subPropertyOf :r .", ":p rdfs:subPropertyOf :r"),
    "scm-eqp1": (":p owl:equivalentProperty :q .", ":q rdfs:subPropertyOf :p"),
    "scm-eqp2": (":p rdfs:subPropertyOf :q . :q rdfs:subPropertyOf :p .", ":p owl:equivalentProperty :q"),
    "scm-dom1": (":p rdfs:domain :A . :A rdfs:subClassOf :B .", ":p rdfs:domain :B"),
    "scm-dom2": (":p rdfs:domain :A . :q rdfs:subPropertyOf :p .", ":q rdfs:domain :A"),
    "scm-rng1": (":p rdfs:range :A . :A rdfs:subClassOf :B .", ":p rdfs:range :B"),
    "scm-rng2": (":p rdfs:range :A . :q rdfs:subPropertyOf :p .", ":q rdfs:range :A"),
    "class assertion": (f":a a {restriction(':p', 'owl:allValuesFrom :B')} ; :p :b .", ":b a :B"),
    "disjoint union": (":C owl:disjointUnionOf (:A :B) . :a a :A .", ":a a :C"),
}
# What these rules say of classes is not concluded; what they say of things is.
THINGS_OF = {
    "scm-int": (":C owl:intersectionOf (:A :B) . :a a :C .", ":a a :A"),
    "scm-uni": (":A owl:unionOf (:C :B) . :a a :C .", ":a a :A"),
    "scm-hv": (
        f":C owl:equivalentClass {restriction(':p', 'owl:hasValue :b')} . :p rdfs:subPropertyOf :q ."
        f":D owl:equivalentClass {restriction(':q', 'owl:hasValue :b')} . :a a :C .",
        ":a a :D",
    ),
    "scm-svf1": (
        f":C owl:equivalentClass {restriction(':p', 'owl:someValuesFrom :A')} . :A rdfs:subClassOf :B ."
        f":D owl:equivalentClass {restriction(':p', 'owl:someValuesFrom :B')} . :a :p :b . :b a :A .",
        ":a a :D",
    ),
    "scm-svf2": (
        f":C owl:equivalentClass {restriction(':p', 'owl:someValuesFrom :A')} . :p rdfs:subPropertyOf :q ."
        f":D owl:equivalentClass {restriction(':q', 'owl:someValuesFrom :A')} . :a :p :b . :b a :A .",
        ":a a :D",
    ),
    "scm-avf1": (
        f":C rdfs:subClassOf {restriction(':p', 'owl:allValuesFrom :A')} . :A rdfs:subClassOf :B . :a a :C ; :p :b .",
        ":b a :B",
    ),
    "scm-avf2": (
        f":C rdfs:subClassOf {restriction(':p', 'owl:allValuesFrom :A')} . :q rdfs:subPropertyOf :p .:a a :C ; :q :b .",
        ":b a :A",
    ),
}
# What is so of everything, or of literals: it is not concluded (see `ontology.reasoning.equality`).
SPARED = {
    "eq-ref": (":a :p :b .", ":a owl:sameAs :a"),
    "prp-ap": ("", "rdfs:label a owl:AnnotationProperty"),
    "cls-thing": ("", "owl:Thing a owl:Class"),
    "cls-nothing1": ("", "owl:Nothing a owl:Class"),
    "dt-type1": ("", "xsd:integer a rdfs:Datatype"),
    "scm-cls": (":C a owl:Class .", ":C rdfs:subClassOf owl:Thing"),
    "scm-op": (":p a owl:ObjectProperty .", ":p rdfs:subPropertyOf :p"),
    "scm-dp": (":p a owl:DatatypeProperty .", ":p rdfs:subPropertyOf :p"),
}
RULES = """eq-ref eq-sym eq-trans eq-rep-s eq-rep-p eq-rep-o eq-diff1 eq-diff2 eq-diff3
prp-ap prp-dom prp-rng prp-fp prp-ifp prp-irp prp-symp prp-asyp prp-trp prp-spo1 prp-spo2 prp-eqp1 prp-eqp2 prp-pdw
prp-adp prp-inv1 prp-inv2 prp-key prp-npa1 prp-npa2
cls-thing cls-nothing1 cls-nothing2 cls-int1 cls-int2 cls-uni cls-com cls-svf1 cls-svf2 cls-avf cls-hv1 cls-hv2
cls-maxc1 cls-maxc2 cls-maxqc1 cls-maxqc2 cls-maxqc3 cls-maxqc4 cls-oo
cax-sco cax-eqc1 cax-eqc2 cax-dw cax-adc dt-type1 dt-type2 dt-eq dt-diff dt-not-type
scm-cls scm-sco scm-eqc1 scm-eqc2 scm-op scm-dp scm-spo scm-eqp1 scm-eqp2 scm-dom1 scm-dom2 scm-rng1 scm-rng2
scm-hv scm-svf1 scm-svf2 scm-avf1 scm-avf2 scm-int scm-uni"""
CLASHING = {
    "eq-diff1": ":a owl:sameAs :b ; owl:differentFrom :b .",
    "eq-diff2": "[] a owl:AllDifferent ; owl:members (:a :b) . :a owl:sameAs :b .",
    "eq-diff3": "[] a owl:AllDifferent ; owl:distinctMembers (:a :b :c) . :c owl:sameAs :b .",
    "prp-irp": ":p a owl:IrreflexiveProperty . :a :p :a .",
    "prp-asyp": ":p a owl:AsymmetricProperty . :a :p :b . :b :p :a .",
    "prp-pdw": ":p owl:propertyDisjointWith :q . :a :p :b ; :q :b .",
    "prp-adp": "[] a owl:AllDisjointProperties ; owl:members (:p :q :r) . :a :p :b ; :r :b .",
    "prp-npa1": "[] a owl:NegativePropertyAssertion ; owl:sourceIndividual :a ; owl:assertionProperty :p ;"
    "owl:targetIndividual :b . :a :p :b .",
    "prp-npa2": "[] a owl:NegativePropertyAssertion ; owl:sourceIndividual :a ; owl:assertionProperty :p ;"
    "owl:targetValue 1 . :a :p 1 .",
    "cls-nothing2": ":C rdfs:subClassOf owl:Nothing . :a a :C .",
    "cls-nothing2 of itself": ":a a owl:Nothing .",
    "cls-maxqc2": f":C rdfs:subClassOf {restriction(':p', 'owl:maxQualifiedCardinality 0 ; owl:onClass owl:Thing')} ."
    ":a a :C ; :p :b .",
    "cls-com": ":A owl:complementOf :B . :a a :A, :B .",
    "cls-maxc1": f":C rdfs:subClassOf {restriction(':p', 'owl:maxCardinality 0')} . :a a :C ; :p :b .",
    "cls-maxqc1": f":C rdfs:subClassOf {restriction(':p', 'owl:maxQualifiedCardinality 0 ; owl:onClass :B')} ."
    ":a a :C ; :p :b . :b a :B .",
    "cax-dw": ":A owl:disjointWith :B . :a a :A, :B .",
    "cax-adc": "[] a owl:AllDisjointClasses ; owl:members (:A :B :C) . :a a :B, :C .",
    "disjoint union": ":C owl:disjointUnionOf (:A :B) . :a a :A, :B .",
    "dt-not-type": ':p rdfs:range xsd:integer . :a :p "one" .',
    "dt-diff": ":p a owl:FunctionalProperty . :a :p 1, 2 .",
}


@pytest.mark.parametrize("name", [*ENTAILED, *THINGS_OF])
def test_what_the_rule_concludes_follows(name: str) -> None:
    given, expected = (ENTAILED | THINGS_OF)[name]
    reasoner = reasoned(given)
    assert triples(expected + " .")[0] in reasoner
    assert reasoner.clashes() == []


@pytest.mark.parametrize("name", CLASHING)
def test_what_the_rule_excludes_is_a_clash_and_nothing_is_without_a_cause(name: str) -> None:
    reasoner = reasoned(CLASHING[name])
    clashes = reasoner.clashes()
    assert clashes
    reasoner.remove(triple for clash in clashes for triple in clash.premises)
    assert reasoner.clashes() == []


@pytest.mark.parametrize("name", SPARED)
def test_what_is_so_of_everything_is_not_concluded(name: str) -> None:
    given, trivial = SPARED[name]
    assert triples(trivial + " .")[0] not in set(reasoned(given).inferred())


def test_each_rule_of_the_tables_has_its_probe() -> None:
    of_literals = {"dt-type2", "dt-eq"}  # they would conclude something of a literal: see the tests of datatypes
    assert {*RULES.split()} - of_literals <= {*ENTAILED, *THINGS_OF, *SPARED, *CLASHING}


def test_values_that_are_equal_are_no_clash() -> None:
    assert reasoned(':p a owl:FunctionalProperty . :a :p 1, "01"^^xsd:integer .').clashes() == []


def test_no_literal_becomes_a_subject_and_nothing_is_the_same_as_itself() -> None:
    reasoner = reasoned(
        ":p a owl:SymmetricProperty, owl:FunctionalProperty . :a :p 1 ; owl:sameAs :b . :b owl:sameAs :a ."
    )
    inferred = set(reasoner.inferred())
    assert not [one for one in inferred if one[0].startswith('"')]
    assert not [one for one in inferred if one[0] == one[2] and "sameAs" in one[1]]


@pytest.mark.parametrize(
    ("ontology", "axiom", "why"),
    [
        (f":A rdfs:subClassOf {restriction(':p', 'owl:someValuesFrom :B')} .", "SomeValuesFrom", "nothing follows"),
        (":A rdfs:subClassOf [ owl:unionOf (:B :C) ] .", "UnionOf", "nothing follows"),
        (f"{restriction(':p', 'owl:allValuesFrom :B')} rdfs:subClassOf :A .", "AllValuesFrom", "no condition"),
        (":p a owl:ReflexiveProperty .", "ReflexiveObjectProperty", "everything there is"),
        (f":A rdfs:subClassOf {restriction(':p', 'owl:maxCardinality 2')} .", "MaxCardinality", "nothing follows"),
    ],
)
def test_an_axiom_of_which_no_rule_is_made_is_told_with_the_reason(ontology: str, axiom: str, why: str) -> None:
    ((told, reason),) = compiled(triples(ontology)).unused
    assert axiom in told
    assert why in reason


def test_the_part_of_an_axiom_that_can_be_used_is_used() -> None:
    some = restriction(":p", "owl:someValuesFrom :C")
    assert triples(":a a :B .")[0] in reasoned(f":A owl:equivalentClass [ owl:intersectionOf (:B {some}) ] . :a a :A .")


def test_the_identity_of_an_axiom_does_not_depend_on_blank_nodes() -> None:
    ontology = f":A rdfs:subClassOf {restriction(':p', 'owl:allValuesFrom :B')} ."
    first, second = (compiled(triples(ontology)).rules for _ in range(2))
    assert [rule.axiom for rule in first] == [rule.axiom for rule in second]


@pytest.mark.parametrize(
    ("ontology", "told"),
    [
        (":A owl:intersectionOf [ <http://www.w3.org/1999/02/22-rdf-syntax-ns#first> :B ] .", "malformed"),
        (f":A rdfs:subClassOf {restriction(':p', 'owl:maxCardinality :many')} .", "no number"),
        (":A rdfs:subClassOf _:x . _:x owl:complementOf _:x .", "within itself"),
    ],
)
def test_a_malformed_ontology_is_told(ontology: str, told: str) -> None:
    with pytest.raises(InputError, match=told):
        compiled(triples(ontology))


def test_hierarchies_with_circles_and_chains_of_themselves_come_to_an_end() -> None:
    reasoner = reasoned(
        ":A rdfs:subClassOf :B . :B rdfs:subClassOf :A . :p rdfs:subPropertyOf :q . :q rdfs:subPropertyOf :p ."
        ":p owl:propertyChainAxiom (:p :p) . :a a :A ; :p :b . :b :p :c . :c :p :a ."
    )
    assert triples(":c :q :c .")[0] in reasoner


def test_more_than_may_follow_is_told_with_the_rule_and_nothing_stays() -> None:
    given = triples(":p a owl:TransitiveProperty .")
    reasoner = Reasoner(compiled(given).rules, most=2000)
    reasoner.add(given)
    before = set(reasoner.inferred())
    with pytest.raises(
        LimitError, match=r"more than 2000 triples would follow, the last of them by \?x <http://e.org/p> \?y"
    ):
        reasoner.add(triples(" ".join(f":n{number} :p :n{number + 1} ." for number in range(200))))
    assert set(reasoner.inferred()) == before
    assert triples(":n1 :p :n2 .")[0] not in reasoner
