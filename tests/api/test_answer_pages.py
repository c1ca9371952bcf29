"""The landing page of a cited answer: for people in both languages, and for machines in the formats of claims."""

import json
import re
import sqlite3
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from api.answer_pages import CLAIMS_SHOWN, ROWS_SHOWN
from graph.answer_record import from_json_ld
from graph.answer_store import AnswerStore
from graph.answers import FORMATS, Support
from graph.build import Build
from graph.store import Store
from tests.api.conftest import detail
from tests.api.test_signposting import links, targets

BASE = "https://w3id.org/oxiana/"
CLAIM = f"{BASE}claim/quill-harbours/"
ROOT = "/far"
QUERY = f"SELECT ?claim ?how WHERE {{ ?claim <{BASE}ontology#modality> ?how }} ORDER BY ?claim"


def html(client: httpx.Client, path: str, language: str = "en") -> str:
    answer = client.get(path, headers={"Accept": "text/html", "Accept-Language": language})
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-language"] == language
    return answer.text


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            "en",
            ("Verify", "Run today", "Cite this", "12 rows", "in the order that the query fixes", "none of them cut it"),
        ),
        ("zh-Hant", ("驗證", "今日重查", "引用", "12 列", "順序由查詢所定", "均未截斷此答案")),
    ],
)
def test_the_page_shows_all_that_is_kept_of_an_answer(
    far: httpx.Client, cited: Callable[..., str], second_build: Build, language: str, words: tuple[str, ...]
) -> None:
    path = cited(f"{QUERY} ?how", title="How <it> is said")
    page = html(far, path, language)
    answer = from_json_ld(far.get(f"{path}.jsonld").content)
    told = (second_build.version, answer.result_sha256, answer.iri, "How &lt;it&gt; is said", "9999", "8888")
    assert [one for one in (*words, *told) if one not in page] == []
    assert page.count('title="claim:A') + page.count("/claim/quill-harbours/A") >= 12
    assert "ORDER BY ?claim" in page


def test_every_link_and_form_of_the_page_leads_under_the_root_path_and_somewhere(
    far: httpx.Client, cited: Callable[..., str]
) -> None:
    page = html(far, cited(QUERY, support=Support((f"{CLAIM}A1.1",))))
    found = {one.replace("&amp;", "&") for one in re.findall(r'(?:href|action)="(/[^"]*)"', page)}
    assert {one for one in found if not one.startswith(f"{ROOT}/")} == set()
    for link in found:
        assert far.get(link).status_code == 200, link


def test_the_result_is_kept_as_it_was_to_the_byte(
    far: httpx.Client, cited: Callable[..., str], second_store: Store
) -> None:
    body = far.get(f"{cited(QUERY)}/result")
    assert body.content == second_store.query(QUERY, FORMATS).body
    assert "max-age" in body.headers["cache-control"]


@pytest.mark.parametrize(("number", "is_cut"), [(ROWS_SHOWN, False), (ROWS_SHOWN + 1, True)])
def test_a_long_result_is_cut_on_the_page_and_says_so(
    far: httpx.Client, cited: Callable[..., str], number: int, *, is_cut: bool
) -> None:
    page = html(far, cited(f"SELECT ?n {{ VALUES ?n {{ {' '.join(map(str, range(number)))} }} }}"))
    assert f"{number} rows" in page
    assert (f"shown are the first {ROWS_SHOWN}" in page) == is_cut
    assert page.count("<tr>") == 1 + ROWS_SHOWN


def test_the_triples_of_a_graph_and_the_word_of_an_ask_are_shown(far: httpx.Client, cited: Callable[..., str]) -> None:
    page = html(far, cited(f"DESCRIBE <{BASE}id/Velm>"))
    assert '<th scope="col">subject</th>' in page
    assert "Velm" in page
    assert "<strong>no</strong>" in html(far, cited("ASK { <http://e.org/a> ?p ?o }"))
    assert "0 rows" in html(far, cited("SELECT ?x { ?x ?y 'nothing' }"))


def test_a_result_that_is_too_large_to_be_kept_has_its_page_is_verified_and_compared(
    far: httpx.Client, cited: Callable[..., str], cited_data: Path
) -> None:
    hashes = "(SHA512(CONCAT(?l, STR(?a))) AS ?x) (SHA384(CONCAT(?l, STR(?a))) AS ?y)"
    claims = f"VALUES ?kind {{ <{BASE}ontology#Claim> }} ?a a ?kind"
    query = f"SELECT {hashes} {{ {claims} . ?s <http://www.w3.org/2000/01/rdf-schema#label> ?l }}"
    path = cited(query, title="large")
    assert AnswerStore.of(cited_data).get(path.rpartition("/")[2]).result is None
    page = html(far, path)
    assert "The result is too large to be kept here" in page
    assert "is too large to be kept, only its hash is" in detail(far.get(f"{path}/result"), 404)
    assert targets(links(far.head(path, headers={"Accept": "text/html"})), "item") == []
    assert far.get(f"{path}/verify").json()["outcome"] == "verified"
    assert far.get(f"{path}/today").json()["same"] is True


