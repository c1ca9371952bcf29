"""Writing beside a build: graphs of one's own, and none of those that are built."""

import re
from pathlib import Path

import httpx
import pytest

from api.serving import application
from api.settings import Settings
from api.tokens import Token
from graph.build import current
from graph.live import prepare
from ontology.terms import Names
from tests.api.conftest import BEARER, detail, running, select, update

MINE = "http://e.org/mine"
BASE = "https://w3id.org/oxiana/"
CLAIMS = f"{BASE}graph/claims"
TURTLE = {"Content-Type": "text/turtle"}
TRIPLE = "<http://e.org/s> <http://e.org/p> 1"
EVERYTHING = "SELECT ?g ?s ?p ?o { { GRAPH ?g { ?s ?p ?o } } UNION { ?s ?p ?o } }"


def built(client: httpx.Client) -> list[list[str]]:
    """All that is not of one's own."""
    return [row for row in select(client, EVERYTHING) if row[0] != MINE]


def test_a_graph_of_ones_own_is_written_read_and_removed(own: httpx.Client) -> None:
    before = built(own)
    assert own.put("/data", params={"graph": MINE}, content=f"{TRIPLE} .".encode(), headers=TURTLE).status_code == 201
    assert update(own, f"INSERT DATA {{ GRAPH <{MINE}> {{ <http://e.org/t> <http://e.org/p> 2 }} }}").status_code == 204
    assert len(select(own, f"SELECT * {{ GRAPH <{MINE}> {{ ?s ?p ?o }} }}")) == 2
    assert select(own, "SELECT * { <http://e.org/s> ?p ?o }") == [], "it takes no part in the default graph"
    assert built(own) == before
    assert own.delete("/data", params={"graph": MINE}).status_code == 204
    assert own.get("/data", params={"graph": MINE}).status_code == 404
    assert own.get("/health").json()["writes"] >= 3


def test_a_graph_of_ones_own_is_made_of_what_is_built(own: httpx.Client) -> None:
    text = f"""PREFIX ox: <{BASE}ontology#>
        INSERT {{ GRAPH <{MINE}> {{ ?claim ox:note "seen" }} }} WHERE {{ GRAPH <{CLAIMS}> {{ ?claim a ox:Claim }} }} ;
        COPY <{CLAIMS}> TO <http://e.org/copy> ; DROP GRAPH <http://e.org/copy> ;
        ADD DEFAULT TO <http://e.org/copy> ; DROP GRAPH <http://e.org/copy>"""
    assert update(own, text).status_code == 204
    assert len(select(own, f"SELECT ?s {{ GRAPH <{MINE}> {{ ?s ?p 'seen' }} }}")) > 3
    assert update(own, f"DROP GRAPH <{MINE}>").status_code == 204


def test_using_graph_uri_chooses_what_is_read(own: httpx.Client) -> None:
    text = f"INSERT {{ GRAPH <{MINE}> {{ ?s ?p ?o }} }} WHERE {{ ?s ?p ?o }}"
    answer = own.post("/update", data={"update": text, "using-graph-uri": CLAIMS})
    assert answer.status_code == 204
    assert select(own, f"SELECT * {{ GRAPH <{MINE}> {{ ?s ?p ?o }} }}") == select(
        own, f"SELECT * {{ GRAPH <{CLAIMS}> {{ ?s ?p ?o }} }}"
    )
    assert update(own, f"DROP GRAPH <{MINE}>").status_code == 204


