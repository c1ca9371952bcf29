"""Every version that was ever current is kept, whole, and told apart from one that is damaged."""

import gzip
import hashlib
import json
import shutil
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from graph.archive import Archive
from graph.backup import DATA, back_up, restore
from graph.build import Build, Inputs, build, current
from graph.edition import FILE
from graph.store import EmbeddedStore, select
from ontology.errors import InputError, NotFoundError, UnavailableError
from ontology.terms import Names
from tests.conftest import EXAMPLES, SECOND, silent
from tests.graph.conftest import SLUG, Draft

FIRST = f"{SLUG}/claims/A01.trig"
GLOSS = "Velm does not face piracy."
ADDED = """
claim:A1.5 a ox:Claim ; ox:statedIn text:A1.s3c1 ; ox:modality ox:Hedged ; ox:kind ox:Evaluation ;
    ox:gloss "Corran may face piracy."@en , "科蘭或有海盜之患。"@zh-Hant .
claim:A1.5 { id:Corran ox:facesThreat id:Piracy . }
"""


@pytest.fixture
def rebuilt(draft: Draft, second_data_copy: Path) -> Callable[[], Build]:
    """Builds the draft into the copy of the data directory."""
    return lambda: build(second_data_copy, Inputs(draft.folder, EXAMPLES, Names()), silent)


def test_a_kept_version_can_be_checked_with_nothing_but_its_file(second_data: Path) -> None:
    (version,) = Archive.of(second_data).versions
    packed = (second_data / "versions" / f"{version.sha256}.nq.gz").read_bytes()
    lines = gzip.decompress(packed).split(b"\n")[version.triples : -1]
    assert hashlib.sha256(b"".join(line + b"\n" for line in lines)).hexdigest() == version.sha256
    assert len(lines) == version.quads
    assert len(packed) == version.bytes
    assert version.edition.number == "1.2.0"
    assert packed[4:8] == bytes(4), "no clock in it"


def test_each_build_is_kept_with_what_it_has_otherwise_than_the_one_before(
    draft: Draft, rebuilt: Callable[[], Build], second_data_copy: Path
) -> None:
    first = current(second_data_copy)
    draft.append(FIRST, ADDED)
    draft.replace(FIRST, GLOSS, "Piracy is no threat to Velm.")
    draft.replace(f"{SLUG}/claims/A02.trig", "ox:modality ox:Predicted", "ox:modality ox:Hedged")
    second = rebuilt()
    archive = Archive.of(second_data_copy)
    one, two = archive.versions
    assert (one.sha256, two.sha256, two.former) == (first.version, second.version, first.version)
    assert one.changes is None
    assert two.changes is not None
    claim = f"claim/{SLUG}/"
    assert two.changes.added == (f"{claim}A1.5",)
    assert two.changes.reworded == (f"{claim}A1.4",)
    assert two.changes.changed == {f"{claim}A2.6": ("modality",)}
    assert two.changes.withdrawn == ()
    assert archive.nquads(one) == (first.path / "dataset.nq").read_bytes()
    assert archive.nquads(two) == (second.path / "dataset.nq").read_bytes()


def test_a_version_that_becomes_current_again_keeps_its_record(
    draft: Draft, rebuilt: Callable[[], Build], second: Path, second_data_copy: Path
) -> None:
    (before,) = Archive.of(second_data_copy).versions
    draft.replace(FIRST, GLOSS, "Piracy is no threat to Velm.")
    between = rebuilt().version
    again = build(second_data_copy, Inputs(second, EXAMPLES, Names()), silent)
    archive = Archive.of(second_data_copy)
    assert again.version == before.sha256
    kept = archive.find(before.sha256)
    assert kept.moments[0] == before.since
    assert len(kept.moments) == 2
    assert kept.changes is None
    assert [version.sha256 for version in archive.versions] == [before.sha256, between]
    assert [version.sha256 for _, version in archive.turns] == [before.sha256, between, before.sha256]
    turns = [moment for moment, _ in archive.turns]
    assert archive.at(turns[-1] + timedelta(days=1)).sha256 == before.sha256
    assert archive.at(turns[0] - timedelta(days=1)).sha256 == before.sha256


def test_between_two_moments_the_earlier_version_was_current(draft: Draft, second_data_copy: Path) -> None:
    (first,) = Archive.of(second_data_copy).versions
    record = second_data_copy / "versions" / f"{first.sha256}.json"
    told = json.loads(record.read_bytes())
    record.write_text(json.dumps(told | {"moments": ["2024-03-01T10:00:00.500000Z"]}), encoding="utf-8")
    draft.append(FIRST, ADDED)
    second = build(second_data_copy, Inputs(draft.folder, None, Names()), silent)
    archive = Archive.of(second_data_copy)
    for moment, version in (
        (datetime(2020, 1, 1, tzinfo=UTC), first.sha256),
        (datetime(2024, 3, 1, 10, tzinfo=UTC), first.sha256),
        (datetime(2025, 1, 1, tzinfo=UTC), first.sha256),
        (datetime.now(UTC), second.version),
    ):
        assert archive.at(moment).sha256 == version


def test_what_was_built_before_versions_were_kept_is_kept_by_the_next_build(
    draft: Draft, rebuilt: Callable[[], Build], second_data_copy: Path
) -> None:
    first = current(second_data_copy)
    shutil.rmtree(second_data_copy / "versions")
    draft.append(FIRST, ADDED)
    second = rebuilt()
    assert [one.sha256 for one in Archive.of(second_data_copy).versions] == [first.version, second.version]


