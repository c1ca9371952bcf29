"""Justifications: the least of what was said that a triple, or a clash, follows from (and no less of it does)."""

import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice
from typing import Protocol, TypeAlias

from ontology.reasoning.equality import SPECIFICATION
from ontology.reasoning.facts import ASSERTED, Facts
from ontology.reasoning.horn import Triple
from ontology.reasoning.program import Program

MOST, SECONDS = 100, 1.0
# A fact by its number, or an axiom.
Item: TypeAlias = "int | str"


@dataclass(frozen=True)
class Justification:
    """Triples that were added, and axioms; without any one of them the conclusion would not follow from the others.

    Where not `is_least`, the time was too short to look whether some can be spared.
    """

    triples: frozenset[Triple]
    axioms: frozenset[str]
    is_least: bool = True


@dataclass(frozen=True)
class Step:
    """A step of a proof: a triple, the axiom or rule by which it follows (None: it was added), and from which steps.

    They are told by their numbers in the proof, where they come before; the last step proves what is to be proved.
    """

    triple: Triple
    axiom: str | None
    premises: tuple[int, ...]


@dataclass(frozen=True)
class Justifications:
    """Some of them, or all: where not `is_complete`, there are at least so many."""

    found: tuple[Justification, ...]
    is_complete: bool


class Reasoned(Protocol):
    """Facts that follow by a program."""

    facts: Facts
    program: Program

    def find(self, triple: Triple) -> int | None:
        """The number of a fact, if it is there."""


class Explainer:
    """Tells why something follows, from the facts and rules of a reasoner."""

    def __init__(self, reasoner: Reasoned) -> None:
        self._facts, self._program, self._find = reasoner.facts, reasoner.program, reasoner.find
        self._logical = set[int]()  # rules that come from no axiom
        self._of_axiom: defaultdict[str, set[int]] = defaultdict(set)
        for number, rule in enumerate(self._program.rules):
            is_logical = rule.axiom.startswith(SPECIFICATION)
            (self._logical if is_logical else self._of_axiom[rule.axiom]).add(number)

    def one(self, triple: Triple, seconds: float = SECONDS) -> Justification | None:
        """A justification, by leaving out of the recorded proof whatever can be spared; None: it does not follow."""
        number = self._find(triple)
        return None if number is None else self._least(number, self._recorded(number), time.monotonic() + seconds)

    def every(self, triple: Triple, most: int = MOST, seconds: float = SECONDS) -> Justifications:
        """All justifications, but `most` at the most, and what is found within some seconds."""
        number = self._find(triple)
        if number is None:
            return Justifications((), True)
        deadline, least = time.monotonic() + seconds, dict[frozenset[Item], None]()
        proofs = self._proofs(number, frozenset(), deadline)
        is_complete = True
        try:
            for proof in proofs:
                if not any(known <= proof for known in least):
                    least = {known: None for known in least if not proof <= known} | {proof: None}
                if len(least) > most:
                    is_complete = False
                    break
        except (TimeoutError, RecursionError):  # a proof may be longer than this can follow
            is_complete = False
        if is_complete:
            return Justifications(tuple(map(self._justification, least)), True)
        deadline = time.monotonic() + seconds
        proofs_found = list(least) or [self._recorded(number)]
        found = dict.fromkeys(self._least(number, proof, deadline) for proof in proofs_found)
        return Justifications(tuple(islice(found, most)), False)

    def _recorded(self, number: int) -> frozenset[Item]:
        """What the proof that was recorded rests on."""
        items, seen, left = set[Item](), set[int](), [number]
        while left:
            one = left.pop()
            if one in seen:
                continue
            seen.add(one)
            if self._facts.rules[one] == ASSERTED:
                items.add(one)
            else:
                items |= self._axiom(self._facts.rules[one])
                left += self._facts.premises(one)
        return frozenset(items)

    def _axiom(self, rule: int) -> set[Item]:
        return set() if rule in self._logical else {self._program.rules[rule].axiom}

    def _proofs(self, number: int, within: frozenset[int], deadline: float) -> Iterator[frozenset[Item]]:
        """What each proof rests on that does not prove a fact by itself."""
        if time.monotonic() > deadline:
            raise TimeoutError
        facts = self._facts
        if facts.rules[number] == ASSERTED:
            yield frozenset({number})
        within |= {number}
        triple = facts.subjects[number], facts.predicates[number], facts.objects[number]
        for rule, premises in self._program.proofs(facts, *triple):
            if within.isdisjoint(premises):
                yield from self._together(premises, frozenset(self._axiom(rule)), within, deadline)

    def _together(
        self, premises: tuple[int, ...], items: frozenset[Item], within: frozenset[int], deadline: float
    ) -> Iterator[frozenset[Item]]:
        if not premises:
            yield items
            return
        for proof in self._proofs(premises[0], within, deadline):
            yield from self._together(premises[1:], items | proof, within, deadline)

    def _least(self, number: int, items: frozenset[Item], deadline: float) -> Justification:
        """Without whatever can be spared."""
        for item in sorted(items, key=str) if len(items) > 1 else ():
            if time.monotonic() > deadline:
                return replace(self._justification(items), is_least=False)
            if self._follows(number, items - {item}):
                items -= {item}
        return self._justification(items)

    def proof(self, triple: Triple, justification: Justification) -> list[Step]:
        """The proof of a triple from a justification of it."""
        found = (self._find(one) for one in justification.triples)
        tiny = self._tiny(frozenset({*(one for one in found if one is not None), *justification.axioms}))
        number = tiny.find(*map(tiny.terms.number, triple))
        if number is None:
            raise ValueError(f"{' '.join(triple)} does not follow from that")
        needed, left = set[int](), [number]
        while left:
            one = left.pop()
            if one not in needed:
                needed.add(one)
                left += tiny.premises(one)
        place = {one: at for at, one in enumerate(sorted(needed))}  # whatever a fact rests on came before it
        return [
            Step(
                tiny.triple(one),
                None if tiny.rules[one] == ASSERTED else self._program.rules[tiny.rules[one]].axiom,
                tuple(place[premise] for premise in tiny.premises(one)),
            )
            for one in place
        ]

    def _follows(self, number: int, items: frozenset[Item]) -> bool:
        """Whether a fact follows from these alone."""
        whole, tiny = self._facts, self._tiny(items)
        return tiny.find(whole.subjects[number], whole.predicates[number], whole.objects[number]) is not None

    def _tiny(self, items: frozenset[Item]) -> Facts:
        """What follows from these alone."""
        whole, tiny = self._facts, Facts(self._facts.terms)
        allowed = self._logical.union(*(self._of_axiom[item] for item in items if isinstance(item, str)))
        for item in items:
            if isinstance(item, int):
                tiny.add(whole.subjects[item], whole.predicates[item], whole.objects[item], ASSERTED)
        self._program.begin(tiny, frozenset(allowed))
        self._program.run(tiny, len(whole.subjects), frozenset(allowed))  # of a part no more follows than of the whole
        return tiny

    def _justification(self, items: frozenset[Item]) -> Justification:
        triples = frozenset(self._facts.triple(item) for item in items if isinstance(item, int))
        return Justification(triples, frozenset(item for item in items if isinstance(item, str)))
