"""/crosscheck, the command, and what the pages of things and claims tell of others."""

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from rdflib import DCTERMS, RDF, Dataset, Graph, URIRef
from rdflib.namespace import VOID

from api.settings import Settings
from graph.build import Build, Inputs, build
from ontology.terms import CANONICAL, Names
from tests.api.conftest import served
from tests.api.test_cli import oxiana
from tests.conftest import EXAMPLES, silent

PAGE = {"Accept": "text/html"}
OX = CANONICAL.ox
REFERENCES = """@prefix p: <http://www.wikidata.org/prop/> .
@prefix ps: <http://www.wikidata.org/prop/statement/> .
@prefix pq: <http://www.wikidata.org/prop/qualifier/> .
@prefix id: <https://w3id.org/oxiana/id/> .
@prefix s: <https://w3id.org/oxiana/graph/references#> .
@prefix wd: <http://www.wikidata.org/entity/> .
@prefix wikibase: <http://wikiba.se/ontology#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .

id:Velm p:P463 s:velm .
wd:Q900000001 p:P463 s:corran .
s:velm a wikibase:Statement ; ps:P463 id:TariffLeague ; pq:P580 "1205"^^xsd:gYear ;
    dcterms:source "a chronicle" ; rdfs:comment "sworn at <i>Velm</i>"@en .
s:corran a wikibase:Statement ; ps:P463 id:TariffLeague ; pq:P580 "1300"^^xsd:gYear ; dcterms:source "a chronicle" .
"""


@pytest.fixture(scope="module")
def told(linked: Path, tmp_path_factory: pytest.TempPathFactory) -> Build:
    """The build of the invented source with what others tell."""
    folder = Path(shutil.copytree(linked, tmp_path_factory.mktemp("told") / "hand-written"))
    (folder / "links" / "references.ttl").write_text(REFERENCES, encoding="utf-8")
    claims = folder / "quill-harbours" / "claims" / "A02.trig"
    text = claims.read_text(encoding="utf-8")
    claims.write_text(text.replace("ox:Predicted ; ox:kind ox:Prediction", "ox:Asserted ; ox:kind ox:Fact"), "utf-8")
    source = folder / "quill-harbours" / "source.ttl"
    text = source.read_text(encoding="utf-8")
    spoken = 'dcterms:language "en" ;\n    dcterms:temporal "1200/1220"^^<http://id.loc.gov/datatypes/edtf/EDTF> ;'
    source.write_text(text.replace('dcterms:language "en" ;', spoken), encoding="utf-8")
    return build(tmp_path_factory.mktemp("told-data"), Inputs(folder, EXAMPLES, Names()), silent)


@pytest.fixture(scope="module")
def told_client(told: Build) -> Iterator[httpx.Client]:
    with served(told.store_path, Settings(), told.version) as one:
        yield one


def page(client: httpx.Client, path: str, language: str = "en") -> str:
    answer = client.get(path, headers=PAGE | {"Accept-Language": language})
    assert answer.status_code == 200, answer.text
    return answer.text


def words(text: str) -> str:
    return " ".join(re.sub(r"<[^>]*>", " ", text).split())


def test_the_page_tells_claim_outcome_reason_and_statement_with_its_evidence(told_client: httpx.Client) -> None:
    text = page(told_client, "/crosscheck")
    assert '<a href="/claim/quill-harbours/A2.6">A2.6</a>' in text
    shown = words(text)
    assert "agrees : Velm participates in tariff league" in shown
    assert "Velm takes part in tariff league (from 1205)" in shown
    assert "a chronicle" in shown
    assert "does not say who is right" in shown
    assert "<i>Velm</i>" not in text, "what others wrote is no markup"


def test_the_page_is_in_chinese_too(told_client: httpx.Client) -> None:
    text = page(told_client, "/crosscheck", "zh-Hant")
    assert '<html lang="zh-Hant">' in text
    assert "維姆參與關稅同盟（1205起）" in text
    assert "相符" in text


def test_each_part_of_the_page_has_the_name_that_the_data_give_it(told_client: httpx.Client) -> None:
    graph = Graph().parse(data=told_client.get("/crosscheck", headers={"Accept": "text/turtle"}).text, format="turtle")
    text = page(told_client, "/crosscheck")
    kinds = (OX.CrossCheck, OX.TripleComparison, URIRef("http://www.w3.org/ns/shacl#SPARQLSelectExecutable"))
    parts = {str(one) for kind in kinds for one in graph.subjects(RDF.type, kind)}
    assert len(parts) > 8
    for part in parts:
        assert part.startswith(CANONICAL.crosscheck)
        assert f'id="{part.removeprefix(CANONICAL.crosscheck)}"' in text


