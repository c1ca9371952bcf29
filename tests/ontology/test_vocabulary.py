"""The vocabulary as it is published."""

from collections import Counter

import pytest
from rdflib import OWL, RDF, RDFS, SKOS, Graph, Literal, URIRef

from ontology.consistency import Consistency, check
from ontology.inferences import spelled
from ontology.owl_part import owl_part
from ontology.profiles import violations
from ontology.reasoning.compiler import compiled
from ontology.reasoning.subsumptions import missing
from ontology.terms import Names

LANGUAGES = {"en", "zh-Hant"}


def terms(vocabulary: Graph, names: Names) -> list[URIRef]:
    return sorted(
        subject
        for subject in set(vocabulary.subjects(RDF.type, None))
        if isinstance(subject, URIRef) and subject in names.ox
    )


@pytest.mark.parametrize("property_", [RDFS.label, SKOS.definition], ids=["label", "definition"])
def test_every_term_has_one_label_and_one_definition_in_each_language(
    property_: URIRef, vocabulary: Graph, names: Names
) -> None:
    wrong = {}
    for term in terms(vocabulary, names):
        languages = [value.language for value in vocabulary.objects(term, property_) if isinstance(value, Literal)]
        if set(languages) != LANGUAGES or len(languages) != len(LANGUAGES):
            wrong[term] = languages
    assert wrong == {}


def test_every_term_that_is_mentioned_is_defined(vocabulary: Graph, names: Names) -> None:
    mentioned = {term for triple in vocabulary for term in triple if isinstance(term, URIRef) and term in names.ox}
    assert mentioned - set(terms(vocabulary, names)) == set()


@pytest.mark.parametrize("language", sorted(LANGUAGES))
@pytest.mark.parametrize("kind", [OWL.Class, OWL.ObjectProperty], ids=["class", "property"])
def test_no_two_terms_of_one_kind_have_the_same_label(
    kind: URIRef, language: str, vocabulary: Graph, names: Names
) -> None:
    named = Counter(
        str(label)
        for term in terms(vocabulary, names)
        for label in vocabulary.objects(term, RDFS.label)
        if (term, RDF.type, kind) in vocabulary and isinstance(label, Literal) and label.language == language
    )
    assert [label for label, times in named.items() if times > 1] == []


@pytest.mark.needs("java")
def test_hermit_finds_the_vocabulary_consistent_and_every_class_satisfiable(vocabulary: Graph) -> None:
    assert check(vocabulary) == Consistency(consistent=True, unsatisfiable=())


@pytest.mark.needs("java")
def test_hermit_finds_no_subsumption_that_the_rules_do_not_give_so_that_a_build_without_java_is_the_same(
    vocabulary: Graph,
) -> None:
    rules = compiled(map(spelled, vocabulary)).rules
    assert missing(check(vocabulary).subsumptions, rules) == []


def test_the_vocabulary_is_in_owl_2_dl_and_leaves_rl_only_where_it_leaves_a_choice(vocabulary: Graph) -> None:
    assert violations(owl_part(vocabulary), "DL") == []
    outside = violations(owl_part(vocabulary), "RL")
    assert all("ObjectUnionOf(" in one.axiom or "ObjectSomeValuesFrom(" in one.axiom for one in outside)
