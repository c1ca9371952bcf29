"""What a claim's nanopublication says, and what it does not."""

from dataclasses import replace
from pathlib import Path

import pytest
from rdflib import DCTERMS, FOAF, PROV, RDF, RDFS, XSD, Literal, URIRef

from graph.build import Build
from graph.edition import Edition
from graph.nanopubs import NPX, Nanopub, Nanopubs, Triple
from graph.passages import OA, SCHEMA
from graph.store import EmbeddedStore, Store, select
from ontology.terms import CANONICAL
from tests.graph.nanopub_fixtures import CLAIMS, all_of, key_file, nquads
from tests.graph.nanopub_library import library

OX = CANONICAL.ox
REPORTED = ["A1.4", "A2.5", "A2.6", "A2.7", "A2.8"]  # denied, in another voice, predicted, denied, open


@pytest.fixture(scope="module")
def made(second_store: Store, second_build: Build) -> dict[str, Nanopub]:
    """The nanopublications of the invented source, by the names of their claims."""
    return {one.claim.removeprefix(CLAIMS): one for one in all_of(second_store, second_build.edition)}


def part(nanopub: Nanopub, name: str) -> set[Triple]:
    return {(s, p, o) for graph, s, p, o in nanopub.quads if graph == URIRef(f"{nanopub.iri}#{name}")}


def content(store: Store, claim: str) -> set[Triple]:
    rows = select(store, f"SELECT ?s ?p ?o {{ GRAPH <{claim}> {{ ?s ?p ?o }} }}")
    return {(row["s"], row["p"], row["o"]) for row in rows}


@pytest.mark.parametrize("is_signed", [False, True], ids=["not signed", "signed"])
@pytest.mark.parametrize("source", ["second", "chapter"])
def test_the_nanopub_library_verifies_the_nanopublication_of_every_claim(
    source: str, request: pytest.FixtureRequest, tmp_path: Path, *, is_signed: bool
) -> None:
    store, build = request.getfixturevalue(f"{source}_store"), request.getfixturevalue(f"{source}_build")
    found = all_of(store, build.edition, key_file(tmp_path) if is_signed else None)
    assert len({one.iri for one in found}) == len(found) == build.summary["claims"]
    with library() as asked:
        assert [one.iri for one in found if asked.verifies(nquads(one)) != str(one.iri)] == []


def test_what_a_source_affirms_is_asserted_as_it_is(made: dict[str, Nanopub], second_store: Store) -> None:
    affirmed = {name: one for name, one in made.items() if one.is_affirmed}
    assert sorted({*made} - {*affirmed}) == REPORTED
    for one in affirmed.values():
        assert part(one, "assertion") == content(second_store, one.claim)


@pytest.mark.parametrize("source", ["second", "chapter"])
def test_no_triple_of_a_claim_that_is_not_affirmed_stands_in_its_nanopublication(
    source: str, request: pytest.FixtureRequest
) -> None:
    store, build = request.getfixturevalue(f"{source}_store"), request.getfixturevalue(f"{source}_build")
    modalities = select(store, f"SELECT ?c {{ ?c <{OX.modality}> ?m FILTER (?m != <{OX.Asserted}>) }}")
    voices = select(store, f"SELECT ?c {{ ?c <{OX.voice}> ?v }}")
    reported = {row["c"] for row in (*modalities, *voices)}
    found = [one for one in all_of(store, build.edition) if one.claim in reported]
    assert len(found) == len(reported) > 0
    for one in found:
        said = content(store, one.claim)
        assert said
        assert said.isdisjoint((s, p, o) for _, s, p, o in one.quads)


@pytest.mark.parametrize("name", REPORTED)
def test_of_such_a_claim_the_assertion_tells_how_it_is_put_and_quotes_each_triple(
    made: dict[str, Nanopub], second_store: Store, name: str
) -> None:
    one = made[name]
    assertion = part(one, "assertion")
    assert (one.claim, OX.modality, one.modality) in assertion
    statements = {s for s, p, o in assertion if (p, o) == (RDF.type, RDF.Statement)}
    assert {o for _, p, o in assertion if p == DCTERMS.hasPart} == statements
    told = {subject: {p: o for s, p, o in assertion if s == subject} for subject in statements}
    quoted = {(one[RDF.subject], one[RDF.predicate], one[RDF.object]) for one in told.values()}
    assert quoted == content(second_store, one.claim)
    assert len([o for s, p, o in assertion if (s, p) == (one.claim, OX.gloss)]) == 2


def test_a_claim_in_another_voice_is_quoted_with_that_voice(made: dict[str, Nanopub]) -> None:
    assert (made["A2.5"].claim, OX.voice, CANONICAL.entity.Corran) in part(made["A2.5"], "assertion")


