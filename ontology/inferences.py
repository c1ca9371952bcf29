"""Inferences: what follows from a dataset by axioms and named rules, each conclusion with every derivation of it."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from rdflib import BNode, Dataset, URIRef, Variable
from rdflib.term import Identifier, Node

from ontology.gatherings import Host, Party, undrawn
from ontology.patterns import Bindings, Triple
from ontology.proofs import without_circles
from ontology.reasoning.equality import EQUALITY
from ontology.reasoning.facts import ASSERTED, Facts, Terms
from ontology.reasoning.horn import CLASH, is_variable
from ontology.reasoning.horn import Rule as Horn
from ontology.reasoning.program import Program
from ontology.rules import Rule

MOST = 10_000_000  # facts
Spelled: TypeAlias = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Derivation:
    """One application of a rule: the triple it concludes, and the instances of the rule's body that it rests on.

    `rule` is an axiom in functional-style syntax, or the IRI of a named rule or of one of OWL 2 RL.
    """

    conclusion: Triple
    rule: str
    premises: tuple[Triple, ...]


@dataclass(frozen=True)
class Clash:
    """What cannot be: the axiom that says so, and the triples that it forbids together."""

    axiom: str
    premises: tuple[Triple, ...]

    def __str__(self) -> str:
        return f"it cannot be that {' and '.join(' '.join(spelled(one)) for one in self.premises)}: {self.axiom}"


class Closure:
    """What named rules and those of axioms conclude from the default graph of a dataset.

    What stands in the default graph already is not concluded; nor is anything from triples with blank nodes, or about
    what classes and properties have to do with each other. Named graphs are seen by `GRAPH` in a rule's `EXISTS`
    only. The dataset is left as it is, and may not change afterwards. With a `host`, those who are too many to be
    paired are gathered; `gatherings` tells who.
    """

    def __init__(
        self, dataset: Dataset, rules: Sequence[Rule], axioms: Sequence[Horn] = (), host: Host | None = None
    ) -> None:
        """Reason.

        Raises:
            LimitError: more would follow than may.
        """
        named = [triple for triple in dataset.default_graph if not any(isinstance(term, BNode) for term in triple)]
        terms = {term.n3(): term for rule in rules for pattern in (*rule.head, *rule.body) for term in pattern.triple}
        terms.update((term.n3(), term) for triple in named for term in triple)
        self._dataset, self._rules = dataset, {str(rule.iri): rule for rule in rules}
        self._terms, self._party = terms, (party := Party.of(host, rules))
        horn = [horn for rule in rules if str(rule.iri) not in party.gathered for horn in rule.horn(dataset, terms)]
        self.program = Program([*party.pairs, *horn, *party.rules, *axioms, *EQUALITY], Terms())
        self.facts = Facts(self.program.terms)
        for triple in sorted(map(spelled, named)):
            self.facts.add(*map(self.program.terms.number, triple), ASSERTED)
        self.program.begin(self.facts)
        pairs = range(1, 1 + len(party.pairs))
        self.program.run(self.facts, MOST, frozenset(range(pairs.stop, len(self.program.rules))))
        self.gatherings = party.gather(self.facts)
        for number in pairs:
            self.program.apply(self.facts, number, MOST)
        self.program.run(self.facts, MOST)
        self._impossible = set(self.facts.pairs[self.program.terms.number(CLASH)].values())

    def triple(self, number: int) -> Triple:
        """A fact, by its number."""
        return self._triple(self.facts.triple(number))

    def _triple(self, told: Spelled) -> Triple:
        subject, predicate, value = map(self._term, told)
        return subject, predicate, value

    def _term(self, spelled: str) -> Identifier:
        """What a text stands for: an IRI, if no premise has it."""
        return self._terms[spelled] if spelled in self._terms else URIRef(spelled[1:-1])

    def find(self, triple: Spelled) -> int | None:
        """The number of a fact in the terms of N-Triples, if it is there."""
        numbers = [self.facts.terms.find(term) for term in triple]
        return None if None in numbers else self.facts.find(*numbers)  # type: ignore[arg-type] # none is None

    def derivation(self, conclusion: Spelled, axiom: str, premises: Iterable[Spelled]) -> Derivation:
        """A step of a proof as a derivation."""
        known = {self._triple(premise) for premise in premises}
        return Derivation(self._triple(conclusion), axiom, tuple(sorted(known, key=spelled)))

    def excluding(self, rule: str, bound: Iterable[tuple[str, str]]) -> list[Spelled]:
        """The triples by which a named rule excludes what its variables stand for, in the terms of N-Triples."""
        if rule not in self._rules:
            return []
        bindings: Bindings = {Variable(name[1:]): self._term(value) for name, value in bound}
        return sorted({spelled(triple) for triple in self._rules[rule].excluding(self._dataset, bindings)})

    def looked_for(self, rule: int, premises: Sequence[int]) -> list[list[list[tuple[Spelled, str | None]]]]:
        """What lets a named rule (by its number) conclude from some premises, beside these: what its EXISTS find.

        For each of them the ways in which it holds: triples, each with the named graph that it stands in, if it does.
        """
        horn = self.program.rules[rule]
        named = self._rules.get(horn.axiom)
        if named is None or not any(one.wanted for one in named.existences):
            return []
        bound: Bindings = {
            Variable(name[1:]): self._term(found)
            for atom, premise in zip(horn.body, premises, strict=True)
            for name, found in zip(atom, self.facts.triple(premise), strict=True)
            if is_variable(name)
        }
        return [
            [[(spelled(triple), graph and graph.n3()) for triple, graph in way] for way in ways]
            for ways in named.looked_for(self._dataset, bound)
        ]

    def inferred(self) -> Iterator[int]:
        """The numbers of what follows and was not there."""
        rules = self.facts.rules
        return (one for one in list(self.facts.numbers()) if rules[one] != ASSERTED and one not in self._impossible)

    def undrawn(self) -> list[str]:
        """The axioms by which something else would follow from the pairs of those who are gathered."""
        return undrawn(self.program.rules[1 + len(self._party.pairs) :], self._party, self.facts)

    def clashes(self) -> list[Clash]:
        """What cannot be."""
        facts, rules = self.facts, self.program.rules
        return [
            Clash(rules[facts.rules[one]].axiom, tuple(map(self.triple, facts.premises(one))))
            for one in sorted(self._impossible)
        ]

    def derivations(self) -> list[Derivation]:
        """Every derivation of each conclusion, but for those that would prove a triple by itself (see `proofs`).

        Their order depends on the content of the dataset alone.
        """
        facts, program = self.facts, self.program
        steps = {
            number: set(program.proofs(facts, facts.subjects[number], facts.predicates[number], facts.objects[number]))
            for number in self.inferred()
        }
        levels = {number: 0 for number in facts.numbers() if facts.rules[number] == ASSERTED}
        _add_levels(levels, steps)
        first, later = set[Derivation](), set[Derivation]()
        for number, found in steps.items():
            for rule, premises in found:
                is_first = levels[number] == 1 + max((levels[one] for one in premises), default=0)
                rests = tuple(sorted({self.triple(one) for one in premises}, key=spelled))
                (first if is_first else later).add(Derivation(self.triple(number), program.rules[rule].axiom, rests))
        kept = without_circles(first, later - first)
        return sorted(kept, key=lambda one: (spelled(one.conclusion), one.rule, [spelled(p) for p in one.premises]))


def _add_levels(levels: dict[int, int], steps: Mapping[int, Collection[tuple[int, tuple[int, ...]]]]) -> None:
    """Add to the levels of given facts those of concluded ones: in how many rounds each can be reached at the least."""
    level, left = 0, dict(steps)
    while left:
        level += 1
        reached = [
            number
            for number, found in left.items()
            if any(all(levels.get(one, level) < level for one in premises) for _, premises in found)
        ]
        for number in reached:
            levels[number] = level
            del left[number]


def spelled(triple: Iterable[Node]) -> Spelled:
    """A triple in the terms of N-Triples."""
    subject, predicate, value = (term.n3() for term in triple)
    return subject, predicate, value
