"""What lacks: the instances of rules that would conclude a triple, but for something that is not there."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ontology.reasoning.facts import Facts
from ontology.reasoning.horn import Atom, Rule, Term, Triple, is_variable
from ontology.reasoning.program import Program

MOST = 2  # patterns that may be missing
TRIED = 20_000  # facts looked at


@dataclass(frozen=True)
class Lack:
    """A rule that would conclude a triple: what is there of its body, and what is not.

    What is missing may have variables: anything would do. Where nothing is missing, a condition of the rule fails for
    what its variables stand for by `bound`.
    """

    rule: Rule
    present: tuple[Triple, ...]
    missing: tuple[Atom, ...]
    bound: tuple[tuple[Term, Term], ...]


def lacking(program: Program, facts: Facts, triple: Triple, most: int) -> list[Lack]:
    """The nearest instances of rules for a triple that does not follow, those that lack the least first.

    Each rule gives those of its instances that lack the fewest patterns, and of those that lack all but none of it.
    """
    found = list[Lack]()
    for rule in program.rules[1:]:
        bound = _unified(rule.head, triple) if rule.head else None
        if bound is not None:
            found += _Search(facts, rule, bound).nearest()
    found.sort(key=lambda one: (len(one.missing), -len(one.present), str(one.rule.axiom)))
    return found[:most]


class _Search:
    def __init__(self, facts: Facts, rule: Rule, bound: dict[Term, Term]) -> None:
        self._facts, self._rule, self._bound, self._left = facts, rule, bound, TRIED

    def nearest(self) -> list[Lack]:
        """The instances that lack the fewest patterns."""
        for spared in range(MOST + 1):
            found = dict.fromkeys(self._instances(list(self._rule.body), self._bound, (), (), spared))
            if found:
                return list(found)
        return []

    def _instances(
        self,
        atoms: list[Atom],
        bound: Mapping[Term, Term],
        present: tuple[Triple, ...],
        missing: tuple[Atom, ...],
        spared: int,
    ) -> Iterator[Lack]:
        """Every way to match the patterns but for some that are spared."""
        if not atoms:
            if present or len(self._rule.body) == 1:
                yield Lack(self._rule, present, tuple(one.put(bound) for one in missing), tuple(sorted(bound.items())))
            return
        atom = min(atoms, key=lambda one: sum(is_variable(term) for term in one.put(bound)))
        others = [one for one in atoms if one is not atom]
        for matched, triple in self._matches(atom.put(bound)):
            yield from self._instances(others, {**bound, **matched}, (*present, triple), missing, spared)
        if spared:
            yield from self._instances(others, bound, present, (*missing, atom), spared - 1)

    def _matches(self, atom: Atom) -> Iterator[tuple[dict[Term, Term], Triple]]:
        """The facts that a pattern matches, with what its variables stand for."""
        facts = self._facts
        predicate = facts.terms.find(atom.predicate)
        if is_variable(atom.predicate) or predicate is None or predicate not in facts.pairs:
            return
        subject, value = (None if is_variable(one) else facts.terms.find(one) for one in (atom.subject, atom.object))
        if not is_variable(atom.subject):
            numbers = facts.forward(predicate).get(subject if subject is not None else -1, ())
        elif not is_variable(atom.object):
            numbers = facts.backward(predicate).get(value if value is not None else -1, ())
        else:
            numbers = set(facts.pairs[predicate].values())
        for number in sorted({numbers} if isinstance(numbers, int) else numbers):
            self._left -= 1
            if self._left < 0:
                return
            triple = facts.triple(number)
            matched = _unified(atom, triple)
            if matched is not None:
                yield matched, triple


def _unified(atom: Atom, triple: Triple) -> dict[Term, Term] | None:
    """What the variables of a pattern stand for, if it is to be a triple."""
    bound: dict[Term, Term] = {}
    for term, found in zip(atom, triple, strict=True):
        if is_variable(term):
            if bound.setdefault(term, found) != found:
                return None
        elif term != found:
            return None
    return bound
