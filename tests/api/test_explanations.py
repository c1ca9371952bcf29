"""/explain and oxiana explain, as people and programs ask them."""

import asyncio
import json
from pathlib import Path

import httpx
import pytest
from rdflib import PROV, RDF, Graph, URIRef

from graph.build import Build
from graph.explainer import Explainer
from graph.limits import Limits
from ontology.errors import OverloadError, QueryTimeoutError
from ontology.terms import Names
from tests.api.test_cli import oxiana
from tests.api.test_pages import Page

BASE, OX = "https://w3id.org/oxiana/", Names().ox
SHARED = {"subject": "id:Corran", "predicate": "ox:sharesInterestWith", "object": "id:Velm"}
HERRING = "economic interest in the herring grounds"
GLOSSES = {
    "A1.1": "Corran and Ostra have an economic interest in the herring grounds.",
    "A1.2": "Ostra and Velm have an economic interest in the herring grounds.",
}


def ask(client: httpx.Client, accept: str, language: str = "en", **given: str) -> httpx.Response:
    return client.get("/explain", params=given, headers={"Accept": accept, "Accept-Language": language})


def test_a_program_gets_the_steps_from_the_claims_to_the_triple(client: httpx.Client) -> None:
    answer = client.get("/explain", params=SHARED)
    assert answer.headers["content-type"] == "application/json"
    told = answer.json()
    assert (told["holds"], told["is_complete"]) == ("inferred", True)
    (proof,) = told["proofs"]
    assert proof["steps"][-1]["triple"] == [f"<{BASE}id/Corran>", f"<{OX.sharesInterestWith}>", f"<{BASE}id/Velm>"]
    assert {claim.rpartition("/")[2] for step in proof["steps"] for claim in step["claims"]} == {"A1.1", "A1.2"}
    assert all(premise < at for at, step in enumerate(proof["steps"]) for premise in step["from"])


@pytest.mark.parametrize("names", [("Corran", "Velm"), ("科蘭", "維姆"), (f"<{BASE}id/Corran>", f"{BASE}id/Velm")])
@pytest.mark.parametrize("predicate", ["shares an interest with", "與之有共同利益", "ox:sharesInterestWith"])
def test_things_may_be_called_by_a_label_in_either_language_a_prefixed_name_or_their_iri(
    client: httpx.Client, names: tuple[str, str], predicate: str
) -> None:
    told = ask(client, "application/json", subject=names[0], predicate=predicate, object=names[1]).json()
    assert told == client.get("/explain", params=SHARED).json()


@pytest.mark.parametrize(
    ("language", "sentences"),
    [
        (
            "en",
            [
                "Corran shares an interest with Velm",
                "Shared interest: Two different actors that have the same interest share an interest.",
                f"Velm has interest {HERRING}",
                "asserted : " + GLOSSES["A1.1"] + " A1.s2c1",
                "A2.7 (contradiction)",
                "Corran belongs to “actor”",
                "as this project describes it",
            ],
        ),
        (
            "zh-Hant",
            [
                "科蘭 與之有共同利益 維姆",
                "共同利益：兩個不同的行為體具有同一利益",
                "科蘭 屬於 「行為者」",
                "依本計畫之說明",
                "A2.7 (矛盾)",
            ],
        ),
    ],
)
def test_the_page_reads_as_sentences_down_to_claims_passages_and_tensions(
    client: httpx.Client, language: str, sentences: list[str]
) -> None:
    answer = ask(client, "text/html", language, **SHARED)
    assert answer.status_code == 200
    page = Page(answer.text)
    assert [one for one in sentences if one not in page.text] == []
    assert {"/claim/quill-harbours/A1.1", "/text/quill-harbours/A1.s2c1", "/rule/shared-interest"} <= set(page.links)
    for link in page.links:
        if link.startswith(("/inference/", "/rule/")):
            assert client.get(link).status_code == 200


def test_as_text_it_is_the_same_down_to_the_clauses(client: httpx.Client) -> None:
    text = ask(client, "text/plain", **SHARED).text
    assert text.startswith("Corran shares an interest with Velm\nIt follows (1 of 1):\n")
    for claim, clause in (("A1.1", "A1.s2c1"), ("A1.2", "A1.s2c2")):
        assert f"claim {claim} [asserted] {GLOSSES[claim]} ({clause})" in text
    assert "! in tension with A2.7 (contradiction)" in text


