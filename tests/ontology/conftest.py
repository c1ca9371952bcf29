"""The packaged ontology room, read once."""

from pathlib import Path

import pytest
from rdflib import Graph

import ontology
from ontology.terms import Names

ROOM = Path(ontology.__file__).parent


@pytest.fixture(scope="session")
def room() -> Path:
    return ROOM


@pytest.fixture(scope="session")
def names() -> Names:
    return Names()


@pytest.fixture(scope="session")
def vocabulary(room: Path, names: Names) -> Graph:
    return _together(room, names)


@pytest.fixture(scope="session")
def shapes(room: Path, names: Names) -> Graph:
    return _together(room / "shapes", names)


def _together(folder: Path, names: Names) -> Graph:
    graph = Graph()
    for path in sorted(folder.glob("*.ttl")):
        graph.parse(data=names.read(path), format="turtle")
    return graph
