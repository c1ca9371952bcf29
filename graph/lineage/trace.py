"""The trace of one query: its answer, the solutions that make it up, and what was kept out."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from rdflib import Literal

from graph.algebra import Block
from graph.lineage.exposure import SOLUTIONS
from graph.lineage.follower import Follower
from graph.lineage.lineage import Excluded, Lineage, TracedRow, untold
from graph.lineage.parts import Absence
from graph.lineage.projection import Projection
from graph.lineage.reasons import Reason
from graph.lineage.rows import Solved, Supports, aggregated, asked, constructed, described, selected
from graph.lineage.solutions import Row, Solutions, values
from graph.lineage.support import NOTHING, Support, any_of
from graph.mending import Change, spliced
from graph.triples import UnreadableError
from ontology.errors import LimitError

FALSE = Literal(False).n3()
ROWS = 10_000  # of which lineage is told
EXCLUDED = 100  # that are told


class Trace:
    """The lineage of the answer to a query whose solutions can be followed."""

    def __init__(self, follower: Follower) -> None:
        self._follower, self._query = follower, follower.query
        self._projection = Projection.of(follower.text, follower.query)

    def lineage(self) -> Lineage:
        """It.

        Raises:
            InputError: the query is malformed, or asks for what is refused.
            LimitError: the answer has too many rows.
        """
        answer, keys = self._answer()
        if len(answer.rows) > ROWS:
            raise LimitError(f"the answer has more than {ROWS} rows, the most of which lineage is told; add LIMIT")
        try:
            exposure = self._follower.exposed(self._given(answer))
            solved = self._follower.follow(exposure)
            supports = self._supports(solved, answer, keys)
            excluded, is_more = self._excluded(exposure.absences, answer.columns)
        except UnreadableError:
            return untold(answer)
        rows = tuple(TracedRow(row, self._known(supports.get(row))) for row in answer.rows)
        unknown = sum(row.support is None for row in rows)
        reasons = [Reason("rows-not-known", unknown)] * bool(unknown)
        reasons += [Reason("recorded")] * (not self._follower.origins.are_proven)
        reasons += [Reason("offset")] * self._query.skips
        reasons += [Reason("solutions-cut", SOLUTIONS)] * self._follower.is_cut
        reasons += [Reason("excluded-cut", EXCLUDED)] * is_more
        is_negated = self._query.is_negated or answer.rows == [(FALSE,)]
        return Lineage(answer, rows, excluded, is_negated, tuple(reasons))

    def _known(self, support: Support | None) -> Support | None:
        """A support as far as it is known: of solutions that were not followed other ways may come, and more claims."""
        if support is None or not self._follower.is_cut:
            return support
        return replace(support, necessary=NOTHING, is_complete=False)

    def _supports(self, solved: Solved, answer: Solutions, keys: dict[Row, list[dict[str, str]]]) -> Supports:
        if self._query.form == "ASK":
            return asked(solved, answer)
        if self._query.form == "CONSTRUCT":
            return constructed(solved, self._follower)
        if self._query.form == "DESCRIBE":
            return described(solved, self._follower, answer)
        return aggregated(solved, keys) if self._projection.is_aggregate else selected(solved, answer.columns)

    def _answer(self) -> tuple[Solutions, dict[Row, list[dict[str, str]]]]:
        """The answer, and of an aggregation the values of what each row is grouped by."""
        keys: dict[Row, list[dict[str, str]]] = defaultdict(list)
        if not self._projection.is_aggregate:
            return self._follower.ask(self._bounded(self._follower.text)), keys
        keyed = self._follower.ask(self._projection.keyed(self._follower.text))
        columns, names = self._projection.columns, [key.name for key in self._projection.keys]
        answer = keyed.only(columns)
        for row, bound in zip(answer.rows, keyed.bound(), strict=True):
            keys[row].append({name: bound[name] for name in names if name in bound})
        return answer, keys

    def _bounded(self, text: str) -> str:
        """A query that gives no more rows than are needed to see that there are too many."""
        if self._query.form != "SELECT" or self._query.has("LIMIT"):
            return text
        values = next((one for one in self._query.modifiers if one.is_word("VALUES")), None)
        end = values.start if values else self._query.end
        return spliced(text, [Change(end, end, f" LIMIT {ROWS + 1} ")])

    def _given(self, answer: Solutions) -> str:
        """The rows of an answer that is cut off, as far as the first patterns of the query have their values."""
        if self._projection.is_aggregate or self._query.form != "SELECT" or not self._query.has("LIMIT"):
            return ""
        blocks = (part for part in self._query.group.parts if isinstance(part, Block))
        certain = {name for block in blocks for pattern in block.patterns for name in pattern.variables}
        places = [place for place, name in enumerate(answer.columns) if name in certain]
        given = list(dict.fromkeys(tuple(row[place] for place in places) for row in answer.rows))
        if not places or any(one is None or one.startswith("_:") for row in given for one in row):
            return ""
        return values([answer.columns[place] for place in places], given)

    def _excluded(self, absences: Sequence[Absence], columns: Sequence[str]) -> tuple[tuple[Excluded, ...], bool]:
        """What each absence keeps out, by what is there."""
        found: dict[tuple[str, tuple[tuple[str, str], ...]], list[Support]] = defaultdict(list)
        for absence in absences:
            turned = self._follower.exposed(turned=absence)
            for solution, support in self._follower.follow(turned):
                if support:
                    told = tuple((name, solution[name]) for name in columns if name in solution)
                    found[absence.keyword, told].append(support)
        every = [Excluded(keyword, dict(told), any_of(supports)) for (keyword, told), supports in found.items()]
        return tuple(every[:EXCLUDED]), len(every) > EXCLUDED
