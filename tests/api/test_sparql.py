"""The SPARQL endpoint, over HTTP."""

import csv
import io
import json
import xml.etree.ElementTree as ElementTree
from urllib.parse import quote

import httpx
import pytest
import rdflib

SELECT = "SELECT ?s WHERE { ?s a <https://w3id.org/oxiana/ontology#Tension> }"
CONSTRUCT = "CONSTRUCT WHERE { <https://w3id.org/oxiana/id/Velm> ?p ?o }"
TENSION = "https://w3id.org/oxiana/claim/quill-harbours/T1"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def ask(client: httpx.Client, query: str, accept: str = "*/*") -> httpx.Response:
    return client.get("/sparql", params={"query": query}, headers={"Accept": accept})


def test_a_select_answers_in_json_where_nothing_else_is_asked(client: httpx.Client) -> None:
    answer = ask(client, SELECT)
    assert answer.headers["content-type"] == "application/sparql-results+json"
    assert answer.json()["results"]["bindings"] == [{"s": {"type": "uri", "value": TENSION}}]


def test_a_select_answers_in_xml(client: httpx.Client) -> None:
    answer = ask(client, SELECT, "application/sparql-results+xml")
    assert [node.text for node in ElementTree.fromstring(answer.text).iter() if node.tag.endswith("}uri")] == [TENSION]  # noqa: S314 - our own answer


def test_a_select_answers_in_csv(client: httpx.Client) -> None:
    answer = ask(client, SELECT, "text/csv")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert list(csv.reader(io.StringIO(answer.text))) == [["s"], [TENSION]]


def test_a_select_answers_in_tsv(client: httpx.Client) -> None:
    assert ask(client, SELECT, "text/tab-separated-values").text == f"?s\n<{TENSION}>\n"


def test_an_ask_answers_in_json(client: httpx.Client) -> None:
    assert ask(client, "ASK {}").json()["boolean"] is True


@pytest.mark.parametrize(
    ("media_type", "parser"),
    [
        ("text/turtle", "turtle"),
        ("application/n-triples", "nt"),
        ("application/rdf+xml", "xml"),
        ("application/ld+json", "json-ld"),
    ],
)
def test_a_construct_answers_in_each_rdf_format_with_the_same_triples(
    client: httpx.Client, media_type: str, parser: str
) -> None:
    answer = ask(client, CONSTRUCT, media_type)
    assert answer.headers["content-type"].partition(";")[0] == media_type
    expected = rdflib.Graph().parse(data=ask(client, CONSTRUCT, "application/n-triples").text, format="nt")
    assert len(expected) > 3
    assert set(rdflib.Graph().parse(data=answer.text, format=parser)) == set(expected)


def test_a_construct_answers_in_turtle_where_nothing_else_is_asked(client: httpx.Client) -> None:
    assert ask(client, CONSTRUCT).headers["content-type"].startswith("text/turtle")


def test_the_better_liked_format_is_given(client: httpx.Client) -> None:
    answer = ask(client, SELECT, "text/csv;q=0.5, application/sparql-results+xml;q=0.9, application/x-unheard-of")
    assert answer.headers["content-type"] == "application/sparql-results+xml"


def test_the_lines_of_an_accept_header_are_one_list(client: httpx.Client) -> None:
    lines = [("Accept", "application/x-unheard-of"), ("Accept", "text/csv")]
    answer = client.get("/sparql", params={"query": SELECT}, headers=lines)
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"


def test_plain_json_is_understood(client: httpx.Client) -> None:
    assert ask(client, SELECT, "application/json").headers["content-type"] == "application/sparql-results+json"


@pytest.mark.parametrize(
    ("alias", "media_type"), [("application/json", "application/ld+json"), ("application/xml", "application/rdf+xml")]
)
def test_plain_json_and_xml_are_understood_of_rdf_too(client: httpx.Client, alias: str, media_type: str) -> None:
    assert ask(client, CONSTRUCT, alias).headers["content-type"].partition(";")[0] == media_type
    thing = client.get("/id/Velm", headers={"Accept": alias})
    assert thing.headers["content-type"].partition(";")[0] == media_type


