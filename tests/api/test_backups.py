"""oxiana backup and oxiana restore, run as a person runs them, also while a service writes."""

import json
import re
import shutil
import subprocess
import threading
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from graph.answer_store import AnswerStore
from graph.build import current
from graph.ledger import Ledger
from tests.api.conftest import BEARER, select, update
from tests.api.services import serving
from tests.api.test_cli import OXIANA, oxiana

MINE = "http://e.org/mine"
PARTS = 4
Fault = Callable[[Path], object]


@pytest.fixture
def token(tmp_path: Path) -> Path:
    (tmp_path / "token").write_text(BEARER, encoding="utf-8")
    return tmp_path / "token"


@pytest.fixture
def backup(second_data: Path, tmp_path: Path) -> Path:
    """A backup of the invented source's data directory."""
    assert oxiana("backup", tmp_path / "backup", "--data", second_data).returncode == 0
    return tmp_path / "backup"


@pytest.mark.parametrize("kind", ["beside a build", "plain"])
def test_a_backup_that_is_taken_while_a_service_writes_is_the_state_after_one_commit(
    kind: str, token: Path, second_data_copy: Path, tmp_path: Path
) -> None:
    option, place, other = ("--data", second_data_copy, tmp_path / "new" / "data")
    if kind == "plain":
        option, place, other = ("--plain", tmp_path / "plain", tmp_path / "new" / "plain")
    written, done, filling = 0, threading.Event(), "x" * 2000
    with serving(option, place, "--token-file", token) as (_, client):

        def write() -> None:
            nonlocal written
            while not done.is_set():
                triples = " ".join(
                    f'<urn:n{written}> <urn:part{part}> "{written} {filling}" .' for part in range(PARTS)
                )
                update(client, f"INSERT DATA {{ GRAPH <{MINE}> {{ {triples} }} }}").raise_for_status()
                written += 1

        writer = threading.Thread(target=write)
        writer.start()
        bounds = []
        for number in range(3):
            least = written
            made = oxiana("backup", tmp_path / f"backup{number}", option, place)
            assert made.returncode == 0, made.stderr
            bounds.append((least, written + 1))
        done.set()
        writer.join()
        before = client.get("/health").json()
    assert written > 100, "some megabytes were written, so that tables were made and merged"
    for number, (least, most) in enumerate(bounds):
        restored = oxiana("restore", tmp_path / f"backup{number}", option, other)
        assert restored.returncode == 0, restored.stderr
        with serving(option, other, "--token-file", token) as (_, client):
            rows = select(client, f"SELECT ?s ?o {{ GRAPH <{MINE}> {{ ?s ?p ?o }} }}")
            found = {int(text.split()[0]) for _, text in rows}
            assert set(Counter(subject for subject, _ in rows).values()) <= {PARTS}, "a half one"
            assert found == set(range(len(found))), "later ones without earlier ones"
            assert least <= len(found) <= most
            health = client.get("/health").json()
            assert (health["version"], health["writes"] >= len(found)) == (before["version"], True)
            update(client, "DROP ALL" if kind == "plain" else f"DROP GRAPH <{MINE}>").raise_for_status()
        shutil.rmtree(other)


def test_what_is_restored_is_what_was_backed_up_down_to_the_attached_copy(
    second: Path, second_data_copy: Path, tmp_path: Path
) -> None:
    oxiana("source", "attach", second / "quill-harbours" / "text.txt", "--data", second_data_copy)
    assert oxiana("backup", tmp_path / "backup", "--data", second_data_copy).returncode == 0
    done = oxiana("restore", tmp_path / "backup", "--data", tmp_path / "new")
    assert done.returncode == 0, done.stderr
    old, new = current(second_data_copy), current(tmp_path / "new")
    assert (new.version, new.path.name) == (old.version, old.path.name)
    assert (new.path / "dataset.nq").read_bytes() == (old.path / "dataset.nq").read_bytes()
    assert (tmp_path / "new" / "texts" / "quill-harbours.txt").exists()
    again = oxiana("restore", tmp_path / "backup", "--data", tmp_path / "other")
    assert again.returncode == 0, "a backup can be restored more than once"


