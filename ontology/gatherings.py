"""Gatherings: those who meet at one thing and are too many to be paired.

Each is said to be in the gathering, and the gathering to relate its members by this or that property: as many triples
as there are members, where there would be as many pairs as the square of that. The pairs are left to who asks for them.
"""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from rdflib import RDF

from ontology.meetings import Meeting
from ontology.reasoning.facts import ASSERTED, Facts
from ontology.reasoning.horn import TYPE, Atom, is_variable
from ontology.reasoning.horn import Rule as Horn
from ontology.rules import Rule
from ontology.terms import CANONICAL_BASE, Names

# Whoever meets others at a thing has at most so many pairs there, each of some ten triples with its derivations; so
# what is stored grows with what is said. In a text of a chapter's length no thing has half as many.
MOST = 32
DIGITS = 16


@dataclass(frozen=True)
class Gathering:
    """Those who meet at a thing by a rule; all in the terms of N-Triples."""

    iri: str
    rule: str
    thing: str
    members: int

    @property
    def pairs(self) -> int:
        """How many pairs they make."""
        return self.members * (self.members - 1)


@dataclass(frozen=True)
class Host:
    """Gathers in one source where more than `most` meet; those in `about` are paired with whomever they meet anyway."""

    names: Names
    source: str
    most: int = MOST
    about: frozenset[str] = frozenset()

    def gatherings(self, meeting: Meeting, facts: Facts) -> Iterator[Gathering]:
        """Those of a rule, once everything else is there that follows."""
        for thing, members in sorted(meeting.members(facts).items()):
            if members > self.most and meeting.holds_at(thing, facts):
                told = f"{self.source} {meeting.iri} {thing}".replace(self.names.base, CANONICAL_BASE)
                digest = hashlib.sha256(told.encode()).hexdigest()[:DIGITS]
                yield Gathering(self.names.gathering[digest].n3(), f"<{meeting.iri}>", thing, members)


@dataclass(frozen=True)
class Party:
    """The meetings among some rules, and at which things those who come are gathered; without a host at none."""

    host: Host | None
    meetings: tuple[Meeting, ...]
    gathered: dict[str, set[str]]  # by rule

    @classmethod
    def of(cls, host: Host | None, rules: Iterable[Rule]) -> "Party":
        """Before anybody comes."""
        found = tuple(meeting for rule in rules if (meeting := Meeting.of(rule))) if host else ()
        return cls(host, found, {meeting.iri: set() for meeting in found})

    @property
    def pairs(self) -> list[Horn]:
        """The rules that pair; to be applied when those are gathered who are too many."""
        about = sorted(self.host.about) if self.host else ()
        return [one for meeting in self.meetings for one in meeting.pairs(self.gathered[meeting.iri], about)]

    @property
    def rules(self) -> list[Horn]:
        """The rules of what follows for those who are gathered."""
        return [one for meeting in self.meetings for one in meeting.gathering(self.host.names)] if self.host else []

    def gather(self, facts: Facts) -> list[Gathering]:
        """Gather those who are too many, and say so."""
        if self.host is None:
            return []
        ox, found = self.host.names.ox, [one for each in self.meetings for one in self.host.gatherings(each, facts)]
        for one in found:
            self.gathered[one.rule[1:-1]].add(one.thing)
            said = ((RDF.type, ox.Gathering.n3()), (ox.gathersBy, one.rule), (ox.gathersAt, one.thing))
            for predicate, value in said:
                facts.add(*map(facts.terms.number, (one.iri, predicate.n3(), value)), ASSERTED)
        return found


def undrawn(axioms: Iterable[Horn], party: Party, facts: Facts) -> list[str]:
    """The axioms by which pairs would give something else than each other; of gathered ones it is not drawn."""
    found = set[str]()
    for meeting in party.meetings if any(party.gathered.values()) else ():
        relations = meeting.relations(facts)
        for axiom in axioms:
            asked = [atom for atom in axiom.body if atom.predicate in relations]
            if not all(_is_drawn(axiom, atom, meeting, party.meetings) for atom in asked):
                found.add(axiom.axiom)
    return sorted(found)


def _is_drawn(axiom: Horn, atom: Atom, meeting: Meeting, meetings: Sequence[Meeting]) -> bool:
    head = axiom.head
    if len(axiom.body) > 1:
        return False
    if head is None:
        return atom.subject == atom.object  # of nobody and himself
    if head.predicate == TYPE:  # of either end
        return head.put({head.subject: meeting.one}) in meeting.half
    if {head.subject, head.object} != {atom.subject, atom.object} or is_variable(head.predicate):
        return False
    # The same pairs the other way round, or those of a property above it, which another rule relates at the same thing.
    wider = (one for one in meetings if one.head.predicate == head.predicate and one.half == meeting.half)
    return head.predicate == atom.predicate or any({*one.context} <= {*meeting.context} for one in wider)
