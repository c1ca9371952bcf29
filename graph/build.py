"""The build: from hand-written files to one dataset on disk, checked, and named by its content."""

import hashlib
import json
import shutil
import tempfile
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from graph.archive import Archive
from graph.edition import Edition
from graph.holds import Hold, unheld
from graph.keeping import describe, keep, keep_former, unexplained
from graph.seal import broken, seal
from graph.store import EmbeddedStore, select
from graph.versions import Version
from ontology.errors import UnavailableError
from ontology.terms import Names

if TYPE_CHECKING:
    from graph.canonical import Canonical

Progress = Callable[[str], None]
PACKAGE = Path(__file__).parent.parent
CODE = ("ontology", "graph")
UNFINISHED = ".building-"
A_DAY = 24 * 60 * 60


@dataclass(frozen=True)
class Inputs:
    """What a build is made of: a folder of hand-written files, the example queries, and the publisher's names."""

    data: Path
    examples: Path | None
    names: Names

    def digest(self) -> str:
        """SHA-256 over the base and the place and bytes of every file that the dataset depends on, our own included."""
        total = hashlib.sha256(self.names.base.encode())
        rooms = [PACKAGE / room for room in CODE]
        for folder in (*rooms, self.data, *([self.examples] if self.examples else [])):
            for path in sorted(folder.rglob("*")):
                ours_to_build = folder in rooms and path.is_relative_to(PACKAGE / "graph" / "data")
                if path.is_file() and "__pycache__" not in path.parts and not ours_to_build:
                    place = path.relative_to(folder).as_posix()
                    total.update(hashlib.sha256(path.read_bytes()).digest() + place.encode() + b"\0")
        return total.hexdigest()


