"""Every thing at its own address, as a page or as data."""

import httpx
import pyoxigraph
import pytest
import rdflib
from rdflib import RDF, Literal, Namespace, URIRef

from api.extensions import EXTENSIONS

OX = Namespace("https://w3id.org/oxiana/ontology#")
BASE = "https://w3id.org/oxiana/"
PARSERS = {
    "text/turtle": "turtle",
    "application/n-triples": "nt",
    "application/rdf+xml": "xml",
    "application/ld+json": "json-ld",
}
THINGS = [
    "id/Velm",
    "claim/quill-harbours/A1.1",
    "claim/quill-harbours/T1",
    "text/quill-harbours",
    "text/quill-harbours/A1.s2c1",
    "rule/shared-interest",
    "query/open-questions",
]


def get(client: httpx.Client, path: str, accept: str) -> httpx.Response:
    return client.get(f"/{path}", headers={"Accept": accept})


@pytest.mark.parametrize("path", THINGS)
def test_a_thing_is_described_the_same_in_every_format(client: httpx.Client, path: str) -> None:
    graphs = []
    for media_type, parser in PARSERS.items():
        answer = get(client, path, media_type)
        assert answer.headers["content-type"].partition(";")[0] == media_type
        assert answer.headers["vary"].startswith("Accept")
        graphs.append(set(rdflib.Graph().parse(data=answer.text, format=parser)))
    assert graphs[0] == graphs[1] == graphs[2] == graphs[3]
    assert any(subject == URIRef(BASE + path) for subject, _, _ in graphs[0])


