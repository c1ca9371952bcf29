"""A bound for what ORDER BY with a LIMIT sorts: no row that comes after as many others as are asked for.

The engine sorts all rows, and decodes two terms for each comparison. Of some rows, as it finds them first, the one that
comes last of as many as are asked for gives a bound: whatever comes after it is not among the first rows of all.
"""

import re
from math import isqrt

from graph.algebra import Block, Path, Query
from graph.extremes import ordering
from graph.grams import Grams
from graph.mending import AGGREGATES, Change
from graph.statistics import Statistics

MANY = 1_000  # triples of the predicate whose objects are sorted; of fewer a sort is as good
_CHANGING = re.compile(r"\b(?:rand|uuid|struuid|bnode|now)\b", re.IGNORECASE | re.ASCII)


def bounded(query: Query, group: str, text: str, statistics: Statistics, grams: Grams) -> Change | None:
    """The group of a query with a bound in front of it, where it sorts the strings that a predicate leads to.

    Strings are sorted by their characters first, whatever their language. So is the bound, the last of `number` rows
    that the group has: at least so many come not after it. Where there are not so many, it has no value.

    Args:
        query: the whole query, with its columns named.
        group: its group with the braces, as it is planned.
        text: all of it, for names that it does not use.
        statistics: of the default graph.
        grams: which tell of what predicates all objects are strings.
    """
    order = ordering(query.modifiers)
    words = (*query.head, *query.modifiers)
    if not order or query.form != "SELECT" or query.has_star or _CHANGING.search(text):
        return None
    if any(token.is_word("REDUCED", *AGGREGATES) for token in words):
        return None
    variable, descending, number = order
    selected = {token.text[1:] for token in query.head if token.kind == "variable"}
    if any(token.is_word("DISTINCT") for token in query.head) and (variable not in selected or _has_brackets(query)):
        return None
    triples = max(
        (
            statistics.predicates[pattern.verb.iri].triples
            for part in query.group.parts
            for pattern in (part.patterns if isinstance(part, Block) else ())
            if pattern.object.is_variable
            and pattern.object.value == variable
            and isinstance(pattern.verb, Path)
            and pattern.verb.kind == "link"
            and grams.ranges.get(pattern.verb.iri)
        ),
        default=0,
    )
    if triples < MANY or not 0 < number < triples:
        return None
    some = max(isqrt(triples * number), number)
    bound, value = _fresh(text, "bound"), _fresh(text, "value")
    last, sign, direction = ("MIN", ">=", "DESC") if descending else ("MAX", "<=", "ASC")
    sample = f"SELECT DISTINCT ?{variable} {{ {group} }} LIMIT {some}"
    taken = f"SELECT (STR(?{variable}) AS {value}) {{ {{ {sample} }} }} ORDER BY {direction}({value}) LIMIT {number}"
    told = f"SELECT (IF(COUNT(*) >= {number}, {last}({value}), 1/0) AS {bound}) {{ {{ {taken} }} }}"
    kept = f"FILTER(!BOUND({bound}) || STR(?{variable}) {sign} {bound})"
    return Change(query.group.start, query.group.end, f"{{ {{ {told} }} {group} {kept} }}")


def _has_brackets(query: Query) -> bool:
    """Whether it selects an expression, beside which the variable need not stand for itself."""
    return any(token.text == "(" for token in query.head)


def _fresh(text: str, name: str) -> str:
    while name in text:
        name += "_"
    return f"?{name}"
