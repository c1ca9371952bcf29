"""The store of cited answers: SQLite in `answers.sqlite` of the data directory, to which answers are only added.

Nobody can know which of them were cited on paper, so none is changed and none is removed, not even to make room.
"""

import json
import sqlite3
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from graph.answers import CitedAnswer
from graph.holds import alone
from graph.limits import MIB
from ontology.errors import NotFoundError, UnavailableError

FILE = "answers.sqlite"
NEAR = 8  # digits by which what somebody meant is found, and as many are named
SECONDS = 5.0  # that one waits for another who writes
# Each step brings a store from the schema before it to its own; PRAGMA user_version counts those that are done.
STEPS: Sequence[Sequence[str]] = (
    (
        """CREATE TABLE answer (
            id TEXT PRIMARY KEY, record TEXT NOT NULL, record_sha256 TEXT NOT NULL, result BLOB, bytes INTEGER NOT NULL
        )""",
        "CREATE TRIGGER stays_so BEFORE UPDATE ON answer BEGIN SELECT RAISE(ABORT, 'a cited answer stays so'); END",
        "CREATE TRIGGER stays BEFORE DELETE ON answer BEGIN SELECT RAISE(ABORT, 'a cited answer stays'); END",
    ),
    (  # how many there are, without reading them all for each that comes
        "CREATE TABLE total (answers INTEGER NOT NULL, bytes INTEGER NOT NULL)",
        "INSERT INTO total SELECT count(*), coalesce(sum(bytes), 0) FROM answer",
        """CREATE TRIGGER counted AFTER INSERT ON answer BEGIN
            UPDATE total SET answers = answers + 1, bytes = bytes + NEW.bytes;
        END""",
    ),
)


class FullError(UnavailableError):
    """The store holds as much as it may."""


@dataclass(frozen=True)
class Room:
    """How many answers there may be, and how many bytes of them."""

    answers: int = 200_000
    bytes: int = 2048 * MIB


