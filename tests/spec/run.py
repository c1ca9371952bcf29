"""One test of the suites against one service."""

from collections.abc import Iterator
from dataclasses import dataclass

import httpx

from tests.spec import description, evaluation, protocol, syntax
from tests.spec.endpoint import Endpoint
from tests.spec.federation import Remotes
from tests.spec.manifests import Case, cases

# What a wrong answer raises: it is refused, another one, in no such format, or never comes.
FAILURES = (AssertionError, ValueError, SyntaxError, httpx.HTTPError)


@dataclass(frozen=True)
class Outcome:
    """How a test ended: passed (perhaps with another spelling of a value), or failed with what was seen."""

    case: Case
    failure: str | None = None
    spelling: str | None = None


def run(case: Case, endpoint: Endpoint, remotes: Remotes) -> str | None:
    """Run a test: AssertionError says what is wrong, what comes back which values are right but spelt otherwise."""
    match case.kind:
        case "QueryEvaluationTest" | "CSVResultFormatTest":
            return evaluation.run_query(case, endpoint, remotes)
        case "UpdateEvaluationTest":
            return evaluation.run_update(case, endpoint)
        case "ProtocolTest" | "GraphStoreProtocolTest":
            protocol.run(case, endpoint)
        case "ServiceDescriptionTest":
            description.run(case, endpoint)
        case _:
            syntax.run(case, endpoint)
    return None


def outcomes(endpoint: Endpoint, remotes: Remotes) -> Iterator[Outcome]:
    """Run every test of the suites; whatever goes wrong in one is its failure, as long as the service is there."""
    for case in cases():
        try:
            spelling = run(case, endpoint, remotes)
        except httpx.ConnectError:
            raise  # the service is gone: no test can say anything more
        except FAILURES as error:
            yield Outcome(case, f"{type(error).__name__}: {error}")
        else:
            yield Outcome(case, spelling=spelling)
