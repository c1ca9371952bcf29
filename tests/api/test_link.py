"""oxiana link refresh, run as a person runs it, against a server of Wikibase's protocol on loopback."""

import os
import pty
import shutil
import signal
import subprocess
import time
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest
from rdflib import RDFS

from graph.build import Inputs, build
from graph.renewal import Renewal
from graph.store import EmbeddedStore, select
from graph.wikibase import WD, P
from ontology.errors import ConflictError
from ontology.terms import Names
from tests.api.test_cli import OXIANA, oxiana
from tests.conftest import silent
from tests.graph.endpoints import answer
from tests.graph.entity_data import EntityData, document, entity_data, turtle

FILE = Path("links", "wikidata.ttl")
OLD = """@prefix wd: <http://www.wikidata.org/entity/> .
@prefix p: <http://www.wikidata.org/prop/> .
@prefix ps: <http://www.wikidata.org/prop/statement/> .
@prefix wikibase: <http://wikiba.se/ontology#> .
@prefix snapshot: <https://w3id.org/oxiana/graph/wikidata#> .

wd:Q9000001 a wikibase:Item ; p:P463 snapshot:one , snapshot:two .
snapshot:one ps:P463 wd:Q9000009 .
snapshot:two ps:P463 wd:Q9000008 .
wd:Q9000007 a wikibase:Item ; p:P463 snapshot:three .
snapshot:three ps:P463 wd:Q9000009 .
"""


@pytest.fixture
def files(second_copy: Path) -> Path:
    """The second source with a snapshot."""
    (second_copy / "links").mkdir()
    (second_copy / FILE).write_text(OLD, encoding="utf-8")
    return second_copy


