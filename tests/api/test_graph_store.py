"""The Graph Store HTTP Protocol: whole graphs read, put, merged, removed."""

import time
from pathlib import Path

import httpx
import pyoxigraph
import pytest

from graph.limits import Limits
from tests.api.conftest import BEARER, select, writable

TURTLE = {"Content-Type": "text/turtle"}
GRAPH = "http://e.org/g"
NAMED = {"graph": GRAPH}
TRIPLE = "<http://e.org/s> <http://e.org/p> "
FORMS = {
    "text/turtle": '@prefix e: <http://e.org/> . e:s e:p "雪"@zh , [ e:q 1 ] .',
    "application/n-triples": f"""{TRIPLE} "雪"@zh .
{TRIPLE} _:b .
_:b <http://e.org/q> "1"^^<http://www.w3.org/2001/XMLSchema#integer> .
""",
    "application/rdf+xml": """<?xml version="1.0" encoding="utf-8"?>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="http://e.org/">
<rdf:Description rdf:about="http://e.org/s"><e:p xml:lang="zh">雪</e:p><e:p rdf:parseType="Resource">
<e:q rdf:datatype="http://www.w3.org/2001/XMLSchema#integer">1</e:q></e:p></rdf:Description></rdf:RDF>""",
    "application/ld+json": """{"@context": {"@vocab": "http://e.org/"}, "@id": "http://e.org/s",
"p": [{"@value": "雪", "@language": "zh"}, {"q": 1}]}""",
}
BOMB = '<!DOCTYPE r [<!ENTITY a0 "{}">{}]>'.format(
    "x" * 1000, "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
)
XML = """{}<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="http://e.org/">
<rdf:Description rdf:about="http://e.org/s"><e:p>{}</e:p></rdf:Description></rdf:RDF>"""
GOOD = ("a.ttl", b"<urn:s> <urn:p> 1 .", "text/turtle")


def put(client: httpx.Client, text: str | bytes, kind: str = "text/turtle", **params: str) -> httpx.Response:
    """The answer to a graph that is put; the one of the tests where no other is named."""
    body = text if isinstance(text, bytes) else text.encode()
    return client.put("/data", params=params or NAMED, content=body, headers={"Content-Type": kind})


def graph(client: httpx.Client, **params: str) -> set[str]:
    """The triples of a graph, with canonical blank nodes."""
    answer = client.get("/data", params=params or NAMED, headers={"Accept": "application/n-triples"})
    assert answer.status_code == 200, answer.text
    return triples(answer.content, pyoxigraph.RdfFormat.N_TRIPLES)


def triples(body: bytes | str, form: pyoxigraph.RdfFormat) -> set[str]:
    found = pyoxigraph.Dataset(pyoxigraph.parse(body, format=form))
    found.canonicalize(pyoxigraph.CanonicalizationAlgorithm.RDFC_1_0)
    return {str(quad) for quad in found}


