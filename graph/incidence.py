"""Which object has which attribute, and what follows from that alone: formal concept analysis on sets of bits."""

from collections.abc import Callable
from dataclasses import dataclass

Implied = tuple[int, int]  # a premise and all that follows from it


@dataclass(frozen=True)
class Incidence:
    """For each object the set of its attributes, bit `n` being attribute `n` of `width`."""

    rows: tuple[int, ...]
    width: int

    @property
    def everything(self) -> int:
        """The set of all attributes."""
        return (1 << self.width) - 1

    def extent(self, attributes: int) -> list[int]:
        """The objects that have all of some attributes."""
        return [number for number, row in enumerate(self.rows) if row & attributes == attributes]

    def closure(self, attributes: int) -> int:
        """What all objects that have some attributes share; all attributes where there is no such object."""
        shared = self.everything
        for row in self.rows:
            if row & attributes == attributes:
                shared &= row
        return shared

    def is_held(self, attributes: int) -> bool:
        """Whether an object has all of some attributes."""
        return any(row & attributes == attributes for row in self.rows)


def analysed(incidence: Incidence, step: Callable[[int], None]) -> tuple[list[int], list[Implied]]:
    """The intents of all concepts, and the stem base of the implications whose premise some object has.

    Both by Ganter's NextClosure: the sets that are closed under the implications found so far come in lectic order, and
    each is an intent or the premise of another. What nobody has altogether is passed over, and so is all that contains
    it, but for the set of all attributes, which is the intent of the last concept. `step` hears how many sets there
    are, and may raise to end it.
    """
    intents, base = list[int](), list[Implied]()
    current: int | None = 0 if incidence.rows else None
    while current is not None:
        step(len(intents) + len(base) + 1)
        shared = incidence.closure(current)
        if shared == current:
            intents.append(current)
        else:
            base.append((current, shared))
        current = _next(current, incidence, base)
    if incidence.everything not in intents:
        step(len(intents) + len(base) + 1)
        intents.append(incidence.everything)
    return intents, base


def follows(attributes: int, base: list[Implied]) -> int:
    """All attributes that follow from some by implications."""
    while True:
        before = attributes
        for premise, conclusion in base:
            if premise & attributes == premise:
                attributes |= conclusion
        if attributes == before:
            return attributes


def _next(current: int, incidence: Incidence, base: list[Implied]) -> int | None:
    """The lectically next set that is closed and that some object has; bit 0 weighs most."""
    for number in reversed(range(incidence.width)):
        bit = 1 << number
        lower = current & (bit - 1)
        if current & bit or not incidence.is_held(lower | bit):
            continue
        found = follows(lower | bit, base)
        if found & (bit - 1) == lower and incidence.is_held(found):
            return found
    return None
