"""Clients that were written for any SPARQL 1.1 server, updating this one."""

import json
import subprocess

import httpx
import pytest
import rdflib
from rdflib.plugins.stores.sparqlstore import SPARQLUpdateStore
from SPARQLWrapper import POST, POSTDIRECTLY, URLENCODED, SPARQLWrapper

from tests.api.comunica import comunica
from tests.api.conftest import BEARER, select

TRICKY = "100%25 + 1 & 雪 = 「大國平衡」 ; # ?"
INSERT = f'INSERT DATA {{ GRAPH <http://e.org/g> {{ <http://e.org/s> <http://e.org/p> "{TRICKY}" }} }}'
ALL = "SELECT ?s ?p ?o { GRAPH ?g { ?s ?p ?o } }"
ROW = ["http://e.org/s", "http://e.org/p", TRICKY]
TOKEN = f"Bearer {BEARER}"


@pytest.fixture
def address(plain: httpx.Client) -> str:
    """Where the service is."""
    return str(plain.base_url).rstrip("/")


@pytest.mark.parametrize("request_", [URLENCODED, POSTDIRECTLY])
def test_sparqlwrapper_updates(plain: httpx.Client, address: str, request_: str) -> None:
    client = SPARQLWrapper(f"{address}/sparql", f"{address}/update")
    client.addCustomHttpHeader("Authorization", TOKEN)
    client.setMethod(POST)
    client.setRequestMethod(request_)
    client.setQuery(INSERT)
    client.query()
    assert select(plain, ALL) == [ROW]


def test_rdflibs_store_adds_and_removes(plain: httpx.Client, address: str) -> None:
    store = SPARQLUpdateStore(f"{address}/sparql", f"{address}/update", headers={"Authorization": TOKEN})
    graph = rdflib.Graph(store, identifier=rdflib.URIRef("http://e.org/g"))
    triple = (rdflib.URIRef(ROW[0]), rdflib.URIRef(ROW[1]), rdflib.Literal(TRICKY))
    graph.add(triple)
    assert select(plain, ALL) == [ROW]
    assert triple in graph
    assert len(graph) == 1
    graph.remove(triple)
    assert select(plain, ALL) == []


@pytest.mark.needs("curl")
@pytest.mark.parametrize(
    "how",
    [
        ["--data-urlencode", f"update={INSERT}"],
        ["--header", "Content-Type: application/sparql-update", "--data-binary", INSERT],
    ],
    ids=["form", "direct"],
)
def test_curl_updates_in_both_ways(plain: httpx.Client, address: str, how: list[str]) -> None:
    curl("--header", f"Authorization: {TOKEN}", *how, f"{address}/update")
    assert select(plain, ALL) == [ROW]


@pytest.mark.needs("curl")
def test_curl_puts_gets_and_deletes_a_graph(plain: httpx.Client, address: str) -> None:
    graph, token = f"{address}/data?graph=http://e.org/g", ["--header", f"Authorization: {TOKEN}"]
    turtle = ["--header", "Content-Type: text/turtle"]
    curl(*token, *turtle, "--request", "PUT", "--data-binary", f'<{ROW[0]}> <{ROW[1]}> "{TRICKY}" .', graph)
    assert select(plain, ALL) == [ROW]
    found = rdflib.Graph().parse(data=curl("--header", "Accept: application/ld+json", graph), format="json-ld")
    assert [str(value) for value in found.objects()] == [TRICKY]
    curl(*token, "--request", "DELETE", graph)
    assert select(plain, ALL) == []


@pytest.mark.needs("curl")
def test_curl_without_the_token_is_told_that_it_needs_one(address: str) -> None:
    command = ["curl", "--silent", "--data-urlencode", f"update={INSERT}", f"{address}/update"]
    answer = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
    assert answer["status"] == 401


@pytest.mark.needs("node")
def test_comunica_updates(plain: httpx.Client, address: str) -> None:
    assert comunica(f"{address}/sparql", INSERT, f"{address}/update", BEARER) is None
    assert select(plain, ALL) == [ROW]


def curl(*arguments: str) -> str:
    done = subprocess.run(["curl", "--silent", "--show-error", "--fail", *arguments], capture_output=True, check=True)
    return done.stdout.decode("utf-8")
