"""From the axioms of an ontology to Horn rules (OWL 2 Profiles §4.3, unfolded over the class expressions)."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from ontology.reasoning.conditions import IS, Body, Conditions, UnusableError, filler
from ontology.reasoning.expressions import LISTS, NOTHING, THING, Expression, Graph, Property, is_datatype
from ontology.reasoning.horn import DIFFERENT, OWL, RDFS, SAME, TYPE, Atom, Guard, Rule, Term, Triple, is_literal

X, Y, Z = "?x", "?y", "?z"


@dataclass
class Compiled:
    """The rules of an ontology, and its axioms or parts of them that no rule is made of, each with the reason."""

    rules: list[Rule] = field(default_factory=list)
    unused: list[tuple[str, str]] = field(default_factory=list)


def compiled(triples: Iterable[Triple]) -> Compiled:
    """The rules of the axioms that some triples spell.

    Raises:
        InputError: a list, a cardinality or a class expression is malformed.
    """
    return _Compiler(Graph(triples)).compile()


class _Compiler:
    def __init__(self, graph: Graph) -> None:
        self._graph, self._done = graph, Compiled()
        self._conditions = Conditions()

    def compile(self) -> Compiled:
        for work in (self._classes, self._properties, self._kinds, self._sets, self._assertions):
            work()
        self._done.rules = list(dict.fromkeys(self._done.rules))
        return self._done

    # The axioms, by the predicate or class that spells them.

    def _classes(self) -> None:
        graph = self._graph
        for one, other in graph.subjects[f"<{RDFS}subClassOf>"]:
            self._subclass(graph.expression(one), graph.expression(other), "SubClassOf({} {})")
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
            self._equivalent(graph.expression(one), Expression("UnionOf", tuple(parts)))
            self._disjoint(parts)
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
            chain = " ".join(map(str, steps))
            add(
                f"SubObjectPropertyOf(ObjectPropertyChain({chain}) {above})",
                body,
                above.atom("?x0", f"?x{len(steps)}"),
            )
        for one, other in graph.subjects[f"<{OWL}propertyDisjointWith>"]:
            self._disjoint_properties([graph.property(one), graph.property(other)])
        for one, other in graph.subjects[f"<{RDFS}domain>"]:
            given, kind = graph.property(one), graph.expression(other)
            self._consequences(f"ObjectPropertyDomain({given} {kind})", kind, X, ((given.atom(X, Y),), ()))
        for one, other in graph.subjects[f"<{RDFS}range>"]:
            given, kind = graph.property(one), graph.expression(other)
            self._consequences(f"ObjectPropertyRange({given} {kind})", kind, Y, ((given.atom(X, Y),), ()))

    def _kinds(self) -> None:
        """What is said of a property by its class."""

        def each(name: str) -> Iterator[tuple[Property, str]]:
            for node in self._graph.typed(name):
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
            self._done.unused.append((axiom, "it says something of everything there is"))

    def _sets(self) -> None:
        graph = self._graph
        for node in graph.typed("AllDisjointClasses"):
            for members in graph.objects(node, "members"):
                self._disjoint([graph.expression(part) for part in graph.items(members)])
        for node in graph.typed("AllDisjointProperties"):
            for members in graph.objects(node, "members"):
                self._disjoint_properties([graph.property(part) for part in graph.items(members)])
        for node in graph.typed("AllDifferent"):
            for members in (*graph.objects(node, "members"), *graph.objects(node, "distinctMembers")):
                individuals = graph.items(members)
                axiom = f"DifferentIndividuals({' '.join(sorted(individuals))})"
                for one, other in combinations(individuals, 2):
                    self._add(axiom, [], Atom(one, DIFFERENT, other))

    def _assertions(self) -> None:
        graph = self._graph
        for node in graph.typed("NegativePropertyAssertion"):
            for source in graph.objects(node, "sourceIndividual"):
                for given in map(graph.property, graph.objects(node, "assertionProperty")):
                    for target in (*graph.objects(node, "targetIndividual"), *graph.objects(node, "targetValue")):
                        axiom = f"NegativePropertyAssertion({given} {source} {target})"
                        self._add(axiom, [given.atom(source, target)], None)
        for individual, kind in graph.subjects[TYPE]:
            if kind.startswith("_:") and (expression := graph.expression(kind)).kind != "Unknown":
                self._consequences(f"ClassAssertion({expression} {individual})", expression, individual, ((), ()))

    # What axioms come down to.

    def _equivalent(self, one: Expression, other: Expression) -> None:
        for below, above in ((one, other), (other, one)):
            self._subclass(below, above, f"EquivalentClasses({one} {other})")

    def _subclass(self, below: Expression, above: Expression, axiom: str) -> None:
        axiom = axiom.format(below, above)
        for body in self._tried(axiom, [below], X):
            self._consequences(axiom, above, X, body)

    def _disjoint(self, parts: list[Expression]) -> None:
        axiom = f"DisjointClasses({' '.join(sorted(map(str, parts)))})"
        for both in combinations(parts, 2):
            for atoms, guards in self._tried(axiom, both, X):
                self._add(axiom, atoms, None, guards)

    def _disjoint_properties(self, parts: list[Property]) -> None:
        axiom = f"DisjointObjectProperties({' '.join(sorted(map(str, parts)))})"
        for one, other in combinations(parts, 2):
            self._add(axiom, [one.atom(X, Y), other.atom(X, Y)], None)

    def _key(self, kind: Expression, keys: list[Property]) -> None:
        axiom = f"HasKey({kind} {' '.join(map(str, keys))})"
        for one in self._tried(axiom, [kind], X):
            for other in self._conditions.of(kind, Y):
                shared = [key.atom(who, f"?k{at}") for at, key in enumerate(keys) for who in (X, Y)]
                self._same(axiom, ((*one[0], *other[0], *shared), (*one[1], *other[1])), X, Y)

    def _same(self, axiom: str, body: Body, one: Term, other: Term) -> None:
        """Two things are one; where they are literals of different values, that is a clash."""
        atoms, guards = body
        self._add(axiom, atoms, Atom(one, SAME, other), (*guards, Guard("differ", (one, other))))
        self._add(axiom, atoms, None, (*guards, Guard("differ in value", (one, other))))

    def _tried(self, axiom: str, given: Sequence[Expression], one: Term) -> list[Body]:
        """What must be there for something to be of some classes; nothing, and a note, where that cannot be told."""
        try:
            return list(self._conditions.of_all(given, one))
        except UnusableError as error:
            self._done.unused.append((axiom, str(error)))
            return []

    def _add(self, axiom: str, body: Iterable[Atom], head: Atom | None, guards: tuple[Guard, ...] = ()) -> None:
        named = {guard.terms[0]: guard.terms[1] for guard in guards if guard.kind == IS}
        others = tuple(guard.put(named) for guard in guards if guard.kind != IS)
        rule = Rule(axiom, tuple(atom.put(named) for atom in body), head and head.put(named), others)
        if rule.unbound:
            self._done.unused.append((axiom, "it says something of everything there is"))
        elif head is None or not is_literal(head.subject):
            self._done.rules.append(rule)

    def _consequences(self, axiom: str, given: Expression, one: Term, body: Body) -> None:
        """Add what follows where something is of a class."""
        atoms, guards = body
        match given.kind:
            case "Class" if str(given) == NOTHING:
                self._add(axiom, atoms, None, guards)
            case "Class" if str(given) == THING:
                pass
            case "Class" if is_datatype(given):
                self._add(axiom, atoms, None, (*guards, Guard("is not of", (one, str(given)))))
            case "Class":
                self._add(axiom, atoms, Atom(one, TYPE, str(given)), guards)
            case "IntersectionOf":
                for part in given.parts:
                    self._consequences(axiom, part, one, body)
            case "UnionOf" if len(given.parts) == 1:
                self._consequences(axiom, given.parts[0], one, body)
            case "OneOf" if len(given.terms) == 1:
                self._same(axiom, body, one, given.terms[0])
            case "ComplementOf":
                for others, conditions in self._tried(axiom, given.parts, one):
                    self._add(axiom, (*atoms, *others), None, (*guards, *conditions))
            case "HasValue" if given.on:
                self._add(axiom, atoms, given.on.atom(one, given.terms[0]), guards)
            case "HasSelf" if given.on:
                self._add(axiom, atoms, given.on.atom(one, one), guards)
            case "AllValuesFrom" if given.on:
                other = self._conditions.fresh()
                self._consequences(axiom, given.parts[0], other, ((*atoms, given.on.atom(one, other)), guards))
            case "MaxCardinality" | "ExactCardinality" if given.on and given.number in (0, 1):
                self._at_most(axiom, given, given.on, one, body)
            case _:
                self._done.unused.append((axiom, f"of {given} nothing follows by a rule"))

    def _at_most(self, axiom: str, given: Expression, on: Property, one: Term, body: Body) -> None:
        bodies, others = [body], [self._conditions.fresh() for _ in range(1 + (given.number or 0))]
        for other in others:
            try:
                found = list(self._conditions.of_some(on, filler(given), one, other))
            except UnusableError as error:
                self._done.unused.append((axiom, str(error)))
                return
            bodies = [((*a, *b), (*c, *d)) for a, c in bodies for b, d in found]
        for many in bodies:
            if given.number:
                self._same(axiom, many, *others)
            else:
                self._add(axiom, many[0], None, many[1])
        if given.kind == "ExactCardinality" and given.number:
            self._done.unused.append((axiom, f"that there is one by {given} does not follow by a rule"))
