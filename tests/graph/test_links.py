"""Mappings to Wikidata: each is a triple, and an axiom that tells why; sets are read as SSSOM has them."""

import subprocess
from collections import Counter
from pathlib import Path

import pytest
from rdflib import OWL, RDF, SKOS, Graph, URIRef
from rdflib.namespace import VOID

from graph.build import Build, Inputs, build
from graph.links import SSSOM, WIKIDATA, last
from graph.mapping_file import mapping_files, read_mapping_set
from graph.mapping_triples import SCHEMA, link_triples
from graph.offer import Offer
from graph.store import EmbeddedStore, Store, select
from graph.void import dataset_description
from ontology.terms import Names
from tests.conftest import EXAMPLES, ROOT, silent
from tests.graph.conftest import Draft
from tests.linking import FILE, FOUND, MISSING

CHAPTER = ROOT / "graph" / "data"
PREFIXES = """PREFIX id: <https://w3id.org/oxiana/id/> PREFIX graph: <https://w3id.org/oxiana/graph/>
PREFIX wd: <http://www.wikidata.org/entity/> PREFIX sssom: <https://w3id.org/sssom/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#> PREFIX owl: <http://www.w3.org/2002/07/owl#>
PREFIX semapv: <https://w3id.org/semapv/vocab/> PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> PREFIX schema: <https://schema.org/>"""


@pytest.fixture(scope="module")
def linked_store(linked_build: Build) -> Store:
    return EmbeddedStore.open(linked_build.store_path)


def rows(store: Store, query: str) -> list[tuple[str, ...]]:
    return sorted(tuple(str(value) for value in row.values()) for row in select(store, f"{PREFIXES} {query}"))


def test_a_query_through_exact_match_reaches_wikidata_from_the_default_graph(linked_store: Store) -> None:
    found = rows(linked_store, "SELECT ?entity ?item { ?entity skos:exactMatch ?item }")
    assert found == [(f"{Names().entity}{one}", f"{WIKIDATA}{item}") for one, item in (FOUND[0][::3], FOUND[1][::3])]


def test_a_query_over_a_mapping_tells_why(linked_store: Store) -> None:
    (row,) = rows(
        linked_store,
        "SELECT ?how ?sure ?who ?when ?why ?version { ?set a sssom:MappingSet ; owl:versionInfo ?version ; "
        "sssom:mappings ?m . ?m a owl:Axiom ; owl:annotatedSource id:Velm ; owl:annotatedProperty skos:closeMatch ; "
        "owl:annotatedTarget wd:Q900000003 ; sssom:mapping_justification ?how ; sssom:confidence ?sure ; "
        "sssom:author_label ?who ; dcterms:created ?when ; rdfs:comment ?why }",
    )
    how = "https://w3id.org/semapv/vocab/ManualMappingCuration"
    assert row == (how, "0.7", "the tests", "2026-02-28", "The item is the island, not the state.", "3")


def test_the_mappings_stand_in_a_graph_of_their_own_without_blank_nodes(linked_store: Store) -> None:
    graphs = rows(
        linked_store,
        "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o FILTER (?p IN (skos:closeMatch, "
        "owl:annotatedSource, schema:sameAs) && STRSTARTS(STR(?o), 'http') && !isBlank(?s)) } }",
    )
    assert graphs == [(str(Names().graph.links),)]
    assert rows(linked_store, "SELECT ?s { GRAPH graph:links { ?s ?p ?o FILTER (isBlank(?s) || isBlank(?o)) } }") == []


def test_an_entity_without_an_item_is_told_of_and_matches_nothing(linked_store: Store) -> None:
    told = rows(linked_store, "SELECT ?e { ?m owl:annotatedTarget sssom:NoTermFound ; owl:annotatedSource ?e }")
    assert told == [(f"{Names().entity}{one}",) for one in sorted(MISSING)]
    assert rows(linked_store, "SELECT ?e { ?e ?p sssom:NoTermFound FILTER (?p != owl:annotatedTarget) }") == []


def test_schema_org_same_as_is_told_of_exact_matches_only_and_owl_same_as_never(linked_store: Store) -> None:
    same = rows(linked_store, "SELECT ?entity { ?entity schema:sameAs ?item }")
    assert same == [(f"{Names().entity}{one}",) for one in ("Corran", "Ostra")]
    assert rows(linked_store, f"SELECT ?s {{ GRAPH graph:links {{ ?s ?p ?o FILTER (?p = <{OWL.sameAs}>) }} }}") == []


def test_a_folder_without_links_has_no_graph_of_links(second_store: Store) -> None:
    assert rows(second_store, "SELECT ?s { GRAPH graph:links { ?s ?p ?o } }") == []


def test_two_builds_of_the_same_mappings_are_the_same_dataset(
    linked: Path, linked_build: Build, tmp_path: Path
) -> None:
    again = build(tmp_path, Inputs(linked, EXAMPLES, Names()), silent)
    assert again.version == linked_build.version


def test_under_another_base_the_mappings_are_of_its_entities(linked: Path) -> None:
    names = Names("https://example.org/elsewhere/")
    read = read_mapping_set(linked / FILE, names)
    assert read.iri == names.mapping.wikidata
    assert read.mappings[0].subject == names.entity.Corran
    assert read.mappings[0].object == WIKIDATA.Q900000001


