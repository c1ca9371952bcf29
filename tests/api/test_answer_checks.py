"""A citation holds when claims were added, reworded and withdrawn since; and what has changed is shown row by row."""

import re
import shutil
from dataclasses import replace

import httpx
import pytest

from api.serving import following
from api.settings import Settings
from graph.answer_store import AnswerStore
from graph.answers import CitedAnswer, Support, identifier
from graph.engine import Graphs
from tests.api.conftest import detail, running
from tests.api.growth import BASE, CLAIM, ENGLISH, Grown, cited
from tests.api.histories import NEW_GLOSS, OLD_GLOSS, SLUG


def html(client: httpx.Client, path: str, language: str = "en") -> str:
    answer = client.get(path, headers={"Accept": "text/html", "Accept-Language": language})
    assert answer.status_code == 200, answer.text
    return answer.text


def test_a_citation_from_before_still_verifies_on_the_version_that_it_names(grown: Grown) -> None:
    told = grown.client.get(f"{grown.address}/verify").json()
    assert told["outcome"] == "verified"
    found = {one["check"]: one["finding"] for one in told["checks"]}
    expected = {"identity": "holds", "version": "holds", "rows": "holds", "columns": "holds", "result": "holds"}
    assert expected.items() <= found.items()
    assert grown.before in next(one["said"]["en"] for one in told["checks"] if one["check"] == "version")
    assert grown.before != grown.after


def test_run_today_shows_each_row_that_was_added_reworded_and_withdrawn_and_no_other(grown: Grown) -> None:
    told = grown.client.get(f"{grown.address}/today").json()
    assert (told["cited"]["version"], told["today"]["version"]) == (grown.before, grown.after)
    assert (told["cited"]["rows"], told["today"]["rows"], told["same"]) == (12, 14, False)
    change = told["difference"]
    assert [one["row"][0] for one in change["new"]] == [f"<{CLAIM}A1.{number}>" for number in (5, 6, 7)]
    assert [one["row"][0] for one in change["gone"]] == [f"<{CLAIM}A1.2>"]
    ((pair),) = change["changed"]
    assert pair["column"] == 2
    assert pair["before"]["row"][::2] == [f"<{CLAIM}A1.4>", f'"{OLD_GLOSS}"@en']
    assert pair["after"]["row"][::2] == [f"<{CLAIM}A1.4>", f'"{NEW_GLOSS}"@en']
    assert change["rows"] == {"before": 12, "after": 14, "same": 10, "gone": 1, "new": 3, "changed": 1, "moved": 0}
    assert (change["moved"], change["truncated"]) == ([], [])


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ("The answer is another one now.", "Gone (1)", "New (3)", "Rows that both have")),
        ("zh-Hant", ("答案已不同。", "消失之列 (1)", "新增之列 (3)", "兩者皆有之列")),
    ],
)
def test_the_page_shows_the_same_in_both_languages(grown: Grown, language: str, words: tuple[str, ...]) -> None:
    page = html(grown.client, f"{grown.address}/today", language)
    assert all(one in page for one in (*words, OLD_GLOSS, NEW_GLOSS, "− 4", "+ 3"))
    assert f'href="/claim/{SLUG}/A1.7"' in page
    verified = html(grown.client, f"{grown.address}/verify", language)
    assert {"en": "Verified: the query answers", "zh-Hant": "驗證相符"}[language] in verified


def test_the_landing_page_shows_the_answer_as_it_was_not_as_it_is(grown: Grown) -> None:
    page = html(grown.client, grown.address)
    assert OLD_GLOSS in page
    assert NEW_GLOSS not in page
    assert "/sparql?query=PREFIX" in page
    assert f"version={grown.before}" in page
    rows = grown.client.get(f"{grown.address}/result").json()["results"]["bindings"]
    assert len(rows) == 12


def test_the_whole_result_is_to_be_had_on_the_version_that_is_cited(grown: Grown) -> None:
    page = html(grown.client, grown.address)
    (link,) = re.findall(r'href="(/sparql\?query=[^"]*)"', page)
    answer = grown.client.get(link.replace("&amp;", "&"), headers={"Accept": "application/sparql-results+json"})
    assert answer.json() == grown.client.get(f"{grown.address}/result").json()


