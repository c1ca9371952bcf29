"""The runner knows every test of the suites, and is not taken in by a service that answers anything."""

from collections.abc import Callable

import httpx
import pytest

from tests.spec.endpoint import Endpoint
from tests.spec.federation import Remotes
from tests.spec.known import known_failures
from tests.spec.manifests import Case, cases
from tests.spec.report import Subject, earl, table, title
from tests.spec.results import JSON
from tests.spec.run import Outcome, outcomes

pytestmark = pytest.mark.needs("w3c")
EMPTY = b'{"head":{"vars":[]},"results":{"bindings":[]}}'


def indifferent(_: httpx.Request) -> httpx.Response:
    """What a service says that does not look at its requests."""
    return httpx.Response(200, headers={"content-type": JSON}, content=EMPTY)


def refusing(_: httpx.Request) -> httpx.Response:
    """What a service says that takes everything for a mistake."""
    return httpx.Response(400)


def test_each_test_has_an_iri_and_a_short_name_of_its_own() -> None:
    assert len({case.iri for case in cases()}) == len({case.id for case in cases()}) == len(cases())


def test_no_test_of_an_entailment_regime_is_run() -> None:
    assert not any(case.suite.startswith("sparql11/entailment") for case in cases())


def test_each_test_belongs_to_one_line_of_the_table() -> None:
    text = table([Outcome(case) for case in cases()], Subject("A service", "urn:a"), "a command")
    counts = [int(line.split("|")[4]) for line in text.splitlines() if line.startswith("| SPARQL")]
    assert sum(counts) == len(cases())
    assert {title(case.suite) for case in cases()} == {
        line.split("|")[1].strip() for line in text.splitlines() if line.startswith("| SPARQL")
    }


def test_each_known_failure_is_a_test_of_the_suites_and_has_a_reason() -> None:
    assert set(known_failures()) <= {case.iri for case in cases()}
    assert all(known_failures().values())


def test_the_report_for_machines_says_which_test_failed() -> None:
    passed, failed, *_ = cases()
    text = earl([Outcome(passed), Outcome(failed, "wrong")], Subject("A service", "urn:a"))
    (line,) = [line for line in text.splitlines() if failed.iri in line]
    assert "earl:failed" in line
    assert text.count("earl:passed") == 1


def passed(answer: Callable[[httpx.Request], httpx.Response]) -> list[Case]:
    """The tests that a service passes which gives this answer to every request."""
    with httpx.Client(base_url="http://service", transport=httpx.MockTransport(answer)) as client, Remotes() as remotes:
        return [outcome.case for outcome in outcomes(Endpoint(client), remotes) if not outcome.failure]


def test_a_service_that_does_not_look_at_its_requests_passes_only_what_wants_nothing_of_it() -> None:
    found = passed(indifferent)
    assert {case.kind for case in found} == {
        *("PositiveSyntaxTest", "PositiveUpdateSyntaxTest", "ProtocolTest"),
        *("QueryEvaluationTest", "UpdateEvaluationTest"),
    }
    queries = [case.id for case in found if case.kind == "QueryEvaluationTest"]
    assert queries == ["sparql10/graph/graph-not-exist"], "its answer has neither variables nor rows"
    updates = [case.id for case in found if case.after.default or case.after.named]
    assert updates == ["sparql11/clear/dawg-clear-all-01"], "the graphs that it wants are empty"


def test_a_service_that_refuses_everything_passes_only_what_must_be_refused() -> None:
    assert {case.kind for case in passed(refusing)} == {"NegativeSyntaxTest"}
