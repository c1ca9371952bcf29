"""The store of cited answers: what is in it stays, whoever writes at once, and whatever is done to its file."""

import multiprocessing
import os
import signal
import sqlite3
import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest

from graph.answer_store import FILE, STEPS, AnswerStore, FullError, Room
from graph.answers import Bounds, CitedAnswer
from graph.engine import Graphs
from graph.store import JSON
from ontology.errors import NotFoundError, UnavailableError

VERSION = "a" * 64


def answer(number: int = 0, title: str = "") -> CitedAnswer:
    """The answer to a query of its own."""
    result = b'{"head":{"vars":["n"]},"results":{"bindings":[{"n":{"type":"literal","value":"%d"}}]}}' % number
    return CitedAnswer.of(
        f"SELECT ({number} AS ?n) {{}}",
        Graphs(),
        result,
        JSON,
        base="https://w3id.org/oxiana/",
        version=VERSION,
        bounds=Bounds(30, 100, 1000),
        title=title,
    )


def test_an_answer_is_given_back_as_it_was_kept(tmp_path: Path) -> None:
    store = AnswerStore.of(tmp_path)
    one = answer(1, "一")
    assert store.add(one) == (one, True)
    assert AnswerStore.of(tmp_path).get(one.id) == one
    with pytest.raises(NotFoundError, match=r"no answer is cited as 0+ here"):
        store.get("0" * 32)


def test_identical_answers_share_the_entry_of_the_first(tmp_path: Path) -> None:
    store = AnswerStore.of(tmp_path)
    first = answer(1, "first")
    store.add(first)
    assert store.add(replace(answer(1, "second"), time="2030-01-01T00:00:00Z")) == (first, False)
    assert store.size().answers == 1


def test_nothing_is_made_before_the_first_answer(tmp_path: Path) -> None:
    store = AnswerStore.of(tmp_path)
    assert (store.size(), store.names()) == (Room(0, 0), [])
    store.copy(tmp_path / "copy")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE answer SET record = ''",
        "DELETE FROM answer",
        "INSERT OR REPLACE INTO answer SELECT id, '', '', NULL, 0 FROM answer",
    ],
)
def test_an_entry_never_changes(tmp_path: Path, statement: str) -> None:
    store = AnswerStore.of(tmp_path)
    store.add(one := answer(1))
    file = sqlite3.connect(tmp_path / FILE)
    file.execute("PRAGMA recursive_triggers = ON")
    with pytest.raises(sqlite3.IntegrityError, match="a cited answer"):
        file.execute(statement)
    file.close()
    assert store.get(one.id) == one


def test_a_full_store_refuses_and_keeps(tmp_path: Path) -> None:
    store = AnswerStore.of(tmp_path, Room(3))
    for number in range(3):
        store.add(answer(number))
    with pytest.raises(FullError, match=r"3 answers of .* no other is taken, and those stay"):
        store.add(answer(3))
    assert store.add(answer(2))[1] is False
    assert store.size().answers == 3
    small = AnswerStore(tmp_path / "small", Room(10, 1000))
    small.add(answer(0))
    with pytest.raises(FullError, match="room for 10 of 1000"):
        small.add(answer(1))


