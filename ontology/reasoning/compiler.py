"""From the axioms of an ontology to Horn rules (OWL 2 Profiles §4.3, unfolded over the class expressions)."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import combinations, count

from ontology.reasoning.expressions import NOTHING, THING, Expression, Graph, Property, is_datatype
from ontology.reasoning.horn import DIFFERENT, OWL, RDFS, SAME, TYPE, Atom, Guard, Rule, Term, Triple, is_literal

Body = tuple[tuple[Atom, ...], tuple[Guard, ...]]
X, Y, Z = "?x", "?y", "?z"
IS = "is"  # a guard that stands for a term in place of a variable, until the rule is whole


class UnusableError(Exception):
    """No rule can be made of a part of an axiom; the message tells why."""


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
        self._numbers = count(1)

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
        for name, kind in (("intersectionOf", "IntersectionOf"), ("unionOf", "UnionOf"), ("oneOf", "OneOf")):
            for one, items in graph.subjects[f"<{OWL}{name}>"]:
                if not one.startswith("_:"):
                    parts = graph.items(items)
                    expressions = parts if kind == "OneOf" else [graph.expression(part) for part in parts]
                    self._equivalent(graph.expression(one), Expression(kind, tuple(expressions)))
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
            add(f"SubObjectPropertyOf({below} {above})", [_atom(below, X, Y)], _atom(above, X, Y))
        for one, other in graph.subjects[f"<{OWL}equivalentProperty>"]:
            a, b = graph.property(one), graph.property(other)
            for below, above in ((a, b), (b, a)):
                add(f"EquivalentObjectProperties({a} {b})", [_atom(below, X, Y)], _atom(above, X, Y))
        for one, other in graph.subjects[f"<{OWL}inverseOf>"]:
            if not one.startswith("_:"):
                a, b = graph.property(one), graph.property(other)
                for below, above in ((a, b.inverse), (b, a.inverse)):
                    add(f"InverseObjectProperties({a} {b})", [_atom(below, X, Y)], _atom(above, X, Y))
        for one, items in graph.subjects[f"<{OWL}propertyChainAxiom>"]:
            above, steps = graph.property(one), [graph.property(step) for step in graph.items(items)]
            body = [_atom(step, f"?x{at}", f"?x{at + 1}") for at, step in enumerate(steps)]
            chain = " ".join(map(str, steps))
            add(f"SubObjectPropertyOf(ObjectPropertyChain({chain}) {above})", body, _atom(above, "?x0", f"?x{len(steps)}"))
        for one, other in graph.subjects[f"<{OWL}propertyDisjointWith>"]:
            self._disjoint_properties([graph.property(one), graph.property(other)])
        for one, other in graph.subjects[f"<{RDFS}domain>"]:
            given, kind = graph.property(one), graph.expression(other)
            self._consequences(f"ObjectPropertyDomain({given} {kind})", kind, X, ((_atom(given, X, Y),), ()))
        for one, other in graph.subjects[f"<{RDFS}range>"]:
            given, kind = graph.property(one), graph.expression(other)
            self._consequences(f"ObjectPropertyRange({given} {kind})", kind, Y, ((_atom(given, X, Y),), ()))

    def _kinds(self) -> None:
        """What is said of a property by its class."""

        def each(name: str) -> Iterator[tuple[Property, str]]:
            for node in self._graph.typed(name):
                given = self._graph.property(node)
                yield given, f"{name.removesuffix('Property')}ObjectProperty({given})"

        for given, axiom in each("SymmetricProperty"):
            self._add(axiom, [_atom(given, X, Y)], _atom(given, Y, X))
        for given, axiom in each("TransitiveProperty"):
            self._add(axiom, [_atom(given, X, Y), _atom(given, Y, Z)], _atom(given, X, Z))
        for given, axiom in each("FunctionalProperty"):
            self._same(axiom, ((_atom(given, X, Y), _atom(given, X, Z)), ()), Y, Z)
        for given, axiom in each("InverseFunctionalProperty"):
            self._same(axiom, ((_atom(given, X, Z), _atom(given, Y, Z)), ()), X, Y)
        for given, axiom in each("IrreflexiveProperty"):
            self._add(axiom, [_atom(given, X, X)], None)
        for given, axiom in each("AsymmetricProperty"):
            self._add(axiom, [_atom(given, X, Y), _atom(given, Y, X)], None)
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
                        self._add(axiom, [_atom(given, source, target)], None)
        for individual, kind in graph.subjects[TYPE]:
            if kind.startswith("_:") and (expression := graph.expression(kind)).kind != "Unknown":
                self._consequences(f"ClassAssertion({expression} {individual})", expression, individual, ((), ()))

    # What axioms come down to.

    def _equivalent(self, one: Expression, other: Expression) -> None:
        for below, above in ((one, other), (other, one)):
            self._subclass(below, above, f"EquivalentClasses({one} {other})")

    def _subclass(self, below: Expression, above: Expression, axiom: str) -> None:
        axiom = axiom.format(below, above)
        for body in self._tried(axiom, lambda: list(self._conditions(below, X))):
            self._consequences(axiom, above, X, body)

    def _disjoint(self, parts: list[Expression]) -> None:
        axiom = f"DisjointClasses({' '.join(sorted(map(str, parts)))})"
        for one, other in combinations(parts, 2):
            both = Expression("IntersectionOf", (one, other))
            for atoms, guards in self._tried(axiom, lambda both=both: list(self._conditions(both, X))):  # type: ignore[misc]
                self._add(axiom, atoms, None, guards)

    def _disjoint_properties(self, parts: list[Property]) -> None:
        axiom = f"DisjointObjectProperties({' '.join(sorted(map(str, parts)))})"
        for one, other in combinations(parts, 2):
            self._add(axiom, [_atom(one, X, Y), _atom(other, X, Y)], None)

    def _key(self, kind: Expression, keys: list[Property]) -> None:
        axiom = f"HasKey({kind} {' '.join(map(str, keys))})"
        for one in self._tried(axiom, lambda: list(self._conditions(kind, X))):
            for other in self._conditions(kind, Y):
                shared = [_atom(key, who, f"?k{at}") for at, key in enumerate(keys) for who in (X, Y)]
                self._same(axiom, ((*one[0], *other[0], *shared), (*one[1], *other[1])), X, Y)

    def _same(self, axiom: str, body: Body, one: Term, other: Term) -> None:
        """Two things are one; where they are literals of different values, that is a clash."""
        atoms, guards = body
        self._add(axiom, atoms, Atom(one, SAME, other), (*guards, Guard("differ", (one, other))))
        self._add(axiom, atoms, None, (*guards, Guard("differ in value", (one, other))))

    def _tried(self, axiom: str, work: Callable[[], list[Body]]) -> list[Body]:
        try:
            return work()
        except UnusableError as error:
            self._done.unused.append((axiom, str(error)))
            return []

    def _add(self, axiom: str, body: Iterable[Atom], head: Atom | None, guards: tuple[Guard, ...] = ()) -> None:
        named = dict(guard.terms for guard in guards if guard.kind == IS)
        others = tuple(guard.put(named) for guard in guards if guard.kind != IS)
        rule = Rule(axiom, tuple(atom.put(named) for atom in body), head and head.put(named), others)
        if rule.unbound:
            self._done.unused.append((axiom, "it says something of everything there is"))
        elif head is None or not is_literal(head.subject):
            self._done.rules.append(rule)

    def _fresh(self) -> Term:
        return f"?y{next(self._numbers)}"

    def _conditions(self, given: Expression, one: Term) -> Iterator[Body]:
        """What must be there for something to be of a class: each is enough."""
        parts = given.parts
        match given.kind:
            case "Class" if str(given) == NOTHING:
                return
            case "Class" if str(given) == THING:
                yield (), ()
            case "Class" if is_datatype(given):
                yield (), (Guard("is of", (one, str(given))),)
            case "Class":
                yield (Atom(one, TYPE, str(given)),), ()
            case "IntersectionOf":
                yield from self._all(list(parts), one)
            case "UnionOf":
                for part in parts:
                    yield from self._conditions(part, one)  # type: ignore[arg-type] # of an expression
            case "OneOf":
                for part in parts:
                    yield (), (Guard(IS, (one, str(part))),)
            case "HasValue":
                yield (_atom(parts[0], one, str(parts[1])),), ()  # type: ignore[arg-type]
            case "HasSelf":
                yield (_atom(parts[0], one, one),), ()  # type: ignore[arg-type]
            case "SomeValuesFrom":
                yield from self._some(parts[0], parts[1], one)  # type: ignore[arg-type]
            case "MinCardinality" if parts[0] == 1:
                filler = parts[2] if len(parts) > 2 else Expression("Class", (THING,))
                yield from self._some(parts[1], filler, one)  # type: ignore[arg-type]
            case _:
                raise UnusableError(f"{given} is no condition of a rule")

    def _some(self, given: Property, filler: Expression, one: Term) -> Iterator[Body]:
        other = self._fresh()
        for atoms, guards in self._conditions(filler, other):
            yield (_atom(given, one, other), *atoms), guards

    def _all(self, parts: list[Expression], one: Term) -> Iterator[Body]:  # type: ignore[type-arg]
        if not parts:
            yield (), ()
            return
        for atoms, guards in self._conditions(parts[0], one):
            for others, conditions in self._all(parts[1:], one):
                yield (*atoms, *others), (*guards, *conditions)

    def _consequences(self, axiom: str, given: Expression, one: Term, body: Body) -> None:
        """Add what follows where something is of a class."""
        parts, (atoms, guards) = given.parts, body
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
                for part in parts:
                    self._consequences(axiom, part, one, body)  # type: ignore[arg-type]
            case "UnionOf" | "OneOf" if len(parts) == 1 and given.kind == "UnionOf":
                self._consequences(axiom, parts[0], one, body)  # type: ignore[arg-type]
            case "OneOf" if len(parts) == 1:
                self._same(axiom, body, one, str(parts[0]))
            case "ComplementOf":
                for others, conditions in self._tried(axiom, lambda: list(self._conditions(parts[0], one))):  # type: ignore[arg-type]
                    self._add(axiom, (*atoms, *others), None, (*guards, *conditions))
            case "HasValue":
                self._add(axiom, atoms, _atom(parts[0], one, str(parts[1])), guards)  # type: ignore[arg-type]
            case "HasSelf":
                self._add(axiom, atoms, _atom(parts[0], one, one), guards)  # type: ignore[arg-type]
            case "AllValuesFrom":
                other = self._fresh()
                more = (*atoms, _atom(parts[0], one, other))  # type: ignore[arg-type]
                self._consequences(axiom, parts[1], other, (more, guards))  # type: ignore[arg-type]
            case "MaxCardinality" | "ExactCardinality" if parts[0] in (0, 1):
                self._at_most(axiom, given, one, body)
            case _:
                self._done.unused.append((axiom, f"of {given} nothing follows by a rule"))

    def _at_most(self, axiom: str, given: Expression, one: Term, body: Body) -> None:
        number, on, *fillers = given.parts
        others = [self._fresh() for _ in range(int(str(number)) + 1)]
        filler = fillers[0] if fillers else Expression("Class", (THING,))
        atoms, guards = body
        bodies = [(atoms, guards)]
        for other in others:
            found = self._tried(axiom, lambda other=other: list(self._some_named(on, filler, one, other)))  # type: ignore[misc, arg-type]
            bodies = [((*a, *b), (*c, *d)) for a, c in bodies for b, d in found]
        for many, conditions in bodies:
            if number == 0:
                self._add(axiom, many, None, conditions)
            else:
                self._same(axiom, (many, conditions), *others)
        if given.kind == "ExactCardinality" and number:
            self._done.unused.append((axiom, f"that there is one by {given} does not follow by a rule"))

    def _some_named(self, given: Property, filler: Expression, one: Term, other: Term) -> Iterator[Body]:
        for atoms, guards in self._conditions(filler, other):
            yield (_atom(given, one, other), *atoms), guards


def _atom(given: Property, one: Term, other: Term) -> Atom:
    return Atom(other, given.iri, one) if given.is_inverse else Atom(one, given.iri, other)
