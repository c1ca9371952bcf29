"""The tracer: finds out on which claims the rows of an answer rest."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cached_property

from graph.algebra import Block, Query
from graph.engine import Graphs
from graph.lineage.exposure import SOLUTIONS, exposed
from graph.lineage.follower import Follower
from graph.lineage.lineage import Excluded, Lineage, TracedRow
from graph.lineage.origins import Origins
from graph.lineage.parts import Absence
from graph.lineage.projection import Projection
from graph.lineage.solutions import Row, Solutions, values
from graph.lineage.support import Support, all_of, any_of
from graph.lineage.witness import Solution
from graph.outline import UnreadableError, outline
from graph.premises import Premises
from graph.store import Store
from ontology.terms import Names

EXCLUDED = 100  # that are told
UNREAD = (
    "the query has BASE, SERVICE, a blank node, a collection or something else with which it is not read, "
    "so what its answer rests on is not told"
)
UNKNOWN = "what {} rows rest on could not be told"
CUT = f"more than {SOLUTIONS} solutions make up the answer, and only so many were followed"
MORE = f"only {EXCLUDED} of what was kept out are told"


class Tracer:
    """Tells the lineage of answers over the store of one build."""

    def __init__(self, store: Store, names: Names) -> None:
        self._store, self._names = store, names

    @cached_property
    def origins(self) -> Origins:
        """Where the triples of the store come from.

        Raises:
            LimitError: there are more than can be reasoned with.
        """
        return Origins(Premises.read(self._store, self._names))

    def trace(self, text: str, graphs: Graphs = Graphs()) -> Lineage:  # noqa: B008 - frozen
        """The lineage of the answer to a query.

        Raises:
            InputError: the query is malformed, or asks for what is refused.
        """
        query = outline(text)
        if query is None:
            answer = Solutions.of(self._store, text, graphs)
            return Lineage(
                answer.columns, tuple(TracedRow(row, None) for row in dict.fromkeys(answer.rows)), reasons=(UNREAD,)
            )
        return _Trace(self, text, query, graphs).lineage()

    def follower(self, text: str, query: Query, graphs: Graphs) -> Follower:
        """What follows the solutions of a query."""
        return Follower(self._store, self.origins.of, text, query, graphs, lambda nested: self.trace(nested, graphs))


class _Trace:
    """The lineage of one query that is read."""

    def __init__(self, tracer: Tracer, text: str, query: Query, graphs: Graphs) -> None:
        self._text, self._query = text, query
        self._follower = tracer.follower(text, query, graphs)
        self._projection = Projection.of(text, query)

    def lineage(self) -> Lineage:
        """The lineage of its answer."""
        columns, rows, keys = self._answer()
        try:
            exposure = exposed(self._text, self._query, self._given(columns, rows))
        except UnreadableError:
            return Lineage(columns, tuple(TracedRow(row, None) for row in rows), reasons=(UNREAD,))
        solutions = self._follower.follow(exposure)
        supports = _by_row(solutions, columns) if keys is None else _by_group(solutions, keys)
        traced = tuple(TracedRow(row, supports.get(row)) for row in rows)
        excluded, is_more = self._excluded(exposure.absences)
        unknown = sum(row.support is None for row in traced)
        reasons = [UNKNOWN.format(unknown)] * bool(unknown) + [CUT] * self._follower.is_cut + [MORE] * is_more
        return Lineage(columns, traced, excluded, self._query.is_negated, tuple(reasons))

    def _answer(self) -> tuple[tuple[str, ...], list[Row], dict[Row, list[dict[str, str]]] | None]:
        """The columns and rows, and of an aggregation the values of what each row is grouped by."""
        if not self._projection.is_aggregate:
            answer = self._follower.ask(self._text)
            return answer.columns, answer.rows, None
        answer = self._follower.ask(self._projection.keyed(self._text))
        columns = self._projection.columns
        keys: dict[Row, list[dict[str, str]]] = defaultdict(list)
        for row, bound in zip(answer.rows, answer.bound(), strict=True):
            keys[row[: len(columns)]].append(
                {key.name: bound[key.name] for key in self._projection.keys if key.name in bound}
            )
        return columns, [row[: len(columns)] for row in answer.rows], keys

    def _given(self, columns: Sequence[str], rows: Sequence[Row]) -> str:
        """The rows of an answer that is cut off, for whatever its patterns have values of anyway."""
        if self._projection.is_aggregate or not self._query.has("LIMIT"):
            return ""
        blocks = (part for part in self._query.group.parts if isinstance(part, Block))
        certain = {name for block in blocks for pattern in block.patterns for name in pattern.variables}
        places = [place for place, name in enumerate(columns) if name in certain]
        given = list(dict.fromkeys(tuple(row[place] for place in places) for row in rows))
        if not places or any(one is None or one.startswith("_:") for row in given for one in row):
            return ""
        return values([columns[place] for place in places], given)

    def _excluded(self, absences: Sequence[Absence]) -> tuple[tuple[Excluded, ...], bool]:
        found = dict[tuple[str, tuple[tuple[str, str], ...]], list[Support]]()
        shown = set(self._projection.columns) or None
        for absence in absences:
            turned = exposed(self._text, self._query, turned=absence)
            for solution, support in self._follower.follow(turned):
                if support:
                    values_ = {name: one for name, one in solution.items() if shown is None or name in shown}
                    found.setdefault((absence.keyword, tuple(sorted(values_.items()))), []).append(support)
        every = [Excluded(keyword, dict(told), any_of(supports)) for (keyword, told), supports in found.items()]
        return tuple(every[:EXCLUDED]), len(every) > EXCLUDED


def _by_row(solutions: Iterable[tuple[Solution, Support | None]], columns: Sequence[str]) -> dict[Row, Support | None]:
    """The support of each row: any of its solutions is enough."""
    found: dict[Row, list[Support | None]] = defaultdict(list)
    for solution, support in solutions:
        found[tuple(solution.get(name) for name in columns)].append(support)
    return {
        row: None if None in supports else any_of([one for one in supports if one]) for row, supports in found.items()
    }


def _by_group(
    solutions: Iterable[tuple[Solution, Support | None]], keys: dict[Row, list[dict[str, str]]]
) -> dict[Row, Support | None]:
    """The support of each row of an aggregation: it rests on all solutions of its group."""
    names = sorted({name for every in keys.values() for key in every for name in key})
    groups: dict[tuple[str | None, ...], list[Support | None]] = defaultdict(list)
    for solution, support in solutions:
        groups[tuple(solution.get(name) for name in names)].append(support)
    found: dict[Row, Support | None] = {}
    for row, every in keys.items():
        of_groups = [_all(groups[tuple(key.get(name) for name in names)]) for key in every]
        found[row] = None if None in of_groups else any_of([one for one in of_groups if one])
    return found


def _all(supports: Sequence[Support | None]) -> Support | None:
    return None if None in supports else all_of(one for one in supports if one)