def test_the_line_of_a_row_is_where_it_begins(linked_draft: Draft) -> None:
    linked_draft.replace(
        FILE, "Evidence: a chart of the archipelago.", '"Evidence:\na chart\u2028of ""the"" archipelago."'
    )
    first, second = read_mapping_set(linked_draft.folder / FILE, Names()).mappings[:2]
    assert (first.line, second.line) == (13, 15)
    assert first.comment == 'Evidence:\na chart\u2028of "the" archipelago.'


def test_the_description_of_the_dataset_tells_of_the_links_as_a_linkset(
    linked_store: Store, linked_build: Build
) -> None:
    answer = dataset_description(linked_store, Offer(version=linked_build.version), ["text/turtle"])
    graph = Graph().parse(data=answer.body, format="turtle")
    (linkset,) = graph.subjects(RDF.type, VOID.Linkset)
    dataset = URIRef(f"{Names().base}.well-known/void#dataset")
    assert (dataset, VOID.subset, linkset) in graph
    assert (linkset, VOID.subjectsTarget, dataset) in graph
    assert str(graph.value(graph.value(linkset, VOID.objectsTarget), VOID.uriSpace)) == str(WIKIDATA)
    assert int(str(graph.value(linkset, VOID.triples))) == len(FOUND)
    kinds = {SKOS[kind] for _, _, kind, *_ in FOUND}
    assert set(graph.objects(linkset, VOID.linkPredicate)) == kinds


def test_the_description_of_a_dataset_without_links_tells_of_none(second_store: Store, second_build: Build) -> None:
    answer = dataset_description(second_store, Offer(version=second_build.version), ["text/turtle"])
    assert b"Linkset" not in answer.body


@pytest.fixture(scope="module")
def chapter_links() -> Path:
    (path,) = mapping_files(CHAPTER)
    return path


def test_another_library_reads_the_same_in_the_file(
    chapter_links: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PYSTOW_HOME", str(tmp_path))  # it makes itself a folder when it is imported
    import sssom_pydantic

    theirs, converter, _, faults = sssom_pydantic.read(chapter_links, return_errors=True)
    assert faults == []
    expand = converter.expand_reference
    ours = read_mapping_set(chapter_links, Names())
    assert {
        (expand(one.subject), expand(one.predicate), expand(one.object), expand(one.justification), one.confidence)
        for one in theirs
    } == {
        (
            str(one.subject),
            str(one.predicate),
            str(one.object or SSSOM.NoTermFound),
            str(one.justification),
            one.confidence,
        )
        for one in ours.mappings
    }
    assert len(theirs) == len(ours.mappings)
    assert [one.comment for one in theirs] == [one.comment for one in ours.mappings]


def test_every_entity_of_the_chapter_was_looked_for_and_every_item_has_its_evidence(chapter_links: Path) -> None:
    mappings = read_mapping_set(chapter_links, Names()).mappings
    assert [one.line for one in mappings if last(one.justification) == "UnspecifiedMatching"] == []
    assert [one.line for one in mappings if one.object and "Evidence: " not in one.comment] == []
    assert [one.line for one in mappings if not one.object and not one.comment] == []


def test_the_documentation_counts_the_mappings_of_the_chapter_as_they_stand(chapter_links: Path) -> None:
    mappings = read_mapping_set(chapter_links, Names()).mappings
    kinds = Counter(last(one.predicate) for one in mappings if one.object)
    ways = Counter(last(one.justification) for one in mappings if not one.object)
    told = ", ".join(f"{kinds[f'{kind}Match']} {kind}" for kind in ("exact", "close", "broad", "related"))
    text = " ".join((ROOT / "docs" / "links.md").read_text(encoding="utf-8").split())
    assert (
        f"of {len(mappings)} entities {kinds.total()} have an item ({told}); for {ways['ManualMappingCuration']} one"
        in text
    )
    assert f"and not found; of {ways['LexicalMatching']}, most of them" in text


@pytest.mark.needs("sssom")
def test_the_reference_implementation_finds_nothing_wrong_and_writes_the_same_rdf(
    chapter_links: Path, tmp_path: Path
) -> None:
    checked = subprocess.run(["sssom", "validate", chapter_links], capture_output=True, text=True, check=True)
    assert checked.stderr + checked.stdout == ""
    subprocess.run(["sssom", "convert", chapter_links, "-O", "rdf", "-o", tmp_path / "theirs.ttl"], check=True)
    theirs = Graph().parse(tmp_path / "theirs.ttl")
    ours = Graph()
    for triple in link_triples([read_mapping_set(chapter_links, Names())]):
        ours.add(triple)
    # They write no triple of the mapping itself, nor the date on each, and leave the axioms without IRIs.
    told = {SSSOM.mapping_justification, SSSOM.author_label, SSSOM.subject_label, SSSOM.object_label}
    assert described(ours, told) == described(theirs, told)
    (set_,) = ours.subjects(RDF.type, SSSOM.MappingSet)
    assert {one for one in ours.predicate_objects(set_) if one[0] != SSSOM.mappings} == {
        one for one in theirs.predicate_objects(set_) if one[0] != SSSOM.mappings
    }
    assert len(set(ours.objects(set_, SSSOM.mappings))) == len(set(theirs.objects(set_, SSSOM.mappings)))
    assert (None, SCHEMA.sameAs, None) in ours


def described(graph: Graph, told: set[URIRef]) -> set[frozenset[tuple[str, str]]]:
    """What is told of each axiom, without its name."""
    ends = {OWL.annotatedSource, OWL.annotatedProperty, OWL.annotatedTarget, *told}
    return {
        frozenset((str(p), str(o)) for p, o in graph.predicate_objects(axiom) if p in ends)
        for axiom in graph.subjects(RDF.type, OWL.Axiom)
    }
