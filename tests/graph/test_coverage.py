"""The coverage of a source: paragraph by paragraph, and in all."""

from typing import Any

import pytest

from graph.build import Build, Inputs, check
from ontology.terms import Names
from tests.conftest import silent
from tests.graph.conftest import SLUG, Draft

NOTHING = {"claims": 0, "claims by modality": {}, "claims by kind": {}, "tensions": 0}
A2 = {
    "clauses": 8,
    "clauses covered": 8,
    "claims": 8,
    "claims by modality": {"Asserted": 5, "Denied": 1, "Open": 1, "Predicted": 1},
    "claims by kind": {"Cause": 3, "Fact": 3, "OpenQuestion": 1, "Prediction": 1},
    "tensions": 1,
}


def measured(draft: Draft) -> dict[str, Any]:
    """What a check measures of the draft."""
    coverage: dict[str, Any] = check(Inputs(draft.folder, None, Names()), silent)["coverage"][SLUG]
    return coverage


def also(draft: Draft, old: str, new: str) -> None:
    """Let the claims that are stated in one passage be stated in others too."""
    draft.replace(f"{SLUG}/claims/A02.trig", f"ox:statedIn {old} ;", f"ox:statedIn {old} , {new} ;")


def test_each_paragraph_has_its_clauses_claims_and_tensions_in_the_order_of_the_text(second_build: Build) -> None:
    paragraphs = second_build.summary["coverage"][SLUG]["paragraphs"]
    assert list(paragraphs) == ["A1", "A2", "B1"]
    assert paragraphs["A2"] == A2
    assert paragraphs["B1"] == {"clauses": 1, "clauses covered": 0, **NOTHING}


def test_a_clause_with_a_reason_for_no_claim_is_covered(second_build: Build) -> None:
    a1 = second_build.summary["coverage"][SLUG]["paragraphs"]["A1"]
    assert (a1["claims"], a1["clauses covered"], a1["clauses"]) == (4, 5, 5)


def test_what_is_counted_of_the_only_source_in_all_is_what_the_summary_counts(second_build: Build) -> None:
    summary = second_build.summary
    whole = summary["coverage"][SLUG]["in all"]
    for counted in ("claims", "claims by modality", "claims by kind", "tensions"):
        assert whole[counted] == summary[counted]
    for counted in ("clauses", "clauses covered"):
        assert whole[counted] == summary["sources"][SLUG][counted]


def test_a_tension_of_two_paragraphs_counts_in_each_and_once_in_all(second_build: Build) -> None:
    coverage = second_build.summary["coverage"][SLUG]
    assert [one["tensions"] for one in coverage["paragraphs"].values()] == [1, 1, 0]
    assert coverage["in all"]["tensions"] == 1


def test_a_claim_of_two_paragraphs_counts_in_each_and_once_in_all(draft: Draft) -> None:
    before = measured(draft)
    also(draft, "text:A2.s3c1", "text:B1.s1c1")
    after = measured(draft)
    assert after["paragraphs"]["A2"] == A2
    assert after["paragraphs"]["B1"]["claims by kind"] == {"Prediction": 1}
    assert after["paragraphs"]["B1"]["clauses covered"] == 1
    assert after["in all"]["claims"] == before["in all"]["claims"]


def test_a_claim_of_two_clauses_of_a_paragraph_counts_once_in_it(draft: Draft) -> None:
    also(draft, "text:A2.s3c1", "text:A2.s4c1")
    assert measured(draft)["paragraphs"]["A2"] == A2


@pytest.mark.parametrize("wider", ["text:B1.s1", "text:B1"])
def test_a_claim_stated_in_more_than_a_clause_counts_but_covers_no_clause(draft: Draft, wider: str) -> None:
    also(draft, "text:A2.s3c1", wider)
    assert [one.sentence.split()[0] for one in draft.findings()] == ["B1.s1c1"]
    draft.append(f"{SLUG}/claims/A02.trig", "\ntext:B1.s1c1 ox:carriesNoClaim ox:TopicLine .\n")
    b1 = measured(draft)["paragraphs"]["B1"]
    assert (b1["claims"], b1["clauses covered"]) == (1, 1)


def test_a_passage_belongs_to_the_paragraph_that_it_is_part_of_whatever_its_id(draft: Draft) -> None:
    draft.replace(f"{SLUG}/passages.tsv", "A2.s5c1\tclause", "Z9.s1c1\tclause")
    draft.replace(f"{SLUG}/claims/A02.trig", "text:A2.s5c1", "text:Z9.s1c1")
    assert measured(draft)["paragraphs"]["A2"] == A2


def test_the_coverage_is_the_same_under_another_base(second_build: Build, draft: Draft) -> None:
    under_another = check(Inputs(draft.folder, None, Names("https://publisher.example.org/islands/")), silent)
    assert under_another["coverage"] == second_build.summary["coverage"]