def test_threads_may_cite_at_once(tmp_path: Path) -> None:
    store = AnswerStore.of(tmp_path)
    new = list[bool]()

    def cite() -> None:
        new.extend(store.add(answer(number))[1] for number in range(20))

    threads = [threading.Thread(target=cite) for _ in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert (sum(new), len(new), store.size().answers) == (20, 80, 20)


def _cite(folder: Path, numbers: range) -> None:
    for number in numbers:
        AnswerStore.of(folder).add(answer(number))


def test_processes_may_cite_at_once(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    processes = [context.Process(target=_cite, args=(tmp_path, range(n, 30 + n))) for n in (0, 10)]
    for one in processes:
        one.start()
    for one in processes:
        one.join(60)
    assert [one.exitcode for one in processes] == [0, 0]
    assert AnswerStore.of(tmp_path).size().answers == 40


def test_whatever_was_confirmed_is_there_after_a_kill(tmp_path: Path) -> None:
    process = multiprocessing.get_context("spawn").Process(target=_cite, args=(tmp_path, range(100_000)))
    process.start()
    store = AnswerStore.of(tmp_path)
    deadline = time.monotonic() + 60
    while store.size().answers < 30:
        assert time.monotonic() < deadline
        time.sleep(0.01)
    assert process.pid
    os.kill(process.pid, signal.SIGKILL)
    process.join()
    names = store.names()
    assert len(names) == store.size().answers >= 30
    assert [store.get(name) for name in names][:30] == [
        replace(answer(number), time=store.get(name).time) for number, name in enumerate(names[:30])
    ]
    assert store.add(answer(200_000))[1]


def test_a_store_of_an_older_schema_is_brought_forward_with_what_it_holds(tmp_path: Path) -> None:
    new = AnswerStore(tmp_path / "new")
    new.add(one := answer(1))
    row = sqlite3.connect(tmp_path / "new").execute("SELECT * FROM answer").fetchone()
    old = sqlite3.connect(tmp_path / FILE)
    for statement in STEPS[0]:
        old.execute(statement)
    old.execute("INSERT INTO answer VALUES (?, ?, ?, ?, ?)", row)
    old.execute("PRAGMA user_version = 1")
    old.commit()
    old.close()
    store = AnswerStore.of(tmp_path)
    assert store.get(one.id) == one
    assert store.size() == new.size()
    store.add(answer(2))
    assert store.size().answers == 2


def test_a_store_of_a_later_schema_is_left_alone(tmp_path: Path) -> None:
    store = AnswerStore.of(tmp_path)
    store.add(answer(1))
    file = sqlite3.connect(tmp_path / FILE)
    file.execute("PRAGMA user_version = 99")
    file.close()
    with pytest.raises(UnavailableError, match=r"was written by a later Oxiana \(schema 99\)"):
        store.add(answer(2))


def test_a_damaged_file_is_told_in_one_sentence(tmp_path: Path) -> None:
    store = AnswerStore.of(tmp_path)
    store.add(answer(1))
    (tmp_path / FILE).write_bytes(b"\0" * 100 + (tmp_path / FILE).read_bytes()[100:])
    for suffix in ("-wal", "-shm"):
        (tmp_path / f"{FILE}{suffix}").unlink(missing_ok=True)
    with pytest.raises(UnavailableError, match="is damaged, and nothing else is; give it back from a backup"):
        store.get(answer(1).id)


def test_an_entry_that_was_edited_in_the_file_is_found_out(tmp_path: Path) -> None:
    store = AnswerStore.of(tmp_path)
    store.add(one := answer(1))
    file = sqlite3.connect(tmp_path / FILE)
    file.execute("DROP TRIGGER stays_so")
    file.execute("UPDATE answer SET record = replace(record, '\"rows\": 1', '\"rows\": 2')")
    file.commit()
    file.close()
    with pytest.raises(UnavailableError, match="is not as it was kept; give it back from a backup"):
        store.get(one.id)


def test_a_copy_is_whole_while_others_cite(tmp_path: Path) -> None:
    store = AnswerStore.of(tmp_path)
    store.add(answer(0))
    ends = threading.Event()

    def cite() -> None:
        number = 1
        while not ends.is_set():
            store.add(answer(number))
            number += 1

    thread = threading.Thread(target=cite)
    thread.start()
    for turn in range(5):
        store.copy(tmp_path / f"copy-{turn}")
        copied = AnswerStore(tmp_path / f"copy-{turn}")
        names = copied.names()
        assert copied.size().answers == len(names) == len([copied.get(name) for name in names])
    ends.set()
    thread.join()
