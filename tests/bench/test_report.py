"""What the bench says of figures that are known."""

import pytest

from tests.bench.sparql.measure import MODES, REPEATED, UNCACHED, Figure, Plan, Result
from tests.bench.sparql.reach import reaches
from tests.bench.sparql.report import report
from tests.bench.sparql.servers import NATIVE, OURS, RDFLIB, VIRTUOSO

PLAN = Plan(1, 3, 0)


def result(query: str, rates: dict[str, float], faults: dict[str, str] | None = None, p50: float = 0.001) -> Result:
    figures = {(name, mode): Figure([p50], [2 * p50], [rate]) for name, rate in rates.items() for mode in MODES}
    return Result(query, figures, faults or {})


def verdicts(*results: Result) -> dict[str, str]:
    return {reach.sentence: reach.verdict for reach in reaches(results)}


REPEATED_RATE = "repeated: ≥ 1.5 × the native server's throughput"


@pytest.mark.parametrize(("rate", "verdict"), [(150, "met"), (149, "**not met**")])
def test_a_reach_is_met_only_where_every_query_meets_it(rate: float, verdict: str) -> None:
    found = verdicts(result("label", {OURS: 1000, NATIVE: 100}), result("ASK", {OURS: rate, NATIVE: 100}))
    assert found[REPEATED_RATE] == verdict


def test_what_was_not_measured_is_not_met() -> None:
    found = verdicts(result("label", {OURS: 1000, NATIVE: 100}))
    assert {one for sentence, one in found.items() if "rdflib" in sentence or "Virtuoso" in sentence} == {
        "not measured"
    }


def test_a_query_that_the_other_server_answers_otherwise_is_told() -> None:
    wrong = result("ASK", {OURS: 1000}, {NATIVE: "another answer"})
    told = reaches([result("label", {OURS: 1000, NATIVE: 100}), wrong])[0]
    assert told.verdict == "met where measured"
    assert told.told.endswith("not measured: ASK")


def test_a_wrong_answer_of_ours_meets_nothing() -> None:
    wrong = result("ASK", {NATIVE: 100, VIRTUOSO: 100, RDFLIB: 1}, {OURS: "another answer"})
    right = result("label", {OURS: 10_000, NATIVE: 100, VIRTUOSO: 100, RDFLIB: 1}, p50=0.0001)
    found = verdicts(right, wrong)
    lookups = {sentence for sentence in found if "point lookups" in sentence}
    heavy = {sentence for sentence in found if "heavy" in sentence}
    assert {found[sentence] for sentence in found.keys() - lookups - heavy} == {"**not met**"}


def test_a_ratio_of_times_over_one_is_for_us() -> None:
    slow = Result(
        "aggregate",
        {(OURS, UNCACHED): Figure([0.010], [0.01], [1]), (VIRTUOSO, UNCACHED): Figure([0.004], [0.004], [1])},
        {},
    )
    told = {reach.sentence: reach.told for reach in reaches([slow])}
    assert told["uncached: p50 no more than 2 × Virtuoso's"] == "0 of 1; aggregate 0.40"


def test_the_page_has_each_figure_and_each_fault() -> None:
    one = result("label", {OURS: 12345, NATIVE: 100})
    other = result("ASK", {OURS: 0}, {NATIVE: "another answer: 2 rows, where the engine has 1"})
    other.figures[OURS, REPEATED].failed = 7
    page = report({"300 claims": [one, other]}, {REPEATED: Figure([0.001], [0.001], [9])}, "the command", 1, PLAN)
    assert "| label | oxiana | 1 | 2 | 12,345 | 1 | 2 | 12,345 |" in page
    assert "| ASK | oxiana | 1 | 2 | none in time (7 refused) | 1 | 2 | none in time |" in page
    assert "| ASK | oxigraph | another answer: 2 rows, where the engine has 1 |" in page
    assert "`the command`" in page
    assert "12,345 a second" in page
