"""The Graph Store HTTP Protocol: whole graphs read, put, merged, removed."""

import httpx
import pyoxigraph
import pytest

from tests.api.conftest import BEARER, detail, select
from tests.api.graphs import FORMS, GRAPH, NAMED, TRIPLE, TURTLE, XML, graph, put, triples


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


def test_an_accept_that_nothing_meets_is_answered_with_what_there_is(plain: httpx.Client) -> None:
    put(plain, f"{TRIPLE} 1 .")
    told = detail(plain.get("/data", params=NAMED, headers={"Accept": "image/png"}), 406)
    assert "text/turtle" in told


def test_patch_is_no_method_here_and_the_others_are_listed(plain: httpx.Client) -> None:
    for address in ("/data", "/graph/x"):
        answer = plain.patch(address)
        assert answer.status_code == 405
        assert set(answer.headers["allow"].split(", ")) == {"GET", "HEAD", "PUT", "POST", "DELETE"}


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
