"""The concept lattice over HTTP: as a page, as JSON and as RDF; and the similarity of two things."""

import json
import re
from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree

import httpx
import pytest
from rdflib import PROV, RDF, SKOS, BNode, Graph, Literal, URIRef
from rdflib.namespace import VOID

from api.settings import Settings
from graph.contexts import MOST_OBJECTS
from graph.engine import GRAPHS, QUADS
from ontology.terms import Names
from tests.api.conftest import detail, select, served
from tests.api.test_pages import page

NAMES = Names()
OX, ID = NAMES.ox, NAMES.entity
CLAIM = NAMES.claim("quill-harbours")
HERRING = ID.EconomicInterestInTheHerringGrounds
ADDRESS = URIRef(f"{NAMES.base}lattice?of=ox:Actor&by=ox:hasInterest")
SILENCE = {"en": "Silence is not denial", "zh-Hant": "未提及並非否定"}


def told(client: httpx.Client, path: str = "/lattice", **params: str) -> Any:  # noqa: ANN401 - JSON
    answer = client.get(path, params=params, headers={"Accept": "application/json"})
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/json"
    return answer.json()


def iris(*terms: URIRef) -> list[str]:
    return [str(term) for term in terms]


def test_the_lattice_of_actors_by_interests_is_told_without_being_asked_for_in_particular(
    client: httpx.Client,
) -> None:
    found = told(client)
    assert found == told(client, of="ox:Actor", by=str(OX.hasInterest))
    everybody, holders = found["concepts"]
    assert len(everybody["extent"]) == 5
    assert set(iris(ID.EmpireOfMar, ID.TariffLeague)) == set(found["nothing said of"])
    assert holders["extent"] == iris(ID.Corran, ID.Ostra, ID.Velm)
    assert holders["intent"] == iris(HERRING)
    assert holders["above"] == [everybody["concept"]]
    assert holders["evidence"] == iris(CLAIM["A1.1"], CLAIM["A1.2"])
    denial = {"object": str(ID.Ostra), "attribute": str(HERRING), "claims": iris(CLAIM["A2.7"])}
    assert found["denied"] == [denial]
    assert found["implications"] == []
    for language, words in SILENCE.items():
        assert words in found["caution"][language]


def test_an_implication_is_told_with_its_support(client: httpx.Client) -> None:
    (one,) = told(client, of="ox:Group", by="ox:facesThreat")["implications"]
    assert (one["premise"], one["conclusion"]) == ([], iris(ID.Piracy))
    assert (one["support"], one["objects"]) == (1, iris(ID.ThreeHarbours))
    text = page(client, "/lattice?of=ox:Group&by=ox:facesThreat").text
    assert re.search("All have piracy in the outer straits Support ?: 1", text)


@pytest.mark.parametrize("media_type", [*GRAPHS, *QUADS])
def test_the_lattice_is_had_in_every_format_of_rdf_with_names_for_all_its_parts(
    client: httpx.Client, media_type: str
) -> None:
    answer = client.get("/lattice", headers={"Accept": media_type})
    assert answer.headers["content-type"].partition(";")[0] == media_type
    if media_type in QUADS:
        return
    graph = Graph().parse(data=answer.text, format="json-ld" if "json" in media_type else media_type)
    assert not any(isinstance(term, BNode) for triple in graph for term in triple)
    assert graph.value(ADDRESS, VOID["class"]) == OX.Actor
    assert graph.value(ADDRESS, VOID.triples) == Literal(3)
    ((below, top),) = graph.subject_objects(SKOS.broader)
    assert set(graph.subjects(SKOS.topConceptOf, ADDRESS)) == {top}
    assert set(graph.objects(below, OX.intent)) == {HERRING}
    assert set(graph.objects(below, OX.extent)) == {ID.Corran, ID.Ostra, ID.Velm}
    assert set(graph.objects(below, PROV.wasDerivedFrom)) == {CLAIM["A1.1"], CLAIM["A1.2"]}
    notes = {note.language: str(note) for note in graph.objects(ADDRESS, SKOS.note) if isinstance(note, Literal)}
    assert {language.lower() for language in SILENCE} == {str(language).lower() for language in notes}
    (pair,) = [one for one in graph.subjects(RDF.subject, ID.Velm) if (one, RDF.object, HERRING) in graph]
    assert set(graph.objects(pair, PROV.wasDerivedFrom)) == {CLAIM["A1.2"]}


