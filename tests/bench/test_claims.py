"""The invented claims are the same each time, and of the shape that a build has."""

import subprocess
import sys
from pathlib import Path

import pyoxigraph
import pytest

from tests.bench.claims import nquads, write
from tests.conftest import ROOT

CLAIMS = 300
PREFIX = "PREFIX ox: <https://w3id.org/oxiana/ontology#> PREFIX graph: <https://w3id.org/oxiana/graph/> "


@pytest.fixture(scope="module")
def few(tmp_path_factory: pytest.TempPathFactory) -> pyoxigraph.Store:
    path = tmp_path_factory.mktemp("few") / "store"
    write(path, CLAIMS)
    return pyoxigraph.Store.read_only(str(path))


def holds(store: pyoxigraph.Store, pattern: str) -> bool:
    return bool(store.query(f"{PREFIX} ASK {{ {pattern} }}"))


@pytest.mark.parametrize("seed", ["1", "2"])
def test_another_process_invents_the_same_claims(seed: str) -> None:
    program = f"import sys; from tests.bench.claims import nquads; sys.stdout.writelines(nquads({CLAIMS}))"
    said = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env={"PYTHONHASHSEED": seed, "PYTHONUTF8": "1"},
        capture_output=True,
        check=True,
    ).stdout
    assert said.decode() == "".join(nquads(CLAIMS))


def test_there_are_as_many_claims_as_were_asked_for(few: pyoxigraph.Store) -> None:
    counted = few.query(f"{PREFIX} SELECT (COUNT(DISTINCT ?c) AS ?n) {{ GRAPH graph:claims {{ ?c a ox:Claim }} }}")
    assert [int(row["n"].value) for row in counted] == [CLAIMS]  # type: ignore[union-attr]


def test_each_claim_has_a_graph_of_its_own_and_a_description(few: pyoxigraph.Store) -> None:
    described = "a ox:Claim ; ox:statedIn ?passage ; ox:modality ?modality ; ox:kind ?kind ; ox:gloss ?gloss"
    fixed = 'FILTER(!STRSTARTS(STR(?claim), "https://w3id.org/oxiana/graph/"))'
    assert not holds(few, "?claim a ox:Claim FILTER NOT EXISTS { GRAPH ?claim { ?s ?p ?o } }")
    assert not holds(few, f"GRAPH ?claim {{ ?s ?p ?o }} {fixed} FILTER NOT EXISTS {{ ?claim {described} }}")


def test_the_default_graph_holds_what_is_affirmed_and_what_follows(few: pyoxigraph.Store) -> None:
    affirms = "?claim ox:modality ox:Asserted . GRAPH ?claim { ?s ?p ?o } FILTER NOT EXISTS { ?claim ox:voice ?voice }"
    fixed = "GRAPH ?graph { ?s ?p ?o } FILTER(?graph IN (graph:entities, graph:text, graph:claims, graph:inferred))"
    assert not holds(few, f"{affirms} FILTER NOT EXISTS {{ ?s ?p ?o }}")
    assert not holds(few, f"?s ?p ?o FILTER NOT EXISTS {{ {affirms} }} FILTER NOT EXISTS {{ {fixed} }}")
    assert not holds(few, "?a ox:causes/ox:causes* ?b FILTER NOT EXISTS { ?a ox:leadsTo ?b }")
    assert holds(few, "GRAPH ?claim { ?s ?p ?o } FILTER NOT EXISTS { ?s ?p ?o }")


def test_a_few_are_named_often_and_most_seldom(tmp_path: Path) -> None:
    write(tmp_path / "store", 10 * CLAIMS)
    store = pyoxigraph.Store.read_only(str(tmp_path / "store"))
    text = f"{PREFIX} SELECT (COUNT(*) AS ?n) {{ GRAPH ?c {{ ?a ox:hasInterest ?i }} }} GROUP BY ?i ORDER BY DESC(?n)"
    named = [int(row["n"].value) for row in store.query(text)]  # type: ignore[union-attr]
    assert sum(named[: len(named) // 10]) > sum(named) / 3
    assert named[len(named) // 2] <= 5 < named[0]
