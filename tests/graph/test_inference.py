"""What follows from a source's affirmed claims, within that source, and on which claims it rests."""

import shutil
from pathlib import Path

from graph.build import Inputs, build
from graph.store import EmbeddedStore, Store, select
from ontology.terms import Names
from tests.graph.conftest import OTHER, SLUG, Draft
from tests.graph.test_dataset import NAMES, PREFIXES

PREFIXES = f"""{PREFIXES}
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> PREFIX prov: <http://www.w3.org/ns/prov#>
"""


def pairs(store: Store, relation: str, graph: str = "graph:inferred") -> set[tuple[str, str]]:
    """Who is related to whom, by the last part of their names."""
    rows = select(store, f"{PREFIXES} SELECT ?a ?b WHERE {{ GRAPH {graph} {{ ?a {relation} ?b }} }}")
    return {(row["a"].rpartition("/")[2], row["b"].rpartition("/")[2]) for row in rows}


def test_those_who_hold_one_interest_share_it_and_nobody_with_himself(second_store: Store) -> None:
    three = ("Corran", "Ostra", "Velm")
    assert pairs(second_store, "ox:sharesInterestWith") == {(a, b) for a in three for b in three if a != b}


def test_what_is_said_of_the_group_reaches_its_members_but_the_one_excepted(second_store: Store) -> None:
    assert pairs(second_store, "ox:facesThreat") == {("Corran", "Piracy"), ("Ostra", "Piracy")}


def test_causes_lead_on(second_store: Store) -> None:
    chain = ("Piracy", "HighFreightRates", "WantOfSalt", "SaltRiots")
    assert pairs(second_store, "ox:leadsTo") == {(a, b) for i, a in enumerate(chain) for b in chain[i + 1 :]}


def test_nothing_that_is_asserted_is_called_inferred(second_store: Store) -> None:
    assert not select(
        second_store,
        f"{PREFIXES} SELECT ?s WHERE {{ GRAPH graph:inferred {{ ?s ?p ?o }} GRAPH ?g {{ ?s ?p ?o }} "
        "FILTER(?g NOT IN (graph:inferred, graph:derivations)) "
        "FILTER NOT EXISTS { GRAPH graph:claims { ?g ox:modality ?other FILTER(?other != ox:Asserted) } } "
        "FILTER NOT EXISTS { GRAPH graph:claims { ?g ox:voice ?voice } } }",
    )


def test_each_inferred_triple_has_a_derivation_and_each_derivation_an_inferred_triple(second_store: Store) -> None:
    inferred = select(second_store, f"{PREFIXES} SELECT ?s ?p ?o WHERE {{ GRAPH graph:inferred {{ ?s ?p ?o }} }}")
    derived = select(
        second_store,
        f"{PREFIXES} SELECT DISTINCT ?s ?p ?o WHERE {{ GRAPH graph:derivations {{ ?inference a ox:Inference ; "
        "rdf:subject ?s ; rdf:predicate ?p ; rdf:object ?o ; ox:byRule ?rule } "
        "GRAPH graph:ontology { ?rule a ox:Rule } }",
    )
    assert {tuple(row.values()) for row in inferred} == {tuple(row.values()) for row in derived}


def test_a_derivation_rests_on_affirmed_claims_and_other_derivations_only(second_store: Store) -> None:
    rows = select(
        second_store,
        f"{PREFIXES} SELECT DISTINCT ?ground WHERE {{ "
        "GRAPH graph:derivations { ?inference prov:wasDerivedFrom ?ground "
        "FILTER NOT EXISTS { ?ground a ox:Inference } } }",
    )
    grounds = {row["ground"].rpartition("/")[2] for row in rows}
    assert grounds == {"A1.1", "A1.2", "A1.3", "A2.1", "A2.2", "A2.3", "A2.4"}


def test_a_shared_interest_rests_on_every_claim_that_gives_it(second_store: Store) -> None:
    rows = select(
        second_store,
        f"{PREFIXES} SELECT DISTINCT ?claim WHERE {{ GRAPH graph:derivations {{ ?inference rdf:subject id:Ostra ; "
        "rdf:predicate ox:sharesInterestWith ; rdf:object id:Velm ; prov:wasDerivedFrom+ ?claim } "
        "GRAPH graph:claims { ?claim a ox:Claim } }",
    )
    assert {row["claim"].rpartition("/")[2] for row in rows} == {"A1.1", "A1.2"}


