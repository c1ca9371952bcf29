"""Citations over HTTP: at the address of each thing, at /cite, of all claims, and on the pages."""

import json
from html.parser import HTMLParser

import httpx
import pybtex.database
import pytest
import rispy

from api.citing import OFFERED
from api.extensions import CITATIONS
from graph.bibliography import BIBLATEX, BIBTEX, CSL, DATACITE, FORMATS, RIS, SCHEMA_ORG
from graph.build import Build
from graph.styles import STYLES
from tests.api.conftest import detail

BASE = "https://w3id.org/oxiana/"
CLAIM = "/claim/quill-harbours/A1.4"
CITED = [CLAIM, "/text/quill-harbours/A1.s3c2", "/text/quill-harbours", "/graph/entities", "/ontology"]
TYPES = dict(zip(CITATIONS, (BIBTEX, RIS, CSL), strict=True))
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


def get(client: httpx.Client, path: str, accept: str = "*/*", language: str = "en", **params: str) -> httpx.Response:
    answer = client.get(path, params=params, headers={"Accept": accept, "Accept-Language": language})
    assert answer.status_code == 200, answer.text
    return answer


@pytest.mark.parametrize("extension", CITATIONS)
@pytest.mark.parametrize("path", CITED)
def test_each_format_of_a_citation_has_an_address_and_a_media_type(
    client: httpx.Client, path: str, extension: str
) -> None:
    answer = get(client, f"{path}.{extension}")
    assert answer.headers["content-type"] == TYPES[extension]
    assert BASE + path[1:] in answer.text
    asked = get(client, path, TYPES[extension])
    assert asked.content == answer.content == get(client, path, format=extension).content
    assert asked.headers["vary"].startswith("Accept")
    assert client.head(f"{path}.{extension}").headers["content-type"] == TYPES[extension]


@pytest.mark.parametrize("media_type", FORMATS)
@pytest.mark.parametrize("path", CITED)
def test_a_thing_is_cited_at_its_address_as_it_is_at_cite(client: httpx.Client, path: str, media_type: str) -> None:
    answer = get(client, path, media_type)
    assert answer.headers["content-type"].partition(";")[0] == media_type
    assert answer.content == get(client, "/cite", iri=BASE + path[1:], format=media_type).content


def test_the_dataset_is_cited_by_its_own_name_and_at_the_address_of_its_version(
    client: httpx.Client, second_build: Build
) -> None:
    version = f"{BASE}versions/{second_build.version}"
    by_name = get(client, "/cite", CSL, iri=f"{BASE}.well-known/void#dataset")
    assert by_name.json() == get(client, "/cite", CSL, iri=version).json()
    (item,) = by_name.json()
    assert item["URL"] == version
    assert item["version"] == f"1.2.0, sha256 {second_build.version}"


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("language", ["en", "zh-Hant"])
def test_a_formatted_citation_is_asked_for_by_style_and_language(
    client: httpx.Client, style: str, language: str
) -> None:
    answer = get(client, "/cite", iri="claim:A1.4", style=style, lang=language)
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert answer.headers["content-language"] == language
    assert BASE + CLAIM[1:] in answer.text
    assert ("[denied]" if language == "en" else "[否定]") in answer.text
    locale = "en-US" if language == "en" else "zh-TW"
    negotiated = get(client, CLAIM, f"text/x-bibliography; style={STYLES[style]}; locale={locale}")
    assert negotiated.text == answer.text


@pytest.mark.parametrize("name", ["claim:A1.4", "A1.4", "quill-harbours/A1.4", f"<{BASE}claim/quill-harbours/A1.4>"])
def test_a_claim_is_cited_by_whatever_it_is_called(client: httpx.Client, name: str) -> None:
    assert get(client, "/cite", iri=name).text == get(client, "/cite", iri=BASE + CLAIM[1:]).text


def test_a_date_of_access_is_told_where_it_is_asked_for(client: httpx.Client) -> None:
    told = get(client, "/cite", iri="A1.4", style="gb-7714", accessed="2019-03-05").text
    assert "[2019-03-05]" in told
    assert "[2019-03-05]" not in get(client, "/cite", iri="A1.4", style="gb-7714").text


@pytest.mark.parametrize("language", ["en", "zh-Hant"])
def test_all_claims_are_had_in_one_file(client: httpx.Client, language: str) -> None:
    items = get(client, "/claims.csl.json", lang=language).json()
    entries = pybtex.database.parse_string(get(client, "/claims.bib", lang=language).text, "bibtex").entries
    records = rispy.loads(get(client, "/claims.ris", lang=language).text)
    assert len(items) == 12
    assert [one["id"] for one in items] == list(entries) == [one["id"] for one in records]
    assert {one["language"] for one in items} == {language}


def test_what_a_client_asks_for_without_a_word_on_citations_is_as_it_was(client: httpx.Client) -> None:
    assert get(client, CLAIM).headers["content-type"] == "text/turtle; charset=utf-8"
    assert get(client, CLAIM, "application/json").headers["content-type"] == "application/ld+json"
    assert get(client, "/graph/entities").headers["content-type"] == "text/turtle; charset=utf-8"
    assert get(client, "/graph/entities", "application/rdf+xml").headers["content-type"] == "application/rdf+xml"


