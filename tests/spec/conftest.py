"""The service that the suites run against, started once."""

from collections.abc import Iterator

import pytest

from tests.spec.endpoint import Endpoint
from tests.spec.federation import Remotes
from tests.spec.subject import Address, reached, started


@pytest.fixture(scope="session")
def remotes() -> Iterator[Remotes]:
    """The other services of the federation tests."""
    with Remotes() as servers:
        yield servers


@pytest.fixture(scope="session")
def endpoint(tmp_path_factory: pytest.TempPathFactory, remotes: Remotes) -> Iterator[Endpoint]:
    """The service under test: at OXIANA_W3C_URL, or Oxiana as a plain store of its own."""
    if address := Address.of_environment():
        with reached(address) as service:
            yield service
        return
    with started(tmp_path_factory.mktemp("w3c"), remotes.addresses) as service:
        yield service
