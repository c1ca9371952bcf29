"""Queries that are malformed, huge or absurdly deep: each gets a sentence or its answer, and the service goes on."""

import re
import socket
import time

import httpx
import pytest

DEEP = 10_000
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
DIRECT = {"Content-Type": "application/sparql-query"}
P = "<http://e.org/p>"
# A query with a construct within itself ever again, or chained; where it is answered, `ASK` has the answer yes.
NESTED = {
    "groups": "ASK " + "{" * DEEP + "}" * DEEP,
    "parentheses": "ASK { FILTER(" + "(" * DEEP + "1" + ")" * DEEP + ") }",
    "blank nodes": "ASK { FILTER NOT EXISTS { " + f"[ {P} " * DEEP + "1" + " ]" * DEEP + " } }",
    "collections": "ASK { FILTER NOT EXISTS { " + "( " * DEEP + " )" * DEEP + f" {P} 1 }} }}",
    "union": "ASK { " + " UNION ".join(["{}"] * DEEP) + " }",
    "or": "ASK { FILTER(" + " || ".join(["1 = 1"] * DEEP) + ") }",
    "and": "ASK { FILTER(" + " && ".join(["1 = 1"] * DEEP) + ") }",
    "sum": f"ASK {{ FILTER({' + '.join(['1'] * DEEP)} = {DEEP}) }}",
    "product": f"ASK {{ FILTER({' * '.join(['1'] * DEEP)} = 1) }}",
    "sequence path": "ASK { FILTER NOT EXISTS { ?s " + "/".join([P] * DEEP) + " ?o } }",
    "alternative path": "ASK { FILTER NOT EXISTS { ?s " + "|".join([P] * DEEP) + " ?o } }",
    "inverse path": "ASK { FILTER NOT EXISTS { ?s " + "^" * DEEP + P + " ?o } }",
    "path in parentheses": "ASK { FILTER NOT EXISTS { <http://e.org/s> " + "(" * DEEP + P + ")+" * DEEP + " ?o } }",
    "negated path": "ASK { FILTER NOT EXISTS { <http://e.org/s> !(" + "|".join([P] * DEEP) + ") ?o } }",
    "not": "ASK { FILTER(" + "!" * DEEP + "true) }",
    "minus sign": "ASK { FILTER(" + "- " * DEEP + "1 = 1) }",
    "plus sign": "ASK { FILTER(" + "+ " * DEEP + "1 = 1) }",
    "optional": "ASK { " + "OPTIONAL { " * DEEP + "}" * DEEP + " }",
    "optional in a row": "ASK { " + "OPTIONAL {} " * DEEP + " }",
    "minus": "ASK { " + "MINUS { " * DEEP + "}" * DEEP + " }",
    "subselect": "ASK { " + "{ SELECT * { " * DEEP + "} }" * DEEP + " }",
    "exists": "ASK { " + "FILTER EXISTS { " * DEEP + "}" * DEEP + " }",
    "not exists": "ASK { " + "FILTER NOT EXISTS { " * DEEP + "}" * DEEP + " }",
    "bind": "ASK { BIND(" + "STR(" * DEEP + "1" + ")" * DEEP + " AS ?x) }",
    "bind in a row": "ASK { " + " ".join(f"BIND({n} AS ?x{n})" for n in range(DEEP)) + " }",
    "if": "ASK { FILTER(" + "IF(true, " * DEEP + "true" + ", false)" * DEEP + ") }",
    "coalesce": "ASK { FILTER(" + "COALESCE(" * DEEP + "true" + ")" * DEEP + ") }",
    "filter in a row": "ASK { " + "FILTER(true) " * DEEP + " }",
    "graph": "ASK { FILTER NOT EXISTS { " + "GRAPH ?g { " * DEEP + f"?s {P} 1" + " }" * DEEP + " } }",
    "lateral": "ASK { " + "LATERAL { " * DEEP + "}" * DEEP + " }",
    "triple terms": f"ASK {{ FILTER NOT EXISTS {{ ?s {P} " + f"<<( ?s {P} " * DEEP + "1" + " )>>" * DEEP + " } }",
    "reified triples": f"ASK {{ FILTER NOT EXISTS {{ ?s {P} " + f"<< ?s {P} " * DEEP + "1" + " >>" * DEEP + " } }",
    "annotations": f"ASK {{ FILTER NOT EXISTS {{ ?s {P} 1 " + f"{{| {P} 1 " * DEEP + "|}" * DEEP + " } }",
    "objects": f"ASK {{ FILTER NOT EXISTS {{ ?s {P} {', '.join(map(str, range(DEEP)))} }} }}",
    "values": f"ASK {{ VALUES ?x {{ {' '.join(map(str, range(DEEP)))} }} }}",
    "in": f"ASK {{ FILTER(1 IN ({', '.join(map(str, range(DEEP)))})) }}",
    "prefixes": "".join(f"PREFIX p{n}: <http://e.org/{n}/> " for n in range(DEEP)) + "ASK {}",
    "from": "".join(f"FROM <http://e.org/{n}> " for n in range(DEEP)).join(["ASK ", "{}"]),
    "unclosed": "ASK " + "{" * DEEP,
    "unopened": "ASK " + "}" * DEEP,
    "quotes": "ASK { FILTER(" + '"""' * DEEP + ") }",
    "service": "ASK { " + "SERVICE <http://e.org/> { " * DEEP + "}" * DEEP + " }",
    "service beside groups": "ASK { SERVICE <http://e.org/> {} " + "{" * 190 + "}" * 190 + " }",
    "service beside or": "ASK { SERVICE <http://e.org/> {} FILTER(" + " || ".join(["1 = 1"] * DEEP) + ") }",
    "from beside paths": f"ASK FROM <{P[1:-1]}> {{ ?s " + "/".join([P] * DEEP) + " ?o }",
}


