"""`ox:matches`: what is called, or said, with some words in it."""

from pathlib import Path

import pyoxigraph
import pytest

from graph.engine import Graphs
from graph.store import EmbeddedStore, select
from ontology.errors import InputError
from ontology.terms import CANONICAL, Names

DATA = """
id:Water rdfs:label "Water and Trade"@en , "水與貿易"@zh-Hant ; skos:altLabel "water" .
id:Oil rdfs:label "Oil"@en ; skos:note "no water" .
<https://w3id.org/oxiana/claim/x/A.1> ox:gloss "Water is scarce."@en , "水源不足。"@zh-Hant ; a ox:Claim .
GRAPH id:graph { id:Steppe rdfs:label "Waterless steppe"@en }
"""
PREFIXES = """PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX ox: <https://w3id.org/oxiana/ontology#> PREFIX id: <https://w3id.org/oxiana/id/>
"""


@pytest.fixture(params=["indexed", "in memory"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> EmbeddedStore:
    made = pyoxigraph.Store()
    made.update(f"{PREFIXES} INSERT DATA {{ {DATA} }}")
    nquads = made.dump(format=pyoxigraph.RdfFormat.N_QUADS)
    assert nquads
    if request.param == "in memory":
        return EmbeddedStore.load(nquads)
    EmbeddedStore.write(tmp_path / "store", nquads)
    return EmbeddedStore.open(tmp_path / "store")


def found(store: EmbeddedStore, group: str) -> list[str]:
    rows = select(store, f"{PREFIXES}SELECT ?x {{ {group} }} ORDER BY ?x")
    return [str(row["x"]).removeprefix(CANONICAL.base) for row in rows]


@pytest.mark.parametrize(
    ("group", "expected"),
    [
        ('?x ox:matches "WATER"', ["claim/x/A.1", "id/Water"]),
        ("?x ox:matches '水'", ["claim/x/A.1", "id/Water"]),
        ('?x ox:matches "水與" , "trade"', ["id/Water"]),
        ('?x a ox:Claim ; ox:matches "is scarce"', ["claim/x/A.1"]),
        ('?x ox:matches "steppe"', []),
        ('GRAPH ?g { ?x ox:matches "steppe" }', ["id/Steppe"]),
        ('?x a ox:Claim MINUS { ?x ox:matches "scarce" }', []),
        ('VALUES ?x { id:Oil } id:Water ox:matches "trade"', ["id/Oil"]),
        ('VALUES ?x { id:Oil } id:Water ox:matches "oil"', []),
        ('?found ox:matches "oil" BIND(?found AS ?x)', ["id/Oil"]),
        ('?x <https://w3id.org/oxiana/ontology#matches> """OIL"""', ["id/Oil"]),
    ],
)
def test_a_thing_matches_the_words_of_its_names_and_glosses(
    store: EmbeddedStore, group: str, expected: list[str]
) -> None:
    assert found(store, group) == expected


@pytest.mark.parametrize(
    ("group", "told"),
    [
        ("?x ox:matches ?words", "plain string"),
        ('?x ox:matches "water"@en', "plain string"),
        ('?x skos:related/ox:matches "water"', "in a path"),
        ('?x ox:matches "water" ; ox:statedIn []', "is not read"),
        ('?x a ?c FILTER NOT EXISTS { ?x ox:matches "water" }', "in EXISTS"),
        ('?x a ?c BIND(EXISTS { { ?x ox:matches "water" } } AS ?e)', "in EXISTS"),
    ],
)
def test_where_it_cannot_be_asked_for_it_says_so(store: EmbeddedStore, group: str, told: str) -> None:
    with pytest.raises(InputError, match=told):
        found(store, group)


def test_another_vocabulary_may_have_its_own(store: EmbeddedStore) -> None:
    text = 'PREFIX ox: <http://a/> SELECT ?x { ?x ox:matches "water" ; ox:statedIn [] }'
    assert select(store, text) == []


def test_it_holds_over_other_datasets_and_under_another_base(store: EmbeddedStore) -> None:
    text = f'{PREFIXES}SELECT ?x {{ ?x ox:matches "steppe" }}'
    graph = "https://w3id.org/oxiana/id/graph"
    assert b"Steppe" in store.query(text, ["text/csv"], Graphs(default=(graph,))).body
    assert b"Steppe" in store.query(text.replace("{", f"FROM <{graph}> {{", 1), ["text/csv"]).body
    other = EmbeddedStore.load(b'<http://b/x> <http://www.w3.org/2000/01/rdf-schema#label> "Oil" .', Names("http://b/"))
    assert len(select(other, 'SELECT ?x { ?x <http://b/ontology#matches> "oil" }')) == 1
