"""Claims held against what others tell: what comes of it, and that nothing is made to agree."""

from pathlib import Path

import pytest

from graph.build import Build, Inputs, build
from graph.crosscheck.table import table
from graph.store import EmbeddedStore, Store, select
from ontology.terms import CANONICAL, Names
from tests.graph.comparing_worlds import MEMBER, World

IN = "id:Corran ox:participatesIn id:League ."
OF_GROUP = "id:Harbours ox:takesPartIn id:League ."
BACKED = "id:League a ox:GreatPowerBacked ."
UNBACKED = "id:League a ox:WithoutGreatPowerBacking ."
POWER = 'wd:Q4 p:P463 s:m . s:m a wikibase:Statement ; ps:P463 wd:Q3 ; pq:P585 "2002-06-04"^^xsd:date .'
OBJECTED = "s:o a rdf:Statement ; rdf:subject wd:Q4 ; rdf:predicate reference:objectedTo ; rdf:object wd:Q3 ."
ORDER = "id:Riot ox:precedes id:Treaty ."


def member(**when: str) -> str:
    """That Corran is in the league, at a time."""
    return MEMBER + "".join(f' ; pq:{name} "{year}"^^xsd:gYear' for name, year in when.items()) + " ."


def dated(item: str, day: str, name: str, kind: str = "date") -> str:
    """That an event was on a day."""
    return f'wd:{item} p:P585 s:{name} . s:{name} a wikibase:Statement ; ps:P585 "{day}"^^xsd:{kind} .'


WORLDS = {
    "a membership of the time of which the source speaks agrees": (World(IN, member(P580="2001")), "Agrees"),
    "a membership that ended in that time agrees": (World(IN, member(P582="1999")), "Agrees"),
    "a membership that began later is not comparable": (World(IN, member(P580="2017")), "NotComparable"),
    "a membership that had ended before is not comparable": (
        World(IN, member(P580="1950", P582="1960")),
        "NotComparable",
    ),
    "a membership without dates is not comparable": (World(IN, member()), "NotComparable"),
    "a source that does not tell its time is not comparable": (
        World(IN, member(P580="2001"), temporal=""),
        "NotComparable",
    ),
    "a claim of which nobody tells is silent": (World(IN), "Silent"),
    "an item that is only close to the entity tells nothing of it": (
        World("id:Corran ox:participatesIn id:Fair .", MEMBER.replace("Q3", "Q8") + ' ; pq:P580 "2001"^^xsd:gYear .'),
        "Silent",
    ),
    "a statement that Wikidata deprecates tells nothing": (
        World(IN, member(P580="2001") + " s:a wikibase:rank wikibase:DeprecatedRank .", graph="wikidata"),
        "Silent",
    ),
    "a denial that agrees with absence is silent": (World(IN, modality="Denied"), "Silent"),
    "a denial of what others tell differs": (World(IN, member(P580="2001"), modality="Denied"), "Differs"),
    "a denial of what began later is not comparable": (
        World(IN, member(P580="2017"), modality="Denied"),
        "NotComparable",
    ),
    "a prediction is not comparable": (World(IN, member(P580="2001"), modality="Predicted"), "NotComparable"),
    "a question is not comparable": (World(IN, member(P580="2001"), modality="Open"), "NotComparable"),
    "a hedged claim agrees with its reserve": (World(IN, member(P580="2001"), modality="Hedged"), "Agrees"),
    "a power that is in it agrees with its backing": (World(BACKED, POWER), "Agrees"),
    "a power that is in it differs from its lack": (World(UNBACKED, POWER), "Differs"),
    "a power that objected differs from its backing": (World(BACKED, OBJECTED), "Differs"),
    "a power that objected does not agree with the lack of others": (World(UNBACKED, OBJECTED), "Silent"),
    "a power that objected and is in it agrees": (World(BACKED, POWER + OBJECTED), "Agrees"),
    "the lack of backing of which nobody tells is silent": (World(UNBACKED), "Silent"),
    "a denial that a power is lacking agrees with one that is in it": (
        World(UNBACKED, POWER, modality="Denied"),
        "Agrees",
    ),
    "events that others date the other way round differ": (
        World(ORDER, dated("Q6", "2005-11-14", "x") + dated("Q7", "2005-07-29", "y")),
        "Differs",
    ),
    "events in the same order agree": (
        World(ORDER, dated("Q6", "2005-07-29", "x") + dated("Q7", "2005-11", "y", "gYearMonth")),
        "Agrees",
    ),
    "dates too coarse for an order are not comparable": (
        World(ORDER, dated("Q6", "2005-07-29", "x") + dated("Q7", "2005", "y", "gYear")),
        "NotComparable",
    ),
    "of several dates of an event the finest counts, where the others go with it": (
        World(
            ORDER,
            dated("Q6", "2005-11-14", "x")
            + dated("Q6", "2005", "z", "gYear")
            + dated("Q7", "2005-07-29", "y")
            + 'wd:Q7 p:P1319 s:w . s:w a wikibase:Statement ; ps:P1319 "2005-05"^^xsd:gYearMonth .',
        ),
        "Differs",
    ),
    "an order that holds by one of two dates of an event only is not comparable": (
        World(ORDER, dated("Q6", "2005-10-03", "x") + dated("Q6", "2005-11-14", "z") + dated("Q7", "2005-10-20", "y")),
        "NotComparable",
    ),
    "one date makes no order": (World(ORDER, dated("Q6", "2005-07-29", "x")), "Silent"),
    "a day in the month of a claim agrees": (
        World('id:Riot ox:date "2005-05"^^xsd:gYearMonth .', dated("Q6", "2005-05-13", "x")),
        "Agrees",
    ),
    "another year differs": (
        World('id:Riot ox:date "2004"^^xsd:gYear .', dated("Q6", "2005-05-13", "x")),
        "Differs",
    ),
    "dates on which others are not of one mind are not comparable": (
        World('id:Riot ox:date "2005"^^xsd:gYear .', dated("Q6", "2005-05-13", "x") + dated("Q6", "2006-01-01", "y")),
        "NotComparable",
    ),
    "a border with a part of a region agrees": (
        World(
            "id:Corran ox:neighbours id:Isles .",
            "wd:Q5 p:P527 s:i . s:i a wikibase:Statement ; ps:P527 wd:Q2 . wd:Q2 p:P47 s:b . "
            's:b a wikibase:Statement ; ps:P47 wd:Q1 ; pq:P580 "1991"^^xsd:gYear .',
        ),
        "Agrees",
    ),
    "a part of an organisation agrees": (
        World(
            "id:League ox:partOf id:Fair .",
            'wd:Q3 p:P361 s:b . s:b a wikibase:Statement ; ps:P361 id:Fair ; pq:P580 "1991"^^xsd:gYear .',
        ),
        "Agrees",
    ),
    "who leads is not told by a membership": (World("id:Corran ox:leads id:League .", member(P580="2001")), "Silent"),
    "who took part in a dated event did so when it was": (
        World(
            "id:Corran ox:participatesIn id:Fair .",
            "id:Fair p:P710 s:b . s:b a wikibase:Statement ; ps:P710 wd:Q1 . "
            'id:Fair p:P585 s:c . s:c a wikibase:Statement ; ps:P585 "2005-11-14"^^xsd:date .',
        ),
        "Agrees",
    ),
}


