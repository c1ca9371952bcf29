"""SPARQL Update over HTTP: what it does, and what of it is malformed."""

import httpx
import pytest

from tests.api.conftest import detail, select, update

DIRECT = {"Content-Type": "application/sparql-update"}
ALL = "SELECT ?s ?p ?o { ?s ?p ?o }"
INSERT = "INSERT DATA { <http://e.org/s> <http://e.org/p> 1 }"
ROW = ["http://e.org/s", "http://e.org/p", "1"]


def test_an_update_of_a_form_is_seen_by_the_next_query(plain: httpx.Client) -> None:
    for number in range(20):
        answer = plain.post("/update", data={"update": f"INSERT DATA {{ <http://e.org/{number}> a <http://e.org/C> }}"})
        assert (answer.status_code, answer.content) == (204, b"")
        assert len(select(plain, ALL)) == number + 1


def test_an_update_is_sent_directly_with_or_without_a_charset(plain: httpx.Client) -> None:
    for kind in ("application/sparql-update", "application/sparql-update; charset=utf-8"):
        text = 'INSERT DATA { <http://e.org/s> <http://e.org/p> "雪" }'
        assert plain.post("/update", content=text.encode(), headers={"Content-Type": kind}).status_code == 204
    assert select(plain, ALL) == [["http://e.org/s", "http://e.org/p", "雪"]]


def test_a_percent_sign_in_a_form_is_decoded_once(plain: httpx.Client) -> None:
    plain.post("/update", data={"update": 'INSERT DATA { <http://e.org/s> <http://e.org/p> "%25 +" }'})
    assert select(plain, ALL)[0][2] == "%25 +"


def test_relative_iris_lie_under_the_base_of_the_settings(plain: httpx.Client) -> None:
    update(plain, "INSERT DATA { <s> <p> <o> }")
    assert select(plain, ALL) == [[f"https://w3id.org/oxiana/{name}" for name in "spo"]]


def test_prefixes_may_be_declared_between_operations(plain: httpx.Client) -> None:
    prefix = "PREFIX e: <http://e.org/>"
    text = f"{INSERT} ;\n{prefix}\nINSERT DATA {{ e:t e:p 2 }} ; {prefix} DROP SILENT GRAPH e:g"
    assert update(plain, text).status_code == 204
    assert select(plain, ALL) == [ROW, ["http://e.org/t", "http://e.org/p", "2"]]
    told = detail(update(plain, f"{prefix} {INSERT} ; PREFIX e: <http://f.org/> DROP GRAPH e:g"), 400)
    assert "declare each prefix once" in told


def test_all_of_a_request_is_done_or_nothing(plain: httpx.Client) -> None:
    told = detail(update(plain, f"{INSERT} ; DROP GRAPH <http://e.org/absent>"), 409)
    assert "<http://e.org/absent> does not exist" in told
    assert select(plain, ALL) == []
    assert update(plain, f"{INSERT} ; DROP SILENT GRAPH <http://e.org/absent>").status_code == 204
    assert select(plain, ALL) == [ROW]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("INSERT DATA {\n  <http://e.org/s> <http://e.org/p> }", "line 2, column"),
        ("CLEAR XYZ", "line 1, column"),
        ("SELECT * { ?s ?p ?o }", "line 1, column 8"),
        ("INSERT DATA { <http://e.org/s> <http://e.org/p> ?o }", "line 1, column"),
        ("INSERT DATA { e:s e:p 1 }", "line 1, column 20"),
    ],
)
def test_a_malformed_update_is_refused_with_its_place(plain: httpx.Client, text: str, place: str) -> None:
    told = detail(update(plain, text), 400)
    assert "the update is malformed" in told
    assert place in told


def test_the_dataset_of_the_protocol_replaces_the_default_graph_and_the_named_ones(plain: httpx.Client) -> None:
    update(
        plain,
        """INSERT DATA { <urn:s> <urn:in> "default"
        GRAPH <urn:a> { <urn:s> <urn:in> "a" } GRAPH <urn:b> { <urn:s> <urn:in> "b" }
        GRAPH <urn:c> { <urn:s> <urn:in> "c" } }""",
    )
    text = """INSERT { GRAPH <urn:found> { ?s <urn:found> ?x } } WHERE {
        { ?s <urn:in> ?x } UNION { GRAPH ?g { ?s <urn:in> ?o } BIND(CONCAT("named ", ?o) AS ?x) } }"""
    answer = update(plain, text, using_graph_uri=["urn:a", "urn:b"], using_named_graph_uri="urn:c")
    assert answer.status_code == 204
    assert select(plain, "SELECT ?x { GRAPH <urn:found> { ?s ?p ?x } }") == [["a"], ["b"], ["named c"]]


