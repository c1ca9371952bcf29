"""CITATION.cff, of the software and of each dataset: valid, and true."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from graph.edition import NUMBER, Edition
from ontology import __version__
from tests.conftest import ROOT, SECOND

SOFTWARE, DATA = ROOT / "CITATION.cff", ROOT / "graph" / "data" / "CITATION.cff"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
LICENCE = (ROOT / "LICENSE").read_text(encoding="utf-8")
RELEASE = re.compile(r"^## \[?(\d+\.\d+\.\d+)\]? - (\d{4}-\d{2}-\d{2})$", re.MULTILINE)


def told(path: Path) -> dict[str, Any]:
    """What a file tells."""
    found: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return found


def validated(path: Path) -> subprocess.CompletedProcess[str]:
    """The finished validation by the schema of the Citation File Format 1.2.0, which check-jsonschema has with it."""
    command = [sys.executable, "-W", "error", "-m", "check_jsonschema", "--builtin-schema"]
    return subprocess.run(
        [*command, "vendor.citation-file-format", str(path)], capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize("path", [SOFTWARE, DATA, SECOND / "CITATION.cff"], ids=["software", "data", "invented"])
def test_it_is_valid(path: Path) -> None:
    done = validated(path)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("right", "wrong"), [("title:", "name:"), ("type: dataset", "type: thesis"), ("CC-BY-4.0", "CC-BY")]
)
def test_a_key_or_value_that_the_format_has_not_is_found(right: str, wrong: str, tmp_path: Path) -> None:
    text = DATA.read_text(encoding="utf-8")
    assert right in text
    (tmp_path / "CITATION.cff").write_text(text.replace(right, wrong), encoding="utf-8")
    assert validated(tmp_path / "CITATION.cff").returncode == 1


def test_the_software_is_as_its_package_tells() -> None:
    software = told(SOFTWARE)
    assert software["type"] == "software"
    assert software["version"] == __version__
    assert software["title"].lower().startswith(PROJECT["name"])
    assert [author["name"] for author in software["authors"]] == [author["name"] for author in PROJECT["authors"]]
    assert software["keywords"] == PROJECT["keywords"]


def test_the_licences_are_those_of_the_parts() -> None:
    """Several in one file would mean that one may choose (CFF 1.2.0, `license`), and here one may not."""
    code, data = told(SOFTWARE)["license"], told(DATA)["license"]
    assert PROJECT["license"] == f"{code} AND {data}"
    of_code, of_data = LICENCE.split("\n\n")[1:3]
    assert f"LICENSES/{code}.txt" in of_code
    assert f"LICENSES/{data}.txt" in of_data
    assert "graph/data/" in of_data
    for licence in (code, data):
        assert (ROOT / "LICENSES" / f"{licence}.txt").is_file()


def test_the_dataset_has_a_semantic_version_and_the_makers_to_whom_it_is_attributed() -> None:
    edition = Edition.read(DATA.parent)
    assert NUMBER.fullmatch(edition.number)
    assert edition.title.lower().startswith(PROJECT["name"])
    assert edition.makers
    for maker in edition.makers:
        assert f'"{maker.name}"' in LICENCE


def test_a_date_of_release_is_told_where_the_changelog_has_one_and_only_there() -> None:
    released = dict(RELEASE.findall((ROOT / "CHANGELOG.md").read_text(encoding="utf-8")))
    date = told(SOFTWARE).get("date-released")
    assert (str(date) if date else None) == released.get(__version__)
