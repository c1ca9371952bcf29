"""The follower: finds the solutions of an exposure, and on what each of them rests."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from typing import TypeAlias

from graph.algebra import Path, Query
from graph.engine import Graphs
from graph.lineage.exposure import SOLUTIONS, Exposure, exposed, looked_for
from graph.lineage.lineage import Lineage
from graph.lineage.parts import Absence, Looked, Nested, Parts
from graph.lineage.paths import Paths, is_certain
from graph.lineage.solutions import Solutions, values
from graph.lineage.support import Support, any_of
from graph.lineage.witness import Origins, Solution, Witness, groups, literals
from graph.store import Store

AT_ONCE = 1000  # solutions for which an EXISTS is looked into
Table: TypeAlias = Callable[[Solution], Support | None]


class Follower:
    """Follows the solutions of one query over a store; `nested` tells the lineage of a subquery by its text.

    `is_cut` tells whether there were more of them than are followed.
    """

    def __init__(
        self,
        store: Store,
        origins: Origins,
        text: str,
        query: Query,
        graphs: Graphs,
        paths: Paths,
        nested: Callable[[str], Lineage],
    ) -> None:
        self._store, self.origins, self.text, self.query = store, origins, text, query
        self._graphs, self._nested = graphs, nested
        self._prologue = text[: query.head[0].start]
        self._paths = paths
        self.is_cut = False

    def ask(self, text: str) -> Solutions:
        """The answer to a SELECT over the dataset of the query."""
        return Solutions.of(self._store, text, self._graphs)

    def exposed(self, given: str = "", turned: Absence | None = None) -> Exposure:
        """The exposure of the query: see `graph.lineage.exposure`."""

        def rests_on_none(path: Path) -> bool:
            return is_certain(path, self.origins.is_certain)

        return exposed(self.text, self.query, given, turned, rests_on_none)

    def follow(self, exposure: Exposure) -> list[tuple[Solution, Support | None]]:
        """The solutions of an exposure, each with its support; None where it cannot be told."""
        solutions = list(self.ask(exposure.text).bound())
        self.is_cut |= len(solutions) > SOLUTIONS
        witness = self._witness(exposure.parts, solutions)
        self.origins.prepare(witness.wanted(solutions[:SOLUTIONS]))
        return [(one, witness.of(one)) for one in solutions[:SOLUTIONS]]

    def _witness(self, parts: Parts, solutions: Sequence[Solution]) -> Witness:
        tables = {id(part): self._table(part, solutions) for part in groups(parts)}
        constants = self.constants(literals(parts))
        return Witness(self.origins, self._paths, constants, lambda part, one: tables[id(part)](one), parts)

    def constants(self, written: Sequence[str]) -> dict[str, str]:
        """Literals as N-Triples has them: the engine reads them as it reads the query."""
        if not written:
            return {}
        told = " ".join(f"({one} AS ?literal{place})" for place, one in enumerate(written))
        found = self.ask(f"{self._prologue} SELECT {told} {{}}").rows[0]
        return {one: value for one, value in zip(written, found, strict=True) if value is not None}

    def _table(self, part: Looked | Nested, solutions: Sequence[Solution]) -> Table:
        return self._of_nested(part) if isinstance(part, Nested) else self._of_looked(part, solutions)

    def _of_nested(self, part: Nested) -> Table:
        lineage = self._nested(part.text)
        places = [lineage.columns.index(name) for name in part.columns]
        rows = {tuple(row.values[place] for place in places): row.support for row in lineage.rows}

        def found(solution: Solution) -> Support | None:
            asked = tuple(solution.get(name) for name in part.columns)
            if asked in rows:
                return rows[asked]
            # What the subquery leaves unbound may be bound beside it.
            fitting = (row for row in rows if all(one in (None, other) for one, other in zip(row, asked, strict=True)))
            supports = [rows[row] for row in fitting]
            return any_of([one for one in supports if one]) if supports and None not in supports else None

        return found

    def _of_looked(self, part: Looked, solutions: Sequence[Solution]) -> Table:
        """What an EXISTS finds for each solution, by the variables that it has in common with that."""
        start = part.group.start
        inside = self.text[start : part.group.end] + (part.graph.text if part.graph else "")
        found: dict[tuple[tuple[str, str], ...], list[Support | None]] = defaultdict(list)

        def is_shared(name: str) -> bool:
            is_there = f"?{name}" in inside or f"${name}" in inside
            return is_there and (part.scope is None or name in part.scope)

        def key(solution: Solution) -> tuple[tuple[str, str], ...]:
            return tuple((name, one) for name, one in sorted(solution.items()) if is_shared(name))

        for names, keys in _by_names(map(key, solutions)):
            for first in range(0, len(keys), AT_ONCE):
                rows = [tuple(value for _, value in one) for one in keys[first : first + AT_ONCE]]
                given = values(names, rows) if names else ""
                exposure = looked_for(self.text, self.query, part, names, given)
                for solution, support in self.follow(exposure):
                    found[tuple((name, solution[name]) for name in names)].append(support)

        def told(solution: Solution) -> Support | None:
            supports = [one for one in found.get(key(solution), ()) if one]
            return any_of(supports) if supports else None

        return told


def _by_names(
    keys: Iterator[tuple[tuple[str, str], ...]],
) -> Iterator[tuple[tuple[str, ...], list[tuple[tuple[str, str], ...]]]]:
    """Different keys, by the names that they have values of; blank nodes cannot be given."""
    found: dict[tuple[str, ...], dict[tuple[tuple[str, str], ...], None]] = defaultdict(dict)
    for key in keys:
        if not any(value.startswith("_:") for _, value in key):
            found[tuple(name for name, _ in key)][key] = None
    return ((names, list(every)) for names, every in found.items())
