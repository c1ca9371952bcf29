"""What SHACL says of a node, and of the vocabulary itself."""

import pytest
from rdflib import Graph, Literal, URIRef

from ontology.shapes import Violation, violations

PREFIXES = """
@prefix : <http://example.org/> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
"""
SHAPES = Graph().parse(
    data=PREFIXES
    + """
    :Shape a sh:NodeShape ; sh:targetClass :Animal ;
        sh:property [ sh:path :legs ; sh:maxCount 1 ; sh:message "count the legs once" ] ,
                    [ sh:path :name ; sh:minLength 2 ; sh:message "write the name out" ] .
    """
)


def test_a_violation_names_node_value_and_what_to_do_and_reaches_subclasses() -> None:
    data = Graph().parse(
        data=PREFIXES + ':Cat rdfs:subClassOf :Animal . :tom a :Cat ; :legs 3, 4 ; :name "T" . :rock :legs 0, 1 .'
    )
    tom = URIRef("http://example.org/tom")
    assert violations(data, SHAPES) == [
        Violation(tom, None, "count the legs once"),
        Violation(tom, Literal("T"), "write the name out"),
    ]


def test_the_data_are_left_as_they_were() -> None:
    data = Graph().parse(data=PREFIXES + ":tom a :Animal ; :legs 4 .")
    before = set(data)
    violations(data, SHAPES)
    assert set(data) == before


def test_a_malformed_shape_is_an_error_and_never_taken_for_silence() -> None:
    broken = Graph().parse(
        data=PREFIXES + ":Shape a sh:NodeShape ; sh:targetClass :Animal ; sh:property [ sh:path 1 ] ."
    )
    with pytest.raises(Exception, match="path"):
        violations(Graph().parse(data=PREFIXES + ":tom a :Animal ."), broken)


def test_the_vocabulary_keeps_its_own_shapes(vocabulary: Graph, shapes: Graph) -> None:
    assert violations(vocabulary, shapes) == []