@pytest.mark.parametrize(
    ("media_type", "name"),
    [("text/turtle", "turtle"), ("application/ld+json", "json-ld"), ("application/rdf+xml", "xml")],
)
def test_it_is_rdf_in_every_format(told_client: httpx.Client, media_type: str, name: str) -> None:
    answer = told_client.get("/crosscheck", headers={"Accept": media_type})
    assert answer.headers["content-type"].startswith(media_type)
    graph = Graph().parse(data=answer.text, format=name)
    (check,) = graph.subjects(OX.checks, CANONICAL.claim("quill-harbours")["A2.6"])
    assert graph.value(check, OX.outcome) == OX.Agrees


def test_it_is_trig_too(told_client: httpx.Client) -> None:
    answer = told_client.get("/crosscheck?format=trig")
    dataset = Dataset()
    graph = dataset.graph()
    graph.parse(data=answer.text, format="turtle")
    assert (None, OX.outcome, OX.Agrees) in graph


def test_the_json_of_the_page_is_that_of_the_command(told: Build, told_client: httpx.Client) -> None:
    answer = told_client.get("/crosscheck", headers={"Accept": "application/json"})
    done = oxiana("crosscheck", "--json", "--data", told.path.parent.parent)
    assert done.returncode == 0, done.stderr
    assert answer.json() == json.loads(done.stdout)
    (claim,) = [one for one in answer.json()["claims"] if one["claim"].endswith("/A2.6")]
    assert claim["outcome"] == str(OX.Agrees)
    assert claim["passages"]
    assert claim["modality"] == str(OX.Asserted)
    statement = claim["comparisons"][0]["statements"][0]
    assert statement["graph"] == str(CANONICAL.graph.references)
    assert statement["facts"][str(DCTERMS.source)] == [{"value": "a chronicle"}]


def test_the_command_tells_it_in_lines(told: Build) -> None:
    done = oxiana("crosscheck", "--data", told.path.parent.parent, "--outcome", "agrees")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("quill-harbours/A2.6  agrees  (asserted) ")
    assert "references#velm" in done.stdout
    assert done.stdout.rstrip().endswith("claims: 1 (differs 0, agrees 1, not comparable 0, silent 0)")


def test_the_command_is_misused_with_two_formats(told: Build) -> None:
    done = oxiana("crosscheck", "--data", told.path.parent.parent, "--json", "--markdown")
    assert done.returncode == 2
    assert "exclude each other" in done.stderr


def test_the_command_says_where_nothing_was_built(tmp_path: Path) -> None:
    done = oxiana("crosscheck", "--data", tmp_path)
    assert done.returncode == 1
    assert len(done.stderr.strip().splitlines()) == 1


def test_without_facts_of_others_page_and_command_say_so(client: httpx.Client, second_data: Path) -> None:
    assert "was built without facts of others" in page(client, "/crosscheck")
    assert client.get("/crosscheck", headers={"Accept": "application/json"}).json()["claims"] == []
    assert "was built without facts of others" in oxiana("crosscheck", "--data", second_data).stdout


def test_the_page_of_a_claim_tells_its_outcome_apart_with_the_way_to_the_cross_check(told_client: httpx.Client) -> None:
    (aside,) = re.findall(r"<aside.*?</aside>", page(told_client, "/claim/quill-harbours/A2.6"), re.DOTALL)
    assert "agrees" in words(aside)
    assert "This is not what the text says" in words(aside)
    assert 'href="/crosscheck#quill-harbours/A2.6"' in aside
    assert "<aside" not in page(told_client, "/claim/quill-harbours/A1.1")


def test_the_page_of_an_entity_tells_what_others_tell_and_the_outcomes_apart(told_client: httpx.Client) -> None:
    (aside,) = re.findall(r"<aside.*?</aside>", page(told_client, "/id/TariffLeague"), re.DOTALL)
    shown = words(aside)
    assert "Velm member of tariff league · from 1205" in shown
    assert "Corran member of tariff league · from 1300" in shown, "by the item that it is"
    assert "How the claims compare with it" in shown
    assert "agrees – A2.6 asserted" in shown
    rest = page(told_client, "/id/TariffLeague").replace(aside, "")
    assert "a chronicle" not in rest


def test_the_dataset_describes_the_graph_as_a_part(told_client: httpx.Client) -> None:
    answer = told_client.get("/.well-known/void", headers={"Accept": "text/turtle"})
    graph = Graph().parse(data=answer.text, format="turtle")
    assert (None, VOID.subset, CANONICAL.graph.crosscheck) in graph
    assert len(set(graph.objects(CANONICAL.graph.crosscheck, DCTERMS.title))) == 2


def test_the_graph_has_a_page_of_its_own(told_client: httpx.Client) -> None:
    assert "How claims compare with what others tell" in page(told_client, "/graph/crosscheck")


def test_the_same_files_give_the_same_cross_check(told: Build, linked: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(linked, tmp_path / "again"))
    (folder / "links" / "references.ttl").write_text(REFERENCES, encoding="utf-8")
    one, two = (build(tmp_path / name, Inputs(folder, EXAMPLES, Names()), silent) for name in ("a", "b"))
    assert one.version == two.version
    assert one.version != told.version, "there the source says of what time it speaks"
