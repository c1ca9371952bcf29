"""Terms as N-Triples writes them, read."""

from rdflib import RDF, XSD, BNode, Literal, URIRef

from graph.quads import terms


def test_every_kind_of_term_is_read_and_what_is_unbound_is_none() -> None:
    written = [f"<{RDF.type}>", "", '"a\\n\\"b"@en', f'"01"^^<{XSD.integer}>', "_:b1"]
    assert terms(written) == [
        RDF.type,
        None,
        Literal('a\n"b', lang="en"),
        Literal("01", datatype=XSD.integer, normalize=False),
        BNode("b1"),
    ]


def test_a_triple_as_a_term_is_shown_as_it_is_written() -> None:
    assert terms(["<<( <http://e.org/a> <http://e.org/b> _:c )>>", "<http://e.org/d>"]) == [
        Literal("<<( <http://e.org/a> <http://e.org/b> _:c )>>"),
        URIRef("http://e.org/d"),
    ]