def not_there(backup: Path) -> None:
    shutil.rmtree(backup)


def without_its_description(backup: Path) -> None:
    (backup / "backup.json").unlink()


def described_in_no_json(backup: Path) -> None:
    (backup / "backup.json").write_text("{", encoding="utf-8")


def of_another_format(backup: Path) -> None:
    told = json.loads((backup / "backup.json").read_text(encoding="utf-8"))
    (backup / "backup.json").write_text(json.dumps(told | {"format": 2, "oxiana": "9.1"}), encoding="utf-8")


def described_as_something_else(backup: Path) -> None:
    (backup / "backup.json").write_text('{"format": 1, "kind": "a heap"}', encoding="utf-8")


def without_its_seal(backup: Path) -> None:
    (backup / "seal.json").unlink()


def without_a_table(backup: Path) -> None:
    next(backup.rglob("*.sst")).unlink()


def with_a_table_overwritten(backup: Path) -> None:
    table = next(backup.rglob("*.sst"))
    table.write_bytes(b"?" + table.read_bytes()[1:])


def with_something_else_in_it(backup: Path) -> None:
    (backup / "builds" / "note.txt").write_text("mine", encoding="utf-8")


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        (not_there, "is not a backup: it has no backup.json"),
        (without_its_description, "is not a backup: it has no backup.json"),
        (described_in_no_json, "cannot be read"),
        (of_another_format, "was made by Oxiana 9.1, in format 2; this one reads format 1"),
        (described_as_something_else, "tells something else"),
        (without_its_seal, "is damaged: its seal is missing"),
        (without_a_table, r"is damaged: .*\.sst is missing"),
        (with_a_table_overwritten, r"is damaged: .*\.sst is not as it was written"),
        (with_something_else_in_it, "is damaged: builds/note.txt does not belong to it"),
    ],
)
def test_what_is_no_whole_backup_is_told_in_one_sentence_and_nothing_is_restored(
    backup: Path, tmp_path: Path, fault: Fault, told: str
) -> None:
    fault(backup)
    done = oxiana("restore", backup, "--data", tmp_path / "new")
    assert (done.returncode, done.stderr.count("\n"), done.stdout) == (1, 1, "")
    assert re.search(told, done.stderr)
    assert not (tmp_path / "new").exists()


def test_a_backup_of_one_kind_is_not_restored_as_the_other(backup: Path, tmp_path: Path) -> None:
    done = oxiana("restore", backup, "--plain", tmp_path / "new")
    assert (done.returncode, "restore it with --data FOLDER" in done.stderr) == (1, True)


def test_nothing_is_written_over(backup: Path, second_data: Path, tmp_path: Path) -> None:
    before = sorted(backup.rglob("*"))
    for command, place in (("backup", second_data), ("restore", second_data)):
        done = oxiana(command, backup, "--data", place)
        assert done.returncode == 1
        assert "is not empty, and nothing was changed" in done.stderr
    assert sorted(backup.rglob("*")) == before
    (tmp_path / "empty").mkdir()
    assert oxiana("restore", backup, "--data", tmp_path / "empty").returncode == 0


def test_there_must_be_something_to_back_up(tmp_path: Path) -> None:
    for option, told in (("--data", "run: oxiana build"), ("--plain", "there is no store in")):
        done = oxiana("backup", tmp_path / "backup", option, tmp_path / "nothing")
        assert (done.returncode, told in done.stderr) == (1, True)
    assert list(tmp_path.iterdir()) == []


