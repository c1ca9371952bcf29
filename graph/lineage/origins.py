"""Origins: on which claims a triple of the dataset rests, be it said by claims or inferred from what they say."""

from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import NamedTuple

from graph.inference import derivation_iri, rule_iri
from graph.lineage.support import CERTAIN, Support, all_of, any_of
from graph.premises import Premises
from ontology.inferences import Closure, Derivation, Spelled, spelled
from ontology.reasoning.facts import ASSERTED

ROUNDS = 100  # in which proofs that rest on each other are followed


class Proof(NamedTuple):
    """One application of a rule: the facts that it needs, and of each FILTER EXISTS what may be found."""

    rule: str
    premises: tuple[int, ...]
    found: tuple[Support, ...]


class ProvenOrigins:
    """The origins of the triples of one build, found by following all proofs back to what claims say.

    Whatever is no claim (the ontology, entities, passages) is there anyhow. A description of a claim rests on that
    claim, and one that names several on all of them.
    """

    are_proven = True

    def __init__(self, premises: Premises) -> None:
        self._names = premises.names
        self._claims = {claim.n3() for claim in premises.contents}
        self._worlds = [_World(premises, slug) for slug in sorted(premises.described)]
        self._known: dict[tuple[Spelled, str | None], Support] = {}

    def of(self, triple: Spelled, graph: str | None = None) -> Support:
        """The support of a triple in the terms of N-Triples, of the default graph or of a named one."""
        known = self._known.get((triple, graph))
        if known is None:
            known = self._known[triple, graph] = self._of(triple, graph)
        return known

    def prepare(self, wanted: Iterable[tuple[Spelled, str | None]]) -> None:
        """All are ready."""

    def is_certain(self, predicate: str) -> bool:
        """Whether no triple of the default graph with that predicate rests on any claim."""
        return predicate not in self._claimed

    @cached_property
    def _claimed(self) -> set[str]:
        """The predicates of what claims say, of what is said of them, and of what follows."""
        return set().union(*(world.claimed for world in self._worlds))

    def _of(self, triple: Spelled, graph: str | None) -> Support:
        own = self._names.graph
        if graph is None or graph == own.inferred.n3():
            found = [support for world in self._worlds if (support := world.of(triple))]
            return any_of(found) if found else CERTAIN
        if graph in self._claims:
            return Support.of([graph[1:-1]])
        if graph in (own.claims.n3(), own.crosscheck.n3()):
            return Support.of(mentioned(triple, self._claims))
        if graph == own.derivations.n3():
            return self._derivation(triple)
        return CERTAIN

    def _derivation(self, triple: Spelled) -> Support:
        """The support of what is told of a derivation, which may be one in several sources."""
        told = Support.of(mentioned(triple, self._claims))
        steps = ([world.derivation(one) for one in (triple[0], triple[2])] for world in self._worlds)
        found = [all_of([told, *(step for step in each if step)]) for each in steps if any(each)]
        return any_of(found) if found else told


def mentioned(triple: Spelled, claims: set[str]) -> list[str]:
    """The claims that a triple is about."""
    return [term[1:-1] for term in (triple[0], triple[2]) if term in claims]