def test_the_provenance_leads_to_the_passage_its_place_and_its_hash(made: dict[str, Nanopub]) -> None:
    one, text = made["A1.3"], CANONICAL.passage("quill-harbours")
    told = part(one, "provenance")
    assertion, passage, source = URIRef(f"{one.iri}#assertion"), text["A1.s3c1"], CANONICAL.source("quill-harbours")
    place = URIRef(f"{source}#char=157,219")
    assert {
        (assertion, PROV.wasDerivedFrom, one.claim),
        (assertion, PROV.wasDerivedFrom, passage),
        (assertion, PROV.hadPrimarySource, source),
        (one.claim, OX.modality, OX.Asserted),
        (one.claim, OX.kind, OX.Evaluation),
        (one.claim, OX["except"], CANONICAL.entity.Velm),
        (passage, OA.hasSelector, place),
        (place, RDF.value, Literal("char=157,219;length=721,UTF-8")),
    } <= told
    hashes = {s: str(o) for s, p, o in told if p == SCHEMA.sha256}
    assert hashes.keys() == {passage, source}
    assert hashes[passage] == "79ced82abe429d69442092e95b15bed62d2551a32a3bc2e636cc84baebed4fbe"


def test_the_publication_info_names_makers_and_licence_as_the_edition_tells_them(made: dict[str, Nanopub]) -> None:
    one = made["A1.3"]
    told = part(one, "pubinfo")
    makers = {o for s, p, o in told if (s, p) == (one.iri, DCTERMS.creator)}
    assert {(str(o), s in makers) for s, p, o in told if p == FOAF.name} == {
        ("Ines Harrow", True),
        ("The Harbour Society", True),
    }
    assert {o for s, p, o in told if p == RDF.type} == {FOAF.Person, FOAF.Agent}
    assert {s for s, p, o in part(one, "provenance") if p == PROV.wasAttributedTo} == {one.claim}
    assert (one.iri, DCTERMS.license, URIRef("https://spdx.org/licenses/CC0-1.0")) in told
    assert (one.iri, NPX.describes, one.claim) in told
    labels = {str(o.language).lower(): str(o) for _, p, o in told if p == RDFS.label and isinstance(o, Literal)}
    assert labels == {"en": "The Three Harbours face piracy, Velm apart.", "zh-hant": "除維姆外，三港均面臨海盜之患。"}


def test_where_no_edition_is_told_nobody_is_invented_and_the_library_verifies_it(second_store: Store) -> None:
    found = all_of(second_store, Edition())
    assert {p for one in found for _, _, p, _ in one.quads}.isdisjoint(
        {DCTERMS.creator, DCTERMS.license, FOAF.name, PROV.wasAttributedTo}
    )
    with library() as asked:
        assert asked.verifies(nquads(found[0])) == str(found[0].iri)


def test_a_nanopublication_keeps_its_name_in_another_edition(
    made: dict[str, Nanopub], second_store: Store, second_build: Build
) -> None:
    later = replace(second_build.edition, number="9.0.0", released="2031-01-01", title="Later")
    assert all_of(second_store, later) == [*made.values()]


def test_a_nanopublication_keeps_its_name_when_another_claim_is_reworded(
    made: dict[str, Nanopub], second_build: Build
) -> None:
    dataset = (second_build.path / "dataset.nq").read_bytes()
    reworded = dataset.replace(b"Piracy makes freight dear.", b"Piracy makes freight dearer.")
    assert reworded != dataset
    found = all_of(EmbeddedStore.load(reworded), second_build.edition)
    changed = [one.claim for one in found if one != made[one.claim.removeprefix(CLAIMS)]]
    assert changed == [URIRef(f"{CLAIMS}A2.1")]


def test_only_a_signed_one_tells_a_date_the_one_of_the_edition(
    made: dict[str, Nanopub], second_store: Store, second_build: Build, tmp_path: Path
) -> None:
    dated = [o for one in made.values() for _, _, p, o in one.quads if p == DCTERMS.created]
    assert dated == []
    one = all_of(second_store, second_build.edition, key_file(tmp_path))[0]
    assert (one.iri, DCTERMS.created, Literal("2026-01-31", datatype=XSD.date)) in part(one, "pubinfo")


def test_of_what_is_no_claim_there_is_none(second_store: Store, second_build: Build) -> None:
    nanopubs = Nanopubs(second_store, CANONICAL, second_build.edition)
    assert list(nanopubs.of([URIRef(f"{CLAIMS}T1"), CANONICAL.entity.Velm])) == []
