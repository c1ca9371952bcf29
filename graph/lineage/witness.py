"""Witness: on what a solution of a query rests, part by part of its pattern."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Protocol, TypeAlias

from graph.algebra import Path, Pattern, Term
from graph.lineage.parts import Atoms, Choice, Looked, Nested, Part
from graph.lineage.paths import Paths, is_certain
from graph.lineage.support import CERTAIN, NOTHING, Support, UnknownError, all_of
from ontology.inferences import Spelled

Solution: TypeAlias = Mapping[str, str]
Found: TypeAlias = Callable[[Looked | Nested, Solution], Support | None]
Told: TypeAlias = Callable[[Solution], Support]


class Origins(Protocol):
    """Tells on what triples rest; `are_proven` whether by every proof."""

    are_proven: bool

    def of(self, triple: Spelled, graph: str | None = None) -> Support:
        """The support of a triple in the terms of N-Triples, of the default graph or of a named one.

        Raises:
            UnknownError: it cannot be told.
        """

    def is_certain(self, predicate: str) -> bool:
        """Whether no triple of the default graph with that predicate rests on any claim."""

    def prepare(self, wanted: Iterable[tuple[Spelled, str | None]]) -> None:
        """Make ready for many triples, if that is better than one after the other."""


class Witness:
    """Puts together on what solutions rest.

    `constants` are the literals of the query as N-Triples has them; `found` tells of a subquery or an EXISTS on what
    it rests for a solution, None where it has nothing for that.
    """

    def __init__(
        self, origins: Origins, paths: Paths, constants: Mapping[str, str], found: Found, parts: Sequence[Part]
    ) -> None:
        self._origins, self._paths, self._constants, self._found = origins, paths, constants, found
        self._triples: list[Callable[[Solution], tuple[Spelled, str | None]]] = []
        self._told = self._of_parts(parts)

    def wanted(self, solutions: Iterable[Solution]) -> Iterator[tuple[Spelled, str | None]]:
        """The triples that solutions may have, each with the named graph that it is in."""
        for solution in solutions:
            for triple in self._triples:
                with suppress(UnknownError):  # of a branch that was not taken
                    yield triple(solution)

    def of(self, solution: Solution) -> Support | None:
        """The support of a solution; None: it cannot be told."""
        try:
            return self._told(solution)
        except UnknownError:
            return None

    def _of_parts(self, parts: Sequence[Part]) -> Told:
        needed = [told for part in parts for told in self._of_part(part)]
        return lambda solution: all_of([told(solution) for told in needed])

    def _of_part(self, part: Part) -> Iterable[Told]:
        if isinstance(part, Atoms):
            needed = (one for one in part.patterns if part.graph or not self._is_certain(one))
            return [self._of_pattern(one, part.graph) for one in needed]
        if isinstance(part, Choice):
            return [self._of_choice(part)]
        return [lambda solution: self._of_found(part, solution)]

    def _of_choice(self, part: Choice) -> Told:
        branches = [self._of_parts(branch) for branch in part.branches]

        def told(solution: Solution) -> Support:
            place = part.taken(solution.get(part.flag))
            return CERTAIN if place is None else branches[place](solution)

        return told

    def _of_found(self, part: Looked | Nested, solution: Solution) -> Support:
        found = self._found(part, solution)
        is_sure = isinstance(part, Nested) or part.is_certain or part.is_told
        if found is None and (isinstance(part, Nested) or part.is_certain):
            raise UnknownError
        if found is None or is_sure:
            return found or CERTAIN
        return replace(found, necessary=NOTHING, is_complete=False)  # the expression may hold without it

    def _is_certain(self, pattern: Pattern) -> bool:
        return isinstance(pattern.verb, Path) and is_certain(pattern.verb, self._origins.is_certain)

    def _of_pattern(self, pattern: Pattern, graph: Term | None) -> Told:
        start, end = self._term(pattern.subject), self._term(pattern.object)
        within = self._term(graph) if graph else lambda _: None
        verb, of, paths = pattern.verb, self._origins.of, self._paths
        if isinstance(verb, Path) and verb.kind != "link":
            path, is_free = verb, pattern.subject.is_variable and pattern.object.is_variable

            def led(solution: Solution) -> Support:
                begin, graph = start(solution), within(solution)
                support = paths.support(begin, path, end(solution), graph)
                there = paths.occurrence(begin, graph) if is_free and begin == end(solution) else CERTAIN
                if support is None or there is None:
                    raise UnknownError
                return all_of((support, there))

            return led
        predicate = self._term(Term("iri", verb.iri, "") if isinstance(verb, Path) else verb)

        def triple(solution: Solution) -> tuple[Spelled, str | None]:
            return (start(solution), predicate(solution), end(solution)), within(solution)

        self._triples.append(triple)
        return lambda solution: of(*triple(solution))

    def _term(self, term: Term) -> Callable[[Solution], str]:
        """What tells the value of a term for a solution."""
        if term.is_variable:
            return lambda solution: _value(solution, term.value)
        written = f"<{term.value}>" if term.kind == "iri" else self._constants[term.value]
        return lambda _: written


def _value(solution: Solution, name: str) -> str:
    if name not in solution:
        raise UnknownError
    return solution[name]


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