class Scripts(HTMLParser):
    """The data blocks of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.blocks, self._inside = list[str](), False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._inside = tag == "script" and dict(attrs) == {"type": "application/ld+json"}

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.blocks.append(data)

    def handle_endtag(self, tag: str) -> None:
        self._inside = self._inside and tag != "script"


@pytest.mark.parametrize(("language", "heading"), [("en", "Cite this"), ("zh-Hant", "引用")])
@pytest.mark.parametrize("path", CITED)
def test_a_page_says_how_its_thing_is_cited(client: httpx.Client, path: str, language: str, heading: str) -> None:
    page = get(client, path, BROWSER, language)
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert f'<h2 id="cite">{heading}</h2>' in page.text
    assert f"/cite?iri={BASE.replace(':', '%3A')}{path[1:]}" in page.text
    (block,) = Scripts(page.text).blocks
    assert json.loads(block) == get(client, path, SCHEMA_ORG, language).json()
    assert json.loads(block)["@id"] == BASE + path[1:]


def test_the_page_of_all_styles_shows_each_once_and_links_every_format(client: httpx.Client) -> None:
    page = get(client, "/cite", BROWSER, iri="A1.4").text
    assert page.count('<p class="citation"') == len(STYLES)
    for name in ("bibtex", "biblatex", "ris", "csl", "datacite", "schema.org"):
        assert f"format={name}&amp;lang=en" in page
        assert get(client, "/cite", iri="A1.4", format=name).headers["content-type"] in FORMATS
    assert get(client, "/cite", BROWSER, iri="A1.4", style="mla").text.count('<p class="citation"') == 1


def test_datacite_and_schema_org_say_what_is_not_known_in_their_own_terms(client: httpx.Client) -> None:
    told = get(client, "/ontology", DATACITE).json()
    assert told["publisher"] == {"name": ":unkn"}
    assert "publicationYear" not in told
    assert told["creators"] == [{"name": "The Oxiana project"}]
    claim = get(client, CLAIM, DATACITE).json()
    assert claim["creators"][0]["familyName"] == "Quillon"
    assert [one["contributorType"] for one in claim["contributors"]] == ["DataCurator"] * 2
    assert claim["publicationYear"] == "2026"
    assert get(client, CLAIM, SCHEMA_ORG, "zh-Hant").json()["author"] == [{"@type": "Person", "name": "齊雅達"}]


def test_biblatex_has_what_bibtex_says_in_notes_in_fields(client: httpx.Client) -> None:
    text = get(client, CLAIM, BIBLATEX).text
    assert "  origdate = {2009}" in text
    assert "  bookauthor = {Harrow, Ines and {The Harbour Society}}" in text


@pytest.mark.parametrize(
    ("params", "sentence"),
    [
        ({}, "say what is cited: /cite?iri="),
        ({"iri": "A1.4", "style": "harvard"}, "there is no style 'harvard' here; there is apa, chicago"),
        ({"iri": "A1.4", "lang": "fr"}, "no citations in the language 'fr'; there is en, zh-Hant"),
        ({"iri": "A1.4", "accessed": "yesterday"}, "'yesterday' is no date of access; write it as 2026-11-26"),
        ({"iri": "A1.4", "format": "endnote"}, "there is no format 'endnote' here"),
        ({"iri": "id:Velm"}, "id/Velm cannot be cited: there are citations of claims, passages and sources"),
        ({"iri": f"{BASE}claim/quill-harbours/T1"}, "T1 cannot be cited"),
        ({"iri": "https://example.org/x"}, "https://example.org/x cannot be cited"),
        ({"iri": "a b"}, "nothing can be called 'a b'"),
    ],
)
def test_what_cannot_be_cited_so_is_refused_with_what_can(
    client: httpx.Client, params: dict[str, str], sentence: str
) -> None:
    assert sentence in detail(client.get("/cite", params=params, headers={"Accept": "application/json"}), 400)


@pytest.mark.parametrize(
    ("path", "near"),
    [
        ("/claim/quill-harbours/A1.44", CLAIM),
        ("/claim/quill-harbours/a1.4", CLAIM),
        ("/claim/A1.4", CLAIM),
        ("/claim/quil-harbors/A1.4.bib", CLAIM),
        ("/text/quill-harbour", "/text/quill-harbours"),
        ("/text/quill-harbours/A1.S3C2", "/text/quill-harbours/A1.s3c2"),
        ("/id/Velmm", "/id/Velm"),
        ("/cite?iri=claim:A1.44", CLAIM),
        ("/cite?iri=A1.44", CLAIM),
    ],
)
def test_a_mistyped_address_is_answered_with_what_is_called_almost_so(
    client: httpx.Client, path: str, near: str
) -> None:
    sentence = detail(client.get(path, headers={"Accept": "application/json"}), 404)
    assert near in sentence.partition("did you mean ")[2].partition("?")[0].split(", ")
    page = client.get(path, headers={"Accept": BROWSER, "Accept-Language": "zh-Hant"})
    assert page.status_code == 404
    assert "是否為" in page.text
    assert near in page.text


def test_what_nothing_is_like_is_answered_without_a_guess(client: httpx.Client) -> None:
    assert "did you mean" not in detail(client.get("/id/Zyxwvutsrq", headers={"Accept": "application/json"}), 404)
    assert "did you mean" not in detail(client.get("/rule/nothing", headers={"Accept": "application/json"}), 404)


def test_an_entity_has_no_citation_at_its_address(client: httpx.Client) -> None:
    sentence = detail(client.get("/id/Velm.bib", headers={"Accept": "application/json"}), 400)
    assert "there is no format 'bib' here" in sentence
    assert client.get("/id/Velm", headers={"Accept": BIBTEX}).status_code == 406


def test_the_documentation_offers_the_citations(client: httpx.Client) -> None:
    paths = client.get("/openapi.json").json()["paths"]
    assert set(OFFERED) <= set(paths["/claim/{name}"]["get"]["responses"]["200"]["content"])
    assert {"/cite", "/claims.bib", "/claims.ris", "/claims.csl.json"} <= set(paths)
