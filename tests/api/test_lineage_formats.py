"""The formats of answers with their lineage: provenance, bibliographies, and what there is not."""

import httpx
import pytest
from rdflib import PROV, RDF, Graph, URIRef

from graph.lineage.formats import PROV_JSON_LD, PROV_TURTLE
from graph.store import JSON
from tests.api.conftest import detail
from tests.api.histories import History
from tests.api.test_lineage import BASE, CLAIM, GRAPH, OX, PREFIXES, SHARED, THING, UNREAD, YES, ask
from tests.api.test_pages import Page

PROV_IRI = "http://www.w3.org/ns/prov#"


@pytest.mark.parametrize("query", [SHARED, YES, GRAPH, THING], ids=["SELECT", "ASK", "CONSTRUCT", "DESCRIBE"])
@pytest.mark.parametrize(
    ("accept", "given"),
    [
        ("application/ld+json;profile=prov", {}),
        (f'application/ld+json;profile="{PROV_IRI}"', {}),
        (f"application/ld+json; profile={PROV_IRI}", {}),
        (f'application/ld+json;profile="http://www.w3.org/ns/json-ld#compacted {PROV_IRI}";q=0.9', {}),
        ("*/*", {"format": "prov"}),
        ("application/ld+json", {"lineage": "1"}),
        ("image/png, application/ld+json;profile=prov, */*;q=0.1", {}),
        ("text/turtle;profile=prov", {}),
    ],
)
def test_the_profile_or_the_format_gives_the_provenance_of_every_kind_of_answer(
    client: httpx.Client, query: str, accept: str, given: dict[str, str]
) -> None:
    response = client.get("/sparql", params={"query": query, **given}, headers={"Accept": accept})
    assert response.status_code == 200, response.text
    expected = PROV_TURTLE if "turtle" in accept else PROV_JSON_LD
    assert response.headers["content-type"].removesuffix("; charset=utf-8") == expected
    graph = Graph().parse(data=response.text, format="turtle" if "turtle" in accept else "json-ld")
    (activity,) = set(graph.objects(None, PROV.wasGeneratedBy))
    assert (None, PROV.wasDerivedFrom, URIRef(f"{CLAIM}A1.2")) in graph
    (version,) = [one for one in graph.objects(activity, PROV.used) if "/versions/" in str(one)]
    assert (version, RDF.type, PROV.Entity) in graph


@pytest.mark.parametrize(
    "accept",
    [
        "application/ld+json",
        'application/ld+json;profile="http://www.w3.org/ns/json-ld#expanded"',
        "application/ld+json, text/turtle;profile=prov;q=0.5",
    ],
)
def test_without_the_profile_json_ld_of_a_graph_is_the_graph_itself(client: httpx.Client, accept: str) -> None:
    response = client.get("/sparql", params={"query": GRAPH}, headers={"Accept": accept})
    assert response.headers["content-type"] == "application/ld+json"
    graph = Graph().parse(data=response.text, format="json-ld")
    assert set(graph.predicates()) == {OX.sharesInterestWith}


@pytest.mark.parametrize(
    ("accept", "format_", "begins"),
    [
        ("application/x-bibtex", "bibtex", "@incollection{claim-quill-harbours-A1.1,"),
        ("application/x-research-info-systems", "ris", "TY  - "),
        ("application/vnd.citationstyles.csl+json", "csl", '[\n {\n  "id": "claim-quill-harbours-A1.1"'),
    ],
)
def test_the_bibliography_of_an_answer_is_that_of_its_claims_in_the_order_of_the_source(
    client: httpx.Client, accept: str, format_: str, begins: str
) -> None:
    response = ask(client, SHARED, accept)
    assert response.headers["content-type"].partition(";")[0] == accept
    assert response.text.startswith(begins)
    assert response.text.index(f"{CLAIM}A1.1") < response.text.index(f"{CLAIM}A1.2")
    assert f"{CLAIM}A1.3" not in response.text
    assert ask(client, SHARED, "*/*", format=format_).text == response.text


def test_a_bibliography_is_in_the_language_of_its_address_whatever_the_browser_prefers(client: httpx.Client) -> None:
    def first(language: str, **given: str) -> dict[str, str]:
        headers = {"Accept": "application/vnd.citationstyles.csl+json", "Accept-Language": language}
        response = client.get("/sparql", params={"query": SHARED, "lineage": "1", **given}, headers=headers)
        assert response.headers["content-language"] == given.get("lang", "en")
        return dict(response.json()[0])

    assert first("zh-Hant")["language"] == first("en")["language"] == "en"  # the second is kept of the first
    assert first("en", lang="zh-Hant")["abstract"] == "科蘭與奧斯特拉在鯡場均有經濟利益。"
    response = ask(client, SHARED, "application/x-bibtex", lang="fr")
    assert "no citations in the language 'fr'" in detail(response, 400)


def test_a_bibliography_that_would_not_be_whole_is_refused_with_the_reason(client: httpx.Client) -> None:
    assert "it would not be whole" in detail(ask(client, UNREAD, "application/x-bibtex"), 400)
    nothing = ask(client, f"{PREFIXES}SELECT ?x {{ BIND(1 AS ?x) }}", "application/vnd.citationstyles.csl+json")
    assert nothing.json() == []


def test_what_a_bibliography_is_of_is_asked_for_by_lineage(client: httpx.Client) -> None:
    response = client.get("/sparql", params={"query": SHARED}, headers={"Accept": "application/x-bibtex"})
    assert "application/x-bibtex" not in detail(response, 406)


@pytest.mark.parametrize(
    ("query", "accept", "told"),
    [
        (SHARED, "image/png", "application/x-bibtex"),
        (SHARED, "application/sparql-results+xml", f"there is {JSON}, text/csv"),
        (YES, "text/csv", f"available as {JSON}, application/ld+json"),
    ],
)
def test_a_format_that_there_is_not_is_answered_with_what_there_is(
    client: httpx.Client, query: str, accept: str, told: str
) -> None:
    assert told in detail(ask(client, query, accept), 406)


def test_an_earlier_version_tells_what_its_answers_rested_on_then(followed: httpx.Client, past: History) -> None:
    query = f"{PREFIXES}SELECT ?a {{ ?a ox:hasInterest ?i }}"
    seen = {}
    for version in (past.versions[0], past.current):
        response = ask(followed, query, "application/ld+json;profile=prov", version=version)
        assert response.status_code == 200, response.text
        graph = Graph().parse(data=response.text, format="json-ld")
        assert (None, PROV.used, URIRef(f"{BASE}versions/{version}")) in graph
        seen[version] = {str(one).removeprefix(CLAIM) for one in graph.subjects(RDF.type, OX.Claim)}
    assert "A1.2" in seen[past.versions[0]]
    assert "A1.2" not in seen[past.current]  # it was withdrawn
    shown = ask(followed, query, "text/html", version=past.versions[0]).text
    assert f"/claim/quill-harbours/A1.2?version={past.versions[0]}" in shown
    link = next(one for one in Page(shown).links if "format=bibtex" in one)
    assert "A1.2" in followed.get(link).text


def test_provenance_is_compressed_like_any_answer(client: httpx.Client) -> None:
    headers = {"Accept": "application/ld+json;profile=prov", "Accept-Encoding": "gzip"}
    response = client.get("/sparql", params={"query": SHARED}, headers=headers)
    assert response.headers["content-encoding"] == "gzip"
    assert response.json()["@graph"]
