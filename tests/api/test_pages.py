"""Pages for people: in two languages, without JavaScript, every link alive."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import httpx
import pytest

from api.settings import Settings
from graph.build import Build
from graph.store import EmbeddedStore
from graph.texts import Original, attach
from ontology.terms import Names
from tests.api.conftest import served

PAGES = [
    "/",
    "/sparql",
    "/search",
    "/search?q=velm",
    "/tensions",
    "/ontology",
    "/id/Velm",
    "/claim/quill-harbours/A1.1",
    "/claim/quill-harbours/A2.7",
    "/text/quill-harbours",
    "/text/quill-harbours/A1.s2c1",
    "/nowhere",
]


class Page(HTMLParser):
    """What a test wants to know of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.seen: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))
        if tag == "a":
            self.links.append(dict(attrs)["href"] or "")

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    @property
    def text(self) -> str:
        return re.sub(r"\s+", " ", " ".join(self.words))

    def attributes(self, tag: str) -> Iterator[dict[str, str | None]]:
        return (attributes for seen, attributes in self.seen if seen == tag)


def page(client: httpx.Client, path: str, language: str = "en") -> Page:
    return Page(client.get(path, headers={"Accept": "text/html", "Accept-Language": language}).text)


@pytest.mark.parametrize("language", ["en", "zh-Hant"])
@pytest.mark.parametrize("path", PAGES)
def test_a_page_has_its_language_one_heading_and_a_label_for_every_field(
    client: httpx.Client, path: str, language: str
) -> None:
    one = page(client, path, language)
    assert [attributes["lang"] for attributes in one.attributes("html")] == [language]
    assert len(list(one.attributes("h1"))) == 1
    assert len(list(one.attributes("title"))) == 1
    labelled = {attributes["for"] for attributes in one.attributes("label")}
    fields = [attributes for tag in ("input", "textarea") for attributes in one.attributes(tag)]
    assert [field for field in fields if field.get("type") != "hidden" and field.get("id") not in labelled] == []


@pytest.mark.parametrize("path", PAGES)
def test_a_page_runs_no_script_and_asks_nobody_else(client: httpx.Client, path: str) -> None:
    one = page(client, path)
    assert not list(one.attributes("script"))
    sources = [
        attributes.get("src") or attributes.get("href") for tag in ("link", "img") for attributes in one.attributes(tag)
    ]
    assert sources == ["/static/oxiana.css"]


def test_every_link_within_the_service_leads_somewhere(client: httpx.Client) -> None:
    waiting, known = ["/"], {"/"}
    while waiting:
        path = waiting.pop()
        answer = client.get(path, headers={"Accept": "text/html"})
        assert answer.status_code == 200, path
        one = Page(answer.text)
        anchors = {attributes["id"] for _, attributes in one.seen if "id" in attributes}
        for link in one.links:
            target, _, fragment = link.partition("#")
            if not target:
                assert fragment in anchors, (path, link)
            elif target.startswith("/") and target not in known:
                known.add(target)
                waiting.append(target)
    assert len(known) > 60


def test_the_language_asked_for_is_remembered(client: httpx.Client) -> None:
    with httpx.Client(base_url=client.base_url, headers={"Accept": "text/html"}) as browser:
        assert next(Page(browser.get("/?lang=zh-Hant").text).attributes("html"))["lang"] == "zh-Hant"
        assert next(Page(browser.get("/search").text).attributes("html"))["lang"] == "zh-Hant"
        assert next(Page(browser.get("/?lang=en").text).attributes("html"))["lang"] == "en"


def test_the_home_page_shows_who_holds_what_with_the_claims(client: httpx.Client) -> None:
    home = page(client, "/")
    assert {"/claim/quill-harbours/A1.1", "/claim/quill-harbours/A1.2"} <= set(home.links)


def test_the_home_page_tells_a_denial_from_silence(client: httpx.Client) -> None:
    assert "A2.7 (denied)" in page(client, "/").text
    assert "which is not a denial" in page(client, "/").text


