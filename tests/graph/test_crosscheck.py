"""Claims held against what others tell: what comes of it, and that nothing is made to agree."""

from pathlib import Path

import pytest

from graph.build import Build, Inputs, build
from graph.crosscheck.markdown import markdown
from graph.crosscheck.table import Checked, table, tally
from graph.store import EmbeddedStore, Store, select
from ontology.terms import CANONICAL, Names
from tests.graph.comparing_worlds import MEMBER, World

SINCE, UNTIL = "pq:P580", "pq:P582"
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
        str(one.through).rpartition("/")[2]: one.outcome
        for one in World(OF_GROUP, member(P580="2001")).check.comparisons
    }
    assert through == {"Corran": "Agrees", "Ostra": "Silent"}
    (left,) = World(OF_GROUP, member(P580="2001"), more="; ox:except id:Corran").check.comparisons
    assert str(left.through).rpartition("/")[2] == "Ostra"


def test_what_is_said_of_a_group_as_a_whole_agrees_with_one_member_and_says_so() -> None:
    world = World("id:Harbours ox:participatesIn id:League .", member(P580="2001"))
    (one,) = world.check.comparisons
    assert (one.through, one.outcome) == (None, "Agrees")


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


@pytest.fixture(scope="module")
def chapter_table(chapter_store: Store) -> dict[str, Checked]:
    return {one.claim.rpartition("/")[2]: one for one in table(chapter_store, CANONICAL)}


def outcomes(check: Checked) -> dict[tuple[str, str], str]:
    return {
        (str(one.subject).rpartition("/")[2], str(one.object).rpartition("/")[2]): one.outcome.rpartition("#")[2]
        for one in check.comparisons
    }


def against(check: Checked, thing: str) -> set[str]:
    parts = [one for one in check.comparisons if one.subject.endswith(f"/{thing}")]
    return {told.iri.rpartition("#")[2] for one in parts for told in one.statements}


def test_cica_differs_since_russia_and_china_were_in_it_by_2002(chapter_table: dict[str, Checked]) -> None:
    check = chapter_table["F12.6"]
    assert outcomes(check)["CICA", "ontology#WithoutGreatPowerBacking"] == "Differs"
    assert against(check, "CICA") == {"Q159-P463-CICA", "Q148-P463-CICA"}
    assert "2002-06-04" in check.comparisons[0].why["en"]
    assert set(outcomes(check).values()) == {"Differs", "Silent"}


def test_the_nuclear_weapon_free_zone_differs_since_a_great_power_objected(chapter_table: dict[str, Checked]) -> None:
    check = chapter_table["F12.2"]
    found = {thing: outcome for (thing, _), outcome in outcomes(check).items()}
    assert found.pop("CentralAsianNuclearWeaponFreeZone") == "Differs"
    assert found == dict.fromkeys(("CACO", "CSTO", "EurasianEconomicCommunity", "SCO"), "Agrees")
    zone = next(one for one in check.comparisons if one.subject.endswith("Zone"))
    assert "United States objected" in zone.why["en"]
    assert "2009-03-21" in zone.why["en"]


def test_russia_in_the_sco_and_the_csto_agrees(chapter_table: dict[str, Checked]) -> None:
    check = chapter_table["F12.2"]
    for thing, statement in (("SCO", "Q159-P463-Q485207"), ("CSTO", "Q159-P463-Q318693")):
        part = next(one for one in check.comparisons if one.subject.endswith(f"/{thing}"))
        assert part.outcome == CANONICAL.ox.Agrees
        assert "Russia takes part" in part.why["en"]
        assert statement in against(check, thing)


def test_the_order_of_2005_differs_since_the_notice_was_given_before_the_treaty(
    chapter_table: dict[str, Checked],
) -> None:
    check = chapter_table["X5.35"]
    found = outcomes(check)
    assert found.pop(("SigningOfTheRussianUzbekAllianceTreaty", "DemandForUSWithdrawalFromKhanabad")) == "Differs"
    assert set(found.values()) == {"Silent"}  # of the tilt of a diplomacy nobody tells a day
    why = next(one.why["en"] for one in check.comparisons if one.outcome == CANONICAL.ox.Differs)
    assert "2005-11-14" in why
    assert "2005-07-29" in why
    told = {one.iri.rpartition("#")[2] for part in check.comparisons for one in part.statements}
    assert {"SanctionsOnUzbekistan-P585-2005-10-03", "SanctionsOnUzbekistan-P585-2005-11-14"} <= told


def test_who_borders_the_region_is_held_against_the_borders_of_its_states(chapter_table: dict[str, Checked]) -> None:
    for claim, things in (("F9.6", {"China", "Russia"}), ("I2.2", {"Iran", "Afghanistan"}), ("R2.18", {"China"})):
        assert {thing: outcome for (thing, _), outcome in outcomes(chapter_table[claim]).items()} == dict.fromkeys(
            things, "Agrees"
        )


def test_the_five_are_held_against_their_memberships(chapter_table: dict[str, Checked]) -> None:
    assert set(outcomes(chapter_table["R1.5"]).values()) == {"Agrees"}
    assert "until 1999" in " ".join(one.why["en"] for one in chapter_table["R1.5"].comparisons)


def test_a_denial_of_the_chapter_that_nobody_speaks_to_is_silent(chapter_table: dict[str, Checked]) -> None:
    check = chapter_table["F10.13"]
    assert check.modality == CANONICAL.ox.Denied
    assert check.outcome == CANONICAL.ox.Silent


def test_each_has_its_claim_passage_and_reason_in_both_languages(chapter_table: dict[str, Checked]) -> None:
    assert len(chapter_table) > 20
    for check in chapter_table.values():
        assert check.clauses
        assert check.comparisons
        for texts in (check.why, check.gloss, *(one.why for one in check.comparisons)):
            assert set(texts) == {"en", "zh-Hant"}
    assert sum(tally(chapter_table.values()).values()) == len(chapter_table)


def test_the_outcomes_are_data_and_no_part_of_the_default_graph(chapter_store: Store) -> None:
    query = "PREFIX ox: <https://w3id.org/oxiana/ontology#> SELECT ?graph ?check {{ {} }}"
    pattern = "?check a ox:CrossCheck ; ox:checks ?claim ; ox:outcome ox:Differs"
    rows = select(chapter_store, query.format(f"GRAPH ?graph {{ {pattern} }}"))
    assert {str(row["graph"]) for row in rows} == {str(CANONICAL.graph.crosscheck)}
    assert select(chapter_store, query.format(pattern)) == []
    terms = "SELECT DISTINCT ?x { GRAPH graph:crosscheck { ?s ?p ?x } FILTER(isBlank(?x) || ?x = true) }"
    assert select(chapter_store, f"PREFIX graph: <{CANONICAL.graph}> {terms}") == []


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


def test_the_table_in_the_docs_is_that_of_the_shipped_files(chapter_store: Store) -> None:
    page = Path(__file__).parents[2] / "docs" / "crosscheck.md"
    told = markdown(table(chapter_store, CANONICAL), CANONICAL)
    assert page.read_text(encoding="utf-8") == told, "write it anew: oxiana crosscheck --markdown > docs/crosscheck.md"
