"""A concept lattice as RDF: the context with its pairs, the concepts with what they rest on, the implications."""

from collections.abc import Iterable, Sequence
from hashlib import sha256
from urllib.parse import urlencode

from rdflib import PROV, RDF, RDFS, SKOS, Graph, Literal, URIRef
from rdflib.namespace import VOID

from graph.lattice import Concept, Lattice
from graph.offer import Offer, both
from graph.prefixes import named, prefixed
from graph.store import Answer
from ontology.errors import InputError
from ontology.terms import CANONICAL_BASE, Names

DIGITS = 12
CAUTION = both(
    "Silence is not denial: that nobody says of a thing that it has a value does not mean that it has it not, so one "
    "more statement may undo a concept, an implication or a number.",
    "未提及並非否定：無人述及某事物具有某值，不表示其不具有；故多一則陳述，即可能改變概念、蘊涵或數值。",
)


class Addresses:
    """The IRIs of a lattice and its parts: the address at which it is had, and a hash of what each part is."""

    def __init__(self, lattice: Lattice, names: Names) -> None:
        self._names = names
        context = lattice.context
        query = {"of": _written(context.of, names), "by": _written(context.by, names)}
        if context.source:
            query["source"] = context.source
        self.lattice = URIRef(f"{names.base}lattice?{urlencode(query, safe=':')}")

    def concept(self, concept: Concept) -> URIRef:
        """That of a concept, after its intent."""
        return self._part("concept", concept.intent)

    def implication(self, premise: Iterable[URIRef]) -> URIRef:
        """That of an implication, after its premise."""
        return self._part("implication", premise)

    def pair(self, thing: URIRef, value: URIRef) -> URIRef:
        """That of a pair of the context."""
        return self._part("pair", (thing, value))

    def _part(self, kind: str, terms: Iterable[URIRef]) -> URIRef:
        text = "\n".join(terms).replace(self._names.base, CANONICAL_BASE)
        return URIRef(f"{self.lattice}#{kind}-{sha256(text.encode()).hexdigest()[:DIGITS]}")


def lattice_graph(lattice: Lattice, names: Names, accept: Sequence[str]) -> Answer:
    """A lattice in the first of the media types that RDF has."""
    graph, told = Graph(), Addresses(lattice, names)
    _add_context(graph, lattice, told, names)
    for concept in lattice.concepts:
        _add_concept(graph, concept, lattice, told, names)
    for implication in lattice.implications:
        concept = lattice.concepts[implication.concept]
        iri = told.implication(implication.premise)
        graph.add((iri, RDF.type, names.ox.Implication))
        graph.add((iri, PROV.wasDerivedFrom, told.lattice))
        graph.add((iri, names.ox.supportedBy, told.concept(concept)))
        graph.add((iri, names.ox.support, Literal(len(concept.extent))))
        for term, values in ((names.ox.premise, implication.premise), (names.ox.conclusion, implication.conclusion)):
            for value in values:
                graph.add((iri, term, value))
    return Offer(names).written(graph, accept)


def _add_context(graph: Graph, lattice: Lattice, told: Addresses, names: Names) -> None:
    context = lattice.context
    for kind in (names.ox.FormalContext, SKOS.ConceptScheme, VOID.Dataset):
        graph.add((told.lattice, RDF.type, kind))
    graph.add((told.lattice, VOID["class"], context.of))
    graph.add((told.lattice, VOID.property, context.by))
    graph.add((told.lattice, VOID.entities, Literal(len(context.objects))))
    for note in CAUTION:
        graph.add((told.lattice, SKOS.note, note))
    pairs = list(context.pairs())
    graph.add((told.lattice, VOID.triples, Literal(len(pairs))))
    for thing, value in pairs:
        pair = told.pair(thing, value)
        graph.add((pair, RDF.type, RDF.Statement))
        graph.add((pair, VOID.inDataset, told.lattice))
        for term, part in ((RDF.subject, thing), (RDF.predicate, context.by), (RDF.object, value)):
            graph.add((pair, term, part))
        for reason in context.evidence.get((thing, value), ()):
            graph.add((pair, PROV.wasDerivedFrom, reason))
    for thing, labels in context.labels.items():
        for language, label in labels.items():
            graph.add((thing, RDFS.label, Literal(label, lang=language)))


def _add_concept(graph: Graph, concept: Concept, lattice: Lattice, told: Addresses, names: Names) -> None:
    iri = told.concept(concept)
    graph.add((iri, RDF.type, names.ox.FormalConcept))
    graph.add((iri, SKOS.inScheme, told.lattice))
    for above in concept.above:
        graph.add((iri, SKOS.broader, told.concept(lattice.concepts[above])))
    if not concept.above:
        graph.add((iri, SKOS.topConceptOf, told.lattice))
    for thing in concept.extent:
        graph.add((iri, names.ox.extent, thing))
    for value in concept.intent:
        graph.add((iri, names.ox.intent, value))
    for reason in lattice.context.reasons(concept.extent, concept.intent):
        graph.add((iri, PROV.wasDerivedFrom, reason))


def _written(term: URIRef, names: Names) -> str:
    """A term as it stands in an address: a prefixed name if it has one."""
    short = prefixed(term, names)
    try:
        return short if named(short, names) == term else str(term)
    except InputError:
        return str(term)