def told(answer: httpx.Response) -> str:
    """The sentence of a refusal."""
    assert answer.headers["content-type"] == "application/problem+json"
    detail = str(answer.json()["detail"])
    assert 10 < len(detail) < 1000
    assert "Traceback" not in detail
    return detail


def goes_on(client: httpx.Client) -> None:
    started = time.monotonic()
    assert client.get("/sparql", params={"query": "ASK {}"}).json()["boolean"] is True
    assert time.monotonic() - started < 2


@pytest.mark.parametrize("headers", [FORM, DIRECT], ids=["form", "direct"])
@pytest.mark.parametrize("name", NESTED)
def test_whatever_is_nested_gets_a_sentence_or_its_answer(
    client: httpx.Client, name: str, headers: dict[str, str]
) -> None:
    body = NESTED[name].encode() if headers == DIRECT else str(httpx.QueryParams(query=NESTED[name])).encode()
    started = time.monotonic()
    answer = client.post("/sparql", content=body, headers=headers)
    assert time.monotonic() - started < 20
    if answer.status_code == 200:
        assert answer.json()["boolean"] is True
    else:
        assert answer.status_code in (400, 413, 500, 503, 504)
        sentence = told(answer)
        assert answer.status_code != 500 or "the engine died of this query" in sentence
    goes_on(client)


@pytest.mark.parametrize("size", [1_100_000, 10_000_000])
@pytest.mark.parametrize("headers", [FORM, DIRECT], ids=["form", "direct"])
def test_a_query_of_megabytes_is_refused_with_the_limit(
    client: httpx.Client, headers: dict[str, str], size: int
) -> None:
    query = f"ASK {{ FILTER('{'x' * size}' != '') }}"
    answer = client.post("/sparql", content=query if headers == DIRECT else f"query={query}", headers=headers)
    assert answer.status_code == 413
    assert re.search(r"\b(1048576|3211264)\b.* most", told(answer))  # of the query, or of what is sent for one
    goes_on(client)


def test_a_query_of_nearly_a_megabyte_is_answered(client: httpx.Client) -> None:
    query = f"ASK {{ FILTER('{'x' * 1_000_000}' != '') }}"
    assert client.post("/sparql", content=query, headers=DIRECT).json()["boolean"] is True


def test_a_query_of_megabytes_in_the_url_is_refused(client: httpx.Client) -> None:
    with socket.create_connection((client.base_url.host, client.base_url.port or 80), timeout=10) as connection:
        try:
            connection.sendall(b"GET /sparql?query=" + b"x" * 10_000_000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n")
            answer = connection.recv(1000)
        except ConnectionError:  # it was refused before all of it was sent
            answer = b"HTTP/1.1 400 "
    assert answer.startswith(b"HTTP/1.1 400 ")
    goes_on(client)


@pytest.mark.parametrize(
    ("request_of", "status", "word"),
    [
        ({"params": {"query": ["ASK {}", "ASK {}"]}}, 400, "2 queries"),
        ({"params": {"query": "ASK {} ASK {}"}}, 400, "malformed at line 1"),
        ({"params": {"query": "ASK {}; ASK {}"}}, 400, "malformed at line 1"),
        ({"method": "POST", "content": b"ASK { ?s ?p '\xff' }", "headers": DIRECT}, 400, "not UTF-8 (byte 13)"),
        (
            {"method": "POST", "content": b"query=ASK%7B%3Fs%20%3Fp%20'%C3'%7D", "headers": FORM},
            400,
            "not UTF-8",
        ),
        ({"url": "/sparql?query=%80"}, 400, "not UTF-8"),
        ({"params": {"query": "ASK FROM <relative> {}"}}, 400, "graph"),
        ({"params": {"query": "ASK { ?s ?p ?o }", "default-graph-uri": "relative"}}, 400, "no graph <relative>"),
        ({"params": {"query": "ASK {}", "named-graph-uri": "http://e.org/none"}}, 400, "no graph <http://e.org/none>"),
        ({"params": {"query": "ASK FROM <http://e.org/none> {}"}}, 400, "no graph <http://e.org/none>"),
        ({"params": {"query": "ASK FROM NAMED <file:///etc/passwd> {}"}}, 400, "no graph <file:///etc/passwd>"),
        ({"params": {"query": "ASK {}"}, "headers": {"Accept": "image/png"}}, 406, "application/sparql-results+json"),
        ({"params": {"query": "ASK {}"}, "headers": {"Accept": "text/turtle;q=0, */*;q=0"}}, 406, "results+xml"),
        ({"params": {"query": "\0"}}, 400, "malformed at line 1"),
        (
            {"params": {"query": "ASK { ?s ?p '\ud800' }".encode("utf-16", "surrogatepass").decode("latin-1")}},
            400,
            "line 1",
        ),
        ({"params": {"query": "ASK {}", "timeout": "-1"}}, 400, "timeout"),
        ({"params": {"query": "ASK { FILTER(<http://e.org/f>()) }"}}, 501, "no function <http://e.org/f>"),
    ],
)
def test_a_wrong_request_gets_one_clear_sentence(
    client: httpx.Client, request_of: dict[str, object], status: int, word: str
) -> None:
    answer = client.request(**({"method": "GET", "url": "/sparql"} | request_of))  # type: ignore[arg-type] # a table of calls
    assert answer.status_code == status
    assert word in told(answer)
    goes_on(client)


def test_an_unknown_graph_in_a_pattern_has_no_triples(client: httpx.Client) -> None:
    query = "ASK { GRAPH <http://e.org/none> { ?s ?p ?o } }"
    assert client.get("/sparql", params={"query": query}).json()["boolean"] is False
