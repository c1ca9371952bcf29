"""Methods other than GET and POST, and requests from pages of other origins."""

import httpx
import pytest

ORIGIN = {"Origin": "https://example.org"}
SELECT = "SELECT ?s { ?s a <https://w3id.org/oxiana/ontology#Tension> }"
DIRECT = {"Content-Type": "application/sparql-query"}
PATHS = ["/sparql", "/id/Velm", "/ontology", "/", "/static/oxiana.css", "/nowhere"]


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "QUERY", "PUT", "DELETE", "OPTIONS"])
def test_a_preflight_allows_every_method_and_header(client: httpx.Client, path: str, method: str) -> None:
    asked = {"Access-Control-Request-Method": method, "Access-Control-Request-Headers": "Content-Type, X-Any"}
    answer = client.options(path, headers=ORIGIN | asked)
    assert answer.status_code == 200
    assert answer.headers["access-control-allow-origin"] == "*"
    assert method in answer.headers["access-control-allow-methods"].split(", ")
    assert "x-any" in answer.headers["access-control-allow-headers"].lower()


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/sparql?query=nonsense", 400),
        ("GET", "/sparql?format=pdf", 400),
        ("GET", "/sparql?query=ASK%7B%7D&format=turtle", 406),
        ("DELETE", "/sparql", 405),
        ("POST", "/sparql", 415),
        ("GET", "/nowhere", 404),
        ("GET", "/id/Nobody", 404),
    ],
)
def test_an_error_may_be_read_by_every_origin(client: httpx.Client, method: str, path: str, status: int) -> None:
    answer = client.request(method, path, headers=ORIGIN)
    assert answer.status_code == status
    assert answer.headers["access-control-allow-origin"] == "*"


def test_headers_that_a_page_may_need_are_exposed(client: httpx.Client) -> None:
    exposed = client.get("/sparql", headers=ORIGIN).headers["access-control-expose-headers"]
    assert {"Accept-Query", "Allow", "Location", "Retry-After"} <= set(exposed.split(", "))


@pytest.mark.parametrize(
    ("path", "methods"),
    [
        ("/sparql", {"GET", "HEAD", "POST", "QUERY", "OPTIONS"}),
        ("/id/Velm", {"GET", "HEAD", "OPTIONS"}),
        ("/", {"GET", "HEAD", "OPTIONS"}),
    ],
)
def test_options_answers_with_the_methods(client: httpx.Client, path: str, methods: set[str]) -> None:
    answer = client.options(path)
    assert (answer.status_code, answer.content) == (204, b"")
    assert set(answer.headers["allow"].split(", ")) == methods


def test_options_of_nothing_is_not_found(client: httpx.Client) -> None:
    assert client.options("/nowhere").status_code == 404


@pytest.mark.parametrize("accept", ["*/*", "text/html", "text/turtle"])
@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
@pytest.mark.parametrize("query", [{}, {"query": SELECT}, {"query": "CONSTRUCT WHERE { ?s a ?o }"}])
def test_the_endpoint_tells_what_a_query_request_may_hold(
    client: httpx.Client, accept: str, method: str, query: dict[str, str]
) -> None:
    answer = client.request(method, "/sparql", params=query, headers={"Accept": accept})
    if answer.status_code != 406:
        assert answer.headers["accept-query"] == "application/sparql-query, application/x-www-form-urlencoded"


def test_the_query_method_answers_as_post_does(client: httpx.Client) -> None:
    direct = client.request("QUERY", "/sparql", content=SELECT, headers=DIRECT)
    form = client.request("QUERY", "/sparql", data={"query": SELECT})
    assert direct.status_code == form.status_code == 200
    posted = client.post("/sparql", data={"query": SELECT})
    assert direct.json() == form.json() == posted.json()


@pytest.mark.parametrize(
    ("content", "headers", "status", "word"),
    [
        (SELECT, {}, 415, "application/sparql-query"),
        (SELECT, {"Content-Type": "text/plain"}, 415, "text/plain"),
        ("", DIRECT, 400, "no query"),
        ("SELECT", DIRECT, 400, "line 1"),
    ],
)
def test_a_query_request_that_is_wrong_is_told(
    client: httpx.Client, content: str, headers: dict[str, str], status: int, word: str
) -> None:
    answer = client.request("QUERY", "/sparql", content=content, headers=headers)
    assert answer.status_code == status
    assert word in answer.json()["detail"]
