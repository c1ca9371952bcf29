"""What no rule is made of is told, whatever it is: by the mapping of OWL 2 to RDF graphs (tables 1, 16 and 17)."""

import pytest

from ontology.reasoning.compiler import compiled
from tests.ontology.test_reasoner import reasoned, restriction, triples

SWRL = "http://www.w3.org/2003/11/swrl#"
OTHERWISE = {
    "facets": ":p rdfs:range [ a rdfs:Datatype ; owl:onDatatype xsd:integer ;"
    "owl:withRestrictions ([ xsd:minInclusive 3 ]) ] .",
    "a datatype of one's own": ":D a rdfs:Datatype . :p rdfs:range :D .",
    "a definition of a datatype": ":D a rdfs:Datatype ; owl:equivalentClass [ a rdfs:Datatype ; owl:oneOf (1 2) ] .",
    "values of several": ":p rdfs:range [ a rdfs:Datatype ; owl:oneOf (1 2) ] .",
    "a union": ":A rdfs:subClassOf [ owl:unionOf (:B :C) ] .",
    "some": f":A rdfs:subClassOf {restriction(':p', 'owl:someValuesFrom :B')} .",
    "all, as a condition": f"{restriction(':p', 'owl:allValuesFrom :B')} rdfs:subClassOf :A .",
    "a complement, as a condition": "[ owl:complementOf :A ] rdfs:subClassOf :B .",
    "at least 2": f":A rdfs:subClassOf {restriction(':p', 'owl:minCardinality 2')} .",
    "at least 2, as a condition": f"{restriction(':p', 'owl:minCardinality 2')} rdfs:subClassOf :A .",
    "at most 2": f":A rdfs:subClassOf {restriction(':p', 'owl:maxCardinality 2')} .",
    "exactly 2": f":A rdfs:subClassOf {restriction(':p', 'owl:cardinality 2')} .",
    "several properties at once": ":A rdfs:subClassOf [ a owl:Restriction ; owl:onProperties (:p :q) ;"
    "owl:allValuesFrom xsd:integer ] .",
    "no property": ":A rdfs:subClassOf [ a owl:Restriction ; owl:allValuesFrom :B ] .",
    "two properties": ":A rdfs:subClassOf [ a owl:Restriction ; owl:onProperty :p, :q ; owl:allValuesFrom :B ] .",
    "no value": ":A rdfs:subClassOf [ a owl:Restriction ; owl:onProperty :p ] .",
    "two values": f":A rdfs:subClassOf {restriction(':p', 'owl:allValuesFrom :B ; owl:hasValue :b')} .",
    "a value twice": f":A rdfs:subClassOf {restriction(':p', 'owl:allValuesFrom :B, :C')} .",
    "not itself": f":A rdfs:subClassOf {restriction(':p', 'owl:hasSelf false')} .",
    "a qualified cardinality without a class": ":A rdfs:subClassOf"
    f" {restriction(':p', 'owl:maxQualifiedCardinality 1')} .",
    "an unqualified cardinality with a class": ":A rdfs:subClassOf"
    f" {restriction(':p', 'owl:maxCardinality 1 ; owl:onClass :B')} .",
    "a class that says nothing": ":A rdfs:subClassOf [ a owl:Class ] .",
    "a thing of a restriction without a property": ":a a [ a owl:Restriction ; owl:allValuesFrom :B ] .",
    "a class by name, that is a restriction": ":A a owl:Restriction ; owl:onProperty :p ; owl:minCardinality 2 .",
    "reflexive": ":p a owl:ReflexiveProperty .",
    "all pairs": "owl:topObjectProperty rdfs:subPropertyOf :p .",
    "all pairs, in a class": f"{restriction('owl:topObjectProperty', 'owl:someValuesFrom :A')} rdfs:subClassOf :B .",
    "everything": "owl:Thing rdfs:subClassOf :A .",
    "a chain without steps": ":p owl:propertyChainAxiom () .",
    "a key without properties": ":A owl:hasKey () .",
    "imports": "<http://e.org/> a owl:Ontology ; owl:imports <http://e.org/other> .",
    "SWRL": f"[] a <{SWRL}Imp> ; <{SWRL}body> () ; <{SWRL}head> () .",
    "all different, without members": "[] a owl:AllDifferent .",
    "all different, of one": "[] a owl:AllDifferent ; owl:members (:a) .",
    "all disjoint, without members": "[] a owl:AllDisjointClasses .",
    "all disjoint, of none": "[] a owl:AllDisjointClasses ; owl:members () .",
    "properties all disjoint, without members": "[] a owl:AllDisjointProperties .",
    "properties all disjoint, of one": "[] a owl:AllDisjointProperties ; owl:members (:p) .",
    "members of nothing": "[] owl:members (:p :q) .",
    "a negative assertion without a source": "[] a owl:NegativePropertyAssertion ; owl:assertionProperty :p ;"
    "owl:targetIndividual :b .",
    "a negative assertion without a property": "[] a owl:NegativePropertyAssertion ; owl:sourceIndividual :a ;"
    "owl:targetValue 1 .",
    "a negative assertion without a target": "[] owl:sourceIndividual :a ; owl:assertionProperty :p .",
    "a word that OWL does not have": ":A owl:subClassOf :B .",
}
USED = {
    "a disjoint union": ":C owl:disjointUnionOf (:A :B) .",
    "the complement of a datatype": ":p rdfs:range [ a rdfs:Datatype ; owl:datatypeComplementOf xsd:integer ] .",
    "a negative assertion of a value": "[] a owl:NegativePropertyAssertion ; owl:sourceIndividual :a ;"
    "owl:assertionProperty :p ; owl:targetValue 1 .",
    "a negative assertion by its parts": "[] owl:sourceIndividual :a ; owl:assertionProperty :p ;"
    "owl:targetIndividual :b .",
    "a class by name, that is a restriction": ":A a owl:Restriction ; owl:onProperty :p ; owl:hasValue :b .",
    "at least 1, as a condition": f"{restriction(':p', 'owl:minCardinality 1')} rdfs:subClassOf :A .",
    "exactly 0": f":A rdfs:subClassOf {restriction(':p', 'owl:cardinality 0')} .",
}


