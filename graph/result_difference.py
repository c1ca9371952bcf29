"""The difference between two results of one query: which rows have gone, came, changed in one cell, or moved.

Rows are compared as a multiset; where the query fixes their order, also in that. A row is known by its terms, as
N-Triples writes them. Blank nodes have no names to compare: each row's own count as its first, its second, and so on,
so two rows that differ in the names of blank nodes only are alike, and which of them several rows share is not seen.
"""

import json
import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import groupby
from typing import Any, TypeAlias

Row: TypeAlias = tuple[str, ...]  # terms as N-Triples writes them, empty where a variable is unbound

TRIPLE = ("subject", "predicate", "object")
BLANK = re.compile(r"_:[^\s)]+")
KINDS = ("gone", "new", "changed", "moved")
ESCAPED = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r"})


@dataclass(frozen=True)
class Result:
    """What a query gave: rows under columns, the triples of a graph, or the one word of an ASK."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    boolean: bool | None = None

    @classmethod
    def of_json(cls, body: bytes) -> "Result":
        """That of SPARQL 1.1 Query Results JSON."""
        told = json.loads(body)
        if "boolean" in told:
            return cls((), (), told["boolean"])
        columns = tuple(told["head"]["vars"])
        return cls(columns, tuple(_row(binding, columns) for binding in told["results"]["bindings"]))

    @classmethod
    def of_ntriples(cls, body: bytes) -> "Result":
        """That of N-Triples, each triple on a line; triples are a set."""
        lines = dict.fromkeys(body.decode().split("\n"))
        return cls(TRIPLE, tuple(_own(_parts(line)) for line in lines if line.strip()))


@dataclass(frozen=True)
class Placed:
    """A row, and at which place of its result it stands, the first at 1."""

    place: int
    row: Row


@dataclass(frozen=True)
class Change:
    """A row that is as it was but for the cell in one column, counted from 0."""

    before: Placed
    after: Placed
    column: int


@dataclass(frozen=True)
class Move:
    """A row that stands otherwise among those that stayed: at which place before, and at which after."""

    before: int
    after: int
    row: Row


@dataclass(frozen=True)
class ResultDifference:
    """What a later result has otherwise than an earlier one; rows in the order of the result that has them.

    A row is told as `changed` where one that has gone and one that came agree in the first column, which names
    something, and in all others but one, and agree so with no other; else with those `gone` and those `new`.
    """

    before: Result
    after: Result
    gone: tuple[Placed, ...] = ()
    new: tuple[Placed, ...] = ()
    changed: tuple[Change, ...] = ()
    moved: tuple[Move, ...] = ()

    @classmethod
    def between(
        cls, before: Result, after: Result, *, is_ordered: bool = False, keys: Sequence[int] | None = None
    ) -> "ResultDifference":
        """That of two results; `is_ordered`: the query says in which order rows come, by the columns `keys` alone.

        Rows that are alike in these may come in any order, so none of them moves past another; None: it is not known.
        """
        gone, kept_before = _apart(before.rows, after.rows)
        new, kept_after = _apart(after.rows, before.rows)
        changed = _changes(gone, new)
        old, young = {one.before for one in changed}, {one.after for one in changed}
        return cls(
            before,
            after,
            tuple(one for one in gone if one not in old),
            tuple(one for one in new if one not in young),
            tuple(changed),
            tuple(_moves(_sorted_ties(kept_before, keys), _sorted_ties(kept_after, keys))) if is_ordered else (),
        )

    @property
    def is_none(self) -> bool:
        """Whether there is none that is told here."""
        return not (self.gone or self.new or self.changed or self.moved) and self.before.boolean == self.after.boolean

    @property
    def same(self) -> int:
        """How many rows both have, wherever they stand."""
        return len(self.before.rows) - len(self.gone) - len(self.changed)

    def tell(self, most: int) -> dict[str, Any]:
        """All of it, for JSON, with at most so many rows of each kind, and the full numbers."""
        if self.after.boolean is not None:
            return {"before": self.before.boolean, "after": self.after.boolean}
        kinds: dict[str, Sequence[Any]] = {name: getattr(self, name) for name in KINDS}
        return {
            "columns": list(self.after.columns),
            "rows": {"before": len(self.before.rows), "after": len(self.after.rows), "same": self.same}
            | {name: len(found) for name, found in kinds.items()},
            **{name: [asdict(one) for one in found[:most]] for name, found in kinds.items()},
            "truncated": [name for name, found in kinds.items() if len(found) > most],
        }


def _apart(rows: Sequence[Row], others: Iterable[Row]) -> tuple[list[Placed], list[Placed]]:
    """The rows that others lack, and those that they have: each counts as often as it is there."""
    left = Counter(others)
    apart, shared = list[Placed](), list[Placed]()
    for place, row in enumerate(rows, 1):
        (shared if left[row] > 0 else apart).append(Placed(place, row))
        left[row] -= 1
    return apart, shared


def _changes(gone: Sequence[Placed], new: Sequence[Placed]) -> list[Change]:
    near: defaultdict[tuple[int, Row], tuple[list[Placed], list[Placed]]] = defaultdict(lambda: ([], []))
    for side, placed in enumerate((gone, new)):
        for one in placed:
            is_key = bool(one.row) and one.row[0] != "" and not one.row[0].startswith("_:")
            for column in range(1, len(one.row)) if is_key else ():
                near[column, one.row[:column] + one.row[column + 1 :]][side].append(one)
    pairs = [(old[0], young[0], at) for (at, _), (old, young) in near.items() if len(old) == len(young) == 1]
    matches = Counter(one for old, young, _ in pairs for one in (("before", old), ("after", young)))
    found = [
        Change(old, young, at) for old, young, at in pairs if matches["before", old] == matches["after", young] == 1
    ]
    return sorted(found, key=lambda one: one.before.place)


def _sorted_ties(rows: Sequence[Placed], keys: Sequence[int] | None) -> Sequence[Placed]:
    """Rows in their order, those sorted that tie."""
    if keys is None:
        return rows
    tied = groupby(rows, lambda one: [one.row[key] for key in keys])
    return [one for _, group in tied for one in sorted(group, key=lambda one: one.row)]


def _moves(before: Sequence[Placed], after: Sequence[Placed]) -> list[Move]:
    """The fewest rows that must be put elsewhere; of rows that are alike the first stays the first."""
    places: defaultdict[Row, list[int]] = defaultdict(list)
    for at in range(len(after) - 1, -1, -1):
        places[after[at].row].append(at)
    at_after = [places[one.row].pop() for one in before]
    stayed = _longest_rising(at_after)
    return [
        Move(one.place, after[at].place, one.row)
        for index, (one, at) in enumerate(zip(before, at_after, strict=True))
        if index not in stayed
    ]


def _longest_rising(numbers: Sequence[int]) -> set[int]:
    """The indices of a longest rising subsequence (patience sorting)."""
    tops, indices, former = list[int](), list[int](), list[int]()
    for index, number in enumerate(numbers):
        pile = bisect_left(tops, number)
        former.append(indices[pile - 1] if pile else -1)
        tops[pile : pile + 1] = [number]
        indices[pile : pile + 1] = [index]
    found, at = set[int](), indices[-1] if indices else -1
    while at >= 0:
        found.add(at)
        at = former[at]
    return found


def _row(binding: Mapping[str, Any], columns: Sequence[str]) -> Row:
    return _own(tuple(_written(binding[name]) if name in binding else "" for name in columns))


def _written(value: Mapping[str, Any]) -> str:
    if value["type"] == "uri":
        return f"<{value['value']}>"
    if value["type"] == "bnode":
        return f"_:{value['value']}"
    if value["type"] == "triple":
        return f"<<( {' '.join(_written(value['value'][part]) for part in TRIPLE)} )>>"
    quoted = f'"{value["value"].translate(ESCAPED)}"'
    if "xml:lang" in value:
        return f"{quoted}@{value['xml:lang']}"
    return f"{quoted}^^<{value['datatype']}>" if "datatype" in value else quoted


def _own(row: Row) -> Row:
    """A row with names of its own for its blank nodes."""
    if not any("_:" in cell for cell in row):
        return row
    names: dict[str, str] = {}
    return tuple(
        cell
        if cell.startswith(('"', "<")) and not cell.startswith("<<(")
        else BLANK.sub(lambda found: names.setdefault(found[0], f"_:b{len(names) + 1}"), cell)
        for cell in row
    )


def _parts(line: str) -> Row:
    """Subject, predicate and object of a line of N-Triples, as the engine writes it."""
    subject, predicate, rest = line.split(" ", 2)
    return subject, predicate, rest.removesuffix(" .")
