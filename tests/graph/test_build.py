"""A build is named by its content, the same bytes for the same input, and replaces the last one in one step."""

import hashlib
import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pyoxigraph
import pytest

from graph.build import Build, Inputs, build, check, current
from graph.store import EmbeddedStore, select
from ontology.terms import CANONICAL_BASE, Names
from tests.graph.conftest import SLUG, Draft

ROOT = Path(__file__).parents[2]
OTHER_BASE = "https://publisher.example.org/islands/"
IN_A_PROCESS = """
import json, sys
from pathlib import Path
from graph.build import Inputs, build
from ontology.terms import Names
heard = []
built = build(Path(sys.argv[1]), Inputs(Path(sys.argv[2]), Path(sys.argv[3]), Names()), heard.append)
heavy = {"pyshacl", "owlready2", "graph.compilation"} & set(sys.modules)
print(json.dumps({"path": str(built.path), "version": built.version, "heard": heard, "heavy": sorted(heavy)}))
"""


def in_a_process(data_dir: Path, data: Path, examples: Path, **environment: str) -> dict[str, object]:
    """Build in a process of its own; what it says of it."""
    command = [sys.executable, "-W", "error", "-c", IN_A_PROCESS, str(data_dir), str(data), str(examples)]
    done = subprocess.run(command, cwd=ROOT, env=os.environ | environment, capture_output=True, text=True, check=True)
    answer: dict[str, object] = json.loads(done.stdout)
    return answer


def silent(_: str) -> None:
    """Say nothing."""


@pytest.fixture(scope="module")
def examples() -> Path:
    return ROOT / "api" / "queries" / "examples"


@pytest.fixture(scope="module")
def nquads(second_build: Build) -> str:
    return (second_build.path / "dataset.nq").read_text(encoding="utf-8")


def test_the_same_input_gives_the_same_bytes_in_another_place_and_process(
    second_copy: Path, second_build: Build, examples: Path, nquads: str, tmp_path: Path
) -> None:
    told = in_a_process(tmp_path / "data", second_copy, examples, PYTHONHASHSEED="12345")
    assert told["version"] == second_build.version
    assert (Path(str(told["path"])) / "dataset.nq").read_text(encoding="utf-8") == nquads
    assert Path(str(told["path"])).name == second_build.path.name


def test_the_version_is_the_hash_of_the_canonical_named_graphs(second_build: Build, nquads: str) -> None:
    quads = pyoxigraph.Dataset(
        quad
        for quad in pyoxigraph.parse(nquads, format=pyoxigraph.RdfFormat.N_QUADS)
        if quad.graph_name != pyoxigraph.DefaultGraph()
    )
    quads.canonicalize(pyoxigraph.CanonicalizationAlgorithm.RDFC_1_0)
    lines = pyoxigraph.serialize(quads, format=pyoxigraph.RdfFormat.N_QUADS)
    assert lines
    named = b"".join(sorted(lines.splitlines(keepends=True)))
    assert hashlib.sha256(named).hexdigest() == second_build.version


def test_the_store_holds_what_the_dataset_says(second_build: Build, nquads: str) -> None:
    (row,) = select(
        EmbeddedStore.open(second_build.store_path),
        "SELECT (COUNT(*) AS ?all) WHERE { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }",
    )
    assert int(row["all"]) == nquads.count("\n")


def test_an_unchanged_second_build_does_nothing_and_loads_nothing_heavy(
    second_data_copy: Path, second: Path, examples: Path
) -> None:
    before = {path: path.stat().st_mtime_ns for path in second_data_copy.rglob("*")}
    told = in_a_process(second_data_copy, second, examples)
    assert told["heavy"] == []
    assert [str(line).split(" since")[0] for line in told["heard"]] == ["nothing has changed"]  # type: ignore[attr-defined] # a list
    assert {path: path.stat().st_mtime_ns for path in second_data_copy.rglob("*")} == before


@pytest.mark.parametrize("change", ["content", "folder", "base", "examples"])
def test_whatever_the_dataset_depends_on_is_seen_to_change(change: str, draft: Draft, examples: Path) -> None:
    before = Inputs(draft.folder, examples, Names()).digest()
    names, queries = Names(), examples
    if change == "content":
        draft.append(f"{SLUG}/claims/A01.trig", "# a remark\n")
    elif change == "folder":
        (draft.folder / SLUG).rename(draft.folder / "other-harbours")
    elif change == "base":
        names = Names(OTHER_BASE)
    else:
        queries = draft.folder / "entities"
    assert Inputs(draft.folder, queries, names).digest() != before


def test_where_the_files_lie_is_no_change(draft: Draft, second: Path) -> None:
    assert Inputs(draft.folder, None, Names()).digest() == Inputs(second, None, Names()).digest()


