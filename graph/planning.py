"""What is written otherwise for the engine, so that it answers sooner, and the same.

The engine is given a query with some parts spliced; whatever cannot be shown to mean the same stays as it was sent. A
look at the text tells whether there is anything to do. What rests on `Statistics` is done only over the default graph
of a build, which nobody can write: never in GRAPH, over another dataset, or in a plain store.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph

from graph.algebra import Block, Filter, Group, Other, Query, columns
from graph.counting import counted
from graph.exclusions import exclusions
from graph.extremes import first_rows
from graph.gatherings import Gatherings
from graph.grams import Grams
from graph.joins import from_bound_ends, ordered, without_redundant, written
from graph.mending import AGGREGATES, Change, spliced
from graph.needles import Proposals, candidates, groups_of
from graph.outline import outline
from graph.pairs import paired
from graph.sizes import Sizes
from graph.statistics import Statistics
from graph.thresholds import bounded

# A repeated path, a query that must see all solutions, or a text that is searched.
_PLANNABLE = re.compile(
    r"[\w>)][*+]|\b(?:group|order|minus|count|sum|avg|contains|regex|strstarts|strends|lcase)\b",
    re.IGNORECASE | re.ASCII,
)
LONGEST = 20_000  # characters of a query that is read
MOST = 16  # patterns of a block that is ordered
WRITTEN = 200_000  # characters that are written into a query
AFTER = ("OPTIONAL", "MINUS", "BIND")  # what a group may have after its first patterns, which are joined as they were


@dataclass(frozen=True)
class Planner:
    """What is known of a store: `statistics` and `grams` of its default graph, if nobody can write that.

    `base` is that of the vocabulary, where a request does not bring one. `gatherings` is where pairs are not stored.
    """

    store: pyoxigraph.Store
    statistics: Statistics | None = None
    grams: Grams | None = None
    base: str = ""
    gatherings: Gatherings | None = None

    @classmethod
    def beside(cls, path: Path, store: pyoxigraph.Store, base: str = "") -> "Planner":
        """With what a build has left beside a store."""
        return cls(store, Statistics.beside(path), Grams.beside(path), base, Gatherings.beside(path))

    def close(self) -> None:
        """Close the index."""
        if self.grams:
            self.grams.index.close()

    def paired(self, text: str) -> str:
        """The query so that it finds pairs that are not stored, over the store's own dataset; see `paired`."""
        return paired(text, self.gatherings) if self.gatherings else text

    def planned(self, text: str) -> str:
        """The query as the engine answers it soonest, over the store's own dataset."""
        if len(text) > LONGEST or not _PLANNABLE.search(text):
            return text
        query = outline(text)
        return self._planned(text, query) if query and not query.has_dataset else text

    def _planned(self, text: str, query: Query) -> str:
        changes, start, end = [*self._changes(query)], query.group.start, query.group.end
        if self.statistics and self.grams:
            inner = [
                Change(one.start - start, one.end - start, one.text) for one in changes if start <= one.start < end
            ]
            group = spliced(text[start:end], inner)
            # Where values are given, there are few rows to sort.
            if "VALUES" not in group and (bound := bounded(query, group, text, self.statistics, self.grams)):
                changes = [bound, *(one for one in changes if not start <= one.start < end)]
        return spliced(text, changes)

    def _changes(self, query: Query) -> Iterator[Change]:
        arranged = self._searched(query) if self.grams else {}
        known = set[int]()  # where the blocks stand that are not asked for
        for one in query.queries():
            if self.statistics and (changes := counted(one, self.statistics)):
                yield from changes
                known.add(one.group.parts[0].start)
            elif self.statistics and (found := first_rows(one, self.statistics)):
                arranged[found[0].start] = found[1]
            elif (block := _first(one.group)) and block.start not in arranged and (text := self._arranged(block, one)):
                arranged[block.start] = text
        if self.statistics:
            for one in query.queries():  # in an inner group a filter may see what stands around it
                yield from exclusions(one.group, Sizes(self.store, self.statistics), MOST)
        named = Counter(name for block in query.blocks() for name in {*columns(block.patterns)})
        elsewhere = frozenset(name for name, blocks in named.items() if blocks > 1)
        for block in query.blocks():
            text = arranged.get(block.start) or from_bound_ends(block.patterns, elsewhere)
            if text and block.start not in known:
                yield Change(block.start, block.end, text)

    def _searched(self, query: Query) -> dict[int, str]:
        """The blocks, by where they start, whose texts the index knows."""
        found, room = dict[int, str](), WRITTEN
        proposals = Proposals(self.grams) if self.grams else None
        for group in groups_of(query.group) if proposals else ():
            for part in group.parts:
                text = candidates(part, group, proposals) if proposals and isinstance(part, Block) else ""
                if text and len(text) <= room:
                    found[part.start] = text
                    room -= len(text)
        return found

    def _arranged(self, block: Block, query: Query) -> str:
        """The block, joined as statistics advise; nothing without them, or where columns would be in disorder."""
        if not self.statistics or query.counts_rows or len(block.patterns) > MOST:
            return ""
        patterns = without_redundant(block.patterns, self.statistics)
        steps = ordered(patterns, Sizes(self.store, self.statistics), is_whole=is_whole(query))
        arranged = [step.pattern for step in steps]
        is_same = len(arranged) == 1 and arranged == [*block.patterns]
        if is_same or (query.has_star and columns(block.patterns) != columns(arranged)):
            return ""
        return written(steps)


def _first(group: Group) -> Block | None:
    """The patterns of a group, if they come first and all other parts only look at their solutions one by one."""
    if not group.parts or not isinstance(group.parts[0], Block):
        return None
    rest = group.parts[1:]
    fits = all(isinstance(one, Filter) or (isinstance(one, Other) and one.keyword in AFTER) for one in rest)
    return group.parts[0] if fits else None


def is_whole(query: Query) -> bool:
    """Whether all solutions of its group are needed, whatever its LIMIT."""
    aggregates = any(token.is_word(*AGGREGATES) for token in query.head)
    return aggregates or query.has("GROUP", "ORDER") or (query.form != "ASK" and not query.has("LIMIT"))