@pytest.mark.parametrize("name", WORLDS)
def test_of_a_claim(name: str) -> None:
    world, expected = WORLDS[name]
    assert world.check.outcome == expected


def test_what_is_said_of_a_group_is_compared_through_each_member_but_the_excepted_where_it_distributes() -> None:
    through = {
        str(one.case.through).rpartition("/")[2]: one.outcome
        for one in World(OF_GROUP, member(P580="2001")).check.comparisons
    }
    assert through == {"Corran": "Agrees", "Ostra": "Silent"}
    (left,) = World(OF_GROUP, member(P580="2001"), more="; ox:except id:Corran").check.comparisons
    assert str(left.case.through).rpartition("/")[2] == "Ostra"


def test_what_is_said_of_a_group_as_a_whole_agrees_with_one_member_and_says_so() -> None:
    world = World("id:Harbours ox:participatesIn id:League .", member(P580="2001"))
    (one,) = world.check.comparisons
    assert (one.case.through, one.outcome) == (None, "Agrees")


def test_the_reason_is_told_in_both_languages_with_the_time() -> None:
    world = World(IN, member(P580="2017"))
    assert "began only after" in world.why("en")
    assert "Corran takes part in League (from 2017)" in world.why("en")
    assert "科蘭參與League（2017起）" in world.why("zh-hant")


def test_a_membership_without_dates_is_told_to_be_current_or_former() -> None:
    assert "current and former being mixed" in World(IN, member()).why("en")


def test_what_is_said_in_another_voice_is_told_as_that_ones_view() -> None:
    assert "the view of Ostra, not the author's own" in World(IN, member(P580="2001"), more="; ox:voice id:Ostra").why(
        "en"
    )


def test_silence_before_a_denial_is_told_to_be_no_agreement() -> None:
    assert "no agreement with a denial" in World(IN, modality="Denied").why("en")


def test_a_build_without_facts_of_others_has_no_cross_check(second_build: Build, second_store: Store) -> None:
    assert second_build.summary["claims"]
    assert table(second_store, CANONICAL) == []
    assert select(second_store, "SELECT * { GRAPH <https://w3id.org/oxiana/graph/crosscheck> { ?s ?p ?o } }") == []


def test_under_another_base_it_is_the_same(second_copy: Path, tmp_path: Path) -> None:
    (second_copy / "links").mkdir()
    (second_copy / "links" / "references.ttl").write_text(
        """@prefix p: <http://www.wikidata.org/prop/> . @prefix ps: <http://www.wikidata.org/prop/statement/> .
@prefix id: <https://w3id.org/oxiana/id/> . @prefix s: <https://w3id.org/oxiana/graph/references#> .
@prefix wikibase: <http://wikiba.se/ontology#> .
id:Velm p:P463 s:one . s:one a wikibase:Statement ; ps:P463 id:TariffLeague .
""",
        encoding="utf-8",
    )
    names = Names("https://example.org/isles/")
    built = build(tmp_path / "data", Inputs(second_copy, None, names), lambda _: None)
    found = table(EmbeddedStore.open(built.store_path, names), names)
    assert [one.claim.rpartition("/")[2] for one in found] == ["A2.6"]
    assert found[0].outcome == names.ox.NotComparable  # the source does not say of what time it speaks
