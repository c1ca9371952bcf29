"""Programs: rules that are applied to facts until nothing new follows."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from ontology.errors import LimitError
from ontology.reasoning.facts import Facts, Terms
from ontology.reasoning.functions import Function, Proof, Step
from ontology.reasoning.guards import holds
from ontology.reasoning.horn import CLASH, TYPE, Atom, Rule, is_variable

CHUNK = 10_000  # facts that a rule is applied to before it is looked how many there are


class Program:
    """Applies rules to facts; what each concludes is a fact that rests on others, a clash too."""

    def __init__(self, rules: Sequence[Rule], terms: Terms) -> None:
        self.rules = [Rule("asserted", (), None), *rules]  # a fact that was added bears the number 0
        self.terms = terms
        self._terms, self._type, self._clash = terms, terms.number(TYPE), terms.number(CLASH)
        self._at: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)  # by predicate: rule, and place in it
        self._of_class: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)  # the same, by class
        self._anywhere: list[tuple[int, int]] = []
        self._proofs: defaultdict[int, list[int]] = defaultdict(list)  # by predicate of the head
        self._proofs_of_class: defaultdict[int, list[int]] = defaultdict(list)  # the same, by class
        self._proofs_anywhere: list[int] = []
        self._steps: dict[tuple[int, int], Step] = {}
        self._provers: dict[int, Proof] = {}
        self._unconditional = [number for number, rule in enumerate(self.rules) if number and not rule.body]
        for number, rule in enumerate(self.rules[1:], 1):
            for place, atom in enumerate(rule.body):
                self._places(atom).append((number, place))
            self._concluding(rule.conclusion).append(number)

    def _places(self, atom: Atom) -> list[tuple[int, int]]:
        if is_variable(atom.predicate):
            return self._anywhere
        if atom.predicate == TYPE and not is_variable(atom.object):
            return self._of_class[self._terms.number(atom.object)]
        return self._at[self._terms.number(atom.predicate)]

    def _concluding(self, head: Atom) -> list[int]:
        if is_variable(head.predicate):
            return self._proofs_anywhere
        if head.predicate == TYPE and not is_variable(head.object):
            return self._proofs_of_class[self._terms.number(head.object)]
        return self._proofs[self._terms.number(head.predicate)]

    def begin(self, facts: Facts, allowed: "frozenset[int] | None" = None) -> None:
        """Add what rules (or those that are allowed) conclude from nothing."""
        for number in self._unconditional:
            rule = self.rules[number]
            if all(map(holds, rule.guards)) and (allowed is None or number in allowed):
                subject, predicate, value = map(self._terms.number, rule.conclusion)
                if facts.find(subject, predicate, value) is None:
                    facts.add(subject, predicate, value, number)

    def run(self, facts: Facts, most: int, allowed: "frozenset[int] | None" = None) -> None:
        """Apply the rules (or those that are allowed) until nothing new follows.

        Raises:
            LimitError: there would be more than `most` facts, with the rule that concluded the last ones.
        """
        facts.most = most + facts.removed
        if len(facts.subjects) > facts.most:
            raise LimitError(f"more than {most} triples would be there")
        while taken := facts.take():
            predicate, kind, batch = taken
            if predicate == self._clash:
                continue  # of which nothing follows
            of_class = () if kind is None else self._of_class.get(kind, ())
            places = [*of_class, *self._at.get(predicate, ()), *self._anywhere]
            for number, place in places:
                if allowed is None or number in allowed:
                    step = self._step(facts, number, place)
                    for start in range(0, len(batch), CHUNK):
                        step(facts, batch[start : start + CHUNK])
                        self._refuse_more(facts, number, most)

    def _refuse_more(self, facts: Facts, number: int, most: int) -> None:
        if len(facts.subjects) > facts.most:
            raise LimitError(f"more than {most} triples would follow, the last of them by {self.rules[number]}")

    def apply(self, facts: Facts, number: int, most: int) -> None:
        """Apply a rule that has seen none of the facts so far, to all of them; see `run`, which goes on from there."""
        facts.most = most + facts.removed
        first = self.rules[number].body[0]
        batch = list(facts.pairs[self._terms.number(first.predicate)].values())
        step = self._step(facts, number, 0)
        for start in range(0, len(batch), CHUNK):
            step(facts, batch[start : start + CHUNK])
            self._refuse_more(facts, number, most)

    def proofs(self, facts: Facts, subject: int, predicate: int, value: int) -> Iterator[tuple[int, tuple[int, ...]]]:
        """Each rule by which a triple follows from the facts in one step, with what it rests on."""
        of_class = self._proofs_of_class.get(value, ()) if predicate == self._type else ()
        anywhere = () if predicate == self._clash else self._proofs_anywhere
        for number in (*of_class, *self._proofs.get(predicate, ()), *anywhere):
            head = zip(self.rules[number].conclusion, (subject, predicate, value), strict=True)
            if all(is_variable(term) or self._terms.number(term) == given for term, given in head):
                for premises in self._prover(facts, number)(facts, subject, predicate, value):
                    yield number, premises

    def _step(self, facts: Facts, number: int, place: int) -> Step:
        step = self._steps.get((number, place))
        if step is None:
            step = self._steps[number, place] = Function(self.rules[number], number, self._terms).step(facts, place)
        return step

    def _prover(self, facts: Facts, number: int) -> Proof:
        prover = self._provers.get(number)
        if prover is None:
            prover = self._provers[number] = Function(self.rules[number], number, self._terms).prover(facts)
        return prover
