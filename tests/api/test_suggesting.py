"""oxiana link suggest proposes items of Wikidata for people to review, and writes none of them."""

import asyncio
import csv
import json
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import parse_qs

import pytest
from rdflib import RDFS, SKOS

from graph.asking import Asker, Patience
from graph.reconciliation import linked_items, suggest, unlinked
from graph.store import EmbeddedStore, Store
from ontology.errors import NotFoundError, UnavailableError
from ontology.terms import Names
from tests.api.test_cli import oxiana
from tests.graph.endpoints import Respond, answer
from tests.graph.reconciling import MANIFEST, reconciling

JSON = "application/json"
NAMES = Names()
TOLD = (
    ("A", "label", '"a"@en', "entities"),
    ("A", "label", '"甲"@zh-Hant', "entities"),
    ("B", "label", '"b"@en', "entities"),
    ("B", "exactMatch", "<http://www.wikidata.org/entity/Q90>", "links"),
    ("B", "closeMatch", "<http://www.wikidata.org/entity/Q9>", "links"),
    ("A", "exactMatch", "<http://elsewhere.example/1>", "links"),
)


@pytest.fixture(scope="module")
def linked() -> Store:
    """Two entities, of which one is linked to two items."""
    return EmbeddedStore.load(
        "".join(
            f"<{NAMES.entity[name]}> <{RDFS.label if predicate == 'label' else SKOS[predicate]}> {value}"
            f" <{NAMES.graph[graph]}> .\n"
            for name, predicate, value, graph in TOLD
        ).encode(),
        NAMES,
    )


def test_linked_items_come_from_the_mappings_in_the_order_of_their_numbers(linked: Store) -> None:
    assert linked_items(linked, NAMES) == ["Q9", "Q90"]


def test_only_entities_without_a_mapping_to_wikidata_are_asked_for(linked: Store) -> None:
    assert unlinked(linked, NAMES, "en") == {"A": "a"}
    assert unlinked(linked, NAMES, "zh-Hant") == {"A": "甲"}
    for name in ("A", "id:A", "a", "甲"):
        assert unlinked(linked, NAMES, "en", [name]) == {"A": "a"}
    with pytest.raises(NotFoundError, match="B is no entity that lacks a mapping"):
        unlinked(linked, NAMES, "en", ["B"])


def test_candidates_are_printed_with_their_score_and_named_candidates(second_data: Path) -> None:
    with reconciling() as there:
        done = oxiana("link", "suggest", "Velm", "id:WantOfSalt", "--service", there.url, "--data", second_data)
    assert done.returncode == 0, done.stderr
    row = next(line for line in done.stdout.splitlines() if "Velm" in line)
    assert all(cell in row for cell in ("Q9000004", "87.5", "invention"))
    assert "none" in next(line for line in done.stdout.splitlines() if "WantOfSalt" in line)
    assert "candidates to be reviewed; none of them is a match" in done.stdout
    assert "\x1b" not in done.stdout
    sent = json.loads(parse_qs(there.asked[1].body.decode())["queries"][0])
    assert sent == {"q0": {"query": "Velm", "limit": 5}, "q1": {"query": "want of salt", "limit": 5}}


def test_all_entities_are_asked_for_ten_at_a_time_in_the_language_that_is_wanted(second_data: Path) -> None:
    with reconciling() as there:
        command = ("link", "suggest", "--lang", "zh-Hant", "--service", there.url, "--data", second_data, "--json")
        told = json.loads(oxiana(*command).stdout)
    labels = [one["label"] for one in told["entities"]]
    assert told["status"] == "candidates to be reviewed"
    assert "維姆" in labels
    assert len(there.asked) == 1 + -(-len(labels) // 10)
    assert len(labels) > 10


def test_rows_of_candidates_have_no_predicate(second_data: Path) -> None:
    with reconciling() as there:
        done = oxiana("link", "suggest", "Velm", "--service", there.url, "--data", second_data, "--tsv")
    (row,) = csv.DictReader(done.stdout.splitlines(), delimiter="\t")
    assert row["subject_id"] == "id:Velm"
    assert row["object_id"] == "wd:Q9000004"
    assert row["predicate_id"] == ""
    assert row["mapping_justification"] == "semapv:LexicalMatching"
    assert row["comment"].startswith("candidate to be reviewed; score 87.5 of the service")


def test_nothing_is_written(second_data: Path, second: Path) -> None:
    folders = (second_data, second)
    before = [{path: path.stat().st_mtime_ns for path in folder.rglob("*")} for folder in folders]
    with reconciling() as there:
        assert oxiana("link", "suggest", "Velm", "--service", there.url, "--data", second_data).returncode == 0
    assert [{path: path.stat().st_mtime_ns for path in folder.rglob("*")} for folder in folders] == before


FAULTS: dict[str, tuple[Respond | None, Respond | None, str]] = {
    "HTML": (answer(200, "text/html", b"<html></html>"), None, "a page for people (HTML)"),
    "another service": (
        answer(200, JSON, json.dumps({**MANIFEST, "identifierSpace": "http://viaf.org/"}).encode()),
        None,
        "it is no reconciliation service of Wikidata's items (its identifierSpace is http://viaf.org/)",
    ),
    "no object": (answer(200, JSON, b"[]"), None, "it is no JSON object"),
    "nested too deep": (answer(200, JSON, b"[" * 200_000), None, "nested too deep"),
    "429": (None, answer(429, JSON, b"{}"), "status 429, 2 times"),
    "500": (None, answer(500, JSON, b"{}"), "status 500, 2 times"),
    "nothing": (None, answer(200, JSON, b""), "answered with nothing"),
    "half a document": (None, answer(200, JSON, b'{"q0": {"result": [{"id'), "half a document: it is no JSON"),
    "a result missing": (None, answer(200, JSON, b'{"q1": {"result": []}}'), "1 of 1 questions have no result"),
    "an error as JSON": (
        None,
        answer(200, JSON, b'{"status": "error", "message": "overloaded"}'),
        "it says: overloaded",
    ),
    "a timeout told as text": (None, answer(200, "text/plain", b"upstream request timeout"), "told of a timeout"),
    "an identifier that is none": (
        None,
        answer(200, JSON, b'{"q0": {"result": [{"id": "Q1; DROP", "name": "a", "score": 1}]}}'),
        "not as the Reconciliation Service API 0.2 has them",
    ),
}


def asked(url: str, labels: Sequence[str]) -> None:
    async def run() -> None:
        asker = Asker(patience=Patience(seconds=2, tries=2, pause=0.01))
        try:
            await suggest(asker, url, {label: label for label in labels}, 5, lambda _done, _all: None)
        finally:
            await asker.close()

    asyncio.run(run())


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_of_the_service_is_one_sentence(name: str) -> None:
    manifest, result, words = FAULTS[name]
    with reconciling(manifest, result) as there, pytest.raises(UnavailableError) as refusal:
        asked(there.url, ["Velm"])
    assert words in str(refusal.value)
    assert "\n" not in str(refusal.value)
