"""What follows from what a source affirms: inferred triples, and on which claims each rests."""

import gc
import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
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
    """The account of what is inferred, what cannot be, who are gathered, and by which axioms something is left undrawn.

    The account is for graph:derivations. A text of many claims has millions of its triples, and nothing looks for any
    before they are stored: so they are a list, and no graph of RDFLib, where each takes twenty times the memory.
    """

    account: list[Content]
    clashes: list[Clash]
    gatherings: list[Gathering]
    undrawn: list[str]


@contextmanager
def _no_search_for_circles() -> Iterator[None]:
    """Leave garbage that refers to itself until afterwards: none is made, and looking for it takes a third longer."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@_no_search_for_circles()
def add_inferences(
    dataset: Dataset, background: Iterable[Graph], affirmed: Sequence[URIRef], laws: Laws, host: Host
) -> Drawn:
    """Infer from one source's affirmed claims and the background, into graph:inferred.

    `affirmed` names the claims whose contents count, `background` what is no claim (ontology, entities, descriptions).
    Those who are too many to be paired are gathered by the `host`, and described in graph:ontology.
    """
    names = host.names
    contents = {claim: list(dataset.graph(claim)) for claim in affirmed}
    closure = laws.closure(background, contents, host)
    grounds: dict[Content, list[URIRef]] = defaultdict(list)  # the claims that say a triple, or what it is inferred by
    for claim, content in contents.items():
        for triple in content:
            grounds[triple].append(claim)
    derivations = [(derivation_iri(one, names), one) for one in closure.derivations()]
    inferred, claimed = dataset.graph(names.graph.inferred), frozenset(grounds)
    for iri, derivation in derivations:
        inferred.add(derivation.conclusion)
        if derivation.conclusion not in claimed:
            grounds[derivation.conclusion].append(iri)
    account, uses = list[Content](), defaultdict[URIRef, list[URIRef]](list)
    for iri, derivation in derivations:
        subject, predicate, value = derivation.conclusion
        account += [
            (iri, RDF.type, names.ox.Inference),
            (iri, RDF.subject, subject),
            (iri, RDF.predicate, predicate),
            (iri, RDF.object, value),
            (iri, names.ox.byRule, rule_iri(derivation.rule, names)),
        ]
        for ground in {ground for premise in derivation.premises for ground in grounds.get(premise, ())}:
            account.append((iri, PROV.wasDerivedFrom, ground))
            uses[ground].append(iri)
    for contested in {claim for graph in background for claim in graph.objects(None, names.ox.joins)}:
        if isinstance(contested, URIRef):
            account += [(iri, names.ox.restsOnContested, contested) for iri in _resting_on(contested, uses)]
    for gathering in closure.gatherings:
        _describe(gathering, dataset.graph(names.graph.ontology), background, names)
    return Drawn(account, closure.clashes(), closure.gatherings, closure.undrawn())


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


def _resting_on(claim: URIRef, uses: Mapping[URIRef, Sequence[URIRef]]) -> set[URIRef]:
    """The inferences that rest on a claim, directly or through other inferences."""
    found, left = set[URIRef](), [claim]
    while left:
        new = {iri for iri in uses.get(left.pop(), ()) if iri not in found}
        found |= new
        left += new
    return found


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
