"""What the reasoner makes of ontologies and data that are malformed, circular or too large: a sentence, no harm."""

import time
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ontology.errors import InputError
from ontology.reasoning.compiler import compiled
from ontology.reasoning.horn import CLASH, OWL, RDF, RDFS, TYPE, Atom, Rule, Triple
from ontology.reasoning.justification import Explainer
from ontology.reasoning.reasoner import Reasoner
from tests.ontology.test_reasoner import reasoned, restriction, triples

P, Q = "<http://e.org/p>", "<http://e.org/q>"
BESIDE = ":Z rdfs:subClassOf :Y . :z a :Z ."  # what is there before


@pytest.mark.parametrize("below", ["rdfs:subClassOf", "owl:equivalentClass"])
def test_classes_in_a_circle_have_the_same_members(below: str) -> None:
    circle = " ".join(f":C{number} {below} :C{(number + 1) % 5} ." for number in range(5))
    reasoner = reasoned(circle + ":a a :C3 . :b a :C0 .")
    assert all(triples(f"{one} a :C{number} .")[0] in reasoner for one in (":a", ":b") for number in range(5))


@pytest.mark.parametrize("below", ["rdfs:subPropertyOf", "owl:equivalentProperty"])
def test_properties_in_a_circle_have_the_same_pairs(below: str) -> None:
    circle = " ".join(f":p{number} {below} :p{(number + 1) % 5} ." for number in range(5))
    reasoner = reasoned(circle + ":a :p3 :b .")
    assert all(triples(f":a :p{number} :b .")[0] in reasoner for number in range(5))


@pytest.mark.parametrize("chain", ["(:p :q)", "(:q :p)", "(:p :p)", "(:p :q :p)", "([ owl:inverseOf :q ] :p :q)"])
@settings(max_examples=30)
@given(
    st.frozensets(st.tuples(st.integers(0, 4), st.integers(0, 4)), max_size=8),
    st.frozensets(st.tuples(st.integers(0, 4), st.integers(0, 4)), max_size=8),
)
def test_a_chain_that_refers_to_itself_ends_and_is_right(
    chain: str, first: frozenset[tuple[int, int]], second: frozenset[tuple[int, int]]
) -> None:
    reasoner = reasoned(f":p owl:propertyChainAxiom {chain} .")
    reasoner.add((f"<n{one}>", P, f"<n{other}>") for one, other in first)
    reasoner.add((f"<n{one}>", Q, f"<n{other}>") for one, other in second)
    turned = frozenset((other, one) for one, other in second)
    expected = set(first)
    while True:
        known: dict[str, frozenset[tuple[int, int]] | set[tuple[int, int]]] = {":p": expected, ":q": second}
        parts = chain.strip("()").replace("[ owl:inverseOf :q ]", "~q").split()
        reached = {(number, number) for number in range(5)}
        for part in parts:
            step = known.get(part, turned)
            reached = {(one, end) for one, middle in reached for start, end in step if start == middle}
        if reached <= expected:
            break
        expected |= reached
    pairs = {(one, other) for one in range(5) for other in range(5) if (f"<n{one}>", P, f"<n{other}>") in reasoner}
    assert pairs == expected


@pytest.mark.parametrize(
    ("different", "axiom"),
    [
        (":a owl:differentFrom :c .", "eq-diff1"),
        ("[] a owl:AllDifferent ; owl:members (:x :a :c) .", "DifferentIndividuals"),
        ("[] a owl:AllDifferent ; owl:distinctMembers (:c :a) .", "DifferentIndividuals"),
    ],
)
def test_what_is_the_same_and_declared_different_is_a_clash_with_its_justification(different: str, axiom: str) -> None:
    ontology = triples(different)
    reasoner = Reasoner(compiled(ontology).rules)
    same = triples(":a owl:sameAs :b . :b owl:sameAs :c .")
    reasoner.add(ontology)
    assert reasoner.clashes() == []
    reasoner.add(same)
    clash = reasoner.clashes()[0]
    assert axiom in clash.axiom
    number = next(iter(reasoner.facts.pairs[reasoner.terms.number(CLASH)].values()))
    justification = Explainer(reasoner).one(reasoner.facts.triple(number))
    assert justification is not None
    assert {*same} <= justification.triples
    assert any(axiom in one for one in justification.axioms) or (*triples(different),)[0] in justification.triples
    reasoner.remove(same[:1])
    assert reasoner.clashes() == []


def test_what_differs_from_itself_is_a_clash() -> None:
    assert reasoned("[] a owl:AllDifferent ; owl:members (:a :a) .").clashes()


def test_two_thousand_that_are_different_are_one_rule() -> None:
    members = " ".join(f":n{number}" for number in range(2000))
    ontology = triples(f"[] a owl:AllDifferent ; owl:members ({members}) .")
    begun = time.perf_counter()
    (rule,) = compiled(ontology).rules
    assert time.perf_counter() - begun < 0.5
    reasoner = Reasoner([rule])
    reasoner.add(triples(":n7 owl:sameAs :other . :other owl:sameAs :n1999 ."))
    assert {clash.axiom for clash in reasoner.clashes()} == {rule.axiom}


