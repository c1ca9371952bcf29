"""Keeping a version of the dataset when it becomes current."""

import gzip
import hashlib
import json
import os
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from graph.archive import Archive, name_of, split
from graph.differences import Content
from graph.edition import Edition
from graph.holds import alone
from graph.versions import Version
from ontology.errors import UnavailableError

if TYPE_CHECKING:
    from graph.build import Build


PASSING = ".passing-"


def describe(archive: Archive, sha256: str, base: str, edition: Edition, nquads: bytes) -> Version:
    """The record of a version that becomes current now, without its moment and its file.

    Raises:
        UnavailableError: it is not what its name says.
    """
    turns, lines = archive.turns, split(nquads)
    triples = _default(lines, sha256)
    former = turns[-1][1] if turns and turns[-1][1].sha256 != sha256 else None
    changes = archive.changes(former, Content.of(lines[triples:])) if former else None
    return Version(
        sha256, base, (), triples, len(lines) - triples, 0, "", edition, former.sha256 if former else "", changes
    )


def keep(archive: Archive, coming: Version, nquads: bytes, now: datetime | None = None) -> Version:
    """Keep a version that becomes current, as `describe` tells of it.

    One that does so again keeps its record, with one more moment in it; no moment comes before an earlier one.

    Raises:
        OSError: the data directory cannot be written.
    """
    archive.folder.mkdir(parents=True, exist_ok=True)
    with alone(archive.folder):
        for left in archive.folder.glob(f"{PASSING}*"):  # by whoever was killed
            left.unlink()
        seen = Archive(archive.folder)  # what others have kept meanwhile
        turns, known = seen.turns, {one.sha256: one for one in seen.versions}
        version = known.get(coming.sha256)
        is_current = bool(turns) and turns[-1][1] == version
        if version and is_current and seen.is_whole(version.sha256):
            return version
        if version is None:
            if turns and turns[-1][1].sha256 != coming.former:  # another build was faster
                coming = describe(seen, coming.sha256, coming.base, coming.edition, nquads)
            version = coming
        if not seen.is_whole(version.sha256):
            packed = gzip.compress(nquads, mtime=0)  # the same bytes for the same dataset
            write(seen.path(version.sha256), packed)
            version = replace(version, bytes=len(packed), digest=hashlib.sha256(packed).hexdigest())
        if not is_current:
            moment = now or datetime.now(UTC)
            if turns:
                moment = max(moment, turns[-1][0] + timedelta(microseconds=1))
            version = replace(version, moments=(*version.moments, moment))
        record = json.dumps(version.tell(), indent=1, ensure_ascii=False).encode()
        write(archive.folder / f"{version.sha256}.json", record)
        return version


def keep_former(archive: Archive, build: "Build", progress: Callable[[str], None]) -> None:
    """Keep the version of the build that is current, where it is not kept whole: one of before versions were."""
    turns = archive.turns
    if turns and turns[-1][1].sha256 == build.version and archive.is_whole(build.version):
        return
    try:
        nquads = (build.path / "dataset.nq").read_bytes()
        made = datetime.fromtimestamp((build.path / "build.json").stat().st_mtime, UTC)
        keep(archive, describe(archive, build.version, build.base, build.edition, nquads), nquads, made)
    except (OSError, UnavailableError) as error:
        progress(f"the former version is not kept: {error}")


def unexplained(version: Version) -> list[str]:
    """A warning of each claim that the former version had and of which nothing is said any more."""
    if version.former and version.changes is None:
        return [f"the former version, {version.former}, is kept damaged, so what has changed since is not known"]
    gone = version.changes.unexplained if version.changes else ()
    told = "{} was in the former version and is gone: say why, as an ox:WithdrawnClaim; its number is not used again"
    return [told.format(name) for name in gone]


def write(path: Path, content: bytes) -> None:
    """Write a file in one step, so that it is there whole or not at all, and stays there; one writer at a time.

    Raises:
        OSError: it cannot be written.
    """
    passing = path.with_name(f"{PASSING}{path.name}")
    try:
        with passing.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        passing.rename(path)
        descriptor = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
    finally:
        passing.unlink(missing_ok=True)


def _default(lines: Sequence[bytes], sha256: str) -> int:
    """How many lines are of the default graph: those before the named graphs, which are sorted anew."""
    for at in range(len(lines)):
        if (at == 0 or lines[at] < lines[at - 1]) and name_of(lines[at:]) == sha256:
            return at
    raise UnavailableError(f"the dataset of version {sha256} is not what its name says; build it anew")
