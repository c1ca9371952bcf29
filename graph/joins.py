"""In which order the patterns of a block are joined, and how: told to the engine by how the block is written.

The engine has no statistics, and joins as its own estimates have it, the first of equals first. `A LATERAL { B }` (SEP
6 of the SPARQL community, which the engine reads) has it join A first, and for patterns means the same as `A . B`. A
subquery for each of two sides has it scan both and join them by a table, where it else looks up each row of one.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from graph.algebra import RDF_TYPE, Path, Pattern, Term
from graph.sizes import Sizes
from graph.statistics import Statistics

MANY = 1_000  # rows from which on a table pays
TABLE = 1_000_000  # rows of which a table may be made
LOOKUP = 5  # a look-up costs as much as so many rows that are read in order


def without_redundant(patterns: Sequence[Pattern], statistics: Statistics) -> list[Pattern]:
    """Without `?x a C`, where another pattern has a predicate which only things of that class have (or lead to).

    A type is one triple, so no solution is lost, and none counts for more or less.
    """
    kept = list(patterns)
    for pattern in patterns:
        thing = pattern.object
        if _iri(pattern) == RDF_TYPE and pattern.subject.is_variable and thing.kind == "iri":
            others = [other for other in kept if other is not pattern and _iri(other) != RDF_TYPE]
            if any(_implies(other, pattern.subject, thing.value, statistics) for other in others):
                kept.remove(pattern)
    return kept


def _implies(pattern: Pattern, variable: Term, kind: str, statistics: Statistics) -> bool:
    counts = statistics.predicates.get(_iri(pattern))
    if not counts:
        return False
    return (pattern.subject.value == variable.value and pattern.subject.is_variable and kind in counts.domains) or (
        pattern.object.value == variable.value and pattern.object.is_variable and kind in counts.ranges
    )


def _iri(pattern: Pattern) -> str:
    return pattern.verb.iri if isinstance(pattern.verb, Path) else ""


def from_bound_ends(patterns: Sequence[Pattern], elsewhere: frozenset[str] = frozenset()) -> str:
    """A block whose paths of several steps are written from their constant ends; nothing if it has none.

    A path stays whose start is among the variables that other blocks name: it may have a value there already. Of the
    steps of a/b* the engine would else take the first one first, as if both were as good.
    """
    turned = [one.backward if _is_long(one) and one.subject.value not in elsewhere else one for one in patterns]
    return " . ".join(one.text for one in turned) if turned != [*patterns] else ""


def _is_long(pattern: Pattern) -> bool:
    ends = (pattern.subject.is_variable, pattern.object.is_variable)
    return ends == (True, False) and isinstance(pattern.verb, Path) and pattern.verb.kind == "sequence"


@dataclass(frozen=True)
class Step:
    """A pattern in the order in which it is joined, as it is written there, and whether by a table."""

    pattern: Pattern
    by_table: bool = False


def ordered(patterns: Sequence[Pattern], sizes: Sizes, *, is_whole: bool) -> list[Step]:
    """The patterns, the one with the fewest solutions first, and then whichever keeps them fewest.

    Each joins what comes before it; there is no order where one cannot. A table is made only where the query needs all
    solutions (`is_whole`).
    """
    steps, rest = list[Step](), list(patterns)
    known, rows = frozenset[str](), 1.0
    while rest:
        joined = [one for one in rest if one.variables & known or not steps]
        if not joined:
            return []  # a product, which the engine makes best
        found = [(sizes.size(one, known), number) for number, one in enumerate(joined)]
        size, number = min(found)
        pattern = joined[number]
        whole = sizes.size(pattern, frozenset())
        is_many = is_whole and rows > MANY and bool(steps)
        by_table = is_many and _is_triple(pattern) and whole <= min(rows * LOOKUP / 2, TABLE)
        steps.append(Step(_directed(pattern, known), by_table))
        known, rows = known | pattern.variables, rows * size
        rest.remove(pattern)
    return steps


def _is_triple(pattern: Pattern) -> bool:
    return isinstance(pattern.verb, Path) and pattern.verb.kind == "link"


def _directed(pattern: Pattern, known: frozenset[str]) -> Pattern:
    """The pattern, written from its end where that is known and its start is not."""
    start, end = (not term.is_variable or term.value in known for term in (pattern.subject, pattern.object))
    return pattern.backward if end and not start else pattern


def written(steps: Sequence[Step]) -> str:
    """A block that the engine joins in that order; nothing if there is none."""
    if not steps:
        return ""
    text = steps[0].pattern.text
    for step in steps[1:]:
        if step.by_table:
            text = f"{{ SELECT * {{ {text} }} }} {{ SELECT * {{ {step.pattern.text} }} }}"
        else:
            text = f"{text} LATERAL {{ {step.pattern.text} }}"
    return text
