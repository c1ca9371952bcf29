"""What the workers count of themselves, for those who watch a service."""

from collections import Counter
from typing import NamedTuple

from ontology.errors import OxianaError


class State(NamedTuple):
    """How many processes are free, how many answer a query, and how many queries wait for one."""

    idle: int
    busy: int
    waiting: int


class Tally:
    """Since the start: processes that ended while they answered, those started for others, queries refused and why."""

    def __init__(self) -> None:
        self.ended = Counter(killed=0, lost=0)
        self.refused: Counter[str] = Counter()
        self.replaced = 0

    def refuse(self, error: OxianaError) -> None:
        """Count a query that had no answer, or only a part of it, by the name of the error."""
        self.refused[type(error).__name__.removesuffix("Error")] += 1
