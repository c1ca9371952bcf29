"""Pairs of those who are gathered, which are not stored and are found all the same."""

from collections import Counter
from contextlib import suppress
from itertools import product

import pyoxigraph
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rdflib import Dataset

from graph.engine import Graphs, evaluate
from graph.gatherings import Gatherings
from graph.planning import Planner
from graph.statistics import Statistics
from ontology.errors import InputError
from ontology.gatherings import Host
from ontology.inferences import Closure, spelled
from ontology.reasoning.compiler import compiled
from tests.graph.test_dataset import NAMES
from tests.ontology.test_rules import RULES

PREFIXES = """PREFIX ox: <https://w3id.org/oxiana/ontology#>
PREFIX id: <https://w3id.org/oxiana/id/>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX owl: <http://www.w3.org/2002/07/owl#>
"""
VOCABULARY = """
ox:State rdfs:subClassOf ox:Actor .
ox:sharesInterestWith a owl:SymmetricProperty ; rdfs:domain ox:Actor .
ox:sharesEconomicInterestWith rdfs:subPropertyOf ox:sharesInterestWith .
ox:EconomicInterest ox:sharedAs ox:sharesEconomicInterestWith .
"""
SHARES = ("ox:sharesInterestWith", "ox:sharesEconomicInterestWith")
ACTORS, INTERESTS, CLASSES = "ABCDE", "IJK", ("ox:Interest", "ox:EconomicInterest")
Holding = tuple[str, str]


def turtle(holdings: set[Holding], classes: tuple[str, ...]) -> str:
    actors = [f"id:{one} a ox:State ; rdfs:label '{one}' ." for one in ACTORS]
    interests = [f"id:{one} a {kind} ." for one, kind in zip(INTERESTS, classes, strict=True)]
    held = [f"id:{actor} ox:hasInterest id:{interest} ." for actor, interest in sorted(holdings)]
    return "\n".join([PREFIXES, VOCABULARY, *actors, *interests, *held])


def stored(text: str, most: int | None) -> pyoxigraph.Store:
    """What is said, and what follows; with a bound those are gathered of whom more meet."""
    said = Dataset()
    said.default_graph.parse(data=text, format="turtle")
    axioms = compiled(map(spelled, said.default_graph)).rules
    closure = Closure(said, RULES, axioms, Host(NAMES, "tale", 1_000 if most is None else most))
    store = pyoxigraph.Store()
    store.load(
        "\n".join(f"{' '.join(closure.facts.triple(number))} ." for number in closure.facts.numbers()).encode(),
        format=pyoxigraph.RdfFormat.N_TRIPLES,
    )
    return store


def planner(store: pyoxigraph.Store) -> Planner:
    return Planner(store, Statistics.of(store), gatherings=Gatherings.of(store, str(NAMES.ox)))


def bag(store: pyoxigraph.Store, text: str) -> object:
    """An answer as a bag of rows, with its columns in their order."""
    result = evaluate(store, PREFIXES + text, Graphs(), NAMES.base, planner(store))
    if isinstance(result, pyoxigraph.QuerySolutions):
        return [str(one) for one in result.variables], Counter(str(tuple(row)) for row in result)
    return {str(triple) for triple in result} if isinstance(result, pyoxigraph.QueryTriples) else bool(result)


_ends = st.sampled_from(["?x"] * 4 + ["?y"] * 4 + ["?z"] * 2 + ["id:A", "id:B", "id:I"])
_relations = st.sampled_from(SHARES)
_paths = st.one_of(
    _relations,
    _relations,
    _relations.map(lambda one: f"^{one}"),
    _relations.map(lambda one: f"{one}/ox:hasInterest"),
    _relations.map(lambda one: f"ox:hasInterest/^ox:hasInterest/{one}"),
    _relations.map(lambda one: f"({one}|ox:hasInterest)"),
    st.tuples(_relations, _relations).map("/".join),
)
_pairs = st.tuples(_ends, _paths, _ends).map(" ".join)
_others = st.one_of(
    st.tuples(_ends, st.sampled_from(["ox:hasInterest", "rdfs:label"]), _ends).map(" ".join),
    st.tuples(_ends, st.just("a"), st.sampled_from(["ox:State", *CLASSES])).map(" ".join),
)
_blocks = st.tuples(_pairs, st.lists(st.one_of(_pairs, _others), max_size=2)).flatmap(
    lambda one: st.permutations([one[0], *one[1]]).map(" . ".join)
)
_conditions = st.one_of(
    _blocks.map(lambda one: f"EXISTS {{ {one} }}"),
    _blocks.map(lambda one: f"NOT EXISTS {{ {one} }}"),
    _pairs.map(lambda one: f"(BOUND(?x) && EXISTS {{ {one} }})"),
    st.sampled_from(["(?x != ?y)", "(?x = id:A || ?y < id:C)", "(STR(?z) != 'B')"]),
)


