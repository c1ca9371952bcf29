"""A closure that would be too large: stopped soon, with the rule that drives it, and all is as before."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ontology.errors import LimitError
from ontology.reasoning.compiler import compiled
from ontology.reasoning.horn import Atom, Rule, Triple
from ontology.reasoning.reasoner import Reasoner
from tests.ontology.test_justification import DATA, ONTOLOGIES, closed, everything
from tests.ontology.test_reasoner import restriction, triples

P, Q, LIST = "<http://e.org/p>", "<http://e.org/q>", "owl:intersectionOf"
TO_ONE = [(f"<a{number}>", P, "<hub>") for number in range(900)]
BESIDE = ":Z rdfs:subClassOf :Y . :z a :Z ."  # what is there before


@pytest.mark.parametrize(
    ("axiom", "driver", "links"),
    [
        (":p a owl:TransitiveProperty .", r"\?x <http://e.org/p> \?y", TO_ONE),
        (":r owl:propertyChainAxiom (:p [ owl:inverseOf :p ]) .", "e.org/r", TO_ONE),
        (":p a owl:InverseFunctionalProperty .", "sameAs", TO_ONE),
        (
            f"[ {LIST} ({restriction(':p', 'owl:hasValue :hub')} {restriction(':q', 'owl:someValuesFrom :C')}) ]"
            f" rdfs:subClassOf {restriction(':r', 'owl:hasValue :a')} . :r owl:propertyChainAxiom (:p :q) .",
            "e.org/r",
            TO_ONE + [("<hub>", Q, f"<b{n}>") for n in range(900)],
        ),
    ],
)  # fmt: skip
def test_a_join_of_many_with_many_is_stopped_soon(axiom: str, driver: str, links: list[Triple]) -> None:
    """Each of these would conclude some hundred thousand triples at once."""
    more = [*links, *(("<hub>", P, f"<b{n}>") for n in range(900))]
    most, given = 4000, triples(axiom + BESIDE)
    reasoner = Reasoner(compiled(given).rules, most)
    reasoner.add(given)
    before = everything(reasoner)
    begun = time.perf_counter()
    with pytest.raises(LimitError, match=rf"more than {most} triples would follow, the last of them by .*{driver}"):
        reasoner.add(more)
    assert time.perf_counter() - begun < 1
    assert len(reasoner.facts.subjects) < 3 * most
    assert everything(reasoner) == before
    assert not any(triple in reasoner for triple in more)


def test_more_given_than_may_be_there_is_told() -> None:
    reasoner = Reasoner([], most=10)
    with pytest.raises(LimitError, match="more than 10 triples would be there"):
        reasoner.add((f"<a{number}>", P, "<b>") for number in range(11))
    assert not list(reasoner.facts.numbers())


def test_more_rules_without_conditions_than_may_be_there_are_told() -> None:
    rules = [Rule("mine", (), Atom(f"<a{number}>", P, "<b>")) for number in range(20)]
    with pytest.raises(LimitError, match="more than 10 triples would be there"):
        Reasoner(rules, most=10)


def test_what_was_removed_does_not_count() -> None:
    reasoner = Reasoner([], most=10)
    for number in range(50):
        reasoner.add([(f"<a{number}>", P, "<b>")])
        reasoner.remove([(f"<a{number}>", P, "<b>")])
    assert len(reasoner) == 0


@settings(max_examples=150)
@given(ONTOLOGIES, DATA, DATA, st.integers(0, 30))
def test_after_too_much_all_is_as_before(ontology: str, first: list[Triple], second: list[Triple], room: int) -> None:
    reasoner = closed(ontology, first)
    before = everything(reasoner)
    reasoner._most = len(reasoner) + room
    try:
        reasoner.add(second)
    except LimitError:
        assert everything(reasoner) == before
        assert {one for one in second if one in reasoner} == {one for one in second if one in closed(ontology, first)}
    else:
        assert len(reasoner) <= reasoner._most
    reasoner._most = 10_000
    reasoner.add(second)
    assert everything(reasoner) == everything(closed(ontology, [*first, *second]))
