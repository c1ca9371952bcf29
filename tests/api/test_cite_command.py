"""The command oxiana cite."""

import json
from pathlib import Path

import pybtex.database
import pytest
import rispy
from click.testing import CliRunner, Result

from api.cli import main
from graph.styles import STYLES

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
