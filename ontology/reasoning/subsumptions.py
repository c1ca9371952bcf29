"""Subsumptions that another reasoner found, as rules: those that the rules of the axioms do not give by themselves."""

import re
from collections.abc import Collection, Sequence

from ontology.reasoning.horn import RDFS, TYPE, Atom, Rule
from ontology.reasoning.reasoner import Reasoner

FOUND = f'Annotation(<{RDFS}comment> "HermiT")'


def missing(subsumptions: Collection[tuple[str, str]], rules: Sequence[Rule]) -> list[Rule]:
    """A rule for each pair of classes, by IRI, where something of the first is not concluded to be of the second."""
    reasoner = Reasoner(rules)
    reasoner.add([(f"_:{below}", TYPE, f"<{below}>") for below, _ in subsumptions])
    return [
        _rule(below, above)
        for below, above in sorted(subsumptions)
        if (f"_:{below}", TYPE, f"<{above}>") not in reasoner
    ]


def _rule(below: str, above: str) -> Rule:
    atoms = (Atom("?x", TYPE, f"<{one}>") for one in (below, above))
    return Rule(f"SubClassOf({FOUND} <{below}> <{above}>)", (next(atoms),), next(atoms))


def read(axiom: str) -> Rule | None:
    """The rule of a subsumption that another reasoner found, from its axiom; None for any other axiom."""
    found = re.fullmatch(rf"SubClassOf\({re.escape(FOUND)} <([^>]*)> <([^>]*)>\)", axiom)
    return _rule(found[1], found[2]) if found else None
