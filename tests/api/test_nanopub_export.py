"""oxiana nanopubs, run as a person runs it."""

import gzip
import json
from pathlib import Path

import pytest

from graph.build import Build, Inputs, build
from graph.nanopub_verification import verify
from ontology.terms import Names
from tests.api.test_cli import oxiana
from tests.conftest import SECOND, silent
from tests.graph.nanopub_fixtures import key_file, rsa


def test_all_claims_are_written_and_told_with_those_that_are_only_quoted(second_data: Path, tmp_path: Path) -> None:
    file = tmp_path / "all.trig.gz"
    done = oxiana("nanopubs", file, "--data", second_data)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == [
        f"{file}: 12 nanopublications ({file.stat().st_size} bytes), not signed; none is sent to anybody",
        "5 of them quote what the source does not itself affirm, and do not assert it:",
        "  A1.4 [denied]",
        "  A2.5 [asserted, in another voice]",
        "  A2.6 [predicted]",
        "  A2.7 [denied]",
        "  A2.8 [open]",
    ]
    assert len(verify(file)) == 12
    assert [path.name for path in tmp_path.iterdir()] == [file.name]


@pytest.mark.parametrize("is_signed", [False, True], ids=["not signed", "signed"])
def test_the_file_is_the_same_to_the_byte_in_every_process(
    second_data: Path, tmp_path: Path, *, is_signed: bool
) -> None:
    sign: list[str | Path] = ["--sign", key_file(tmp_path)] if is_signed else []
    for seed in ("1", "2"):
        file = tmp_path / f"{seed}.trig.gz"
        assert oxiana("nanopubs", file, *sign, "--data", second_data, PYTHONHASHSEED=seed).returncode == 0
    assert (tmp_path / "1.trig.gz").read_bytes() == (tmp_path / "2.trig.gz").read_bytes()


def test_a_claim_is_chosen_by_its_name_or_its_iri_and_trig_is_not_packed(second_data: Path, tmp_path: Path) -> None:
    file, iri = tmp_path / "some.trig", f"{Names().base}claim/quill-harbours/A2.7"
    done = oxiana("nanopubs", file, "--claim", "A1.1", "--claim", iri, "--data", second_data, "--json")
    told = json.loads(done.stdout)
    assert [(one["claim"].rpartition("/")[2], one["affirmed"]) for one in told["nanopublications"]] == [
        ("A1.1", True),
        ("A2.7", False),
    ]
    assert told["bytes"] == file.stat().st_size
    assert {str(one) for one in verify(file)} == {one["iri"] for one in told["nanopublications"]}
    whole = tmp_path / "all.trig.gz"
    oxiana("nanopubs", whole, "--data", second_data)
    assert all(piece in gzip.decompress(whole.read_bytes()) for piece in file.read_bytes().split(b"\n\n"))


def test_a_claim_that_is_none_is_told_and_nothing_is_written(second_data: Path, tmp_path: Path) -> None:
    done = oxiana("nanopubs", tmp_path / "some.trig", "--claim", "A9.9", "--data", second_data)
    assert (done.returncode, done.stderr) == (1, "oxiana: there is no claim A9.9; nothing is written\n")
    assert list(tmp_path.iterdir()) == []


def test_what_is_signed_is_told_by_whom_and_the_key_is_told_to_nobody(second_data: Path, tmp_path: Path) -> None:
    key, file = key_file(tmp_path), tmp_path / "signed.trig.gz"
    done = oxiana("nanopubs", file, "--sign", key, "--data", second_data)
    assert ", signed; none is sent to anybody" in done.stdout
    told = oxiana("nanopubs", "--verify", file)
    assert told.stdout.startswith(
        f"{file}: 12 nanopublications, each as its Trusty URI names it\n  12 signed by the key"
    )
    secret = key.read_text().splitlines()[5]
    said = "".join((done.stdout, done.stderr, told.stdout, told.stderr, gzip.decompress(file.read_bytes()).decode()))
    assert secret not in said
    assert str(rsa().d) not in said


