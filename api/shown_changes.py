"""The difference between two results as a page shows it: the first rows of each kind, as terms, and their number."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from rdflib.term import Identifier

from graph.quads import terms
from graph.result_difference import Placed, ResultDifference, Row

SHOWN = 200  # rows of each kind


@dataclass(frozen=True)
class ShownRow:
    """A row, what is told of its place, and which of its columns is to be seen (counted from 0; -1: none)."""

    place: str
    cells: tuple[Identifier | None, ...]
    column: int = -1


@dataclass(frozen=True)
class ShownRows:
    """The rows of one kind: how many there are, of how many of them something is shown, and what."""

    total: int
    told: int
    rows: tuple[ShownRow, ...]

    @classmethod
    def of(cls, found: Sequence[Any], rows: Iterator[tuple[str, Row, int]]) -> "ShownRows":
        """Those of what was found, of which the first `SHOWN` are given as rows."""
        given = list(rows)
        cells = iter(terms(cell for _, row, _ in given for cell in row))
        shown = tuple(ShownRow(place, tuple(next(cells) for _ in row), column) for place, row, column in given)
        return cls(len(found), min(len(found), SHOWN), shown)


def shown_changes(change: ResultDifference | None) -> dict[str, Any]:
    """What a page takes to show a difference; None: there is none to show."""
    if change is None:
        return {"change": None, "columns": (), "kinds": {}, "terms": ()}

    def placed(found: Sequence[Placed], sign: str) -> ShownRows:
        return ShownRows.of(found, ((f"{sign} {one.place}", one.row, -1) for one in found[:SHOWN]))

    pairs = ((pair, sign, one) for pair in change.changed[:SHOWN] for sign, one in _sides(pair.before, pair.after))
    moved = ((f"{one.before} → {one.after}", one.row, -1) for one in change.moved[:SHOWN])
    kinds = {
        "gone": placed(change.gone, "−"),
        "new": placed(change.new, "+"),
        "changed": ShownRows.of(
            change.changed, ((f"{sign} {one.place}", one.row, pair.column) for pair, sign, one in pairs)
        ),
        "moved": ShownRows.of(change.moved, moved),
    }
    cells = [cell for kind in kinds.values() for row in kind.rows for cell in row.cells]
    return {"change": change, "columns": change.after.columns, "kinds": kinds, "terms": cells}


def _sides(before: Placed, after: Placed) -> tuple[tuple[str, Placed], tuple[str, Placed]]:
    return ("−", before), ("+", after)
