"""The archive: every version of the dataset that was ever current, as it was, in `versions/` of the data directory.

Nobody can know which of them were cited on paper, so none is removed. The file of one is its sorted N-Quads, first
those of the default graph, and then those of the named graphs, whose SHA-256 is the version.
"""

import gzip
import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, lru_cache
from pathlib import Path

from graph.differences import Content, Difference
from graph.edition import NUMBER
from graph.versions import Version
from ontology.errors import InputError, NotFoundError, UnavailableError

FOLDER = "versions"
PREFIX = re.compile(r"[0-9a-f]{8,64}")
TOLD = 10  # versions that a refusal names


@dataclass(frozen=True)
class Archive:
    """The versions of a data directory."""

    folder: Path

    @classmethod
    def of(cls, data_dir: Path) -> "Archive":
        """That of a data directory; one that has no versions yet is empty."""
        return cls(data_dir / FOLDER)

    def is_whole(self, sha256: str) -> bool:
        """Whether a version is kept, and its file is as it was written."""
        try:
            return any(self.packed(one) for one in self.versions if one.sha256 == sha256)
        except UnavailableError:
            return False

    def records(self) -> list[Path]:
        """The files that describe versions; what somebody is just writing has another name."""
        return sorted(self.folder.glob("[0-9a-f]*.json"))

    @cached_property
    def read(self) -> tuple[tuple[Version, ...], tuple[str, ...]]:
        """The versions whose record can be read, in the order in which they first became current, and the others."""
        versions, damaged = list[Version](), list[str]()
        for path in self.records():
            try:
                versions.append(_record(path, path.stat().st_mtime_ns))
            except (OSError, ValueError, TypeError, KeyError, AttributeError):
                damaged.append(path.stem)
        return tuple(sorted(versions, key=lambda one: (one.since, one.sha256))), tuple(damaged)

    @property
    def versions(self) -> tuple[Version, ...]:
        """The versions whose record can be read, in the order in which they first became current."""
        return self.read[0]

    @property
    def damaged(self) -> tuple[str, ...]:
        """The other ones."""
        return self.read[1]

    @property
    def turns(self) -> list[tuple[datetime, Version]]:
        """Every moment at which a version became current, in their order."""
        turns = ((moment, version) for version in self.versions for moment in version.moments)
        return sorted(turns, key=lambda turn: (turn[0], turn[1].sha256))

    def at(self, moment: datetime) -> Version:
        """The version that was current at a moment, counted in whole seconds; the first one for all that was before.

        Raises:
            NotFoundError: there is none.
        """
        turns = self.turns
        if not turns:
            raise NotFoundError("no version of the dataset is kept here")
        past = [version for since, version in turns if since.replace(microsecond=0) <= moment]
        return past[-1] if past else turns[0][1]

    def find(self, name: str) -> Version:
        """The version that somebody names: by its SHA-256, eight or more of its first digits, or its number.

        Raises:
            NotFoundError: there is no such version, with those that there are.
            InputError: several are called so.
            UnavailableError: its record is damaged.
        """
        wanted = name.strip().lower()
        if PREFIX.fullmatch(wanted):
            known = {one.sha256: one for one in self.versions}
            found = [one for one in (*known, *self.damaged) if one.startswith(wanted)]
            if len(found) == 1 and found[0] in self.damaged:
                raise self._damaged(found[0], "its record cannot be read")
            matching = [known[one] for one in found if one in known]
        else:
            matching = [one for one in self.versions if one.edition.number == name.strip()]
            found = [one.sha256 for one in matching]
        if len(found) > 1:
            raise InputError(f"{len(found)} versions are called {name}: {_list(found)}; name one by its SHA-256")
        if not matching:
            how = "" if PREFIX.fullmatch(wanted) or NUMBER.fullmatch(name.strip()) else _HOW
            raise NotFoundError(f"there is no version {name!r}{how}; {self._there_is()}")
        return matching[0]

    def exactly(self, sha256: str) -> Version:
        """The version of that SHA-256, whole.

        Raises:
            NotFoundError: it is not kept.
            UnavailableError: its record is damaged.
        """
        if sha256 in self.damaged:
            raise self._damaged(sha256, "its record cannot be read")
        found = next((one for one in self.versions if one.sha256 == sha256), None)
        if found is None:
            raise NotFoundError(f"there is no version {sha256}; {self._there_is()}")
        return found

    def nquads(self, version: Version) -> bytes:
        """The whole dataset of a version, each byte of it compared with what was written.

        Raises:
            UnavailableError: it is damaged.
        """
        return b"".join(line + b"\n" for line in self._lines(version))

    def content(self, version: Version) -> Content:
        """The named graphs of a version; see `nquads`."""
        return Content.of(self._lines(version)[version.triples :])

    def packed(self, version: Version) -> bytes:
        """The file of a version as it lies there; see `nquads`."""
        path = self.path(version.sha256)
        try:
            packed = path.read_bytes()
        except OSError as error:
            raise self._damaged(version.sha256, f"its file cannot be read ({error.strerror})") from error
        if hashlib.sha256(packed).hexdigest() != version.digest:
            raise self._damaged(version.sha256, "its file is not as it was written")
        return packed

    def path(self, sha256: str) -> Path:
        """Where the file of a version is."""
        return self.folder / f"{sha256}.nq.gz"

    def changes(self, former: Version, content: Content) -> Difference | None:
        """What a dataset has otherwise than a version; None where that is damaged."""
        try:
            return Difference.between(self.content(former), content)
        except UnavailableError:
            return None

    def last_with(self, claim: str, until: str = "") -> Version | None:
        """The last version that had a claim (what follows the base) which has gone; up to the version `until`."""
        versions = list(self.versions)
        by_name = {one.sha256: one for one in versions}
        if until in by_name:
            versions = versions[: versions.index(by_name[until]) + 1]
        for version in reversed(versions):
            if version.changes and claim in version.changes.withdrawn:
                return by_name.get(version.former)
        return None

    def _lines(self, version: Version) -> list[bytes]:
        try:
            lines = split(gzip.decompress(self.packed(version)))
        except (OSError, EOFError, ValueError) as error:
            raise self._damaged(version.sha256, "its file cannot be unpacked") from error
        if name_of(lines[version.triples :]) != version.sha256:
            raise self._damaged(version.sha256, "its file holds another version")
        return lines

    def _damaged(self, sha256: str, why: str) -> UnavailableError:
        told = f"version {sha256} is kept damaged: {why}; nothing of it is served, give it back from a backup"
        return UnavailableError(f"{told} ({self.path(sha256).name})")

    def _there_is(self) -> str:
        if not self.versions:
            return "none is kept here"
        return f"there is {_list([_called(one) for one in reversed(self.versions)])}"


@lru_cache(maxsize=4096)  # they are looked at for each request that names a version
def _record(path: Path, _written: int) -> Version:
    version = Version.told(json.loads(path.read_bytes()))
    if version.sha256 != path.stem or not version.moments:
        raise ValueError(path.stem)
    return version


_HOW = " (one is named by its SHA-256, eight or more of its first digits, or its number such as 1.0.0)"


def _called(version: Version) -> str:
    number = version.edition.number
    return f"{number} ({version.sha256[:12]})" if number else version.sha256[:12]


def _list(names: Sequence[str]) -> str:
    more = f" and {len(names) - TOLD} more: /versions lists them" if len(names) > TOLD else ""
    return ", ".join(names[:TOLD]) + more


def split(nquads: bytes) -> list[bytes]:
    """The lines of N-Quads, without their ends."""
    return nquads.removesuffix(b"\n").split(b"\n")


def name_of(lines: Sequence[bytes]) -> str:
    """The SHA-256 of lines."""
    return hashlib.sha256(b"".join(line + b"\n" for line in lines)).hexdigest()
