"""What all rooms' tests share: parts that a machine may lack, and the graphs that are built once."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import hypothesis
import pytest

from graph.build import Build, Inputs, build
from graph.store import EmbeddedStore, Store
from ontology.consistency import java_is_present
from ontology.terms import Names
from tests.crowded import crowd
from tests.linking import link

ROOT = Path(__file__).parent.parent
SHARED = ROOT.parent / "shared"
SECOND = ROOT / "tests" / "second"
EXAMPLES = ROOT / "api" / "queries" / "examples"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
PRESENT: dict[str, Callable[[], bool]] = {
    "java": java_is_present,
    "browser": lambda: any(shutil.which(name) for name in BROWSERS),
    "curl": lambda: bool(shutil.which("curl")),
    "node": lambda: bool(shutil.which("node") and shutil.which("npm")),
    "sssom": lambda: bool(shutil.which("sssom")),
    "virtuoso": lambda: bool(shutil.which("virtuoso-t") and shutil.which("isql-vt")),
    "shared": (SHARED / "source").is_dir,
    "w3c": (SHARED / "w3c").is_dir,
}
REQUIRED = frozenset(filter(None, os.environ.get("OXIANA_REQUIRE", "").split(",")))

hypothesis.settings.register_profile("oxiana", deadline=None)
hypothesis.settings.register_profile("oxiana-ci", deadline=None, derandomize=True, database=None)
hypothesis.settings.load_profile("oxiana-ci" if REQUIRED or os.environ.get("CI") else "oxiana")


def pytest_configure() -> None:
    """Refuse a misspelt part, which would never be required."""
    unknown = REQUIRED - set(PRESENT)
    if unknown:
        raise pytest.UsageError(
            f"OXIANA_REQUIRE names {', '.join(sorted(unknown))}; the parts are {', '.join(PRESENT)}"
        )


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip what needs an absent part; fail it where OXIANA_REQUIRE (a comma list) names the part."""
    for mark in item.iter_markers("needs"):
        for part in mark.args:
            if PRESENT[part]():
                continue
            if part in REQUIRED:
                pytest.fail(f"{part} is required here (OXIANA_REQUIRE), and absent", pytrace=False)
            pytest.skip(f"{part} is absent on this machine")


def silent(_: str) -> None:
    """Hear the progress of a build and say nothing."""


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder beside the repository that holds the chapter; for tests that need it."""
    return SHARED


@pytest.fixture(scope="session")
def second() -> Path:
    """The hand-written files of an invented source; not to be written to."""
    return SECOND


@pytest.fixture
def second_copy(tmp_path: Path) -> Path:
    """A copy of them, to break."""
    return Path(shutil.copytree(SECOND, tmp_path / "hand-written"))


@pytest.fixture(scope="session")
def second_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory with the build of the second source; not to be written to."""
    data_dir = tmp_path_factory.mktemp("second")
    build(data_dir, Inputs(SECOND, EXAMPLES, Names()), silent)
    return data_dir


@pytest.fixture
def second_data_copy(second_data: Path, tmp_path: Path) -> Path:
    """A copy of that data directory, to build into."""
    return Path(shutil.copytree(second_data, tmp_path / "data", symlinks=True))


@pytest.fixture(scope="session")
def second_build(second_data: Path) -> Build:
    """The build of the second source."""
    return Build.read((second_data / "current").resolve())


@pytest.fixture(scope="session")
def second_store(second_build: Build) -> Store:
    """The store that serves the second source."""
    return EmbeddedStore.open(second_build.store_path)


@pytest.fixture(scope="session")
def linked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Its hand-written files with mappings to Wikidata; not to be written to."""
    folder = Path(shutil.copytree(SECOND, tmp_path_factory.mktemp("linked") / "hand-written"))
    link(folder)
    return folder


@pytest.fixture(scope="session")
def linked_build(linked: Path, tmp_path_factory: pytest.TempPathFactory) -> Build:
    """The build of them."""
    return build(tmp_path_factory.mktemp("linked-build"), Inputs(linked, EXAMPLES, Names()), silent)


@pytest.fixture(scope="session")
def crowded(tmp_path_factory: pytest.TempPathFactory) -> Build:
    """The build of the second source in which many share an interest."""
    return crowd(SECOND, tmp_path_factory.mktemp("crowded"))


@pytest.fixture(scope="session")
def chapter_build(tmp_path_factory: pytest.TempPathFactory) -> Build:
    """The build of the packaged data."""
    return build(tmp_path_factory.mktemp("chapter"), Inputs(ROOT / "graph" / "data", EXAMPLES, Names()), silent)


@pytest.fixture(scope="session")
def chapter_store(chapter_build: Build) -> Store:
    """The store that serves the packaged data."""
    return EmbeddedStore.open(chapter_build.store_path)
