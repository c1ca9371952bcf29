"""What rests on a claim: what is inferred without it, and how; found among the proofs of the whole, not drawn anew.

Nothing follows from less that does not follow from more, so what is left has its proofs there already; only a claim
that excepts somebody may bring more by being left out. `tests.graph.deletion` draws anew, and shows this to be right.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import NamedTuple, TypeAlias

from rdflib import PROV, RDF, Dataset, Graph, URIRef, Variable
from rdflib.term import Identifier

from graph.inference import Content, derivation_iri, rule_iri
from graph.premises import Premises
from ontology.inferences import Derivation, Spelled, spelled
from ontology.patterns import Bindings
from ontology.proofs import without_circles
from ontology.rules import Rule

Step: TypeAlias = tuple[int, tuple[int, ...]]  # the number of a rule, and those of what it is applied to
Steps: TypeAlias = Mapping[int, Collection[Step]]
Pair: TypeAlias = tuple[URIRef, URIRef]


class Change(NamedTuple):
    """The triples of graph:inferred and of graph:derivations that go, and those that come."""

    inferred: tuple[set[Content], set[Content]]
    derivations: tuple[set[Content], set[Content]]


class Derived(NamedTuple):
    """A derivation as it is published, and the numbers of what it rests on."""

    iri: URIRef
    derivation: Derivation
    rests: tuple[int, ...]


class Account(NamedTuple):
    """The derivations, the claims and other derivations that each rests on, and the contested ones among these."""

    derivations: Mapping[URIRef, Derivation]
    grounds: frozenset[Pair]
    contested: frozenset[Pair]


class Resting:
    """What rests on each claim of a build of one source in which nobody is gathered."""

    def __init__(self, premises: Premises, descriptions: Graph) -> None:
        (slug,) = premises.described
        self._names, self._descriptions, self._premises = premises.names, descriptions, premises
        self._closure, counted = premises.closure(slug)
        assert not self._closure.gatherings
        self._facts, self._known = self._closure.facts, dict[tuple[int, Step], Derived]()
        self._sayers = {
            said: affirmed for said, by in premises.holders.items() if (affirmed := counted.intersection(by))
        }
        self._sayers_of = {self._closure.find(said): claims for said, claims in self._sayers.items()}
        self._reasons = self._read_reasons(slug)
        self._about = defaultdict[URIRef, set[Spelled]](set)
        for said, reasons in self._reasons.items():
            for claim in frozenset().union(*reasons):
                self._about[claim].add(said)
        self._inferred = frozenset(self._closure.inferred())
        self._steps: dict[int, set[Step]] = {number: self._proofs(number) for number in self._inferred}
        self._dependants = defaultdict[int, set[int]](set)
        for number, steps in self._steps.items():
            for one in {one for _, rests in steps for one in rests}:
                self._dependants[one].add(number)
        self._levels = dict.fromkeys(frozenset(self._facts.numbers()) - self._inferred, 0)
        _rise(self._levels, self._steps)
        self._conditioned = {str(rule.iri): rule for rule in premises.laws.rules if rule.existences}
        self._contents = Dataset()
        for claim in counted:
            for triple in premises.contents[claim]:
                self._contents.graph(claim).add(triple)
        self._derived = self._derive(self._steps, self._levels)
        self.whole = self._account(self._derived, None)

    def without(self, claim: URIRef) -> Change | None:
        """What changes when a claim is left out; None where more may follow, so that all is to be drawn anew."""
        if (claim, self._names.ox["except"], None) in self._descriptions:
            return None
        gone = {
            number
            for said in self._about[claim]
            if all(claim in reason for reason in self._reasons[said])
            and (number := self._closure.find(said)) is not None
        }
        touched = gone | self._on_condition(claim)
        found = {number: self._steps.get(number) or self._proofs(number) for number in self._cone(touched)}
        content = self._contents.graph(claim)
        said = list(content)
        content.remove((None, None, None))
        steps = {number: {one for one in some if self._is_allowed(one)} for number, some in found.items()}
        for triple in said:
            content.add(triple)
        levels = {number: level for number, level in self._levels.items() if number not in steps}
        _rise(levels, steps)
        lost = {number for number in self._inferred.intersection(steps) if number not in levels}
        derived = {number: some for number, some in self._derived.items() if number not in steps}
        derived |= self._derive(steps, levels)
        account = self._account(derived, claim)
        return Change(
            (set(map(self._closure.triple, lost)), {self._closure.triple(one) for one in gone if one in levels}),
            (self._beyond(self.whole, account), self._beyond(account, self.whole)),
        )

    def _read_reasons(self, slug: str) -> dict[Spelled, set[frozenset[URIRef]]]:
        """Why each triple is asserted: for each reason all of the claims without any of which it is none."""
        reasons: dict[Spelled, set[frozenset[URIRef]]] = defaultdict(set)
        for graph in (*self._premises.shared, self._premises.described[slug]):
            for triple in graph:
                if triple not in self._descriptions:
                    reasons[spelled(triple)].add(frozenset())
        for triple in self._descriptions:
            reasons[spelled(triple)].add(frozenset(one for one in triple if one in self._premises.contents))  # type: ignore[misc] # a claim is an IRI
        for said, claims in self._sayers.items():
            reasons[said] |= {frozenset({claim}) for claim in claims}
        return reasons

    def _proofs(self, number: int) -> set[Step]:
        facts = self._facts
        return set(
            self._closure.program.proofs(facts, facts.subjects[number], facts.predicates[number], facts.objects[number])
        )

    def _on_condition(self, claim: URIRef) -> set[int]:
        """What follows by a rule with a condition from what a claim says, whoever else says it."""
        found = (self._closure.find(said) for said, claims in self._sayers.items() if claim in claims)
        said = {number for number in found if number is not None}
        return {
            conclusion
            for number in said
            for conclusion in self._dependants[number]
            for rule, rests in self._steps[conclusion]
            if number in rests and self._closure.program.rules[rule].axiom in self._conditioned
        }

    def _cone(self, touched: Collection[int]) -> set[int]:
        """What rests on some facts, in whatever way, themselves included."""
        found, left = set(touched), list(touched)
        while left:
            new = self._dependants[left.pop()] - found
            found |= new
            left += new
        return found

    def _is_allowed(self, step: Step) -> bool:
        """Whether what the rule's condition asks for is there."""
        horn = self._closure.program.rules[step[0]]
        if horn.axiom not in self._conditioned:
            return True
        bindings: Bindings = {}
        for atom, number in zip(horn.body, step[1], strict=True):
            for term, value in zip(atom, self._closure.triple(number), strict=True):
                if term.startswith("?"):
                    assert bindings.setdefault(Variable(term[1:]), _identifier(value)) == value
        rule: Rule = self._conditioned[horn.axiom]
        return all(one.holds(self._contents, bindings) for one in rule.existences if one.wanted)

    def _derive(self, steps: Steps, levels: Mapping[int, int]) -> dict[int, list[Derived]]:
        """The derivations that are published of each conclusion: as the build has them, those of circles left out."""
        first, later = set[Derivation](), set[Derivation]()
        derived = dict[Derivation, tuple[int, Derived]]()
        for number, found in steps.items():
            for step in found if number in levels else ():
                if all(one in levels for one in step[1]):
                    one = self._step(number, step)
                    derived[one.derivation] = number, one
                    is_first = levels[number] == 1 + max((levels[one] for one in step[1]), default=0)
                    (first if is_first else later).add(one.derivation)
        by_conclusion: dict[int, list[Derived]] = defaultdict(list)
        for number, one in map(derived.__getitem__, without_circles(first, later - first)):
            by_conclusion[number].append(one)
        return by_conclusion

    def _step(self, number: int, step: Step) -> Derived:
        known = self._known.get((number, step))
        if known is None:
            facts, axiom = self._facts, self._closure.program.rules[step[0]].axiom
            one = self._closure.derivation(facts.triple(number), axiom, map(facts.triple, step[1]))
            known = self._known[number, step] = Derived(derivation_iri(one, self._names), one, step[1])
        return known

    def _account(self, derived: Mapping[int, Collection[Derived]], without: URIRef | None) -> Account:
        grounds, uses = set[Pair](), defaultdict[URIRef, list[URIRef]](list)
        for iri, _, rests in (one for found in derived.values() for one in found):
            for number in rests:
                claims = [one for one in self._sayers_of.get(number, ()) if one != without]
                grounds.update((iri, one) for one in claims or (one.iri for one in derived.get(number, ())))
        for iri, ground in grounds:
            uses[ground].append(iri)
        joined = self._descriptions.objects(None, self._names.ox.joins)
        contested = {claim for claim in joined if isinstance(claim, URIRef) and claim != without}
        resting = {(iri, claim) for claim in contested for iri in _reached(claim, uses)}
        every = {one.iri: one.derivation for found in derived.values() for one in found}
        return Account(every, frozenset(grounds), frozenset(resting))

    def _beyond(self, one: Account, other: Account) -> set[Content]:
        """The triples of graph:derivations that one account has and another has not."""
        ox, found = self._names.ox, set[Content]()
        for iri in one.derivations.keys() - other.derivations.keys():
            derivation = one.derivations[iri]
            found |= {(iri, RDF.type, ox.Inference), (iri, ox.byRule, rule_iri(derivation.rule, self._names))}
            found |= {
                (iri, place, term)
                for place, term in zip((RDF.subject, RDF.predicate, RDF.object), derivation.conclusion, strict=True)
            }
        found |= {(iri, PROV.wasDerivedFrom, ground) for iri, ground in one.grounds - other.grounds}
        return found | {(iri, ox.restsOnContested, claim) for iri, claim in one.contested - other.contested}


def _rise(levels: dict[int, int], steps: Steps) -> None:
    """Give each fact that some of the steps prove its level: one above what it rests on, where that is lowest."""
    changed = True
    while changed:
        changed = False
        for number, found in steps.items():
            reached = [
                1 + max((levels[one] for one in rests), default=0) for _, rests in found if levels.keys() >= {*rests}
            ]
            if reached and (number not in levels or min(reached) < levels[number]):
                levels[number] = min(reached)
                changed = True


def _reached(claim: URIRef, uses: Mapping[URIRef, Collection[URIRef]]) -> set[URIRef]:
    """The derivations that rest on a claim, directly or through others."""
    found, left = set[URIRef](), [claim]
    while left:
        new = {iri for iri in uses.get(left.pop(), ()) if iri not in found}
        found |= new
        left += new
    return found


def _identifier(term: object) -> Identifier:
    assert isinstance(term, Identifier)
    return term