@pytest.mark.parametrize(("accept", "format_"), [("application/ld+json", "json-ld"), ("text/turtle", "turtle")])
def test_as_rdf_it_is_what_graph_derivations_says_of_its_steps(client: httpx.Client, accept: str, format_: str) -> None:
    graph = Graph().parse(data=ask(client, accept, **SHARED).text, format=format_)
    inferences = set(graph.subjects(RDF.type, OX.Inference))
    assert len(inferences) == 3
    for inference in inferences:
        assert isinstance(inference, URIRef)
        query = f"CONSTRUCT {{ <{inference}> ?p ?o }} {{ GRAPH <{BASE}graph/derivations> {{ <{inference}> ?p ?o }} }}"
        published = client.get("/sparql", params={"query": query}, headers={"Accept": "application/n-triples"}).text
        said = set(Graph().parse(data=published, format="nt"))
        assert {one for one in said if one[1] != OX.restsOnContested} == set(graph.triples((inference, None, None)))
    assert (None, PROV.wasDerivedFrom, URIRef(f"{BASE}claim/quill-harbours/A1.1")) in graph


def test_who_denies_it_and_what_is_missing_is_told_of_what_does_not_hold(client: httpx.Client) -> None:
    denied = ask(client, "text/plain", subject="Velm", predicate="faces threat", object="id:Piracy").text
    assert "claim A1.4 [denied] Velm does not face piracy. (A1.s3c2)" in denied
    assert "but a condition of the rule excludes it" in denied
    silent = ask(client, "text/html", subject="Empire of Mar", predicate="shares an interest with", object="Velm")
    assert "Silence is not denial." in silent.text
    assert f"missing : Empire of Mar has interest {HERRING}" in Page(silent.text).text


def test_with_and_without_claims_tell_what_would_be_inferred_or_lost(client: httpx.Client) -> None:
    told = client.get("/explain", params={"without": "A1.1"}).json()
    assert told["gained"]["in_all"] == 0
    assert [f"<{BASE}id/Corran>", f"<{OX.sharesInterestWith}>", f"<{BASE}id/Velm>"] in told["lost"]["triples"]
    page = Page(ask(client, "text/html", **{"with": "A2.6"}).text)
    assert "If this were taken in" in page.text
    assert "Velm takes part in tariff league" in page.text
    changed = client.get("/explain", params={**SHARED, "without": "A1.1"}).json()
    assert changed["holds"] == "no"


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({}, "name a subject, a predicate and an object"),
        ({"subject": "id:Corran"}, "a subject, a predicate and an object are needed"),
        ({**SHARED, "subject": "Corrann"}, "nothing in the graph is called Corrann; did you mean id:Corran"),
        ({**SHARED, "subject": "id:Nobody"}, "nothing in the graph is called id:Nobody"),
        ({**SHARED, "object": '"open'}, "is no literal of N-Triples"),
        ({**SHARED, "without": "A9.9"}, "no claim is called A9.9"),
        ({**SHARED, "without": "A1.1 " * 101}, "more than 100 claims"),
        ({**SHARED, "object": '"\\uZZZZ"'}, "is no literal of N-Triples"),
        ({**SHARED, "object": '"\\ud800"'}, "is no literal of N-Triples"),
        ({**SHARED, "object": '"a"^^<x>'}, "is no literal of N-Triples"),
        ({**SHARED, "subject": "id:\x00"}, "nothing in the graph is called"),
        ({"with": "A1.4"}, "A1.4 denies what it is about; to take that in would be to affirm it"),
        ({"with": "A2.6", "without": "A2.6"}, "cannot be both taken in and left out"),
    ],
)
def test_what_is_malformed_or_unknown_is_told_with_the_next_step(
    client: httpx.Client, given: dict[str, str], told: str
) -> None:
    answer = client.get("/explain", params=given, headers={"Accept": "application/json"})
    assert answer.status_code == 400
    assert told in answer.json()["detail"]


@pytest.mark.parametrize("name", ['"維姆"@zh-Hant', '"維姆"@zh-hant', '"Velm"@EN'])
def test_a_label_holds_in_whatever_case_its_tag_is_written(client: httpx.Client, name: str) -> None:
    told = ask(client, "application/json", subject="id:Velm", predicate="rdfs:label", object=name).json()
    assert told["holds"] == "asserted"


def test_claims_and_passages_may_be_called_by_their_prefixes_where_there_is_one_source(client: httpx.Client) -> None:
    given = {"subject": "claim:A1.1", "predicate": "stated in", "object": "text:A1.s2c1"}
    assert ask(client, "application/json", **given).json()["holds"] == "asserted"


