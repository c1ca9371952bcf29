"""The provenance of an answer as PROV-O: that it is RDF, invents nothing, and says what the lineage says."""

import json
from collections.abc import Iterator

import pytest
from rdflib import PROV, RDF, RDFS, BNode, Graph, Literal, Namespace, URIRef
from rdflib.term import Node

from graph.engine import Graphs
from graph.lineage.formats import PROV_JSON_LD, PROV_TURTLE
from graph.lineage.question import Question
from graph.lineage.tracer import Tracer
from graph.store import JSON, Store
from ontology.terms import Names

NAMES = Names()
OX, CLAIM = NAMES.ox, NAMES.claim("quill-harbours")
RS = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/result-set#")
SH = Namespace("http://www.w3.org/ns/shacl#")
PREFIXES = f"PREFIX ox: <{OX}> PREFIX id: <{NAMES.entity}> "
VERSION = "ab" * 32
QUERIES = {
    "rows": "SELECT ?a ?b { ?a ox:sharesInterestWith ?b } ORDER BY ?a ?b",
    "several ways": "SELECT DISTINCT ?i { ?a ox:hasInterest ?i }",
    "negation": "SELECT ?a { ?a ox:hasInterest ?i FILTER NOT EXISTS { ?a ox:facesThreat id:Piracy } }",
    "numbers": "SELECT (COUNT(?a) AS ?數) (1.5 AS ?n) ('x'@en AS ?t) { ?a ox:hasInterest ?i }",
    "yes": "ASK { id:Velm ox:hasInterest ?i }",
    "no": "ASK { id:Velm ox:hasInterest id:Piracy }",
    "graph": "CONSTRUCT { ?a ox:sharesInterestWith ?b } WHERE { ?a ox:sharesInterestWith ?b }",
    "things": "DESCRIBE id:Velm",
    "nothing": "SELECT ?a { ?a ox:hasInterest id:Velm }",
}
# What PROV-O's terms are said of, and what they lead to (https://www.w3.org/TR/prov-o/#cross-reference).
ENTITY = {PROV.Entity, PROV.Collection, PROV.Plan}
ENDS: dict[Node, tuple[set[URIRef], set[URIRef]]] = {
    PROV.wasGeneratedBy: (ENTITY, {PROV.Activity}),
    PROV.used: ({PROV.Activity}, ENTITY),
    PROV.wasAssociatedWith: ({PROV.Activity}, {PROV.SoftwareAgent}),
    PROV.hadMember: ({PROV.Collection}, ENTITY),
    PROV.wasDerivedFrom: (ENTITY, ENTITY),
    PROV.qualifiedDerivation: (ENTITY, {PROV.Derivation}),
    PROV.entity: ({PROV.Derivation}, ENTITY),
    PROV.hadActivity: ({PROV.Derivation}, {PROV.Activity}),
    PROV.wasInfluencedBy: (ENTITY, ENTITY),
}


@pytest.fixture(scope="module")
def tracer(second_store: Store) -> Tracer:
    return Tracer(second_store, NAMES)


def question(query: str) -> Question:
    return Question(f"{PREFIXES}{query}", version=VERSION)


def provenance(tracer: Tracer, query: str, media_type: str = PROV_JSON_LD) -> Graph:
    written = tracer.told(question(query), [media_type])
    assert written.media_type == media_type
    return Graph().parse(data=written.body, format="json-ld" if media_type == PROV_JSON_LD else "turtle")


def lineage(tracer: Tracer, query: str) -> list[dict[str, list[dict[str, list[str]]]]]:
    return list(json.loads(tracer.told(question(query), [JSON]).body)["lineage"]["rows"])


def row(query: str, number: int = 1) -> URIRef:
    return URIRef(f"{question(query).answer_iri(NAMES)}#row-{number}")


def kinds(graph: Graph, node: Node) -> set[Node]:
    """The classes of a node; a passage is described where it lies."""
    passages = set(graph.objects(None, OX.statedIn))
    return {PROV.Entity} if node in passages else set(graph.objects(node, RDF.type))


