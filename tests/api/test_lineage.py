"""lineage=1 over HTTP: what is told, and what is refused."""

import csv
import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx
import pytest

from api.serving import application
from api.settings import Settings
from graph.build import Build
from graph.lineage.formats import PROV_JSON_LD
from graph.remote_query import Outgoing
from graph.store import JSON
from ontology.terms import Names
from tests.api.conftest import detail, running, select, update
from tests.api.test_cli import oxiana
from tests.graph.endpoints import answer, endpoint, federated

DOCUMENT = Path(__file__).parent.parent.parent / "docs" / "lineage.md"
SCHEMA = Path(__file__).parent.parent.parent / "api" / "static" / "lineage.schema.json"
OX, BASE = Names().ox, Names().base
CLAIM = f"{BASE}claim/quill-harbours/"
PREFIXES = f"PREFIX ox: <{OX}> PREFIX id: <{BASE}id/> "
SHARED = f"{PREFIXES}SELECT ?a ?b {{ ?a ox:sharesInterestWith ?b }} ORDER BY ?a ?b"
SILENT = f"{PREFIXES}SELECT ?a {{ ?a ox:hasInterest ?i FILTER NOT EXISTS {{ ?a ox:facesThreat id:Piracy }} }}"
GRAPH = f"{PREFIXES}CONSTRUCT WHERE {{ ?a ox:sharesInterestWith ?b }}"
YES = f"{PREFIXES}ASK {{ id:Velm ox:hasInterest ?i }}"
THING = f"{PREFIXES}DESCRIBE id:Velm"
UNREAD = "SELECT ?y { VALUES ?x { 1 2 } LATERAL { SELECT ?y { BIND(?x AS ?y) } } }"


def ask(client: httpx.Client, query: str, accept: str = JSON, **given: str) -> httpx.Response:
    return client.get("/sparql", params={"query": query, "lineage": "1", **given}, headers={"Accept": accept})


def told(client: httpx.Client, query: str) -> dict[str, Any]:
    response = ask(client, query)
    assert response.status_code == 200, response.text
    return dict(response.json()["lineage"])


def short(claims: list[str]) -> list[str]:
    return [claim.removeprefix(CLAIM) for claim in claims]


def test_the_results_are_those_without_lineage_with_one_member_more(client: httpx.Client) -> None:
    for query in (SHARED, YES):
        plain = client.get("/sparql", params={"query": query}, headers={"Accept": JSON})
        response = ask(client, query)
        assert response.headers["content-type"] == plain.headers["content-type"] == JSON
        whole = response.json()
        del whole["lineage"]
        assert whole == plain.json()


def test_each_row_names_its_ways_and_what_they_are_worth(client: httpx.Client) -> None:
    lineage = told(client, SHARED)
    first, second = lineage["rows"][:2]
    assert [short(way["claims"]) for way in first["ways"]] == [["A1.1"]]
    assert [short(way["claims"]) for way in second["ways"]] == [["A1.1", "A1.2"]]
    assert f"{BASE}rule/shared-interest" in second["ways"][0]["rules"]
    trust = {"modalities": [str(OX.Asserted)], "voices": [], "contested": True, "inferred": True}
    assert second["trust"] == {"statements": 1, "independent": 1, **trust}  # A1.2 says again what A1.1 says
    assert lineage["claims"][f"{CLAIM}A1.2"]["repeats"] == [f"{CLAIM}A1.1"]
    assert lineage["claims"][f"{CLAIM}A1.1"]["tensions"] == [f"{CLAIM}T1"]


def test_what_is_kept_out_and_by_what_is_told_in_the_terms_of_the_results(client: httpx.Client) -> None:
    absence = told(client, SILENT)["absence"]
    assert absence["matters"] is True
    corran = {"a": {"type": "uri", "value": f"{BASE}id/Corran"}}
    (one,) = [each for each in absence["excluded"] if each["binding"] == corran]
    assert (one["keyword"], [short(way["claims"]) for way in one["ways"]]) == ("NOT EXISTS", [["A1.3"]])
    assert told(client, SHARED)["absence"] == {"matters": False, "excluded": []}


def test_reasons_have_a_name_that_stays_and_a_sentence(client: httpx.Client) -> None:
    lineage = told(client, UNREAD)
    (reason,) = lineage["reasons"]
    assert reason["code"] == "not-followed"
    assert "is not followed" in reason["told"]
    assert lineage["rows"] == [None, None]


