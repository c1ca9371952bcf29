"""Every test of the W3C suites, over HTTP."""

from collections.abc import Iterator

import pytest

from tests.spec.endpoint import Endpoint
from tests.spec.federation import Remotes
from tests.spec.known import known_failures
from tests.spec.manifests import FOLDER, Case, cases
from tests.spec.run import FAILURES, run

pytestmark = pytest.mark.needs("w3c")


def items() -> Iterator[object]:
    """A test item for each case; one that says what is absent where the suites are."""
    if not FOLDER.is_dir():
        yield pytest.param(None, id="suites")
        return
    for case in cases():
        reason = known_failures().get(case.iri)
        marks = [pytest.mark.xfail(reason=reason, raises=FAILURES, strict=True)] if reason else []
        yield pytest.param(case, id=case.id, marks=marks)


@pytest.mark.parametrize("case", list(items()))
def test_the_service_passes(case: Case, endpoint: Endpoint, remotes: Remotes) -> None:
    run(case, endpoint, remotes)
