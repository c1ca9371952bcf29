"""A build that is damaged is said to be so and mended by the next; old builds make room."""

import os
import shutil
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from graph.build import Build, Inputs, build, current
from graph.store import EmbeddedStore, select
from ontology.errors import UnavailableError
from ontology.terms import Names
from tests.graph.conftest import Draft

EVERYTHING = "SELECT * { GRAPH ?g { ?s ?p ?o } }"


def without_its_store(path: Path) -> None:
    shutil.rmtree(path / "store")


def with_an_empty_store(path: Path) -> None:
    without_its_store(path)
    (path / "store").mkdir()


def with_a_store_that_is_cut_short(path: Path) -> None:
    for file in (path / "store").glob("*.sst"):
        file.write_bytes(file.read_bytes()[:100])


def with_an_empty_description(path: Path) -> None:
    (path / "build.json").write_bytes(b"")


def with_a_description_of_something_else(path: Path) -> None:
    (path / "build.json").write_text('{"version": "1"}', encoding="utf-8")


def without_anything(path: Path) -> None:
    shutil.rmtree(path)
    path.write_text("a file where a folder must be", encoding="utf-8")


DAMAGES = [
    without_its_store,
    with_an_empty_store,
    with_a_store_that_is_cut_short,
    with_an_empty_description,
    with_a_description_of_something_else,
    without_anything,
]


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_build_is_told_in_one_sentence_and_mended_by_the_next(
    damage: Callable[[Path], None], second: Path, second_data_copy: Path
) -> None:
    whole = current(second_data_copy)
    damage(whole.path)
    with pytest.raises(UnavailableError, match=r"oxiana build --data \S+$") as told:
        current(second_data_copy)
    assert "\n" not in str(told.value)
    mended = build(second_data_copy, Inputs(second, Path("api/queries/examples"), Names()), lambda _: None)
    assert mended == whole == current(second_data_copy)
    assert [path.name for path in (second_data_copy / "builds").iterdir()] == [whole.path.name]


def test_only_the_current_build_and_the_one_before_are_kept(draft: Draft, built_draft: Callable[[], Build]) -> None:
    built = []
    for words in ("lack of salt", "dearth of salt", "salt, wanting"):
        draft.replace("entities/trade.ttl", '"want of salt"@en', f'"{words}"@en')
        built.append(built_draft())
        draft.replace("entities/trade.ttl", f'"{words}"@en', '"want of salt"@en')
    assert set(built[-1].path.parent.iterdir()) == {built[1].path, built[2].path}


def test_a_reader_goes_on_reading_a_build_that_was_removed(second_data_copy: Path) -> None:
    path = current(second_data_copy).path
    store = EmbeddedStore.open(path / "store")
    before = len(select(EmbeddedStore.open(path / "store"), EVERYTHING))
    shutil.rmtree(path)
    assert len(select(store, EVERYTHING)) == before > 1000


def test_what_a_killed_build_left_is_removed_after_a_day_and_not_before(
    draft: Draft, built_draft: Callable[[], Build], second_data_copy: Path
) -> None:
    old, new = (second_data_copy / "builds" / f".building-{name}" for name in ("old", "new"))
    for folder in (old, new):
        folder.mkdir()
    yesterday = time.time() - 25 * 60 * 60
    os.utime(old, (yesterday, yesterday))
    draft.append("entities/trade.ttl", "# a remark\n")
    built_draft()
    assert (old.exists(), new.exists()) == (False, True)