def test_a_build_that_was_killed_before_its_version_was_kept_is_kept_by_the_next(second_data_copy: Path) -> None:
    kept = Archive.of(second_data_copy).versions
    for path in (second_data_copy / "versions").iterdir():
        path.unlink()
    build(second_data_copy, Inputs(SECOND, EXAMPLES, Names()), silent)
    (again,) = Archive.of(second_data_copy).versions
    assert (again.sha256, again.digest) == (kept[0].sha256, kept[0].digest), "the same bytes for the same dataset"


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-9])


def with_another_byte(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


@pytest.mark.parametrize("damage", [cut, with_another_byte, Path.unlink])
def test_a_damaged_file_is_told_and_never_read(second_data_copy: Path, damage: Callable[[Path], None]) -> None:
    archive = Archive.of(second_data_copy)
    (version,) = archive.versions
    damage(archive.path(version.sha256))
    with pytest.raises(UnavailableError, match=f"version {version.sha256} is kept damaged"):
        archive.nquads(version)


def test_a_damaged_file_is_mended_when_the_same_files_are_built(second_data_copy: Path) -> None:
    archive = Archive.of(second_data_copy)
    (version,) = archive.versions
    whole = archive.path(version.sha256).read_bytes()
    cut(archive.path(version.sha256))
    build(second_data_copy, Inputs(SECOND, EXAMPLES, Names()), silent)
    assert archive.path(version.sha256).read_bytes() == whole
    assert Archive.of(second_data_copy).versions == (version,)


def test_a_damaged_record_is_told_and_the_next_build_says_that_it_does_not_know(
    draft: Draft, rebuilt: Callable[[], Build], second_data_copy: Path
) -> None:
    (version,) = Archive.of(second_data_copy).versions
    draft.append(FIRST, ADDED)
    rebuilt()
    cut(second_data_copy / "versions" / f"{version.sha256}.json")
    archive = Archive.of(second_data_copy)
    assert archive.damaged == (version.sha256,)
    with pytest.raises(UnavailableError, match="its record cannot be read"):
        archive.find(version.sha256[:8])
    cut(archive.path(archive.versions[0].sha256))
    with_another_byte(current(second_data_copy).path / "dataset.nq")  # by which it would be mended
    draft.replace(FIRST, GLOSS, "Piracy is no threat to Velm.")
    third = rebuilt()
    assert any("what has changed since is not known" in warning for warning in third.summary["warnings"])


def test_a_version_is_named_by_its_hash_its_first_digits_or_its_number(
    draft: Draft, rebuilt: Callable[[], Build], second_data_copy: Path
) -> None:
    (first,) = Archive.of(second_data_copy).versions
    for name in (first.sha256, first.sha256[:8], first.sha256.upper(), "1.2.0"):
        assert Archive.of(second_data_copy).find(name) == first
    draft.append(FIRST, ADDED)
    rebuilt()
    with pytest.raises(InputError, match=r"2 versions are called 1\.2\.0"):
        Archive.of(second_data_copy).find("1.2.0")
    draft.replace(FILE, 'version: "1.2.0"', 'version: "2.0.0"')
    draft.replace(FIRST, GLOSS, "Piracy is no threat to Velm.")
    third = rebuilt()
    assert Archive.of(second_data_copy).find("2.0.0").sha256 == third.version
    for name in ("1.3.0", first.sha256[:7], "0" * 64, ""):
        with pytest.raises(NotFoundError, match=f"there is no version .*2.0.0 .{third.version[:12]}.*1.2.0"):
            Archive.of(second_data_copy).find(name)


def test_a_claim_that_is_gone_without_a_word_is_warned_of(
    draft: Draft, rebuilt: Callable[[], Build], second_data_copy: Path
) -> None:
    (first,) = Archive.of(second_data_copy).versions
    text = (draft.folder / FIRST).read_text(encoding="utf-8")
    claim = text[text.index("claim:A1.4 a ox:Claim") :]
    draft.replace(FIRST, claim, "text:A1.s3c2 ox:carriesNoClaim ox:TopicLine .\n")
    built = rebuilt()
    name = f"claim/{SLUG}/A1.4"
    assert [one for one in built.summary["warnings"] if name in one]
    archive = Archive.of(second_data_copy)
    gone = archive.last_with(name)
    assert gone is not None
    assert gone.sha256 == first.sha256
    assert archive.last_with(name, until=first.sha256) is None
    assert archive.last_with(f"claim/{SLUG}/A1.1") is None


def test_a_backup_takes_every_version_along(
    draft: Draft, rebuilt: Callable[[], Build], second_data_copy: Path, tmp_path: Path
) -> None:
    draft.append(FIRST, ADDED)
    rebuilt()
    back_up(second_data_copy, tmp_path / "backup", DATA)
    restore(tmp_path / "backup", tmp_path / "restored", DATA)
    archive, restored = Archive.of(second_data_copy), Archive.of(tmp_path / "restored")
    assert restored.versions == archive.versions
    for version in restored.versions:
        store = EmbeddedStore.load(restored.nquads(version))
        assert select(store, "SELECT ?s { ?s ?p ?o } LIMIT 1")
