"""Support: on which claims something rests, told as the least sets of claims each of which is enough for it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

MOST = 32  # ways that are kept
TRIED = 128  # that are put together
Names: TypeAlias = frozenset[str]
NOTHING: Names = frozenset()


class UnknownError(Exception):
    """It is not known on what something rests."""


@dataclass(frozen=True)
class Support:
    """Why-provenance (Buneman, Khanna and Tan, ICDT 2001): the least sets of claims that something follows from.

    `ways` are these sets, each with the rules and axioms by which it follows from them: with what is no claim, any one
    of them is enough. `necessary` are the claims without any one of which it would not be there. Where there are more
    than MOST ways, it is not `is_complete`, and `beyond` are the claims of those that are not kept.
    """

    ways: Mapping[Names, Names]
    necessary: Names
    is_complete: bool = True
    beyond: Names = NOTHING

    @classmethod
    def of(cls, claims: Iterable[str], rules: Iterable[str] = ()) -> "Support":
        """That of what rests on all of these claims."""
        every = frozenset(claims)
        return cls({every: frozenset(rules)}, every)

    @property
    def alternatives(self) -> tuple[Names, ...]:
        """The least sets of claims, the smallest first."""
        return tuple(sorted(self.ways, key=_order))

    @cached_property
    def claims(self) -> Names:
        """The claims of all ways."""
        return self.beyond.union(*self.ways)

    @cached_property
    def rules(self) -> Names:
        """The rules and axioms of all ways."""
        return NOTHING.union(*self.ways.values())


CERTAIN = Support.of(())  # that of what rests on no claim


def all_of(supports: Iterable[Support]) -> Support:
    """The support of what needs each of these.

    Where too many ways would have to be put together, it is told with the first of each.
    """
    needed = [one for one in supports if one is not CERTAIN]
    if len(needed) < 2:
        return needed[0] if needed else CERTAIN
    if needed[0].is_complete and all(one.ways == needed[0].ways and one.is_complete for one in needed):
        return needed[0]
    several, ways = dict[object, Support](), list[tuple[Names, Names]]()
    for one in needed:
        if one.is_complete and len(one.ways) == 1:  # nearly all: their claims are needed together
            ways += one.ways.items()
        else:
            several[frozenset(one.ways), one.necessary, one.beyond, one.is_complete] = one
    claims, rules = (NOTHING.union(*parts) for parts in zip(*ways, strict=True)) if ways else (NOTHING, NOTHING)
    whole = Support.of(claims, rules)
    for one in several.values():
        if len(whole.ways) * len(one.ways) > TRIED:
            return _first((Support.of(claims, rules), *several.values()))
        whole = _both(whole, one)
    return whole


def _first(supports: Sequence[Support]) -> Support:
    firsts = [one.alternatives[0] for one in supports]
    rules = NOTHING.union(*(one.ways[way] for one, way in zip(supports, firsts, strict=True)))
    necessary = NOTHING.union(*(one.necessary for one in supports))
    every = NOTHING.union(*(one.claims for one in supports))
    return Support({NOTHING.union(*firsts): rules}, necessary, is_complete=False, beyond=every)


def any_of(supports: Sequence[Support]) -> Support:
    """The support of what needs one of these, of which there is one at the least."""
    if len(supports) == 1:
        return supports[0]
    ways: dict[Names, Names] = {}
    for one in supports:
        for claims, rules in one.ways.items():
            if claims not in ways or _order(rules) < _order(ways[claims]):
                ways[claims] = rules
    necessary = supports[0].necessary.intersection(*(one.necessary for one in supports))
    return _least(ways, necessary, supports)


def _both(one: Support, other: Support) -> Support:
    ways: dict[Names, Names] = {}
    for claims, rules in one.ways.items():
        for more, others in other.ways.items():
            together, by = claims | more, rules | others
            if together not in ways or _order(by) < _order(ways[together]):
                ways[together] = by
    return _least(ways, one.necessary | other.necessary, (one, other))


def _least(ways: Mapping[Names, Names], necessary: Names, made_of: Sequence[Support]) -> Support:
    """Of some ways the least sets, and of these the first."""
    if len(ways) == 1:
        kept = dict(ways)
    else:
        kept = {}
        for claims in sorted(ways, key=_order):
            if not any(known <= claims for known in kept):
                kept[claims] = ways[claims]
    is_complete = all(one.is_complete for one in made_of)
    beyond = NOTHING.union(*(one.beyond for one in made_of))
    if len(kept) > MOST:
        is_complete, left = False, list(kept)[MOST:]
        beyond = beyond.union(*left)
        kept = {claims: kept[claims] for claims in list(kept)[:MOST]}
    return Support(kept, necessary, is_complete, beyond)


def _order(claims: Names) -> tuple[int, list[str]]:
    return len(claims), sorted(claims)
