"""Which axioms are outside a profile of OWL 2: each is named, with the reason."""

import pytest
from rdflib import Graph

from ontology.errors import InputError
from ontology.profiles import Violation, violations
from tests.ontology.test_reasoner import PREFIXES

EX = "http://e.org/"
DECLARED = ":A a owl:Class . :B a owl:Class . :p a owl:ObjectProperty . :q a owl:ObjectProperty ."


def read(turtle: str) -> Graph:
    return Graph().parse(data=PREFIXES + DECLARED + turtle, format="turtle")


def test_what_is_in_the_profile_has_no_violation() -> None:
    graph = read(":A rdfs:subClassOf :B . :p a owl:TransitiveProperty ; rdfs:domain :A .")
    assert violations(graph, "DL") == violations(graph, "RL") == []


@pytest.mark.parametrize(
    ("turtle", "axiom", "why"),
    [
        (":p a owl:AsymmetricProperty , owl:TransitiveProperty .", f"AsymmetricObjectProperty(<{EX}p>)", "non-simple"),
        (
            ":p a owl:FunctionalProperty ; owl:propertyChainAxiom (:q :q) .",
            f"FunctionalObjectProperty(<{EX}p>)",
            "simple",
        ),
        (":p owl:propertyChainAxiom (:q :p) . :q owl:propertyChainAxiom (:p :q) .", "ObjectPropertyChain(", "cycle"),
        (":A rdfs:subClassOf :Undeclared .", f"<{EX}Undeclared>", "undeclared class"),
        (":A a owl:ObjectProperty , owl:DatatypeProperty .", f"<{EX}A>", "punning"),
    ],
)
def test_an_axiom_outside_owl_2_dl_is_named(turtle: str, axiom: str, why: str) -> None:
    (found,) = violations(read(turtle), "DL")
    assert found.axiom.startswith(axiom)
    assert why in found.why
    assert str(found) == f"{found.axiom}: {found.why}"


def test_an_axiom_in_dl_may_be_outside_rl() -> None:
    graph = read(":A rdfs:subClassOf [ a owl:Class ; owl:unionOf (:A :B) ] .")
    assert violations(graph, "DL") == []
    (found,) = violations(graph, "RL")
    assert found == Violation(
        f"SubClassOf(<{EX}A> ObjectUnionOf(<{EX}A> <{EX}B>))",
        "Use of a class expression that is not allowed in superclass position",
    )


def test_a_property_that_rdf_xml_cannot_write_is_told() -> None:
    with pytest.raises(InputError, match="the profile cannot be checked"):
        violations(read("<http://e.org/1/2> a owl:ObjectProperty . :x <http://e.org/1/2> :y ."), "DL")
