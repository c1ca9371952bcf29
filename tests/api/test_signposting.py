"""Typed links by which a program finds what a page is about, its data, its licence and how to cite it."""

import json
import re
from collections.abc import Iterator

import httpx
import pytest
from rdflib import PROV

from api.settings import Settings
from api.signposting import Signposts
from graph.build import Build
from tests.api.conftest import select, served

BASE = "https://w3id.org/oxiana/"
THINGS = ["/claim/quill-harbours/A1.2", "/text/quill-harbours/A1.s1c1", "/text/quill-harbours", "/id/Velm"]
THINGS += ["/ontology", "/ontology/0.1.0"]
LINK = re.compile(r'<([^>]*)>((?:; [a-z]+="[^"]*")*)')
Found = tuple[str, dict[str, str]]


@pytest.fixture(scope="module")
def below(second_build: Build) -> Iterator[httpx.Client]:
    """A client of the service below a path of another site, under a licence."""
    settings = Settings(root_path="/oxiana", edition=second_build.edition)
    with served(second_build.store_path, settings, second_build.version) as one:
        yield one


def links(answer: httpx.Response) -> list[Found]:
    """Those of a header (RFC 8288 §3)."""
    assert answer.status_code == 200
    told = ", ".join(answer.headers.get_list("link"))
    found = LINK.findall(told)
    assert ", ".join(f"<{target}>{rest}" for target, rest in found) == told
    return [(target, dict(re.findall(r'([a-z]+)="([^"]*)"', rest))) for target, rest in found]


def targets(found: list[Found], relation: str) -> list[str]:
    return [target for target, told in found if told["rel"] == relation]


@pytest.mark.parametrize("path", THINGS)
def test_a_page_tells_what_to_cite_what_it_is_and_of_which_dataset_under_which_licence(
    below: httpx.Client, second_build: Build, path: str
) -> None:
    found = links(below.head(path, headers={"Accept": "text/html"}))
    assert targets(found, "cite-as") == [BASE + path.removeprefix("/")]
    assert "https://schema.org/AboutPage" in targets(found, "type")
    assert len(targets(found, "type")) == 2
    assert targets(found, "license") == ["https://spdx.org/licenses/CC0-1.0"]
    assert targets(found, "collection") == [f"/oxiana/versions/{second_build.version}"]


@pytest.mark.parametrize("path", THINGS)
def test_whatever_describes_a_thing_is_there_in_the_type_that_is_told_and_leads_back(
    below: httpx.Client, path: str
) -> None:
    found = [one for one in links(below.get(path)) if one[1]["rel"] in ("describedby", "linkset")]
    assert len(found) >= 4
    for target, told in found:
        answer = below.get(target.removeprefix("/oxiana"), headers={"Accept": "text/html"})
        assert answer.headers["content-type"].partition(";")[0] == told["type"]
        assert targets(links(answer), "describes") == [f"/oxiana{path}"]


def test_every_resource_has_its_signposts_and_none_of_them_leads_nowhere(below: httpx.Client) -> None:
    query = f'SELECT DISTINCT ?s {{ ?s ?p ?o FILTER(STRSTARTS(STR(?s), "{BASE}") && !CONTAINS(STR(?s), "#")) }}'
    kept = {"versions", "graph", ".well-known"}  # which are no things of the graph
    paths = ["/" + iri.removeprefix(BASE) for (iri,) in select(below, query)]
    things = [path for path in paths if path.split("/")[1] not in kept]
    assert len(things) > 200
    known = dict[str, str]()
    for path in things:
        found = links(below.head(path, headers={"Accept": "text/html"}))
        assert targets(found, "cite-as") == [BASE + path.removeprefix("/")]
        for target, told in found:
            if told["rel"] in ("describedby", "linkset"):
                if target not in known:
                    answer = below.head(target.removeprefix("/oxiana"))
                    assert answer.status_code == 200, target
                    known[target] = answer.headers["content-type"].partition(";")[0]
                assert known[target] == told["type"]


@pytest.mark.parametrize("path", THINGS)
def test_the_link_set_says_the_same_with_whole_addresses(below: httpx.Client, path: str) -> None:
    answer = below.get(path, headers={"Accept": "application/linkset+json"})
    assert answer.headers["content-type"] == "application/linkset+json"
    first, *back = json.loads(answer.text)["linkset"]
    assert first["anchor"] == BASE + path.removeprefix("/")
    told = {(relation, one["href"]) for relation, ones in first.items() if relation != "anchor" for one in ones}
    page = links(below.get(path, headers={"Accept": "text/html"}))
    of_answer = ("linkset", str(PROV.wasDerivedFrom))
    assert told == {
        (one["rel"], re.sub("^/oxiana/", BASE, target)) for target, one in page if one["rel"] not in of_answer
    }
    assert {one["anchor"] for one in back} == {href for relation, href in told if relation == "describedby"}
    assert all(one["describes"] == [{"href": first["anchor"]}] for one in back)


def test_the_home_page_is_that_of_the_dataset(below: httpx.Client, second_build: Build) -> None:
    found = links(below.get("/"))
    assert targets(found, "cite-as") == [f"{BASE}versions/{second_build.version}"]
    assert "https://schema.org/Dataset" in targets(found, "type")
    for target in targets(found, "describedby"):
        assert second_build.version in below.get(target.removeprefix("/oxiana")).text


def test_where_no_licence_is_told_none_is_linked(second_build: Build) -> None:
    with served(second_build.store_path, Settings()) as client:
        assert targets(links(client.get("/id/Velm")), "license") == []


def test_letters_that_no_header_has_are_written_as_a_uri_has_them() -> None:
    response = Signposts(BASE, "", f"{BASE}versions/0", ()).linkset("/id/韋爾姆")
    (first, *_) = json.loads(bytes(response.body))["linkset"]
    assert first["anchor"] == f"{BASE}id/%E9%9F%8B%E7%88%BE%E5%A7%86"