def test_a_damaged_store_is_not_backed_up(second_data_copy: Path, token: Path, tmp_path: Path) -> None:
    with serving("--data", second_data_copy, "--token-file", token) as (_, client):
        update(client, f"INSERT DATA {{ GRAPH <{MINE}> {{ <urn:s> <urn:p> 1 }} }}").raise_for_status()
    for log in (second_data_copy / "live" / "store").glob("*.log"):
        log.unlink()
    for command in (["backup", tmp_path / "backup"], ["serve", "--token-file", token, "--port", "0"], ["serve"]):
        done = oxiana(*command, "--data", second_data_copy)
        assert (done.returncode, done.stderr.count("\n")) == (1, 1)
        assert "is damaged" in done.stderr
        assert "restore a backup" in done.stderr
    assert not (tmp_path / "backup").exists()


@pytest.mark.parametrize("command", ["backup", "restore"])
def test_a_disk_that_does_not_take_it_is_told_and_nothing_is_left(
    command: str, backup: Path, second_data: Path, tmp_path: Path
) -> None:
    target = tmp_path / "small" / "target"
    target.parent.mkdir()
    folders = (target, "--data", second_data) if command == "backup" else (backup, "--data", target)
    shell = ["sh", "-c", 'ulimit -f 16; exec "$@"', "sh", *OXIANA, command, *map(str, folders)]
    done = subprocess.run(shell, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr.count("\n")) == (1, 1), done.stderr
    assert "nothing is left of it" in done.stderr
    assert list(target.parent.iterdir()) == []


def test_a_backup_is_restored_to_an_empty_folder_behind_a_link_too(backup: Path, tmp_path: Path) -> None:
    (tmp_path / "volume").mkdir()
    (tmp_path / "data").symlink_to("volume")
    done = oxiana("restore", backup, "--data", tmp_path / "data")
    assert done.returncode == 0, done.stderr
    assert current(tmp_path / "data").version == json.loads((backup / "backup.json").read_text())["version"]
    assert [path.name for path in (tmp_path / "volume").iterdir() if path.name.startswith(".")] == []


def test_a_store_that_is_damaged_is_told_and_not_backed_up(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "plain" / "store")
    ledger.store.update("INSERT DATA { <urn:s> <urn:p> 1 }")
    ledger.store.flush()
    ledger.commit()
    ledger.close()
    table = next((tmp_path / "plain" / "store").glob("*.sst"))
    table.write_bytes(table.read_bytes()[:-1])
    done = oxiana("backup", tmp_path / "backup", "--plain", tmp_path / "plain")
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert "is damaged" in done.stderr
    assert not (tmp_path / "backup").exists()


def test_a_plain_store_of_the_environment_is_backed_up_unless_a_data_directory_is_named(
    second_data: Path, tmp_path: Path
) -> None:
    Ledger(tmp_path / "plain" / "store").close()
    environment = {"OXIANA_PLAIN": str(tmp_path / "plain"), "OXIANA_DATA": str(second_data)}
    assert oxiana("backup", tmp_path / "one", **environment).returncode == 0
    assert oxiana("backup", tmp_path / "two", "--data", second_data, **environment).returncode == 0
    kinds = [json.loads((tmp_path / name / "backup.json").read_text())["kind"] for name in ("one", "two")]
    assert kinds == ["plain store", "data directory"]


def test_cited_answers_are_backed_up_and_outlive_a_build(second: Path, second_data_copy: Path, tmp_path: Path) -> None:
    (tmp_path / "query.rq").write_text("ASK {}", encoding="utf-8")
    assert oxiana("cite", "--query", tmp_path / "query.rq", "--data", second_data_copy).returncode == 0
    kept = AnswerStore.of(second_data_copy)
    (name,) = kept.names()
    assert oxiana("backup", tmp_path / "backup", "--data", second_data_copy).returncode == 0
    assert oxiana("restore", tmp_path / "backup", "--data", tmp_path / "new").returncode == 0
    assert AnswerStore.of(tmp_path / "new").get(name) == kept.get(name)
    assert oxiana("build", "--from", second, "--data", tmp_path / "new").returncode == 0
    assert AnswerStore.of(tmp_path / "new").names() == [name]
