"""The Hasse diagram of a concept lattice: where each concept stands, and which lines join it to those above it.

A concept stands a level below the lowest of those above it. A line that passes a level has a place of its own there, so
that it meets no other concept. On each level the places are in the order of the middle of their neighbours.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import chain, pairwise

from api.labelling import LINE, Line, lines_of, width_of
from graph.lattice import Lattice

MOST_DRAWN = 60  # concepts: a larger diagram is no help
PADDING = 8
GAP = 20  # between two places of a level
RISE = 48  # between two levels
SWEEPS = 8


@dataclass(eq=False)
class Place:
    """The place of a concept, or of a line that passes a level (then it has no lines of text); `x` is its middle."""

    level: int
    lines: Sequence[Line] = ()
    x: float = 0
    y: float = 0
    above: list["Place"] = field(default_factory=list)
    below: list["Place"] = field(default_factory=list)

    @property
    def width(self) -> float:
        """How wide its text is."""
        return max((width_of(line) for line in self.lines), default=0) + 2 * PADDING

    @property
    def height(self) -> float:
        """How high its text is."""
        return len(self.lines) * LINE + 2 * PADDING if self.lines else 0


@dataclass(frozen=True)
class Drawing:
    """A diagram: its size, the places of the concepts in their order, and the points of each line."""

    width: float
    height: float
    places: Sequence[Place]
    edges: Sequence[str]


def drawn(lattice: Lattice, languages: Sequence[str]) -> Drawing:
    """The diagram of a lattice, its labels in the languages in that order."""
    places: list[Place] = []
    for concept in lattice.concepts:
        depth = max((places[above].level + 1 for above in concept.above), default=0)
        places.append(Place(depth, lines_of(concept, lattice, languages)))
    levels: list[list[Place]] = [[] for _ in range(places[-1].level + 1)]
    for place in places:
        levels[place.level].append(place)
    edges = [
        _joined(places[above], places[number], levels)
        for number, concept in enumerate(lattice.concepts)
        for above in concept.above
    ]
    _order(levels)
    width = _spread(levels)
    height = float(PADDING)
    tops = list[float]()
    for level in levels:
        tops.append(height)
        for place in level:
            place.y = height
        height += max(place.height for place in level) + RISE
    bottoms = [top - RISE for top in tops[1:]]
    return Drawing(width, height - RISE + PADDING, places, [_points(edge, bottoms) for edge in edges])


def _joined(upper: Place, lower: Place, levels: list[list[Place]]) -> list[Place]:
    """The places on the way from a concept to one below it."""
    way = [upper, *(Place(level) for level in range(upper.level + 1, lower.level)), lower]
    for place in way[1:-1]:
        levels[place.level].append(place)
    for one, other in pairwise(way):
        one.below.append(other)
        other.above.append(one)
    return way


def _order(levels: list[list[Place]]) -> None:
    """Put the places of each level in the order of the middle of their neighbours, down and up in turn."""
    for level in levels:
        _number(level)
    for sweep in range(SWEEPS):
        for level in reversed(levels) if sweep % 2 else levels:
            level.sort(key=_below if sweep % 2 else _above)
            _number(level)


def _spread(levels: list[list[Place]]) -> float:
    """Set the places of each level apart, near the middle of their neighbours; the width of it all."""
    for level in levels:
        _set(level, [0.0] * len(level))
    for sweep in range(SWEEPS):
        for level in reversed(levels) if sweep % 2 else levels:
            _set(level, [*map(_below if sweep % 2 else _above, level)])
    places = list(chain.from_iterable(levels))
    left = min(place.x - place.width / 2 for place in places) - PADDING
    for place in places:
        place.x -= left
    return max(place.x + place.width / 2 for place in places) + PADDING


def _number(level: list[Place]) -> None:
    for number, place in enumerate(level):
        place.x = number - len(level) / 2


def _set(level: list[Place], wished: list[float]) -> None:
    """Set the places of a level, in their order and apart, as near as that allows to where each would be."""
    right = float("-inf")
    for place, wish in zip(level, wished, strict=True):
        place.x = max(wish, right + place.width / 2)
        right = place.x + place.width / 2 + GAP
    off = sum(place.x - wish for place, wish in zip(level, wished, strict=True)) / len(level)
    for place in level:
        place.x -= off


def _above(place: Place) -> float:
    """The middle of the places above one; its own where there is none."""
    return sum(one.x for one in place.above) / len(place.above) if place.above else place.x


def _below(place: Place) -> float:
    """The middle of the places below one; its own where there is none."""
    return sum(one.x for one in place.below) / len(place.below) if place.below else place.x


def _points(edge: list[Place], bottoms: list[float]) -> str:
    """The points of a line: straight down through each level that it begins in or passes, to the top of a concept."""
    points = [(place.x, y) for place in edge[:-1] for y in (place.y + place.height, bottoms[place.level])]
    points.append((edge[-1].x, edge[-1].y))
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
