"""The profiles of OWL 2: which axioms of an ontology are outside one, by py-horned-owl, which names each of them."""

from dataclasses import dataclass
from typing import Literal

import pyhornedowl
from pyhornedowl.profile import UseOfPropertyInChainCausingCycle, check_profile
from pyhornedowl.profile import Violation as HornedViolation
from rdflib import Graph

from ontology.errors import InputError


@dataclass(frozen=True, order=True)
class Violation:
    """An axiom that is outside a profile (or what it lacks: a declaration), in functional-style syntax, and why."""

    axiom: str
    why: str

    def __str__(self) -> str:
        return f"{self.axiom}: {self.why}"


def violations(graph: Graph, profile: Literal["DL", "RL"]) -> list[Violation]:
    """What of the axioms in a graph is outside OWL 2 DL (Structural Specification §3, §11) or OWL 2 RL (Profiles §4.2).

    Raises:
        InputError: the graph cannot be written as RDF/XML, in which the axioms are read.
    """
    try:
        written = graph.serialize(format="xml")
    except ValueError as error:  # RDF 1.1 XML Syntax §5.3: a property is an element, and not every IRI can be one
        raise InputError(f"the profile cannot be checked: {error}") from error
    ontology = pyhornedowl.open_ontology_from_string(written, serialization="rdf")
    found = check_profile(ontology, profile).violations
    return sorted({Violation(_axiom(one), one.message) for one in found})  # type: ignore[attr-defined] # each kind has it


def _axiom(violation: HornedViolation) -> str:
    """What a violation is about, by the fields that its kind has."""
    if isinstance(violation, UseOfPropertyInChainCausingCycle):
        return f"ObjectPropertyChain({' '.join(f'<{one.first}>' for one in violation.cycle)})"
    return str(getattr(violation, "axiom", None) or f"<{getattr(violation, 'iri', '')}>")
