"""What others tell stands in graphs of its own, beside what the sources say."""

from collections.abc import Callable
from pathlib import Path

import pytest
from rdflib import DCTERMS, PROV, RDF, RDFS, SKOS, Graph, Literal, URIRef
from rdflib.term import Node

from graph.blocks import written
from graph.build import Build
from graph.reader import RdfFile
from graph.store import EmbeddedStore, Store, select
from graph.wikibase import LANGUAGES, PS, PSV, WD, WDT, WIKIBASE, P
from ontology.terms import CANONICAL, Names
from tests.graph.conftest import Draft

LINKS = Path(__file__).parents[2] / "graph" / "data" / "links"
SNAPSHOT, REFERENCES = f"{CANONICAL.graph}wikidata#", f"{CANONICAL.graph}references#"
WIKIDATA = """@prefix wd: <http://www.wikidata.org/entity/> .
@prefix p: <http://www.wikidata.org/prop/> .
@prefix ps: <http://www.wikidata.org/prop/statement/> .
@prefix id: <https://w3id.org/oxiana/id/> .
@prefix snapshot: <https://w3id.org/oxiana/graph/wikidata#> .

wd:Q9000001 p:P463 snapshot:one .
snapshot:one ps:P463 wd:Q9000002 .
"""
FAULTS = {
    "a syntax error": ("wd:Q9000001 p:P463 snapshot:one .", "wd:Q9000001 p:P463 p:P17 snapshot:one .", "dot"),
    "a malformed QID": ("wd:Q9000001 p:P463", "wd:Q09 p:P463", "Q09 is no item of Wikidata"),
    "a malformed QID as a value": ("ps:P463 wd:Q9000002", "ps:P463 wd:9000002", "9000002 is no item of Wikidata"),
    "a blank node": ("ps:P463 wd:Q9000002", "ps:P463 []", "blank nodes"),
    "an unknown entity": ("ps:P463 wd:Q9000002", "ps:P463 id:Nowhere", "there is no entity Nowhere"),
    "a statement without value": ("snapshot:one ps:P463 wd", "snapshot:one ps:P17 wd", "one has no value"),
    "an item described twice": ("snapshot:one ps", "wd:Q9000001 a wd:Q5 .\nsnapshot:one ps", "a second time"),
    "an impossible date": (
        "ps:P463 wd:Q9000002",
        'ps:P571 "2005-17"^^<http://www.w3.org/2001/XMLSchema#gYearMonth>',
        "is no value of its datatype",
    ),
}


def told(name: str) -> Graph:
    """The graph that is shipped under a name."""
    graph: Graph = RdfFile.read(LINKS / f"{name}.ttl", Names()).dataset.default_graph
    return graph


@pytest.fixture
def linked_draft(draft: Draft) -> Draft:
    """The second source with a snapshot."""
    (draft.folder / "links").mkdir()
    (draft.folder / "links" / "wikidata.ttl").write_text(WIKIDATA, encoding="utf-8")
    return draft


def test_a_snapshot_is_a_graph_of_its_own_and_no_part_of_the_default_graph(
    linked_draft: Draft, built_draft: Callable[[], Build]
) -> None:
    assert (linked_draft.folder / "links").is_dir()
    built = built_draft()
    store = EmbeddedStore.open(built.store_path, built.names)
    item = "<http://www.wikidata.org/entity/Q9000001>"
    rows = select(store, f"SELECT ?graph {{ GRAPH ?graph {{ {item} ?p ?o }} }}")
    assert [str(row["graph"]) for row in rows] == [str(built.names.graph.wikidata)]
    assert select(store, f"SELECT ?o {{ {item} ?p ?o }}") == []


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_of_a_snapshot_is_told_with_its_line(linked_draft: Draft, name: str) -> None:
    old, new, words = FAULTS[name]
    line = linked_draft.replace("links/wikidata.ttl", old, new)
    heard = linked_draft.faults()
    assert any(file == "links/wikidata.ttl" and at in (line, line + 1) and words in said for file, at, said in heard)


@pytest.mark.parametrize("name", ["wikidata", "references"])
def test_what_is_shipped_is_written_as_the_writer_writes_it(name: str) -> None:
    path = LINKS / f"{name}.ttl"
    text = path.read_text(encoding="utf-8")
    assert written(told(name), text.partition("\n")[0].removeprefix("# ")) == text


def test_every_statement_of_the_shipped_snapshot_names_its_extract_and_pretends_no_name_rank_or_date_of_wikidata() -> (
    None
):
    graph = told("wikidata")
    statements = set(graph.subjects(RDF.type, WIKIBASE.Statement))
    assert len(statements) > 900
    for statement in statements:
        assert str(statement).startswith(SNAPSHOT)
        assert list(graph.objects(statement, DCTERMS.source))
    for absent in (WIKIBASE.rank, PROV.wasDerivedFrom, URIRef("http://schema.org/dateModified"), DCTERMS.date):
        assert (None, absent, None) not in graph


