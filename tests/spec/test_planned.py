"""The W3C's own queries, each planned with all that can be known of its data: the engine answers the same."""

import re
from pathlib import Path
from tempfile import TemporaryDirectory

import pyoxigraph
import pytest

from graph import exclusions, extremes, joins, planning, thresholds
from graph.grams import Grams
from graph.planning import Planner
from graph.statistics import Statistics
from tests.graph.queries import answer
from tests.spec.manifests import Case, cases, path_of, text_of

# What no store answers the same twice, or what the planner is not given.
OTHER = re.compile(r"\b(?:rand|uuid|struuid|bnode|now|service|from)\b", re.IGNORECASE)
pytestmark = pytest.mark.needs("w3c")


@pytest.fixture
def eager(monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything is planned, also what is small."""
    monkeypatch.setattr(planning, "_PLANNABLE", re.compile(""))
    monkeypatch.setattr(joins, "MANY", 1)
    for module in (extremes, thresholds):
        monkeypatch.setattr(module, "MANY", 1)
    monkeypatch.setattr(exclusions, "CHEAPER", 0)


def load(case: Case) -> pyoxigraph.Store:
    store = pyoxigraph.Store()
    files = [("", file) for file in case.content.default]
    for name, file in [*files, *case.content.named]:
        form = pyoxigraph.RdfFormat.from_extension(path_of(file).suffix[1:])
        graph = pyoxigraph.NamedNode(name) if name else pyoxigraph.DefaultGraph()
        store.load(path_of(file).read_bytes(), format=form, base_iri=file, to_graph=graph)
    return store


def same(result: object) -> object:
    """What is the same of two answers: blank nodes that a template makes are new each time."""
    if isinstance(result, pyoxigraph.QueryTriples):
        triples = list(result)
        return len(triples), {str(one) for one in triples if "_:" not in str(one)}
    return answer(result)


@pytest.mark.usefixtures("eager")
def test_planned_queries_of_the_suites_have_the_same_answers() -> None:
    planned = 0
    for case in cases():
        if case.kind != "QueryEvaluationTest" or OTHER.search(text_of(case.request)):
            continue
        text, store = text_of(case.request), load(case)
        with TemporaryDirectory() as folder:
            Grams.write(store, Path(folder, "store"))
            told = Planner(store, Statistics.of(store), Grams.beside(Path(folder, "store"))).planned(text)
        if told != text:
            planned += 1
            asked, given = (store.query(one, base_iri=case.request) for one in (told, text))
            assert same(asked) == same(given), f"{case.id}: {told}"
    assert planned > 40
