"""What follows by the axioms from the chapter, compared with what owlrl and HermiT conclude."""

from pathlib import Path

import owlrl
import pytest
from rdflib import OWL, RDF, RDFS, BNode, Graph, URIRef
from rdflib.term import Node

from graph.premises import Premises
from graph.store import Store
from ontology.inferences import spelled
from ontology.owl_part import owl_part
from ontology.reasoning.horn import TYPE, Triple
from ontology.reasoning.reasoner import Reasoner
from tests.graph.test_dataset import NAMES
from tests.ontology.test_reasoner_beside_others import by_hermit

LANGUAGE = (str(OWL), str(RDF), str(RDFS), "http://www.w3.org/2001/XMLSchema#")
SCHEMA = {RDFS.subClassOf, RDFS.subPropertyOf, RDFS.domain, RDFS.range, OWL.equivalentClass, OWL.equivalentProperty}
# Of everything: that it is the same as itself, and a thing.
TRIVIAL = {OWL.sameAs, OWL.Thing}


@pytest.fixture(scope="module")
def given(chapter_store: Store) -> Graph:
    """The ontology, the entities, the descriptions and the affirmed contents of the chapter."""
    premises = Premises.read(chapter_store, NAMES)
    graph = Graph()
    for one in (*premises.shared, *premises.described.values()):
        graph += one
    for claim in premises.affirmed:
        for triple in premises.contents[claim]:
            graph.add(triple)
    return graph


@pytest.fixture(scope="module")
def ours(given: Graph, chapter_store: Store) -> set[Triple]:
    axioms = Premises.read(chapter_store, NAMES).laws.axioms
    reasoner = Reasoner(axioms)
    reasoner.add([spelled(triple) for triple in given])
    assert reasoner.clashes() == []
    return set(reasoner.inferred())


def of_things(triple: tuple[Node, Node, Node]) -> bool:
    """Whether a triple says something of a thing by names, and not of a class, a property or everything."""
    subject, predicate, value = triple
    return (
        isinstance(subject, URIRef)
        and not str(subject).startswith(LANGUAGE)
        and not isinstance(value, BNode)
        and predicate not in SCHEMA | TRIVIAL
        and value not in TRIVIAL
        and not (predicate == RDF.type and str(value).startswith(LANGUAGE))
    )


def test_owlrl_concludes_the_same_of_every_thing_of_the_chapter(given: Graph, ours: set[Triple]) -> None:
    expanded = Graph()
    expanded += given
    owlrl.DeductiveClosure(owlrl.OWLRL_Semantics).expand(expanded)
    theirs = {spelled(triple) for triple in expanded - given if of_things(triple)}
    schema = {term.n3() for term in SCHEMA}
    mine = {triple for triple in ours if triple[1] not in schema}
    assert (mine - theirs, theirs - mine) == (set(), set())
    assert len(theirs) > 2000


@pytest.mark.needs("java")
def test_hermit_puts_the_things_of_the_chapter_into_the_same_classes(
    given: Graph, ours: set[Triple], tmp_path: Path
) -> None:
    part = owl_part(given)
    found = by_hermit(part.serialize(format="nt"), tmp_path)
    kinds = {kind.n3() for kind in part.subjects(RDF.type, OWL.Class)}
    individuals = {one.n3() for one in part.subjects(RDF.type, OWL.NamedIndividual)}
    concluded = ours | {spelled(triple) for triple in given}
    expected = {(s, o) for s, p, o in concluded if p == TYPE and o in kinds and s in individuals}
    assert {(thing, kind) for thing, kind in found if kind in kinds} == expected