def test_all_of_it_is_as_the_schema_says(client: httpx.Client, tmp_path: Path) -> None:
    files = []
    for number, query in enumerate((SHARED, SILENT, GRAPH, YES, THING, UNREAD)):
        files.append(tmp_path / f"{number}.json")
        files[-1].write_text(ask(client, query).text, encoding="utf-8")
    files.append(tmp_path / "docs.json")  # the example of docs/lineage.md
    files[-1].write_text(DOCUMENT.read_text(encoding="utf-8").split("```")[1].removeprefix("json"), encoding="utf-8")
    served = tmp_path / "schema.json"
    served.write_text(client.get("/static/lineage.schema.json").text, encoding="utf-8")
    assert served.read_bytes() == SCHEMA.read_bytes()
    command = [sys.executable, "-W", "error", "-m", "check_jsonschema", "--schemafile", str(served)]
    done = subprocess.run([*command, *map(str, files)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    broken = json.loads(files[0].read_text(encoding="utf-8"))
    del broken["lineage"]["rows"][0]["trust"]["independent"]
    files[0].write_text(json.dumps(broken), encoding="utf-8")
    done = subprocess.run([*command, str(files[0])], capture_output=True, text=True, check=False)
    assert done.returncode == 1  # else the schema would say nothing


def test_the_triples_of_a_graph_are_rows_of_three_columns(client: httpx.Client) -> None:
    whole = ask(client, GRAPH).json()
    assert whole["head"]["vars"] == ["subject", "predicate", "object"]
    assert len(whole["results"]["bindings"]) == len(whole["lineage"]["rows"]) == 6


def test_csv_and_tsv_have_a_column_more(client: httpx.Client) -> None:
    rows = list(csv.reader(io.StringIO(ask(client, SHARED, "text/csv").text)))
    assert rows[0] == ["a", "b", "lineage"]
    assert [row[:2] for row in rows[1:]] == select(client, SHARED)
    assert rows[2][2] == f"{CLAIM}A1.1 {CLAIM}A1.2"
    lines = ask(client, SHARED, "text/tab-separated-values").text.splitlines()
    assert lines[0] == "?a\t?b\t?lineage"
    assert lines[2].endswith(f'\t"{CLAIM}A1.1 {CLAIM}A1.2"')


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        (f"{PREFIXES}SELECT DISTINCT ?lineage {{ ?a ox:hasInterest ?lineage }}", ("lineage_", "A1.1 | A1.2")),
        (f"{PREFIXES}SELECT ?x {{ BIND(1 AS ?x) }}", ("lineage", "")),
        (UNREAD, ("lineage", "?")),
    ],
    ids=["several ways, and a column of that name", "no claim", "not known"],
)
def test_the_column_tells_ways_that_are_enough_apart_and_what_rests_on_nothing_from_what_is_not_known(
    client: httpx.Client, query: str, expected: tuple[str, str]
) -> None:
    head, first, *_ = csv.reader(io.StringIO(ask(client, query, "text/csv").text))
    assert (head[-1], first[-1].replace(CLAIM, "")) == expected


@pytest.mark.parametrize(
    ("params", "told"),
    [
        ({"lineage": "2"}, "lineage is 1 or 0, not '2'"),
        ({"lineage": "yes"}, "lineage is 1 or 0, not 'yes'"),
        ({"lineage": ["1", "1"]}, "there are 2 values of lineage; send one at a time"),
        ({"lineage": "1", "format": "png"}, "there is no format 'png' here; there is json, csv, tsv"),
        ({"lineage": "1", "timeout": "-1"}, "the timeout is a number of seconds above 0"),
    ],
)
def test_a_parameter_that_is_none_is_told(client: httpx.Client, params: dict[str, str | list[str]], told: str) -> None:
    assert told in detail(client.get("/sparql", params={"query": SHARED, **params}), 400)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT ?x { ?x",
        "SELECT ?x { ?x a nowhere:Thing }",
        "SELECT ?y (COUNT(?x) AS ?n) { ?x a ?z } GROUP BY ?z",
        "CONSTRUCT { ?x } WHERE { ?x a ?y }",
        "ASK",
        "DESCRIBE",
        "SELECT * { ?x a ?y } GROUP BY ?x",
        "SELECT (<http://www.opengis.net/def/function/geosparql/unheardOf>() AS ?x) {}",
        "SELECT ?x FROM <http://a/nowhere> { ?x a ?y }",
        "SELECT ?x { ?x a ?y } LIMIT -1",
        "INSERT DATA { <a> <b> <c> }",
    ],
)
def test_a_query_that_is_at_fault_is_told_the_same_with_lineage_as_without(client: httpx.Client, query: str) -> None:
    plain = client.get("/sparql", params={"query": query}, headers={"Accept": JSON})
    response = ask(client, query)
    assert response.status_code == plain.status_code >= 400
    assert response.json()["detail"] == plain.json()["detail"]