@pytest.mark.parametrize("media_type", ["*/*", "text/turtle", "application/ld+json", "application/rdf+xml"])
def test_without_a_query_the_service_describes_itself(client: httpx.Client, media_type: str) -> None:
    answer = client.get("/sparql", headers={"Accept": media_type, "Host": "evil.example"})
    assert answer.status_code == 200
    got = answer.headers["content-type"].partition(";")[0]
    graph = rdflib.Graph().parse(data=answer.text, format="json-ld" if "json" in got else got)
    sd = rdflib.Namespace("http://www.w3.org/ns/sparql-service-description#")
    (service,) = graph.subjects(rdflib.RDF.type, sd.Service)
    assert graph.value(service, sd.endpoint) == rdflib.URIRef("https://w3id.org/oxiana/sparql")
    assert (service, sd.supportedLanguage, sd.SPARQL11Query) in graph
    assert len(set(graph.objects(service, sd.resultFormat))) == 10
    assert (graph.value(graph.value(service, sd.defaultDataset), sd.defaultGraph), rdflib.RDF.type, sd.Graph) in graph


@pytest.mark.parametrize(
    "update",
    [
        "INSERT DATA { <a:a> <a:b> <a:c> }",
        "delete where { ?s ?p ?o }",
        "PREFIX x: <http://example.org/x#>\n# a remark\nWITH <a:g> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
        "BASE <http://example.org/> CLEAR ALL",
    ],
)
def test_an_update_sent_as_a_query_is_called_an_update(client: httpx.Client, update: str) -> None:
    answer = ask(client, update)
    assert answer.status_code == 400
    assert "is an update; updates are not accepted here" in answer.json()["detail"]


def test_an_accept_that_nobody_can_meet_gets_406_with_what_there_is(client: httpx.Client) -> None:
    answer = ask(client, SELECT, "application/x-unheard-of")
    assert answer.status_code == 406
    assert "text/csv" in answer.json()["detail"]


def test_a_format_that_the_kind_of_result_has_not_gets_406_with_those_it_has(client: httpx.Client) -> None:
    answer = ask(client, CONSTRUCT, "text/csv")
    assert answer.status_code == 406
    assert "text/turtle" in answer.json()["detail"]
    assert "text/csv" not in answer.json()["detail"]


def test_a_malformed_accept_is_told(client: httpx.Client) -> None:
    answer = ask(client, SELECT, "nonsense")
    assert answer.status_code == 400
    assert "Accept" in answer.json()["detail"]


def test_a_malformed_query_gets_its_line_and_column_as_a_problem(client: httpx.Client) -> None:
    answer = ask(client, "SELECT ?s WHERE {\n  ?s ?p }")
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert (problem["type"], problem["title"], problem["status"]) == ("about:blank", "Bad Request", 400)
    assert "line 2, column 10, after '?s ?p }'" in problem["detail"]


def test_a_problem_is_a_page_where_a_browser_asks(client: httpx.Client) -> None:
    answer = ask(client, "SELECT nonsense", "text/html,application/xhtml+xml,*/*;q=0.8")
    assert answer.status_code == 400
    assert answer.headers["content-type"].startswith("text/html")
    assert "line 1, column" in answer.text


def test_a_form_body_is_decoded_exactly_once(client: httpx.Client) -> None:
    query = 'SELECT ("100%25 + 1 & 雪" AS ?text) WHERE {}'
    answer = client.post("/sparql", content=f"query={quote(query)}", headers=FORM)
    assert answer.json()["results"]["bindings"][0]["text"]["value"] == "100%25 + 1 & 雪"


def test_a_form_body_may_hold_raw_utf8_and_plus_for_space(client: httpx.Client) -> None:
    body = 'query=SELECT+("雪"+AS+?text)+WHERE+{}'.encode()
    assert client.post("/sparql", content=body, headers=FORM).json()["results"]["bindings"][0]["text"]["value"] == "雪"


def test_a_query_may_be_posted_directly(client: httpx.Client) -> None:
    answer = client.post("/sparql", content=SELECT, headers={"Content-Type": "application/sparql-query; charset=utf-8"})
    assert len(answer.json()["results"]["bindings"]) == 1


