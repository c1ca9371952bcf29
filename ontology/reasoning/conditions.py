"""What must be there for something to be of a class: the left sides of rules."""

from collections.abc import Iterator, Sequence
from itertools import chain, count, product
from math import prod
from typing import TypeAlias

from ontology.reasoning.expressions import NOTHING, THING, Expression, Property, is_datatype
from ontology.reasoning.horn import TYPE, Atom, Guard, Term

MOST = 10_000  # bodies of one axiom
IS = "is"  # a guard that stands for a term in place of a variable, until the rule is whole
Body: TypeAlias = tuple[tuple[Atom, ...], tuple[Guard, ...]]


class UnusableError(Exception):
    """No rule can be made of a part of an axiom; the message tells why."""


class Conditions:
    """Writes conditions, with a new variable for whatever has no name."""

    def __init__(self) -> None:
        self._numbers = count(1)

    def fresh(self) -> Term:
        """A variable that is used nowhere else."""
        return f"?y{next(self._numbers)}"

    def of(self, given: Expression, one: Term) -> Iterator[Body]:
        """What must be there for a term to be of a class: each is enough.

        Raises:
            UnusableError: it cannot be told by patterns.
        """
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
                yield from self.of_all(given.parts, one)
            case "UnionOf":
                for part in given.parts:
                    yield from self.of(part, one)
            case "OneOf":
                for term in given.terms:
                    yield (), (Guard(IS, (one, term)),)
            case "HasValue" if given.on:
                yield (given.on.atom(one, given.terms[0]),), ()
            case "HasSelf" if given.on:
                yield (given.on.atom(one, one),), ()
            case "SomeValuesFrom" if given.on:
                yield from self.of_some(given.on, given.parts[0], one, self.fresh())
            case "MinCardinality" if given.on and given.number == 1:
                yield from self.of_some(given.on, filler(given), one, self.fresh())
            case _:
                raise UnusableError(f"{given} is no condition of a rule")

    def of_some(self, on: Property, given: Expression, one: Term, other: Term) -> Iterator[Body]:
        """What must be there for a term to have a value of a class."""
        for atoms, guards in self.of(given, other):
            yield (on.atom(one, other), *atoms), guards

    def of_all(self, given: Sequence[Expression], one: Term) -> Iterator[Body]:
        """What must be there for a term to be of several classes.

        Raises:
            UnusableError: it cannot be told by patterns, or by too many only.
        """
        each = [list(self.of(part, one)) for part in given]
        if prod(map(len, each)) > MOST:
            raise UnusableError(f"it would be more than {MOST} rules")
        for bodies in product(*each):
            yield (
                tuple(chain.from_iterable(atoms for atoms, _ in bodies)),
                tuple(chain.from_iterable(guards for _, guards in bodies)),
            )


def filler(given: Expression) -> Expression:
    """The class that a cardinality is about."""
    return given.parts[0] if given.parts else Expression.named(THING)
