"""The formats of each kind of answer, and the ways to ask for one."""

import httpx
import pyoxigraph
import pytest

from tests.api.workloads import FORMATS, GRAPHS, many

SELECT, CONSTRUCT = "SELECT * { ?s a ?o } LIMIT 3", "CONSTRUCT { ?s a ?o } WHERE { ?s a ?o } LIMIT 3"
JSON, XML, LD, RDF = (f"application/{x}" for x in ("sparql-results+json", "sparql-results+xml", "ld+json", "rdf+xml"))
OF_SELECT = {"json": JSON, "xml": XML, "csv": "text/csv", "tsv": "text/tab-separated-values"} | {
    "application/sparql-results%2Bjson": JSON,
    "application/sparql-results+json": JSON,  # a plus that was not encoded
    "application/json": JSON,
    "text%2Fcsv": "text/csv",
    "html": "text/html",
}
OF_GRAPH = {"json": LD, "xml": RDF, "turtle": "text/turtle", "ttl": "text/turtle", "n3": "text/turtle"} | {
    "ntriples": "application/n-triples",
    "nt": "application/n-triples",
    "rdfxml": RDF,
    "rdf": RDF,
    "jsonld": LD,
    "JSON-LD": LD,
    "trig": "application/trig",
    "nquads": "application/n-quads",
    "application/rdf%2bxml": RDF,
    "application/rdf+xml": RDF,
    "text/turtle": "text/turtle",
    "html": "text/html",
}
PATHS = ["/id/Velm", "/claim/quill-harbours/A1.1", "/text/quill-harbours", "/ontology", "/sparql"]
BROWSER = "text/html,application/xhtml+xml,*/*;q=0.8"


def media_type(answer: httpx.Response) -> str:
    assert answer.status_code == 200, answer.text
    return answer.headers["content-type"].partition(";")[0]


@pytest.mark.parametrize(("name", "expected"), OF_SELECT.items())
def test_the_format_of_rows_goes_before_what_is_accepted(client: httpx.Client, name: str, expected: str) -> None:
    query = str(httpx.QueryParams(query=SELECT))
    assert media_type(client.get(f"/sparql?{query}&format={name}", headers={"Accept": "text/turtle"})) == expected


@pytest.mark.parametrize(("name", "expected"), OF_GRAPH.items())
def test_the_format_of_triples_goes_before_what_is_accepted(client: httpx.Client, name: str, expected: str) -> None:
    query = str(httpx.QueryParams(query=CONSTRUCT))
    assert media_type(client.get(f"/sparql?{query}&format={name}", headers={"Accept": BROWSER})) == expected
    for path in PATHS:
        assert media_type(client.get(f"{path}?format={name}", headers={"Accept": BROWSER})) == expected


def test_a_form_may_name_the_format_too(client: httpx.Client) -> None:
    assert media_type(client.post("/sparql", data={"query": SELECT, "format": "csv"})) == "text/csv"
    assert media_type(client.post("/sparql?format=tsv", data={"query": SELECT})) == "text/tab-separated-values"


@pytest.mark.parametrize("path", [*PATHS, f"/sparql?{httpx.QueryParams(query=SELECT)}"])
@pytest.mark.parametrize("name", ["pdf", "", "text/turtle;q=1", "雪", "image/png"])
def test_a_format_that_there_is_not_gets_400_with_those_that_there_are(
    client: httpx.Client, path: str, name: str
) -> None:
    answer = client.get(path + ("&" if "?" in path else "?") + str(httpx.QueryParams(format=name)))
    assert answer.status_code == 400
    assert f"there is no format {name!r} here; there is" in answer.json()["detail"]
    for word in ("turtle", "nquads", "html", "text/turtle", "application/n-quads"):
        assert word in answer.json()["detail"]


@pytest.mark.parametrize("formats", [["x-unheard-of", "csv", "tsv"], ["pdf,csv,tsv"], ["image/png", "text/csv"]])
def test_of_several_formats_the_first_that_there_is_counts(client: httpx.Client, formats: list[str]) -> None:
    assert media_type(client.get("/sparql", params={"query": SELECT, "format": formats})) == "text/csv"
    assert media_type(client.post("/sparql", data={"query": SELECT, "format": formats})) == "text/csv"


@pytest.mark.parametrize(
    ("query", "has", "has_not"),
    [
        (SELECT, [JSON, XML, "text/csv"], ["turtle", "n-quads"]),
        ("ASK {}", [JSON, XML], ["csv", "turtle"]),
        (CONSTRUCT, [*GRAPHS], ["sparql-results", "csv"]),
        ("DESCRIBE <https://w3id.org/oxiana/id/Velm>", [*GRAPHS], ["sparql-results", "csv"]),
    ],
)
def test_what_nobody_can_meet_gets_406_with_what_the_kind_of_result_has(
    client: httpx.Client, query: str, has: list[str], has_not: list[str]
) -> None:
    answer = client.get("/sparql", params={"query": query}, headers={"Accept": "image/png"})
    assert answer.status_code == 406
    detail = answer.json()["detail"]
    assert [one for one in has if one not in detail] == []
    assert [one for one in has_not if one in detail] == []


@pytest.mark.parametrize("accept", ["application/trig", "application/n-quads"])
@pytest.mark.parametrize("query", [CONSTRUCT, "DESCRIBE <https://w3id.org/oxiana/id/Velm>"])
def test_the_triples_of_a_query_come_in_the_formats_with_graphs_too(
    client: httpx.Client, query: str, accept: str
) -> None:
    answer = client.get("/sparql", params={"query": query}, headers={"Accept": accept})
    assert media_type(answer) == accept
    quads = list(pyoxigraph.parse(answer.content, format=pyoxigraph.RdfFormat.from_media_type(accept)))
    triples = client.get("/sparql", params={"query": query, "format": "nt"})
    expected = list(pyoxigraph.parse(triples.content, format=pyoxigraph.RdfFormat.N_TRIPLES))
    assert {str(quad.triple) for quad in quads} == {str(quad.triple) for quad in expected}
    assert {quad.graph_name for quad in quads} == {pyoxigraph.DefaultGraph()}


@pytest.mark.parametrize("accept", FORMATS)
def test_text_tells_its_charset_and_the_rest_needs_none(client: httpx.Client, accept: str) -> None:
    answer = client.get("/sparql", params={"query": many(1, accept)}, headers={"Accept": accept})
    expected = f"{accept}; charset=utf-8" if accept.startswith("text/") else accept
    assert answer.headers["content-type"] == expected
    assert "雪" in answer.content.decode("utf-8") or "\\u96EA" in answer.text


@pytest.mark.parametrize(
    "path", [*PATHS, "/id/Nobody", f"/sparql?query={SELECT}", "/sparql?query=nonsense", "/nowhere"]
)
@pytest.mark.parametrize("accept", ["text/turtle", "text/csv", BROWSER, "image/png"])
def test_what_depends_on_accept_says_so(client: httpx.Client, path: str, accept: str) -> None:
    vary = client.get(path, headers={"Accept": accept}).headers["vary"]
    assert "Accept" in [one.strip() for one in vary.split(",")]


def test_a_format_decides_on_the_shape_of_an_error_too(client: httpx.Client) -> None:
    as_page = client.get("/id/Nobody", params={"format": "html"})
    assert as_page.headers["content-type"].startswith("text/html")
    as_data = client.get("/id/Nobody", params={"format": "json"}, headers={"Accept": BROWSER})
    assert as_data.headers["content-type"] == "application/problem+json"
