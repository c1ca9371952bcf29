"""Clients that were written for any SPARQL 1.1 server, asking this one."""

import csv
import io
import json
import subprocess
from typing import Any

import httpx
import pytest
import rdflib
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from SPARQLWrapper import (
    CSV,
    GET,
    JSON,
    JSONLD,
    N3,
    POST,
    POSTDIRECTLY,
    RDFXML,
    TSV,
    TURTLE,
    URLENCODED,
    XML,
    SPARQLWrapper,
)
from SPARQLWrapper.SPARQLExceptions import QueryBadFormed

from tests.api.comunica import comunica

BASE = "https://w3id.org/oxiana/"
VELM = rdflib.URIRef(f"{BASE}id/Velm")
# What is lost where something is decoded twice, or not at all; and what is not ASCII.
TRICKY = "100%25 + 1 & 雪 = 「大國平衡」 ; # ?"
LABEL = f'<{VELM}> <{rdflib.RDFS.label}> ?label FILTER(LANG(?label) = "zh-hant")'
LITERAL = f'SELECT ("{TRICKY}" AS ?text) ?label {{ {LABEL} }}'
LONG = f"SELECT ?label {{ {LABEL} FILTER(STR(?label) NOT IN ({', '.join(repr(str(n)) for n in range(300))})) }}"
SELECT = f"SELECT DISTINCT ?type {{ <{VELM}> a ?type }}"
CONSTRUCT, DESCRIBE = f"CONSTRUCT {{ ?s a ?o }} WHERE {{ ?s a ?o . <{VELM}> a ?o }}", f"DESCRIBE <{VELM}>"


@pytest.fixture(scope="module")
def address(client: httpx.Client) -> str:
    """Where the endpoint is."""
    return f"{client.base_url}/sparql".replace("//sparql", "/sparql")


@pytest.fixture(scope="module")
def types(client: httpx.Client) -> set[str]:
    """The types of Velm."""
    rows = client.get("/sparql", params={"query": SELECT}).json()["results"]["bindings"]
    return {row["type"]["value"] for row in rows}


@pytest.fixture(scope="module")
def label(client: httpx.Client) -> str:
    """The Chinese name of Velm."""
    return str(client.get("/sparql", params={"query": LITERAL}).json()["results"]["bindings"][0]["label"]["value"])


def wrapped(address: str, query: str, answer: str, method: str = GET, request: str = URLENCODED) -> Any:  # noqa: ANN401 - its types
    """What SPARQLWrapper makes of an answer."""
    client = SPARQLWrapper(address)
    client.setQuery(query)
    client.setMethod(method)
    client.setRequestMethod(request)
    client.setReturnFormat(answer)
    return client.query().convert()


METHODS = pytest.mark.parametrize(("method", "request_"), [(GET, URLENCODED), (POST, URLENCODED), (POST, POSTDIRECTLY)])


@METHODS
def test_sparqlwrapper_selects_in_each_format(address: str, label: str, method: str, request_: str) -> None:
    as_json = wrapped(address, LITERAL, JSON, method, request_)["results"]["bindings"][0]
    assert (as_json["text"]["value"], as_json["label"]["value"]) == (TRICKY, label)
    assert TRICKY in {
        node.firstChild.data
        for node in wrapped(address, LITERAL, XML, method, request_).getElementsByTagName("literal")
    }
    as_csv = wrapped(address, LITERAL, CSV, method, request_).decode("utf-8")
    assert list(csv.reader(io.StringIO(as_csv)))[1] == [TRICKY, label]
    assert f'"{TRICKY}"' in wrapped(address, LITERAL, TSV, method, request_).decode("utf-8")


@METHODS
@pytest.mark.parametrize("answer", [JSON, XML])
def test_sparqlwrapper_asks(address: str, answer: str, method: str, request_: str) -> None:
    found = wrapped(address, f"ASK {{ <{VELM}> ?p ?o }}", answer, method, request_)
    assert found["boolean"] is True if answer == JSON else "true" in found.toxml()


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")  # SPARQLWrapper makes one
@METHODS
@pytest.mark.parametrize("query", [CONSTRUCT, DESCRIBE])
@pytest.mark.parametrize("answer", [TURTLE, N3, RDFXML, XML, JSONLD])
def test_sparqlwrapper_constructs_and_describes(
    address: str, types: set[str], query: str, answer: str, method: str, request_: str
) -> None:
    found = wrapped(address, query, answer, method, request_)
    if not isinstance(found, rdflib.Graph):
        found = rdflib.Graph().parse(data=found, format="turtle" if answer in (TURTLE, N3) else answer)
    assert {str(kind) for kind in found.objects(VELM, rdflib.RDF.type)} == types