@pytest.mark.parametrize(
    "text",
    [
        f"INSERT DATA {{ {TRIPLE} }}",
        f"INSERT DATA {{ GRAPH <{CLAIMS}> {{ {TRIPLE} }} }}",
        f"INSERT DATA {{ GRAPH <{MINE}> {{ {TRIPLE} }} GRAPH <{CLAIMS}> {{ {TRIPLE} }} }}",
        f"INSERT DATA {{ GRAPH <{BASE}claim/quill-harbours/A1.1> {{ {TRIPLE} }} }}",
        f"PREFIX g: <{BASE}graph/> INSERT DATA {{ GRAPH g:inferred {{ {TRIPLE} }} }}",
        f"INSERT DATA {{ GRAPH <{BASE}graph/\\u0074ext> {{ {TRIPLE} }} }}",
        f"CREATE GRAPH <{BASE}graph/wikidata>",
        "DELETE WHERE { ?s ?p ?o }",
        "DELETE { GRAPH ?g { ?s ?p ?o } } WHERE { GRAPH ?g { ?s ?p ?o } }",
        f"WITH <{CLAIMS}> DELETE {{ ?s ?p ?o }} WHERE {{ ?s ?p ?o }}",
        "CLEAR ALL",
        "DROP DEFAULT",
        "CLEAR NAMED",
        f"DROP GRAPH <{CLAIMS}>",
        f"MOVE <{CLAIMS}> TO <{MINE}>",
        f"COPY <{MINE}> TO <{CLAIMS}>",
        f"ADD <{MINE}> TO DEFAULT",
    ],
)
def test_an_update_of_what_is_built_is_a_conflict_with_a_way_out(own: httpx.Client, text: str) -> None:
    before = select(own, EVERYTHING)
    told = detail(update(own, text), 409)
    assert re.search("of your own|name a graph|name it in full", told)
    assert select(own, EVERYTHING) == before


def test_a_load_is_refused_here_too(own: httpx.Client) -> None:
    assert "PUT it" in detail(update(own, f"LOAD <http://127.0.0.1:1/> INTO GRAPH <{MINE}>"), 403)


@pytest.mark.parametrize(
    "address",
    [
        "/data?default",
        f"/data?graph={CLAIMS}",
        "/graph/claims",
        f"/data?graph={BASE}claim/quill-harbours/A1.1",
        "/graph/links",
    ],
)
@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE"])
def test_a_built_graph_is_read_and_not_written(own: httpx.Client, address: str, method: str) -> None:
    before = select(own, EVERYTHING)
    told = detail(own.request(method, address, content=f"{TRIPLE} .".encode(), headers=TURTLE), 409)
    assert "editing its files and building" in told
    assert select(own, EVERYTHING) == before
    assert own.get(address).status_code == (404 if address == "/graph/links" else 200)


def test_a_graph_has_its_own_address(own: httpx.Client) -> None:
    made = own.post("/data", content=f"{TRIPLE} .".encode(), headers=TURTLE)
    place = made.headers["location"]
    assert (made.status_code, place.startswith(f"{BASE}graph/")) == (201, True)
    assert own.get(place.removeprefix(BASE.rstrip("/"))).status_code == 200
    assert own.delete(place.removeprefix(BASE.rstrip("/"))).status_code == 204


def test_pages_see_what_is_written(own: httpx.Client) -> None:
    page = {"Accept": "text/html"}
    query = {"query": f"SELECT ?o {{ GRAPH <{MINE}> {{ ?s ?p ?o }} }}"}
    own.put("/data", params={"graph": MINE}, content=b'<urn:s> <urn:p> "seen on a page" .', headers=TURTLE)
    assert "seen on a page" in own.get("/sparql", params=query, headers=page).text
    assert own.get("/", headers=page).status_code == 200
    own.delete("/data", params={"graph": MINE})


def test_reading_is_open_and_without_a_token_file_nobody_writes(client: httpx.Client) -> None:
    assert client.get("/graph/claims").status_code == 200
    assert client.get("/data?default", headers={"Accept": "application/n-triples"}).status_code == 200
    for method in ("PUT", "POST", "DELETE"):
        answer = client.request(method, "/data", params={"graph": MINE}, headers={"Authorization": f"Bearer {BEARER}"})
        assert "--token-file" in detail(answer, 403)


def test_written_graphs_are_served_after_a_restart(second_data_copy: Path) -> None:
    built = current(second_data_copy)
    for number in range(3):
        live = prepare(second_data_copy, built)
        token = Token(BEARER) if number < 2 else None
        settings = Settings(Names(), second_data_copy)
        with running(application(live.store, settings, built.version, token, live.built)) as client:
            client.headers["Authorization"] = f"Bearer {BEARER}"
            assert len(select(client, f"SELECT * {{ GRAPH <{MINE}> {{ ?s ?p ?o }} }}")) == number
            text = f"INSERT DATA {{ GRAPH <{MINE}> {{ <http://e.org/{number}> <http://e.org/p> 1 }} }}"
            assert update(client, text).status_code == (204 if token else 403)
