"""Checks by the names that a checker of the field gives them, each with what comes out of it."""

from collections.abc import Callable, Collection
from dataclasses import dataclass

from tests.fair.site import Site


@dataclass(frozen=True)
class Outcome:
    """How much of what a check looks for is there, and what is not."""

    passed: float
    total: float
    lacking: str = ""

    @property
    def is_whole(self) -> bool:
        """Whether all is there."""
        return self.passed == self.total


@dataclass(frozen=True)
class Check:
    """One check: its identifier, what it asks for, and how that is found out."""

    name: str
    asks: str
    run: Callable[[Site], Outcome]


class Catalogue(dict[str, Check]):
    """The checks of one checker, in their order; `online` are those that ask a registry, and which one."""

    def __init__(self, online: dict[str, tuple[str, str]]) -> None:
        super().__init__()
        self.online = online

    def check(self, name: str, asks: str) -> Callable[[Callable[[Site], Outcome]], Callable[[Site], Outcome]]:
        """Take a function in as a check."""

        def take(run: Callable[[Site], Outcome]) -> Callable[[Site], Outcome]:
            self[name] = Check(name, asks, run)
            return run

        return take


def holds(is_so: bool, lacking: str) -> Outcome:
    """The outcome of a check that looks for one thing."""
    return Outcome(int(is_so), 1, "" if is_so else lacking)


def all_of(wanted: Collection[str], found: Collection[str]) -> Outcome:
    """The outcome of a check that looks for several things by name."""
    lacking = [one for one in wanted if one not in found]
    return Outcome(len(wanted) - len(lacking), len(wanted), ", ".join(lacking))
