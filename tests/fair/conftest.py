"""The chapter's service, as a checker sees it."""

from collections.abc import Iterator

import pytest

from api.settings import Settings
from graph.build import Build
from tests.api.conftest import served
from tests.fair.site import Site


@pytest.fixture(scope="session")
def chapter(chapter_build: Build) -> Iterator[Site]:
    """The site of the packaged data."""
    settings = Settings(chapter_build.names, edition=chapter_build.edition)
    with served(chapter_build.store_path, settings, chapter_build.version) as client:
        yield Site(client, chapter_build.base)


@pytest.fixture(scope="session")
def invented(second_build: Build) -> Iterator[Site]:
    """The site of the invented source, whose makers tell when it was released."""
    settings = Settings(second_build.names, edition=second_build.edition)
    with served(second_build.store_path, settings, second_build.version) as client:
        yield Site(client, second_build.base)
