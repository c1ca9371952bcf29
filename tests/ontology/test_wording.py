"""Rules as sentences."""

import pytest

from ontology.reasoning.compiler import compiled
from ontology.wording import sentence
from tests.ontology.test_reasoner import triples


def name(term: str) -> str:
    return term.rstrip(">").rpartition("/")[2]


@pytest.mark.parametrize(
    ("turtle", "english", "chinese"),
    [
        (":A rdfs:subClassOf :B .", "If x belongs to “A”, then x belongs to “B”.", "若 x 屬於「A」，則 x 屬於「B」。"),
        (":p a owl:TransitiveProperty .", "If x p y and y p z, then x p z.", "若 x p y，且 y p z，則 x p z。"),
        (
            ":A owl:disjointWith :B .",
            "It cannot be that x belongs to “A” and x belongs to “B”.",
            "不可能 x 屬於「A」，且 x 屬於「B」。",
        ),
        (
            ":p rdfs:range xsd:integer .",
            "It cannot be that x p y and y is not of XMLSchema#integer.",
            "不可能 x p y，且 y 之值不屬 XMLSchema#integer。",
        ),
        (
            ":p a owl:InverseFunctionalProperty .",
            "If x p y and z p y and x is not z, then x is the same as z.",
            "若 x p y，且 z p y，且 x 不是 z，則 x 即為 z。",
        ),
        (
            "[] a owl:AllDifferent ; owl:members (:a :b) .",
            "It cannot be that x is the same as y and x is not y and x and y are among those that differ.",
            "不可能 x 即為 y，且 x 不是 y，且 x 與 y 同在互異者之列。",
        ),
    ],
)
def test_a_rule_reads_as_a_sentence_in_both_languages(turtle: str, english: str, chinese: str) -> None:
    rules = compiled(triples(turtle)).rules
    assert (english, chinese) in [(sentence(rule, name, "en"), sentence(rule, name, "zh-Hant")) for rule in rules]
