"""Wikidata beside our entities: what each is mapped to, and the way back from an item."""

import json
import re
from collections.abc import Iterator

import httpx
import pytest
import rdflib
from rdflib import SKOS, URIRef

from api.settings import Settings
from graph.build import Build
from graph.links import WIKIDATA
from tests.api.conftest import detail, served

BASE = "https://w3id.org/oxiana/"
SAME_AS = URIRef("https://schema.org/sameAs")
PAGE = {"Accept": "text/html"}


@pytest.fixture(scope="module")
def linked_client(linked_build: Build) -> Iterator[httpx.Client]:
    with served(linked_build.store_path, Settings(), linked_build.version) as one:
        yield one


def page(client: httpx.Client, path: str, language: str = "en", status: int = 200) -> str:
    answer = client.get(path, headers=PAGE | {"Accept-Language": language})  # ?lang= would be remembered by others
    assert answer.status_code == status, answer.text
    return answer.text


def aside(text: str) -> str:
    """What stands apart on a page, without its marks."""
    (found,) = re.findall(r"<aside.*?</aside>", text, re.DOTALL)
    return " ".join(re.sub(r"<[^>]*>", " ", found).split())


@pytest.mark.parametrize("address", ["/id?wikidata=Q900000001", "/id/wikidata/Q900000001"])
def test_an_item_leads_to_the_entity_that_it_is(linked_client: httpx.Client, address: str) -> None:
    answer = linked_client.get(address)
    assert (answer.status_code, answer.headers["location"]) == (303, "/id/Corran")
    answer = linked_client.head(address)
    assert (answer.status_code, answer.headers["location"]) == (303, "/id/Corran")


def test_the_question_may_be_put_to_the_home_page_too(linked_client: httpx.Client) -> None:
    answer = linked_client.get("/?wikidata=Q900000001&lang=zh-Hant")
    assert (answer.status_code, answer.headers["location"]) == (303, "/id?wikidata=Q900000001&lang=zh-Hant")
    assert linked_client.get("/id/?wikidata=Q900000001").headers["location"] == "/id/Corran"


def test_the_way_from_an_item_keeps_the_language(linked_client: httpx.Client) -> None:
    answer = linked_client.get("/id/wikidata/Q900000002?lang=zh-Hant")
    assert answer.headers["location"] == "/id/Ostra?lang=zh-Hant"


def test_behind_a_proxy_the_way_stays_below_its_path(linked_build: Build) -> None:
    with served(linked_build.store_path, Settings(root_path="/far"), linked_build.version) as client:
        assert client.get("/far/id/wikidata/Q900000001").headers["location"] == "/far/id/Corran"


@pytest.mark.parametrize("address", ["/id?wikidata=Q900000099", "/id/wikidata/Q900000099"])
def test_an_item_that_nothing_is_mapped_to_is_not_found(linked_client: httpx.Client, address: str) -> None:
    assert detail(linked_client.get(address), 404) == (
        "no entity is mapped to the item Q900000099 of Wikidata; search by name at /search"
    )
    answer = linked_client.get(address, headers=PAGE | {"Accept-Language": "zh-Hant"})
    assert "沒有實體對應維基數據之 Q900000099" in answer.text


@pytest.mark.parametrize("item", ["900000001", "q900000001", "Q0", "Q01", "P31", "Q1x", "Q" + "9" * 40, "Q１", ""])
def test_a_malformed_identifier_is_told(linked_client: httpx.Client, item: str) -> None:
    told = f"{item!r} is no identifier of an item of Wikidata; write one such as Q485207"
    assert detail(linked_client.get("/id", params={"wikidata": item}), 400) == told
    if item:
        assert detail(linked_client.get(f"/id/wikidata/{item}"), 400) == told


def test_without_an_item_the_way_out_is_said(linked_client: httpx.Client) -> None:
    assert "/id?wikidata=Q485207" in detail(linked_client.get("/id"), 400)


