"""The axioms by which something is inferred, each described as a rule in graph:ontology."""

import re
from collections import defaultdict
from collections.abc import Iterable
from functools import partial

from rdflib import PROV, RDF, RDFS, Graph, Literal, URIRef

from graph.inference import rule_iri
from ontology.queries import LANGUAGES
from ontology.reasoning.horn import Rule as Horn
from ontology.reasoning.horn import Term
from ontology.terms import Names
from ontology.wording import sentence


def add_axioms(graph: Graph, rules: Iterable[Horn], labelled: Graph, names: Names) -> None:
    """Describe the axioms that some rules come from, in sentences of the labels of their terms."""
    by_axiom: dict[str, list[Horn]] = defaultdict(list)
    for rule in rules:
        by_axiom[rule.axiom].append(rule)
    for axiom, its_rules in by_axiom.items():
        iri = rule_iri(axiom, names)
        for kind in (names.ox.Axiom, names.ox.Rule, PROV.Entity):
            graph.add((iri, RDF.type, kind))
        graph.add((iri, names.ox.functionalSyntax, Literal(axiom)))
        for language in LANGUAGES:
            label = partial(_label, labelled, language)
            told = dict.fromkeys(sentence(rule, label, language) for rule in its_rules)
            graph.add((iri, RDFS.label, Literal(" ".join(told), lang=language)))


def _label(graph: Graph, language: str, term: Term) -> str:
    """The label of a term in a language, or the last part of its IRI."""
    iri = URIRef(term.strip("<>"))
    labels = (one for one in graph.objects(iri, RDFS.label) if isinstance(one, Literal))
    own = sorted(str(one) for one in labels if (one.language or "").lower() == language.lower())
    return own[0] if own else re.split(r"[/#]", iri)[-1]