def test_what_claims_say_and_how_is_told_to_programs_too(client: httpx.Client) -> None:
    told = ask(client, "application/json", subject="id:Velm", predicate="ox:facesThreat", object="id:Piracy").json()
    (claim,) = told["said"]
    assert told["claims"][claim]["modality"] == str(OX.Denied)
    assert told["claims"][claim]["gloss"] == "Velm does not face piracy."
    contested = client.get("/explain", params=SHARED).json()["claims"][f"{BASE}claim/quill-harbours/A1.1"]["contested"]
    assert [one["by"].rpartition("/")[2] for one in contested] == ["A2.7"]


def test_what_is_supposed_is_not_told_as_rdf_and_what_is_asserted_names_its_claims(client: httpx.Client) -> None:
    answer = ask(client, "text/turtle", **SHARED, without="A1.1")
    assert answer.status_code == 400
    assert "what is supposed is not told as RDF" in answer.json()["detail"]
    asserted = ask(client, "text/turtle", subject="Velm", predicate="has interest", object=HERRING).text
    graph = Graph().parse(data=asserted, format="turtle")
    (statement,) = graph.subjects(RDF.type, RDF.Statement)
    claims = {str(one).rpartition("/")[2] for one in graph.objects(statement, PROV.wasDerivedFrom)}
    assert claims == {"A1.2"}


def test_what_is_not_inferred_of_classes_is_told_so(client: httpx.Client) -> None:
    given = {"subject": "ox:CentralAsianState", "predicate": "rdfs:subClassOf", "object": "ox:Actor"}
    told = ask(client, "text/plain", **given).text
    assert "what classes and properties have to do with each other is not inferred here" in told


def test_without_a_question_the_page_asks_for_one(client: httpx.Client) -> None:
    answer = client.get("/explain")
    assert answer.headers["content-type"].startswith("text/html")
    assert answer.status_code == 200
    assert all(f'name="{name}"' in answer.text for name in ("subject", "predicate", "object", "with", "without"))


def test_the_page_of_what_is_contested_lists_inferences_and_what_is_denied_and_asserted(client: httpx.Client) -> None:
    page = Page(client.get("/contested", headers={"Accept": "text/html"}).text)
    assert f"Ostra has interest {HERRING} denied by A2.7 · asserted by A1.1" in page.text
    assert "Corran shares an interest with Velm why? · A1.1" in page.text


def test_the_command_explains_in_either_language_and_tells_by_its_status_whether_it_holds(second_data: Path) -> None:
    done = oxiana("explain", "科蘭", "shares an interest with", "Velm", "--data", second_data)
    assert done.returncode == 0
    assert "It follows (1 of 1):" in done.stdout
    done = oxiana("explain", "Velm", "faces threat", "id:Piracy", "--lang", "zh-Hant", "--data", second_data)
    assert done.returncode == 1
    assert "主張 A1.4 [否定] 維姆並無海盜之患。 (A1.s3c2)" in done.stdout
    told = json.loads(oxiana("explain", "--without", "A1.1", "--json", "--data", second_data).stdout)
    assert told["lost"]["in_all"] > 0
    assert oxiana("explain", "--data", second_data).returncode == 2
    assert oxiana("explain", "Velm", "--data", second_data).returncode == 2


def test_an_explanation_that_takes_too_long_is_ended_and_the_next_one_is_answered(second_build: Build) -> None:
    triple = [f"<{BASE}id/Corran>", f"<{OX.sharesInterestWith}>", f"<{BASE}id/Velm>"]

    async def asked() -> str:
        hasty = Explainer(second_build.store_path, Names(), Limits(seconds=0.01))
        try:
            with pytest.raises(QueryTimeoutError, match=r"no explanation within 0\.01 seconds"):
                await hasty.ask(triple)
        finally:
            await hasty.stop()
        patient = Explainer(second_build.store_path, Names(), Limits())
        try:
            left = asyncio.create_task(patient.ask(triple))
            await asyncio.sleep(0.1)
            left.cancel()  # whoever leaves does not cost the others the process
            many = await asyncio.gather(*(patient.ask(triple) for _ in range(30)), return_exceptions=True)
            assert any(isinstance(one, OverloadError) for one in many)
            answers = [one["holds"] for one in many if not isinstance(one, BaseException)]
            assert set(answers) == {"inferred"}
            return str((await patient.ask(triple))["holds"])
        finally:
            await patient.stop()

    assert asyncio.run(asked()) == "inferred"
