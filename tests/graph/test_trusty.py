"""Trusty URIs: the same as the nanopub library's, and no others after the least change."""

from collections.abc import Iterator
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from rdflib import PROV, RDF, XSD, BNode, Literal, URIRef

from graph.build import Build
from graph.nanopub_files import NQUADS, written
from graph.nanopub_verification import verify
from graph.nanopubs import NP, Nanopub
from graph.quads import parsed
from graph.store import Store
from graph.trusty import PLACEHOLDER, Quad, minted, normal_form
from ontology.errors import InputError
from ontology.terms import CANONICAL
from tests.graph.nanopub_fixtures import all_of, nquads
from tests.graph.nanopub_library import Library, library

THIS = URIRef(f"{CANONICAL.base}np/{PLACEHOLDER}")
OTHER = URIRef(f"{CANONICAL.base}np/RAHaseCkfrfAPgwmVhCnlOf1j2e8UONUjq4yWjfO9CRwc")
PREDICATE = URIRef("http://e.example/p")

words = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
literals = st.one_of(
    words.map(Literal),
    st.builds(lambda text, tag: Literal(text, lang=tag), words, st.sampled_from(["en", "EN-gb", "zh-Hant", "ja"])),
    st.sampled_from(["01", "1.50", "-0"]).map(lambda text: Literal(text, datatype=XSD.decimal, normalize=False)),
    st.sampled_from(["2001-09-11", "2001-09-11Z"]).map(lambda text: Literal(text, datatype=XSD.date, normalize=False)),
)
names = st.sampled_from(
    [THIS, URIRef(f"{THIS}#a"), URIRef(f"{THIS}#b"), OTHER, URIRef(f"{OTHER}#a"), URIRef("http://e.example/é中")]
)
triples = st.lists(st.tuples(names, st.just(PREDICATE), st.one_of(names, literals)), min_size=1, max_size=8)


def nanopub(content: list[tuple[URIRef, URIRef, URIRef | Literal]]) -> Nanopub:
    """A nanopublication with some content."""
    head, assertion, provenance, pubinfo = (
        URIRef(f"{THIS}#{part}") for part in ("Head", "assertion", "provenance", "pubinfo")
    )
    quads: list[Quad] = [
        (head, THIS, RDF.type, NP.Nanopublication),
        (head, THIS, NP.hasAssertion, assertion),
        (head, THIS, NP.hasProvenance, provenance),
        (head, THIS, NP.hasPublicationInfo, pubinfo),
        *((assertion, *triple) for triple in content),
        (provenance, assertion, PROV.wasDerivedFrom, OTHER),
        (pubinfo, THIS, PREDICATE, Literal("x")),
    ]
    code, named = minted(quads)
    return Nanopub(URIRef(f"{CANONICAL.base}np/{code}"), OTHER, OTHER, True, tuple(named))


@pytest.fixture(scope="module")
def asked() -> Iterator[Library]:
    with library() as one:
        yield one


@given(triples)
def test_the_code_of_a_nanopublication_is_the_one_that_the_library_finds(
    asked: Library, content: list[tuple[URIRef, URIRef, URIRef | Literal]]
) -> None:
    one = nanopub(content)
    assert asked.verifies(nquads(one)) == str(one.iri)


@given(triples, st.randoms())
def test_the_code_depends_on_what_is_said_and_not_on_its_order_or_how_often(
    content: list[tuple[URIRef, URIRef, URIRef | Literal]], random: Random
) -> None:
    shuffled = [*content, content[0]]
    random.shuffle(shuffled)
    assert nanopub(shuffled).iri == nanopub(content).iri


def test_a_reference_to_another_nanopublication_stays_as_it_is() -> None:
    assert (OTHER, PREDICATE, OTHER) in {quad[1:] for quad in nanopub([(OTHER, PREDICATE, OTHER)]).quads}


def test_what_has_no_name_gets_no_code() -> None:
    with pytest.raises(InputError, match="is no IRI"):
        normal_form([(THIS, THIS, PREDICATE, BNode("b"))])


@pytest.fixture(scope="module")
def texts(second_store: Store, second_build: Build) -> list[str]:
    return [nquads(one).decode() for one in all_of(second_store, second_build.edition)]


@given(st.data())
def test_one_other_character_anywhere_in_a_nanopublication_is_found(texts: list[str], data: st.DataObject) -> None:
    text = data.draw(st.sampled_from(texts))
    place = data.draw(st.integers(0, len(text) - 1))
    other = data.draw(st.one_of(st.sampled_from(' \n<>"@^.#_aA0é'), st.characters(exclude_categories=["Cs"])))
    changed = f"{text[:place]}{other}{text[place + 1 :]}".encode()
    assume(changed != text.encode())
    with TemporaryDirectory() as folder:
        path = Path(folder, "one.nq")
        path.write_bytes(changed)
        try:
            verify(path)
        except InputError:
            return
    assert quads_in(changed) == quads_in(text.encode()), "another statement, and its name holds"


def quads_in(text: bytes) -> set[Quad]:
    return set(parsed(text, NQUADS))


def test_it_is_found_in_each_place_of_a_literal(texts: list[str], tmp_path: Path) -> None:
    text = texts[0]
    start = text.index("Corran and Ostra")
    for place in range(start, start + 30):
        path = tmp_path / "one.nq"
        path.write_text(f"{text[:place]}~{text[place + 1 :]}", encoding="utf-8")
        with pytest.raises(InputError):
            verify(path)


@pytest.mark.parametrize("media_type", ["application/trig", "application/n-quads", "application/ld+json"])
def test_it_says_the_same_in_each_format(second_store: Store, second_build: Build, media_type: str) -> None:
    for one in all_of(second_store, second_build.edition):
        assert set(parsed(written(one, media_type, CANONICAL), media_type)) == quads_in(nquads(one))
