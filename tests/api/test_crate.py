"""oxiana crate: a version of the dataset as an RO-Crate, read back by the library of the field."""

import gzip
import hashlib
import json
import shutil
import zipfile
from pathlib import Path
from typing import Any

import pytest
from rdflib import OWL, RDF, VOID, Graph, URIRef
from rocrate.rocrate import ROCrate

from graph.build import Build, Inputs, build, current
from ontology.terms import Names
from tests.api.test_cli import oxiana
from tests.conftest import EXAMPLES, SECOND, silent

BASE = "https://w3id.org/oxiana/"
METADATA = "ro-crate-metadata.json"
PLACES = ["crate", "crate.zip"]
PERMITTED = {"gz": "application/gzip", "ttl": "text/turtle"}


@pytest.fixture
def written(second_data: Path, tmp_path: Path, place: str) -> Path:
    """A crate of the invented source."""
    done = oxiana("crate", tmp_path / place, "--data", second_data)
    assert done.returncode == 0, done.stderr
    return tmp_path / place


def unpacked(crate: Path, folder: Path) -> Path:
    """The folder of a crate."""
    if crate.suffix != ".zip":
        return crate
    with zipfile.ZipFile(crate) as packed:
        packed.extractall(folder)
    return folder


def entity(crate: Path, name: str) -> dict[str, Any]:
    """What the metadata of a crate in a folder tell of one thing."""
    told = json.loads((crate / METADATA).read_text(encoding="utf-8"))["@graph"]
    found: dict[str, Any] = next(one for one in told if one["@id"] == name)
    return found


@pytest.mark.parametrize("place", PLACES)
def test_the_library_of_the_field_reads_what_its_makers_tell_of_the_dataset(written: Path, second_build: Build) -> None:
    crate = ROCrate(written)
    assert crate.name == second_build.edition.title
    assert crate.datePublished.date().isoformat() == second_build.edition.released
    assert crate.license.id == "https://spdx.org/licenses/CC0-1.0"
    assert [one.type for one in crate.root_dataset["author"]] == ["Person", "Organization"]
    assert [one["name"] for one in crate.root_dataset["author"]] == ["Ines Harrow", "The Harbour Society"]
    assert crate.root_dataset["version"] == "1.2.0"
    assert crate.root_dataset["identifier"]["value"] == second_build.version
    assert crate.root_dataset["identifier"]["url"] == f"{BASE}versions/{second_build.version}"
    assert crate.metadata.version == "1.2"


@pytest.mark.parametrize("place", PLACES)
def test_each_file_has_the_length_and_hash_that_are_told_and_no_file_is_untold(written: Path, tmp_path: Path) -> None:
    crate, folder = ROCrate(written), unpacked(written, tmp_path / "unpacked")
    assert {path.name for path in folder.iterdir()} == {METADATA, *(one.id for one in crate.data_entities)}
    assert len(crate.data_entities) == 3
    for one in crate.data_entities:
        content = (folder / one.id).read_bytes()
        assert one["contentSize"] == str(len(content))
        assert one["sha256"] == hashlib.sha256(content).hexdigest()
        assert one["encodingFormat"] == PERMITTED[one.id.rpartition(".")[2]]


@pytest.mark.parametrize("place", PLACES)
def test_the_files_are_the_dataset_its_vocabulary_and_its_description(
    written: Path, tmp_path: Path, second_build: Build
) -> None:
    folder = unpacked(written, tmp_path / "unpacked")
    dataset = gzip.decompress((folder / "dataset.nq.gz").read_bytes())
    assert dataset == (second_build.path / "dataset.nq").read_bytes()
    named = dataset.splitlines(keepends=True)[-int(second_build.summary["quads of the named graphs"]) :]
    assert hashlib.sha256(b"".join(named)).hexdigest() == second_build.version, "as a reader may check"
    vocabulary = Graph().parse(folder / "ontology.ttl")
    assert (URIRef(f"{BASE}ontology"), RDF.type, OWL.Ontology) in vocabulary
    description = Graph().parse(folder / "void.ttl")
    assert (URIRef(f"{BASE}.well-known/void#dataset"), RDF.type, VOID.Dataset) in description


@pytest.mark.parametrize("place", PLACES)
def test_a_build_of_the_same_files_gives_the_same_bytes(written: Path, tmp_path: Path) -> None:
    build(tmp_path / "again", Inputs(SECOND, EXAMPLES, Names()), silent)
    again = tmp_path / f"again-{written.name}"
    assert oxiana("crate", again, "--data", tmp_path / "again").returncode == 0
    if written.is_file():
        assert again.read_bytes() == written.read_bytes()
    else:
        assert {one.name: one.read_bytes() for one in again.iterdir()} == {
            one.name: one.read_bytes() for one in written.iterdir()
        }


