"""Lineage of an answer: for each row the claims that it rests on, and what was kept out of it by which claims."""

from collections.abc import Mapping
from dataclasses import dataclass

from graph.lineage.reasons import Reason
from graph.lineage.solutions import Row, Solutions
from graph.lineage.support import Support


@dataclass(frozen=True)
class TracedRow:
    """A row of an answer, and its support; None: it is not known on what it rests."""

    values: Row
    support: Support | None


@dataclass(frozen=True)
class Excluded:
    """What a MINUS or NOT EXISTS keeps out of an answer, and on what that rests."""

    keyword: str
    values: Mapping[str, str]
    support: Support


@dataclass(frozen=True)
class Lineage:
    """An answer, and its rows, each with its support.

    Two equal rows are one. Where `rests_on_absence`, rows may also be there because something is not said; `excluded`
    are those that something kept out. `reasons` tell why something is not told.
    """

    answer: Solutions
    rows: tuple[TracedRow, ...]
    excluded: tuple[Excluded, ...] = ()
    rests_on_absence: bool = False
    reasons: tuple[Reason, ...] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the columns."""
        return self.answer.columns

    @property
    def claims(self) -> frozenset[str]:
        """All claims that some row rests on."""
        return frozenset[str]().union(*(row.support.claims for row in self.rows if row.support))


def untold(answer: Solutions) -> Lineage:
    """The lineage of an answer of which it is not known on what it rests."""
    return Lineage(
        answer,
        tuple(TracedRow(row, None) for row in answer.rows),
        rests_on_absence=True,
        reasons=(Reason("not-followed"),),
    )
