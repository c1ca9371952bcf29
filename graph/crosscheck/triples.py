"""Cross-checks as RDF: graph:crosscheck, which is built with the others and is no part of the default graph."""

from collections.abc import Iterator, Sequence

from rdflib import DCTERMS, RDF, RDFS, SH, SKOS, Literal, URIRef
from rdflib.namespace import VOID
from rdflib.term import Node

from graph.canonical import Canonical, with_more
from graph.crosscheck.comparing import HERE, QUESTIONS, Comparison, CrossCheck, cross_checks
from graph.crosscheck.wording import Labels, reason, summary
from graph.offer import both
from graph.store import EmbeddedStore, Store, select
from ontology.queries import NamedQuery, fill, read_all
from ontology.terms import Names

Triple = tuple[Node, Node, Node]


def cross_checked(built: Canonical, names: Names) -> Canonical:
    """A dataset with the cross-checks of its claims."""
    store = EmbeddedStore.load(built.nquads, names)
    triples = cross_check_triples(store, names)
    return with_more(built, ((*triple, names.graph.crosscheck) for triple in triples))


def cross_check_triples(store: Store, names: Names) -> Iterator[Triple]:
    """All of graph:crosscheck."""
    checks = [*cross_checks(store, names)]
    labels = _labels(store, checks, names)
    graph = names.graph.crosscheck
    yield graph, RDF.type, VOID.Dataset
    for title in both("Claims held against what others tell", "主張與他處所載之對照"):
        yield graph, DCTERMS.title, title
    for text in both(
        "Which claims agree with graph:wikidata and graph:references, differ from them, or cannot be compared, and of "
        "which these are silent. It does not say who is right.",
        "主張與 graph:wikidata 及 graph:references 所載相符、不符、無從比較或未載者；並不判斷孰是孰非。",
    ):
        yield graph, DCTERMS.description, text
    for one in (names.graph.claims, names.graph.wikidata, names.graph.references):
        yield graph, DCTERMS.source, one
    for query in read_all(QUESTIONS, names):
        yield from _of_question(query, names)
    for check in checks:
        yield from _of_check(check, labels, names)


def _of_question(query: NamedQuery, names: Names) -> Iterator[Triple]:
    iri = names.crosscheck[query.name]
    yield iri, RDF.type, SH.SPARQLSelectExecutable
    yield iri, SH.select, Literal(query.text)
    for language, title in query.title.items():
        yield iri, RDFS.label, Literal(title, lang=language)
    for language, sentence in query.description.items():
        yield iri, SKOS.definition, Literal(sentence, lang=language)


def _of_check(check: CrossCheck, labels: Labels, names: Names) -> Iterator[Triple]:
    iri = names.crosscheck[check.claim.removeprefix(f"{names.base}claim/")]
    yield iri, RDF.type, names.ox.CrossCheck
    yield iri, names.ox.checks, check.claim
    yield iri, names.ox.outcome, names.ox[check.outcome]
    for comment in both(*summary(check, labels)):
        yield iri, RDFS.comment, comment
    for number, comparison in enumerate(check.comparisons, 1):
        part = URIRef(f"{iri}-{number}")
        yield iri, names.ox.hasComparison, part
        yield from _of_comparison(part, comparison, check, labels, names)


def _of_comparison(
    part: URIRef, comparison: Comparison, check: CrossCheck, labels: Labels, names: Names
) -> Iterator[Triple]:
    yield part, RDF.type, names.ox.TripleComparison
    yield part, RDF.subject, comparison.case.subject
    yield part, RDF.predicate, comparison.case.predicate
    yield part, RDF.object, comparison.case.object
    yield part, names.ox.outcome, names.ox[comparison.outcome]
    yield part, names.ox.comparedBy, names.crosscheck[comparison.case.question]
    if comparison.case.through:
        yield part, names.ox.comparedThrough, comparison.case.through
    for one in comparison.evidence:
        yield part, names.ox.heldAgainst, one.statement.iri
    for comment in both(*reason(comparison, check.put, labels)):
        yield part, RDFS.comment, comment


def _labels(store: Store, checks: Sequence[CrossCheck], names: Names) -> Labels:
    things = {
        str(thing)
        for check in checks
        for one in check.comparisons
        for thing in (
            one.case.subject,
            one.case.object,
            check.put.voice,
            check.put.modality,
            *(e.party for e in one.evidence),
        )
        if thing and not isinstance(thing, Literal)
    }
    labels: Labels = {}
    text = fill(names.read(HERE / "labels.rq"), things=[URIRef(thing) for thing in sorted(things)])
    for row in select(store, text) if things else ():
        label = row["label"]
        if isinstance(label, Literal) and label.language:
            labels.setdefault(str(row["thing"]), {})[label.language.lower()] = str(label)
    return labels
