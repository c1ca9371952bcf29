"""Class expressions and properties of OWL 2, as an RDF graph spells them (Mapping to RDF Graphs §3)."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from ontology.errors import InputError
from ontology.reasoning.horn import FIRST, NIL, OWL, RDF, RDFS, REST, TYPE, XSD, Term, Triple, is_literal

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

    @property
    def inverse(self) -> "Property":
        """The same, read the other way round."""
        return Property(self.iri, not self.is_inverse)


@dataclass(frozen=True)
class Expression:
    """A class expression or data range; `kind` is its name in the functional-style syntax, without Object or Data.

    A named class or datatype is of kind Class, its one part being its IRI.
    """

    kind: str
    parts: tuple["Expression | Property | Term | int", ...]

    def __str__(self) -> str:
        return str(self.parts[0]) if self.kind == "Class" else f"{self.kind}({' '.join(map(str, self.parts))})"


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
            return Expression("Class", (node,))
        if node in within:
            raise InputError(f"a class expression of the ontology is within itself, at {node}")
        within |= {node}
        for name, kind in LISTS.items():
            for value in self.objects(node, name):
                items = self.items(value)
                if kind == "OneOf":
                    return Expression(kind, tuple(items))
                return Expression(kind, tuple(self.expression(one, within) for one in items))
        for name in ("complementOf", "datatypeComplementOf"):
            for value in self.objects(node, name):
                return Expression("ComplementOf", (self.expression(value, within),))
        return self._restriction(node, within)

    def _restriction(self, node: Term, within: frozenset[Term]) -> Expression:
        on = [self.property(one) for one in self.objects(node, "onProperty")]
        if len(on) != 1:
            return Expression("Unknown", (node,))
        for name, kind in VALUES.items():
            for value in self.objects(node, name):
                part = value if kind == "HasValue" else self.expression(value, within)
                return Expression(kind, (on[0], part))
        if self.objects(node, "hasSelf"):
            return Expression("HasSelf", (on[0],))
        filler = [*self.objects(node, "onClass"), *self.objects(node, "onDataRange")]
        for name, kind in CARDINALITIES.items():
            for value in self.objects(node, name):
                number = value.split('"')[1] if is_literal(value) else ""
                if not number.isdecimal():
                    raise InputError(f"a cardinality of the ontology is {value}, which is no number")
                parts = tuple(self.expression(one, within) for one in filler[:1])
                return Expression(kind, (int(number), on[0], *parts))
        return Expression("Unknown", (node,))


def is_datatype(expression: Expression) -> bool:
    """Whether an expression is a datatype by name (OWL 2 Structural Specification §4, as far as it is of XSD or RDF)."""
    return str(expression).startswith((f"<{XSD}", f"<{RDF}")) or str(expression) == LITERAL
