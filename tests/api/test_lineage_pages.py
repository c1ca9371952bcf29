"""The query page with lineage, in both languages and without JavaScript."""

from urllib.parse import parse_qs, urlparse

import httpx
import pytest

from api.settings import Settings
from graph.build import Build
from graph.limits import Limits
from graph.lineage.reasons import SENTENCES
from ontology.terms import Names
from tests.api.conftest import served
from tests.api.test_lineage import GRAPH, PREFIXES, SHARED, SILENT, UNREAD, YES
from tests.api.test_pages import Page

CLAIM = "/claim/quill-harbours/"


def response(client: httpx.Client, query: str, language: str = "en", **given: str) -> httpx.Response:
    headers = {"Accept": "text/html", "Accept-Language": language}
    return client.get("/sparql", params={"query": query, "lineage": "1", **given}, headers=headers)


def page(client: httpx.Client, query: str, language: str = "en", **given: str) -> Page:
    found = response(client, query, language, **given)
    assert found.status_code == 200, found.text
    return Page(found.text)


@pytest.mark.parametrize(
    ("language", "sentences"),
    [
        (
            "en",
            [
                "1 claim · contested · inferred",
                "2 claims · 1 statement (repetitions count once) · 1 independent way · contested · inferred",
                "A1.2 asserted : Ostra and Velm have an economic interest in the herring grounds. A1.s2c2",
                "In tension with: A2.7 (contradiction)",
                "inferred by: If x belongs to “state”, then x belongs to “actor”.",
                "Bibliography (2) The claims that the answer rests on, in the order of the source.",
            ],
        ),
        (
            "zh-Hant",
            [
                "1 則主張 · 有張力 · 經推論",
                "2 則主張 · 1 項陳述（重述只計一次） · 1 條獨立途徑 · 有張力 · 經推論",
                "A1.2 肯定 ：奧斯特拉與維姆在鯡場均有經濟利益。 A1.s2c2",
                "與之有張力：A2.7 (矛盾)",
                "推論依據：",
                "參考文獻 (2) 答案所依據之主張，依原文順序。",
            ],
        ),
    ],
)
def test_each_row_is_followed_by_what_it_rests_on_in_words(
    client: httpx.Client, language: str, sentences: list[str]
) -> None:
    shown = page(client, SHARED, language)
    assert [one for one in sentences if one not in shown.text] == []
    assert {f"{CLAIM}A1.1", f"{CLAIM}T1", "/text/quill-harbours/A1.s2c1", "/rule/shared-interest"} <= set(shown.links)


@pytest.mark.parametrize("query", [SHARED, SILENT, GRAPH, YES])
def test_every_link_of_it_leads_somewhere(client: httpx.Client, query: str) -> None:
    for link in sorted(set(page(client, query).links)):
        # An example with SERVICE asks another endpoint, which is not called here.
        if link.startswith("/") and "query/" not in link and "SERVICE" not in link:
            assert client.get(link, headers={"Accept": "*/*"}).status_code == 200, link


def test_alternatives_are_told_apart_by_or(client: httpx.Client) -> None:
    query = f"{PREFIXES}SELECT DISTINCT ?i {{ ?a ox:hasInterest ?i }}"
    english, chinese = (page(client, query, language).text for language in ("en", "zh-Hant"))
    assert english.index("A1.1 asserted") < english.index(" or ") < english.index("A1.2 asserted")
    assert chinese.index("A1.1 肯定") < chinese.index(" 或 ") < chinese.index("A1.2 肯定")


def test_how_it_is_put_and_whose_view_it_is_is_told_where_it_is_not_plainly_the_authors(client: httpx.Client) -> None:
    query = f"{PREFIXES}SELECT ?g {{ GRAPH ?g {{ id:TariffLeague ?p ?o }} }} ORDER BY ?g"
    shown = page(client, query).text
    assert "1 claim · in the view of Corran" in shown
    assert "1 claim · open" in shown
    assert "1 則主張 · 存疑" in page(client, query, "zh-Hant").text


