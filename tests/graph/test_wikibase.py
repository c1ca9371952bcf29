"""Whatever a service answers in place of an item's document is read, or refused in one sentence."""

import pyoxigraph
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rdflib import RDF, BNode, Graph

from graph.blocks import written
from graph.wikibase import LANGUAGES, WD, WIKIBASE, Document, HalfError, read_document
from ontology.errors import InputError
from tests.graph.entity_data import document

WHOLE = document("Q9000001")
NOISE = [
    b"<",
    b">",
    b'"',
    b"\\",
    b"\xff",
    b"@",
    b"_:b",
    b" .\n",
    b"^^xsd:date",
    b"<a b>",
    b"wd:Q9000001 ",
    b"[]",
    b"@en--x",
]


@given(st.integers(0, len(WHOLE)), st.integers(0, 60), st.one_of(st.sampled_from(NOISE), st.binary(max_size=6)))
def test_a_changed_document_is_read_to_what_a_build_can_read_or_refused_in_one_sentence(
    at: int, removed: int, inserted: bytes
) -> None:
    body = WHOLE[:at] + inserted + WHOLE[at + removed :]
    refusals, found = [], Document(Graph())
    try:
        found = read_document(body, "Q9000001", LANGUAGES)
    except InputError as error:
        refusals.append(str(error))
    assert "\n" not in "".join(refusals)
    assert not any(isinstance(node, BNode) for node in found.facts.all_nodes())
    list(pyoxigraph.parse(written(found.facts, "A comment."), format=pyoxigraph.RdfFormat.TURTLE))
    assert refusals or found.redirect or (WD.Q9000001, RDF.type, WIKIBASE.Item) in found.facts


@given(st.integers(0, WHOLE.index(b"wd:P463 a wikibase:Property") - 3))
def test_a_document_that_ends_too_early_is_never_taken_for_a_whole_one(end: int) -> None:
    with pytest.raises(InputError):
        read_document(WHOLE[:end], "Q9000001", LANGUAGES)


def test_a_value_that_its_datatype_does_not_have_is_a_text() -> None:
    wrong = document("Q9000001", start="1212-02-30")
    facts = read_document(wrong, "Q9000001", LANGUAGES).facts
    assert {str(one.datatype) for one in facts.objects() if str(one) == "1212-02-30T00:00:00Z"} == {"None"}  # type: ignore[attr-defined]


def test_an_iri_that_is_none_is_refused() -> None:
    with pytest.raises(InputError, match="is no IRI"):
        read_document(WHOLE.replace(b"http://league.example/members", b"members of the league"), "Q9000001", LANGUAGES)


def test_a_document_of_half_is_told_from_another_one() -> None:
    with pytest.raises(HalfError):
        read_document(WHOLE[:2000], "Q9000001", LANGUAGES)
    with pytest.raises(InputError) as error:
        read_document(WHOLE, "Q9000002", LANGUAGES)
    assert not isinstance(error.value, HalfError)
