"""A citation holds when claims were added, reworded and withdrawn since; and what has changed is shown row by row."""

import json
import re
import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from api.serving import following
from api.settings import Settings
from graph.build import Inputs, build
from ontology.terms import Names
from tests.api.conftest import detail, running
from tests.api.histories import NEW_GLOSS, OLD_GLOSS, SLUG, grow
from tests.api.test_cli import oxiana
from tests.conftest import SECOND, silent

BASE = "https://w3id.org/oxiana/"
CLAIM = f"{BASE}claim/{SLUG}/"
ENGLISH = 'FILTER (LANGMATCHES(LANG(?gloss), "en"))'
QUERY = f"""PREFIX ox: <{BASE}ontology#>
SELECT ?claim ?how ?gloss WHERE {{ ?claim ox:modality ?how ; ox:gloss ?gloss {ENGLISH} }} ORDER BY ?claim"""
LINK = re.compile(r'<([^>]*)>; rel="cite-as"')


@dataclass(frozen=True)
class Grown:
    """A service whose dataset has grown since an answer was cited; the address of that, and the files of citations."""

    client: httpx.Client
    data: Path
    address: str
    files: Path
    before: str
    after: str


@pytest.fixture(scope="module")
def grown(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Grown]:
    folder = tmp_path_factory.mktemp("grown")
    files, data = folder / "files", folder / "data"
    shutil.copytree(SECOND, files)
    before = build(data, Inputs(files, None, Names()), silent).version
    with running(following(data, Settings(citations_per_minute=0))) as client:
        address = cited(client, QUERY)
        for name in ("jsonld", "bib", "ris", "csl.json"):
            (folder / f"cited.{name}").write_bytes(client.get(f"{address}.{name}").content)
        grow(files)
        after = build(data, Inputs(files, None, Names()), silent).version
        deadline = time.monotonic() + 30
        while client.get("/versions").json()["current"] != after:
            assert time.monotonic() < deadline
            time.sleep(0.1)
        yield Grown(client, data, address, folder, before, after)


def cited(client: httpx.Client, query: str, **more: str) -> str:
    """Where the answer to a query is cited, found as any client finds it: by the link of the answer."""
    answer = client.get("/sparql", params={"query": query, **more})
    assert answer.status_code == 200, answer.text
    found = LINK.search(", ".join(answer.headers.get_list("link")))
    assert found
    led = client.get(found[1])
    assert led.status_code == 303, led.text
    return str(led.headers["location"])


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


def test_the_version_that_is_cited_being_gone_is_told_and_nothing_is_verified(grown: Grown) -> None:
    kept = grown.data / "versions" / f"{grown.before}.nq.gz"
    whole = kept.read_bytes()
    address = cited(grown.client, "SELECT ?x { VALUES ?x { 1 } }", version=grown.before)
    kept.write_bytes(whole[:-10])
    try:
        done = oxiana("verify", grown.files / "cited.jsonld", "--data", grown.data)
        assert done.returncode == 1
        assert "is kept damaged" in done.stdout
        assert "It cannot be verified" in done.stdout
        assert grown.client.get(address).status_code == 200
    finally:
        kept.write_bytes(whole)


@pytest.mark.parametrize("name", ["jsonld", "bib", "ris", "csl.json"])
def test_the_command_verifies_a_file_that_was_saved_before_in_every_format(grown: Grown, name: str) -> None:
    done = oxiana("verify", grown.files / f"cited.{name}", "--data", grown.data)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[-1].startswith("Verified: the query answers on the version")
    assert grown.before in done.stdout
    told = json.loads(oxiana("verify", grown.files / f"cited.{name}", "--data", grown.data, "--json").stdout)
    assert told["outcome"] == "verified"


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('"dcterms:title": ""', '"dcterms:title": "Mine"', "no part of what is identified"),
        ("?claim ox:modality", "?claim ox:kind", "The query of the citation was edited"),
        ('"ox:rows": 12', '"ox:rows": 13', "It has 12 rows, and the citation tells 13."),
        ('"ox:isOrdered": true', '"ox:isOrdered": false', "is otherwise in whether its rows have an order"),
        ("Denied", "Asserted", "The result that stands in the citation was edited"),
    ],
)
def test_the_command_tells_what_was_edited(grown: Grown, tmp_path: Path, old: str, new: str, words: str) -> None:
    text = (grown.files / "cited.jsonld").read_text(encoding="utf-8")
    assert old in text
    file = tmp_path / "edited.jsonld"
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    done = oxiana("verify", file, "--data", grown.data)
    assert words in done.stdout
    assert done.returncode == (0 if "title" in old else 1)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('{"@context": {', "it is cut off or damaged: it begins as JSON and is none"),
        ("[1, 2]", "it is no citation of an answer"),
        ("", "it is empty"),
        (f"{BASE}query/{'0' * 32}", "nothing is cited as https://w3id.org/oxiana/query/0000"),
        (f"https://e.org/query/{'0' * 32}", "it cites an answer of another service, https://e.org/query/0000"),
    ],
)
def test_the_command_tells_in_one_sentence_what_is_no_citation(
    grown: Grown, tmp_path: Path, text: str, words: str
) -> None:
    file = tmp_path / "some.txt"
    file.write_text(text, encoding="utf-8")
    done = oxiana("verify", file, "--data", grown.data)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("oxiana: ")
    assert words in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_misused_command_ends_with_2_and_a_missing_file_is_told(grown: Grown, tmp_path: Path) -> None:
    assert oxiana("verify", "--data", grown.data).returncode == 2
    assert oxiana("verify", tmp_path / "a", tmp_path / "b").returncode == 2
    done = oxiana("verify", tmp_path / "none", "--data", grown.data)
    assert (done.returncode, done.stderr) == (1, f"oxiana: {tmp_path}/none cannot be read: No such file or directory\n")


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