@dataclass(frozen=True)
class Build:
    """One built dataset on disk."""

    path: Path
    version: str
    base: str
    digest: str
    summary: dict[str, Any]
    told: dict[str, Any] = field(default_factory=dict)  # of its edition

    @property
    def store_path(self) -> Path:
        """The folder of the embedded store."""
        return self.path / "store"

    @property
    def names(self) -> Names:
        """The names of the publisher for whom it was built."""
        return Names(self.base)

    @property
    def edition(self) -> Edition:
        """What its makers tell of it as a whole."""
        return Edition.kept(self.told)

    @classmethod
    def read(cls, path: Path, *, whole: bool = False) -> "Build":
        """The build in a folder; with `whole` every byte of it is compared with what was written.

        Raises:
            UnavailableError: it is damaged: it cannot be read, is not as it was, or its store cannot be opened.
        """
        try:
            built = cls(path, **json.loads((path / "build.json").read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError) as error:
            raise UnavailableError(f"the build {path} cannot be read: its build.json is missing or damaged") from error
        if why := broken(path, whole=whole):
            raise UnavailableError(f"the build {path} is damaged: {why}; nothing of it was changed or removed")
        if not select(EmbeddedStore.open(built.store_path), "SELECT ?s { ?s ?p ?o } LIMIT 1"):
            raise UnavailableError(f"the build {path} is damaged: its store holds nothing")
        return built


def current(data_dir: Path) -> Build:
    """The last good build of a data directory; see `Build.read`.

    Raises:
        UnavailableError: there is none yet, or it is damaged.
    """
    with _way_out(data_dir):
        return Build.read(_pointed(data_dir))


def held(data_dir: Path) -> tuple[Build, Hold]:
    """The same, every byte of it compared with what was written, and a hold on its folder, taken before.

    Raises:
        UnavailableError: there is none yet, or it is damaged.
    """
    with _way_out(data_dir):
        path = _pointed(data_dir)
        try:
            hold = Hold(path)
        except OSError as error:
            raise UnavailableError(f"the build {path} has gone while it was read; start again") from error
        try:
            return Build.read(path, whole=True), hold
        except BaseException:
            hold.end()
            raise


def _pointed(data_dir: Path) -> Path:
    try:
        return (data_dir / "current").resolve(strict=True)
    except OSError as error:
        raise UnavailableError(f"no graph is built in {data_dir}") from error


@contextmanager
def _way_out(data_dir: Path) -> Iterator[None]:
    try:
        yield
    except UnavailableError as error:
        raise UnavailableError(f"{error}; run: oxiana build --data {data_dir}") from error


def check(inputs: Inputs, progress: Progress, data_dir: Path | None = None) -> dict[str, Any]:
    """Do all that a build into a data directory does but write; returns its summary.

    Raises:
        InputError: the hand-written files are at fault; each fault with its file and line.
    """
    Edition.read(inputs.data)
    return _compile(inputs, progress, data_dir)[1]


def build(data_dir: Path, inputs: Inputs, progress: Progress) -> Build:
    """Build into a data directory and make it the current one; what was current stays so until then.

    Raises:
        InputError: the hand-written files are at fault; each fault with its file and line.
        UnavailableError: the data directory cannot be written.
    """
    digest = inputs.digest()
    try:
        last = current(data_dir)
    except UnavailableError:
        last = None
    if last:  # also one of before versions were kept
        keep_former(Archive.of(data_dir), last, progress)
    if last and last.digest == digest:
        progress(f"nothing has changed since build {last.version[:12]}")
        return last
    with _writing(data_dir):
        (data_dir / "builds").mkdir(parents=True, exist_ok=True)
    edition = Edition.read(inputs.data)
    compiled, summary = _compile(inputs, progress, data_dir)
    archive = Archive.of(data_dir)
    version = describe(archive, compiled.version, inputs.names.base, edition, compiled.nquads)
    summary["warnings"] += unexplained(version)
    progress("writing the store")
    with _writing(data_dir):
        folder = data_dir / "builds" / f"{UNFINISHED}{uuid4().hex}"
        folder.mkdir()  # not mkdtemp's, which nobody but its maker could serve
        try:
            described = {"version": compiled.version, "base": inputs.names.base, "digest": digest, "summary": summary}
            described["told"] = edition.keep()
            (folder / "dataset.nq").write_bytes(compiled.nquads)
            (folder / "build.json").write_text(json.dumps(described, indent=1, ensure_ascii=False), encoding="utf-8")
            EmbeddedStore.write(folder / "store", compiled.nquads, inputs.names)
            seal(folder)
            return _publish(folder, data_dir, digest, lambda: keep(archive, version, compiled.nquads))
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def _compile(inputs: Inputs, progress: Progress, data_dir: Path | None) -> "tuple[Canonical, dict[str, Any]]":
    from graph.compilation import compile_dataset

    return compile_dataset(inputs.data, inputs.examples, inputs.names, progress, data_dir)


def _publish(folder: Path, data_dir: Path, digest: str, keeping: Callable[[], Version]) -> Build:
    """Give a finished folder its name and point `current` to it, each in one step; then tidy up.

    Before it is pointed to its version is kept, so that whoever sees it finds that, too.
    """
    hold = Hold(folder)  # whoever tidies up meanwhile leaves it
    try:
        return _publish_held(folder, data_dir, digest, keeping)
    finally:
        hold.end()


def _publish_held(folder: Path, data_dir: Path, digest: str, keeping: Callable[[], Version]) -> Build:
    built = Build.read(folder)
    builds = data_dir / "builds"
    place = builds / f"{built.version[:16]}-{digest[:16]}"
    try:
        folder.rename(place)
    except OSError:
        if not place.exists():
            raise
        if not _is_whole(place):  # else a build of the same files was there first, and is as good
            place.rename(aside := builds / f"{UNFINISHED}{uuid4().hex}")
            folder.rename(place)
            _remove(aside)
    keeping()
    pointer = Path(tempfile.mkdtemp(prefix=".current-", dir=data_dir)) / "current"
    try:
        pointer.symlink_to(place.relative_to(data_dir))
        former = (data_dir / "current").resolve()
        pointer.replace(data_dir / "current")
    finally:
        shutil.rmtree(pointer.parent, ignore_errors=True)
    _tidy(data_dir, (place.resolve(), former))
    return replace(built, path=place)


def _is_whole(place: Path) -> bool:
    try:
        Build.read(place)
    except UnavailableError:
        return False
    return True


def _tidy(data_dir: Path, kept: Collection[Path]) -> None:
    """Remove old builds, but for `kept` ones and the current one, and what builds left that were killed a day ago.

    One that a service still reads is left to a later build. The last build but one is kept all the same, for whoever
    wants to go back to it.
    """
    for folder in (data_dir / "builds").iterdir():
        with suppress(OSError):  # somebody else may be tidying too
            left_behind = folder.name.startswith(UNFINISHED)
            old = time.time() - folder.stat().st_mtime > A_DAY
            if old if left_behind else folder.resolve() not in kept:
                with unheld(folder) as is_free:
                    if is_free and folder.resolve() != (data_dir / "current").resolve():
                        _remove(folder)


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink()


@contextmanager
def _writing(data_dir: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise UnavailableError(f"the data directory {data_dir} cannot be written: {error.strerror or error}") from error