def test_an_example_question_runs_when_it_is_clicked(client: httpx.Client) -> None:
    links = [link for link in page(client, "/").links if link.startswith("/sparql?query=")]
    assert len(links) == 5
    for link in links:
        answer = client.get(link, headers={"Accept": "text/html"})
        assert answer.status_code == 200
        assert re.search(r"\d+ rows", Page(answer.text).text)


@pytest.mark.parametrize(("words", "thing"), [("velm", "/id/Velm"), ("維姆", "/id/Velm"), ("HERRING", "herring")])
def test_an_entity_is_found_by_its_name_in_either_language(client: httpx.Client, words: str, thing: str) -> None:
    found = client.get("/search", params={"q": words}, headers={"Accept": "text/html"}).text
    assert thing in found


def test_a_search_that_finds_nothing_says_what_to_try(client: httpx.Client) -> None:
    assert "Try a shorter part" in page(client, "/search?q=xyzzy").text


@pytest.mark.parametrize("words", ['"', "\\", "'}", "<script>", "$words", "a" * 5000])
def test_a_search_for_anything_at_all_is_answered(client: httpx.Client, words: str) -> None:
    answer = client.get("/search", params={"q": words}, headers={"Accept": "text/html"})
    assert answer.status_code == 200
    assert "<script>" not in answer.text


def test_more_rows_than_a_page_shows_are_told(client: httpx.Client) -> None:
    answer = client.get("/sparql", params={"query": "SELECT * { ?s ?p ?o }"}, headers={"Accept": "text/html"})
    text = Page(answer.text).text
    assert re.search(r"(\d+) rows ?; shown are the first 1000", text)


def test_a_denied_claim_is_shown_as_denied_with_its_tension(client: httpx.Client) -> None:
    text = page(client, "/claim/quill-harbours/A2.7").text
    assert "denied" in text
    assert "Ostra: an interest in the herring, and none" in text


def test_a_claim_shows_its_note_and_its_triples_as_turtle(client: httpx.Client) -> None:
    for language in ("en", "zh-Hant"):
        shown = page(client, "/claim/quill-harbours/A2.7", language)
        assert "id:Ostra ox:hasInterest id:EconomicInterestInTheHerringGrounds ." in shown.text
        assert [one for one in shown.attributes("p") if one.get("class") == "note"]


def test_what_follows_is_listed_once_with_all_its_inferences(client: httpx.Client) -> None:
    text = client.get("/id/Velm", headers={"Accept": "text/html"}).text
    triples = re.findall(r"<li>(.*?)<span class=\"source\">", text[text.index("What follows") :])
    assert len(triples) == len(set(triples)) > 0


def test_a_place_in_a_source_is_an_anchor_of_its_page(client: httpx.Client) -> None:
    anchors = {attributes["id"] for _, attributes in page(client, "/text/quill-harbours").seen if "id" in attributes}
    query = "SELECT ?s { [] <http://www.w3.org/ns/oa#hasSelector> ?s }"
    rows = client.get("/sparql", params={"query": query}).json()["results"]["bindings"]
    assert {row["s"]["value"].partition("#")[2] for row in rows} <= anchors


def test_the_passage_is_shown_where_a_copy_is_attached(second_build: Build, second: Path, tmp_path: Path) -> None:
    folder = second / "quill-harbours"
    original = Original.read(folder, Names())
    clause = next(passage for passage in original.passages if passage.id == "A1.s2c1")
    attach(tmp_path, original, folder / "text.txt")
    with served(EmbeddedStore.open(second_build.store_path), Settings(Names(), tmp_path)) as client:
        expected = clause.text_in((folder / "text.txt").read_text(encoding="utf-8"))
        for path in ("/claim/quill-harbours/A1.1", "/text/quill-harbours/A1.s2c1"):
            shown = page(client, path).text
            assert re.sub(r"\s+", " ", expected).strip() in shown


def test_without_a_copy_the_page_says_how_to_attach_one(second_build: Build, tmp_path: Path) -> None:
    with served(EmbeddedStore.open(second_build.store_path), Settings(Names(), tmp_path)) as client:
        assert "oxiana source attach FILE" in page(client, "/claim/quill-harbours/A1.1").text