@dataclass(frozen=True)
class AnswerStore:
    """The cited answers in a file, which is made when the first one comes; for any number of threads and processes."""

    path: Path
    room: Room = Room()

    @classmethod
    def of(cls, data_dir: Path, room: Room = Room()) -> "AnswerStore":
        """That of a data directory."""
        return cls(data_dir / FILE, room)

    def get(self, name: str) -> CitedAnswer:
        """The answer of an identifier.

        Raises:
            NotFoundError: there is none.
            UnavailableError: the store is damaged, or this answer is.
        """
        if not self.path.exists():
            raise NotFoundError(f"no answer is cited as {name} here")
        with self._opened() as store:
            row = store.execute("SELECT record, record_sha256, result FROM answer WHERE id = ?", (name,)).fetchone()
        if row is None:
            raise NotFoundError(f"no answer is cited as {name} here")
        return self._read(name, *row)

    def near(self, name: str) -> list[str]:
        """The identifiers that begin as a text does, up to its eighth letter: some of them, in their order.

        Raises:
            UnavailableError: the store is damaged.
        """
        begun = name[:NEAR]
        if len(begun) < NEAR or not self.path.exists():
            return []
        with self._opened() as store:
            rows = store.execute("SELECT id FROM answer WHERE id >= ? AND id < ? LIMIT ?", (begun, f"{begun}g", NEAR))
            return [row[0] for row in rows]

    def add(self, answer: CitedAnswer) -> tuple[CitedAnswer, bool]:
        """Keep an answer; what is kept of it, which somebody may have done before, and whether it is new.

        Raises:
            FullError: there is no room.
            UnavailableError: the store is damaged, or the disk does not take it.
        """
        record = json.dumps(answer.tell(), ensure_ascii=False)
        result = None if answer.result is None else zlib.compress(answer.result)
        size = len(record.encode()) + len(result or b"")
        with self._opened() as store:
            store.execute("BEGIN IMMEDIATE")
            if store.execute("SELECT 1 FROM answer WHERE id = ?", (answer.id,)).fetchone():
                store.execute("ROLLBACK")
                is_new = False
            else:
                self._see_room(store, size)
                store.execute(
                    "INSERT INTO answer VALUES (?, ?, ?, ?, ?)", (answer.id, record, answer.record_sha256, result, size)
                )
                store.execute("COMMIT")
                is_new = True
        return (answer, True) if is_new else (self.get(answer.id), False)

    def size(self) -> Room:
        """How many answers it has, and their bytes.

        Raises:
            UnavailableError: it is damaged.
        """
        if not self.path.exists():
            return Room(0, 0)
        with self._opened() as store:
            return Room(*store.execute("SELECT answers, bytes FROM total").fetchone())

    def names(self) -> list[str]:
        """The identifiers of all answers, the first one that was cited first.

        Raises:
            UnavailableError: it is damaged.
        """
        if not self.path.exists():
            return []
        with self._opened() as store:
            return [row[0] for row in store.execute("SELECT id FROM answer ORDER BY rowid")]

    def copy(self, target: Path) -> None:
        """Copy it to another file as it is at one moment, also while it is written; nothing where there is none.

        Raises:
            UnavailableError: it is damaged.
        """
        if self.path.exists():
            with self._opened() as store:
                store.execute("VACUUM INTO ?", (str(target),))
            with closing(sqlite3.connect(target)) as copied:
                copied.execute("PRAGMA journal_mode = WAL")  # which is not copied

    def _see_room(self, store: sqlite3.Connection, size: int) -> None:
        answers, held = store.execute("SELECT answers, bytes FROM total").fetchone()
        if answers >= self.room.answers or held + size > self.room.bytes:
            store.execute("ROLLBACK")
            raise FullError(
                f"{answers} answers of {held} bytes are cited here, and there is room for {self.room.answers} of "
                f"{self.room.bytes}: no other is taken, and those stay; its operator may give more room"
            )

    def _read(self, name: str, record: str, record_sha256: str, result: bytes | None) -> CitedAnswer:
        try:
            answer = CitedAnswer.told(json.loads(record), None if result is None else zlib.decompress(result))
        except (ValueError, KeyError, TypeError, zlib.error) as error:
            raise UnavailableError(f"the cited answer {name} is kept damaged; give it back from a backup") from error
        if (answer.id, answer.record_sha256) != (name, record_sha256):
            raise UnavailableError(f"the cited answer {name} is not as it was kept; give it back from a backup")
        return answer

    @contextmanager
    def _opened(self) -> Iterator[sqlite3.Connection]:
        """The store of the newest schema; each has a connection of its own."""
        try:
            store = sqlite3.connect(self.path, timeout=SECONDS, isolation_level=None)
            try:
                store.execute("PRAGMA synchronous = FULL")  # what somebody was told to cite is there after a power cut
                _migrate(store, self.path)
                yield store
            finally:
                store.close()
        except sqlite3.Error as error:
            raise UnavailableError(_told(error, self.path)) from error


def _migrate(store: sqlite3.Connection, path: Path) -> None:
    version = _version(store)
    if version > len(STEPS):
        raise UnavailableError(
            f"{path} was written by a later Oxiana (schema {version}); take that one, or a later one"
        )
    if version == len(STEPS):
        return
    with alone(path.parent):  # nobody waits for a file to become one with a log of its own: they are refused
        store.execute("PRAGMA journal_mode = WAL")
        store.execute("BEGIN IMMEDIATE")
        for step in STEPS[_version(store) :]:  # somebody else may have done some meanwhile
            for statement in step:
                store.execute(statement)
        store.execute(f"PRAGMA user_version = {len(STEPS)}")
        store.execute("COMMIT")


def _version(store: sqlite3.Connection) -> int:
    return int(store.execute("PRAGMA user_version").fetchone()[0])


def _told(error: sqlite3.Error, path: Path) -> str:
    told: Callable[[str], str] = f"the store of cited answers {path} {{}} ({error})".format
    if isinstance(error, sqlite3.OperationalError) and "locked" in str(error):
        return told("is being written by others; cite again in some seconds")
    if isinstance(error, sqlite3.OperationalError):
        return told("cannot be opened or written")
    return told("is damaged, and nothing else is; give it back from a backup")