@pytest.mark.parametrize("path", [*THINGS, "ontology"])
def test_a_thing_has_a_page(client: httpx.Client, path: str) -> None:
    answer = get(client, path, "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/html; charset=utf-8"


def test_the_triples_of_a_claim_are_not_given_without_its_modality(client: httpx.Client) -> None:
    denied = (URIRef(f"{BASE}id/Ostra"), OX.hasInterest, URIRef(f"{BASE}id/EconomicInterestInTheHerringGrounds"))
    turtle = get(client, "claim/quill-harbours/A2.7", "text/turtle").text
    assert denied not in rdflib.Graph().parse(data=turtle, format="turtle")


@pytest.mark.parametrize("media_type", ["application/trig", "application/n-quads"])
def test_a_claim_comes_with_its_content_in_the_graph_that_it_names(client: httpx.Client, media_type: str) -> None:
    claim = f"{BASE}claim/quill-harbours/A2.7"
    answer = get(client, "claim/quill-harbours/A2.7", media_type)
    quads = list(pyoxigraph.parse(answer.text, format=pyoxigraph.RdfFormat.from_media_type(media_type)))
    assert [str(quad.triple) for quad in quads if quad.graph_name.value == claim] == [
        f"<{BASE}id/Ostra> <{OX.hasInterest}> <{BASE}id/EconomicInterestInTheHerringGrounds>"
    ]
    assert f"<{claim}> <{OX.modality}> <{OX.Denied}> <{BASE}graph/claims>" in [str(quad) for quad in quads]


def quads_of(client: httpx.Client, path: str, media_type: str) -> list[pyoxigraph.Quad]:
    answer = get(client, path, media_type)
    assert answer.headers["content-type"].partition(";")[0] == media_type
    return list(pyoxigraph.parse(answer.text, format=pyoxigraph.RdfFormat.from_media_type(media_type)))


@pytest.mark.parametrize("media_type", ["application/trig", "application/n-quads"])
@pytest.mark.parametrize("path", THINGS)
def test_the_formats_with_graphs_have_the_triples_of_the_others_and_a_claims_content(
    client: httpx.Client, path: str, media_type: str
) -> None:
    nt = get(client, path, "application/n-triples").text
    triples = {str(quad.triple) for quad in pyoxigraph.parse(nt, format=pyoxigraph.RdfFormat.N_TRIPLES)}
    quads = quads_of(client, path, media_type)
    assert {str(quad.triple) for quad in quads if str(quad.graph_name) != f"<{BASE}{path}>"} == triples
    assert not any(isinstance(quad.graph_name, pyoxigraph.DefaultGraph) for quad in quads)


def test_an_entity_comes_in_the_graphs_of_the_claims_that_affirm_it_and_of_no_other(client: httpx.Client) -> None:
    claims = f"<{BASE}claim/quill-harbours/"
    graphs = {str(quad.graph_name) for quad in quads_of(client, "id/Ostra", "application/trig")}
    assert {graph.removeprefix(claims) for graph in graphs if graph.startswith(claims)} == {"A1.1>", "A1.2>"}


@pytest.mark.parametrize("media_type", ["application/trig", "application/n-quads"])
def test_the_vocabulary_comes_in_its_graph_too(client: httpx.Client, media_type: str) -> None:
    quads = quads_of(client, "ontology", media_type)
    assert {str(quad.graph_name) for quad in quads} == {f"<{BASE}graph/ontology>"}
    turtle = rdflib.Graph().parse(data=get(client, "ontology", "text/turtle").text, format="turtle")
    assert len(quads) == len(turtle)


def test_an_inference_says_what_it_rests_on(client: httpx.Client) -> None:
    query = f"SELECT ?i WHERE {{ GRAPH <{BASE}graph/derivations> {{ ?i <{OX.byRule}> <{BASE}rule/shared-interest> }} }}"
    found = client.get("/sparql", params={"query": query}).json()["results"]["bindings"][0]["i"]["value"]
    graph = rdflib.Graph().parse(data=get(client, found.removeprefix(BASE), "text/turtle").text, format="turtle")
    assert (URIRef(found), RDF.type, OX.Inference) in graph
    assert (URIRef(found), OX.byRule, URIRef(f"{BASE}rule/shared-interest")) in graph


def test_the_vocabulary_is_served_as_rdf(client: httpx.Client) -> None:
    graph = rdflib.Graph().parse(data=get(client, "ontology", "text/turtle").text, format="turtle")
    assert (OX.hasInterest, rdflib.RDFS.label, Literal("has interest", lang="en")) in graph


def test_the_documentation_has_every_class_and_property_of_the_vocabulary(client: httpx.Client) -> None:
    graph = rdflib.Graph().parse(data=get(client, "ontology", "text/turtle").text, format="turtle")
    page = get(client, "ontology", "text/html").text
    terms = {
        subject
        for kind in ("Class", "ObjectProperty", "DatatypeProperty", "AnnotationProperty")
        for subject in graph.subjects(RDF.type, rdflib.OWL[kind])
        if str(subject).startswith(str(OX))
    }
    assert len(terms) > 150
    assert [term for term in terms if f'id="{str(term).removeprefix(str(OX))}"' not in page] == []


@pytest.mark.parametrize(
    "path", ["/claim/quill-harbours/A1.2", "/text/quill-harbours/A1.s1c1", "/id/Velm", "/ontology"]
)
@pytest.mark.parametrize("extension", EXTENSIONS)
def test_each_format_of_a_thing_has_an_address_of_its_own(client: httpx.Client, path: str, extension: str) -> None:
    answer = client.get(
        f"{path}.{extension}", headers={"Accept": "text/html" if extension != "html" else "text/turtle"}
    )
    asked = client.get(path, params={"format": extension})
    assert answer.status_code == asked.status_code == 200
    assert answer.headers["content-type"] == asked.headers["content-type"]
    assert extension == "html" or answer.content == asked.content
    assert client.get(f"{path}nothing.{extension}").status_code == 404


def test_what_is_not_there_gets_404_that_says_where_to_look(client: httpx.Client) -> None:
    answer = get(client, "id/Nobody", "text/turtle")
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
    assert "/id/Nobody" in answer.json()["detail"]
    assert "/search" in answer.json()["detail"]


def test_an_address_that_is_no_iri_gets_404_or_400_and_no_fault(client: httpx.Client) -> None:
    assert get(client, "id/a%20b%3E%7D%22", "text/turtle").status_code in (400, 404)


def test_an_accept_that_nobody_can_meet_gets_406_with_what_there_is(client: httpx.Client) -> None:
    answer = get(client, "id/Velm", "image/png")
    assert answer.status_code == 406
    assert "application/trig" in answer.json()["detail"]


def test_the_host_of_the_request_does_not_change_an_iri(client: httpx.Client) -> None:
    answer = client.get("/id/Velm", headers={"Accept": "application/n-triples", "Host": "evil.example"})
    assert "evil.example" not in answer.text
    assert f"<{BASE}id/Velm>" in answer.text
