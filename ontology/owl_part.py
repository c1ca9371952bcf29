"""The part of a graph that OWL 2 DL can speak of: axioms, and facts about individuals, each of them declared."""

from collections.abc import Iterator

from rdflib import OWL, RDF, RDFS, XSD, Graph, Literal, URIRef
from rdflib.term import Node

# OWL 2 Structural Specification §4: the datatype map, without what XSD has beside it (xsd:date, xsd:gYear, …).
DATATYPES = frozenset(
    {OWL.real, OWL.rational, RDF.PlainLiteral, RDF.XMLLiteral, RDF.langString, RDFS.Literal}
    | {XSD[name] for name in ("decimal", "integer", "double", "float", "string", "boolean", "anyURI")}
    | {XSD[name] for name in ("nonNegativeInteger", "nonPositiveInteger", "positiveInteger", "negativeInteger")}
    | {XSD[name] for name in ("long", "int", "short", "byte")}
    | {XSD[name] for name in ("unsignedLong", "unsignedInt", "unsignedShort", "unsignedByte")}
    | {XSD[name] for name in ("normalizedString", "token", "language", "Name", "NCName", "NMTOKEN")}
    | {XSD[name] for name in ("hexBinary", "base64Binary", "dateTime", "dateTimeStamp")}
)
PROPERTIES = (OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)
ANNOTATIONS = (RDFS.label, RDFS.comment, RDFS.seeAlso, RDFS.isDefinedBy, OWL.versionInfo, OWL.versionIRI, OWL.imports)


def owl_part(graph: Graph) -> Graph:
    """The axioms and facts of a graph, as far as their properties and classes are declared there.

    Facts with a datatype that OWL 2 has not are left out, and so are annotations.
    """
    part = Graph()
    for triple in _triples(graph):
        part.add(triple)
    return part


def _triples(graph: Graph) -> Iterator[tuple[Node, Node, Node]]:
    classes = set(graph.subjects(RDF.type, OWL.Class)) | {OWL.Thing}
    objects, data, annotations = (set(graph.subjects(RDF.type, kind)) for kind in PROPERTIES)
    annotations.update(ANNOTATIONS)
    terms = classes | objects | data | annotations
    individuals: set[Node] = set()
    for subject, predicate, value in graph:
        if predicate in annotations:
            continue
        if predicate in objects:
            if not isinstance(value, Literal):
                individuals |= {subject, value}
                yield subject, predicate, value
        elif predicate in data:
            if isinstance(value, Literal) and (value.datatype or XSD.string) in DATATYPES:
                individuals.add(subject)
                yield subject, predicate, value
        elif predicate == RDF.type and not _is_owl(value):
            # A property or class that is said to be of a kind of ours is no individual to HermiT.
            if value in classes and subject not in terms:
                individuals.add(subject)
                yield subject, predicate, value
        elif _is_owl(predicate) and not (predicate == RDFS.range and subject in data and value not in DATATYPES):
            yield subject, predicate, value
    yield from ((one, RDF.type, OWL.NamedIndividual) for one in individuals if isinstance(one, URIRef))


def _is_owl(term: Node) -> bool:
    return str(term).startswith((str(RDF), str(RDFS), str(OWL)))