def test_the_claims_are_listed_and_cited_in_the_order_of_the_text(far: httpx.Client, cited: Callable[..., str]) -> None:
    claims = tuple(f"{CLAIM}{one}" for one in ("A2.7", "A1.4", "A2.1"))
    path = cited("SELECT ?three { VALUES ?three { 3 } }", support=Support(claims))
    page = html(far, path)
    listed = re.findall(r'<li class="citation"><a href="[^"]*">([^<]*)</a>', page)
    assert listed == ["A1.4", "A2.1", "A2.7"]
    assert "(3)" in page
    items = far.get(f"{path}/bibliography.csl.json").json()
    assert [one["URL"] for one in items] == [f"{CLAIM}{one}" for one in listed]
    bib = far.get(f"{path}/bibliography.bib", params={"lang": "zh-Hant"})
    assert bib.headers["content-language"] == "zh-Hant"
    assert bib.text.count("@") == 3
    assert far.get(f"{path}/bibliography.ris").text.count("ER  -") == 3


def test_of_claims_that_are_not_known_the_page_says_so_and_the_bibliography_too(
    far: httpx.Client, cited: Callable[..., str]
) -> None:
    path = cited("SELECT ?y { VALUES ?y { 7 } }", support=Support(None, "the query is beyond what is traced"))
    assert "The query is beyond what is traced." in html(far, path)
    assert "beyond what is traced" in detail(far.get(f"{path}/bibliography.bib"), 404)
    assert "不依據任何主張" in html(far, cited("SELECT ?z { VALUES ?z { 0 } }", support=Support(())), "zh-Hant")


def test_more_claims_than_the_page_lists_are_told_with_their_number(
    far: httpx.Client, cited: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert CLAIMS_SHOWN >= 12
    monkeypatch.setattr("api.answer_pages.CLAIMS_SHOWN", 2)
    claims = tuple(f"{CLAIM}A2.{number}" for number in range(1, 9))
    page = html(far, cited("SELECT ?many { VALUES ?many { 8 } }", support=Support(claims)))
    assert page.count('<li class="citation">') == 2
    assert "(8)" in page
    assert "Shown are the first 2." in page


def test_an_answer_on_a_version_that_is_not_kept_has_its_page_all_the_same(
    far: httpx.Client, cited: Callable[..., str]
) -> None:
    path = cited("ASK { ?gone ?p ?o }", version="1" * 64, support=Support((f"{CLAIM}A1.1",)))
    assert "Their citations cannot be shown now" in html(far, path)
    assert f"there is no version {'1' * 64}" in detail(far.get(f"{path}/bibliography.bib"), 404)
    told = far.get(f"{path}/verify").json()
    assert told["outcome"] == "cannot be verified"
    assert f"The version {'1' * 64} of the dataset is not kept here" in json.dumps(told)
    assert "is not kept here" in html(far, f"{path}/verify")
    assert far.get(f"{path}/today").json()["same"] is True
    assert far.get(f"{path}.bib").status_code == 200


def test_an_entry_that_is_damaged_is_told_and_never_shown(
    far: httpx.Client, cited: Callable[..., str], cited_data: Path
) -> None:
    path = cited("ASK { ?damaged ?p ?o, ?o }")
    store = cited_data / "answers.sqlite"
    whole = store.read_bytes()
    with sqlite3.connect(store) as opened:
        opened.execute("DROP TRIGGER stays_so")
        opened.execute("UPDATE answer SET record = replace(record, 'damaged', 'mended') WHERE id = ?", (path[7:],))
    opened.close()
    try:
        for rest in ("", ".bib", "/verify", "/today", "/result"):
            assert "is not as it was kept" in detail(far.get(path + rest), 503)
    finally:
        for one in cited_data.glob("answers.sqlite*"):
            one.unlink()
        store.write_bytes(whole)


def test_example_queries_keep_their_pages_beside_those_of_answers(far: httpx.Client) -> None:
    assert far.get("/query/all-tensions", headers={"Accept": "text/html"}).status_code == 200
    assert "there is nothing at" in detail(far.get("/query/facade"), 404)


@pytest.mark.parametrize("path", ["", "/verify", "/today"])
def test_a_query_is_shown_as_text_whatever_stands_in_it(
    far: httpx.Client, cited: Callable[..., str], path: str
) -> None:
    query = 'SELECT ?x { VALUES ?x { "<script>alert(1)</script>" "\\"><b>" } }'
    page = html(far, cited(query, title="<script>alert(2)</script>") + path)
    assert "<script>alert" not in page


def test_the_pages_of_answers_are_told_in_openapi(far: httpx.Client) -> None:
    paths = far.get("/openapi.json").json()["paths"]
    below = {one.removeprefix("/query/{id}") for one in paths if one.startswith("/query/{id}")}
    assert below == {
        "",
        "/verify",
        "/today",
        "/result",
        *(f"/bibliography.{one}" for one in ("bib", "ris", "csl.json")),
    }
    for path in paths:
        if "{id}" in path:
            (told,) = (one for one in paths[path]["get"]["parameters"] if one["in"] == "path")
            assert (told["name"], told["required"]) == ("id", True)
