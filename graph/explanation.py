"""Explanations: why a triple holds, down to claims; why it does not; and what would follow from other claims."""

from collections.abc import Collection, Iterable, Sequence
from functools import cache, lru_cache
from typing import Any, NamedTuple, TypeAlias

from rdflib import URIRef

from graph.inference import derivation_iri, rule_iri
from graph.premises import Premises
from ontology.errors import InputError
from ontology.inferences import Closure, Spelled
from ontology.reasoning.facts import ASSERTED
from ontology.reasoning.horn import OWL, RDFS, TYPE, Atom
from ontology.reasoning.justification import Explainer, Justification
from ontology.reasoning.lacking import lacking

MOST, SECONDS = 20, 1.0  # ways in which a triple follows
NEAREST, LOOKED_AT = 5, 1000  # instances of rules that would conclude a triple, but for something
SHOWN = 1000  # triples gained, or lost
WORLDS = 4  # that are kept, each with what would follow
# What classes and properties have to do with each other is not inferred (see `Closure`).
SCHEMA = {f"<{RDFS}{name}>" for name in ("subClassOf", "subPropertyOf", "domain", "range")}
SCHEMA |= {f"<{OWL}{name}>" for name in ("equivalentClass", "equivalentProperty", "inverseOf", "disjointWith")}
Told: TypeAlias = dict[str, Any]


class Ways(NamedTuple):
    """Ways in which a triple follows, how many others rest on the same words, and whether these are all."""

    proofs: list[Told]
    alike: int
    is_complete: bool


class World:
    """What follows within a source from some of its claims, and why."""

    def __init__(self, premises: Premises, slug: str, closure: Closure, counted: Collection[URIRef]) -> None:
        self._premises, self._counted = premises, counted
        self._explainer = Explainer(closure)
        self.slug, self.closure = slug, closure

    def proofs(self, triple: Spelled) -> Ways:
        """The ways in which a triple follows, those of the fewest steps first.

        Of the ways that rest on the same words of the same claims the shortest is told. Saying it is no way.
        """
        every = self._explainer.every(triple, MOST, SECONDS)
        ways: dict[frozenset[Spelled], Told] = {}
        others = [one for one in every.found if triple not in one.triples]
        for one in others:
            told = self._told(triple, one)
            said = frozenset(each for each in one.triples if self.claims(each))
            if said not in ways or len(told["steps"]) < len(ways[said]["steps"]):
                ways[said] = told
        shortest = sorted(ways.values(), key=lambda one: (len(one["steps"]), str(one)))
        return Ways(shortest, len(others) - len(ways), every.is_complete)

    def _told(self, triple: Spelled, justification: Justification) -> Told:
        steps, names = self._explainer.proof(triple, justification), self._premises.names
        told = []
        for step in steps:
            premises = [steps[one].triple for one in step.premises]
            derivation = step.axiom and self.closure.derivation(step.triple, step.axiom, premises)
            inference = derivation and derivation_iri(derivation, names)
            told.append(
                {
                    "triple": step.triple,
                    "rule": step.axiom and str(rule_iri(step.axiom, names)),
                    "inference": inference and str(inference),
                    "is_published": inference in self._premises.published,
                    "from": step.premises,
                    "claims": [] if step.axiom else self.claims(step.triple),
                }
            )
        return {"source": self.slug, "is_least": justification.is_least, "steps": told}

    def _said(self, atom: Atom) -> list[URIRef]:
        return self._premises.holders.get((atom.subject, atom.predicate, atom.object), [])

    def claims(self, triple: Spelled) -> list[str]:
        """The claims that say a triple, of those that count."""
        return [str(claim) for claim in self._premises.holders.get(triple, ()) if claim in self._counted]

    def lacking(self, triple: Spelled) -> list[Told]:
        """The nearest instances of rules for what does not follow, of those that lack what claims may say.

        Rather those that lack more than what something is, which the project describes as well.
        `said` are the claims that say what is missing, in whatever modality.
        """
        said = {predicate for _, predicate, _ in self._premises.holders}
        found = lacking(self.closure.program, self.closure.facts, triple, LOOKED_AT)
        vocabulary = f"<{self._premises.names.ox}"
        found = [
            one
            for one in found
            if all(atom.predicate in said and not atom.subject.startswith(vocabulary) for atom in one.missing)
        ]
        found.sort(key=lambda one: any(atom.predicate == TYPE for atom in one.missing))
        return [
            {
                "rule": str(rule_iri(one.rule.axiom, self._premises.names)),
                "present": one.present,
                "missing": [tuple(atom) for atom in one.missing],
                "excluded_by": [] if one.missing else self.closure.excluding(one.rule.axiom, one.bound),
                "said": [str(claim) for atom in one.missing for claim in self._said(atom)],
            }
            for one in found[:NEAREST]
        ]

    def status(self, triple: Spelled) -> str | None:
        """Whether a triple is `asserted`, or follows (`inferred`); None: neither."""
        number = self.closure.find(triple)
        if number is None:
            return None
        return "asserted" if self.closure.facts.rules[number] == ASSERTED else "inferred"

    def inferred(self) -> set[Spelled]:
        """What follows."""
        return {self.closure.facts.triple(number) for number in self.closure.inferred()}


