"""Inferences: what follows from a dataset by axioms and named rules, each conclusion with every derivation of it."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from rdflib import BNode, Dataset, URIRef
from rdflib.term import Node

from ontology.patterns import Triple
from ontology.proofs import without_circles
from ontology.reasoning.equality import EQUALITY
from ontology.reasoning.facts import ASSERTED, Facts, Terms
from ontology.reasoning.horn import CLASH
from ontology.reasoning.horn import Rule as Horn
from ontology.reasoning.program import Program
from ontology.rules import Rule

MOST = 10_000_000  # facts


@dataclass(frozen=True)
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


@dataclass(frozen=True)
class Inferences:
    """Every derivation of what follows, and what cannot be."""

    derivations: list[Derivation]
    clashes: list[Clash]


def infer(dataset: Dataset, rules: Sequence[Rule], axioms: Sequence[Horn] = ()) -> Inferences:
    """What named rules and those of axioms conclude from the default graph, with every derivation of each conclusion.

    What stands in the default graph already is not concluded; nor is anything from triples with blank nodes, or about
    what classes and properties have to do with each other. Named graphs are seen by `GRAPH` in a rule's `EXISTS`
    only. Derivations that would prove a triple by itself are left out (see `proofs`). The dataset is left as it is; the
    order of the answer depends on its content alone.
    """
    named = [triple for triple in dataset.default_graph if not any(isinstance(term, BNode) for term in triple)]
    terms = {term.n3(): term for rule in rules for pattern in (*rule.head, *rule.body) for term in pattern.triple}
    terms.update((term.n3(), term) for triple in named for term in triple)
    heads = (term for one in (*axioms, *EQUALITY) for term in one.conclusion)
    terms.update((term, URIRef(term[1:-1])) for term in heads if term.startswith("<"))
    given = sorted(map(spelled, named))
    horn = [horn for rule in rules for horn in rule.horn(dataset, terms)]
    program = Program([*horn, *axioms, *EQUALITY], Terms())
    facts = Facts(program.terms)
    for triple in given:
        facts.add(*map(program.terms.number, triple), ASSERTED)
    program.begin(facts)
    program.run(facts, MOST)
    impossible = set(facts.pairs[program.terms.number(CLASH)].values())
    levels = {number: 0 for number in facts.numbers() if facts.rules[number] == ASSERTED}
    steps = {
        number: set(program.proofs(facts, facts.subjects[number], facts.predicates[number], facts.objects[number]))
        for number in list(facts.numbers())
        if number not in levels and number not in impossible
    }
    _add_levels(levels, steps)

    def known(number: int) -> Triple:
        subject, predicate, value = facts.triple(number)
        return terms[subject], terms[predicate], terms[value]

    first, later = set[Derivation](), set[Derivation]()
    for number, found in steps.items():
        for rule, premises in found:
            is_first = levels[number] == 1 + max((levels[one] for one in premises), default=0)
            rests = tuple(sorted({known(one) for one in premises}, key=spelled))
            (first if is_first else later).add(Derivation(known(number), program.rules[rule].axiom, rests))
    kept = without_circles(first, later - first)
    clashes = [
        Clash(program.rules[facts.rules[one]].axiom, tuple(map(known, facts.premises(one))))
        for one in sorted(impossible)
    ]
    return Inferences(
        sorted(kept, key=lambda one: (spelled(one.conclusion), one.rule, [spelled(p) for p in one.premises])), clashes
    )


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


def spelled(triple: Iterable[Node]) -> tuple[str, str, str]:
    """A triple in the terms of N-Triples."""
    subject, predicate, value = (term.n3() for term in triple)
    return subject, predicate, value