@pytest.mark.parametrize(
    ("language", "sentences"),
    [
        ("en", ["Silence is not denial. What is kept out, and by what:", "a = Corran NOT EXISTS kept out by: A1.3"]),
        ("zh-Hant", ["未提及並非否定。 遭排除者及其所由：", "a = 科蘭 NOT EXISTS 排除之依據：A1.3"]),
    ],
)
def test_what_is_kept_out_by_what_is_told(client: httpx.Client, language: str, sentences: list[str]) -> None:
    shown = page(client, SILENT, language)
    assert [one for one in sentences if one not in shown.text] == []


@pytest.mark.parametrize("language", ["en", "zh-Hant"])
def test_why_something_is_not_told_is_said_in_the_readers_language(client: httpx.Client, language: str) -> None:
    shown = page(client, UNREAD, language).text
    assert SENTENCES["not-followed"][language] in shown
    assert {"en": "What this rests on is not known", "zh-Hant": "其依據不詳"}[language] in shown


def test_every_reason_has_both_languages_and_tells_its_number_in_both() -> None:
    for sentences in SENTENCES.values():
        assert sentences.keys() == {"en", "zh-Hant"}
        assert len({sentence.count("{}") for sentence in sentences.values()}) == 1


def test_a_graph_is_a_table_of_its_triples_each_with_a_link_to_why_it_is_so(client: httpx.Client) -> None:
    shown = page(client, GRAPH)
    (why, *_) = [urlparse(link) for link in shown.links if link.startswith("/explain?")]
    base = Names().base
    asked = {name: values[0] for name, values in parse_qs(why.query).items()}
    predicate = f"{base}ontology#sharesInterestWith"
    assert asked == {"subject": f"{base}id/Corran", "predicate": predicate, "object": f"{base}id/Ostra"}


def test_yes_and_no_have_their_grounds_too(client: httpx.Client) -> None:
    assert "yes 1 claim A1.2 asserted" in page(client, YES).text
    no = page(client, f"{PREFIXES}ASK {{ id:Velm ox:hasInterest id:Piracy }}").text
    assert "no Rests on no claim: the project's own description says so" in no
    assert "The answer also rests on absence" in no


def test_the_bibliography_and_the_answer_can_be_downloaded_in_the_language_of_the_page(client: httpx.Client) -> None:
    shown = page(client, SHARED, "zh-Hant", timeout="20")
    links = {parse_qs(urlparse(link).query)["format"][0]: link for link in shown.links if "format=" in link}
    assert links.keys() == {"bibtex", "ris", "csl", "json", "csv", "tsv", "prov"}
    assert "timeout=20" in links["csv"]
    bibtex = client.get(links["bibtex"])
    assert bibtex.headers["content-type"].startswith("application/x-bibtex")
    assert "科蘭與奧斯特拉在鯡場均有經濟利益。" in bibtex.text


def test_no_bibliography_is_offered_that_would_not_be_whole(client: httpx.Client) -> None:
    assert not any("format=bibtex" in link for link in page(client, UNREAD).links)


def test_lineage_is_asked_for_by_a_box_that_stays_ticked(client: httpx.Client) -> None:
    def box(shown: Page) -> dict[str, str | None]:
        (found,) = [one for one in shown.attributes("input") if one.get("type") == "checkbox"]
        return found

    assert "checked" in box(page(client, SHARED))
    plain = Page(client.get("/sparql", params={"query": SHARED}, headers={"Accept": "text/html"}).text)
    assert "checked" not in box(plain)
    assert "Bibliography" not in plain.text


def test_a_problem_is_shown_above_the_query_with_its_status(client: httpx.Client, plain: httpx.Client) -> None:
    found = response(client, "SELECT ?x { ?x")
    assert found.status_code == 400
    assert "malformed" in Page(found.text).text
    found = response(plain, "SELECT * { ?s ?p ?o }")
    assert found.status_code == 400
    assert "a plain store has no claims" in Page(found.text).text
    assert 'type="checkbox"' not in found.text


def test_only_so_many_rows_are_shown_and_that_is_said(client: httpx.Client) -> None:
    shown = page(client, "SELECT ?s ?p ?o { ?s ?p ?o } LIMIT 300")
    assert "300 rows; shown are the first 200" in shown.text


def test_what_takes_too_long_is_told_on_the_page(second_build: Build) -> None:
    with served(second_build.store_path, Settings(limits=Limits(seconds=1))) as one:
        found = response(one, "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }")
    assert found.status_code == 504
    assert "there was no answer with its lineage within 1 seconds" in Page(found.text).text
