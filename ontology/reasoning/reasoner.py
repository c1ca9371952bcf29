"""The reasoner: facts and what follows from them, kept equal to what would follow if all were given at once."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from ontology.errors import InputError
from ontology.reasoning.equality import EQUALITY, SCHEMA
from ontology.reasoning.facts import ASSERTED, Facts, Terms
from ontology.reasoning.horn import CLASH, Rule, Triple, is_literal
from ontology.reasoning.program import Program

MOST = 20_000_000  # facts


@dataclass(frozen=True)
class Derivation:
    """One step: a triple (None: a clash), the axiom or rule by which it follows, and the triples from which."""

    conclusion: Triple | None
    axiom: str
    premises: tuple[Triple, ...]


class Reasoner:
    """Adds and removes triples, and keeps everything that follows by some rules."""

    def __init__(self, rules: Sequence[Rule], most: int = MOST) -> None:
        """Begin without facts.

        Raises:
            InputError: a rule concludes something about a variable that its body does not bind, or is too long.
            LimitError: there would be too many facts.
        """
        for rule in rules:
            if rule.unbound:
                raise InputError(
                    f"the rule {rule} concludes something about {', '.join(rule.unbound)}, which is not bound"
                )
            if rule.is_too_long:
                raise InputError(f"the rule {rule} asks for too much at once")
        self.terms = Terms()
        self.program = Program([*rules, *EQUALITY, *SCHEMA], self.terms)
        self.facts, self._most = Facts(self.terms), most
        self._clash = self.terms.number(CLASH)
        self.program.begin(self.facts)
        self.program.run(self.facts, most)

    def add(self, triples: Iterable[Triple]) -> None:
        """Add triples, and whatever follows.

        Raises:
            InputError: a triple has a literal as its subject; nothing is added.
            LimitError: there would be too many; what was added is removed again, whatever stops it.
        """
        facts, number_of = self.facts, self.terms.number
        given = triples if isinstance(triples, Collection) else list(triples)
        for triple in given:
            if is_literal(triple[0]):
                raise InputError(f"a literal is no subject: {' '.join(triple)}")
        asserted = facts.assert_all([(number_of(s), number_of(p), number_of(o)) for s, p, o in given])
        try:
            self.program.run(facts, self._most)
        except Exception:
            facts.new.clear()
            facts.new_members.clear()
            self._remove(asserted)
            raise

    def remove(self, triples: Iterable[Triple]) -> None:
        """Remove triples that were added, and whatever follows no more; what follows from others stays."""
        found = (self.find(triple) for triple in triples)
        self._remove([one for one in found if one is not None and self.facts.rules[one] == ASSERTED])

    def _remove(self, numbers: Sequence[int]) -> None:
        """Remove all that rests on some facts, and add again what follows from the rest."""
        facts = self.facts
        dependants = facts.follow()
        over, left = set(numbers), [*numbers]
        while left:
            number = left.pop()
            for one in dependants.pop(number, ()):
                if one not in over and number in facts.premises(one) and facts.is_there(one):
                    over.add(one)
                    left.append(one)
        removed = [(one, facts.subjects[one], facts.predicates[one], facts.objects[one]) for one in sorted(over)]
        for number, *_ in removed:
            facts.remove(number)
        for _, subject, predicate, value in removed:
            if facts.find(subject, predicate, value) is None:
                for rule, premises in self.program.proofs(facts, subject, predicate, value):
                    facts.add(subject, predicate, value, rule, *premises)
                    break
        self.program.run(facts, self._most)

    def find(self, triple: Triple) -> int | None:
        """The number of a fact, if it is there."""
        numbers = [self.terms.find(term) for term in triple]
        if None in numbers:
            return None
        return self.facts.find(*numbers)  # type: ignore[arg-type] # none is None

    def __contains__(self, triple: Triple) -> bool:
        return self.find(triple) is not None

    def __len__(self) -> int:
        return len(self.facts)

    def inferred(self) -> Iterator[Triple]:
        """What follows and was not added, clashes left out."""
        facts = self.facts
        for number in facts.numbers():
            if facts.rules[number] != ASSERTED and facts.predicates[number] != self._clash:
                yield facts.triple(number)

    def clashes(self) -> list[Derivation]:
        """What cannot be, each with the axiom that says so and what it rests on."""
        return [self._derivation(number) for number in self.facts.pairs[self._clash].values()]

    def derivation(self, triple: Triple) -> Derivation | None:
        """How a triple was concluded; None for one that was added, or does not follow."""
        number = self.find(triple)
        return None if number is None or self.facts.rules[number] == ASSERTED else self._derivation(number)

    def _derivation(self, number: int) -> Derivation:
        facts = self.facts
        conclusion = None if facts.predicates[number] == self._clash else facts.triple(number)
        axiom = self.program.rules[facts.rules[number]].axiom
        return Derivation(conclusion, axiom, tuple(map(facts.triple, facts.premises(number))))