@pytest.mark.parametrize("place", PLACES)
def test_a_former_crate_is_replaced_whole(written: Path, second_copy: Path, tmp_path: Path) -> None:
    cff = second_copy / "CITATION.cff"
    cff.write_text(cff.read_text(encoding="utf-8").replace('"1.2.0"', '"1.3.0"'), encoding="utf-8")
    build(tmp_path / "data", Inputs(second_copy, EXAMPLES, Names()), silent)
    done = oxiana("crate", written, "--data", tmp_path / "data")
    assert done.returncode == 0, done.stderr
    assert ROCrate(written).root_dataset["version"] == "1.3.0"
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("what", ["a note", "a crate of somebody else", "a crate with a note in it"])
def test_what_is_there_and_is_no_crate_of_ours_stays(
    what: str, written: Path, second_data: Path, tmp_path: Path
) -> None:
    folder = unpacked(written, tmp_path / "unpacked")
    if what == "a note":
        (folder / METADATA).unlink()
    elif what == "a crate of somebody else":
        (folder / METADATA).write_text('{"@graph": [{"@id": "./", "hasPart": []}]}', encoding="utf-8")
    (folder / "note.txt").write_text("mine", encoding="utf-8")
    if written.is_file():
        written.unlink()
        shutil.make_archive(str(written.with_suffix("")), "zip", folder)
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    done = oxiana("crate", written, "--data", second_data)
    assert done.returncode == 1
    assert done.stderr.startswith(f"oxiana: {written} is ")
    assert ("note.txt" if what == "a crate with a note in it" else "no crate of Oxiana") in done.stderr
    assert done.stderr.count("\n") == 1
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before


def test_a_file_that_is_no_archive_stays(second_data: Path, tmp_path: Path) -> None:
    for name in ("crate", "crate.zip"):
        (tmp_path / name).write_text("mine", encoding="utf-8")
        assert oxiana("crate", tmp_path / name, "--data", second_data).returncode == 1
        assert (tmp_path / name).read_text(encoding="utf-8") == "mine"


def test_an_empty_folder_takes_a_crate(second_data: Path, tmp_path: Path) -> None:
    (tmp_path / "crate").mkdir()
    assert oxiana("crate", tmp_path / "crate", "--data", second_data).returncode == 0
    assert ROCrate(tmp_path / "crate").metadata


@pytest.mark.parametrize(
    ("line", "missing"),
    [("date-released: 2026-01-31\n", "date-released"), ("license: CC0-1.0\n", "license")],
)
def test_what_a_crate_must_tell_is_asked_for_and_not_invented(
    line: str, missing: str, second_copy: Path, tmp_path: Path
) -> None:
    cff = second_copy / "CITATION.cff"
    text = cff.read_text(encoding="utf-8")
    assert line in text
    cff.write_text(text.replace(line, ""), encoding="utf-8")
    build(tmp_path / "data", Inputs(second_copy, EXAMPLES, Names()), silent)
    done = oxiana("crate", tmp_path / "crate", "--data", tmp_path / "data")
    assert done.returncode == 1
    assert missing in done.stderr
    assert not (tmp_path / "crate").exists()
    if missing == "date-released":
        given = ("--published", "2026-02-01")
        assert oxiana("crate", tmp_path / "crate", *given, "--data", tmp_path / "data").returncode == 0
        assert entity(tmp_path / "crate", "./")["datePublished"] == "2026-02-01"


@pytest.mark.parametrize("place", PLACES)
def test_a_former_crate_stays_where_a_new_one_cannot_be_made(written: Path, second_data: Path) -> None:
    folder = written.parent
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    done = oxiana("crate", written, "--published", "2026-02-01", "--data", second_data)
    assert done.returncode == 1
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before


def test_a_date_that_the_makers_tell_otherwise_is_refused(second_data: Path, tmp_path: Path) -> None:
    done = oxiana("crate", tmp_path / "crate", "--published", "2026-02-01", "--data", second_data)
    assert done.returncode == 1
    assert "2026-01-31" in done.stderr
    assert not (tmp_path / "crate").exists()


def test_without_a_build_the_way_out_is_told(tmp_path: Path) -> None:
    done = oxiana("crate", tmp_path / "crate", "--data", tmp_path / "none")
    assert done.returncode == 1
    assert "oxiana build" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_place_that_cannot_be_written_is_told(second_data: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    done = oxiana("crate", tmp_path / "file" / "crate", "--data", second_data)
    assert done.returncode == 1
    assert "cannot be written" in done.stderr
    assert current(second_data).version
