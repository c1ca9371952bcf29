"""Pages for people: in two languages, without JavaScript, every link alive."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser

import httpx
import pytest

PAGES = [
    "/",
    "/sparql",
    "/search",
    "/search?q=velm",
    "/tensions",
    "/lattice",
    "/lattice?of=ox:Person",
    "/similarity?a=id:Velm&b=id:EmpireOfMar",
    "/ontology",
    "/id/Velm",
    "/claim/quill-harbours/A1.1",
    "/claim/quill-harbours/A2.7",
    "/text/quill-harbours",
    "/text/quill-harbours/A1.s2c1",
    "/docs",
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
    assert sum(tag == "title" for tag, _ in one.seen[: [tag for tag, _ in one.seen].index("body")]) == 1
    labelled = {attributes["for"] for attributes in one.attributes("label")}
    fields = [attributes for tag in ("input", "textarea") for attributes in one.attributes(tag)]
    assert [field for field in fields if field.get("type") != "hidden" and field.get("id") not in labelled] == []


@pytest.mark.parametrize("path", PAGES)
def test_a_page_runs_no_script_and_asks_nobody_else(client: httpx.Client, path: str) -> None:
    one = page(client, path)
    assert all(
        told.get("type") == "application/ld+json" for told in one.attributes("script")
    )  # data, which no browser runs
    sources = [
        attributes.get("src") or attributes.get("href") for tag in ("link", "img") for attributes in one.attributes(tag)
    ]
    assert [source for source in sources if not str(source).startswith("data:image/svg+xml,")] == ["/static/oxiana.css"]


def test_the_page_of_the_routes_tells_what_openapi_tells(client: httpx.Client) -> None:
    paths = client.get("/openapi.json").json()["paths"]
    told = page(client, "/docs").text
    assert {"/", "/sparql", "/search", "/ontology", "/id/{name}", "/health", "/docs"} <= set(paths)
    for path, methods in paths.items():
        for method, operation in methods.items():
            content = operation["responses"]["200"]["content"]
            assert operation["responses"]["default"]["content"].keys() == {"application/problem+json", "text/html"}
            for words in (f"{method.upper()} {path}", operation["summary"], *content):
                assert words in told
            assert ("application/json" in content) == (
                path.startswith(("/crosscheck", "/explain", "/health", "/lattice", "/similarity", "/versions"))
                or path.endswith(("/verify", "/today"))
                or path in ("/id", "/id/wikidata/{item}")
            )
    assert "default-graph-uri" in told


def test_every_link_within_the_service_leads_somewhere(client: httpx.Client) -> None:
    waiting, known = ["/"], {"/"}
    while waiting:
        path = waiting.pop()
        if "SERVICE" in path:  # an example that asks another endpoint, which is not called here
            continue
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


@pytest.mark.parametrize(
    ("words", "thing"),
    [
        ("velm", "/id/Velm"),
        ("維姆", "/id/Velm"),
        ("HERRING", "herring"),
        ("ｖｅｌｍ", "/id/Velm"),
        (" tariff \u3000 league ", "/id/TariffLeague"),
    ],
)
def test_an_entity_is_found_by_its_name_in_either_language(client: httpx.Client, words: str, thing: str) -> None:
    found = client.get("/search", params={"q": words}, headers={"Accept": "text/html"}).text
    assert thing in found


def test_a_malformed_query_stays_on_the_page_to_be_corrected(client: httpx.Client) -> None:
    answer = client.get("/sparql", params={"query": "SELECT ?s { ?s"}, headers={"Accept": "text/html"})
    assert answer.status_code == 400
    assert "malformed at line 1, column 15" in Page(answer.text).text
    assert re.search(r"<textarea[^>]*>SELECT \?s { \?s</textarea>", answer.text)


BOTH = [
    ("/claim/quill-harbours/A2.7", "Ostra has no economic interest", "奧斯特拉在鯡場並無經濟利益"),
    ("/ontology", "has interest", "具有利益"),
    ("/id/Piracy", "piracy in the outer straits", "外海峽的海盜"),
]


@pytest.mark.parametrize(("path", "english", "chinese"), BOTH)
def test_a_page_puts_the_language_of_its_reader_first(
    client: httpx.Client, path: str, english: str, chinese: str
) -> None:
    for language in ("en", "zh-Hant"):
        text = page(client, path, language).text
        assert (text.index(english) < text.index(chinese)) == (language == "en")


def test_the_terms_and_facts_stand_in_the_order_of_the_reader_s_labels(client: httpx.Client) -> None:
    for language in ("en", "zh-Hant"):
        text = client.get("/ontology", headers={"Accept": "text/html", "Accept-Language": language}).text
        classes = text[text.index('id="Class-list"') : text.index('id="ObjectProperty-list"')]
        labels = [one.casefold() for one in re.findall(rf'<h3><span lang="{language}"[^>]*>([^<]+)', classes, re.I)]
        assert len(labels) > 40
        assert labels == sorted(labels)


def test_an_error_is_told_in_the_reader_s_language(client: httpx.Client) -> None:
    assert "查無此頁" in page(client, "/nowhere", "zh-Hant").text
    assert "/nowhere 沒有內容" in page(client, "/nowhere", "zh-Hant").text
    assert "there is nothing at /nowhere" in page(client, "/nowhere").text
    assert "請求有誤" in page(client, "/sparql?query=nonsense", "zh-Hant").text
    assert "請求有誤" in page(client, "/sparql?query=a&query=b", "zh-Hant").text


def test_a_chinese_page_has_chinese_colons_and_an_english_one_counts_one_row(client: httpx.Client) -> None:
    home = page(client, "/", "zh-Hant").text
    assert "誰具有哪一種利益： " in home or "誰具有哪一種利益：" in home
    assert re.search(r"[\u4e00-\u9fff] ?: ", home) is None
    assert "1 row " in page(client, "/sparql?query=SELECT%20(1%20AS%20%3Fone)%20%7B%7D").text


def test_the_name_itself_comes_first(client: httpx.Client) -> None:
    found = [link for link in page(client, "/search?q=mar").links if link.startswith("/id/")]
    assert found[0] == "/id/EmpireOfMar"
    assert [link for link in page(client, "/search?q=piracy").links if link.startswith("/id/")] == ["/id/Piracy"]


def test_what_holds_both_ways_is_told_once_from_the_thing(client: httpx.Client) -> None:
    text = client.get("/id/Velm", headers={"Accept": "text/html"}).text
    shared = re.findall(r'<li>(.*?)<em><a href="/ontology#sharesInterestWith">', text)
    assert len(shared) == 2
    assert all("/id/Velm" in subject for subject in shared)


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