@pytest.mark.parametrize("name", OTHERWISE)
def test_what_no_rule_is_made_of_is_told_in_the_same_words_each_time(name: str) -> None:
    first, second = (compiled(triples(OTHERWISE[name])).unused for _ in range(2))
    assert first
    assert first == second
    assert all(axiom and why for axiom, why in first)


@pytest.mark.parametrize("name", OTHERWISE)
def test_of_what_is_told_nothing_follows(name: str) -> None:
    reasoner = reasoned(OTHERWISE[name] + ":a :p :b ; a :A, :B . :p a :kind .")
    about = {one for one in reasoner.inferred() if one[0] in ("<http://e.org/a>", "<http://e.org/b>")}
    assert about == set()
    assert reasoner.clashes() == []


@pytest.mark.parametrize("name", USED)
def test_what_is_used_is_used(name: str) -> None:
    assert compiled(triples(USED[name])).rules


def test_what_an_axiom_is_annotated_with_does_not_disturb() -> None:
    axiom = "[] a owl:Axiom ; owl:annotatedSource :A ; owl:annotatedProperty rdfs:subClassOf ; owl:annotatedTarget :B ."
    ontology = "<http://e.org/> a owl:Ontology ; owl:versionInfo '1' . :A rdfs:subClassOf :B ; owl:deprecated true ."
    plain, annotated = compiled(triples(ontology)), compiled(triples(ontology + axiom))
    assert plain == annotated
    assert not annotated.unused


def test_an_ontology_that_is_imported_and_given_is_not_told() -> None:
    given = "<http://e.org/> owl:imports <http://e.org/other> . <http://e.org/other> a owl:Ontology ."
    assert compiled(triples(given)).unused == []
