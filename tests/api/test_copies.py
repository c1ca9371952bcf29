"""oxiana source attach and oxiana source verify, run as a person runs them."""

import json
import re
from pathlib import Path

import pytest

from graph.build import Build
from tests.api.test_cli import oxiana

TEXT = Path("quill-harbours", "text.txt")


def test_a_copy_of_a_built_source_is_attached_when_every_passage_holds(second: Path, second_data_copy: Path) -> None:
    done = oxiana("source", "attach", second / "quill-harbours" / "text.txt", "--data", second_data_copy)
    assert done.returncode == 0, done.stderr
    assert "all" in done.stdout
    assert (second_data_copy / "texts" / "quill-harbours.txt").exists()


def test_a_copy_that_differs_in_one_character_is_refused_passage_by_passage(
    second: Path, second_data_copy: Path, tmp_path: Path
) -> None:
    text = (second / "quill-harbours" / "text.txt").read_text(encoding="utf-8")
    place = text.index("Velm")
    (tmp_path / "copy.txt").write_text(text[:place] + "v" + text[place + 1 :], encoding="utf-8")
    done = oxiana("source", "attach", tmp_path / "copy.txt", "--data", second_data_copy)
    assert done.returncode == 1
    assert re.search(r"copy\.txt:\d+: passage A1\.\S+ \(characters \d+ to \d+\)", done.stderr)
    assert not (second_data_copy / "texts").exists()


def test_a_source_that_was_not_built_is_misuse_that_names_those_that_were(second: Path, second_data_copy: Path) -> None:
    text = second / "quill-harbours" / "text.txt"
    done = oxiana("source", "attach", text, "--source", "another", "--data", second_data_copy)
    assert done.returncode == 2
    assert "quill-harbours" in done.stderr


@pytest.mark.needs("shared")
def test_the_chapter_itself_attaches(shared: Path, chapter_build: Build) -> None:
    data_dir = chapter_build.path.parents[1]
    done = oxiana("source", "attach", shared / "source" / "chapter-6.txt", "--data", data_dir)
    assert done.returncode == 0, done.stderr


def test_a_copy_that_is_not_there_or_not_utf8_is_one_sentence(second_data_copy: Path, tmp_path: Path) -> None:
    (tmp_path / "big5.txt").write_bytes("維姆".encode("big5"))
    for name, word in (("nowhere.txt", "cannot be read"), ("big5.txt", "not UTF-8")):
        done = oxiana("source", "attach", tmp_path / name, "--data", second_data_copy)
        assert done.returncode == 1
        assert word in done.stderr
        assert done.stderr.count("\n") == 1


def verify(file: Path, data: Path, *arguments: str) -> tuple[int, str]:
    """The status and what was printed."""
    done = oxiana("source", "verify", file, "--data", data, *arguments)
    assert done.stderr == "", done.stderr
    return done.returncode, done.stdout


def test_verify_lists_every_passage_and_ends_with_0_for_the_text_itself(second: Path, second_data: Path) -> None:
    status, told = verify(second / TEXT, second_data)
    assert status == 0
    assert len(re.findall(r"│ holds", told)) == 27
    assert re.search(r"A1\.s2c2 +│ 126–156 +│ holds", told)
    assert told.endswith("text.txt is the text of quill-harbours: all 27 passages hold\n")
    assert not (second_data / "texts").exists()


def test_verify_ends_with_1_for_a_copy_that_differs_and_tells_a_program_which_passages(
    second: Path, second_data: Path, tmp_path: Path
) -> None:
    copy = tmp_path / "copy.txt"
    text = (second / TEXT).read_bytes().decode("utf-8")
    copy.write_bytes(text.replace("lee", "leeward").replace("\n", "\r\n").encode("utf-16"))
    status, printed = verify(copy, second_data, "--json")
    told = json.loads(printed)
    assert (status, told["holds"], told["whole"], told["source"]) == (1, False, False, "quill-harbours")
    assert told["read"] == {
        "encoding": "UTF-16LE",
        "byte order mark": True,
        "line ends": "CR LF",
        "put into": None,
        "first byte that is not of the encoding": None,
    }
    states = {one["id"]: one for one in told["passages"]}
    assert {name for name, one in states.items() if one["state"] == "missing"} == {"A1", "A1.s3", "A1.s3c2"}
    assert states["A1.s3c1"] | {"sha256": ""} == {
        "id": "A1.s3c1",
        "start": 157,
        "end": 219,
        "sha256": "",
        "state": "holds",
        "elsewhere": [],
    }
    assert (states["A2.s1c1"]["state"], states["A2.s1c1"]["elsewhere"]) == ("moved", [[270, 301]])
    assert verify(copy, second_data) == (1, verify(copy, second_data)[1])
    assert (
        verify(copy, second_data)[1]
        .rstrip()
        .endswith("save it as UTF-8 without a byte order mark with the line ends LF")
    )


def test_a_copy_that_cannot_be_verified_is_one_sentence(second_data: Path, tmp_path: Path) -> None:
    done = oxiana("source", "verify", tmp_path / "nowhere.txt", "--data", second_data)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (1, "", 1)
    assert oxiana("source", "verify", tmp_path, "--source", "another", "--data", second_data).returncode == 2
