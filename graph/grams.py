"""An index of the texts of a default graph that nobody can write: which literals may have some characters in them.

It is an FTS5 table of SQLite, which Python brings along, of every three characters that stand together; and another of
every one or two Chinese ones, since a word of Chinese has no more. It only ever proposes: whoever asks checks.
"""

import re
import sqlite3
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph

from graph.extremes import STRINGS

FILE = "texts.sqlite"
# What stands in brackets is of three characters or more, or of Chinese ones.
HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af]+")
SHORTEST = 3
ENOUGH = 20  # of the grams of a long text
CASED = ("Ll", "Lu", "Lt", "Lm", "Mn", "Nl", "So", "Cn")  # a few numbers, signs and marks have cases too
NOTHING = (1, 0)  # the range of a predicate that has no triple
SCHEMA = """
CREATE TABLE predicate (iri TEXT PRIMARY KEY, first INTEGER, last INTEGER);
CREATE TABLE literal (id INTEGER PRIMARY KEY, term TEXT);
CREATE VIRTUAL TABLE three USING fts5(text, content='', detail='none', tokenize='trigram case_sensitive 1');
CREATE VIRTUAL TABLE han USING fts5(text, content='', detail='none', tokenize='ascii');
"""


def folded(text: str) -> str:
    """A text without the difference of case, character by character, as LCASE and the flag `i` of REGEX may see it."""
    return "".join(fold if len(fold := one.casefold()) == 1 else one for one in text.lower())


def is_plain(text: str) -> bool:
    """Whether no characters but the letters of ASCII have a case: others may have one that Python does not know yet."""
    return all(one.isascii() or unicodedata.category(one) not in CASED for one in text) and "\0" not in text


@dataclass(frozen=True)
class Grams:
    """The index, and the range of its numbers for each predicate; none for one that leads to other things too."""

    index: sqlite3.Connection
    ranges: dict[str, tuple[int, int] | None]

    @classmethod
    def beside(cls, store: Path) -> "Grams | None":
        """The one that was written beside a store, if any was."""
        place = store.with_name(FILE)
        if not place.exists():
            return None
        try:
            index = sqlite3.connect(
                f"{place.absolute().as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False
            )
            found = index.execute("SELECT iri, first, last FROM predicate")
            return cls(index, {iri: (first, last) if last else None for iri, first, last in found})
        except sqlite3.Error:  # it is damaged, or of another release
            return None

    @staticmethod
    def forget(store: Path) -> None:
        """Remove that of a store whose default graph may be written."""
        store.with_name(FILE).unlink(missing_ok=True)

    @staticmethod
    def write(store: pyoxigraph.Store, path: Path) -> None:
        """Write one of all predicates that lead to nothing but strings beside a store."""
        path.with_name(FILE).unlink(missing_ok=True)
        with closing(sqlite3.connect(path.with_name(FILE))) as index, index:
            try:
                index.executescript(SCHEMA)
            except sqlite3.OperationalError:  # this SQLite has no FTS5: then texts are searched as without an index
                return
            last = 0
            texts_of, others = _texts(store)
            index.executemany("INSERT INTO predicate VALUES (?, 0, 0)", ((one,) for one in sorted(others)))
            for predicate, texts in sorted(texts_of.items()):
                numbered = list(enumerate(sorted(texts), last + 1))
                index.execute("INSERT INTO predicate VALUES (?, ?, ?)", (predicate, last + 1, last + len(numbered)))
                last += len(numbered)
                index.executemany("INSERT INTO literal VALUES (?, ?)", ((n, term) for n, (_, term) in numbered))
                rows = ((n, folded(text)) for n, (text, _) in numbered)
                index.executemany("INSERT INTO three (rowid, text) VALUES (?, ?)", rows)
                grams = ((n, " ".join(_han_grams(text))) for n, (text, _) in numbered if HAN.search(text))
                index.executemany("INSERT INTO han (rowid, text) VALUES (?, ?)", grams)
            index.execute("INSERT INTO three (three) VALUES ('optimize')")
            index.execute("INSERT INTO han (han) VALUES ('optimize')")

    def having(self, needle: str, predicates: Sequence[str], most: int) -> list[str] | None:
        """The literals that may have some characters in them, as SPARQL has them, of the default graph's predicates.

        None: it cannot tell, or there are more than `most`.
        """
        known = [self.ranges.get(predicate, NOTHING) for predicate in predicates]
        ranges = [one for one in known if one]
        if not is_plain(needle) or len(ranges) < len(known):
            return None
        query = _matching(folded(needle))
        if not query:
            return None
        table, match = query
        found = dict[str, None]()
        for first, last in ranges:
            try:
                rows = self.index.execute(
                    f"SELECT term FROM {table} JOIN literal ON id = {table}.rowid "  # noqa: S608 - one of two names
                    f"WHERE {table} MATCH ? AND {table}.rowid BETWEEN ? AND ? LIMIT ?",
                    (match, first, last, most + 1),
                ).fetchall()
            except sqlite3.Error:  # it is damaged
                return None
            found.update((term, None) for (term,) in rows)
        return [*found] if len(found) <= most else None


def _matching(needle: str) -> tuple[str, str] | None:
    """The table to ask for some characters, and what to ask it."""
    if len(needle) >= SHORTEST:
        grams = {needle[at : at + SHORTEST] for at in range(len(needle) - SHORTEST + 1)}
        quoted = ('"{}"'.format(gram.replace('"', '""')) for gram in sorted(grams)[:ENOUGH])
        return "three", " AND ".join(quoted)
    if HAN.fullmatch(needle):
        return "han", _code(needle)
    return None


def _han_grams(text: str) -> Iterator[str]:
    for run in HAN.findall(text):
        yield from (_code(run[at : at + size]) for size in (1, 2) for at in range(len(run) - size + 1))


def _code(gram: str) -> str:
    """A word of ASCII for some characters, which no tokeniser can take for anything else."""
    return "x".join(f"{ord(one):x}" for one in gram)


def _texts(store: pyoxigraph.Store) -> tuple[dict[str, set[tuple[str, str]]], set[str]]:
    """By predicate: its literals, their texts first; and the predicates that lead to other things too."""
    texts, others = dict[str, set[tuple[str, str]]](), set[str]()
    for quad in store.quads_for_pattern(None, None, None, pyoxigraph.DefaultGraph()):
        thing, predicate = quad.object, quad.predicate.value
        if not isinstance(thing, pyoxigraph.Literal) or thing.datatype.value not in STRINGS or "\0" in thing.value:
            others.add(predicate)
        else:
            texts.setdefault(predicate, set()).add((thing.value, str(thing)))
    return {predicate: found for predicate, found in texts.items() if predicate not in others}, others
