"""The record and the citation of a cited answer in the formats of machines, and the signposts to them."""

from collections.abc import Callable

import httpx
import pytest
from rdflib import Graph, Literal, URIRef
from rdflib.compare import isomorphic
from rdflib.namespace import DCTERMS

from graph.answer_record import from_json_ld
from graph.build import Build
from tests.api.test_answer_pages import QUERY
from tests.api.test_signposting import links, targets

BASE = "https://w3id.org/oxiana/"
ROOT = "/far"
RDF = {"ttl": "text/turtle", "nt": "application/n-triples", "rdf": "application/rdf+xml", "trig": "application/trig"}


def described(client: httpx.Client, path: str) -> Graph:
    return Graph().parse(data=client.get(f"{path}.nt").text, format="nt")


@pytest.mark.parametrize("extension", RDF)
def test_the_record_is_there_in_every_format_of_rdf_and_says_the_same(
    far: httpx.Client, cited: Callable[..., str], extension: str
) -> None:
    path = cited(QUERY, title="How it is said")
    answer = far.get(f"{path}.{extension}")
    assert answer.headers["content-type"].startswith(RDF[extension])
    found = Graph().parse(data=answer.text, format={"rdf": "xml", "nt": "nt"}.get(extension, "turtle"))
    assert isomorphic(found, described(far, path))
    assert (URIRef(BASE + path[1:]), DCTERMS.identifier, Literal(path[7:])) in found
    asked = far.get(path, headers={"Accept": RDF[extension]})
    assert asked.headers["content-type"] == answer.headers["content-type"]


def test_the_record_as_json_ld_is_whole_and_means_what_the_other_formats_say(
    far: httpx.Client, cited: Callable[..., str]
) -> None:
    path = cited(QUERY, title="How it is said")
    text = far.get(f"{path}.jsonld").text
    assert from_json_ld(text).iri == BASE + path[1:]
    assert far.get(path, headers={"Accept": "application/ld+json"}).text == text
    assert isomorphic(Graph().parse(data=text, format="json-ld"), described(far, path))


@pytest.mark.parametrize(
    ("extension", "accept", "words"),
    [
        ("bib", "application/x-bibtex", "@"),
        ("ris", "application/x-research-info-systems", "UR  - "),
        ("csl.json", "application/vnd.citationstyles.csl+json", '"URL"'),
    ],
)
def test_the_citation_is_there_in_every_format_by_its_address_and_by_what_is_accepted(
    far: httpx.Client, cited: Callable[..., str], extension: str, accept: str, words: str
) -> None:
    path = cited(QUERY)
    answer = far.get(f"{path}.{extension}")
    assert answer.headers["content-type"].startswith(accept)
    assert words in answer.text
    assert BASE + path[1:] in answer.text
    assert far.get(path, headers={"Accept": accept}).text == answer.text


def test_a_formatted_citation_is_in_the_style_and_language_asked_for(
    far: httpx.Client, cited: Callable[..., str], second_build: Build
) -> None:
    path, accept = cited(QUERY, title="How it is said"), {"Accept": "text/x-bibliography; style=mla; locale=en"}
    mla = far.get(path, headers=accept).text
    assert BASE + path[1:] in mla
    assert second_build.version[:16] in mla
    assert far.get(path, params={"style": "gb-7714", "format": "text/x-bibliography"}).text != mla
    day = far.get(
        path, params={"accessed": "2020-02-03"}, headers={"Accept": "application/vnd.citationstyles.csl+json"}
    )
    assert day.json()[0]["accessed"] == {"date-parts": [[2020, 2, 3]]}
    assert "查詢結果" in far.get(path, headers={"Accept": "text/x-bibliography; locale=zh-TW"}).text


def test_the_page_has_the_signposts_of_a_landing_page(
    far: httpx.Client, cited: Callable[..., str], second_build: Build
) -> None:
    path = cited(QUERY)
    found = links(far.head(path, headers={"Accept": "text/html"}))
    assert targets(found, "cite-as") == [BASE + path[1:]]
    assert targets(found, "type") == ["https://schema.org/AboutPage", "https://schema.org/Dataset"]
    assert targets(found, "collection") == [f"{ROOT}/versions/{second_build.version}"]
    assert targets(found, "item") == [f"{ROOT}{path}/result"]
    described_by = targets(found, "describedby")
    assert {one.partition(".")[2] for one in described_by} == {"ttl", "jsonld", "trig", "bib", "ris", "csl.json"}
    for target, told in found:
        if told["rel"] in ("describedby", "item", "linkset"):
            answer = far.get(target)
            assert answer.status_code == 200
            assert answer.headers["content-type"].startswith(told["type"])
    assert (f"{ROOT}{path}", {"rel": "describes"}) in links(far.get(f"{path}.ttl"))
    (told, *_) = far.get(f"{path}.linkset").json()["linkset"]
    assert told["item"] == [{"href": f"{BASE}{path[1:]}/result", "type": "application/sparql-results+json"}]
