"""Class expressions and properties of OWL 2 (Structural Specification §6 to §8)."""

from dataclasses import dataclass

from ontology.reasoning.horn import OWL, RDF, RDFS, XSD, Atom, Term

THING, NOTHING = f"<{OWL}Thing>", f"<{OWL}Nothing>"
_OTHERS = (f"<{RDFS}Literal>", f"<{OWL}real>", f"<{OWL}rational>")


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

    A named class or datatype is of kind Class, its one term being its IRI; a datatype that the ontology brings is of
    kind Datatype; what cannot be read is of kind Malformed, its one term being the reason. `number` is that of a
    cardinality, `on` the property of a restriction; `parts` are the expressions in it, `terms` its individuals or
    values.
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


def is_datatype(expression: Expression) -> bool:
    """Whether an expression is a datatype by name (OWL 2 Structural Specification §4), as far as of XSD, RDF or OWL."""
    return str(expression).startswith((f"<{XSD}", f"<{RDF}")) or str(expression) in _OTHERS