def test_an_item_that_is_no_entity_itself_is_answered_with_those_that_are_linked_to_it(
    linked_client: httpx.Client,
) -> None:
    answer = linked_client.get("/id/wikidata/Q900000004", headers={"Accept": "application/json"})
    assert answer.status_code == 300
    told = answer.json()
    assert told["item"] == f"{WIKIDATA}Q900000004"
    assert [(one["entity"], one["predicate"]) for one in told["entities"]] == [
        (f"{BASE}id/OutlivingThePirates", str(SKOS.relatedMatch)),
        (f"{BASE}id/Piracy", str(SKOS.broadMatch)),
    ]
    english = page(linked_client, "/id/wikidata/Q900000004", status=300)
    assert "No entity is the item itself" in english
    assert 'href="/id/Piracy"' in english
    assert "the item is broader" in english
    assert "沒有實體即為該項目" in page(linked_client, "/id/wikidata/Q900000004", "zh-Hant", 300)


def test_an_item_that_is_only_close_is_never_passed_off_as_the_entity(linked_client: httpx.Client) -> None:
    assert linked_client.get("/id?wikidata=Q900000003").status_code == 300


def test_the_page_of_an_entity_shows_its_item_apart_from_the_claims(linked_client: httpx.Client) -> None:
    text = page(linked_client, "/id/Velm")
    told = aside(text)
    for words in (
        "not what the text says",
        "Q900000003",
        "close to the entity, but not the same",
        "confidence 0.7",
        "curated one by one",
        "the tests",
        "2026-02-28",
        "The item is the island, not the state.",
    ):
        assert words in told
    assert f'href="{WIKIDATA}Q900000003"' in text
    assert "Q900000003" not in re.sub(r"<aside.*?</aside>", "", text, flags=re.DOTALL)


def test_the_page_says_the_same_in_chinese(linked_client: httpx.Client) -> None:
    told = aside(page(linked_client, "/id/Velm", "zh-Hant"))
    for words in ("並非文本所言", "相近，但不相同", "信心 0.7", "逐一審定"):
        assert words in told


def test_the_page_of_an_entity_without_an_item_says_so(linked_client: httpx.Client) -> None:
    told = aside(page(linked_client, "/id/WantOfSalt"))
    assert "No item is linked." in told
    assert "Not looked up." in told


def test_where_no_links_are_made_a_page_is_silent(client: httpx.Client) -> None:
    assert "<aside" not in page(client, "/id/Velm")
    assert client.get("/id/wikidata/Q1").status_code == 404


def test_schema_org_same_as_stands_in_the_json_ld_of_exact_matches_only(linked_client: httpx.Client) -> None:
    for entity, same in (("Corran", [f"{WIKIDATA}Q900000001"]), ("Velm", [])):
        data = linked_client.get(f"/id/{entity}.jsonld").text
        graph = rdflib.Graph().parse(data=data, format="json-ld")
        assert [str(one) for one in graph.objects(URIRef(f"{BASE}id/{entity}"), SAME_AS)] == same
        blocks = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page(linked_client, f"/id/{entity}"))
        told = [json.loads(block) for block in blocks]
        assert [one["sameAs"] for one in told] == ([same] if same else [])
        assert [(one["@id"], one["name"]) for one in told] == ([(f"{BASE}id/{entity}", entity)] if same else [])


def test_a_mapping_and_its_set_have_pages_and_data(linked_client: httpx.Client) -> None:
    mapping = "/mapping/wikidata/Velm/closeMatch/Q900000003"
    for words in ("Velm", "0.7", "close match", "curated one by one"):
        assert words in page(linked_client, mapping)
    graph = rdflib.Graph().parse(data=linked_client.get(f"{mapping}.ttl").text, format="turtle")
    assert (URIRef(BASE + mapping[1:]), rdflib.OWL.annotatedTarget, WIKIDATA.Q900000003) in graph
    assert "The archipelago in Wikidata" in page(linked_client, "/mapping/wikidata")


def test_the_data_of_an_entity_name_its_mapping_in_the_graph_of_links(linked_client: httpx.Client) -> None:
    data = linked_client.get("/id/Velm.nq").text
    assert f"<{BASE}id/Velm> <{SKOS.closeMatch}> <{WIKIDATA}Q900000003> <{BASE}graph/links> ." in data
