"""How an RDF graph spells the class expressions and properties of OWL 2 (Mapping to RDF Graphs §3)."""

import re
from collections import defaultdict
from collections.abc import Iterable

from ontology.errors import InputError
from ontology.reasoning.expressions import Expression, Property, is_datatype
from ontology.reasoning.horn import FIRST, NIL, OWL, RDFS, REST, TYPE, Term, Triple, is_literal

LISTS = {"intersectionOf": "IntersectionOf", "unionOf": "UnionOf", "oneOf": "OneOf"}
COMPLEMENTS = {"complementOf": "ComplementOf", "datatypeComplementOf": "ComplementOf"}
CARDINALITIES = {
    "minCardinality": "MinCardinality",
    "maxCardinality": "MaxCardinality",
    "cardinality": "ExactCardinality",
    "minQualifiedCardinality": "MinCardinality",
    "maxQualifiedCardinality": "MaxCardinality",
    "qualifiedCardinality": "ExactCardinality",
}
RESTRICTIONS = {
    "someValuesFrom": "SomeValuesFrom",
    "allValuesFrom": "AllValuesFrom",
    "hasValue": "HasValue",
    "hasSelf": "HasSelf",
    **CARDINALITIES,
}
FORMS = {**LISTS, **COMPLEMENTS, **RESTRICTIONS, "onDatatype": "DatatypeRestriction"}
DEEPEST, MOST_PARTS = 100, 100_000  # of a class expression
_NUMBER = re.compile(r'"\+?(\d{1,100})"(\^\^.*)?')
_TRUE = re.compile(r'"(true|1)"(\^\^.*)?')


class Graph:
    """An ontology's triples, by subject and predicate."""

    def __init__(self, triples: Iterable[Triple]) -> None:
        self._objects: dict[Term, dict[Term, list[Term]]] = defaultdict(lambda: defaultdict(list))
        self.subjects: dict[Term, list[tuple[Term, Term]]] = defaultdict(list)  # with their objects, by predicate
        for subject, predicate, value in sorted(set(triples)):
            self._objects[subject][predicate].append(value)
            self.subjects[predicate].append((subject, value))
        self._parts = 0  # of the class expression that is read

    def __contains__(self, subject: Term) -> bool:
        return subject in self._objects

    def objects(self, subject: Term, name: str) -> list[Term]:
        """What a term of the OWL vocabulary relates a subject to."""
        return self._objects[subject].get(f"<{OWL}{name}>", []) if subject in self._objects else []

    def typed(self, kind: Term) -> list[Term]:
        """What is of a class."""
        return [subject for subject, given in self.subjects[TYPE] if given == kind]

    def items(self, node: Term) -> list[Term]:
        """The items of a list (RDF 1.1 Semantics §D.3).

        Raises:
            InputError: it does not end, or a part of it lacks its item or has several.
        """
        items, seen = list[Term](), set[Term]()
        while node != NIL:
            part = self._objects.get(node, {})
            first, rest = part.get(FIRST, []), part.get(REST, [])
            if node in seen or len(first) != 1 or len(rest) != 1:
                raise InputError(f"a list of the ontology is malformed at {node}: each part has one item and one rest")
            seen.add(node)
            items += first
            node = rest[0]
        return items

    def property(self, node: Term) -> Property:
        """The property that a node spells.

        Raises:
            InputError: it spells none.
        """
        if node.startswith("<"):
            return Property(node)
        inverses = self.objects(node, "inverseOf")
        if len(inverses) != 1 or not inverses[0].startswith("<"):
            raise InputError(f"{node} stands in place of a property, and is neither an IRI nor the inverse of one")
        return Property(inverses[0], is_inverse=True)

    def expression(self, node: Term, within: frozenset[Term] = frozenset()) -> Expression:
        """The class expression or data range that a node spells.

        Raises:
            InputError: it is a literal, within itself, too deep or too large, or a list or a number of it is malformed.
        """
        if is_literal(node):
            raise InputError(f"{node} stands in place of a class, and is a literal")
        if not node.startswith("_:"):
            named = Expression.named(node)
            is_own = f"<{RDFS}Datatype>" in self._objects.get(node, {}).get(TYPE, ()) and not is_datatype(named)
            return Expression("Datatype", terms=(node,)) if is_own else named
        if node in within:
            raise InputError(f"a class expression of the ontology is within itself, at {node}")
        self._parts = self._parts + 1 if within else 0
        if len(within) >= DEEPEST or self._parts > MOST_PARTS:
            raise InputError(
                f"a class expression of the ontology is more than {DEEPEST} deep, or has more than {MOST_PARTS} parts, "
                f"at {node}"
            )
        return self.described(node, within | {node})

    def described(self, node: Term, within: frozenset[Term]) -> Expression:
        """What is said of a node that spells a class expression."""
        found = [(name, value) for name in FORMS for value in self.objects(node, name)]
        if self.objects(node, "onProperties"):
            return _malformed("it is of several properties at once")
        if len(found) != 1:
            return _malformed("it says several things at once" if found else "it does not say of what")
        ((name, value),) = found
        if name in LISTS:
            return self.listed(LISTS[name], value, within)
        if name in COMPLEMENTS:
            return Expression("ComplementOf", (self.expression(value, within),))
        if name in RESTRICTIONS:
            return self._restriction(node, name, value, within)
        return Expression(FORMS[name], terms=(value,))

    def listed(self, kind: str, items: Term, within: frozenset[Term] = frozenset()) -> Expression:
        """The intersection, union or enumeration of the items of a list."""
        found = self.items(items)
        if kind == "OneOf":
            return Expression(kind, terms=tuple(found))
        return Expression(kind, tuple(self.expression(one, within) for one in found))

    def _restriction(self, node: Term, name: str, value: Term, within: frozenset[Term]) -> Expression:
        kind, on = RESTRICTIONS[name], [self.property(one) for one in self.objects(node, "onProperty")]
        if len(on) != 1:
            return _malformed(f"it has {'several' if on else 'no'} owl:onProperty")
        if kind == "HasValue":
            return Expression(kind, terms=(value,), on=on[0])
        if kind == "HasSelf":
            return Expression(kind, on=on[0]) if _TRUE.fullmatch(value) else _malformed("its owl:hasSelf is not true")
        if name not in CARDINALITIES:
            return Expression(kind, (self.expression(value, within),), on=on[0])
        number = _NUMBER.fullmatch(value)
        if not number:
            raise InputError(f"a cardinality of the ontology is {value}, which is no number of at most 100 digits")
        classes = [*self.objects(node, "onClass"), *self.objects(node, "onDataRange")]
        if len(classes) != ("qualified" in name.lower()):
            return _malformed(f"its owl:{name} is of {len(classes)} classes")
        parts = tuple(self.expression(one, within) for one in classes)
        return Expression(kind, parts, on=on[0], number=int(number[1]))


def _malformed(why: str) -> Expression:
    return Expression("Malformed", terms=(why,))
