"""What follows from what a source affirms: inferred triples, and on which claims each rests."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence

from rdflib import PROV, RDF, Dataset, Graph, URIRef
from rdflib.term import Node

from ontology.rules import Derivation, Rule, infer
from ontology.terms import CANONICAL_BASE, Names

DIGITS = 16


def add_inferences(
    dataset: Dataset, background: Iterable[Graph], affirmed: Sequence[URIRef], rules: Sequence[Rule], names: Names
) -> None:
    """Infer from one source's affirmed claims and the background, into graph:inferred and graph:derivations.

    `affirmed` names the claims whose contents count, `background` what is no claim (ontology, entities, descriptions).
    """
    premises = Dataset()
    holders: dict[tuple[Node, ...], list[URIRef]] = defaultdict(list)
    for graph in background:
        for triple in graph:
            premises.default_graph.add(triple)
    for claim in affirmed:
        for subject, predicate, value in dataset.graph(claim):
            premises.default_graph.add((subject, predicate, value))
            premises.graph(claim).add((subject, predicate, value))
            holders[subject, predicate, value].append(claim)
    derivations = infer(premises, rules)
    proofs: dict[tuple[Node, ...], list[URIRef]] = defaultdict(list)
    for derivation in derivations:
        proofs[derivation.conclusion].append(derivation_iri(derivation, names))
    inferred, account = dataset.graph(names.graph.inferred), dataset.graph(names.graph.derivations)
    for derivation in derivations:
        iri = derivation_iri(derivation, names)
        subject, predicate, value = derivation.conclusion
        inferred.add(derivation.conclusion)
        account.add((iri, RDF.type, names.ox.Inference))
        account.add((iri, RDF.subject, subject))
        account.add((iri, RDF.predicate, predicate))
        account.add((iri, RDF.object, value))
        account.add((iri, names.ox.byRule, derivation.rule))
        for premise in derivation.premises:
            for ground in holders.get(premise) or proofs.get(premise) or []:
                account.add((iri, PROV.wasDerivedFrom, ground))


def derivation_iri(derivation: Derivation, names: Names) -> URIRef:
    """The IRI of a derivation: a hash of its rule, conclusion and premises; the same at every build, under any base."""
    triples = (derivation.conclusion, *derivation.premises)
    spelled = "\n".join([derivation.rule, *(" ".join(term.n3() for term in triple) for triple in triples)])
    canonical = spelled.replace(names.base, CANONICAL_BASE)
    return names.inference[hashlib.sha256(canonical.encode()).hexdigest()[:DIGITS]]
