"""oxiana diff: two versions of the data directory, or files, compared."""

import gzip
import json
from pathlib import Path

import pytest

from tests.api.histories import SLUG, History
from tests.api.test_cli import oxiana

A1 = f"claim/{SLUG}/A1"


def test_versions_are_compared_by_any_of_their_names(past: History) -> None:
    first, _, third, _ = past.versions
    told = [
        oxiana("diff", *names, "--data", past.data, "--json")
        for names in ((first, third), (first[:8], third[:20]), ("1.2.0", "current"))
    ]
    assert [one.returncode for one in told] == [0, 0, 0]
    whole, short, numbered = (json.loads(one.stdout) for one in told)
    assert whole == short
    assert whole["added"] == []
    assert whole["reworded"] == [f"{A1}.4"]
    assert whole["withdrawn"] == [f"{A1}.2"]
    assert whole["unexplained"] == []
    assert numbered["triples"]["entities"] == [1, 1]
    assert whole["triples"]["content"][0] == 0


def test_a_table_tells_what_is_otherwise(past: History) -> None:
    told = oxiana("diff", past.versions[1], past.versions[2], "--data", past.data)
    assert told.returncode == 0, told.stderr
    lines = [line.split() for line in told.stdout.splitlines()]
    assert [f"{SLUG}/A1.2", "withdrawn"] in lines
    assert [f"{SLUG}/A1.5", "withdrawn", "and", "nothing", "is", "said", "of", "it"] in lines
    assert told.stdout.splitlines()[-1] == "claims: 0 added, 0 reworded, 0 changed, 2 withdrawn"
    assert oxiana("diff", "current", "current", "--data", past.data).stdout == "no difference\n"


def test_a_file_is_as_good_as_a_version(past: History, tmp_path: Path) -> None:
    packed = past.data / "versions" / f"{past.versions[0]}.nq.gz"
    plain = tmp_path / "first.nq"
    plain.write_bytes(gzip.decompress(packed.read_bytes()))
    for before in (packed, plain):
        told = oxiana("diff", before, past.versions[1], "--data", past.data, "--json")
        assert told.returncode == 0, told.stderr
        assert json.loads(told.stdout)["added"] == [f"{A1}.5"]
    assert oxiana("diff", packed, plain, "--data", tmp_path / "nothing").stdout == "no difference\n"


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (b"<urn:a> <urn:b> .\n", "a.nq", "it is no N-Quads"),
        (b"<urn:a> <urn:b> <urn:c> <urn:d> .\n", "a.nq", "it has no graph of claims"),
        (b"no gzip", "a.nq.gz", "it is no gzip, or it is cut short"),
        (gzip.compress(b"<urn:a> <urn:b> <urn:c> <urn:d> .\n")[:-4], "a.nq.gz", "it is no gzip, or it is cut short"),
        (None, "a.nq", "No such file or directory"),
        (None, "9.9.9", "there is no version '9.9.9'"),
        (None, "2.0.0", "2 versions are called 2.0.0"),
    ],
)
def test_what_cannot_be_compared_is_told_in_one_sentence(
    past: History, tmp_path: Path, content: bytes | None, name: str, sentence: str
) -> None:
    before = str(tmp_path / name) if name.endswith((".nq", ".gz")) else name
    if content is not None:
        Path(before).write_bytes(content)
    told = oxiana("diff", before, "current", "--data", past.data)
    assert told.returncode == 1
    assert told.stderr.startswith("oxiana: ")
    assert sentence in told.stderr
    assert told.stderr.count("\n") == 1