def test_nothing_is_inferred_across_sources(two_sources: Store, second_store: Store) -> None:
    holders = {
        row["who"] for row in select(two_sources, f"{PREFIXES} SELECT ?who WHERE {{ ?who ox:hasInterest ?what }}")
    }
    assert {NAMES.entity.EmpireOfMar, NAMES.entity.Ostra} <= holders
    assert pairs(two_sources, "ox:sharesInterestWith") == pairs(second_store, "ox:sharesInterestWith")


def test_the_same_derivation_in_two_sources_names_the_claims_of_both(two_sources: Store) -> None:
    rows = select(
        two_sources,
        f"{PREFIXES} SELECT DISTINCT ?claim WHERE {{ GRAPH graph:derivations {{ ?inference rdf:subject id:Corran ; "
        "rdf:predicate ox:facesThreat ; prov:wasDerivedFrom ?claim } }",
    )
    assert {str(row["claim"]) for row in rows} == {str(NAMES.claim(slug)["A1.3"]) for slug in (SLUG, OTHER)}


def test_what_one_source_asserts_is_not_called_inferred_because_it_follows_from_another(
    draft: Draft, tmp_path: Path
) -> None:
    shutil.copytree(draft.folder / SLUG, draft.folder / OTHER)
    for path in (draft.folder / OTHER).rglob("*.t*"):
        path.write_text(path.read_text(encoding="utf-8").replace(SLUG, OTHER), encoding="utf-8")
    draft.append(
        f"{OTHER}/claims/A01.trig",
        "\nclaim:A1.9 a ox:Claim ; ox:statedIn text:A1.s3c1 ; ox:modality ox:Asserted ; ox:kind ox:Fact ;"
        '\n    ox:gloss "Corran faces piracy."@en , "科蘭面臨海盜。"@zh-Hant .'
        "\nclaim:A1.9 { id:Corran ox:facesThreat id:Piracy . }\n",
    )
    built = build(tmp_path / "two", Inputs(draft.folder, None, Names()), lambda _: None)
    triple = "id:Corran ox:facesThreat id:Piracy"
    asked = f"{PREFIXES} SELECT ?g WHERE {{ GRAPH ?g {{ {triple} }} }}"
    graphs = {str(row["g"]) for row in select(EmbeddedStore.open(built.store_path), asked)}
    assert graphs == {str(NAMES.claim(OTHER)["A1.9"])}


def test_each_axiom_that_something_follows_by_says_so_in_both_languages(second_store: Store) -> None:
    rows = select(
        second_store,
        f"{PREFIXES} PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> SELECT DISTINCT ?syntax ?en ?zh WHERE {{ "
        "GRAPH graph:derivations { ?inference ox:byRule ?rule } "
        "GRAPH graph:ontology { ?rule a ox:Axiom ; ox:functionalSyntax ?syntax ; rdfs:label ?en , ?zh } "
        "FILTER(LANG(?en) = 'en' && LANG(?zh) = 'zh-hant' ) }",
    )
    told = {str(row["syntax"]).replace(str(NAMES.ox), "ox:"): (str(row["en"]), str(row["zh"])) for row in rows}
    assert told["TransitiveObjectProperty(<ox:leadsTo>)"] == (
        "If x leads to y and y leads to z, then x leads to z.",
        "若 x 終致 y，且 y 終致 z，則 x 終致 z。",
    )


def test_every_rule_of_a_derivation_is_described(second_store: Store) -> None:
    undescribed = f"{PREFIXES} SELECT ?rule WHERE {{ GRAPH graph:derivations {{ ?inference ox:byRule ?rule }} "
    undescribed += "FILTER NOT EXISTS { GRAPH graph:ontology { ?rule a ox:Rule } } }"
    assert select(second_store, undescribed) == []


def test_an_inference_tells_each_contested_claim_that_it_rests_on_directly_or_not(second_store: Store) -> None:
    told = select(
        second_store,
        f"{PREFIXES} SELECT DISTINCT ?i ?claim WHERE {{ GRAPH graph:derivations {{ ?i ox:restsOnContested ?claim }} }}",
    )
    followed = select(
        second_store,
        f"{PREFIXES} SELECT DISTINCT ?i ?claim WHERE {{ GRAPH graph:derivations {{ ?i prov:wasDerivedFrom+ ?claim }} "
        "GRAPH graph:claims { ?tension ox:joins ?claim } }",
    )
    assert told
    assert {tuple(row.values()) for row in told} == {tuple(row.values()) for row in followed}