def _parts(group: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.one_of(
        _conditions.map(lambda one: f"FILTER {one}"),
        group.map(lambda one: f"OPTIONAL {{ {one} }}"),
        group.map(lambda one: f"MINUS {{ {one} }}"),
        group.map(lambda one: f"{{ SELECT ?x ?y {{ {one} }} }}"),
        group.map(lambda one: f"{{ SELECT DISTINCT ?y {{ {one} }} }}"),
        group.map(lambda one: f"{{ SELECT ?x (COUNT(*) AS ?n) {{ {one} }} GROUP BY ?x }}"),
        st.tuples(group, group).map(lambda two: f"{{ {two[0]} }} UNION {{ {two[1]} }}"),
        st.sampled_from(["VALUES ?x { id:A id:B UNDEF }", "VALUES (?x ?y) { (id:A id:B) (id:C UNDEF) }"]),
    )


_groups = st.recursive(
    _blocks,
    lambda inner: st.tuples(st.one_of(_blocks, _others), st.lists(_parts(inner), min_size=1, max_size=2)).map(
        lambda one: f"{one[0]} . {' '.join(one[1])}"
    ),
    max_leaves=3,
)
_HEADS = (
    "SELECT * {{ {} }}",
    "SELECT ?x ?y ?z {{ {} }}",
    "SELECT DISTINCT ?x {{ {} }}",
    "SELECT ?x (COUNT(?y) AS ?k) {{ {} }} GROUP BY ?x",
    "SELECT ?x (COUNT(DISTINCT ?y) AS ?k) {{ {} }} GROUP BY ?x HAVING (COUNT(*) > 1) ORDER BY ?x",
    "SELECT (COUNT(*) AS ?k) {{ {} }}",
    "SELECT ?x ?y ?z {{ {} }} ORDER BY ?x ?y ?z LIMIT 3 OFFSET 1",
    "SELECT ?x (EXISTS {{ ?x ox:sharesInterestWith id:B }} AS ?k) {{ {} }}",
    "ASK {{ {} }}",
    "CONSTRUCT {{ ?x ox:met ?y }} {{ {} }}",
)
queries = st.tuples(st.sampled_from(_HEADS), _groups).map(lambda one: one[0].format(one[1]))
holdings = st.sets(st.sampled_from([*product(ACTORS, INTERESTS)]))
classes = st.tuples(*[st.sampled_from(CLASSES)] * len(INTERESTS))


@settings(max_examples=300, deadline=None)
@given(holdings, classes, st.integers(1, 3), st.lists(queries, min_size=1, max_size=5))
def test_a_query_has_the_same_answer_as_if_all_pairs_were_stored(
    held: set[Holding], kinds: tuple[str, ...], most: int, texts: list[str]
) -> None:
    text = turtle(held, kinds)
    whole, reduced = stored(text, None), stored(text, most)
    for one in texts:
        try:
            expected = bag(whole, one)
        except SyntaxError:
            continue
        with suppress(InputError):  # which says what to write in its place
            assert bag(reduced, one) == expected, planner(reduced).paired(PREFIXES + one)


CROWD = {(actor, "I") for actor in ACTORS}


@pytest.fixture(scope="module")
def crowd() -> Planner:
    """All hold one interest, and no pair is stored."""
    return planner(stored(turtle(CROWD, ("ox:EconomicInterest",) * 3), 2))


@pytest.mark.parametrize(
    "text",
    [
        "SELECT ?x { ?x ?p id:A }",
        "SELECT ?x { ?x ox:hasInterest id:I }",
        "SELECT ?x { ?x ox:sharesInterestWith ?x }",
        "SELECT ?x { ?x ox:sharesInterestWith 'A' }",
        "SELECT ?x { GRAPH ?g { ?x ox:sharesInterestWith id:A } }",
        "SELECT ?x { ?x rdfs:label ?l FILTER(?l != 'sharesInterestWith') }",
        "SELECT ?x FROM <http://a/g> { ?x ox:sharesInterestWith id:A }",
    ],
)
def test_what_asks_for_no_pair_that_is_not_stored_is_left_as_it_was_sent(crowd: Planner, text: str) -> None:
    assert crowd.paired(PREFIXES + text) == PREFIXES + text


@pytest.mark.parametrize(
    ("group", "first"),
    [
        ("?x rdfs:label ?l . ?x ox:sharesInterestWith id:A", "{ SELECT DISTINCT ?x"),
        ("?x ox:sharesInterestWith ?y . ?x rdfs:label 'A'", "{ ?x rdfs:label 'A' }"),
        ("?x ox:sharesInterestWith ?y . ?x rdfs:label ?l FILTER(?l = 'A')", "{ ?x rdfs:label ?l FILTER(?l = 'A') }"),
        ("VALUES ?x { id:A } ?x ox:sharesInterestWith ?y . ?y rdfs:label ?l", "VALUES ?x { id:A } LATERAL { SELECT"),
        ("?x rdfs:label 'A' OPTIONAL { ?x ox:sharesInterestWith ?y }", "?x rdfs:label 'A' LATERAL { OPTIONAL {"),
    ],
)
def test_pairs_are_made_of_few_where_few_are_asked_for(crowd: Planner, group: str, first: str) -> None:
    told = crowd.paired(f"{PREFIXES} SELECT ?x {{ {group} }}").removeprefix(PREFIXES)
    assert told.startswith(f" SELECT ?x {{ {first}")


def test_nothing_is_written_otherwise_where_nobody_is_gathered() -> None:
    few = planner(stored(turtle(CROWD, ("ox:Interest",) * 3), None))
    assert few.gatherings is None
    text = f"{PREFIXES} SELECT ?x {{ ?x ox:sharesInterestWith+ id:A }}"
    assert few.paired(text) == text