def test_a_date_of_a_year_is_told_with_its_precision() -> None:
    graph = told("wikidata")
    (statement,) = graph.objects(WD.Q265, P.P571)
    assert str(graph.value(statement, PS.P571)) == "1991-01-01T00:00:00Z"
    assert str(graph.value(graph.value(statement, PSV.P571), WIKIBASE.timePrecision)) == "9"


def test_every_label_and_alias_of_the_shipped_snapshot_names_its_extract_at_the_item() -> None:
    graph = told("wikidata")
    named = {one for kind in (RDFS.label, SKOS.altLabel) for one in graph.subjects(kind) if str(one).startswith(WD)}
    assert len(named) > 200
    assert [one for one in named if (one, DCTERMS.source, None) not in graph] == []


def test_six_states_are_called_in_nine_languages_and_nothing_in_two_ways_in_one() -> None:
    graph = told("wikidata")
    names = ((item, name) for item, name in graph.subject_objects(RDFS.label) if isinstance(name, Literal))
    called: dict[Node, list[str | None]] = {}
    for item, name in names:
        called.setdefault(item, []).append(name.language)
    assert all(len(set(languages)) == len(languages) for languages in called.values())
    nine = set(LANGUAGES) - {"zh-hans"}
    assert {item for item, languages in called.items() if nine <= set(languages)} == {
        WD[qid] for qid in ("Q30", "Q148", "Q232", "Q265", "Q794", "Q874")
    }


def test_what_the_shipped_snapshot_tells_of_a_state() -> None:
    graph = told("wikidata")
    kinds, borders = set(graph.objects(WD.Q265, WDT.P31)), set(graph.objects(WD.Q265, WDT.P47))
    assert kinds == {WD.Q123480, WD.Q3624078, WD.Q6256}
    assert borders == {WD.Q232, WD.Q813, WD.Q863, WD.Q874, WD.Q889}
    (flag,) = graph.objects(WD.Q265, WDT.P41)
    assert flag == URIRef("http://commons.wikimedia.org/wiki/Special:FilePath/Flag%20of%20Uzbekistan.svg")


def test_diplomatic_relations_are_shipped_between_what_entities_are_mapped_to_only(chapter_store: Store) -> None:
    query = """PREFIX skos: <http://www.w3.org/2004/02/skos/core#> PREFIX graph: <https://w3id.org/oxiana/graph/>
        SELECT DISTINCT ?item { GRAPH graph:links { ?entity skos:exactMatch ?item } }"""
    mapped = {str(row["item"]) for row in select(chapter_store, query)}
    pairs = set(told("wikidata").subject_objects(WDT.P530))
    assert len(pairs) > 100
    assert {str(one) for pair in pairs for one in pair} <= mapped


def test_no_figure_is_shipped_without_its_year() -> None:
    assert (None, P.P2131, None) not in told("wikidata")


def test_a_row_that_its_compiler_suspects_is_not_shipped() -> None:
    assert (None, PS.P527, WD.Q423) not in told("wikidata")


def test_every_reference_leads_to_its_page_or_names_it() -> None:
    graph = told("references")
    kinds = (WIKIBASE.Statement, RDF.Statement)
    statements = {one for kind in kinds for one in graph.subjects(RDF.type, kind)}
    assert len(statements) > 90
    assert all(str(one).startswith(REFERENCES) for one in statements)
    assert all(list(graph.objects(one, DCTERMS.source)) for one in statements)
    without = [one for one in statements if not list(graph.objects(one, PROV.wasDerivedFrom))]
    assert {str(graph.value(one, DCTERMS.source))[:20] for one in without} <= {"golden.com GUAM page"}


def test_dates_that_conflict_are_both_kept() -> None:
    graph = told("references")
    ends = graph.objects(
        URIRef(f"{REFERENCES}Q265-P463-Q326816"), URIRef("http://www.wikidata.org/prop/qualifier/P582")
    )
    assert sorted(map(str, ends)) == ["2005-05", "2005-12"]


def test_china_and_russia_are_told_to_be_members_of_cica_by_a_page_and_not_by_wikidata(chapter_store: Store) -> None:
    query = """PREFIX p: <http://www.wikidata.org/prop/> PREFIX ps: <http://www.wikidata.org/prop/statement/>
        SELECT ?graph ?who { GRAPH ?graph { ?who p:P463 ?s . ?s ps:P463 <https://w3id.org/oxiana/id/CICA> }
            FILTER(?who IN (<http://www.wikidata.org/entity/Q148>, <http://www.wikidata.org/entity/Q159>)) }"""
    rows = {(str(row["graph"]), str(row["who"]).rpartition("/")[2]) for row in select(chapter_store, query)}
    assert rows == {(f"{CANONICAL.graph}references", who) for who in ("Q148", "Q159")}