def test_an_implication_is_had_as_rdf(client: httpx.Client) -> None:
    text = client.get("/lattice?of=ox:Group&by=ox:facesThreat&format=turtle").text
    graph = Graph().parse(data=text, format="turtle")
    (one,) = graph.subjects(RDF.type, OX.Implication)
    assert set(graph.objects(one, OX.conclusion)) == {ID.Piracy}
    assert graph.value(one, OX.support) == Literal(1)
    supporting = graph.value(one, OX.supportedBy)
    assert set(graph.objects(supporting, OX.extent)) == {ID.ThreeHarbours}


def test_every_term_of_ours_in_the_rdf_is_in_the_vocabulary(client: httpx.Client) -> None:
    graph = Graph()
    for query in ("", "?of=ox:Group&by=ox:facesThreat"):
        graph.parse(data=client.get(f"/lattice{query}", headers={"Accept": "text/turtle"}).text, format="turtle")
    used = {term for triple in graph for term in triple if isinstance(term, URIRef) and term in OX}
    defined = {URIRef(row[0]) for row in select(client, "SELECT DISTINCT ?s { ?s a ?kind }")}
    assert {OX.FormalContext, OX.FormalConcept, OX.extent, OX.intent} <= used <= defined


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ["3 share 1", "economic interest in the herring grounds", "of 2 nothing is said", "A2.7 (denied)"]),
        ("zh-Hant", ["3 者共有 1 項", "鯡場的經濟利益", "2 者未獲述及", "A2.7 (否定)"]),
    ],
)
def test_the_page_tells_it_in_the_reader_s_language_with_its_evidence(
    client: httpx.Client, language: str, words: list[str]
) -> None:
    one = page(client, "/lattice", language)
    for each in [*words, SILENCE[language]]:
        assert each in one.text
    assert {f"/claim/quill-harbours/{name}" for name in ("A1.1", "A1.2", "A2.7")} <= set(one.links)
    assert "Corran" in one.text, "the diagram has both languages"
    assert "科蘭" in one.text


def test_the_page_leads_from_a_member_to_the_inference_and_says_what_becomes_of_groups(client: httpx.Client) -> None:
    one = page(client, "/lattice?of=ox:Agent&by=ox:facesThreat")
    assert "/claim/quill-harbours/A1.3" in one.links
    assert len({link for link in one.links if link.startswith("/inference/")}) == 2
    assert "what is said of it counts for the members by inference" in one.text


def test_a_class_without_members_and_a_property_without_values_are_told_and_are_no_error(client: httpx.Client) -> None:
    assert "Nothing is of this class." in page(client, "/lattice?of=ox:Person").text
    assert "Of nothing in this class is such a value said." in page(client, "/lattice?of=ox:State&by=ox:backedBy").text
    assert told(client, of="ox:Person")["objects"] == []


BAD = [
    ("/lattice?of=ox:Nobody", "ox:Nobody is no class: nothing is of it"),
    ("/lattice?by=ox:hasNothing", "ox:hasNothing is no property"),
    ("/lattice?of=Actor", "'Actor' is no name; write it as ox:Actor"),
    ("/lattice?of=http://a b", "is no name"),
    ("/lattice?of=ox:a b", "is not an IRI"),
    ("/lattice?of=ox:Event&by=ox:date", "is a literal"),
    ("/similarity?a=id:Velm", "name two things"),
    ("/similarity", "name two things"),
    ("/similarity?a=id:Velm&b=id:ThreeHarbours", "id:ThreeHarbours is not of the class ox:Actor"),
    ("/similarity?a=id:Velm&b=id:Nobody", "id:Nobody is not of the class"),
]


