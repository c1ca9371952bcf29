"""Turtle is written so that people can read it, and reads back as what it was."""

import pyoxigraph
from hypothesis import given
from hypothesis import strategies as st
from rdflib import RDF, XSD, Graph, Literal, URIRef

from graph.blocks import KNOWN, written
from graph.reader import as_rdflib

LOCALS = st.text("aQ019-_.~/%é'(", max_size=8).map(lambda text: text.replace("%", "%20"))
IRIS = st.builds(
    lambda namespace, local: URIRef(f"{namespace}{local}"),
    st.sampled_from([*map(str, KNOWN.values()), "http://a.example/"]),
    LOCALS,
)
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
LITERALS = st.one_of(
    TEXTS.map(Literal),
    st.builds(lambda text, tag: Literal(text, lang=tag), TEXTS, st.sampled_from(["en", "zh-hant", "sr-latn-rs"])),
    st.just(Literal("1991", datatype=XSD.gYear)),
    st.just(Literal("2001-06-14T00:00:00Z", datatype=XSD.dateTime)),
    st.builds(lambda text: Literal(text, datatype=URIRef("http://a.example/kind")), TEXTS),
)
TRIPLES = st.lists(st.tuples(IRIS, st.one_of(IRIS, st.just(RDF.type)), st.one_of(IRIS, LITERALS)), max_size=12)


@given(TRIPLES)
def test_what_is_written_reads_back_and_is_written_the_same(triples: list[tuple[URIRef, URIRef, URIRef]]) -> None:
    graph, again, other = Graph(), Graph(), Graph()
    for triple in triples:
        graph.add(triple)
    for triple in reversed(triples):
        other.add(triple)
    text = written(graph, "A comment.")
    for quad in pyoxigraph.parse(text, format=pyoxigraph.RdfFormat.TURTLE):
        again.add((as_rdflib(quad.subject), as_rdflib(quad.predicate), as_rdflib(quad.object)))
    assert set(again) == set(graph)
    assert written(other, "A comment.") == text


def test_items_come_first_in_the_order_of_their_numbers() -> None:
    graph = Graph()
    for name in ("Q1065", "Q30", "statement/Q2-1"):
        graph.add((URIRef(f"http://www.wikidata.org/entity/{name}"), RDF.type, XSD.string))
    graph.add((URIRef("http://a.example/"), RDF.type, XSD.string))
    lines = [line.split()[0] for line in written(graph, "").splitlines() if " a " in line]
    assert lines == ["wd:Q30", "wd:Q1065", "wds:Q2-1", "<http://a.example/>"]