def test_posted_queries_have_it_too(client: httpx.Client) -> None:
    expected = ask(client, SHARED).json()
    form = client.post("/sparql", data={"query": SHARED, "lineage": "1"}, headers={"Accept": JSON})
    direct = client.post(
        "/sparql?lineage=1",
        content=SHARED.encode(),
        headers={"Accept": JSON, "Content-Type": "application/sparql-query"},
    )
    assert form.json() == direct.json() == expected


def test_the_dataset_of_the_protocol_is_heeded(client: httpx.Client) -> None:
    query = f"{PREFIXES}SELECT ?a {{ ?a ox:facesThreat id:Piracy }}"
    response = ask(client, query, **{"default-graph-uri": f"{CLAIM}A1.4"})
    (row,) = response.json()["lineage"]["rows"]
    assert [short(way["claims"]) for way in row["ways"]] == [["A1.4"]]
    assert row["trust"]["modalities"] == [str(OX.Denied)]


def test_a_plain_store_has_no_lineage_and_says_so(plain: httpx.Client) -> None:
    assert update(plain, "INSERT DATA { <http://a/s> <http://a/p> 1 }").status_code == 204
    query = "SELECT * { ?s ?p ?o }"
    assert "a plain store has no claims" in detail(ask(plain, query), 400)
    response = plain.get("/sparql", params={"query": query}, headers={"Accept": "application/ld+json;profile=prov"})
    assert "a plain store has no claims" in detail(response, 400)
    assert select(plain, query) == [["1", "http://a/p", "http://a/s"]]


def test_with_service_nothing_is_called_and_it_is_said_that_there_is_no_lineage(second_build: Build) -> None:
    with endpoint(answer()) as there:
        settings = Settings(outgoing=Outgoing((there.url,), ("127.0.0.1",)))
        with running(application(second_build.store_path, settings)) as client:
            for silent in ("", "SILENT"):
                told = detail(ask(client, federated(there, silent)), 400)
                assert "a query with SERVICE is not answered with its lineage, and no other endpoint is asked" in told
            assert there.asked == []
            assert client.get("/sparql", params={"query": federated(there)}).status_code == 200


def test_a_graph_that_was_written_since_is_seen_and_rests_on_no_claim(own: httpx.Client) -> None:
    graph = f"{BASE}graph/mine"
    query = f"SELECT ?o {{ GRAPH <{graph}> {{ <http://a/s> <http://a/p> ?o }} }}"
    assert told(own, query)["rows"] == []
    assert update(own, f"INSERT DATA {{ GRAPH <{graph}> {{ <http://a/s> <http://a/p> 1 }} }}").status_code == 204
    (row,) = told(own, query)["rows"]
    assert row["ways"] == [{"claims": [], "rules": []}]


def test_the_command_tells_it_in_a_table_in_json_and_in_csv(second_data: Path, client: httpx.Client) -> None:
    done = oxiana("query", SILENT, "--lineage", "--data", second_data)
    assert done.returncode == 0, done.stderr
    assert "│ id:Velm │ claim/quill-harbours/A1.2 │" in done.stdout
    assert "the answer also rests on absence" in done.stdout
    assert "NOT EXISTS keeps out a = id:Corran: claim/quill-harbours/A1.3" in done.stdout
    done = oxiana("query", YES, "--lineage", "--data", second_data)
    assert done.stdout.splitlines() == ["true", "rests on: claim/quill-harbours/A1.2"]
    done = oxiana("query", SHARED, "--lineage", "--json", "--data", second_data)
    assert json.loads(done.stdout) == ask(client, SHARED).json()
    done = oxiana("query", SHARED, "--lineage", "--csv", "--data", second_data)
    assert done.stdout.splitlines() == ask(client, SHARED, "text/csv").text.splitlines()
    done = oxiana("query", "SELECT ?x { ?x", "--lineage", "--data", second_data)
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert "malformed" in done.stderr


def test_the_service_says_that_it_has_lineage_and_the_documentation_how(client: httpx.Client) -> None:
    description = client.get("/sparql", headers={"Accept": "text/turtle"}).text
    assert "ox:Lineage a sd:Feature" in description
    assert "ox:Lineage" in client.get("/ontology", headers={"Accept": "text/turtle"}).text
    assert "lineage=1" in client.get("/.well-known/void", headers={"Accept": "text/turtle"}).text
    operation = client.get("/openapi.json").json()["paths"]["/sparql"]["get"]
    assert {"lineage", "lang"} <= {one["name"] for one in operation["parameters"]}
    assert PROV_JSON_LD in operation["responses"]["200"]["content"]