@pytest.mark.parametrize(
    ("request_of", "status", "word"),
    [
        ({"params": {"query": [SELECT, SELECT]}}, 400, "2 queries"),
        ({"method": "POST", "params": {"query": SELECT}, "data": {"query": SELECT}}, 400, "2 queries"),
        ({"method": "POST", "data": {"other": "x"}}, 400, "no field named query"),
        ({"method": "POST", "data": {"update": "CLEAR ALL"}}, 400, "read-only"),
        ({"method": "POST", "data": {"update": "CLEAR ALL", "query": SELECT}}, 400, "read-only"),
        ({"headers": {"Accept": "text/csv"}}, 400, "no query"),
        ({"method": "POST", "data": {"query": ""}}, 400, "no query"),
        ({"method": "POST", "content": b"query=%ff", "headers": FORM}, 400, "not UTF-8"),
        ({"method": "POST", "content": b"\xff", "headers": {"Content-Type": "application/sparql-query"}}, 400, "UTF-8"),
        ({"method": "POST", "content": SELECT, "headers": {"Content-Type": "text/plain"}}, 415, "text/plain"),
        (
            {"method": "POST", "content": "DROP ALL", "headers": {"Content-Type": "application/sparql-update"}},
            415,
            "update",
        ),
        ({"method": "POST", "content": b"query=" + b"x" * 2**22, "headers": FORM}, 413, "3211264 bytes"),
        ({"method": "DELETE"}, 405, "DELETE"),
        ({"params": {"query": "LOAD <http://127.0.0.1/>"}}, 400, "updates are not accepted here"),
    ],
)
def test_a_wrong_request_gets_one_clear_sentence(
    client: httpx.Client, request_of: dict[str, object], status: int, word: str
) -> None:
    answer = client.request(**({"method": "GET", "url": "/sparql"} | request_of))  # type: ignore[arg-type] # a table of calls
    assert answer.status_code == status
    assert word in answer.json()["detail"]


@pytest.mark.parametrize(
    ("path", "methods"),
    [("/sparql", "GET, HEAD, POST, QUERY"), ("/id/Velm", "GET, HEAD"), ("/static/oxiana.css", "GET, HEAD")],
)
def test_a_wrong_method_is_told_every_right_one(client: httpx.Client, path: str, methods: str) -> None:
    answer = client.delete(path)
    assert answer.status_code == 405
    assert answer.headers["allow"] == methods


def test_a_path_with_a_slash_too_many_is_not_found_and_names_no_host(client: httpx.Client) -> None:
    answer = client.get("/sparql/", headers={"Host": "evil.example"})
    assert answer.status_code == 404
    assert "evil.example" not in answer.text + str(answer.headers)


def test_head_answers_like_get_without_a_body(client: httpx.Client) -> None:
    answer = client.head("/sparql", params={"query": SELECT})
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/sparql-results+json"
    assert answer.content == b""


def test_every_origin_is_allowed_also_on_errors(client: httpx.Client) -> None:
    for query in (SELECT, "nonsense"):
        answer = client.get("/sparql", params={"query": query}, headers={"Origin": "https://example.org"})
        assert answer.headers["access-control-allow-origin"] == "*"


def test_the_dataset_of_the_protocol_replaces_the_one_of_the_query(client: httpx.Client) -> None:
    graph = "https://w3id.org/oxiana/claim/quill-harbours/A1.1"
    query = f"SELECT (COUNT(*) AS ?n) FROM <{graph}> WHERE {{ ?s ?p ?o }}"
    counts = [
        client.get("/sparql", params={"query": query} | more).json()["results"]["bindings"][0]["n"]["value"]
        for more in ({}, {"default-graph-uri": "https://w3id.org/oxiana/claim/quill-harbours/A1.3"})
    ]
    assert counts == ["2", "1"]


def test_an_empty_answer_is_no_error(client: httpx.Client) -> None:
    answer = ask(client, "SELECT ?s WHERE { ?s a <https://example.org/Nothing> }")
    assert answer.status_code == 200
    assert json.loads(answer.text)["results"]["bindings"] == []
