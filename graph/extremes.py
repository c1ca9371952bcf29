"""The first and last values of a predicate, kept at build: what ORDER BY with a LIMIT asks for.

The engine decodes two terms for each comparison of a sort. Where a query sorts the triples of one predicate by their
objects, and takes the first k, no row can be among them whose object comes after those of k other triples.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import TYPE_CHECKING, TypeAlias

import pyoxigraph

from graph.algebra import Block, Other, Path, Query
from graph.mending import AGGREGATES
from graph.tokens import Token

if TYPE_CHECKING:
    from graph.statistics import Statistics

MANY = 500  # triples; of fewer a sort is as good
KEPT = 100  # triples at either end
LONGEST = 200  # characters of a value
NUMBER = re.compile(r"[+-]?\d{1,18}", re.ASCII)  # that the engine reads as one, too
INTEGER = "http://www.w3.org/2001/XMLSchema#integer"
STRINGS = ("http://www.w3.org/2001/XMLSchema#string", "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString")
Values: TypeAlias = list[tuple[list[str], int]]  # the literals of a value as SPARQL has them, and how many triples


@dataclass(frozen=True)
class Extremes:
    """The least values in ascending order, and the greatest in descending order, of as many triples as are kept."""

    least: Values = field(default_factory=list)
    greatest: Values = field(default_factory=list)

    @classmethod
    def of(cls, objects: Counter[pyoxigraph.Literal]) -> "Extremes":
        """Those of some objects; none where the engine's order of them is not simply that of numbers, or of strings."""
        kinds = {one.datatype.value for one in objects}
        key = _number if kinds == {INTEGER} else _string if kinds <= set(STRINGS) else None
        if (
            objects.total() < MANY
            or not key
            or (key is _number and not all(NUMBER.fullmatch(o.value) for o in objects))
        ):
            return cls()
        found = sorted(objects, key=key)
        return cls(_first(found, objects), _first(found[::-1], objects))

    def first(self, number: int, *, descending: bool) -> list[str]:
        """The values that at least the first so many triples lead to; none if not so many are known."""
        taken, total = list[str](), 0
        for terms, count in self.greatest if descending else self.least:
            taken += terms
            total += count
            if total >= number:
                return taken
        return []


def _number(one: pyoxigraph.Literal) -> int:
    return int(one.value)


def _string(one: pyoxigraph.Literal) -> str:
    return one.value  # by code points, as UTF-8 has them too


def _first(found: Sequence[pyoxigraph.Literal], objects: Counter[pyoxigraph.Literal]) -> Values:
    taken, total = list[tuple[list[str], int]](), 0
    for value, same in groupby(found, lambda one: one.value):
        terms = [*same]
        if total >= KEPT or len(value) > LONGEST:
            break
        taken.append(([str(one) for one in terms], sum(objects[one] for one in terms)))
        total += taken[-1][1]
    return taken


def first_rows(query: Query, statistics: "Statistics") -> tuple[Block, str] | None:
    """A block, and the only values that a query needs of it, if it asks for the first rows of a predicate's triples."""
    parts, order = query.group.parts, ordering(query.modifiers)
    words = [token for token in (*query.head, *query.modifiers) if token.is_word("DISTINCT", "REDUCED", *AGGREGATES)]
    if not order or not parts or words:
        return None
    block, rest = parts[0], parts[1:]
    # Whatever else there is must leave each row as one or more.
    if any(not isinstance(one, Other) or one.keyword not in ("OPTIONAL", "BIND") for one in rest):
        return None
    if not isinstance(block, Block) or len(block.patterns) > 1:
        return None
    pattern = block.patterns[0]
    by_value = isinstance(pattern.verb, Path) and pattern.verb.kind == "link" and pattern.subject.is_variable
    variable, descending, number = order
    is_sorted = pattern.object.is_variable and pattern.object.value == variable
    if not by_value or not is_sorted or variable == pattern.subject.value:
        return None
    counts = statistics.predicates.get(pattern.verb.iri) if isinstance(pattern.verb, Path) else None
    values = counts.extremes.first(number, descending=descending) if counts else []
    return (block, f"{pattern.text} VALUES {pattern.object.text} {{ {' '.join(values)} }}") if values else None


def ordering(found: tuple[Token, ...]) -> tuple[str, bool, int] | None:
    """The variable that goes first in ORDER BY, whether descending, and how many rows are asked for."""
    words = [token.text.upper() if token.kind == "word" else token.text for token in found]
    if words[:2] != ["ORDER", "BY"] or "LIMIT" not in words or {"VALUES", "HAVING", "GROUP", "EXISTS", "{"} & {*words}:
        return None
    key, descending = words[2], words[2] == "DESC"
    if key in ("ASC", "DESC"):
        if words[3:4] != ["("] or words[5:6] != [")"]:
            return None
        key = words[4]
    numbers = ["".join(words[words.index(one) + 1 :][:1]) for one in ("LIMIT", "OFFSET") if one in words]
    if key[:1] not in "?$" or not all(map(NUMBER.fullmatch, numbers)):
        return None
    return key[1:], descending, sum(map(int, numbers))
