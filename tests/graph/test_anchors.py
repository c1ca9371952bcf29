"""An anchor matches exactly once, or nothing is built: by the table alone, and in a copy where one is attached."""

from collections.abc import Callable
from pathlib import Path

import pytest

from graph.attaching import attach
from graph.build import Build, Inputs, build, check
from graph.passages import digest
from graph.store import Store
from graph.texts import FOLDER, originals
from ontology.errors import InputError
from ontology.terms import Names
from tests.graph.conftest import SLUG, Draft

TABLE = f"{SLUG}/passages.tsv"
CLAUSE = "A1.s2c2\tclause\tA1.s2\t126\t156"


@pytest.mark.parametrize(
    ("new", "words"),
    [
        ("A1.s2c2\tclause\tA1.s2\t43\t125", "overlaps A1.s2c1, a clause too (line 17)"),
        ("A1.s2c2\tclause\tA1.s2\t124\t156", "overlaps A1.s2c1, a clause too (line 17)"),
        ("A1.s2c2\tclause\tA1.s2\t44\t60", "overlaps A1.s2c1, a clause too (line 17)"),
    ],
)
def test_two_passages_of_a_kind_cannot_stand_in_one_place(
    new: str, words: str, draft: Draft, built_draft: Callable[[], Build]
) -> None:
    line = draft.replace(TABLE, CLAUSE, new)
    assert any((file, at) == (TABLE, line) and words in told for file, at, told in draft.faults())
    with pytest.raises(InputError, match="exactly once"):
        built_draft()


def test_one_place_has_one_text(draft: Draft) -> None:
    old = "A1.s1c1\tclause\tA1.s1\t22\t42\tdd7a"
    line = draft.replace(TABLE, old, old.replace("dd7a", "dd7b"))
    assert draft.faults() == [
        (TABLE, line, "A1.s1c1 (characters 22 to 42) stands where A1.s1 does (line 7), with another SHA-256")
    ]


def test_a_passage_without_a_letter_would_hold_anywhere(draft: Draft) -> None:
    table = draft.folder / TABLE
    rows = table.read_text(encoding="utf-8").splitlines()
    rows[17] = "\t".join([*rows[17].split("\t")[:5], digest("")])
    table.write_text("\n".join(rows) + "\n", encoding="utf-8")
    ((_, line, told),) = draft.faults()
    assert line == 18
    assert "SHA-256 of nothing" in told


def test_a_passage_cannot_end_beyond_its_text(draft: Draft) -> None:
    draft.replace(f"{SLUG}/source.ttl", '"721"', '"690"')
    assert [(file, line) for file, line, _ in draft.faults()] == [(TABLE, 6), (TABLE, 15), (TABLE, 29)]


def test_a_text_that_says_a_thing_twice_is_no_fault(draft: Draft) -> None:
    table = (draft.folder / TABLE).read_text(encoding="utf-8").splitlines()
    other = table[18].split("\t")[5]
    draft.replace(TABLE, "\t".join(table[17].split("\t")), "\t".join([*table[17].split("\t")[:5], other]))
    draft.check()  # two clauses of one text, each in its place


def attached_to(data: Path, draft: Draft, store: Store) -> Path:
    attach(data, originals(store, Names())[SLUG], draft.folder / SLUG / "text.txt")
    return data


def test_each_passage_is_held_against_the_attached_copy(
    draft: Draft, second_data_copy: Path, second_store: Store
) -> None:
    data = attached_to(second_data_copy, draft, second_store)
    line = draft.replace(TABLE, CLAUSE, CLAUSE.replace("126\t156", "127\t156"))
    inputs = Inputs(draft.folder, None, Names())
    for do in (lambda: build(data, inputs, print), lambda: check(inputs, print, data)):
        with pytest.raises(InputError) as refusal:
            do()
        (found,) = refusal.value.findings
        assert (draft.name_of(found.path), found.line) == (TABLE, line)
        assert found.sentence.startswith("A1.s2c2 (characters 127 to 156) is not in the attached copy")
    draft.check()  # without a copy nobody can tell


def test_a_size_that_is_not_that_of_the_attached_copy_is_told(
    draft: Draft, second_data_copy: Path, second_store: Store
) -> None:
    data = attached_to(second_data_copy, draft, second_store)
    draft.replace(f"{SLUG}/source.ttl", '"721"', '"722"')
    with pytest.raises(InputError) as refusal:
        build(data, Inputs(draft.folder, None, Names()), print)
    (found,) = refusal.value.findings
    assert draft.name_of(found.path) == f"{SLUG}/source.ttl"
    assert "has 721 bytes" in found.sentence


def test_a_copy_of_another_edition_hinders_no_build_and_is_told(draft: Draft, second_data_copy: Path) -> None:
    (second_data_copy / FOLDER).mkdir()
    (second_data_copy / FOLDER / f"{SLUG}.txt").write_text("Another edition.", encoding="utf-8")
    told = list[str]()
    check(Inputs(draft.folder, None, Names()), told.append, second_data_copy)
    assert [one for one in told if SLUG in one] == [
        f"the attached copy is not the text that is described, so no passage was looked up: {SLUG}"
    ]