class _World:
    """What follows within one source."""

    def __init__(self, premises: Premises, slug: str) -> None:
        self._premises, self._slug = premises, slug
        self._supports: dict[int, Support] = {}

    @cached_property
    def _drawn(self) -> tuple[Closure, frozenset[str]]:
        closure, counted = self._premises.closure(self._slug)
        return closure, frozenset(map(str, counted))

    @cached_property
    def _background(self) -> dict[Spelled, Support]:
        """What is no content of a claim."""
        claims = {claim.n3() for claim in self._premises.contents}
        described = map(spelled, self._premises.described[self._slug])
        found = {triple: Support.of(names) for triple in described if (names := mentioned(triple, claims))}
        return {**found, **{spelled(triple): CERTAIN for graph in self._premises.shared for triple in graph}}

    @property
    def claimed(self) -> set[str]:
        """The predicates of all that is not there anyhow."""
        closure, _ = self._drawn
        facts, relates = closure.facts, self._premises.names.ox.pairsBy.n3()
        said = {facts.triple(one)[1] for one in facts.numbers() if self._said(one) is not CERTAIN}
        return said | {facts.triple(one)[2] for one in facts.numbers() if facts.triple(one)[1] == relates}

    @cached_property
    def _derivations(self) -> dict[str, Derivation]:
        closure, _ = self._drawn
        return {derivation_iri(one, self._premises.names).n3(): one for one in closure.derivations()}

    def derivation(self, iri: str) -> Support | None:
        """The support of a derivation, by its IRI; None: there is none of that name."""
        found = self._derivations.get(iri)
        if found is None:
            return None
        premises = (self.of(spelled(premise)) for premise in found.premises)
        return all_of([Support.of((), [self._rule(found.rule)]), *(one for one in premises if one)])

    def of(self, triple: Spelled) -> Support | None:
        """The support of a triple; None: it is not there."""
        return self._there(triple) or self._pair(triple)

    def _there(self, triple: Spelled) -> Support | None:
        closure, _ = self._drawn
        number = closure.find(triple)
        if number is None:
            return self._background.get(triple)
        if number not in self._supports:
            self._follow(number)
        return self._supports[number]

    def _pair(self, triple: Spelled) -> Support | None:
        """The support of a pair of those who are gathered, which is not stored."""
        closure, _ = self._drawn
        subject, relation, value = triple
        ox, found = self._premises.names.ox, list[Support]()
        for one in closure.gatherings if subject != value else ():
            here = (one.iri, ox.pairsBy.n3(), relation)
            needed = [
                self._there(each) for each in (here, *((end, ox.gatheredIn.n3(), one.iri) for end in (subject, value)))
            ]
            if None not in needed:
                found.append(all_of([Support.of((), [one.rule[1:-1]]), *(each for each in needed if each)]))
        return any_of(found) if found else None

    def _follow(self, number: int) -> None:
        """Find the support of a fact and of all that it rests on: the least fixed point (de Kleer 1986, ATMS)."""
        said, proofs = dict[int, Support | None](), dict[int, list[Proof]]()
        left = [number]
        while left:
            one = left.pop()
            if one in proofs or one in self._supports:
                continue
            said[one] = self._said(one)
            proofs[one] = [] if said[one] is CERTAIN else list(self._proofs(one))
            left += [premise for proof in proofs[one] for premise in proof.premises]
        order = list(reversed(proofs))  # what comes later rather rests on less
        for _ in range(ROUNDS):
            changed = False
            for one in order:
                ways = [self._by(proof) for proof in proofs[one]]
                found = [way for way in (said[one], *ways) if way]
                if found and (support := any_of(found)) != self._supports.get(one):
                    self._supports[one], changed = support, True
            if not changed:
                return
        for one in order:
            if one in self._supports:
                support = self._supports[one]
                self._supports[one] = Support(support.ways, support.necessary, False, support.beyond)

    def _by(self, proof: Proof) -> Support | None:
        premises = [self._supports.get(premise) for premise in proof.premises]
        if None in premises:
            return None
        return all_of([Support.of((), [proof.rule]), *proof.found, *(one for one in premises if one)])

    def _proofs(self, number: int) -> Iterator[Proof]:
        closure, _ = self._drawn
        facts = closure.facts
        triple = facts.subjects[number], facts.predicates[number], facts.objects[number]
        for rule, premises in set(closure.program.proofs(facts, *triple)):
            if number not in premises:
                found = tuple(self._any(ways) for ways in closure.looked_for(rule, premises))
                yield Proof(self._rule(closure.program.rules[rule].axiom), premises, found)

    def _any(self, ways: Iterable[list[tuple[Spelled, str | None]]]) -> Support:
        return any_of([all_of(self._instance(triple, graph) for triple, graph in way) for way in ways])

    def _instance(self, triple: Spelled, graph: str | None) -> Support:
        if graph:
            return Support.of([graph[1:-1]])
        closure, _ = self._drawn
        number = closure.find(triple)
        return (number is not None and self._said(number)) or CERTAIN

    def _said(self, number: int) -> Support | None:
        """The support of a fact by those who say it; None: nobody does."""
        closure, counted = self._drawn
        if closure.facts.rules[number] != ASSERTED:
            return None
        triple = closure.facts.triple(number)
        background = self._background.get(triple)
        if background is CERTAIN:
            return CERTAIN
        claims = (str(claim) for claim in self._premises.holders.get(triple, ()) if str(claim) in counted)
        said = [*(Support.of([claim]) for claim in claims), *([background] if background else ())]
        return any_of(said) if said else CERTAIN

    def _rule(self, axiom: str) -> str:
        return str(rule_iri(axiom, self._premises.names))
