"""What follows, compared with what other reasoners conclude on random ontologies and data."""

import owlrl
import pytest
import rdflib
from hypothesis import given, settings

from ontology import consistency
from ontology.errors import InputError
from ontology.reasoning.compiler import compiled
from ontology.reasoning.horn import SAME, TYPE, Triple
from ontology.reasoning.reasoner import Reasoner
from tests.ontology.test_justification import CLASSES, DATA, LINKS, ONTOLOGIES, THINGS
from tests.ontology.test_reasoner import PREFIXES, triples

NAMES = {f"<http://e.org/{name[1:]}>" for name in (*CLASSES, *LINKS, *THINGS)}


def about_things(found: set[Triple]) -> set[Triple]:
    """What is said of things: their classes, links and other names; nothing is said to be itself."""
    things = {f"<http://e.org/{name[1:]}>" for name in THINGS}
    return {
        (subject, predicate, value)
        for subject, predicate, value in found
        if subject in things and value in NAMES and predicate in {*NAMES, TYPE, SAME}
        if not (predicate == SAME and subject == value)
    }


def of_graph(graph: rdflib.Graph) -> set[Triple]:
    return {(s.n3(), p.n3(), o.n3()) for s, p, o in graph}


@settings(max_examples=40)
@given(ONTOLOGIES.filter(lambda text: "hasKey" not in text), DATA)
def test_owlrl_concludes_the_same_but_for_keys_which_it_gets_wrong(ontology: str, data: list[Triple]) -> None:
    given = [*triples(ontology), *data]
    text = "\n".join(f"{' '.join(triple)} ." for triple in given)
    graph = rdflib.Graph().parse(data=text, format="nt")
    owlrl.DeductiveClosure(owlrl.OWLRL_Semantics).expand(graph)
    reasoner = Reasoner(compiled(given).rules)
    reasoner.add(given)
    assert about_things({*given, *reasoner.inferred()}) == about_things(of_graph(graph))


@pytest.mark.needs("java")
@settings(max_examples=12)
@given(ONTOLOGIES.filter(lambda text: "hasKey" not in text), DATA)
def test_what_hermit_finds_consistent_has_no_clash(ontology: str, data: list[Triple]) -> None:
    declared = " ".join(f"{one} a owl:Class ." for one in CLASSES) + " ".join(
        f"{one} a owl:ObjectProperty ." for one in LINKS
    )
    given = [*triples(declared + ontology), *data]
    text = "\n".join(f"{' '.join(triple)} ." for triple in given)
    try:
        found = consistency.check(rdflib.Graph().parse(data=PREFIXES + text, format="turtle"))
    except InputError:
        return  # it is no OWL 2 DL: a chain or a transitive property beside what HermiT does not take with it
    reasoner = Reasoner(compiled(given).rules)
    reasoner.add(given)
    assert not (found.consistent and reasoner.clashes())
