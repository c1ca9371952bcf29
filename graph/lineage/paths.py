"""Paths: on which claims it rests that a property path leads from one term to another (SPARQL 1.1 §9)."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import TypeAlias

from graph.algebra import Path
from graph.lineage.support import CERTAIN, Support, all_of, any_of
from ontology.inferences import Spelled

KEPT = 10_000  # paths from a term
Ask: TypeAlias = Callable[[str], Iterable[tuple[str | None, ...]]]
Origin: TypeAlias = Callable[[Spelled, str | None], Support]
Reached: TypeAlias = dict[str, Support]


def is_certain(path: Path, predicate_is: Callable[[str], bool]) -> bool:
    """Whether it rests on no claim wherever a path leads, if it is known of which predicates none does."""
    if path.kind == "link":
        return predicate_is(f"<{path.iri}>")
    # A path of no length rests on what says anything of its end.
    return path.kind in ("inverse", "sequence", "either", "+") and all(
        is_certain(one, predicate_is) for one in path.parts
    )


class Paths:
    """Follows paths through a graph, step by step; in the graph of that name, or else in the default graph."""

    def __init__(self, ask: Ask, origin: Origin) -> None:
        self._ask, self._origin = ask, origin
        self._known: dict[tuple[str, Path, str | None], Reached] = {}
        self._occurring: dict[tuple[str, str | None], Support | None] = {}

    @property
    def is_large(self) -> bool:
        """Whether more is kept of what was followed than is worth keeping."""
        return len(self._known) + len(self._occurring) > KEPT

    def support(self, start: str, path: Path, end: str, graph: str | None) -> Support | None:
        """The support of a path from a term to another; None: it does not lead there."""
        return self._reached(start, path, graph).get(end)

    def occurrence(self, term: str, graph: str | None) -> Support | None:
        """The support of a term's being in the graph, where alone it is joined with itself (§18.4); None: it is not."""
        asked = term, graph
        if asked not in self._occurring:
            ways = (self._edges(term, "", graph, is_back=is_back) for is_back in (False, True))
            found = [support for reached in ways for support in reached.values()]
            self._occurring[asked] = any_of(found) if found else None
        return self._occurring[asked]

    def _reached(self, start: str, path: Path, graph: str | None) -> Reached:
        """Where a path leads from a term, and on what that rests."""
        asked = start, path, graph
        if asked not in self._known:
            self._known[asked] = self._follow(start, path, graph)
        return self._known[asked]

    def _follow(self, start: str, path: Path, graph: str | None) -> Reached:
        if path.kind == "link":
            return self._edges(start, f"VALUES ?p {{ <{path.iri}> }}", graph, is_back=False)
        if path.kind == "either":
            return _either(self._reached(start, part, graph) for part in path.parts)
        if path.kind == "sequence":
            reached: Reached = {start: CERTAIN}
            for part in path.parts:
                reached = self._on(reached, part, graph)
            return reached
        if path.kind == "negated":
            return self._negated(start, path, graph)
        if path.kind == "inverse":
            return self._inverse(start, path.parts[0], graph)
        first = self._reached(start, path.parts[0], graph)
        if path.kind == "?":
            return _either([{start: CERTAIN}, first])
        repeated = self._repeated(first, path.parts[0], graph)
        return repeated if path.kind == "+" else _either([{start: CERTAIN}, repeated])

    def _inverse(self, start: str, path: Path, graph: str | None) -> Reached:
        if path.kind == "link":
            return self._edges(start, f"VALUES ?p {{ <{path.iri}> }}", graph, is_back=True)
        if path.kind == "inverse":
            return self._reached(start, path.parts[0], graph)
        if path.kind == "negated":
            if not path.parts:
                return self._edges(start, "", graph, is_back=True)
            parts = tuple(_turned(part) for part in path.parts)
        else:
            parts = tuple(_turned(part) for part in (path.parts[::-1] if path.kind == "sequence" else path.parts))
        return self._reached(start, Path(path.kind, "", parts=parts), graph)

    def _on(self, reached: Reached, path: Path, graph: str | None) -> Reached:
        return _either(
            {end: all_of((so_far, step)) for end, step in self._reached(start, path, graph).items()}
            for start, so_far in reached.items()
        )

    def _repeated(self, reached: Reached, path: Path, graph: str | None) -> Reached:
        """Where a path leads when it is followed again and again, until nothing changes."""
        changed = reached
        while changed:
            further = _either([reached, self._on(changed, path, graph)])
            changed = {end: support for end, support in further.items() if support != reached.get(end)}
            reached = further
        return reached

    def _negated(self, start: str, path: Path, graph: str | None) -> Reached:
        back = [part.parts[0].iri for part in path.parts if part.kind == "inverse"]
        forth = [part.iri for part in path.parts if part.kind == "link"]
        found = list[Reached]()
        for excluded, is_back in ((forth, False), (back, True)):
            if excluded or not (is_back or back):
                told = f"FILTER(?p NOT IN ({', '.join(f'<{iri}>' for iri in excluded)}))" if excluded else ""
                found.append(self._edges(start, told, graph, is_back=is_back))
        return _either(found)

    def _edges(self, start: str, condition: str, graph: str | None, *, is_back: bool) -> Reached:
        if start.startswith("_:") or (start.startswith('"') and not is_back):
            return {}  # nothing is said of a literal; a blank node cannot be asked for
        pattern = f"{condition} ?end ?p {start}" if is_back else f"{start} ?p ?end {condition}"
        inside = f"GRAPH {graph} {{ {pattern} }}" if graph else pattern
        found: defaultdict[str, list[Support]] = defaultdict(list)
        for predicate, end in self._ask(f"SELECT ?p ?end {{ {inside} }}"):
            if predicate and end:
                triple = (end, predicate, start) if is_back else (start, predicate, end)
                found[end].append(self._origin(triple, graph))
        return {end: any_of(supports) for end, supports in found.items()}


def _turned(path: Path) -> Path:
    return path.parts[0] if path.kind == "inverse" else Path("inverse", "", parts=(path,))


def _either(every: Iterable[Reached]) -> Reached:
    found: defaultdict[str, list[Support]] = defaultdict(list)
    for reached in every:
        for end, support in reached.items():
            found[end].append(support)
    return {end: any_of(supports) for end, supports in found.items()}
