"""The claims of the chapter, held against what the shipped files tell."""

from pathlib import Path

import pytest

from graph.crosscheck.markdown import markdown
from graph.crosscheck.table import Checked, table, tally
from graph.store import Store, select
from ontology.terms import CANONICAL


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


def test_the_table_in_the_docs_is_that_of_the_shipped_files(chapter_store: Store) -> None:
    page = Path(__file__).parents[2] / "docs" / "crosscheck.md"
    told = markdown(table(chapter_store, CANONICAL), CANONICAL)
    assert page.read_text(encoding="utf-8") == told, "write it anew: oxiana crosscheck --markdown > docs/crosscheck.md"
