"""The graphs of the dataset: what stands where, and the default graph as a set."""

from collections import Counter
from pathlib import Path

import pyoxigraph
import pytest
from rdflib import URIRef

from graph.build import Build
from graph.store import Store, select
from ontology.queries import read_all
from ontology.terms import Names
from tests.graph.conftest import SLUG

NAMES = Names()
CLAIM = NAMES.claim(SLUG)
PREFIXES = f"""
PREFIX ox: <{NAMES.ox}> PREFIX id: <{NAMES.entity}> PREFIX graph: <{NAMES.graph}>
PREFIX claim: <{CLAIM}> PREFIX text: <{NAMES.passage(SLUG)}>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> PREFIX sh: <http://www.w3.org/ns/shacl#>
PREFIX dcterms: <http://purl.org/dc/terms/>
"""
TWICE = "id:Ostra ox:hasInterest id:EconomicInterestInTheHerringGrounds"
NOT_AFFIRMED = {
    "denied": "id:Velm ox:facesThreat id:Piracy",
    "predicted": "id:Velm ox:participatesIn id:TariffLeague",
    "open": "id:TariffLeague ox:hasCapability id:OutlivingThePirates",
    "of another voice": "id:TariffLeague ox:initiatedBy id:Corran",
}


def graphs_with(store: Store, pattern: str) -> set[str]:
    """The named graphs in which a pattern matches."""
    return {str(row["g"]) for row in select(store, f"{PREFIXES} SELECT ?g WHERE {{ GRAPH ?g {{ {pattern} }} }}")}


def in_default_graph(store: Store, pattern: str) -> int:
    """How often a pattern matches in the default graph."""
    return len(select(store, f"{PREFIXES} SELECT ?any WHERE {{ {pattern} BIND(1 AS ?any) }}"))


def test_a_triple_of_two_claims_stands_once_in_the_default_graph(second_store: Store) -> None:
    assert graphs_with(second_store, TWICE) == {str(CLAIM[name]) for name in ("A1.1", "A1.2", "A2.7")}
    assert in_default_graph(second_store, TWICE) == 1
    (row,) = select(
        second_store,
        f"{PREFIXES} SELECT (COUNT(*) AS ?n) WHERE {{ ?who ox:hasInterest ?what . FILTER(?who = id:Ostra) }}",
    )
    assert int(row["n"]) == 1


@pytest.mark.parametrize("how", NOT_AFFIRMED)
def test_what_the_author_does_not_affirm_is_not_in_the_default_graph(how: str, second_store: Store) -> None:
    assert len(graphs_with(second_store, NOT_AFFIRMED[how])) == 1
    assert in_default_graph(second_store, NOT_AFFIRMED[how]) == 0


def test_the_default_graph_is_the_set_union_of_what_is_shared_and_affirmed(
    second_build: Build, second_store: Store
) -> None:
    lines = (second_build.path / "dataset.nq").read_text(encoding="utf-8").splitlines()
    affirmed = {
        str(row["claim"])
        for row in select(
            second_store,
            f"{PREFIXES} SELECT ?claim WHERE {{ GRAPH graph:claims {{ ?claim ox:modality ox:Asserted }} "
            "FILTER NOT EXISTS { GRAPH graph:claims { ?claim ox:voice ?voice } } }",
        )
    }
    parts = {str(NAMES.graph[name]) for name in ("ontology", "entities", "text", "claims", "examples", "inferred")}
    named, default, graphs = set(), Counter[str](), set()
    for line in lines:
        statement, _, graph = line.removesuffix(" .").rpartition(" ")
        if _is_quad(line):
            graphs.add(graph.strip("<>"))
            if graph.strip("<>") in parts | affirmed:
                named.add(statement)
        else:
            default[line.removesuffix(" .")] += 1
    assert len(affirmed) == 7
    assert set(default) == named
    assert set(default.values()) == {1}
    claims = {str(CLAIM[name]) for name in (*(f"A1.{n}" for n in range(1, 5)), *(f"A2.{n}" for n in range(1, 9)))}
    assert graphs == parts | claims | {str(NAMES.graph.derivations)}


def _is_quad(line: str) -> bool:
    """Whether an N-Quads line has a graph: its last term is an IRI, and there are three before it."""
    (quad,) = pyoxigraph.parse(line, format=pyoxigraph.RdfFormat.N_QUADS)
    return not isinstance(quad.graph_name, pyoxigraph.DefaultGraph)


def test_no_blank_node_stands_outside_the_vocabulary(second_store: Store) -> None:
    assert graphs_with(second_store, "?s ?p ?o FILTER(isBlank(?s) || isBlank(?o))") == {str(NAMES.graph.ontology)}


def test_the_descriptions_stand_in_the_graphs_of_their_kind(second_store: Store) -> None:
    for pattern, graph in {
        "ox:Claim rdfs:label ?label": "ontology",
        "?rule a ox:Rule ; sh:construct ?text": "ontology",
        'id:Ostra rdfs:label "奧斯特拉"@zh-Hant': "entities",
        "text:A1.s2c1 dcterms:isPartOf text:A1.s2": "text",
        'text:SEC-B rdfs:label "Harbours and tariffs"@en': "text",
        "claim:A1.1 ox:modality ox:Asserted": "claims",
        "claim:T1 ox:joins claim:A1.1": "claims",
        "text:A1.s1c1 ox:carriesNoClaim ox:TopicLine": "claims",
        "claim:A1.1 ox:inTensionWith claim:A2.7": "inferred",
        "?inference ox:byRule ?rule": "derivations",
    }.items():
        assert graphs_with(second_store, pattern) == {str(NAMES.graph[graph])}, pattern


def test_every_example_query_is_published_with_its_text(second_store: Store) -> None:
    examples = list(read_all(Path(__file__).parents[2] / "api" / "queries" / "examples", NAMES))
    rows = select(
        second_store,
        f"{PREFIXES} SELECT ?query ?label ?text WHERE {{ GRAPH graph:examples {{ "
        "?query a sh:SPARQLExecutable ; rdfs:label ?label ; rdfs:comment ?told ; sh:select|sh:ask|sh:construct ?text "
        "FILTER(LANGMATCHES(LANG(?label), 'zh-Hant') && LANG(?told) = 'en') } }",
    )
    assert {(row["query"], str(row["label"]), str(row["text"])) for row in rows} == {
        (URIRef(NAMES.query[query.name]), query.title["zh-Hant"], query.text) for query in examples
    }
