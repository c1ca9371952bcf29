"""A claim that is withdrawn keeps its address: 410, why, what is in its place, and where it stood last."""

import httpx
import pytest
from rdflib import Graph, Literal, URIRef
from rdflib.namespace import DCTERMS, RDF, SKOS

from graph.build import current
from graph.store import EmbeddedStore, select
from ontology.terms import Names
from tests.api.conftest import detail
from tests.api.histories import SLUG, History

NAMES = Names()
TOMBSTONE, SUCCESSOR = f"/claim/{SLUG}/A1.2", f"/claim/{SLUG}/A1.1"
UNEXPLAINED = f"/claim/{SLUG}/A1.5"


@pytest.mark.parametrize(("language", "reason"), [("en", "It only said A1.1 again."), ("zh-Hant", "僅重述 A1.1。")])
def test_a_page_tells_the_reason_the_successor_and_the_last_version(
    followed: httpx.Client, past: History, language: str, reason: str
) -> None:
    answer = followed.get(TOMBSTONE, headers={"Accept": "text/html", "Accept-Language": language})
    assert answer.status_code == 410
    assert reason in answer.text
    assert f'href="{SUCCESSOR}"' in answer.text
    assert f'href="{TOMBSTONE}?version={past.versions[1]}"' in answer.text


@pytest.mark.parametrize("how", ["accept", "extension"])
def test_as_rdf_the_tombstone_tells_the_same(followed: httpx.Client, how: str) -> None:
    accept = {"Accept": "text/turtle"} if how == "accept" else {}
    answer = followed.get(TOMBSTONE if how == "accept" else f"{TOMBSTONE}.ttl", headers=accept)
    assert answer.status_code == 410
    graph = Graph().parse(data=answer.text, format="turtle")
    claim = URIRef(NAMES.base + TOMBSTONE[1:])
    assert NAMES.ox.WithdrawnClaim in set(graph.objects(claim, RDF.type))
    assert NAMES.ox.Claim not in set(graph.objects(claim, RDF.type))
    assert graph.value(claim, DCTERMS.isReplacedBy) == URIRef(NAMES.base + SUCCESSOR[1:])
    assert Literal("It only said A1.1 again.", lang="en") in set(graph.objects(claim, SKOS.changeNote))
    quads = followed.get(TOMBSTONE, headers={"Accept": "application/trig"})
    assert quads.status_code == 410
    assert "WithdrawnClaim" in quads.text


def test_as_a_problem_it_tells_all_of_it_in_a_sentence_and_in_members(followed: httpx.Client, past: History) -> None:
    answer = followed.get(TOMBSTONE, headers={"Accept": "application/problem+json"})
    sentence = detail(answer, 410)
    assert "It only said A1.1 again" in sentence
    assert answer.json()["successors"] == [NAMES.base + SUCCESSOR[1:]]
    assert answer.json()["version"] == f"{NAMES.base}versions/{past.versions[1]}"
    assert answer.json()["memento"] in sentence


def test_a_claim_that_is_gone_without_a_word_tells_the_last_version_that_had_it(
    followed: httpx.Client, past: History
) -> None:
    sentence = detail(followed.get(UNEXPLAINED), 410)
    assert f"{UNEXPLAINED}?version={past.versions[1]}" in sentence
    page = followed.get(UNEXPLAINED, headers={"Accept": "text/html", "Accept-Language": "zh-Hant"})
    assert page.status_code == 410
    assert f'href="{UNEXPLAINED}?version={past.versions[1]}"' in page.text
    answer = followed.get(f"{UNEXPLAINED}?version={past.versions[1]}")
    assert answer.status_code == 200


def test_before_a_claim_was_there_it_is_not_found_and_not_gone(followed: httpx.Client, past: History) -> None:
    assert followed.get(f"{UNEXPLAINED}?version={past.versions[0]}").status_code == 404
    assert followed.get(f"/claim/{SLUG}/A1.77").status_code == 404
    assert followed.get("/id/Nobody").status_code == 404


def test_a_claim_that_stands_is_no_problem_to_who_prefers_problems(followed: httpx.Client) -> None:
    assert followed.get(SUCCESSOR, headers={"Accept": "application/problem+json, text/turtle;q=0.5"}).status_code == 200
    assert followed.get(SUCCESSOR, headers={"Accept": "application/problem+json"}).status_code == 406


def test_a_withdrawn_claim_counts_nowhere(past: History) -> None:
    built = current(past.data)
    assert built.summary["claims"] == 11
    assert built.summary["coverage"][SLUG]["in all"]["claims"] == 11
    store = EmbeddedStore.open(built.store_path)
    claim = f"<{NAMES.base}{TOMBSTONE[1:]}>"
    assert select(store, f"SELECT * {{ GRAPH {claim} {{ ?s ?p ?o }} }}") == []
    assert select(store, f"SELECT * {{ ?inference <http://www.w3.org/ns/prov#wasDerivedFrom> {claim} }}") == []
