"""What is known of a default graph that nobody can write."""

from pathlib import Path

import pyoxigraph

from graph.limits import Limits
from graph.statistics import Counts, Statistics
from graph.store import EmbeddedStore
from graph.writing import Writing

DATA = b"""<http://a/a> <http://a/p> <http://a/b> .
<http://a/a> <http://a/p> "1" .
<http://a/b> <http://a/p> <http://a/b> .
<http://a/a> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://a/C> .
<http://a/b> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://a/C> .
<http://a/b> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://a/D> .
<http://a/x> <http://a/q> <http://a/y> <http://a/graph> .
"""


def test_they_count_triples_ends_and_the_classes_that_all_of_these_have(tmp_path: Path) -> None:
    EmbeddedStore.write(tmp_path / "store", DATA)
    told = Statistics.beside(tmp_path / "store")
    assert told
    assert told == Statistics.of(pyoxigraph.Store.read_only(str(tmp_path / "store")))
    assert (told.triples, told.subjects, told.classes) == (6, 2, {"http://a/C": 2, "http://a/D": 1})
    assert told.predicates["http://a/p"] == Counts(3, 2, 2, ["http://a/C"], [])
    assert "http://a/q" not in told.predicates


def test_they_are_forgotten_where_the_default_graph_may_be_written(tmp_path: Path) -> None:
    path = tmp_path / "store"
    EmbeddedStore.write(path, DATA)
    Writing(path, "http://a/", Limits(), lambda _: None, built=["http://a/graph"])
    assert Statistics.beside(path)
    Writing(path, "http://a/", Limits(), lambda _: None)
    assert not Statistics.beside(path)
