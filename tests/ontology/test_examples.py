"""Each shape and question on a tiny example: what is right passes, what is wrong is said in its sentence.

An example adds to `valid/A-small-text.trig`; an invalid one opens with the sentence that it must get.
"""

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import TypeAlias

import pyoxigraph
import pytest
from rdflib import RDFS, SH, Graph

import ontology
from ontology.queries import read_all
from ontology.shapes import violations
from ontology.terms import Names

EXAMPLES = Path(ontology.__file__).parent / "examples"
SMALL_TEXT = EXAMPLES / "valid" / "A-small-text.trig"
VALID = sorted((EXAMPLES / "valid").glob("*.trig"))
INVALID = sorted((EXAMPLES / "invalid").glob("*.trig"))
# Contract §4: the fixed graphs, and what is asserted in the author's own voice.
DEFAULT_GRAPH = """
PREFIX ox: <https://w3id.org/oxiana/ontology#>
PREFIX graph: <https://w3id.org/oxiana/graph/>
INSERT { ?s ?p ?o } WHERE { GRAPH ?graph { ?s ?p ?o } FILTER(STRSTARTS(STR(?graph), STR(graph:))) } ;
INSERT { ?s ?p ?o } WHERE {
  GRAPH graph:claims { ?claim ox:modality ox:Asserted FILTER NOT EXISTS { ?claim ox:voice ?voice } }
  GRAPH ?claim { ?s ?p ?o }
}
"""
Heard: TypeAlias = Callable[[Path], dict[str, str]]


@pytest.fixture(scope="session")
def heard(room: Path, names: Names, vocabulary: Graph, shapes: Graph) -> Heard:
    """What a build would say of an example, and what says it: the shapes, or where they are silent, which question."""
    questions = list(read_all(room / "questions", names))
    hierarchy = Graph()
    for triple in vocabulary.triples((None, RDFS.subClassOf, None)):
        hierarchy.add(triple)
    spoken = vocabulary.serialize(format="nt", encoding="utf-8")

    @cache
    def sentences(example: Path) -> dict[str, str]:
        store = pyoxigraph.Store()
        for path in {SMALL_TEXT, example}:
            store.load(names.read(path).encode(), format=pyoxigraph.RdfFormat.TRIG)
        store.update(DEFAULT_GRAPH)
        # The shapes see the vocabulary's hierarchy alone: whether the vocabulary has its labels is a test of its own.
        data = hierarchy + Graph().parse(
            data=store.dump(format=pyoxigraph.RdfFormat.N_TRIPLES, from_graph=pyoxigraph.DefaultGraph()), format="nt"
        )
        broken = {violation.sentence: "shapes" for violation in violations(data, shapes)}
        if broken:
            return broken
        store.load(spoken, format=pyoxigraph.RdfFormat.N_TRIPLES)
        store.load(
            spoken, format=pyoxigraph.RdfFormat.N_TRIPLES, to_graph=pyoxigraph.NamedNode(str(names.graph.ontology))
        )
        return {sentence: question.name for question in questions for sentence in _answers(store, question.text)}

    return sentences


def _answers(store: pyoxigraph.Store, question: str) -> list[str]:
    found = store.query(question)
    assert isinstance(found, pyoxigraph.QuerySolutions)
    assert {variable.value for variable in found.variables} in ({"focus", "sentence"}, {"focus", "value", "sentence"})
    sentences = []
    for row in found:
        focus, sentence = row["focus"], row["sentence"]
        assert isinstance(focus, pyoxigraph.NamedNode), "a finding needs something that stands in a file"
        assert isinstance(sentence, pyoxigraph.Literal)
        sentences.append(sentence.value)
    return sentences


def _expected(example: Path) -> set[str]:
    return {example.read_text(encoding="utf-8").splitlines()[0].removeprefix("# ")}


@pytest.mark.parametrize("example", VALID, ids=lambda path: path.stem)
def test_nothing_is_said_of_a_valid_example(example: Path, heard: Heard) -> None:
    assert heard(example) == {}


@pytest.mark.parametrize("example", INVALID, ids=lambda path: path.stem)
def test_an_invalid_example_gets_its_sentence_and_no_other(example: Path, heard: Heard) -> None:
    assert set(heard(example)) == _expected(example)


def test_every_message_of_a_shape_is_heard_of_an_example(shapes: Graph) -> None:
    spoken = {str(message) for message in shapes.objects(None, SH.message)}
    assert spoken - {sentence for example in INVALID for sentence in _expected(example)} == set()


def test_every_question_finds_an_example(room: Path, names: Names, heard: Heard) -> None:
    asked = {question.name for question in read_all(room / "questions", names)}
    assert asked - {name for example in INVALID for name in heard(example).values()} == set()
