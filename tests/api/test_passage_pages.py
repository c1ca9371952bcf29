"""The pages of passages: where they stand, and what of them an attached copy shows."""

import re
from pathlib import Path

import httpx
import pyoxigraph
import pytest
from rdflib import RDF

from api.settings import Settings
from graph.attaching import attach
from graph.build import Build
from graph.store import EmbeddedStore
from graph.texts import originals
from ontology.terms import Names
from tests.api.conftest import served
from tests.api.test_pages import page


def test_a_place_in_a_source_is_an_anchor_of_its_page(client: httpx.Client) -> None:
    anchors = {attributes["id"] for _, attributes in page(client, "/text/quill-harbours").seen if "id" in attributes}
    query = "SELECT ?s { [] <http://www.w3.org/ns/oa#hasSelector> ?s }"
    rows = client.get("/sparql", params={"query": query}).json()["results"]["bindings"]
    assert {row["s"]["value"].partition("#")[2] for row in rows} <= anchors


def test_the_passage_is_shown_where_a_copy_is_attached(second_build: Build, second: Path, tmp_path: Path) -> None:
    folder = second / "quill-harbours"
    original = originals(EmbeddedStore.open(second_build.store_path), Names())["quill-harbours"]
    clause = next(passage for passage in original.passages if passage.id == "A1.s2c1")
    attach(tmp_path, original, folder / "text.txt")
    with served(second_build.store_path, Settings(Names(), tmp_path)) as client:
        expected = clause.text_in((folder / "text.txt").read_text(encoding="utf-8"))
        for path in ("/claim/quill-harbours/A1.1", "/text/quill-harbours/A1.s2c1"):
            shown = page(client, path).text
            assert re.sub(r"\s+", " ", expected).strip() in shown


def test_a_copy_of_another_edition_shows_no_passage_that_it_does_not_have(
    second_build: Build, second: Path, tmp_path: Path
) -> None:
    text = (second / "quill-harbours" / "text.txt").read_text(encoding="utf-8").replace("herring", "halibut")
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "quill-harbours.txt").write_text(text, encoding="utf-8")
    with served(second_build.store_path, Settings(Names(), tmp_path)) as client:
        assert "halibut" not in page(client, "/text/quill-harbours/A1.s2c1").text
        assert "Ostra has it too" in page(client, "/text/quill-harbours/A1.s2c2").text


def test_a_passage_tells_its_place_its_fragment_and_its_hash(client: httpx.Client) -> None:
    text = page(client, "/text/quill-harbours/A1.s2c2").text
    for told in ("126–156", "char=126,156;length=721,UTF-8", "786ebe99af60184c60d28b4d1e444855ab71ba712d01d76d5288"):
        assert told in text
    assert "length=" not in page(client, "/text/quill-harbours/SEC-A").text


@pytest.mark.parametrize("extension", ["ttl", "nt", "rdf", "jsonld", "trig", "nq"])
def test_the_data_of_a_passage_has_its_place_its_fragment_and_its_hash(extension: str, client: httpx.Client) -> None:
    answer = client.get(f"/text/quill-harbours/A1.s2c2.{extension}")
    media_type = answer.headers["content-type"].partition(";")[0]
    quads = pyoxigraph.parse(answer.content, format=pyoxigraph.RdfFormat.from_media_type(media_type))
    told = {(quad.predicate.value, quad.object.value) for quad in quads}
    assert {
        ("http://www.w3.org/ns/oa#start", "126"),
        ("http://www.w3.org/ns/oa#end", "156"),
        (str(RDF.value), "char=126,156;length=721,UTF-8"),
        ("https://schema.org/sha256", "786ebe99af60184c60d28b4d1e444855ab71ba712d01d76d52885c8b24949f0a"),
    } <= told


def test_without_a_copy_the_page_says_how_to_attach_one(second_build: Build, tmp_path: Path) -> None:
    with served(second_build.store_path, Settings(Names(), tmp_path)) as client:
        assert "oxiana source attach FILE" in page(client, "/claim/quill-harbours/A1.1").text
