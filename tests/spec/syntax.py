"""Syntax tests: what is well formed is accepted, what is not is refused as a bad request."""

from http import HTTPStatus

from tests.spec.endpoint import Endpoint
from tests.spec.manifests import Case, path_of


def run(case: Case, endpoint: Endpoint) -> None:
    """Send the request of a syntax test as it is written, to an empty store."""
    text = path_of(case.request).read_bytes()
    if "Update" in case.kind:
        endpoint.clear()
        response = endpoint.update(text)
    else:
        response = endpoint.query(text)
    refused = response.status_code == HTTPStatus.BAD_REQUEST
    if case.kind.startswith("Negative"):
        assert refused, f"it is not well formed, and was answered with {response.status_code}"
    else:
        # What else may go wrong with it (no such service, graph or function) is no matter of syntax.
        assert not refused, f"it is well formed, and was refused: {response.text}"
