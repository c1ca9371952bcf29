"""The store that may be written: made of a build, brought to the next one, its written graphs kept."""

import shutil
from dataclasses import replace
from pathlib import Path

import pyoxigraph
import pytest

import graph.live
from graph.build import Build, current
from graph.ledger import Ledger
from graph.live import Live, prepare
from graph.snapshot import opened
from graph.writing import claim
from ontology.errors import UnavailableError

MINE = pyoxigraph.NamedNode("http://e.org/mine")
TRIPLE = (pyoxigraph.NamedNode("urn:s"), pyoxigraph.NamedNode("urn:p"), pyoxigraph.BlankNode("b"))


@pytest.fixture
def build(second_data_copy: Path) -> Build:
    return current(second_data_copy)


def write(live: Live, graph: pyoxigraph.NamedNode = MINE) -> None:
    """Write a triple to a graph."""
    ledger = Ledger(live.store)
    ledger.store.add(pyoxigraph.Quad(*TRIPLE, graph))
    ledger.commit()
    ledger.close()


def canonical(path: Path, *, without: pyoxigraph.NamedNode | None = None) -> pyoxigraph.Dataset:
    """The content of a store, with canonical blank nodes, without one of its graphs."""
    found = pyoxigraph.Dataset(quad for quad in opened(str(path)) if quad.graph_name != without)
    found.canonicalize(pyoxigraph.CanonicalizationAlgorithm.RDFC_1_0)
    return found


def changed(build: Build, folder: Path) -> Build:
    """Another build: one claim more, in a graph of its own, and one graph less."""
    path = Path(shutil.copytree(build.path, folder / "next"))
    store = pyoxigraph.Store(str(path / "store"))
    store.add(pyoxigraph.Quad(*TRIPLE[:2], pyoxigraph.Literal("new"), pyoxigraph.NamedNode("http://e.org/claim/new")))
    store.add(pyoxigraph.Quad(*TRIPLE[:2], pyoxigraph.Literal("new")))
    store.remove_graph(next(graph for graph in store.named_graphs() if "/claim/" in str(graph)))
    return replace(build, path=path, version="another")


def test_it_holds_what_the_build_holds_and_names_its_graphs(build: Build, second_data_copy: Path) -> None:
    live = prepare(second_data_copy, build)
    assert canonical(live.store) == canonical(build.store_path)
    names = {graph.value for graph in opened(str(build.store_path)).named_graphs()}
    assert names <= live.built
    assert "https://w3id.org/oxiana/graph/wikidata" in live.built, "a fixed name is nobody's, built or not"


def test_written_graphs_stay_at_the_next_start(build: Build, second_data_copy: Path) -> None:
    write(prepare(second_data_copy, build))
    store = opened(str(prepare(second_data_copy, build).store))
    assert len(list(store.quads_for_pattern(None, None, None, MINE))) == 1


def test_another_build_replaces_the_built_graphs_and_the_default_graph_and_keeps_the_written_ones(
    build: Build, second_data_copy: Path, tmp_path: Path
) -> None:
    former = prepare(second_data_copy, build)
    write(former)
    another = changed(build, tmp_path)
    live = prepare(second_data_copy, another)
    assert canonical(live.store, without=MINE) == canonical(another.store_path)
    assert len(list(opened(str(live.store)).quads_for_pattern(None, None, None, MINE))) == 1
    assert live.built != former.built
    assert "http://e.org/claim/new" in live.built
    write(live)
    assert canonical(prepare(second_data_copy, build).store, without=MINE) == canonical(build.store_path)


def test_a_written_graph_whose_name_a_build_takes_moves_and_is_not_lost(
    build: Build, second_data_copy: Path, tmp_path: Path
) -> None:
    taken = pyoxigraph.NamedNode("http://e.org/claim/new")
    write(prepare(second_data_copy, build), taken)
    moved = pyoxigraph.NamedNode("http://e.org/claim/new?written")
    for _ in range(2):
        store = opened(str(prepare(second_data_copy, changed(build, tmp_path)).store))
        assert [quad.object.value for quad in store.quads_for_pattern(None, None, None, taken)] == ["new"]  # type: ignore[union-attr]
        assert len(list(store.quads_for_pattern(None, None, None, moved))) == 1
        shutil.rmtree(tmp_path / "next")


def test_what_was_broken_off_before_it_was_recorded_is_done_again(
    build: Build, second_data_copy: Path, tmp_path: Path
) -> None:
    live = prepare(second_data_copy, build)
    write(live)
    recorded = (live.path / "built.json").read_bytes()
    another = changed(build, tmp_path)
    prepare(second_data_copy, another)
    (live.path / "built.json").write_bytes(recorded)
    again = prepare(second_data_copy, another)
    assert canonical(again.store, without=MINE) == canonical(another.store_path)


def test_a_store_that_another_service_writes_is_not_touched(
    build: Build, second_data_copy: Path, tmp_path: Path
) -> None:
    live = prepare(second_data_copy, build)
    claim(live.store)
    held = Ledger(live.store)
    prepare(second_data_copy, build)
    with pytest.raises(UnavailableError, match="another service writes it"):
        prepare(second_data_copy, changed(build, tmp_path))
    held.close()


@pytest.mark.parametrize("damage", ["", "{}", '{"version": 1}', "no json"])
def test_a_damaged_record_is_told(build: Build, second_data_copy: Path, damage: str) -> None:
    live = prepare(second_data_copy, build)
    (live.path / "built.json").write_text(damage, encoding="utf-8")
    with pytest.raises(UnavailableError, match="cannot be prepared"):
        prepare(second_data_copy, build)


def test_a_renewal_that_was_broken_off_is_done_again_also_for_the_former_build(
    build: Build, second_data_copy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    live = prepare(second_data_copy, build)
    write(live)
    other = changed(build, tmp_path)
    record = graph.live._record

    def fail(live: Live, version: str, built: frozenset[str]) -> None:
        if version == other.version:
            raise OSError("the power fails")
        record(live, version, built)

    with monkeypatch.context() as broken:
        broken.setattr("graph.live._record", fail)
        with pytest.raises(UnavailableError, match="the power fails"):
            prepare(second_data_copy, other)
    prepare(second_data_copy, build)
    found, expected = (set(opened(str(path))) for path in (live.store, build.store_path))
    others = {quad.graph_name for quad in found} - {quad.graph_name for quad in expected}
    assert others == {MINE, pyoxigraph.NamedNode("http://e.org/claim/new")}
    plain = [
        {quad for quad in quads if quad.graph_name not in others and not blank(quad)} for quads in (found, expected)
    ]
    assert plain[0] == plain[1]


def blank(quad: pyoxigraph.Quad) -> bool:
    """Whether a quad has a blank node, whose name is anybody's."""
    return any(isinstance(term, pyoxigraph.BlankNode) for term in quad)
