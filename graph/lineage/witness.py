"""Witness: on what a solution of a query rests, part by part of its pattern."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TypeAlias

from graph.algebra import Path, Pattern, Term
from graph.lineage.parts import Atoms, Choice, Looked, Nested, Part, Parts
from graph.lineage.paths import Origin, Paths
from graph.lineage.support import CERTAIN, Support, all_of

Solution: TypeAlias = Mapping[str, str]


class UnknownError(Exception):
    """It is not known on what a part rests."""


class Witness:
    """Puts together on what solutions rest.

    `constants` are the literals of the query as N-Triples has them; `found` tells of a subquery or an EXISTS on what
    it rests for a solution, None where it has nothing for that.
    """

    def __init__(
        self,
        origin: Origin,
        paths: Paths,
        constants: Mapping[str, str],
        found: Callable[[Looked | Nested, Solution], Support | None],
    ) -> None:
        self._origin, self._paths, self._constants, self._found = origin, paths, constants, found

    def of(self, parts: Parts, solution: Solution) -> Support:
        """The support of a solution.

        Raises:
            UnknownError: it cannot be told.
        """
        return all_of(self._part(part, solution) for part in parts)

    def _part(self, part: Part, solution: Solution) -> Support:
        if isinstance(part, Atoms):
            graph = self._term(part.graph, solution) if part.graph else None
            return all_of(self._pattern(pattern, graph, solution) for pattern in part.patterns)
        if isinstance(part, Choice):
            return self.of(part.taken(solution.get(part.flag)), solution)
        found = self._found(part, solution)
        if found is None and not (isinstance(part, Looked) and not part.is_certain):
            raise UnknownError
        return found or CERTAIN

    def _pattern(self, pattern: Pattern, graph: str | None, solution: Solution) -> Support:
        start, end = self._term(pattern.subject, solution), self._term(pattern.object, solution)
        verb = pattern.verb
        if isinstance(verb, Path) and verb.kind != "link":
            support = self._paths.support(start, verb, end, graph)
            if support is None:
                raise UnknownError
            return support
        predicate = f"<{verb.iri}>" if isinstance(verb, Path) else self._term(verb, solution)
        return self._origin((start, predicate, end), graph)

    def _term(self, term: Term, solution: Solution) -> str:
        if term.is_variable:
            if term.value not in solution:
                raise UnknownError
            return solution[term.value]
        return f"<{term.value}>" if term.kind == "iri" else self._constants[term.value]


def literals(parts: Iterable[Part]) -> list[str]:
    """The literals that stand in the patterns of parts, as they are written."""
    found = dict[str, None]()
    for part in parts:
        if isinstance(part, Atoms):
            ends = (term for pattern in part.patterns for term in (pattern.subject, pattern.object))
            found.update((term.value, None) for term in ends if term.kind == "literal")
        elif isinstance(part, Choice):
            for branch in part.branches:
                found.update(dict.fromkeys(literals(branch)))
    return list(found)


def groups(parts: Sequence[Part]) -> list[Looked | Nested]:
    """The parts that have patterns of their own, at whatever depth."""
    found = list[Looked | Nested]()
    for part in parts:
        if isinstance(part, Choice):
            found += [one for branch in part.branches for one in groups(branch)]
        elif not isinstance(part, Atoms):
            found.append(part)
    return found
