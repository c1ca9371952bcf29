"""Class expressions and properties of OWL 2, as an RDF graph spells them (Mapping to RDF Graphs §3)."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from ontology.errors import InputError
from ontology.reasoning.horn import FIRST, NIL, OWL, RDF, RDFS, REST, TYPE, XSD, Atom, Term, Triple, is_literal

THING, NOTHING, LITERAL = f"<{OWL}Thing>", f"<{OWL}Nothing>", f"<{RDFS}Literal>"
RESTRICTION, INVERSE = f"<{OWL}Restriction>", f"<{OWL}inverseOf>"
LISTS = {"intersectionOf": "IntersectionOf", "unionOf": "UnionOf", "oneOf": "OneOf"}
VALUES = {"someValuesFrom": "SomeValuesFrom", "allValuesFrom": "AllValuesFrom", "hasValue": "HasValue"}
CARDINALITIES = {
    "minCardinality": "MinCardinality",
    "maxCardinality": "MaxCardinality",
    "cardinality": "ExactCardinality",
    "minQualifiedCardinality": "MinCardinality",
    "maxQualifiedCardinality": "MaxCardinality",
    "qualifiedCardinality": "ExactCardinality",
}


@dataclass(frozen=True)
class Property:
    """A property, or the inverse of one."""

    iri: Term
    is_inverse: bool = False

    def __str__(self) -> str:
        return f"ObjectInverseOf({self.iri})" if self.is_inverse else self.iri

    def atom(self, one: Term, other: Term) -> Atom:
        """The pattern that it relates one term to another."""
        return Atom(other, self.iri, one) if self.is_inverse else Atom(one, self.iri, other)

    @property
    def inverse(self) -> "Property":
        """The same, read the other way round."""
        return Property(self.iri, not self.is_inverse)


@dataclass(frozen=True)
class Expression:
    """A class expression or data range; `kind` is its name in the functional-style syntax, without Object or Data.

    A named class or datatype is of kind Class, its one term being its IRI. `number` is that of a cardinality, `on` the
    property of a restriction; `parts` are the expressions in it, `terms` its individuals or values.
    """

    kind: str
    parts: tuple["Expression", ...] = ()
    terms: tuple[Term, ...] = ()
    on: Property | None = None
    number: int | None = None

    def __str__(self) -> str:
        if self.kind == "Class":
            return self.terms[0]
        told = (one for one in (self.number, self.on) if one is not None)
        return f"{self.kind}({' '.join(map(str, (*told, *self.parts, *self.terms)))})"

    @classmethod
    def named(cls, iri: Term) -> "Expression":
        """The class or datatype of an IRI."""
        return cls("Class", terms=(iri,))


class Graph:
    """An ontology's triples, by subject and predicate."""

    def __init__(self, triples: Iterable[Triple]) -> None:
        self._objects: dict[Term, dict[Term, list[Term]]] = defaultdict(lambda: defaultdict(list))
        self.subjects: dict[Term, list[tuple[Term, Term]]] = defaultdict(list)  # with their objects, by predicate
        for subject, predicate, value in sorted(set(triples)):
            self._objects[subject][predicate].append(value)
            self.subjects[predicate].append((subject, value))

    def objects(self, subject: Term, name: str) -> list[Term]:
        """What a term of the OWL vocabulary relates a subject to."""
        return self._objects[subject][f"<{OWL}{name}>"] if subject in self._objects else []

    def typed(self, name: str) -> list[Term]:
        """What is of a class of the OWL vocabulary."""
        return [subject for subject, kind in self.subjects[TYPE] if kind == f"<{OWL}{name}>"]

    def items(self, node: Term) -> list[Term]:
        """The items of a list (RDF 1.1 Semantics §D.3).

        Raises:
            InputError: it does not end, or a part of it lacks its item or has several.
        """
        items, seen = list[Term](), set[Term]()
        while node != NIL:
            first, rest = self._objects[node][FIRST], self._objects[node][REST]
            if node in seen or len(first) != 1 or len(rest) != 1:
                raise InputError(f"a list of the ontology is malformed at {node}: each part has one item and one rest")
            seen.add(node)
            items += first
            node = rest[0]
        return items

    def property(self, node: Term) -> Property:
        """The property that a node spells."""
        inverses = self.objects(node, "inverseOf") if node.startswith("_:") else []
        return Property(inverses[0], is_inverse=True) if inverses else Property(node)

    def expression(self, node: Term, within: frozenset[Term] = frozenset()) -> Expression:
        """The class expression or data range that a node spells.

        Raises:
            InputError: it is within itself, or a list of it is malformed.
        """
        if not node.startswith("_:"):
            return Expression.named(node)
        if node in within:
            raise InputError(f"a class expression of the ontology is within itself, at {node}")
        within |= {node}
        for name, kind in LISTS.items():
            for value in self.objects(node, name):
                return self.listed(kind, value, within)
        for name in ("complementOf", "datatypeComplementOf"):
            for value in self.objects(node, name):
                return Expression("ComplementOf", (self.expression(value, within),))
        return self._restriction(node, within)

    def listed(self, kind: str, items: Term, within: frozenset[Term] = frozenset()) -> Expression:
        """The intersection, union or enumeration of the items of a list."""
        found = self.items(items)
        if kind == "OneOf":
            return Expression(kind, terms=tuple(found))
        return Expression(kind, tuple(self.expression(one, within) for one in found))

    def _restriction(self, node: Term, within: frozenset[Term]) -> Expression:
        on = [self.property(one) for one in self.objects(node, "onProperty")]
        if len(on) != 1:
            return Expression("Unknown", terms=(node,))
        for name, kind in VALUES.items():
            for value in self.objects(node, name):
                if kind == "HasValue":
                    return Expression(kind, terms=(value,), on=on[0])
                return Expression(kind, (self.expression(value, within),), on=on[0])
        if self.objects(node, "hasSelf"):
            return Expression("HasSelf", on=on[0])
        filler = [*self.objects(node, "onClass"), *self.objects(node, "onDataRange")]
        for name, kind in CARDINALITIES.items():
            for value in self.objects(node, name):
                number = value.split('"')[1] if is_literal(value) else ""
                if not number.isdecimal():
                    raise InputError(f"a cardinality of the ontology is {value}, which is no number")
                parts = tuple(self.expression(one, within) for one in filler[:1])
                return Expression(kind, parts, on=on[0], number=int(number))
        return Expression("Unknown", terms=(node,))


def is_datatype(expression: Expression) -> bool:
    """Whether an expression is a datatype by name (OWL 2 Structural Specification §4), as far as of XSD or RDF."""
    return str(expression).startswith((f"<{XSD}", f"<{RDF}")) or str(expression) == LITERAL
