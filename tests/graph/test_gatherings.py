"""A build in which more hold an interest than are paired, and the queries that find their pairs."""

import json
import shutil
from pathlib import Path

import pytest

from graph.build import Build
from graph.engine import Graphs
from graph.explanation import Explanations
from graph.gatherings import FILE, Gatherings
from graph.live import prepare
from graph.premises import Premises
from graph.store import EmbeddedStore, Store, select
from ontology.errors import InputError, UnavailableError
from ontology.inferences import spelled
from tests.crowded import ALL, HERRING
from tests.graph.conftest import SLUG
from tests.graph.test_dataset import NAMES
from tests.graph.test_dataset import PREFIXES as SHORT

PREFIXES = f"""{SHORT}
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> PREFIX prov: <http://www.w3.org/ns/prov#>
"""
JSON = "application/sparql-results+json"


@pytest.fixture
def store(crowded: Build) -> Store:
    return EmbeddedStore.open(crowded.store_path)


def names(store: Store, text: str) -> list[str]:
    return [row["who"].rpartition("/")[2] for row in select(store, PREFIXES + text)]


def test_the_build_tells_whose_pairs_are_left_to_queries(crowded: Build, store: Store) -> None:
    told = crowded.summary["left to queries"]
    assert told["pairs"] == 2 * len(ALL) * (len(ALL) - 1)
    assert {one["thing"] for one in told["gatherings"]} == {str(NAMES.entity[HERRING])}
    rows = select(
        store,
        f"{PREFIXES} SELECT ?rule ?left {{ GRAPH graph:ontology {{ ?gathering a ox:Gathering ; ox:gathersBy ?rule ; "
        f"ox:gathersAt id:{HERRING} ; ox:pairsLeft ?left }} }}",
    )
    assert {int(row["left"]) for row in rows} == {len(ALL) * (len(ALL) - 1)}
    assert {row["rule"] for row in rows} == {NAMES.rule["shared-interest"], NAMES.rule["shared-interest-of-a-kind"]}


@pytest.mark.parametrize("relation", ["ox:sharesInterestWith", "ox:sharesEconomicInterestWith"])
def test_a_query_finds_the_pairs_that_are_not_stored(store: Store, relation: str) -> None:
    assert sorted(names(store, f"SELECT ?who {{ id:Ostra {relation} ?who }}")) == sorted(ALL - {"Ostra"})
    assert names(store, f"SELECT ?who {{ GRAPH graph:inferred {{ id:Ostra {relation} ?who }} }}") == []


def test_what_is_answered_at_once_is_no_pair(store: Store) -> None:
    text = f"{PREFIXES} SELECT ?who {{ id:Ostra %s ?who }}"
    assert store.at_once(text % "ox:sharesInterestWith", JSON, 100_000) is None
    assert store.at_once(text % "ox:hasInterest", JSON, 100_000)


def test_each_member_rests_on_the_claims_that_name_it(store: Store) -> None:
    rows = select(
        store,
        f"{PREFIXES} SELECT DISTINCT ?claim {{ GRAPH graph:derivations {{ ?inference rdf:subject id:Velm ; "
        "rdf:predicate ox:gatheredIn ; prov:wasDerivedFrom+ ?claim } GRAPH graph:claims { ?claim a ox:Claim } }",
    )
    assert {row["claim"].rpartition("/")[2] for row in rows} == {"A1.2"}


def test_the_premises_of_the_build_give_a_pair_of_whom_one_asks(store: Store) -> None:
    premises, ostra = Premises.read(store, NAMES), NAMES.entity.Ostra
    pair = spelled((ostra, NAMES.ox.sharesInterestWith, NAMES.entity.Velm))
    closure, _ = premises.closure(SLUG)
    assert closure.find(pair) is None
    assert len(closure.gatherings) == 2
    closure, _ = premises.closure(SLUG, about=[ostra])
    assert closure.find(pair) is not None


@pytest.mark.parametrize(
    ("group", "why"),
    [
        ("id:Ostra ox:sharesInterestWith+ ?who", "repeated"),
        ("id:Ostra ox:sharesInterestWith [ ox:hasInterest ?who ]", "is not read"),
        ("?who ox:hasInterest ?i FILTER EXISTS { ?who ox:sharesInterestWith [] }", "is not read"),
        ("BIND(1 AS ?n) id:Ostra <https://w3id.org/oxiana/ontology#shares\\u0049nterestWith> ?who", "is not read"),
    ],
)
def test_what_cannot_be_written_out_is_refused_and_not_answered_in_part(store: Store, group: str, why: str) -> None:
    with pytest.raises(InputError, match=why):
        names(store, f"SELECT ?who {{ {group} }}")


def test_a_malformed_query_is_told_what_is_malformed(store: Store) -> None:
    with pytest.raises(InputError, match="line"):
        names(store, "SELECT ?who { id:Ostra ox:sharesInterestWith [ }")


def test_a_prefix_may_end_in_the_middle_of_a_name(store: Store) -> None:
    text = "PREFIX s: <https://w3id.org/oxiana/ontology#shares> SELECT ?who { <%s> s:InterestWith ?who }"
    assert len(names(store, text % NAMES.entity.Ostra)) == len(ALL) - 1


def test_over_other_graphs_a_query_has_what_is_stored_in_them(store: Store) -> None:
    text = f"{PREFIXES} SELECT ?who {{ id:Ostra ox:sharesInterestWith ?who }}"
    answer = store.query(text, [JSON], Graphs(default=(str(NAMES.graph.inferred),)))
    assert json.loads(answer.body)["results"]["bindings"] == []


def test_a_store_that_may_be_written_beside_a_build_finds_them_too(crowded: Build, tmp_path: Path) -> None:
    live = prepare(tmp_path, crowded)
    assert (
        len(names(EmbeddedStore.open(live.store), "SELECT ?who { id:Ostra ox:sharesInterestWith ?who }"))
        == len(ALL) - 1
    )


def test_a_build_of_few_has_nothing_of_this(second_store: Store, second_data: Path) -> None:
    assert not (second_data / "current" / FILE).exists()
    assert not select(second_store, f"{PREFIXES} SELECT ?one {{ ?one a ox:Gathering }}")
    assert Gatherings.beside(second_data / "current" / "store") is None


def test_without_what_is_known_of_gatherings_a_store_is_not_opened(crowded: Build, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(crowded.path, tmp_path / "copy"))
    (copy / FILE).write_text("{}", encoding="utf-8")
    with pytest.raises(UnavailableError, match=FILE):
        EmbeddedStore.open(copy / "store")


def test_a_pair_that_is_not_stored_is_explained_down_to_its_claims(store: Store) -> None:
    explanations = Explanations(Premises.read(store, NAMES))
    pair = (NAMES.entity.Velm.n3(), NAMES.ox.sharesInterestWith.n3(), NAMES.entity.Island7.n3())
    told = explanations.explain(pair)
    assert told["holds"] == "inferred"
    claims = {claim.rpartition("/")[2] for step in told["proofs"][0]["steps"] for claim in step["claims"]}
    assert claims == {"A1.2"}
