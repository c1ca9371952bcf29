"""What lacks for a triple to follow."""

from hypothesis import given, settings
from hypothesis import strategies as st

from ontology.reasoning.horn import Triple
from ontology.reasoning.lacking import Lack, lacking
from tests.ontology.test_reasoner import reasoned, restriction

TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
CHAIN = f":p owl:propertyChainAxiom (:q :r) . {restriction(':p', 'owl:someValuesFrom :C')} rdfs:subClassOf :A ."


def e(*names: str) -> Triple:
    one, two, three = (TYPE if name == "a" else f"<http://e.org/{name}>" for name in names)
    return one, two, three


def lacks(data: str, *names: str) -> list[tuple[set[Triple], list[str]]]:
    reasoner = reasoned(CHAIN, data)
    found = lacking(reasoner.program, reasoner.facts, e(*names), most=5)
    return [(set(one.present), [str(each) for each in one.missing]) for one in found]


def test_the_premise_that_is_missing_is_named_beside_what_is_there() -> None:
    ((present, missing),) = lacks(":x :q :y .", "x", "p", "z")
    assert present == {e("x", "q", "y")}
    assert missing == ["<http://e.org/y> <http://e.org/r> <http://e.org/z>"]


def test_the_nearest_instances_come_first_and_a_premise_may_be_anything() -> None:
    found = lacks(":x :p :y . :y a :B .", "x", "a", "A")
    assert found == [({e("x", "p", "y")}, [f"<http://e.org/y> {TYPE} <http://e.org/C>"])]
    ((present, missing),) = lacks(":y a :C . :x :q :u .", "x", "a", "A")
    assert present == {e("y", "a", "C")}
    assert missing == ["<http://e.org/x> <http://e.org/p> <http://e.org/y>"]


def test_a_rule_of_which_nothing_is_there_is_not_near() -> None:
    assert lacks(":u :q :v .", "x", "p", "z") == []


@settings(deadline=None)
@given(st.lists(st.tuples(*[st.sampled_from("xyz")] * 2, st.sampled_from("qr")), max_size=6))
def test_with_what_is_missing_the_triple_would_follow(links: list[tuple[str, str, str]]) -> None:
    reasoner = reasoned(CHAIN, " ".join(f":{one} :{link} :{other} ." for one, other, link in links))
    for subject in "xyz":
        triple = e(subject, "p", "z")
        if triple in reasoner:
            continue
        for one in lacking(reasoner.program, reasoner.facts, triple, most=5):
            assert isinstance(one, Lack)
            added = [tuple(atom) for atom in one.missing]
            reasoner.add(added)  # type: ignore[arg-type] # an atom has three terms
            assert triple in reasoner
            reasoner.remove(added)  # type: ignore[arg-type] # as above
            assert triple not in reasoner