LIST = "owl:intersectionOf"
FIRST, REST = f"<{RDF}first>", f"<{RDF}rest>"


@pytest.mark.parametrize(
    ("ontology", "told"),
    [
        (f":A {LIST} [ {FIRST} :B ] .", "malformed"),
        (f":A {LIST} _:l . _:l {FIRST} :B, :C ; {REST} () .", "malformed"),
        (f":A {LIST} _:l . _:l {FIRST} :B ; {REST} (), (:C) .", "malformed"),
        (f":A {LIST} _:l . _:l {FIRST} :B ; {REST} _:l .", "malformed"),
        (f":A {LIST} _:l . _:l {FIRST} :B ; {REST} _:m . _:m {FIRST} :C ; {REST} _:l .", "malformed"),
        (f":A {LIST} [ {REST} () ] .", "malformed"),
        (f':A {LIST} "no list" .', "malformed"),
        (f':A {LIST} [ {FIRST} :B ; {REST} "end" ] .', "malformed"),
        (f':A {LIST} (:B "C") .', "is a literal"),
        (':A rdfs:subClassOf "B" .', "is a literal"),
        (':p rdfs:subPropertyOf "q" .', "in place of a property"),
        (":p rdfs:subPropertyOf [] .", "in place of a property"),
        (":p owl:propertyChainAxiom (:q [ owl:inverseOf :q, :r ]) .", "in place of a property"),
        (":p owl:hasKey :q .", "malformed"),
        ("[] a owl:AllDifferent ; owl:members :a .", "malformed"),
        *(
            (f":A rdfs:subClassOf {restriction(':p', f'owl:maxCardinality {number}')} .", "no number")
            for number in ('"-1"^^xsd:integer', '"many"', ":many", '"1.5"^^xsd:decimal', f'"{"9" * 5000}"', '""', "[]")
        ),
        (":A rdfs:subClassOf _:x . _:x owl:complementOf _:x .", "within itself"),
        (f":A rdfs:subClassOf _:x . _:x {LIST} (:B [ owl:complementOf _:x ]) .", "within itself"),
    ],
)
def test_what_is_malformed_is_told_in_a_sentence(ontology: str, told: str) -> None:
    with pytest.raises(InputError, match=told) as caught:
        compiled(triples(ontology))
    assert "\n" not in str(caught.value)
    with pytest.raises(InputError, match=told):
        compiled(triples(BESIDE + ontology))


def test_a_cardinality_that_is_very_large_is_one() -> None:
    many = restriction(":p", "owl:maxCardinality 99999999999999999999")
    ((axiom, _),) = compiled(triples(f":A rdfs:subClassOf {many} .")).unused
    assert "MaxCardinality(99999999999999999999" in axiom


def nested(depth: int, *, each: int = 1) -> Iterator[Triple]:
    """Intersections within intersections, each of them there several times."""
    yield "<A>", f"<{RDFS}subClassOf>", "_:c0"
    for level in range(depth):
        yield f"_:c{level}", f"<{OWL}intersectionOf>", f"_:l{level}n0"
        for place in range(each):
            yield f"_:l{level}n{place}", f"<{RDF}first>", f"_:c{level + 1}" if level < depth - 1 else "<B>"
            rest = f"_:l{level}n{place + 1}" if place < each - 1 else f"<{RDF}nil>"
            yield f"_:l{level}n{place}", f"<{RDF}rest>", rest


def test_a_class_expression_is_read_however_it_is_nested_up_to_a_depth_that_is_told() -> None:
    assert compiled(nested(90)).rules == [Rule(compiled(nested(90)).rules[0].axiom, _of("<A>"), _of("<B>")[0])]
    with pytest.raises(InputError, match="more than 100 deep"):
        compiled(nested(5000))
    with pytest.raises(InputError, match="more than 100000 parts"):
        compiled(nested(60, each=2))


def _of(kind: str) -> tuple[Atom, ...]:
    return (Atom("?x", TYPE, kind),)


@pytest.mark.parametrize("number", [2, 30, 99])
def test_a_class_of_many_parts_is_read(number: int) -> None:
    parts = [f":P{part}" for part in range(number)]
    reasoner = reasoned(f":C owl:intersectionOf ({' '.join(parts)}) . :a a {', '.join(parts)} . :b a :C .")
    assert triples(":a a :C .")[0] in reasoner
    assert all(triples(f":b a {part} .")[0] in reasoner for part in parts)


@pytest.mark.parametrize("number", [2, 9, 16])
def test_a_chain_or_a_key_of_many_parts_is_applied(number: int) -> None:
    steps = [f":p{step}" for step in range(number)]
    links = " ".join(f":n{step} :p{step} :n{step + 1} ." for step in range(number))
    chain = reasoned(f":p owl:propertyChainAxiom ({' '.join(steps)}) . {links}")
    assert triples(f":n0 :p :n{number} .")[0] in chain
    values = " ; ".join(f"{step} 1" for step in steps)
    key = reasoned(f":C owl:hasKey ({' '.join(steps)}) . :a a :C ; {values} . :b a :C ; {values} .")
    assert triples(":a owl:sameAs :b .")[0] in key


