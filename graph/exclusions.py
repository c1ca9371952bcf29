"""MINUS of few rows, asked for row by row: the engine makes a table of all that is taken away, however few there are.

For triple patterns that share a variable which always has a value on both sides, `MINUS { … }` takes away the rows for
which `EXISTS { … }` is true (SPARQL 1.1 §8.3): a row agrees with a solution of theirs if they have one with its values.
"""

from collections.abc import Iterator

from graph.algebra import Block, Filter, Group, Other, Path, Term
from graph.joins import ordered
from graph.mending import Change
from graph.sizes import Sizes

CHEAPER = 10  # rows that are read in order for one that is asked for


def exclusions(group: Group, sizes: Sizes, most: int) -> Iterator[Change]:
    """What to write in place of the word MINUS in a group whose first patterns, `most` of them, have few rows."""
    if not group.parts or not isinstance(group.parts[0], Block) or len(group.parts[0].patterns) > most:
        return
    first = group.parts[0]
    named = frozenset[str]().union(*(pattern.variables for pattern in first.patterns))
    for place, part in enumerate(group.parts):
        taken = _patterns(part)
        # A filter sees the whole group, so nothing may come after it that gives a variable another value.
        rest = group.parts[place + 1 :]
        is_last = all(isinstance(one, Filter) or (isinstance(one, Other) and one.keyword == "MINUS") for one in rest)
        if isinstance(part, Other) and taken and is_last and all(one.variables & named for one in taken.patterns):
            all_rows = min(sizes.size(one, frozenset()) for one in taken.patterns)
            if _rows(first, sizes) * CHEAPER <= all_rows:
                yield Change(part.start, part.groups[0].start, "FILTER NOT EXISTS ")


def _patterns(part: Block | Filter | Other) -> Block | None:
    """What a MINUS takes away, if that is triple patterns alone; paths may find what is in no triple."""
    if not isinstance(part, Other) or part.keyword != "MINUS" or len(part.groups[0].parts) != 1:
        return None
    block = part.groups[0].parts[0]
    if not isinstance(block, Block):
        return None
    verbs = [pattern.verb for pattern in block.patterns]
    are_triples = all(isinstance(verb, Term) or (isinstance(verb, Path) and verb.kind == "link") for verb in verbs)
    return block if are_triples else None


def _rows(block: Block, sizes: Sizes) -> float:
    """About how many solutions a block has."""
    rows, known = 1.0, frozenset[str]()
    steps = ordered(block.patterns, sizes, is_whole=False)
    for step in steps:
        rows *= sizes.size(step.pattern, known)
        known |= step.pattern.variables
    return rows if steps else float("inf")
