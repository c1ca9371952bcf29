"""Proofs without circles: of all derivations, those that never rest a triple on itself."""

from collections.abc import Collection, Hashable, Mapping, Sequence
from typing import Protocol, TypeVar


class Step(Protocol):
    """One derivation: a conclusion and what it rests on."""

    @property
    def conclusion(self) -> Hashable:
        """What the step proves."""

    @property
    def premises(self) -> Sequence[Hashable]:
        """What it proves it from."""


S = TypeVar("S", bound=Step)


def without_circles(first: Collection[S], later: Collection[S]) -> list[S]:
    """The `first` steps and those of the `later` ones that lie on no circle of dependencies.

    `first` are the steps of the round in which their conclusion appeared: they rest on earlier rounds only, so they
    make no circle among themselves; and a circle never leaves its strongly connected component. So what is kept has no
    circle, and it does not depend on the order of the steps.
    """
    graph: dict[Hashable, list[Hashable]] = {step.conclusion: [] for step in first}
    for step in (*first, *later):
        graph[step.conclusion] += [premise for premise in step.premises if premise in graph]
    component = _components(graph)
    return [
        *first,
        *(
            step
            for step in later
            if all(component.get(premise) != component[step.conclusion] for premise in step.premises)
        ),
    ]


def _components(graph: Mapping[Hashable, Sequence[Hashable]]) -> dict[Hashable, Hashable]:
    """Each node's strongly connected component, named by one of its nodes (Kosaraju's two walks)."""
    reverse: dict[Hashable, list[Hashable]] = {node: [] for node in graph}
    for node, targets in graph.items():
        for target in targets:
            reverse[target].append(node)
    seen: set[Hashable] = set()
    finished = [node for start in graph for node in _walk(graph, start, seen)]
    seen = set()
    return {node: start for start in reversed(finished) for node in _walk(reverse, start, seen)}


def _walk(graph: Mapping[Hashable, Sequence[Hashable]], start: Hashable, seen: set[Hashable]) -> list[Hashable]:
    """The unseen nodes reached from a start, each after those reached through it; `seen` grows by them."""
    if start in seen:
        return []
    seen.add(start)
    finished: list[Hashable] = []
    stack = [(start, iter(graph[start]))]
    while stack:
        node, targets = stack[-1]
        for target in targets:
            if target not in seen:
                seen.add(target)
                stack.append((target, iter(graph[target])))
                break
        else:
            stack.pop()
            finished.append(node)
    return finished
