"""How like two things are: what they share, what they do not, and two numbers that count it."""

from dataclasses import dataclass
from fractions import Fraction

from rdflib import URIRef

from graph.contexts import Context
from graph.prefixes import prefixed
from ontology.errors import InputError
from ontology.terms import Names


@dataclass(frozen=True)
class Similarity:
    """Two objects of a context, and its attributes, by which of the two is said to have them.

    The numbers are exact; None where they would be nought divided by nought.
    """

    a: URIRef
    b: URIRef
    shared: tuple[URIRef, ...]
    only_a: tuple[URIRef, ...]
    only_b: tuple[URIRef, ...]
    neither: tuple[URIRef, ...]

    @classmethod
    def of(cls, context: Context, a: URIRef, b: URIRef, names: Names) -> "Similarity":
        """The similarity of two objects of a context.

        Raises:
            InputError: one of them is no object of it.
        """
        rows = dict(zip(context.objects, context.incidence.rows, strict=True))
        for one in (a, b):
            if one not in rows:
                told = "choose a class that both are of"
                raise InputError(f"{prefixed(one, names)} is not of the class {prefixed(context.of, names)}; {told}")
        everything = context.incidence.everything
        parts = (rows[a] & rows[b], rows[a] & ~rows[b], rows[b] & ~rows[a], everything & ~(rows[a] | rows[b]))
        return cls(a, b, *map(context.attributes_in, parts))

    @property
    def all(self) -> int:
        """How many attributes there are."""
        return len(self.shared) + len(self.only_a) + len(self.only_b) + len(self.neither)

    @property
    def of_a(self) -> int:
        """How many of them `a` has."""
        return len(self.shared) + len(self.only_a)

    @property
    def of_b(self) -> int:
        """How many of them `b` has."""
        return len(self.shared) + len(self.only_b)

    @property
    def jaccard(self) -> Fraction | None:
        """Of what either has, the part that both have; None where neither has any."""
        either = self.all - len(self.neither)
        return Fraction(len(self.shared), either) if either else None

    @property
    def agreement(self) -> Fraction | None:
        """The part on which they agree: both have it, or neither; None where there is no attribute."""
        return Fraction(len(self.shared) + len(self.neither), self.all) if self.all else None

    @property
    def chance(self) -> Fraction | None:
        """The part on which two that have as many each would agree by chance."""
        if not self.all:
            return None
        return Fraction(self.of_a * self.of_b + (self.all - self.of_a) * (self.all - self.of_b), self.all**2)

    @property
    def kappa(self) -> Fraction | None:
        """Cohen's kappa: agreement beyond chance, of what is possible; None where chance alone makes them agree."""
        if self.agreement is None or self.chance is None or self.chance == 1:
            return None
        return (self.agreement - self.chance) / (1 - self.chance)
