"""Horn rules: what follows where some triples are there, or that they cannot all be so."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TypeAlias

# A term is written as in N-Triples (§2.4 of RDF 1.1 N-Triples); a variable begins with a question mark.
Term: TypeAlias = str
Triple: TypeAlias = tuple[Term, Term, Term]

RDF, RDFS = "http://www.w3.org/1999/02/22-rdf-syntax-ns#", "http://www.w3.org/2000/01/rdf-schema#"
OWL, XSD = "http://www.w3.org/2002/07/owl#", "http://www.w3.org/2001/XMLSchema#"
TYPE, FIRST, REST, NIL = (f"<{RDF}{name}>" for name in ("type", "first", "rest", "nil"))
CLASH = "<clash>"  # the predicate of what cannot be; its object is the axiom, as a literal
MOST_ATOMS, MOST_VARIABLES = 100, 18  # of a body: Python nests no more than 20 loops
SAME, DIFFERENT = f"<{OWL}sameAs>", f"<{OWL}differentFrom>"


def is_variable(term: Term) -> bool:
    """Whether a term stands for any other."""
    return term.startswith("?")


def is_literal(term: Term) -> bool:
    """Whether a term is a literal."""
    return term.startswith('"')


@dataclass(frozen=True)
class Atom:
    """A triple pattern."""

    subject: Term
    predicate: Term
    object: Term

    def __iter__(self) -> Iterator[Term]:
        return iter((self.subject, self.predicate, self.object))

    def __str__(self) -> str:
        return " ".join(self)

    def put(self, terms: Mapping[Term, Term]) -> "Atom":
        """The pattern with terms in place of variables."""
        return Atom(*(terms.get(term, term) for term in self))


@dataclass(frozen=True)
class Guard:
    """A condition on what variables stand for: that they `differ`, or a key of `ontology.reasoning.guards.GUARDS`.

    One of any other kind brings its own test.
    """

    kind: str
    terms: tuple[Term, ...]
    test: Callable[..., bool] | None = field(default=None, compare=False)

    def __str__(self) -> str:
        return f"{self.kind}({', '.join(self.terms)})"

    def put(self, terms: Mapping[Term, Term]) -> "Guard":
        """The condition with terms in place of variables."""
        return replace(self, terms=tuple(terms.get(term, term) for term in self.terms))


@dataclass(frozen=True)
class Rule:
    """The head follows where the body is; without a head the body is a clash.

    `axiom` is what the rule comes from, in OWL 2 functional-style syntax or as the IRI of a named rule: the same text
    for the same axiom, whatever its blank nodes are called.
    """

    axiom: str
    body: tuple[Atom, ...]
    head: Atom | None
    guards: tuple[Guard, ...] = ()

    def __str__(self) -> str:
        conditions = ", ".join(map(str, (*self.body, *self.guards))) or "always"
        return f"{conditions} → {self.head or 'clash'}"

    @property
    def conclusion(self) -> Atom:
        """The head; of a clash that something cannot be, by which axiom."""
        if self.head:
            return self.head
        subjects = [atom.subject for atom in self.body] or [f"<{OWL}Thing>"]
        about = next((term for term in subjects if is_variable(term)), subjects[0])
        escaped = self.axiom.replace("\\", "\\\\").replace('"', '\\"')
        return Atom(about, CLASH, f'"{escaped}"')

    @property
    def unbound(self) -> list[Term]:
        """The variables of the head and the guards that the body does not bind."""
        bound = {term for atom in self.body for term in atom}
        asked = [*(self.head or ()), *(term for guard in self.guards for term in guard.terms)]
        return sorted({term for term in asked if is_variable(term)} - bound)

    @property
    def is_too_long(self) -> bool:
        """Whether the body asks for more at once than a function of Python can look for."""
        variables = {term for atom in self.body for term in atom if is_variable(term)}
        return len(self.body) > MOST_ATOMS or len(variables) > MOST_VARIABLES