class Explanations:
    """Explains over the premises of one build."""

    def __init__(self, premises: Premises) -> None:
        self._premises = premises
        self._as_it_is = cache(self._made)
        self._changed = lru_cache(WORLDS)(self._made)

    def _made(
        self,
        slug: str,
        taken_in: frozenset[URIRef] = frozenset(),
        left_out: frozenset[URIRef] = frozenset(),
        about: frozenset[URIRef] = frozenset(),
    ) -> World:
        return World(self._premises, slug, *self._premises.closure(slug, taken_in, left_out, about))

    def _worlds(self, taken_in: Collection[str], left_out: Collection[str], subject: str = "") -> list[World]:
        """Those of every source, with some claims taken in or left out; with the pairs of a subject, if it is gathered.

        Raises:
            InputError: there is no such claim; one is both taken in and left out, or denies what it is about.
        """
        changes = [frozenset(map(URIRef, some)) for some in (taken_in, left_out)]
        for claim in sorted(changes[0] & changes[1]):
            raise InputError(f"{claim} cannot be both taken in and left out")
        for claim in sorted(changes[0] & self._premises.denied):
            raise InputError(f"{claim} denies what it is about; to take that in would be to affirm it")
        worlds = []
        for slug in sorted(self._premises.described):
            own = [frozenset(one for one in some if self._premises.slug(one) == slug) for some in changes]
            world = self._changed(slug, *own) if any(own) else self._as_it_is(slug)
            if world.closure.gatherings and subject.startswith("<"):
                world = self._changed(slug, *own, frozenset({URIRef(subject[1:-1])}))
            worlds.append(world)
        return worlds

    def explain(self, triple: Sequence[str], taken_in: Collection[str] = (), left_out: Collection[str] = ()) -> Told:
        """Why a triple, in the terms of N-Triples, holds or not, with some claims taken in or left out.

        Raises:
            InputError: there is no such claim.
        """
        subject, predicate, value = triple
        asked = subject, predicate, value
        worlds = self._worlds(taken_in, left_out, subject)
        status = {world.status(asked) for world in worlds}
        found = [world.proofs(asked) for world in worlds if world.status(asked)]
        holds = next((one for one in ("asserted", "inferred") if one in status), "no")
        return {
            "triple": asked,
            "with": sorted(taken_in),
            "without": sorted(left_out),
            "holds": holds,
            "said": [str(claim) for claim in self._premises.holders.get(asked, ())],
            "affirmed": [claim for world in worlds for claim in world.claims(asked)],
            "proofs": [proof for ways in found for proof in ways.proofs],
            "alike": sum(ways.alike for ways in found),
            "is_complete": all(ways.is_complete for ways in found),
            "is_reasoned": predicate not in SCHEMA,
            "clashes": _clashes(worlds),
            "lacking": [] if holds != "no" else [one for world in worlds for one in world.lacking(asked)][:NEAREST],
        }

    def differences(self, taken_in: Collection[str], left_out: Collection[str]) -> Told:
        """What would be inferred, or no more, if some claims were taken in, or left out.

        Raises:
            InputError: there is no such claim.
        """
        changed = self._worlds(taken_in, left_out)
        gained, lost = set[Spelled](), set[Spelled]()
        for world in changed:
            as_it_is = self._as_it_is(world.slug)
            gained |= {one for one in world.inferred() if not as_it_is.status(one)}
            lost |= {one for one in as_it_is.inferred() if not world.status(one)}
        return {
            "with": sorted(taken_in),
            "without": sorted(left_out),
            "gained": _shown(gained),
            "lost": _shown(lost),
            "clashes": _clashes(changed),
        }


def _clashes(worlds: Iterable[World]) -> list[str]:
    """What cannot be."""
    return [str(clash) for world in worlds for clash in world.closure.clashes()]


def _shown(triples: Iterable[Spelled]) -> Told:
    found = sorted(triples)
    return {"triples": found[:SHOWN], "in_all": len(found)}
