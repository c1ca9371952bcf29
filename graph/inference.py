"""What follows from what a source affirms: inferred triples, and on which claims each rests."""

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from graphlib import TopologicalSorter
from typing import NamedTuple, TypeAlias

from rdflib import PROV, RDF, RDFS, Dataset, Graph, Literal, URIRef
from rdflib.term import Node

from ontology.gatherings import Gathering, Host
from ontology.inferences import Clash, Closure, Derivation
from ontology.reasoning.horn import Rule as Horn
from ontology.rules import Rule
from ontology.terms import CANONICAL_BASE, Names

DIGITS = 16
GATHERED = {"en": "those who meet at “{}”", "zh-Hant": "匯聚於「{}」者"}
Content: TypeAlias = tuple[Node, Node, Node]
_IRI = re.compile(r"[a-z]+:[^\s<>()]+")


@dataclass(frozen=True)
class Laws:
    """By what is inferred: the named rules, and those of the axioms."""

    rules: Sequence[Rule]
    axioms: Sequence[Horn]

    def closure(
        self, background: Iterable[Graph], contents: Mapping[URIRef, Iterable[Content]], host: Host | None = None
    ) -> Closure:
        """What follows from affirmed claims, by their names, and the background: what is no claim."""
        premises = Dataset()
        for graph in background:
            for triple in graph:
                premises.default_graph.add(triple)
        for claim, content in contents.items():
            for subject, predicate, value in content:
                premises.default_graph.add((subject, predicate, value))
                premises.graph(claim).add((subject, predicate, value))
        return Closure(premises, self.rules, self.axioms, host)


class Drawn(NamedTuple):
    """What cannot be, who are gathered, and the axioms by which something is left undrawn."""

    clashes: list[Clash]
    gatherings: list[Gathering]
    undrawn: list[str]


def add_inferences(
    dataset: Dataset, background: Iterable[Graph], affirmed: Sequence[URIRef], laws: Laws, host: Host
) -> Drawn:
    """Infer from one source's affirmed claims and the background, into graph:inferred and graph:derivations.

    `affirmed` names the claims whose contents count, `background` what is no claim (ontology, entities, descriptions).
    Those who are too many to be paired are gathered by the `host`, and described in graph:ontology.
    """
    names = host.names
    contents = {claim: list(dataset.graph(claim)) for claim in affirmed}
    holders: dict[tuple[Node, ...], list[URIRef]] = defaultdict(list)
    for claim, content in contents.items():
        for triple in content:
            holders[triple].append(claim)
    closure = laws.closure(background, contents, host)
    derivations = closure.derivations()
    proofs: dict[tuple[Node, ...], list[URIRef]] = defaultdict(list)
    for derivation in derivations:
        proofs[derivation.conclusion].append(derivation_iri(derivation, names))
    inferred, account = dataset.graph(names.graph.inferred), dataset.graph(names.graph.derivations)
    grounds: dict[URIRef, list[URIRef]] = {}
    for derivation in derivations:
        iri = derivation_iri(derivation, names)
        grounds[iri] = [
            ground for premise in derivation.premises for ground in holders.get(premise) or proofs.get(premise) or []
        ]
        subject, predicate, value = derivation.conclusion
        inferred.add(derivation.conclusion)
        account.add((iri, RDF.type, names.ox.Inference))
        account.add((iri, RDF.subject, subject))
        account.add((iri, RDF.predicate, predicate))
        account.add((iri, RDF.object, value))
        account.add((iri, names.ox.byRule, rule_iri(derivation.rule, names)))
        for ground in grounds[iri]:
            account.add((iri, PROV.wasDerivedFrom, ground))
    contested = {claim for graph in background for claim in graph.objects(None, names.ox.joins)}
    for iri, claims in _leaves(grounds).items():
        for claim in claims & contested:
            account.add((iri, names.ox.restsOnContested, claim))
    for gathering in closure.gatherings:
        _describe(gathering, dataset.graph(names.graph.ontology), background, names)
    return Drawn(closure.clashes(), closure.gatherings, closure.undrawn())


def _describe(gathering: Gathering, graph: Graph, background: Iterable[Graph], names: Names) -> None:
    """Say of a gathering where it is, by which rule, and how many pairs are left to who asks for them."""
    iri, thing, rule = (URIRef(term[1:-1]) for term in (gathering.iri, gathering.thing, gathering.rule))
    labels = {
        label.language: label
        for each in background
        for label in each.objects(thing, RDFS.label)
        if isinstance(label, Literal)
    }
    for language, told in GATHERED.items():
        graph.add((iri, RDFS.label, Literal(told.format(labels.get(language, thing)), lang=language)))
    graph.add((iri, RDF.type, names.ox.Gathering))
    graph.add((iri, names.ox.gathersAt, thing))
    graph.add((iri, names.ox.gathersBy, rule))
    graph.add((iri, names.ox.pairsLeft, Literal(gathering.pairs)))


def _leaves(grounds: Mapping[URIRef, Sequence[URIRef]]) -> dict[URIRef, set[URIRef]]:
    """The claims that each inference rests on, directly or through other inferences."""
    leaves: dict[URIRef, set[URIRef]] = {}
    for one in TopologicalSorter(grounds).static_order():
        if one in grounds:
            leaves[one] = set().union(*(leaves.get(ground, {ground}) for ground in grounds[one]))
    return leaves


def rule_iri(rule: str, names: Names) -> URIRef:
    """The IRI of a rule: its own, or a hash of the axiom that it comes from."""
    return URIRef(rule) if _IRI.fullmatch(rule) else names.rule[_digest(rule, names)]


def derivation_iri(derivation: Derivation, names: Names) -> URIRef:
    """The IRI of a derivation: a hash of its rule, conclusion and premises; the same at every build, under any base."""
    triples = (derivation.conclusion, *derivation.premises)
    spelled = [derivation.rule, *(" ".join(term.n3() for term in triple) for triple in triples)]
    return names.inference[_digest("\n".join(spelled), names)]


def _digest(text: str, names: Names) -> str:
    return hashlib.sha256(text.replace(names.base, CANONICAL_BASE).encode()).hexdigest()[:DIGITS]