def test_an_answer_that_has_not_changed_is_told_so(grown: Grown) -> None:
    address = cited(grown.client, "ASK { }", version=grown.before)
    told = grown.client.get(f"{address}/today").json()
    assert (told["same"], told["difference"]) == (True, {"before": True, "after": True})
    assert "The answer is the same." in html(grown.client, f"{address}/today")


def test_a_yes_that_is_a_no_now_is_told_as_that(grown: Grown) -> None:
    address = cited(grown.client, f"ASK {{ <{CLAIM}A1.2> a <{BASE}ontology#Claim> }}", version=grown.before)
    assert grown.client.get(f"{address}/today").json()["difference"] == {"before": True, "after": False}
    assert "It was yes, and is now no." in html(grown.client, f"{address}/today")


def test_triples_that_came_and_went_are_told_as_triples(grown: Grown) -> None:
    query = f"CONSTRUCT {{ ?claim a ?kind }} WHERE {{ VALUES ?kind {{ <{BASE}ontology#Claim> }} ?claim a ?kind }}"
    change = grown.client.get(f"{cited(grown.client, query, version=grown.before)}/today").json()["difference"]
    assert change["columns"] == ["subject", "predicate", "object"]
    assert [one["row"][0] for one in change["gone"]] == [f"<{CLAIM}A1.2>"]
    assert sorted(one["row"][0] for one in change["new"]) == [f"<{CLAIM}A1.{number}>" for number in (5, 6, 7)]


def test_in_an_earlier_version_today_is_that_version(grown: Grown) -> None:
    told = grown.client.get(f"{grown.address}/today", params={"version": grown.before}).json()
    assert (told["today"]["version"], told["same"]) == (grown.before, True)
    assert grown.client.get(f"{grown.address}/verify?version={grown.before}").json()["outcome"] == "verified"


def test_an_answer_that_is_not_reproducible_is_marked_with_the_reason_and_never_verified(grown: Grown) -> None:
    address = cited(grown.client, "SELECT (RAND() AS ?x) {}")
    page = html(grown.client, address)
    assert "This answer is not reproducible" in page
    assert "RAND, UUID or STRUUID gives another value each time" in page
    assert "RAND、UUID 或 STRUUID 每次所得之值不同" in html(grown.client, address, "zh-Hant")
    told = grown.client.get(f"{address}/verify").json()
    assert told["outcome"] == "cannot be verified"
    assert "need not come from a change of the dataset" in html(grown.client, f"{address}/today")


def test_many_changed_rows_are_cut_with_the_full_number(grown: Grown) -> None:
    query = f"SELECT ?claim ?s ?p ?o {{ ?claim a <{BASE}ontology#Claim> . ?s ?p ?o }}"
    address = cited(grown.client, query, version=grown.before)
    change = grown.client.get(f"{address}/today").json()["difference"]
    assert change["truncated"] == ["gone", "new"]
    rows = change["rows"]
    assert (len(change["gone"]), len(change["new"])) == (200, 200)
    assert rows["before"] - rows["gone"] - rows["changed"] == rows["same"]
    assert rows["after"] - rows["new"] - rows["changed"] == rows["same"]
    page = html(grown.client, f"{address}/today")
    assert f"New ({rows['new']})" in page
    assert "Shown are the first 200." in page


@pytest.mark.parametrize("path", ["", "/verify", "/today", "/result", "/bibliography.bib"])
@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("0" * 32, "no answer is cited as 000"),
        ("0" * 31, "is no identifier of an answer: one has 32 hexadecimal digits in lower case, and this has 31"),
        ("A" * 32, "is no identifier of an answer: one has 32 hexadecimal digits in lower case"),
    ],
)
def test_an_identifier_that_is_none_or_not_here_is_told_with_what_to_do(
    grown: Grown, name: str, words: str, path: str
) -> None:
    told = detail(grown.client.get(f"/query/{name}{path}"), 404)
    assert words in told
    assert "whether another service has it cannot be seen from an identifier" in told
    page = grown.client.get(f"/query/{name}{path}", headers={"Accept": "text/html", "Accept-Language": "zh-Hant"})
    assert page.status_code == 404
    assert "識別碼" in page.text


