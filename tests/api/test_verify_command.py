"""oxiana verify, run as a person runs it, on files that were saved before the dataset grew."""

import json
from pathlib import Path

import pytest

from graph.answer_store import AnswerStore
from tests.api.growth import BASE, Grown, cited
from tests.api.test_cli import oxiana


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
    assert oxiana("verify", "--all", tmp_path / "a", "--data", grown.data).returncode == 2
    assert oxiana("verify", tmp_path / "a", tmp_path / "b").returncode == 2
    done = oxiana("verify", tmp_path / "none", "--data", grown.data)
    assert (done.returncode, done.stderr) == (1, f"oxiana: {tmp_path}/none cannot be read: No such file or directory\n")


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


def test_all_that_is_cited_is_verified_after_a_move_and_what_is_not_is_told(grown: Grown, tmp_path: Path) -> None:
    for query in ("ASK { }", "SELECT (UUID() AS ?x) { }"):
        cited(grown.client, query)
        cited(grown.client, query, version=grown.before)
    moved = tmp_path / "moved"
    assert oxiana("backup", "--data", grown.data, tmp_path / "backup.zip").returncode == 0
    assert oxiana("restore", tmp_path / "backup.zip", "--data", moved).returncode == 0
    names = AnswerStore.of(moved).names()
    done = oxiana("verify", "--all", "--data", moved, "--json")
    told = {one["citation"].rpartition("/")[2]: one["outcome"] for one in json.loads(done.stdout)}
    assert set(told) == set(names) == set(AnswerStore.of(grown.data).names())
    random = {name for name in names if "random" in AnswerStore.of(moved).get(name).reasons}
    assert len(random) >= 2
    assert {name for name, outcome in told.items() if outcome == "cannot be verified"} >= random
    assert told[grown.address.rpartition("/")[2]] == "verified"
    assert done.returncode == 1
    text = oxiana("verify", "--all", "--data", moved).stdout
    assert text.splitlines()[-1].endswith(f" of {len(names)} cited answers verified")
    assert "RAND, UUID or STRUUID gives another value each time" in text
