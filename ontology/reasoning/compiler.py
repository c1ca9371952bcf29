"""From the axioms of an ontology to Horn rules (OWL 2 Profiles §4.3, unfolded over the class expressions)."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, combinations, product
from math import comb
from typing import TypeVar

from ontology.reasoning.consequences import EVERYTHING, Consequences
from ontology.reasoning.expressions import Expression, Property
from ontology.reasoning.horn import OWL, RDFS, SAME, TYPE, Atom, Guard, Rule, Term, Triple
from ontology.reasoning.leftovers import leftovers
from ontology.reasoning.spelling import LISTS, Graph

X, Y, Z = "?x", "?y", "?z"
MEMBERS = {
    "AllDisjointClasses": ("members",),
    "AllDisjointProperties": ("members",),
    "AllDifferent": ("members", "distinctMembers"),
}
PARTS = ("sourceIndividual", "assertionProperty", "targetIndividual", "targetValue")
MOST_PAIRS = 200_000  # of what is disjoint, by one axiom
_Part = TypeVar("_Part", Expression, Property)


@dataclass(frozen=True)
class Compiled:
    """The rules of an ontology, and its axioms or parts of them that no rule is made of, each with the reason."""

    rules: list[Rule]
    unused: list[tuple[str, str]]


def compiled(triples: Iterable[Triple]) -> Compiled:
    """The rules of the axioms that some triples spell.

    Raises:
        InputError: a list, a cardinality or a class expression is malformed.
    """
    return _Compiler(Graph(triples)).compile()


class _Compiler:
    def __init__(self, graph: Graph) -> None:
        self._graph, self._made = graph, Consequences()
        self._add, self._same, self._note = self._made.add, self._made.same, self._made.note

    def compile(self) -> Compiled:
        for work in (self._classes, self._properties, self._kinds, self._sets, self._assertions):
            work()
        for axiom, why in leftovers(self._graph):
            self._note(axiom, why)
        return Compiled(list(self._made.rules), list(self._made.unused))

    # The axioms, by the predicate or class that spells them.

    def _classes(self) -> None:
        graph = self._graph
        for one, other in graph.subjects[f"<{RDFS}subClassOf>"]:
            below, above = graph.expression(one), graph.expression(other)
            self._subclass(below, above, f"SubClassOf({below} {above})")
        for one, other in graph.subjects[f"<{OWL}equivalentClass>"]:
            self._equivalent(graph.expression(one), graph.expression(other))
        for name, kind in LISTS.items():
            for one, items in graph.subjects[f"<{OWL}{name}>"]:
                if not one.startswith("_:"):
                    self._equivalent(graph.expression(one), graph.listed(kind, items))
        for one, other in graph.subjects[f"<{OWL}complementOf>"]:
            if not one.startswith("_:"):
                self._equivalent(graph.expression(one), Expression("ComplementOf", (graph.expression(other),)))
        for one, other in graph.subjects[f"<{OWL}disjointWith>"]:
            self._disjoint([graph.expression(one), graph.expression(other)])
        for one, items in graph.subjects[f"<{OWL}disjointUnionOf>"]:
            parts = [graph.expression(part) for part in graph.items(items)]
            axiom = f"DisjointUnion({one} {' '.join(map(str, parts))})"
            self._equivalent(graph.expression(one), Expression("UnionOf", tuple(parts)), axiom)
            self._disjoint(parts, axiom)
        for one in dict.fromkeys(one for one, _ in graph.subjects[f"<{OWL}onProperty>"] if one.startswith("<")):
            self._equivalent(Expression.named(one), graph.described(one, frozenset((one,))))
        for one, items in graph.subjects[f"<{OWL}hasKey>"]:
            self._key(graph.expression(one), [graph.property(key) for key in graph.items(items)])

    def _properties(self) -> None:
        graph, add = self._graph, self._add
        for one, other in graph.subjects[f"<{RDFS}subPropertyOf>"]:
            below, above = graph.property(one), graph.property(other)
            add(f"SubObjectPropertyOf({below} {above})", [below.atom(X, Y)], above.atom(X, Y))
        for one, other in graph.subjects[f"<{OWL}equivalentProperty>"]:
            a, b = graph.property(one), graph.property(other)
            for below, above in ((a, b), (b, a)):
                add(f"EquivalentObjectProperties({a} {b})", [below.atom(X, Y)], above.atom(X, Y))
        for one, other in graph.subjects[f"<{OWL}inverseOf>"]:
            if not one.startswith("_:"):
                a, b = graph.property(one), graph.property(other)
                for below, above in ((a, b.inverse), (b, a.inverse)):
                    add(f"InverseObjectProperties({a} {b})", [below.atom(X, Y)], above.atom(X, Y))
        for one, items in graph.subjects[f"<{OWL}propertyChainAxiom>"]:
            above, steps = graph.property(one), [graph.property(step) for step in graph.items(items)]
            body = [step.atom(f"?x{at}", f"?x{at + 1}") for at, step in enumerate(steps)]
            axiom = f"SubObjectPropertyOf(ObjectPropertyChain({' '.join(map(str, steps))}) {above})"
            add(axiom, body, above.atom("?x0", f"?x{len(steps)}"))
        for one, other in graph.subjects[f"<{OWL}propertyDisjointWith>"]:
            self._disjoint_properties([graph.property(one), graph.property(other)])
        for one, other in graph.subjects[f"<{RDFS}domain>"]:
            given, kind = graph.property(one), graph.expression(other)
            self._made.follow(f"ObjectPropertyDomain({given} {kind})", kind, X, ((given.atom(X, Y),), ()))
        for one, other in graph.subjects[f"<{RDFS}range>"]:
            given, kind = graph.property(one), graph.expression(other)
            self._made.follow(f"ObjectPropertyRange({given} {kind})", kind, Y, ((given.atom(X, Y),), ()))

    def _kinds(self) -> None:
        """What is said of a property by its class."""

        def each(name: str) -> Iterator[tuple[Property, str]]:
            for node in self._graph.typed(f"<{OWL}{name}>"):
                given = self._graph.property(node)
                yield given, f"{name.removesuffix('Property')}ObjectProperty({given})"

        for given, axiom in each("SymmetricProperty"):
            self._add(axiom, [given.atom(X, Y)], given.atom(Y, X))
        for given, axiom in each("TransitiveProperty"):
            self._add(axiom, [given.atom(X, Y), given.atom(Y, Z)], given.atom(X, Z))
        for given, axiom in each("FunctionalProperty"):
            self._same(axiom, ((given.atom(X, Y), given.atom(X, Z)), ()), Y, Z)
        for given, axiom in each("InverseFunctionalProperty"):
            self._same(axiom, ((given.atom(X, Z), given.atom(Y, Z)), ()), X, Y)
        for given, axiom in each("IrreflexiveProperty"):
            self._add(axiom, [given.atom(X, X)], None)
        for given, axiom in each("AsymmetricProperty"):
            self._add(axiom, [given.atom(X, Y), given.atom(Y, X)], None)
        for _, axiom in each("ReflexiveProperty"):
            self._note(axiom, EVERYTHING)

    def _sets(self) -> None:
        """What is said of several at once."""
        graph = self._graph
        for kind, names in MEMBERS.items():
            for node in graph.typed(f"<{OWL}{kind}>"):
                listed = list(chain.from_iterable(graph.objects(node, name) for name in names))
                if not listed:
                    self._note(f"{kind}()", "it has no members")
                for members in map(graph.items, listed):
                    if kind == "AllDisjointClasses":
                        self._disjoint([graph.expression(part) for part in members])
                    elif kind == "AllDisjointProperties":
                        self._disjoint_properties([graph.property(part) for part in members])
                    else:
                        self._different(members)

    def _assertions(self) -> None:
        graph = self._graph
        negative = [one for name in PARTS for one, _ in graph.subjects[f"<{OWL}{name}>"]]
        for node in dict.fromkeys([*graph.typed(f"<{OWL}NegativePropertyAssertion>"), *negative]):
            sources, on, *targets = (graph.objects(node, name) for name in PARTS)
            parts = [*product(sources, map(graph.property, on), chain(*targets))]
            for source, given, target in parts:
                axiom = f"NegativePropertyAssertion({given} {source} {target})"
                self._add(axiom, [given.atom(source, target)], None)
            if not parts:
                told = " ".join(sorted(chain(sources, on, *targets)))
                self._note(f"NegativePropertyAssertion({told})", "a part of it is missing")
        for individual, kind in graph.subjects[TYPE]:
            if kind.startswith("_:") and kind in graph:
                expression = graph.expression(kind)
                self._made.follow(f"ClassAssertion({expression} {individual})", expression, individual, ((), ()))

    # What axioms come down to.

    def _equivalent(self, one: Expression, other: Expression, axiom: str = "EquivalentClasses({} {})") -> None:
        axiom = axiom.format(one, other)
        for below, above in ((one, other), (other, one)):
            self._subclass(below, above, axiom)

    def _subclass(self, below: Expression, above: Expression, axiom: str) -> None:
        for body in self._made.bodies(axiom, [below], X):
            self._made.follow(axiom, above, X, body)

    def _disjoint(self, parts: Sequence[Expression], axiom: str = "") -> None:
        axiom = axiom or f"DisjointClasses({' '.join(sorted(map(str, parts)))})"
        for both in self._pairs(axiom, parts):
            for atoms, guards in self._made.bodies(axiom, both, X):
                self._add(axiom, atoms, None, guards)

    def _disjoint_properties(self, parts: Sequence[Property]) -> None:
        axiom = f"DisjointObjectProperties({' '.join(sorted(map(str, parts)))})"
        for one, other in self._pairs(axiom, parts):
            self._add(axiom, [one.atom(X, Y), other.atom(X, Y)], None)

    def _pairs(self, axiom: str, parts: Sequence[_Part]) -> Iterator[tuple[_Part, _Part]]:
        if len(parts) < 2:
            self._note(axiom, "of fewer than two nothing follows")
        if comb(len(parts), 2) > MOST_PAIRS:
            self._note(axiom, f"it would be more than {MOST_PAIRS} rules")
            return iter(())
        return combinations(parts, 2)

    def _different(self, individuals: Sequence[Term]) -> None:
        """One rule for all pairs: no triple says that two of them differ, but it is a clash if they are the same."""
        axiom, members = f"DifferentIndividuals({' '.join(sorted(individuals))})", frozenset(individuals)
        if len(individuals) < 2:
            self._note(axiom, "of fewer than two nothing follows")
        if len(members) < len(individuals):
            self._add(axiom, [], None)

        def are(*two: Term) -> bool:
            return members.issuperset(two)

        self._add(
            axiom, [Atom(X, SAME, Y)], None, (Guard("differ", (X, Y)), Guard("are of the different", (X, Y), are))
        )

    def _key(self, kind: Expression, keys: Sequence[Property]) -> None:
        axiom = f"HasKey({kind} {' '.join(map(str, keys))})"
        if not keys:
            self._note(axiom, "it has no property")
            return
        shared = [key.atom(who, f"?k{at}") for at, key in enumerate(keys) for who in (X, Y)]
        for one in self._made.bodies(axiom, [kind], X):
            for other in self._made.bodies(axiom, [kind], Y):
                self._same(axiom, ((*one[0], *other[0], *shared), (*one[1], *other[1])), X, Y)
