"""The command oxiana cite."""

import json
from pathlib import Path

import pybtex.database
import pytest
import rispy
from click.testing import CliRunner, Result

from api.cli import main
from graph.answer_record import from_json_ld
from graph.answer_store import AnswerStore
from graph.styles import STYLES
from tests.api.test_cli import oxiana

BASE = "https://w3id.org/oxiana/"


def cite(data: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["cite", "--data", str(data), *arguments])


@pytest.mark.parametrize("name", ["A1.4", "claim:A1.4", "quill-harbours/A1.4", f"{BASE}claim/quill-harbours/A1.4"])
def test_a_claim_is_cited_by_whatever_it_is_called(second_data: Path, name: str) -> None:
    result = cite(second_data, name)
    assert result.exit_code == 0, result.output
    assert result.stdout.startswith("Quillon, A. (2026). Harbours and tariffs of the Quill Archipelago")
    assert result.stdout.count("\n") == 1


@pytest.mark.parametrize("style", STYLES)
def test_every_style_is_there_in_both_languages(second_data: Path, style: str) -> None:
    for language, mark in (("en", "[denied]"), ("zh-Hant", "[否定]")):
        assert mark in cite(second_data, "A1.4", "--style", style, "--lang", language).stdout


def test_several_things_are_cited_one_after_the_other(second_data: Path) -> None:
    result = cite(second_data, "A1.4", "text:A1.s3c2", "quill-harbours", "graph:claims", f"{BASE}ontology")
    assert [line.rpartition("/")[2][:12] for line in result.stdout.splitlines()] == [
        "A1.4 (Origin",
        "A1.s3c2 (Ori",
        "quill-harbou",
        "claims",
        "ontology",
    ]


def test_every_claim_is_cited_at_once_in_every_format(second_data: Path) -> None:
    told = {
        form: cite(second_data, "--all", "--format", form).stdout
        for form in ("text", "html", "bibtex", "biblatex", "ris", "csl", "datacite", "schema.org")
    }
    assert len(told["text"].splitlines()) == len(told["html"].splitlines()) == 12
    assert len(pybtex.database.parse_string(told["bibtex"], "bibtex").entries) == 12
    assert len(pybtex.database.parse_string(told["biblatex"], "bibtex").entries) == 12
    assert len(rispy.loads(told["ris"])) == 12
    assert [len(json.loads(told[form])) for form in ("csl", "datacite", "schema.org")] == [12, 12, 12]


def test_a_date_of_access_is_told_where_it_is_asked_for(second_data: Path) -> None:
    assert "[2019-03-05]" in cite(second_data, "A1.4", "--style", "gb-7714", "--accessed", "2019-03-05").stdout


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["A1.4", "--style", "harvard"], "there is no style 'harvard' here; there is apa, chicago"),
        (["A1.4", "--lang", "fr"], "no citations in the language 'fr'; there is en, zh-Hant"),
        (["id:Velm"], "cannot be cited: there are citations of claims, passages and sources"),
        (["A1.44"], f"nothing in the graph is called A1.44; did you mean {BASE}claim/quill-harbours/A1.4"),
        (["text:A1.s3c9"], f"did you mean {BASE}text/quill-harbours/A1.s3c2"),
        (["https://example.org/x"], "nothing in the graph is called https://example.org/x"),
        (["a b"], "nothing can be called 'a b'"),
    ],
)
def test_a_fault_is_one_sentence_and_exit_status_1(second_data: Path, arguments: list[str], sentence: str) -> None:
    result = cite(second_data, *arguments)
    assert result.exit_code == 1
    assert sentence in result.stderr
    assert len(result.stderr.splitlines()) == 1
    assert result.stdout == ""


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["A1.4", "--all"],
        ["A1.4", "--format", "endnote"],
        ["A1.4", "--accessed", "yesterday"],
        ["A1.4", "--format", "ris", "--style", "apa"],
    ],
)
def test_a_misuse_is_exit_status_2(second_data: Path, arguments: list[str]) -> None:
    assert cite(second_data, *arguments).exit_code == 2


def test_the_answer_to_a_query_is_cited_with_its_identifier(second_data_copy: Path, tmp_path: Path) -> None:
    file = tmp_path / "states.rq"
    file.write_text("SELECT ?s { ?s a <https://w3id.org/oxiana/ontology#State> }", encoding="utf-8")
    first = oxiana("cite", "--query", file, "--title", "The states", "--data", second_data_copy)
    assert first.returncode == 0, first.stderr
    iri, citation = first.stdout.splitlines()
    assert iri.startswith("https://w3id.org/oxiana/query/")
    assert "The states [Query result]" in citation
    assert iri in citation
    again = oxiana("cite", "--query", file, "--json", "--data", second_data_copy)
    record = from_json_ld(again.stdout)
    assert (record.iri, record.title) == (iri, "The states")
    assert AnswerStore.of(second_data_copy).names() == [record.id]
    bib = oxiana("cite", "--query", file, "--format", "bibtex", "--data", second_data_copy)
    assert f"url = {{{iri}}}" in bib.stdout


@pytest.mark.parametrize(
    ("query", "told"),
    [
        (b"SELECT ?s {", "oxiana: there is no whole answer, so it gets no identifier: the query is malformed"),
        (b"\xff", "is not UTF-8 (byte 0)"),
    ],
)
def test_a_query_without_an_answer_is_not_cited(
    second_data_copy: Path, tmp_path: Path, query: bytes, told: str
) -> None:
    (tmp_path / "query.rq").write_bytes(query)
    done = oxiana("cite", "--query", tmp_path / "query.rq", "--data", second_data_copy)
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert told in done.stderr
    assert AnswerStore.of(second_data_copy).names() == []
