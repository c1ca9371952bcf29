"""Concept lattices: on small contexts against all that brute force finds, and on the invented source."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rdflib import RDF, URIRef

from graph.contexts import ALL, MOST_ATTRIBUTES, MOST_OBJECTS, Context
from graph.incidence import Incidence, follows
from graph.lattice import Lattice
from graph.store import EmbeddedStore, Store
from ontology.errors import InputError, LimitError, QueryTimeoutError
from ontology.terms import Names
from tests.graph.conftest import OTHER, SLUG

NAMES = Names()
OX, ID = NAMES.ox, NAMES.entity
CLAIM, DENIAL = NAMES.claim("quill-harbours"), NAMES.claim("quill-harbours")["A2.7"]
HERRING = ID.EconomicInterestInTheHerringGrounds


def invented(rows: list[int], width: int) -> Context:
    """A context without evidence."""
    objects = tuple(URIRef(f"http://e.org/object/{number:03}") for number in range(len(rows)))
    attributes = tuple(URIRef(f"http://e.org/value/{number:03}") for number in range(width))
    incidence = Incidence(tuple(rows), width)
    return Context(OX.Actor, OX.hasInterest, objects, attributes, incidence, {}, {}, {})


@st.composite
def contexts(draw: st.DrawFn) -> Context:
    width = draw(st.integers(0, 6))
    return invented(draw(st.lists(st.integers(0, 2**width - 1), max_size=7)), width)


def having(context: Context, attributes: frozenset[URIRef]) -> frozenset[URIRef]:
    pairs = set(context.pairs())
    return frozenset(one for one in context.objects if all((one, attribute) in pairs for attribute in attributes))


def shared(context: Context, objects: frozenset[URIRef]) -> frozenset[URIRef]:
    pairs = set(context.pairs())
    return frozenset(each for each in context.attributes if all((one, each) in pairs for one in objects))


def subsets(attributes: tuple[URIRef, ...]) -> list[frozenset[URIRef]]:
    return [frozenset(one) for size in range(len(attributes) + 1) for one in combinations(attributes, size)]


@given(contexts())
def test_the_concepts_are_all_sets_of_things_with_exactly_what_they_share(context: Context) -> None:
    found = {(frozenset(one.extent), frozenset(one.intent)) for one in Lattice.make(context).concepts}
    intents = {shared(context, having(context, one)) for one in subsets(context.attributes)}
    assert found == {(having(context, one), one) for one in intents}


@given(contexts())
def test_a_concept_stands_right_below_the_next_more_general_ones(context: Context) -> None:
    concepts = Lattice.make(context).concepts
    for place, concept in enumerate(concepts):
        wider = {number for number, one in enumerate(concepts) if set(one.extent) > set(concept.extent)}
        nearest = {
            one for one in wider if not any(set(concepts[other].extent) < set(concepts[one].extent) for other in wider)
        }
        assert set(concept.above) == nearest
        assert all(above < place for above in concept.above)


@given(contexts())
def test_a_thing_stands_with_the_concept_of_all_that_it_has_and_a_value_with_that_of_all_that_have_it(
    context: Context,
) -> None:
    concepts = Lattice.make(context).concepts
    for one in context.objects:
        (own,) = [each for each in concepts if one in each.own_objects]
        assert set(own.intent) == shared(context, frozenset([one]))
    for attribute in context.attributes:
        (own,) = [each for each in concepts if attribute in each.own_attributes]
        assert set(own.extent) == having(context, frozenset([attribute]))


@given(contexts())
def test_each_implication_holds_and_has_support(context: Context) -> None:
    lattice = Lattice.make(context)
    for one in lattice.implications:
        support = having(context, frozenset(one.premise))
        assert support
        assert set(lattice.concepts[one.concept].extent) == support
        assert shared(context, support) == {*one.premise, *one.conclusion}
        assert one.conclusion
        assert not set(one.premise) & set(one.conclusion)


def bits(context: Context, attributes: frozenset[URIRef] | tuple[URIRef, ...]) -> int:
    return sum(1 << context.attributes.index(one) for one in attributes)


@given(contexts())
def test_the_base_entails_exactly_the_implications_with_support_and_none_of_it_follows_from_the_rest(
    context: Context,
) -> None:
    base = [
        (bits(context, one.premise), bits(context, one.premise + one.conclusion))
        for one in Lattice.make(context).implications
    ]
    for premise in subsets(context.attributes):
        if support := having(context, premise):
            assert follows(bits(context, premise), base) == bits(context, shared(context, support))
    for one in base:
        assert follows(one[0], [other for other in base if other != one]) != one[1]


def test_a_lattice_that_is_too_large_or_takes_too_long_is_stopped() -> None:
    context = invented([2**9 - 1 - 2**number for number in range(9)], 9)
    assert len(Lattice.make(context, 512).concepts) == 512
    with pytest.raises(LimitError, match="more than 511 concepts and implications; choose a narrower class"):
        Lattice.make(context, 511)
    with pytest.raises(QueryTimeoutError, match="takes more than 0 seconds"):
        Lattice.make(context, seconds=0)


def test_the_largest_context_is_analysed_in_seconds() -> None:
    rows = [2 ** (number % MOST_ATTRIBUTES) | 2 ** (7 * number % MOST_ATTRIBUTES) for number in range(MOST_OBJECTS)]
    assert len(Lattice.make(invented(rows, MOST_ATTRIBUTES)).concepts) > MOST_ATTRIBUTES


def test_who_shares_the_interest_in_the_herring_and_why(second_store: Store) -> None:
    lattice = Lattice.read(second_store, NAMES, OX.Actor, OX.hasInterest)
    context = lattice.context
    everybody, holders = lattice.concepts
    assert set(everybody.extent) == set(context.objects) > {ID.EmpireOfMar, ID.TariffLeague}
    assert everybody.intent == ()
    assert set(context.silent()) == {ID.EmpireOfMar, ID.TariffLeague}
    assert holders.extent == (ID.Corran, ID.Ostra, ID.Velm)
    assert holders.intent == (HERRING,)
    assert context.evidence[ID.Ostra, HERRING] == (CLAIM["A1.1"], CLAIM["A1.2"])
    assert context.denials == {(ID.Ostra, HERRING): (DENIAL,)}
    assert context.labels[HERRING] == {"en": "economic interest in the herring grounds", "zh-Hant": "鯡場的經濟利益"}


def test_the_chapter_s_coalitions_of_interest(chapter_store: Store) -> None:
    lattice = Lattice.read(chapter_store, NAMES, OX.Actor, OX.hasInterest)
    found = {" ".join(one.rpartition("/")[2] for one in concept.extent) for concept in lattice.concepts[1:]}
    assert found == {
        "China India Iran Russia Turkey UnitedStates",
        "Kazakhstan Kyrgyzstan Tajikistan Turkmenistan Uzbekistan",
        "Afghanistan Iran Turkey",
        "China Russia UnitedStates",
        "Iran Turkey",
        "Russia",
        "",
    }
    geopolitical = next(one for one in lattice.implications if ID.GeopoliticalInterestInCentralAsia in one.premise)
    assert geopolitical.conclusion == (ID.CounterTerrorismInterestInCentralAsia, ID.EconomicInterestInCentralAsia)
    assert all(pair in lattice.context.evidence for pair in lattice.context.pairs()), "each leads to its evidence"


def test_what_is_said_of_a_group_is_inferred_of_its_members_and_the_group_is_a_thing_beside_them(
    second_store: Store,
) -> None:
    context = Lattice.read(second_store, NAMES, OX.Agent, OX.facesThreat).context
    assert set(context.pairs()) == {(one, ID.Piracy) for one in (ID.ThreeHarbours, ID.Corran, ID.Ostra)}
    assert context.evidence[ID.ThreeHarbours, ID.Piracy] == (CLAIM["A1.3"],)
    (inference,) = context.evidence[ID.Corran, ID.Piracy]
    assert inference in NAMES.inference
    assert context.denials == {(ID.Velm, ID.Piracy): (CLAIM["A1.4"],)}
    assert ID.ThreeHarbours not in Lattice.read(second_store, NAMES, OX.Actor, OX.facesThreat).context.objects


def test_what_is_denied_predicted_or_of_another_voice_is_not_in_the_context(second_store: Store) -> None:
    assert set(Context.read(second_store, NAMES, OX.Organisation, OX.initiatedBy).pairs()) == set()
    assert set(Context.read(second_store, NAMES, OX.State, OX.participatesIn).pairs()) == set()


def test_a_class_without_members_and_a_property_that_none_has_make_a_lattice_of_one_concept(
    second_store: Store,
) -> None:
    (nobody,) = Lattice.read(second_store, NAMES, OX.Person, OX.hasInterest).concepts
    assert (nobody.extent, nobody.intent) == ((), ())
    (everybody,) = Lattice.read(second_store, NAMES, OX.State, OX.backedBy).concepts
    assert len(everybody.extent) == 4


@pytest.mark.parametrize(
    ("of", "by", "told"),
    [
        (OX.Nobody, OX.hasInterest, "ox:Nobody is no class: nothing is of it"),
        (OX.hasInterest, OX.hasInterest, "ox:hasInterest is no class"),
        (OX.Actor, OX.hasNothing, "ox:hasNothing is no property: nothing has it"),
        (OX.Actor, OX.Actor, "ox:Actor is no property"),
        (OX.Event, OX.date, "a value of ox:date is a literal"),
    ],
)
def test_a_class_or_property_that_is_none_is_told(second_store: Store, of: URIRef, by: URIRef, told: str) -> None:
    with pytest.raises(InputError, match=told):
        Context.read(second_store, NAMES, of, by)


@pytest.mark.parametrize(("objects", "values"), [(MOST_OBJECTS + 1, 1), (1, MOST_ATTRIBUTES + 1)])
def test_more_things_or_values_than_a_lattice_may_have_are_told(objects: int, values: int) -> None:
    kinds = [f"<http://e.org/{one}> <{RDF.type}> <http://e.org/C> ." for one in range(objects)]
    pairs = [f"<http://e.org/0> <http://e.org/p> <http://e.org/v{value}> ." for value in range(values)]
    store = EmbeddedStore.load("\n".join(kinds + pairs).encode(), NAMES)
    with pytest.raises(LimitError, match=r"more than (1000 things|200 values).*at most (1000|200).*choose"):
        Context.read(store, NAMES, URIRef("http://e.org/C"), URIRef("http://e.org/p"))


def test_of_several_sources_one_counts_and_all_together_on_request_only(two_sources: Store) -> None:
    """In the other source it is the Empire of Mar that has the interest."""
    herring = ID.EconomicInterestInTheHerringGrounds
    three = {ID.Corran, ID.Ostra, ID.Velm}
    for source, holders in ((SLUG, three), (OTHER, {ID.EmpireOfMar}), (ALL, {*three, ID.EmpireOfMar})):
        context = Context.read(two_sources, NAMES, OX.Actor, OX.hasInterest, source)
        assert {thing for thing, value in context.pairs() if value == herring} == holders
        assert context.source == source
        grounds = {reason for reasons in context.evidence.values() for reason in reasons}
        slugs = {SLUG, OTHER} if source == ALL else {source}
        assert {str(reason).split("/")[-2] for reason in grounds} == slugs
    assert Context.read(two_sources, NAMES, OX.Actor, OX.hasInterest).source == OTHER, "the first by name"
    with pytest.raises(InputError, match=f"there is no source nowhere; there is {OTHER}, {SLUG}, or all"):
        Context.read(two_sources, NAMES, OX.Actor, OX.hasInterest, "nowhere")
