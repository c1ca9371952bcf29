"""The invented universities, over which reasoners are measured."""

from itertools import islice

from ontology.reasoning.compiler import compiled
from ontology.reasoning.horn import TYPE
from ontology.reasoning.reasoner import Reasoner
from tests.bench.reasoner.universities import BASE, ONTOLOGY, triples
from tests.ontology.test_reasoner import triples as read


def test_they_are_the_same_each_time_and_as_many_as_are_asked_for() -> None:
    first = list(triples(5000))
    assert len(first) == 5000
    assert first == list(islice(triples(6000), 5000))


def test_what_their_ontology_says_follows_without_a_clash() -> None:
    given, data = read(ONTOLOGY), list(triples(5000))
    reasoner = Reasoner(compiled(given).rules)
    reasoner.add([*given, *data])
    heads = [one for one in data if one[1] == f"<{BASE}headOf>"]
    assert heads
    assert all((head, TYPE, f"<{BASE}Chair>") in reasoner for head, _, _ in heads)
    assert len(list(reasoner.inferred())) > 2000
    assert reasoner.clashes() == []
