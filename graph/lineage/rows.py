"""Rows: on what those of an answer rest, if it is known on what solutions do (SPARQL 1.1 §16, and §11 of groups)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import TypeAlias

from graph.lineage.follower import Follower
from graph.lineage.solutions import Row, Solutions
from graph.lineage.support import CERTAIN, Support, all_of, any_of
from graph.lineage.template import made, template, written
from graph.lineage.witness import Solution

Solved: TypeAlias = Sequence[tuple[Solution, Support | None]]
Supports: TypeAlias = Mapping[Row, Support | None]


def selected(solved: Solved, columns: Sequence[str]) -> Supports:
    """Of a SELECT: any solution of a row is enough."""
    found: dict[Row, list[Support | None]] = defaultdict(list)
    for solution, support in solved:
        found[tuple(solution.get(name) for name in columns)].append(support)
    return {row: _any(supports) for row, supports in found.items()}


def aggregated(solved: Solved, keys: Mapping[Row, Sequence[Mapping[str, str]]]) -> Supports:
    """Of an aggregation: a row rests on all solutions of its group, the `keys` of which are given."""
    names = sorted({name for every in keys.values() for key in every for name in key})
    groups: dict[Row, list[Support | None]] = defaultdict(list)
    for solution, support in solved:
        groups[tuple(solution.get(name) for name in names)].append(support)
    return {
        row: _any([_all(groups[tuple(key.get(name) for name in names)]) for key in every])
        for row, every in keys.items()
    }


def asked(solved: Solved, answer: Solutions) -> Supports:
    """Of an ASK: any solution is enough; that there is none rests on no claim."""
    return {answer.rows[0]: _any([support for _, support in solved]) if solved else CERTAIN}


def constructed(solved: Solved, follower: Follower) -> Supports:
    """Of a CONSTRUCT: any solution that makes a triple is enough.

    Raises:
        UnreadableError: the template has blank nodes.
    """
    patterns = template(follower.text, follower.query)
    constants = follower.constants(written(patterns))
    found: dict[Row, list[Support | None]] = defaultdict(list)
    for solution, support in solved:
        for triple in made(patterns, solution, constants):
            found[triple].append(support)
    return {triple: _any(supports) for triple, supports in found.items()}


def described(solved: Solved, follower: Follower, answer: Solutions) -> Supports:
    """Of a DESCRIBE: a triple rests on what says it, and on any solution that has its subject.

    What the query names is described where there is any solution at all.
    """
    having: dict[str, list[Support | None]] = defaultdict(list)
    asked_for = {token.text[1:] for token in follower.query.head if token.kind == "variable"}  # none: DESCRIBE *
    for solution, support in solved:
        for one in {value for name, value in solution.items() if not asked_for or name in asked_for}:
            having[one].append(support)
    named = {f"<{iri}>" for iri in follower.query.named()}
    any_at_all = _any([support for _, support in solved])
    found: dict[Row, Support | None] = {}
    for subject, predicate, value in answer.rows:
        if subject and predicate and value:
            said = follower.origins.of((subject, predicate, value))
            why = _any(having[subject]) if subject in having and subject not in named else any_at_all
            found[subject, predicate, value] = why and all_of((said, why))
    return found


def _any(supports: Sequence[Support | None]) -> Support | None:
    known = [one for one in supports if one]
    return any_of(known) if known and len(known) == len(supports) else None


def _all(supports: Iterable[Support | None]) -> Support | None:
    every = list(supports)
    return None if None in every else all_of(one for one in every if one)