def test_a_key_that_is_none_is_refused_and_what_was_there_stays(second_data: Path, tmp_path: Path) -> None:
    key, file = tmp_path / "key.pem", tmp_path / "some.trig"
    key.write_text("no key", encoding="utf-8")
    file.write_text("as it was", encoding="utf-8")
    done = oxiana("nanopubs", file, "--sign", key, "--data", second_data)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == (
        f"oxiana: {key} holds no key: "
        "nanopublications are signed with an RSA private key in PEM or DER (PKCS #1 or PKCS #8)\n"
    )
    assert file.read_text(encoding="utf-8") == "as it was"


def test_one_that_was_edited_is_named_and_the_status_is_1(second_data: Path, tmp_path: Path) -> None:
    file = tmp_path / "some.trig"
    oxiana("nanopubs", file, "--data", second_data)
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("backs the tariff league", "left the tariff league"), encoding="utf-8")
    done = oxiana("nanopubs", "--verify", file)
    assert (done.returncode, done.stdout) == (1, "")
    fault, last = done.stderr.splitlines()
    assert "it is not what its Trusty URI names: it was changed, or is not whole" in fault
    assert last == "oxiana: of 12 nanopublications 11 hold"
    told = json.loads(
        oxiana("nanopubs", tmp_path / "again.trig", "--claim", "A2.4", "--data", second_data, "--json").stdout
    )
    assert told["nanopublications"][0]["iri"] in fault


def test_where_the_library_cannot_read_the_names_it_is_told_and_they_hold(tmp_path: Path) -> None:
    data, file = tmp_path / "data", tmp_path / "all.trig"
    build(data, Inputs(SECOND, None, Names("http://127.0.0.1:8000/~so/")), silent)
    done = oxiana("nanopubs", file, "--data", data)
    assert done.returncode == 0
    assert "the nanopub library for Python cannot verify them" in done.stderr
    assert len(verify(file)) == 12


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ([], "name a FILE to write, or --verify one that is there"),
        (["a.trig", "--verify", "b.trig"], "name a FILE to write"),
        (["--verify", "b.trig", "--claim", "A1.1"], "name a FILE to write"),
        (["a.ttl"], "its name ends in .trig or .trig.gz"),
    ],
)
def test_a_misused_command_ends_with_2(arguments: list[str], sentence: str, second_data: Path) -> None:
    done = oxiana("nanopubs", *arguments, "--data", second_data)
    assert done.returncode == 2
    assert sentence in done.stderr


def test_a_file_that_cannot_be_written_is_told(second_data: Path, tmp_path: Path) -> None:
    done = oxiana("nanopubs", tmp_path / "none" / "all.trig", "--data", second_data)
    assert done.returncode == 1
    assert done.stderr.endswith("cannot be written: No such file or directory\n")


def test_without_pycryptodome_all_but_signatures_works_and_what_is_missing_is_told(
    second_data: Path, tmp_path: Path
) -> None:
    (tmp_path / "sitecustomize.py").write_text(
        "import sys\nfrom importlib.abc import MetaPathFinder\n"
        "class Absent(MetaPathFinder):\n"
        "    def find_spec(self, name, path, target=None):\n"
        "        if name.partition('.')[0] == 'Crypto': raise ModuleNotFoundError(name)\n"
        "sys.meta_path.insert(0, Absent())\n",
        encoding="utf-8",
    )
    file, absent = tmp_path / "all.trig", {"PYTHONPATH": str(tmp_path)}
    assert oxiana("nanopubs", file, "--data", second_data, **absent).returncode == 0
    assert oxiana("nanopubs", "--verify", file, **absent).returncode == 0
    signed = oxiana("nanopubs", tmp_path / "b.trig", "--sign", key_file(tmp_path), "--data", second_data, **absent)
    assert (signed.returncode, signed.stderr) == (
        1,
        "oxiana: signatures need pycryptodome: install oxiana[sign], or pycryptodome beside it\n",
    )


def test_the_build_that_is_current_is_written(second_build: Build, second_data: Path, tmp_path: Path) -> None:
    done = oxiana("nanopubs", tmp_path / "all.trig", "--data", second_data, "--json")
    assert len(json.loads(done.stdout)["nanopublications"]) == second_build.summary["claims"]