@pytest.mark.parametrize("query", QUERIES.values(), ids=list(QUERIES))
def test_it_uses_the_terms_of_prov_and_no_others_in_its_name_each_between_what_prov_puts_them(
    tracer: Tracer, query: str
) -> None:
    graph = provenance(tracer, query)
    own = {one for triple in graph for one in triple if str(one).startswith(str(PROV))}
    assert own
    assert [one for one in own if not hasattr(PROV, str(one).removeprefix(str(PROV)))] == []
    assert {predicate for predicate in graph.predicates() if str(predicate).startswith(str(PROV))} <= ENDS.keys()
    for subject, predicate, value in graph:
        if predicate in ENDS:
            before, after = ENDS[predicate]
            assert kinds(graph, subject) & before, (subject, predicate)
            assert kinds(graph, value) & after, (predicate, value)


@pytest.mark.parametrize("query", QUERIES.values(), ids=list(QUERIES))
def test_it_has_no_blank_nodes_and_is_the_same_in_turtle(tracer: Tracer, query: str) -> None:
    graph = provenance(tracer, query)
    assert not any(isinstance(term, BNode) for triple in graph for term in triple)
    assert {*graph} == {*provenance(tracer, query, PROV_TURTLE)}


@pytest.mark.parametrize("query", QUERIES.values(), ids=list(QUERIES))
def test_each_row_is_derived_from_all_its_claims_and_from_each_way_as_a_collection_of_those_of_it(
    tracer: Tracer, query: str
) -> None:
    graph = provenance(tracer, query)
    rows = lineage(tracer, query)
    assert set(graph.objects(URIRef(question(query).answer_iri(NAMES)), PROV.hadMember)) == {
        row(query, number + 1) for number in range(len(rows))
    }
    for number, told in enumerate(rows, 1):
        ways, claims = set(), set()
        for ground in graph.objects(row(query, number), PROV.wasDerivedFrom):
            if (ground, RDF.type, PROV.Collection) in graph:
                ways.add(frozenset(map(str, graph.objects(ground, PROV.hadMember))))
            else:
                claims.add(str(ground))
        expected = {frozenset(way["claims"]) for way in told["ways"] if way["claims"] or way["rules"]}
        assert ways == expected
        assert claims == set[str]().union(*expected)


def test_the_claims_are_derived_from_their_passages_and_tell_how_they_are_put(tracer: Tracer) -> None:
    graph = provenance(tracer, "SELECT ?x { ?x ox:initiatedBy id:Corran }")
    assert not set(graph.objects(None, OX.voice))  # nobody asserts it in his own voice
    query = f"SELECT ?x {{ GRAPH <{CLAIM['A2.5']}> {{ ?x ox:initiatedBy id:Corran }} }}"
    graph, claim = provenance(tracer, query), CLAIM["A2.5"]
    assert set(graph.objects(row(query), PROV.wasDerivedFrom)) > {claim}
    passage = NAMES.passage("quill-harbours")["A2.s2c2"]
    assert set(graph.objects(claim, PROV.wasDerivedFrom)) == set(graph.objects(claim, OX.statedIn)) == {passage}
    assert graph.value(claim, OX.modality) == OX.Asserted
    assert graph.value(claim, OX.voice) == NAMES.entity.Corran


def test_the_rules_by_which_a_row_follows_are_used_by_the_activity_of_its_derivation(tracer: Tracer) -> None:
    query = QUERIES["rows"]
    graph = provenance(tracer, query)
    (derivation,) = graph.objects(row(query), PROV.qualifiedDerivation)
    assert graph.value(derivation, PROV.entity) in set(graph.objects(row(query), PROV.wasDerivedFrom))
    used = set(graph.objects(graph.value(derivation, PROV.hadActivity), PROV.used))
    assert NAMES.rule["shared-interest"] in used
    assert all((rule, RDF.type, OX.Rule) in graph for rule in used)