def test_under_another_base_it_is_the_same_graph_renamed(
    second: Path, examples: Path, nquads: str, tmp_path: Path
) -> None:
    other = build(tmp_path, Inputs(second, examples, Names(OTHER_BASE)), silent)
    there = (other.path / "dataset.nq").read_text(encoding="utf-8")
    assert other.base == OTHER_BASE
    assert CANONICAL_BASE not in there
    assert _canonical(there.replace(OTHER_BASE, CANONICAL_BASE)) == _canonical(nquads)


def _canonical(nquads: str) -> set[str]:
    dataset = pyoxigraph.Dataset(pyoxigraph.parse(nquads, format=pyoxigraph.RdfFormat.N_QUADS))
    dataset.canonicalize(pyoxigraph.CanonicalizationAlgorithm.RDFC_1_0)
    return {str(quad) for quad in dataset}


def test_a_check_says_what_a_build_says_and_writes_nothing(
    second: Path, second_build: Build, examples: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert check(Inputs(second, examples, Names()), silent) == second_build.summary
    assert list(tmp_path.iterdir()) == []


def test_the_summary_counts_what_is_there(second_build: Build, nquads: str) -> None:
    summary = second_build.summary
    assert summary["sources"] == {
        SLUG: {"paragraphs": 3, "paragraphs covered": 2, "clauses": 14, "clauses covered": 13}
    }
    assert summary["claims"] == 12
    assert summary["claims by modality"] == {"Asserted": 8, "Denied": 2, "Open": 1, "Predicted": 1}
    assert summary["entities"] == 12
    assert summary["tensions"] == 1
    assert summary["quads of the named graphs"] + summary["triples of the default graph"] == nquads.count("\n")
    assert any("1 of 3 paragraphs" in warning for warning in summary["warnings"])


def test_long_work_says_what_it_does(second: Path) -> None:
    heard: list[str] = []
    check(Inputs(second, None, Names()), heard.append)
    assert len(heard) >= 5
    assert all(heard)


def test_without_java_the_build_warns_and_goes_on(second: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ontology.consistency.java_is_present", lambda: False)
    heard: list[str] = []
    summary = check(Inputs(second, None, Names()), heard.append)
    assert any("Java" in line for line in heard)
    assert any("Java" in warning for warning in summary["warnings"])


def test_two_builds_of_the_same_files_at_once_do_no_harm(second: Path, tmp_path: Path) -> None:
    inputs = Inputs(second, None, Names())
    with ThreadPoolExecutor(2) as pool:
        one, other = pool.map(lambda _: build(tmp_path, inputs, silent), range(2))
    assert one == other == current(tmp_path)
    assert _left(tmp_path) == {"builds", "current", "versions"}
    assert _left(tmp_path / "builds") == {one.path.name}


def test_two_builds_of_different_files_at_once_leave_one_of_them_current(
    second: Path, draft: Draft, tmp_path: Path
) -> None:
    draft.replace("entities/trade.ttl", '"want of salt"@en', '"lack of salt"@en')
    data_dir = tmp_path / "data"
    with ThreadPoolExecutor(2) as pool:
        built = set(
            pool.map(lambda data: build(data_dir, Inputs(data, None, Names()), silent).path, (second, draft.folder))
        )
    assert len(built) == 2
    assert current(data_dir).path in built
    assert all(EmbeddedStore.open(path / "store") for path in built)


def test_a_build_that_somebody_else_finished_first_is_taken(
    second_data_copy: Path, second: Path, examples: Path
) -> None:
    first = current(second_data_copy)
    (second_data_copy / "current").unlink()
    again = build(second_data_copy, Inputs(second, examples, Names()), silent)
    assert again == first == current(second_data_copy)
    assert _left(second_data_copy / "builds") == {first.path.name}


def test_a_reader_of_the_last_build_goes_on_reading_it(draft: Draft, second_data_copy: Path) -> None:
    before = current(second_data_copy)
    store = EmbeddedStore.open(before.store_path)
    draft.replace("entities/trade.ttl", '"want of salt"@en', '"lack of salt"@en')
    after = build(second_data_copy, Inputs(draft.folder, None, Names()), silent)
    label = '{ ?s <http://www.w3.org/2000/01/rdf-schema#label> "want of salt"@en }'
    assert select(store, f"SELECT ?s WHERE {label}")
    assert not select(EmbeddedStore.open(after.store_path), f"SELECT ?s WHERE {label}")
    assert current(second_data_copy) == after


def _left(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_whoever_may_read_the_data_directory_may_serve_a_build(second_data: Path) -> None:
    assert current(second_data).path.stat().st_mode == (second_data / "builds").stat().st_mode