def detail(answer: httpx.Response, status: int) -> str:
    """What an answer of that status says."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    return str(answer.json()["detail"])


@pytest.mark.parametrize("kind", FORMS)
def test_a_graph_put_in_any_format_is_read_in_any(plain: httpx.Client, kind: str) -> None:
    created = put(plain, FORMS[kind], kind)
    assert (created.status_code, created.headers["location"]) == (201, GRAPH)
    assert put(plain, FORMS[kind], kind).status_code == 204, "the second time it is there"
    expected = triples(FORMS["text/turtle"], pyoxigraph.RdfFormat.TURTLE)
    for name in FORMS:
        answer = plain.get("/data", params=NAMED, headers={"Accept": name})
        assert answer.headers["content-type"].partition(";")[0] == name
        assert answer.headers["vary"].startswith("Accept")
        form = pyoxigraph.RdfFormat.from_media_type(name)
        assert form is not None
        assert triples(answer.content, form) == expected


def test_putting_replaces_and_posting_adds(plain: httpx.Client) -> None:
    put(plain, f"{TRIPLE} 1 .")
    assert put(plain, f"{TRIPLE} 2 .").status_code == 204
    assert plain.post("/data", params=NAMED, content=f"{TRIPLE} 3 .".encode(), headers=TURTLE).status_code == 204
    assert [row[0] for row in select(plain, f"SELECT ?o {{ GRAPH <{GRAPH}> {{ ?s ?p ?o }} }}")] == ["2", "3"]


def test_posting_to_a_graph_that_is_not_there_makes_it(plain: httpx.Client) -> None:
    made = plain.post("/data", params=NAMED, content=f"{TRIPLE} 1 .".encode(), headers=TURTLE)
    assert (made.status_code, made.headers["location"]) == (201, GRAPH)


def test_posting_without_a_graph_makes_a_new_one_at_its_location(plain: httpx.Client) -> None:
    made = [plain.post("/data", content=f"{TRIPLE} {number} .".encode(), headers=TURTLE) for number in range(2)]
    places = [answer.headers["location"] for answer in made]
    assert [answer.status_code for answer in made] == [201, 201]
    assert len(set(places)) == 2
    assert all(place.startswith("https://w3id.org/oxiana/graph/") for place in places)
    assert len(graph(plain, graph=places[0])) == 1
    direct = plain.get(places[1].removeprefix("https://w3id.org/oxiana"))
    assert direct.status_code == 200


def test_the_default_graph_is_put_posted_read_and_emptied(plain: httpx.Client) -> None:
    assert put(plain, f"{TRIPLE} 1 .", default="").status_code == 204
    assert plain.post("/data?default", content=f"{TRIPLE} 2 .".encode(), headers=TURTLE).status_code == 204
    assert len(graph(plain, default="")) == 2
    assert plain.delete("/data?default").status_code == 204
    assert graph(plain, default="") == set()


def test_a_graph_is_removed_once(plain: httpx.Client) -> None:
    put(plain, f"{TRIPLE} 1 .")
    assert plain.delete("/data", params=NAMED).status_code == 204
    for method in ("GET", "HEAD", "DELETE"):
        assert plain.request(method, "/data", params=NAMED).status_code == 404
    assert GRAPH in detail(plain.get("/data", params=NAMED), 404)


def test_an_empty_graph_is_a_graph(plain: httpx.Client) -> None:
    assert put(plain, "").status_code == 201
    assert graph(plain) == set()
    put(plain, f"{TRIPLE} 1 .")
    assert put(plain, "").status_code == 204
    assert graph(plain) == set()


def test_a_graph_has_its_own_address_under_the_base_whatever_the_host_is_called(plain: httpx.Client) -> None:
    name = "https://w3id.org/oxiana/graph/a/b.ttl"
    made = plain.put("/graph/a/b.ttl", content=b"<> <http://e.org/p> <c> .", headers={**TURTLE, "Host": "evil.org"})
    assert (made.status_code, made.headers["location"]) == (201, name)
    assert graph(plain, graph=name) == {f"<{name}> <http://e.org/p> <https://w3id.org/oxiana/graph/a/c>"}
    assert plain.post("/graph/a/b.ttl", content=f"{TRIPLE} 1 .".encode(), headers=TURTLE).status_code == 204
    head = plain.head("/graph/a/b.ttl", headers={"Accept": "application/n-triples"})
    whole = plain.get("/graph/a/b.ttl", headers={"Accept": "application/n-triples"})
    assert (head.status_code, head.content) == (200, b"")
    assert {name: head.headers[name] for name in ("content-type", "content-length", "vary")} == {
        name: whole.headers[name] for name in ("content-type", "content-length", "vary")
    }
    assert plain.delete("/graph/a/b.ttl").status_code == 204
    assert plain.get("/graph/a/b.ttl").status_code == 404


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("/graph/%E9%9B%AA", "graph/雪"),
        ("/graph/雪", "graph/雪"),
        ("/graph/a%2Fb", "graph/a%2Fb"),
        ("/graph/a%20b", "graph/a%20b"),
        ("/graph/", "graph/"),
        ("/graph/x?graph=urn:other", "graph/x"),
    ],
)
def test_octets_beyond_ascii_are_characters_of_the_address_and_escapes_are_part_of_it(
    plain: httpx.Client, address: str, name: str
) -> None:
    made = plain.put(address, content=f"{TRIPLE} 1 .".encode(), headers=TURTLE)
    assert made.status_code == 201
    assert select(plain, "SELECT ?g { GRAPH ?g {} }") == [[f"https://w3id.org/oxiana/{name}"]]
    assert made.headers["location"].isascii()
    assert plain.get(address).status_code == 200


def test_the_iri_of_a_graph_is_decoded_once(plain: httpx.Client) -> None:
    for address in ("/data?graph=http://e.org/%31", "/data?graph=http://e.org/%2531"):
        assert plain.put(address, content=f"{TRIPLE} 1 .".encode(), headers=TURTLE).status_code == 201
    assert select(plain, "SELECT ?g { GRAPH ?g {} }") == [["http://e.org/%31"], ["http://e.org/1"]]


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("/data", "which graph"),
        ("/data?graph=relative", "absolute IRI"),
        ("/data?graph=", "absolute IRI"),
        ("/data?graph=urn:a%3E%7B%7D", "absolute IRI"),
        ("/data?graph=urn:a&graph=urn:b", "2 graphs"),
        ("/data?graph=urn:a&default", "at once"),
        ("/data?graph=%FF", "UTF-8"),
    ],
)
def test_a_graph_that_is_not_named_is_asked_for(plain: httpx.Client, address: str, told: str) -> None:
    for method in ("GET", "PUT", "DELETE"):
        assert told in detail(plain.request(method, address, headers=TURTLE), 400)


def test_the_files_of_a_form_are_merged_and_their_blank_nodes_kept_apart(plain: httpx.Client) -> None:
    put(plain, f"{TRIPLE} 1 .")
    files = [
        ("one", ("a.ttl", f"{TRIPLE} _:b .".encode(), "text/turtle; charset=utf-8")),
        ("two", ("b.nt", f"{TRIPLE} _:b .".encode(), "application/octet-stream")),
        ("two", ("c.rdf", XML.format("", "雪").encode(), "text/xml")),
    ]
    assert plain.post("/data", params=NAMED, files=files).status_code == 204
    assert len(graph(plain)) == 4


@pytest.mark.parametrize(
    ("files", "status", "told"),
    [
        ([("a", GOOD), ("b", ("b.ttl", b"<urn:s>\n<urn:p> .", "text/turtle"))], 400, "line 2"),
        ([("a", ("a.txt", b"<urn:s> <urn:p> 1 .", "text/plain"))], 415, "text/turtle"),
        ([("a", ("a.ttl", b"", "image/png"))], 415, "image/png"),
        ([("a", (None, b"<urn:s> <urn:p> 1 ."))], 400, "no file"),
    ],
)
def test_a_form_with_a_broken_file_is_refused_whole(
    plain: httpx.Client, files: list[tuple[str, tuple[str, bytes, str]]], status: int, told: str
) -> None:
    put(plain, f"{TRIPLE} 1 .")
    assert told in detail(plain.post("/data", params=NAMED, files=files), status)
    assert len(graph(plain)) == 1


def test_a_form_that_is_broken_itself_is_refused(plain: httpx.Client) -> None:
    for kind in ("multipart/form-data", "multipart/form-data; boundary=b"):
        answer = plain.post("/data", params=NAMED, content=b"--x\r\nno form", headers={"Content-Type": kind})
        assert answer.status_code == 400, answer.text


@pytest.mark.parametrize(
    ("kind", "text", "place"),
    [
        ("text/turtle", "<urn:s> <urn:p>\n  <urn:o> ,\n .", "line 3, column 2"),
        ("application/n-triples", f"{TRIPLE} <urn:o> .\n{TRIPLE} .\n", "line 2"),
        ("application/rdf+xml", XML.format("", "<wrong>"), "malformed"),
        ("application/ld+json", '{"@id": "urn:s",\n "@type": }', "line 2"),
        ("text/turtle", "\xff", "malformed"),
    ],
)
def test_broken_rdf_is_refused_with_its_place_and_the_graph_stays(
    plain: httpx.Client, kind: str, text: str, place: str
) -> None:
    put(plain, f"{TRIPLE} 1 .")
    for method in ("PUT", "POST"):
        body = text.encode("latin-1")
        told = detail(plain.request(method, "/data", params=NAMED, content=body, headers={"Content-Type": kind}), 400)
        assert place in told
        assert "nothing is written" in told
    assert len(graph(plain)) == 1


@pytest.mark.parametrize(
    "kind", ["text/plain", "text/html", "application/sparql-update", "application/trig", "application/n-quads", ""]
)
def test_what_is_no_graph_is_refused_with_a_list_of_what_is(plain: httpx.Client, kind: str) -> None:
    headers = {"Content-Type": kind} if kind else {}
    told = detail(plain.put("/data", params=NAMED, content=b"x", headers=headers), 415)
    assert "text/turtle, application/n-triples, application/rdf+xml, application/ld+json" in told


def test_a_charset_other_than_utf_8_is_refused_but_for_what_xml_says_of_itself(plain: httpx.Client) -> None:
    assert "UTF-8" in detail(put(plain, f"{TRIPLE} 1 .", "text/turtle; charset=utf-16"), 415)
    assert put(plain, f"{TRIPLE} 1 .", 'text/turtle; charset="UTF-8"').status_code == 201


def test_an_accept_that_nothing_meets_is_answered_with_what_there_is(plain: httpx.Client) -> None:
    put(plain, f"{TRIPLE} 1 .")
    told = detail(plain.get("/data", params=NAMED, headers={"Accept": "image/png"}), 406)
    assert "text/turtle" in told


def test_patch_is_no_method_here_and_the_others_are_listed(plain: httpx.Client) -> None:
    for address in ("/data", "/graph/x"):
        answer = plain.patch(address)
        assert answer.status_code == 405
        assert set(answer.headers["allow"].split(", ")) == {"GET", "HEAD", "PUT", "POST", "DELETE"}


@pytest.mark.parametrize(
    ("head", "content"),
    [
        ('<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>', "&x;"),
        ('<!DOCTYPE r [<!ENTITY x PUBLIC "-//X" "file:///etc/passwd">]>', "&x;"),
        ('<!DOCTYPE r [<!ENTITY % d SYSTEM "http://127.0.0.1:1/x.dtd"> %d;]>', "a"),
        ('<!DOCTYPE r SYSTEM "http://127.0.0.1:1/x.dtd">', "a"),
        (BOMB, "&a9;"),
        (f'<!DOCTYPE r [<!ENTITY x "{"x" * 100_000}">]>', "&x;" * 10_000),
    ],
    ids=["file", "public", "parameter", "type", "bomb", "long and often"],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_an_entity_of_xml_reads_no_file_calls_nobody_and_does_not_blow_up(
    plain: httpx.Client, head: str, content: str, encoding: str
) -> None:
    started = time.monotonic()
    text = f'<?xml version="1.0" encoding="{encoding}"?>{XML.format(head, content)}'
    answer = put(plain, text.encode(encoding), "application/rdf+xml")
    assert time.monotonic() - started < 3
    if answer.status_code == 201:  # the DTD that it names is not read
        assert (head[:18], graph(plain)) == ("<!DOCTYPE r SYSTEM", {'<http://e.org/s> <http://e.org/p> "a"'})
    else:
        assert "application/rdf+xml" in detail(answer, 400)


def test_entities_that_abbreviate_namespaces_are_read(plain: httpx.Client) -> None:
    head = '<!DOCTYPE rdf:RDF [<!ENTITY e "http://e.org/"> <!ENTITY xsd "http://www.w3.org/2001/XMLSchema#">]>'
    answer = put(plain, XML.format(head, "&e;x &amp; &#65;"), "application/rdf+xml")
    assert answer.status_code == 201, answer.text
    assert graph(plain) == {'<http://e.org/s> <http://e.org/p> "http://e.org/x & A"'}


def test_a_remote_context_of_json_ld_is_not_fetched(plain: httpx.Client) -> None:
    for context in ("http://127.0.0.1:1/context", "https://schema.org/", "file:///etc/passwd"):
        text = f'{{"@context": "{context}", "@id": "urn:s", "name": "x"}}'
        assert "nothing is written" in detail(put(plain, text, "application/ld+json"), 400)


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("text/turtle", "<urn:s> <urn:p> " + "[ <urn:p> " * 200_000),
        ("text/turtle", "<urn:s> <urn:p> " + "( " * 200_000),
        ("application/ld+json", '{"urn:p": ' * 200_000),
        ("application/ld+json", "[" * 200_000),
        ("application/rdf+xml", "<a>" * 200_000),
    ],
)
def test_rdf_nested_200000_deep_costs_only_itself(plain: httpx.Client, kind: str, text: str) -> None:
    put(plain, f"{TRIPLE} 1 .")
    assert put(plain, text, kind).status_code in (400, 413, 500)
    assert len(graph(plain)) == 1
    assert put(plain, f"{TRIPLE} 2 .").status_code == 204


def test_a_body_over_the_limit_is_refused(tmp_path: Path) -> None:
    with writable(tmp_path, Limits(workers=1, write_bytes=1000)) as client:
        assert "1000 bytes" in detail(put(client, "#" * 1001), 413)
        files = [("a", ("a.ttl", b"#" * 1001, "text/turtle"))]
        assert "1000 bytes" in detail(client.post("/data", params=NAMED, files=files), 413)
        assert put(client, "#" * 1000).status_code == 201


def test_reading_is_open_and_writing_needs_the_token(plain: httpx.Client) -> None:
    put(plain, f"{TRIPLE} 1 .")
    with httpx.Client(base_url=plain.base_url) as stranger:
        assert stranger.get("/data", params=NAMED).status_code == 200
        for method in ("PUT", "POST", "DELETE"):
            for address in (f"/data?graph={GRAPH}", "/graph/x", "/data?default"):
                assert stranger.request(method, address, content=b"", headers=TURTLE).status_code == 401
                wrong = {**TURTLE, "Authorization": f"Bearer {BEARER}x"}
                assert stranger.request(method, address, content=b"", headers=wrong).status_code == 403
    assert len(graph(plain)) == 1


def test_a_plain_store_starts_at_its_query_page(plain: httpx.Client) -> None:
    assert plain.get("/").headers["location"] == "/sparql"
    assert plain.get("/health").json()["status"] == "ok"
    for address in ("/sparql", "/docs"):
        assert plain.get(address, headers={"Accept": "text/html"}).status_code == 200
    assert plain.get("/tensions").status_code == 404