def test_sparqlwrapper_tells_of_a_malformed_query_with_our_sentence(address: str) -> None:
    with pytest.raises(QueryBadFormed, match="line 1, column"):
        wrapped(address, "SELECT ?s {", JSON)


@pytest.mark.parametrize("method", ["GET", "POST", "POST_FORM"])
@pytest.mark.parametrize("answer", ["xml", "json", "csv", "tsv"])
def test_rdflibs_store_is_a_graph_over_the_endpoint(
    address: str, types: set[str], label: str, answer: str, method: str
) -> None:
    store = SPARQLStore(address, returnFormat=answer, method=method)
    graph = rdflib.Graph(store=store)
    if answer in ("xml", "json"):  # the other two do not tell an IRI from a literal, or RDFLib does not read it
        assert {str(kind) for kind in graph.objects(VELM, rdflib.RDF.type)} == types
        assert (VELM, rdflib.RDF.type, None) in graph
        assert len(list(graph.triples((VELM, None, None)))) > 3
        assert bool(graph.query(f"ASK {{ <{VELM}> ?p ?o }}")) is True
    ((text, name),) = graph.query(LITERAL)  # type: ignore[misc] # it is a row
    assert (str(text), str(name)) == (TRICKY, label)
    described = graph.query(DESCRIBE).graph if answer == "xml" else None
    assert described is None or {str(kind) for kind in described.objects(VELM, rdflib.RDF.type)} == types


def curl(*arguments: str) -> str:
    done = subprocess.run(["curl", "--silent", "--show-error", "--fail", *arguments], capture_output=True, check=True)
    return done.stdout.decode("utf-8")


@pytest.mark.needs("curl")
@pytest.mark.parametrize("compressed", [[], ["--compressed"]])
@pytest.mark.parametrize(
    "how",
    [
        ["--get", "--data-urlencode", f"query={LITERAL}"],
        ["--data-urlencode", f"query={LITERAL}"],
        ["--header", "Content-Type: application/sparql-query", "--data-binary", LITERAL],
        ["--request", "QUERY", "--header", "Content-Type: application/sparql-query", "--data-binary", LITERAL],
    ],
    ids=["get", "form", "direct", "query"],
)
def test_curl_asks_in_every_way(address: str, label: str, how: list[str], compressed: list[str]) -> None:
    found = json.loads(curl(*how, *compressed, address))["results"]["bindings"][0]
    assert (found["text"]["value"], found["label"]["value"]) == (TRICKY, label)


@pytest.mark.needs("curl")
@pytest.mark.parametrize("name", ["turtle", "ntriples", "rdfxml", "jsonld"])
def test_curl_gets_each_format_of_rdf(address: str, types: set[str], name: str) -> None:
    parser = {"turtle": "turtle", "ntriples": "nt", "rdfxml": "xml", "jsonld": "json-ld"}[name]
    for query in (CONSTRUCT, DESCRIBE):
        body = curl("--get", "--data-urlencode", f"query={query}", "--data-urlencode", f"format={name}", address)
        found = rdflib.Graph().parse(data=body, format=parser)
        assert {str(kind) for kind in found.objects(VELM, rdflib.RDF.type)} == types


@pytest.mark.needs("curl")
def test_curl_sees_that_an_answer_was_cut_off(address: str) -> None:
    query = "SELECT * { " + " ".join(f"VALUES ?{name} {{ {' '.join(map(str, range(40)))} }}" for name in "abcd") + " }"
    done = subprocess.run(
        ["curl", "--silent", "--get", "--data-urlencode", f"query={query}", "--output", "/dev/null", address],
        check=False,
    )
    assert done.returncode == 18  # partial file


@pytest.mark.needs("node")
@pytest.mark.parametrize("query", [LITERAL, LONG, SELECT, f"ASK {{ <{VELM}> ?p ?o }}", CONSTRUCT, DESCRIBE])
def test_comunica_asks_by_get_and_where_the_query_is_long_by_post(
    address: str, types: set[str], label: str, query: str
) -> None:
    found = comunica(address, query)
    if query == LITERAL:
        assert found == [{"text": TRICKY, "label": label}]
    elif query == LONG:
        assert found == [{"label": label}]
    elif query == SELECT:
        assert {row["type"] for row in found} == types
    elif query in (CONSTRUCT, DESCRIBE):
        of_velm = {value for subject, name, value in found if (subject, name) == (str(VELM), str(rdflib.RDF.type))}
        assert of_velm == types
    else:
        assert found is True
