"""Named graphs at their own addresses: as a page for people, and in each format by its extension."""

import httpx
import pytest
import rdflib

from tests.api.conftest import detail

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
PARSERS = {"ttl": "turtle", "nt": "nt", "rdf": "xml", "jsonld": "json-ld"}


@pytest.mark.parametrize("language", ["en", "zh-Hant"])
@pytest.mark.parametrize("name", ["ontology", "entities", "text", "claims", "examples", "inferred", "derivations"])
def test_a_graph_has_a_page_that_counts_it(client: httpx.Client, name: str, language: str) -> None:
    page = client.get(f"/graph/{name}", headers={"Accept": BROWSER, "Accept-Language": language})
    assert page.status_code == 200
    turtle = client.get(f"/graph/{name}", headers={"Accept": "text/turtle"}).text
    count = len(rdflib.Graph().parse(data=turtle, format="turtle"))
    assert f"{'Triples:' if language == 'en' else '三元組數：'} {count}<" in page.text
    assert 'id="cite"' in page.text


@pytest.mark.parametrize("extension", PARSERS)
def test_a_graph_is_had_in_a_format_by_its_extension(client: httpx.Client, extension: str) -> None:
    graph = rdflib.Graph().parse(data=client.get(f"/graph/entities.{extension}").text, format=PARSERS[extension])
    whole = rdflib.Graph().parse(data=client.get("/graph/entities").text, format="turtle")
    assert set(graph) == set(whole)


def test_a_graph_that_is_not_there_has_no_page_and_no_citation(client: httpx.Client) -> None:
    for path in ("/graph/nothing", "/graph/nothing.ttl", "/graph/nothing.bib"):
        assert "<https://w3id.org/oxiana/graph/nothing> is not here" in detail(
            client.get(path, headers={"Accept": "application/problem+json, */*;q=0.1"}), 404
        )
        assert client.get(path, headers={"Accept": BROWSER}).status_code == 404


def test_a_graph_of_ones_own_has_a_page_but_is_of_no_version_to_cite(own: httpx.Client) -> None:
    turtle = {"Content-Type": "text/turtle"}
    for name in ("mine", "mine.ttl"):
        assert own.put(f"/graph/{name}", content=f"<urn:a> <urn:b> '{name}' .", headers=turtle).status_code == 201
    page = own.get("/graph/mine", headers={"Accept": BROWSER})
    assert page.status_code == 200
    assert 'id="cite"' not in page.text
    assert "cannot be cited" in detail(own.get("/graph/mine.bib", headers={"Accept": "application/json"}), 400)
    assert '"mine.ttl"' in own.get("/graph/mine.ttl").text, "a graph that is called so goes before a format"
    assert '"mine"' in own.get("/graph/mine.nt").text


def test_a_plain_store_answers_for_its_graphs_as_the_protocol_has_it_and_no_more(plain: httpx.Client) -> None:
    turtle = {"Content-Type": "text/turtle"}
    assert plain.put("/graph/mine", content="<urn:a> <urn:b> 1 .", headers=turtle).status_code == 201
    assert plain.get("/graph/mine", headers={"Accept": "text/html"}).status_code == 406
    assert plain.get("/graph/mine.ttl").status_code == 404