def test_the_activity_used_the_version_of_the_dataset_and_the_query_whose_text_it_tells(tracer: Tracer) -> None:
    query = QUERIES["rows"]
    graph, iri = provenance(tracer, query), URIRef(question(query).answer_iri(NAMES))
    activity = graph.value(iri, PROV.wasGeneratedBy)
    used = set(graph.objects(activity, PROV.used))
    assert URIRef(f"{NAMES.base}versions/{VERSION}") in used
    assert [graph.value(one, SH.select) for one in used if graph.value(one, SH.select)] == [Literal(PREFIXES + query)]


def test_rows_tell_their_values_and_triples_are_statements(tracer: Tracer) -> None:
    query = QUERIES["numbers"]
    graph = provenance(tracer, query)
    values = {
        str(graph.value(one, RS.variable)): graph.value(one, RS.value) for one in graph.objects(row(query), RS.binding)
    }
    assert {name: value.n3() for name, value in values.items() if value} == {
        "數": '"3"^^<http://www.w3.org/2001/XMLSchema#integer>',
        "n": '"1.5"^^<http://www.w3.org/2001/XMLSchema#decimal>',
        "t": '"x"@en',
    }
    graph = provenance(tracer, QUERIES["graph"])
    told = {
        tuple(graph.value(one, place) for place in (RDF.subject, RDF.predicate, RDF.object))
        for one in graph.subjects(RDF.type, RDF.Statement)
    }
    people = NAMES.entity
    assert (people.Corran, OX.sharesInterestWith, people.Velm) in told
    assert len(told) == 6


@pytest.mark.parametrize(("query", "expected"), [("yes", True), ("no", False)])
def test_an_ask_tells_its_answer(tracer: Tracer, query: str, *, expected: bool) -> None:
    graph = provenance(tracer, QUERIES[query])
    assert graph.value(URIRef(question(QUERIES[query]).answer_iri(NAMES)), RS.boolean) == Literal(expected)


def test_what_is_kept_out_is_derived_from_claims_too_and_the_answer_was_influenced_by_it(tracer: Tracer) -> None:
    query = QUERIES["negation"]
    graph, iri = provenance(tracer, query), URIRef(question(query).answer_iri(NAMES))
    kept_out = set(graph.objects(iri, PROV.wasInfluencedBy))
    values = {graph.value(graph.value(one, RS.binding), RS.value) for one in kept_out}
    assert values == {NAMES.entity.Corran, NAMES.entity.Ostra}
    assert all((one, PROV.wasDerivedFrom, CLAIM["A1.3"]) in graph for one in kept_out)
    notes = [str(one) for one in graph.objects(iri, RDFS.comment)]
    assert sorted(one.language or "" for one in _literals(graph, iri)) == ["en", "zh-Hant"]
    assert any("rests on absence" in one for one in notes)


def _literals(graph: Graph, node: Node) -> Iterator[Literal]:
    return (one for one in graph.objects(node, RDFS.comment) if isinstance(one, Literal))


def test_what_is_not_known_is_said_in_both_languages(tracer: Tracer) -> None:
    query = "SELECT ?y { VALUES ?x { 1 2 } LATERAL { SELECT ?y { BIND(?x AS ?y) } } }"
    graph, iri = provenance(tracer, query), URIRef(question(query).answer_iri(NAMES))
    assert {one.language for one in _literals(graph, row(query, 2))} == {"en", "zh-Hant"}
    assert any("is not followed" in one for one in _literals(graph, iri))


def test_the_same_question_of_the_same_version_has_the_same_iri_and_any_other_another() -> None:
    one = Question("ASK {}", version="a")
    others = [
        Question("ASK { }", version="a"),
        Question("ASK {}", version="b"),
        Question("ASK {}", Graphs(("http://a/g",)), "a"),
        Question("ASK {}", Graphs((), ("http://a/g",)), "a"),
        Question("ASK {}", version="a", generation=1),
    ]
    iris = [each.answer_iri(NAMES) for each in (one, *others)]
    assert len(set(iris)) == len(iris)
    assert Question("ASK {}", version="a").answer_iri(NAMES) == iris[0]
    assert iris[0].startswith(f"{NAMES.base}.well-known/genid/")
