"""What follows where something is of a class: the right sides of rules."""

from collections.abc import Iterable, Sequence
from itertools import islice

from ontology.reasoning.conditions import IS, MOST, Body, Conditions, UnusableError, filler
from ontology.reasoning.expressions import NOTHING, THING, Expression, Property, is_datatype
from ontology.reasoning.horn import OWL, SAME, TYPE, Atom, Guard, Rule, Term, is_literal

TOP = (f"<{OWL}topObjectProperty>", f"<{OWL}topDataProperty>")
BOTTOM = (f"<{OWL}bottomObjectProperty>", f"<{OWL}bottomDataProperty>")
EVERYTHING = "it says something of everything there is"


class Consequences:
    """Writes rules, and notes of what none is made, each with the reason."""

    def __init__(self) -> None:
        self.rules, self.unused = dict[Rule, None](), dict[tuple[str, str], None]()
        self._conditions = Conditions()

    def note(self, axiom: str, why: str) -> None:
        """Tell that of an axiom, or of a part of it, no rule is made."""
        self.unused[axiom, why] = None

    def bodies(self, axiom: str, given: Sequence[Expression], one: Term) -> list[Body]:
        """What must be there for something to be of some classes; nothing, and a note, where that cannot be told."""
        try:
            found = list(islice(self._conditions.of_all(given, one), MOST + 1))
        except UnusableError as error:
            self.note(axiom, str(error))
            return []
        if len(found) > MOST:
            self.note(axiom, f"it would be more than {MOST} rules")
            return []
        return found

    def add(self, axiom: str, body: Iterable[Atom], head: Atom | None, guards: tuple[Guard, ...] = ()) -> None:
        """Add a rule, or a note that it cannot be one."""
        named = {guard.terms[0]: guard.terms[1] for guard in guards if guard.kind == IS}
        others = tuple(guard.put(named) for guard in guards if guard.kind != IS)
        if head and head.predicate in BOTTOM:
            head = None
        rule = Rule(axiom, tuple(dict.fromkeys(atom.put(named) for atom in body)), head and head.put(named), others)
        if rule.unbound or any(atom.predicate in TOP for atom in rule.body):
            self.note(axiom, EVERYTHING)
        elif rule.is_too_long:
            self.note(axiom, "it asks for too much at once")
        elif rule.head and is_literal(rule.head.subject):
            self.note(axiom, f"it says something of the literal {rule.head.subject}")
        else:
            self.rules[rule] = None

    def same(self, axiom: str, body: Body, one: Term, other: Term) -> None:
        """Two things are one; where they are literals of different values, that is a clash."""
        atoms, guards = body
        self.add(axiom, atoms, None, (*guards, Guard("differ in value", (one, other))))
        if not is_literal(other):
            self.add(axiom, atoms, Atom(one, SAME, other), (*guards, Guard("differ", (one, other))))

    def follow(self, axiom: str, given: Expression, one: Term, body: Body) -> None:
        """Add what follows where something is of a class."""
        atoms, guards = body
        match given.kind:
            case "Class" if str(given) == NOTHING:
                self.add(axiom, atoms, None, guards)
            case "Class" if str(given) == THING:
                pass
            case "Class" if is_datatype(given):
                self.add(axiom, atoms, None, (*guards, Guard("is not of", (one, str(given)))))
            case "Class":
                self.add(axiom, atoms, Atom(one, TYPE, str(given)), guards)
            case "IntersectionOf":
                for part in given.parts:
                    self.follow(axiom, part, one, body)
            case "UnionOf" | "OneOf" if not given.parts and not given.terms:
                self.add(axiom, atoms, None, guards)
            case "UnionOf" if len(given.parts) == 1:
                self.follow(axiom, given.parts[0], one, body)
            case "OneOf" if len(given.terms) == 1:
                self.same(axiom, body, one, given.terms[0])
            case "ComplementOf":
                for others, conditions in self.bodies(axiom, given.parts, one):
                    self.add(axiom, (*atoms, *others), None, (*guards, *conditions))
            case "HasValue" if given.on:
                self.add(axiom, atoms, given.on.atom(one, given.terms[0]), guards)
            case "HasSelf" if given.on:
                self.add(axiom, atoms, given.on.atom(one, one), guards)
            case "AllValuesFrom" if given.on:
                other = self._conditions.fresh()
                self.follow(axiom, given.parts[0], other, ((*atoms, given.on.atom(one, other)), guards))
            case "MaxCardinality" | "ExactCardinality" if given.on and given.number in (0, 1):
                self._at_most(axiom, given, given.on, one, body)
            case _:
                self.note(axiom, f"of {given} nothing follows by a rule")

    def _at_most(self, axiom: str, given: Expression, on: Property, one: Term, body: Body) -> None:
        bodies, others = [body], [self._conditions.fresh() for _ in range(1 + (given.number or 0))]
        for other in others:
            found = self.bodies(axiom, [filler(given)], other)
            bodies = [((*a, on.atom(one, other), *b), (*c, *d)) for a, c in bodies for b, d in found]
        for many in bodies:
            if given.number:
                self.same(axiom, many, *others)
            else:
                self.add(axiom, many[0], None, many[1])
        if given.kind == "ExactCardinality" and given.number:
            self.note(axiom, f"that there is one by {given} does not follow by a rule")
