"""What an ontology says beside the axioms of which rules are made: it is told, with the reason."""

from collections.abc import Iterator

from ontology.reasoning.horn import OWL, TYPE
from ontology.reasoning.spelling import FORMS, Graph

SWRL = "http://www.w3.org/2003/11/swrl#"
# Predicates of OWL 2 that are read, and those that say nothing of the world.
_READ = {
    *FORMS,
    *("equivalentClass", "disjointWith", "disjointUnionOf", "hasKey", "onProperty", "onProperties", "onClass"),
    *(
        "equivalentProperty",
        "inverseOf",
        "propertyChainAxiom",
        "propertyDisjointWith",
        "onDataRange",
        "withRestrictions",
    ),
    *("members", "distinctMembers", "sourceIndividual", "assertionProperty", "targetIndividual", "targetValue"),
    *("sameAs", "differentFrom", "imports", "topObjectProperty", "topDataProperty"),
    *("annotatedSource", "annotatedProperty", "annotatedTarget", "versionInfo", "versionIRI", "deprecated"),
    *("priorVersion", "backwardCompatibleWith", "incompatibleWith"),
}


def leftovers(graph: Graph) -> Iterator[tuple[str, str]]:
    """Each with the reason why no rule is made of it."""
    for _, imported in graph.subjects[f"<{OWL}imports>"]:
        if (imported, f"<{OWL}Ontology>") not in graph.subjects[TYPE]:
            yield f"Import({imported})", "imports are not followed: give the file of it, too"
    if rules := graph.typed(f"<{SWRL}Imp>"):
        yield f"{len(rules)} rules of SWRL", "rules of SWRL are not read"
    sets = {node for kind in ("Classes", "Properties") for node in graph.typed(f"<{OWL}AllDisjoint{kind}>")}
    sets.update(graph.typed(f"<{OWL}AllDifferent>"))
    for name in ("members", "distinctMembers"):
        if any(node not in sets for node, _ in graph.subjects[f"<{OWL}{name}>"]):
            yield f"owl:{name}", "it is not said whether they are all different, or all disjoint"
    for predicate in sorted(graph.subjects):
        name = predicate.removeprefix(f"<{OWL}").removesuffix(">")
        if name != predicate[:-1] and predicate.startswith(f"<{OWL}") and name not in _READ:
            yield f"owl:{name}", "it is no predicate of OWL 2 that is known"