def test_the_dataset_of_the_protocol_goes_for_each_operation_and_for_delete_where(plain: httpx.Client) -> None:
    update(plain, "INSERT DATA { <urn:s> <urn:p> 1, 2 . GRAPH <urn:a> { <urn:s> <urn:p> 1 } }")
    text = """DELETE WHERE { ?s ?p ?o } ;
        # WHERE { in a comment
        INSERT { ?s <urn:q> "WHERE {" } where { ?s ?p ?o }"""
    assert update(plain, text, using_graph_uri="urn:a").status_code == 204
    assert select(plain, "SELECT ?p ?o { ?s ?p ?o }") == [["urn:p", "2"], ["urn:q", "WHERE {"]]


@pytest.mark.parametrize(
    "text",
    [
        "WITH <urn:a> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
        "INSERT { ?s ?p 1 } USING <urn:a> WHERE { ?s ?p ?o }",
        "INSERT { ?s ?p 1 } USING NAMED <urn:a> WHERE { GRAPH ?g { ?s ?p ?o } }",
        "INSERT DATA { <urn:s> <urn:p> 1 } ; INSERT { ?s ?p 1 } uSiNg<urn:a>WHERE { ?s ?p ?o }",
    ],
)
def test_an_update_with_a_dataset_of_its_own_conflicts_with_that_of_the_protocol(
    plain: httpx.Client, text: str
) -> None:
    assert "send one of the two" in detail(update(plain, text, using_graph_uri="urn:b"), 400)
    assert "send one of the two" in detail(update(plain, text, using_named_graph_uri="urn:b"), 400)
    assert update(plain, text).status_code == 204


@pytest.mark.parametrize("iri", ["urn:a> { } ; DROP ALL ; #", "relative", "", "http://e.org/ x"])
def test_the_dataset_of_the_protocol_takes_absolute_iris_only(plain: httpx.Client, iri: str) -> None:
    update(plain, INSERT)
    told = detail(update(plain, "INSERT { ?s ?p 2 } WHERE { ?s ?p ?o }", using_graph_uri=iri), 400)
    assert "absolute IRIs" in told
    assert select(plain, ALL) == [ROW]


@pytest.mark.parametrize("kind", ["text/plain", "application/sparql-query", "multipart/form-data; boundary=b", ""])
def test_another_content_type_is_refused_with_415(plain: httpx.Client, kind: str) -> None:
    headers = {"Content-Type": kind} if kind else {}
    told = detail(plain.post("/update", content=INSERT.encode(), headers=headers), 415)
    assert "application/sparql-update" in told


def test_another_charset_is_refused(plain: httpx.Client) -> None:
    headers = {"Content-Type": "application/sparql-update; charset=UTF-16"}
    assert "UTF-8" in detail(plain.post("/update", content=INSERT.encode("utf-16"), headers=headers), 415)
    assert "UTF-8" in detail(plain.post("/update", content=INSERT.encode("utf-16"), headers=DIRECT), 400)


@pytest.mark.parametrize(
    ("request_of", "told"),
    [
        ({"content": b"update=CLEAR%20ALL&update=DROP%20ALL"}, "2 updates"),
        ({"content": b"query=ASK%20%7B%7D"}, "query"),
        ({"content": b"update=DROP%20ALL&query=ASK%20%7B%7D"}, "query"),
        ({"content": b"update=DROP%20ALL", "params": {"update": "DROP ALL"}}, "in the URL"),
        ({"content": b"x=1"}, "no update"),
        ({"content": b"update=%FF"}, "UTF-8"),
    ],
)
def test_a_form_without_exactly_one_update_is_refused(
    plain: httpx.Client, request_of: dict[str, bytes], told: str
) -> None:
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    assert told in detail(plain.post("/update", headers=headers, **request_of), 400)  # type: ignore[arg-type]


def test_get_is_no_way_to_update(plain: httpx.Client) -> None:
    update(plain, INSERT)
    answer = plain.get("/update", params={"update": "DROP ALL"})
    assert (answer.status_code, answer.headers["allow"]) == (405, "POST")
    assert "/update" in detail(plain.get("/sparql", params={"update": "DROP ALL"}), 400)
    assert select(plain, ALL) == [ROW]


def test_an_error_of_an_update_may_be_read_by_any_origin(plain: httpx.Client) -> None:
    answer = plain.post("/update", data={"update": "x"}, headers={"Origin": "https://e.org"})
    assert answer.headers["access-control-allow-origin"] == "*"
    asked = {
        "Origin": "https://e.org",
        "Access-Control-Request-Method": "PUT",
        "Access-Control-Request-Headers": "authorization",
    }
    allowed = plain.options("/data", headers=asked)
    assert "PUT" in allowed.headers["access-control-allow-methods"]
    assert "authorization" in allowed.headers["access-control-allow-headers"]