@pytest.mark.parametrize(("path", "words"), BAD)
def test_what_is_wrong_is_told_in_a_sentence(client: httpx.Client, path: str, words: str) -> None:
    assert words in detail(client.get(path), 400)
    assert words in page(client, path).text.replace("&#39;", "'")


def test_a_format_that_there_is_not_and_a_method_that_is_not_possible(client: httpx.Client) -> None:
    assert client.get("/lattice", headers={"Accept": "text/csv"}).status_code == 406
    assert client.get("/similarity?a=id:Velm&b=id:Ostra", headers={"Accept": "text/turtle"}).status_code == 406
    assert client.post("/lattice").headers["allow"] == "GET, HEAD"
    head = client.head("/lattice")
    assert (head.status_code, head.content) == (200, b"")


def test_two_things_are_compared_by_lists_and_then_by_numbers(client: httpx.Client) -> None:
    found = told(client, "/similarity", a="id:Velm", b="id:Ostra")
    assert found["shared"] == iris(HERRING)
    assert found["jaccard"]["value"] == 1
    kappa = found["kappa"]
    assert (kappa["value"], kappa["agreement"], kappa["chance"]) == (None, "1", "1")
    assert "NaN" not in json.dumps(found)
    for language, why in {"en": "chance alone makes them agree", "zh-Hant": "機遇本身即使其一致"}.items():
        assert why in kappa["told"][language]
        text = page(client, "/similarity?a=id:Velm&b=id:Ostra", language).text
        assert why in text
        assert SILENCE[language] in text
        assert text.index("A1.2") < text.index("1/1 = 1.000")
        assert "A2.7" in text, "the denial stands beside the claim"


def test_two_of_which_nothing_is_said_are_undefined_in_words(client: httpx.Client) -> None:
    text = page(client, "/similarity?a=id:TariffLeague&b=id:EmpireOfMar").text
    assert "undefined (0/0): nothing is said of either" in text
    assert "undefined (0/0)" in page(client, "/similarity?a=id:Velm&b=id:Ostra&by=ox:backedBy").text


@pytest.fixture
def large() -> Iterator[httpx.Client]:
    """A client of a service whose default graph has a class that is too large."""
    kinds = "\n".join(f"<http://e.org/{n}> <{RDF.type}> <http://e.org/C> ." for n in range(MOST_OBJECTS + 1))
    with served(kinds.encode(), Settings()) as one:
        yield one


def test_a_lattice_that_is_too_large_is_refused_with_its_limit(large: httpx.Client) -> None:
    told_ = detail(large.get("/lattice?of=http://e.org/C&by=http://e.org/p"), 413)
    assert f"at most {MOST_OBJECTS} things" in told_


def test_when_too_many_wait_the_next_is_told_to_come_again(
    client: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.lattice.MOST_WAITING", 0)
    answer = client.get("/lattice")
    assert "ask again in some seconds" in detail(answer, 503)
    assert answer.headers["retry-after"]


def test_a_plain_store_has_no_lattice(plain: httpx.Client) -> None:
    assert plain.get("/lattice").status_code == 404


def test_the_home_page_leads_to_the_lattice(client: httpx.Client) -> None:
    assert "/lattice" in page(client, "/").links


def test_the_diagram_is_a_picture_of_its_own_too(client: httpx.Client) -> None:
    answer = client.get("/lattice", headers={"Accept": "image/svg+xml"})
    assert answer.headers["content-type"] == "image/svg+xml"
    root = ElementTree.fromstring(answer.text)  # noqa: S314 - our own
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    told = " ".join(one.text for one in root.iter("{http://www.w3.org/2000/svg}text") if one.text)
    assert "economic interest in" in told
    assert "Corran, Ostra, Velm" in told
