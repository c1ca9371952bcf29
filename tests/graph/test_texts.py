"""A copy of a source is verified passage by passage, and then kept."""

import re
from pathlib import Path

import pytest

from graph.attaching import attach
from graph.store import Store
from graph.texts import Original, attached, originals
from ontology.errors import InputError, UnavailableError
from ontology.terms import Names
from tests.graph.conftest import SLUG


@pytest.fixture
def original(second_store: Store) -> Original:
    return originals(second_store, Names())[SLUG]


@pytest.fixture
def copy(second: Path, tmp_path: Path) -> Path:
    file = tmp_path / "copy.txt"
    file.write_bytes((second / SLUG / "text.txt").read_bytes())
    return file


def test_a_true_copy_is_kept_to_the_byte(original: Original, copy: Path, tmp_path: Path) -> None:
    assert attached(tmp_path / "data", SLUG) is None
    attach(tmp_path / "data", original, copy)
    assert attached(tmp_path / "data", SLUG) == copy.read_bytes().decode()


def test_a_copy_that_differs_in_one_character_is_refused_and_each_passage_named(
    original: Original, copy: Path, tmp_path: Path
) -> None:
    attach(tmp_path / "data", original, copy)
    kept = attached(tmp_path / "data", SLUG)
    copy.write_text(copy.read_text(encoding="utf-8").replace("lee", "lea"), encoding="utf-8")
    with pytest.raises(InputError) as refusal:
        attach(tmp_path / "data", original, copy)
    assert {found.sentence.split()[1] for found in refusal.value.findings} == {"A1", "A1.s3", "A1.s3c2"}
    clause = next(found for found in refusal.value.findings if "A1.s3c2" in found.sentence)
    assert (clause.path, clause.line) == (copy, 5)
    assert "220 to 264" in clause.sentence
    assert attached(tmp_path / "data", SLUG) == kept
    assert [path.name for path in (tmp_path / "data" / "texts").iterdir()] == [f"{SLUG}.txt"]


def test_a_copy_that_differs_outside_every_passage_is_refused_too(
    original: Original, copy: Path, tmp_path: Path
) -> None:
    copy.write_bytes(copy.read_bytes() + b"!")
    with pytest.raises(InputError, match="all 27 passages hold, but the whole is not what its hash says") as refusal:
        attach(tmp_path / "data", original, copy)
    assert refusal.value.findings == ()
    assert attached(tmp_path / "data", SLUG) is None


def test_a_copy_with_other_line_ends_a_mark_or_cut_short_is_refused(
    original: Original, copy: Path, tmp_path: Path
) -> None:
    whole = copy.read_bytes()
    for other in (whole.replace(b"\n", b"\r\n"), whole[:-20], b"\xef\xbb\xbf" + whole, b""):
        copy.write_bytes(other)
        with pytest.raises(InputError, match=re.escape(str(copy))):
            attach(tmp_path / "data", original, copy)
    assert attached(tmp_path / "data", SLUG) is None


def test_a_copy_in_another_encoding_is_refused_with_what_it_is_and_what_to_do_and_no_passage_is_blamed(
    original: Original, copy: Path, tmp_path: Path
) -> None:
    copy.write_bytes(copy.read_text(encoding="utf-8").replace("\n", "\r\n").encode("gb18030"))
    told = r"is in GB18030 and has the line ends CR LF .* all \d+ passages hold; save it as UTF-8 with the line ends LF"
    with pytest.raises(InputError, match=told) as refusal:
        attach(tmp_path / "data", original, copy)
    assert refusal.value.findings == ()


def test_where_the_text_of_a_passage_stands_instead_is_told(original: Original, copy: Path, tmp_path: Path) -> None:
    copy.write_bytes(b"12345" + copy.read_bytes())
    with pytest.raises(InputError, match="0 of 27 passages hold, 27 moved") as refusal:
        attach(tmp_path / "data", original, copy)
    assert len(refusal.value.findings) == len(original.passages)
    assert "(characters 220 to 264)" in str(refusal.value.findings[9])
    assert refusal.value.findings[9].sentence.endswith("its text stands at characters 225 to 269")


def test_a_file_that_is_no_text_or_not_there_is_one_clear_sentence(
    original: Original, copy: Path, tmp_path: Path
) -> None:
    copy.write_bytes(b"\xff\xfe\xff")
    for file, told in ((copy, "not UTF-8"), (tmp_path / "nowhere.txt", "cannot be read"), (tmp_path, "cannot be read")):
        with pytest.raises(InputError, match=told) as refusal:
            attach(tmp_path / "data", original, file)
        assert str(file) in str(refusal.value)
        assert refusal.value.findings == ()


def test_a_data_directory_that_cannot_be_written_is_said(original: Original, copy: Path, tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file where a folder must be", encoding="utf-8")
    with pytest.raises(UnavailableError, match="cannot be written"):
        attach(tmp_path / "data", original, copy)


@pytest.mark.needs("shared")
def test_the_chapter_attaches_and_its_table_is_the_shared_one_with_hashes(
    shared: Path, chapter_store: Store, tmp_path: Path
) -> None:
    table = Path(__file__).parents[2] / "graph" / "data" / "central-asia-6" / "passages.tsv"
    attach(tmp_path, originals(chapter_store, Names())[table.parent.name], shared / "source" / "chapter-6.txt")
    rows = [line.split("\t")[:5] for line in table.read_text(encoding="utf-8").splitlines()]
    given = (shared / "source" / "passages.tsv").read_text(encoding="utf-8").splitlines()
    assert rows == [line.split("\t") for line in given]
