"""What another reasoner finds of classes becomes rules, where the rules of the axioms do not give it."""

import pytest
from rdflib import Graph

from ontology.consistency import check
from ontology.reasoning.compiler import compiled
from ontology.reasoning.horn import TYPE
from ontology.reasoning.reasoner import Reasoner
from ontology.reasoning.subsumptions import missing
from tests.ontology.test_reasoner import PREFIXES, triples

UNION = """
:A a owl:Class ; rdfs:subClassOf [ a owl:Class ; owl:unionOf (:B :C) ] .
:B a owl:Class ; rdfs:subClassOf :D . :C a owl:Class ; rdfs:subClassOf :D . :D a owl:Class ; rdfs:subClassOf :E .
:E a owl:Class .
"""
A, B, D, E = (f"http://e.org/{name}" for name in "ABDE")
X = "<http://e.org/x>"


@pytest.mark.needs("java")
def test_what_hermit_finds_by_cases_is_a_rule_and_what_the_rules_give_is_none() -> None:
    found = check(Graph().parse(data=PREFIXES + UNION, format="turtle"))
    rules = compiled(triples(UNION)).rules
    further = missing(found.subsumptions, rules)
    assert [one.axiom for one in further] == [
        f'SubClassOf(Annotation(<http://www.w3.org/2000/01/rdf-schema#comment> "HermiT") <{A}> <{D}>)'
    ]
    reasoner = Reasoner([*rules, *further])
    reasoner.add([(X, TYPE, f"<{A}>")])
    assert (X, TYPE, f"<{E}>") in reasoner


def test_classes_that_are_the_same_are_below_each_other() -> None:
    assert len(missing({(A, B), (B, A)}, [])) == 2
    assert missing({(A, A)}, []) == []