def refresh(there: EntityData, files: Path, data: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    return oxiana("link", "refresh", "--from", there.url, "--files", files, "--data", data, *arguments)


def test_what_differs_is_shown_and_the_items_are_replaced(files: Path, tmp_path: Path) -> None:
    with entity_data(Q9000001=turtle(document("Q9000001"))) as there:
        done = refresh(there, files, tmp_path, "Q9000001", "--yes")
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[:4] == [
        "Q9000001",
        "  - P463 Q9000008",
        "  - P463 Q9000009",
        "  + P35 https://w3id.org/oxiana/graph/wikidata#unknown-Q9000001-2c5e1f6b-P35 [deprecated]",
    ]
    assert "  + P463 Q9000009 (P580 1212-05-01)" in done.stdout
    assert "  + label 'Velm' (en)" in done.stdout
    assert "has 1 item anew" in done.stdout
    renewed = Renewal.of(files).snapshot
    assert len(set(renewed.objects(WD.Q9000001, P.P463))) == 1
    assert len(set(renewed.objects(WD.Q9000007, P.P463))) == 1, "an item that was not asked for stays"


def test_the_new_snapshot_is_built_and_the_same_answers_write_the_same_file(files: Path, tmp_path: Path) -> None:
    with entity_data(Q9000001=turtle(document("Q9000001"))) as there:
        texts = []
        for _ in range(2):
            assert refresh(there, files, tmp_path, "Q9000001", "--yes").returncode == 0
            texts.append((files / FILE).read_text(encoding="utf-8"))
        assert "no statement, label or alias differs" in refresh(there, files, tmp_path, "Q9000001", "--yes").stdout
        assert texts[0] == texts[1] != OLD
        assert there.asked == ["Q9000001"] * 3, "what became a snapshot is not kept any longer"
    built = build(tmp_path / "built", Inputs(files, None, Names()), silent)
    query = """SELECT ?day { GRAPH <https://w3id.org/oxiana/graph/wikidata> {
        ?document <http://schema.org/about> <http://www.wikidata.org/entity/Q9000001> ;
            <http://schema.org/dateModified> ?day } }"""
    store = EmbeddedStore.open(built.store_path, built.names)
    assert [str(row["day"]) for row in select(store, query)] == ["2026-06-05T06:17:15Z"]


def test_without_a_terminal_nothing_is_replaced_and_the_way_out_is_told(files: Path, tmp_path: Path) -> None:
    with entity_data(Q9000001=turtle(document("Q9000001"))) as there:
        command = [*OXIANA, "link", "refresh", "Q9000001", "--from", there.url, "--files", str(files)]
        command += ["--data", str(tmp_path)]
        done = subprocess.run(command, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)
        assert done.returncode == 1
        assert "run it again with --yes" in done.stderr
        assert "  + P463 Q9000009 (P580 1212-05-01)" in done.stdout
        assert (files / FILE).read_text(encoding="utf-8") == OLD
        assert refresh(there, files, tmp_path, "Q9000001", "--yes").returncode == 0
        assert there.asked == ["Q9000001"]


@pytest.mark.parametrize(("said", "is_new"), [("n", False), ("y", True)])
def test_at_a_terminal_one_is_asked(said: str, is_new: bool, files: Path, tmp_path: Path) -> None:
    mine, its = pty.openpty()
    with entity_data(Q9000001=turtle(document("Q9000001"))) as there:
        command = [*OXIANA, "link", "refresh", "Q9000001", "--from", there.url, "--files", str(files)]
        command += ["--data", str(tmp_path)]
        with subprocess.Popen(command, stdin=its, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
            os.write(mine, f"{said}\n".encode())
            told, _ = process.communicate(timeout=30)
    os.close(mine)
    os.close(its)
    assert "Replace 1 item in" in told
    assert process.returncode == (0 if is_new else 1)
    assert ((files / FILE).read_text(encoding="utf-8") != OLD) is is_new


def test_redirected_and_deleted_items_are_told_and_stay(files: Path, tmp_path: Path) -> None:
    same = document("Q9000002") + b"wd:Q9000001 owl:sameAs wd:Q9000002 .\n"
    with entity_data(Q9000001=turtle(same)) as there:
        done = refresh(there, files, tmp_path, "Q9000001", "Q9000007", "--yes")
    assert done.returncode == 1
    assert "Q9000001 has become Q9000002: review its mapping" in done.stderr
    assert "Q9000007 is not there, or no more: review its mapping" in done.stderr
    assert (files / FILE).read_text(encoding="utf-8") == OLD


def test_a_service_that_answers_html_is_one_sentence_and_the_old_snapshot_stays(files: Path, tmp_path: Path) -> None:
    page = answer(200, "text/html", b"<!DOCTYPE html><html></html>")
    with entity_data(Q9000001=turtle(document("Q9000001")), Q9000007=page) as there:
        done = refresh(there, files, tmp_path, "Q9000001", "Q9000007", "--yes")
    assert done.returncode == 1
    (told,) = [line for line in done.stderr.splitlines() if line.startswith("oxiana: ")]
    assert "a page for people (HTML), not with data; 1 of 2 items are fetched and kept" in told
    assert "Traceback" not in done.stderr
    assert (files / FILE).read_text(encoding="utf-8") == OLD


def test_a_run_that_is_killed_goes_on_where_it_was(files: Path, tmp_path: Path) -> None:
    def silent_for_long(_: BaseHTTPRequestHandler) -> None:
        time.sleep(30)

    with entity_data(Q9000001=turtle(document("Q9000001")), Q9000002=silent_for_long) as there:
        command = [*OXIANA, "link", "refresh", "Q9000001", "Q9000002", "--yes", "--from", there.url]
        with subprocess.Popen([*command, "--files", files, "--data", tmp_path], stderr=subprocess.DEVNULL) as process:
            until = time.monotonic() + 30
            while "Q9000002" not in there.asked:
                assert time.monotonic() < until
                time.sleep(0.02)
            process.send_signal(signal.SIGKILL)
        assert (files / FILE).read_text(encoding="utf-8") == OLD
        there.answers["Q9000002"][:] = [turtle(document("Q9000002"))]
        done = refresh(there, files, tmp_path, "Q9000001", "Q9000002", "--yes")
        assert done.returncode == 0, done.stderr
        assert there.asked == ["Q9000001", "Q9000002", "Q9000002"]


def test_a_snapshot_that_somebody_changed_meanwhile_is_left_as_it_is(files: Path) -> None:
    renewal = Renewal.of(files)
    (files / FILE).write_text(f"{OLD}# mine\n", encoding="utf-8")
    with pytest.raises(ConflictError, match="has been changed meanwhile"):
        renewal.replace({})
    assert (files / FILE).read_text(encoding="utf-8") == f"{OLD}# mine\n"


def test_a_broken_snapshot_is_told_with_its_line_before_anything_is_fetched(files: Path, tmp_path: Path) -> None:
    (files / FILE).write_text(f"{OLD}wd:Q1 a a .\n", encoding="utf-8")
    with entity_data() as there:
        done = refresh(there, files, tmp_path, "Q9000001", "--yes")
        assert there.there.asked == []
    assert done.returncode == 1
    assert f"{files / FILE}:{OLD.count(chr(10)) + 1}: " in done.stderr


def test_a_folder_that_cannot_be_written_is_told_with_the_way_out(files: Path, tmp_path: Path) -> None:
    shutil.rmtree(files / "links")
    (files / "links").write_text("a file where a folder must be", encoding="utf-8")
    with entity_data(Q9000001=turtle(document("Q9000001"))) as there:
        done = refresh(there, files, tmp_path, "Q9000001", "--yes")
    assert done.returncode == 1
    assert "cannot be written" in done.stderr
    assert "name the copy by --files" in done.stderr


def test_without_mappings_the_items_are_to_be_named(second_data: Path, files: Path) -> None:
    with entity_data() as there:
        done = refresh(there, files, second_data)
    assert done.returncode == 1
    assert "name the items: oxiana link refresh Q265" in done.stderr


def test_the_languages_of_labels_and_the_contact_are_chosen(files: Path, tmp_path: Path) -> None:
    with entity_data(Q9000001=turtle(document("Q9000001"))) as there:
        chosen = ("--lang", "de", "--lang", "zh-Hant", "--contact", "mailto:us@example.org")
        assert refresh(there, files, tmp_path, "Q9000001", "--yes", *chosen).returncode == 0
        (asked,) = there.there.asked
    assert "(mailto:us@example.org)" in asked.headers["user-agent"]
    labels = Renewal.of(files).snapshot.objects(WD.Q9000001, RDFS.label)
    assert sorted(map(str, labels)) == ["Welm", "維姆"]
