"""SPARQL Update over HTTP: what it does, whom it admits, what it refuses."""

import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from api.tokens import Token
from graph.limits import MIB, Limits
from ontology.errors import UnavailableError
from tests.api.conftest import BEARER, select, writable

DIRECT = {"Content-Type": "application/sparql-update"}
ALL = "SELECT ?s ?p ?o { ?s ?p ?o }"
INSERT = "INSERT DATA { <http://e.org/s> <http://e.org/p> 1 }"
ROW = ["http://e.org/s", "http://e.org/p", "1"]
RUNAWAY = """INSERT { <http://e.org/s> <http://e.org/p> ?n } WHERE {
    { SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l } } }"""


def update(client: httpx.Client, text: str, **fields: str | list[str]) -> httpx.Response:
    """The answer to an update that is sent directly; `fields` go with the URL."""
    params = {name.replace("_", "-"): value for name, value in fields.items()}
    return client.post("/update", content=text.encode(), headers=DIRECT, params=params)


def detail(answer: httpx.Response, status: int) -> str:
    """What an answer of that status says."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    return str(answer.json()["detail"])


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    """Somebody who waits to be called, and fails the test if anybody does."""
    with socket.create_server(("127.0.0.1", 0)) as one:
        one.settimeout(0.2)
        yield one
        with pytest.raises(TimeoutError):
            one.accept()


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


@pytest.mark.parametrize(
    "text",
    [
        "LOAD <{}>",
        "load<{}>into graph<urn:g>",
        "LOAD <file:///etc/passwd>",
        "INSERT DATA {{ }};LOAD<{}>",
        "# a comment\rLOAD <{}>",
        "PREFIX e: <{}> LOAD e:x INTO GRAPH e:y",
        "INSERT DATA {{ <urn:s> <urn:p> '''\\'''' }} ; LOAD <{}>",
        "LOAD SILENT <{0}> ; LOAD <{0}>",
        "INSERT {{ ?s ?p ?o }} WHERE {{ SERVICE <{}> {{ ?s ?p ?o }} }}",
        "INSERT {{ ?s ?p ?o }} WHERE {{ OPTIONAL {{ serviceSILENT<{}>{{ ?s ?p ?o }} }} }}",
        "DELETE {{ ?s ?p ?o }} INSERT {{ ?s ?p 1 }} WHERE {{ {{ SELECT * {{ SERVICE <{}> {{ ?s ?p ?o }} }} }} }}",
        "INSERT {{ ?s ?p ?o }} WHERE {{ FILTER EXISTS {{ SERVICE <{}> {{ ?s ?p ?o }} }} }}",
        "INSERT {{ ?s ?p 1 }} WHERE {{ ?s ?p 1SERVICE <{}> {{ ?s ?p ?o }} }}",
        "PREFIX x: <{}> INSERT {{ ?s ?p ?o }} WHERE {{ SERVICEx:y {{ ?s ?p ?o }} }}",
        "INSERT {{ ?s ?p ?o }} WHERE {{ # {{\rSERVICE <{}> {{ ?s ?p ?o }} }}",
        "PREFIX p: <http://a:8> INSERT {{ ?s ?p ?o }} WHERE {{ ?s ?p p:SERVICE<{}>{{ ?s ?p ?o }} }}",
        "INSERT {{ ?s ?p ?o }} WHERE {{ VALUES ?x {{ '''a' }} SERVICE <{}> {{ ?s ?p ?o }} }} #\\uD800 '''",
    ],
)
def test_an_update_calls_no_other_host(plain: httpx.Client, listener: socket.socket, text: str) -> None:
    update(plain, "INSERT DATA { <urn:s> <urn:p> 1 }")
    address = f"http://127.0.0.1:{listener.getsockname()[1]}/"
    answer = update(plain, text.format(address))
    assert answer.status_code in (400, 403), answer.text
    assert select(plain, ALL) == [["urn:s", "urn:p", "1"]]


def test_load_is_refused_with_the_way_out(plain: httpx.Client) -> None:
    assert "PUT it to /data?graph=IRI" in detail(update(plain, "LOAD <http://e.org/>"), 403)


def test_load_silent_loads_nothing_and_the_rest_is_done(plain: httpx.Client, listener: socket.socket) -> None:
    address = f"<http://127.0.0.1:{listener.getsockname()[1]}/>"
    assert (
        update(plain, f"LOAD SILENT {address} ; {INSERT} ; load silent {address} into graph <urn:g>").status_code == 204
    )
    assert select(plain, ALL) == [ROW]


def test_the_words_mean_nothing_in_strings_iris_and_comments(plain: httpx.Client) -> None:
    text = "INSERT DATA { <http://e.org/service> <http://e.org/load> 'SERVICE <x> LOAD' } # LOAD <http://x/> SERVICE"
    assert update(plain, text).status_code == 204
    assert select(plain, ALL) == [["http://e.org/service", "http://e.org/load", "SERVICE <x> LOAD"]]


def test_a_write_over_its_time_is_stopped_and_the_next_one_done(plain: httpx.Client) -> None:
    update(plain, "INSERT DATA {" + "".join(f"<urn:s> <urn:p> {number} ." for number in range(2000)) + "}")
    answers: list[httpx.Response] = []
    runaway = threading.Thread(target=lambda: answers.append(update(plain, RUNAWAY)))
    started = time.monotonic()
    runaway.start()
    time.sleep(0.2)
    assert len(select(plain, ALL)) == 2000, "reading goes on"
    assert time.monotonic() - started < 3
    runaway.join()
    assert "within 5 seconds" in detail(answers[0], 504)
    assert update(plain, INSERT).status_code == 204
    assert len(select(plain, ALL)) == 2001


@pytest.mark.parametrize("opening", ["(", "{", "[", "!("])
def test_an_update_nested_10000_deep_is_refused_and_the_service_lives(plain: httpx.Client, opening: str) -> None:
    told = detail(update(plain, f"INSERT {{}} WHERE {{ FILTER {opening * 10_000} }}"), 413)
    assert "nested" in told
    assert update(plain, INSERT).status_code == 204


def test_a_write_that_kills_the_engine_costs_only_itself(plain: httpx.Client) -> None:
    deep = "INSERT { <urn:s> <urn:p> 1 } WHERE {" + " UNION ".join(["{}"] * 200_000) + "}"
    assert update(plain, deep).status_code == 500
    assert update(plain, INSERT).status_code == 204
    assert select(plain, ALL) == [ROW]


def test_an_update_that_is_too_long_is_refused(tmp_path: Path) -> None:
    with writable(tmp_path, Limits(workers=1, write_bytes=1000)) as client:
        assert "1000 bytes" in detail(update(client, "#" * 1001), 413)
        assert update(client, "#" * 1000).status_code == 204


def test_a_write_with_too_much_memory_is_stopped(tmp_path: Path) -> None:
    with writable(tmp_path, Limits(workers=1, memory=200 * MIB)) as client:
        product = "?a ?b ?c . ?d ?e ?f . ?g ?h ?i BIND(CONCAT(STR(?c), STR(?f), STR(?i)) AS ?x)"
        much = f"INSERT {{ ?a <urn:q> ?x }} WHERE {{ {product} }}"
        update(client, "INSERT DATA {" + "".join(f"<urn:s> <urn:p> {number} ." for number in range(300)) + "}")
        assert update(client, much).status_code in (413, 500)
        assert len(select(client, ALL)) == 300
        assert update(client, INSERT).status_code == 204


def test_reading_is_open_and_writing_needs_the_token(plain: httpx.Client) -> None:
    update(plain, INSERT)
    url = str(plain.base_url)
    stranger = httpx.post(f"{url}/update", data={"update": "DROP ALL"})
    assert "Authorization: Bearer" in detail(stranger, 401)
    assert stranger.headers["www-authenticate"].startswith("Bearer")
    for wrong in (f"Bearer {BEARER}x", f"bearer x{BEARER}", "Bearer é".encode().decode("latin-1")):
        answer = httpx.post(
            f"{url}/update", data={"update": "DROP ALL"}, headers=[(b"authorization", wrong.encode("latin-1"))]
        )
        assert "not the token" in detail(answer, 403)
    for none in ("Basic YTpi", "Bearer", BEARER):
        answer = httpx.post(f"{url}/update", data={"update": "DROP ALL"}, headers={"Authorization": none})
        assert answer.status_code == 401, none
    assert httpx.get(f"{url}/sparql", params={"query": ALL}, headers={"Accept": "text/csv"}).status_code == 200
    assert select(plain, ALL) == [ROW]


def test_where_writing_is_off_it_is_said_how_to_switch_it_on(client: httpx.Client) -> None:
    told = detail(
        client.post("/update", data={"update": "DROP ALL"}, headers={"Authorization": f"Bearer {BEARER}"}), 403
    )
    assert "--token-file" in told


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


def test_a_token_is_read_without_the_space_around_it(tmp_path: Path) -> None:
    (tmp_path / "token").write_text(f"\n {BEARER} \n", encoding="utf-8")
    assert BEARER not in repr(vars(Token.read(tmp_path / "token")))


@pytest.mark.parametrize(
    ("content", "told"), [(b"kurz!", "5 characters"), (b"", "0 characters"), (b"\xff" * 20, "UTF-8")]
)
def test_a_token_that_is_too_short_or_no_text_is_refused_at_the_start(
    tmp_path: Path, content: bytes, told: str
) -> None:
    (tmp_path / "token").write_bytes(content)
    with pytest.raises(UnavailableError, match=told) as refusal:
        Token.read(tmp_path / "token")
    assert not content or content.decode("latin-1") not in str(refusal.value)
