"""Meetings: rules by which any two who meet at one thing are related, so that their pairs grow with the square."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from rdflib import Variable

from ontology.reasoning.facts import Facts
from ontology.reasoning.horn import Atom, Guard, is_variable
from ontology.reasoning.horn import Rule as Horn
from ontology.reasoning.matching import matches
from ontology.rules import Rule, atom_of
from ontology.terms import Names

GATHERING = "?gathering"


@dataclass(frozen=True)
class Meeting:
    """A rule that relates `one` and `other`, of whom the same is said (`half`: of the one) and who differ.

    `thing` is where they meet, `context` what is said of it whoever comes, `head` the pattern of a pair.
    """

    iri: str
    head: Atom
    one: str
    other: str
    thing: str
    half: tuple[Atom, ...]
    context: tuple[Atom, ...]

    @classmethod
    def of(cls, rule: Rule) -> "Meeting | None":
        """The meeting that a rule is, if it is one."""
        head, body = atom_of(rule.head[0]), [atom_of(pattern) for pattern in rule.body]
        one, other = head.subject, head.object
        half, rest = ([atom for atom in body if atom.subject == end] for end in (one, other))
        context = [atom for atom in body if atom.subject not in (one, other)]
        things = {term for atom in half for term in atom if is_variable(term)} - {one}
        told = {term for atom in (*half, *context) for term in (atom.predicate, atom.object)}
        is_one = len(rule.head) == 1 and not rule.existences and _differ(rule, one, other)
        is_same = {atom.put({one: other}) for atom in half} == {*rest} and not told & {one, other}
        predicates = [atom.predicate for atom in (*half, *context)]
        if not is_one or not is_same or len(things) != 1 or any(map(is_variable, predicates)):
            return None
        return cls(str(rule.iri), head, one, other, things.pop(), tuple(half), tuple(context))

    def pairs(self, gathered: Collection[str], about: Iterable[str] = ()) -> Iterator[Horn]:
        """The rule, but for what is gathered at some things; of those whom somebody asks about, all pairs."""
        body = (*self.context, *self.half, *(atom.put({self.one: self.other}) for atom in self.half))
        differ = Guard("differ", (self.one, self.other))
        few = Guard(f"few by {self.iri}", (self.thing,), lambda thing: thing not in gathered)
        yield Horn(self.iri, body, self.head, (differ, few))
        for term in about:
            put = {self.one: term}
            yield Horn(self.iri, tuple(atom.put(put) for atom in body), self.head.put(put), (differ.put(put),))

    def gathering(self, names: Names) -> Iterator[Horn]:
        """The rules by which somebody is in a gathering, and a gathering relates its members."""
        there = (
            Atom(GATHERING, names.ox.gathersBy.n3(), f"<{self.iri}>"),
            Atom(GATHERING, names.ox.gathersAt.n3(), self.thing),
        )
        yield Horn(self.iri, (*there, *self.half), Atom(self.one, names.ox.gatheredIn.n3(), GATHERING))
        yield Horn(self.iri, (*there, *self.context), Atom(GATHERING, names.ox.pairsBy.n3(), self.head.predicate))

    def relations(self, facts: Facts) -> set[str]:
        """The properties by which it relates."""
        relation = self.head.predicate
        return {found[relation] for found in matches(facts, self.context, {})} if is_variable(relation) else {relation}

    def members(self, facts: Facts) -> dict[str, int]:
        """How many meet at each thing of which the context is so."""
        met: dict[str, set[str]] = defaultdict(set)
        for found in matches(facts, self.half, {}):
            met[found[self.thing]].add(found[self.one])
        return {thing: len(members) for thing, members in met.items()}

    def holds_at(self, thing: str, facts: Facts) -> bool:
        """Whether of a thing is so what the rule says of it."""
        return any(True for _ in matches(facts, self.context, {self.thing: thing}))


def _differ(rule: Rule, one: str, other: str) -> bool:
    """Whether all that the rule asks beside its patterns is that its ends differ."""
    if len(rule.comparisons) != 1:
        return False
    asked = rule.comparisons[0].expr
    ends = [term.n3() for term in (asked.get("expr"), asked.get("other")) if isinstance(term, Variable)]
    return asked.get("op") == "!=" and sorted(ends) == sorted((one, other))