def test_an_identifier_that_is_cut_off_leads_to_the_whole_one(grown: Grown) -> None:
    assert f"did you mean {grown.address}?" in detail(grown.client.get(grown.address[:-3]), 404)
    assert f"did you mean {grown.address}?" in detail(grown.client.get(f"{grown.address[:-3]}fff"), 404)


def test_an_answer_has_its_page_as_soon_as_it_is_cited_though_it_was_asked_for_before(grown: Grown) -> None:
    query = "SELECT ?x { VALUES ?x { 2 } }"
    address = cited(grown.client, query)
    other = Settings(citations_per_minute=0)
    fresh = grown.files / "fresh"
    shutil.copytree(grown.data, fresh, symlinks=True, ignore=shutil.ignore_patterns("answers.sqlite*"))
    with running(following(fresh, other)) as client:
        assert client.get(address).status_code == 404
        assert cited(client, query) == address
        assert client.get(address).status_code == 200


def test_a_row_that_stands_elsewhere_now_is_told_as_moved_where_the_query_fixes_the_order(grown: Grown) -> None:
    pattern = f"{{ ?claim <{BASE}ontology#gloss> ?gloss {ENGLISH} FILTER (CONTAINS(STR(?claim), 'A1.')) }}"
    ordered = cited(grown.client, f"SELECT ?claim {pattern} ORDER BY ?gloss", version=grown.before)
    change = grown.client.get(f"{ordered}/today").json()["difference"]
    ((moved),) = change["moved"]
    assert moved["row"] == [f"<{CLAIM}A1.3>"], "or A1.4, before which it stood: one of them moved past the other"
    assert "Moved (1)" in html(grown.client, f"{ordered}/today")
    unordered = cited(grown.client, f"SELECT ?claim {pattern}", version=grown.before)
    assert grown.client.get(f"{unordered}/today").json()["difference"]["moved"] == []


def test_what_has_gone_is_linked_to_what_it_was_and_what_is_new_to_what_it_is(grown: Grown) -> None:
    page = html(grown.client, f"{grown.address}/today")
    then = f"/claim/{SLUG}/A1.2?version={grown.before}"
    assert f'href="{then}"' in page
    assert grown.client.get(then).status_code == 200
    assert grown.client.get(then.partition("?")[0]).status_code == 410
    assert f'href="/claim/{SLUG}/A1.7"' in page


def test_the_bibliography_has_a_claim_that_is_withdrawn_as_it_was(grown: Grown) -> None:
    address = cited(grown.client, "SELECT ?x { VALUES ?x { 'on A1.2' } }", version=grown.before)
    store = AnswerStore.of(grown.data)
    made = store.get(address.rpartition("/")[2])
    resting = replace(made, result_sha256="3" * 64, support=Support((f"{CLAIM}A1.4", f"{CLAIM}A1.2")))
    name = identifier(made.normal_form, (), (), made.version, resting.result_sha256)
    store.add(replace(resting, id=name))
    items = grown.client.get(f"/query/{name}/bibliography.csl.json").json()
    assert [one["URL"] for one in items] == [f"{CLAIM}A1.2", f"{CLAIM}A1.4"]
    assert items[1]["abstract"] == OLD_GLOSS
    page = html(grown.client, f"/query/{name}")
    assert f'href="/claim/{SLUG}/A1.2?version={grown.before}"' in page


def test_an_entry_whose_result_is_not_what_the_query_answers_is_told_with_what_differs(grown: Grown) -> None:
    address = cited(grown.client, "SELECT ?x { VALUES ?x { 1 2 } }", version=grown.before)
    store = AnswerStore.of(grown.data)
    made = store.get(address.rpartition("/")[2])
    result = (made.result or b"").replace(b'"2"', b'"3"')
    forged = CitedAnswer.of(
        made.query, Graphs(), result, made.media_type, base=BASE, version=made.version, bounds=made.bounds
    )
    store.add(forged)
    told = grown.client.get(f"/query/{forged.id}/verify").json()
    assert told["outcome"] == "differs"
    assert [one["row"][0][:3] for kind in ("gone", "new") for one in told["difference"][kind]] == ['"3"', '"2"']
    assert "What differs from the result that is kept" in html(grown.client, f"/query/{forged.id}/verify")
