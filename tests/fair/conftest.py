"""The chapter's service, as a checker sees it."""

from collections.abc import Iterator

import pytest

from api.settings import Settings
from graph.build import Build
from tests.api.conftest import served
from tests.fair.site import Site, site


@pytest.fixture(scope="session")
def chapter(chapter_build: Build) -> Iterator[Site]:
    """The site of the packaged data."""
    with site(chapter_build) as found:
        yield found


@pytest.fixture(scope="session")
def invented(second_build: Build) -> Iterator[Site]:
    """The site of the invented source, whose makers tell when it was released."""
    with site(second_build) as found:
        yield found


@pytest.fixture(scope="session")
def plain() -> Iterator[Site]:
    """An ordinary store, whose pages lead nowhere."""
    with served(b"", Settings(plain=True)) as client:
        yield Site(client, Settings().names.base)