@pytest.mark.parametrize(
    "ontology",
    [
        f":C owl:hasKey ({' '.join(f':p{key}' for key in range(5000))}) .",
        f":p owl:propertyChainAxiom ({' '.join([':p'] * 200)}) .",
        f"[ {LIST} ({' '.join(f':P{part}' for part in range(5000))}) ] rdfs:subClassOf :C .",
        f"[ {LIST} ({' '.join(['[ owl:unionOf (:A :B) ]'] * 40)}) ] rdfs:subClassOf :C .",
        f"[] a owl:AllDisjointClasses ; owl:members ({' '.join(f':P{part}' for part in range(2000))}) .",
    ],
)
def test_an_axiom_that_asks_for_too_much_is_told(ontology: str) -> None:
    begun = time.perf_counter()
    done = compiled(triples(ontology))
    assert not done.rules
    ((_, why),) = done.unused
    assert "too much" in why or "0000 rules" in why
    assert time.perf_counter() - begun < 5


def test_a_rule_that_concludes_something_about_nothing_that_it_asks_for_is_told() -> None:
    with pytest.raises(InputError, match=r"\?y, which is not bound"):
        Reasoner([Rule("mine", _of("<A>"), Atom("?x", P, "?y"))])
    long = tuple(Atom(f"?x{place}", P, f"?x{place + 1}") for place in range(30))
    with pytest.raises(InputError, match="too much at once"):
        Reasoner([Rule("mine", long, Atom("?x0", P, "?x30"))])


def test_a_triple_about_a_literal_is_told_and_nothing_is_added() -> None:
    reasoner = Reasoner([])
    with pytest.raises(InputError, match="a literal is no subject"):
        reasoner.add([("<a>", P, "<b>"), ('"a"', P, "<b>")])
    assert not list(reasoner.facts.numbers())


def test_a_clash_is_told_once_of_each_thing_by_its_axiom_whatever_is_the_same_as_it() -> None:
    reasoner = reasoned(":p a owl:IrreflexiveProperty . :a :p :a . :a owl:sameAs :b . :c owl:sameAs :b .")
    reasoner.remove(triples(":c owl:sameAs :b ."))
    assert {clash.axiom for clash in reasoner.clashes()} == {"IrreflexiveObjectProperty(<http://e.org/p>)"}


@pytest.mark.parametrize(
    "ontology",
    [
        "[ owl:oneOf (:a) ] rdfs:subClassOf owl:Nothing .",
        "owl:Thing rdfs:subClassOf [ owl:oneOf () ] . :a a [ owl:oneOf () ] .",
        ":a a owl:Nothing .",
        ":C rdfs:subClassOf [ owl:unionOf () ] . :a a :C .",
        ":p rdfs:subPropertyOf owl:bottomObjectProperty . :a :p :b .",
        "[ owl:oneOf (:a) ] rdfs:subClassOf [ owl:complementOf [ owl:oneOf (:a) ] ] .",
    ],
)
def test_what_can_have_no_member_is_a_clash_where_it_has_one(ontology: str) -> None:
    assert reasoned(ontology).clashes()


def test_what_is_one_thing_is_not_said_to_be_itself() -> None:
    reasoner = reasoned("[ owl:oneOf (:a :b) ] rdfs:subClassOf [ owl:oneOf (:a) ] .")
    assert {one for one in reasoner.inferred() if "sameAs" in one[1]} == set(
        triples(":a owl:sameAs :b . :b owl:sameAs :a .")
    )


@pytest.mark.parametrize(
    ("datatype", "inside", "outside"),
    [
        ("xsd:integer", '1, 1.0, "5"^^xsd:byte', '1.5, "1"^^xsd:float, "one", true, "NaN"^^xsd:decimal'),
        ("xsd:byte", '1, -128, "7"^^xsd:long', '128, 1000, "300"^^xsd:byte'),
        ("xsd:positiveInteger", '1, "3"^^xsd:unsignedLong', "0, -1"),
        ("owl:real", '1, 1.5, "1/2"^^owl:rational', '"1", 1e0'),
        ("rdf:PlainLiteral", '"a", "a"@en, "a"^^xsd:token', "1"),
        ("xsd:token", '"a", "a"^^xsd:NCName', '1, "2020-01-01"^^xsd:date'),
        ("rdfs:Literal", '1, "a"@en', ""),
        ("xsd:date", '"2020-01-01"^^xsd:date', '"2020"^^xsd:gYear, 1'),
    ],
)
def test_a_literal_is_of_a_datatype_by_its_value(datatype: str, inside: str, outside: str) -> None:
    ontology = f"@prefix rdf: <{RDF}> . :p rdfs:range {datatype} . "
    assert reasoned(f"{ontology} :a :p {inside} .").clashes() == []
    for literal in filter(None, outside.split(", ")):
        assert reasoned(f"{ontology} :a :p {literal} .").clashes(), literal
