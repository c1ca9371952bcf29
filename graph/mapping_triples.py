"""Mapping sets in RDF, as SSSOM has it: each mapping as a triple, and as an annotated axiom that tells why.

Other than SSSOM's own, the axioms have IRIs, since no blank node is published; and where no item was found there is
no triple, since the entity does not match "no term".
"""

from collections.abc import Iterator, Sequence

from rdflib import DCTERMS, OWL, RDF, RDFS, XSD, Literal, Namespace
from rdflib.term import Node

from graph.links import NOT_FOUND, SSSOM, Mapping, MappingSet

SCHEMA = Namespace("https://schema.org/")
Triple = tuple[Node, Node, Node]


def link_triples(sets: Sequence[MappingSet]) -> Iterator[Triple]:
    """All of graph:links."""
    for mapping_set in sets:
        yield from _of_set(mapping_set)
        for mapping in mapping_set.mappings:
            yield mapping_set.iri, SSSOM.mappings, mapping_set.iri_of(mapping)
            yield from _of_mapping(mapping, mapping_set)


def _of_set(mapping_set: MappingSet) -> Iterator[Triple]:
    yield mapping_set.iri, RDF.type, SSSOM.MappingSet
    yield mapping_set.iri, DCTERMS.license, mapping_set.licence
    for predicate, text in (
        (DCTERMS.title, mapping_set.title),
        (DCTERMS.description, mapping_set.description),
        (OWL.versionInfo, mapping_set.version),
        (SSSOM.mapping_tool, mapping_set.tool),
    ):
        if text:
            yield mapping_set.iri, predicate, Literal(text)
    for predicate, source in (
        (SSSOM.subject_source, mapping_set.subject_source),
        (SSSOM.object_source, mapping_set.object_source),
    ):
        if source:
            yield mapping_set.iri, predicate, source
    yield mapping_set.iri, DCTERMS.created, Literal(mapping_set.made)


def _of_mapping(mapping: Mapping, mapping_set: MappingSet) -> Iterator[Triple]:
    record = mapping_set.iri_of(mapping)
    yield record, RDF.type, OWL.Axiom
    yield record, OWL.annotatedSource, mapping.subject
    yield record, OWL.annotatedProperty, mapping.predicate
    yield record, OWL.annotatedTarget, mapping.object or SSSOM[NOT_FOUND]
    yield record, SSSOM.mapping_justification, mapping.justification
    for predicate, text in (
        (SSSOM.author_label, mapping.author),
        (SSSOM.subject_label, mapping.subject_label),
        (SSSOM.object_label, mapping.object_label),
        (RDFS.comment, mapping.comment),
    ):
        if text:
            yield record, predicate, Literal(text)
    if mapping.confidence is not None:
        yield record, SSSOM.confidence, Literal(str(mapping.confidence), datatype=XSD.double, normalize=False)
    yield record, DCTERMS.created, Literal(mapping_set.made)  # SSSOM propagates it to the mappings
    if mapping.object:
        yield mapping.subject, mapping.predicate, mapping.object
    if mapping.is_exact and mapping.object:
        yield mapping.subject, SCHEMA.sameAs, mapping.object
