"""A crate: a version of the dataset as one folder or archive that tells what it holds (RO-Crate 1.2).

The same build gives the same bytes: no clock, no random name. So the metadata are written here, for the library of the
field, `rocrate`, puts the date of the day in; the tests read every crate back with it.
"""

import gzip
import hashlib
import shutil
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

from graph.build import Build, held
from graph.crate_metadata import FILE, Part, metadata, parts_of
from graph.offer import Offer
from graph.quads import turtle
from graph.store import EmbeddedStore
from graph.void import dataset_description
from ontology.errors import UnavailableError

ARCHIVE = ".zip"
TURTLE = "text/turtle"
DATASET, ONTOLOGY, DESCRIPTION = "dataset.nq.gz", "ontology.ttl", "void.ttl"
# What each file is called, what it holds, and its media type.
FILES = {
    DATASET: ("The dataset", "Every graph as N-Quads, the default graph first, compressed.", "application/gzip"),
    ONTOLOGY: ("The vocabulary", "The classes, properties and rules that the dataset is written with.", TURTLE),
    DESCRIPTION: ("The description", "What the dataset holds and how large it is (VoID, DCAT).", TURTLE),
}
EARLIEST = (1980, 1, 1, 0, 0, 0)  # that an archive can tell
READABLE = 0o644 << 16


def crate(data_dir: Path, target: Path, published: str = "") -> Build:
    """Write a crate of the current build to a folder, or to an archive where the name ends in .zip; returns the build.

    A crate that was written there before is replaced, whole; anything else that is there stays and is an error.
    `published` is the date of publication, for a dataset that tells none itself.

    Raises:
        InputError: something is not told that a crate must tell.
        UnavailableError: no build is there, something else is at the target, or it cannot be written.
    """
    build, hold = held(data_dir)
    try:
        with _taking_shape(target) as folder:
            _fill(folder, build, published)
    finally:
        hold.end()
    return build


def _fill(folder: Path, build: Build, published: str) -> None:
    """Put the files of a crate in an empty folder."""
    store = EmbeddedStore.open(build.store_path, build.names)
    offer = Offer(build.names, version=build.version, edition=build.edition)
    with (
        (build.path / "dataset.nq").open("rb") as plain,
        (folder / DATASET).open("wb") as packed,
        gzip.GzipFile("", "wb", fileobj=packed, mtime=0) as stream,
    ):
        shutil.copyfileobj(plain, stream)
    with (build.path / "dataset.nq").open("rb") as lines:
        # Not from the store, which names blank nodes anew.
        ours = f" <{build.names.graph.ontology}> .\n".encode()
        (folder / ONTOLOGY).write_bytes(turtle((line for line in lines if line.endswith(ours)), build.names))
    (folder / DESCRIPTION).write_bytes(dataset_description(store, offer, [TURTLE]).body)
    parts = [_part(folder / name, *told) for name, told in FILES.items()]
    (folder / FILE).write_bytes(metadata(build, parts, published))


def _part(path: Path, name: str, description: str, media_type: str) -> Part:
    with path.open("rb") as content:
        digest = hashlib.file_digest(content, "sha256").hexdigest()
    return Part(path.name, name, description, media_type, path.stat().st_size, digest)


@contextmanager
def _taking_shape(target: Path) -> Iterator[Path]:
    """A folder that becomes the target when it is filled, or is removed."""
    target = target.resolve()
    _refuse_other(target)
    folder = target.with_name(f".{target.name}-{uuid4().hex}")
    made, aside = folder / "made", folder / "aside"
    try:
        made.mkdir(parents=True)
        yield made
        if target.suffix == ARCHIVE:
            _pack(made, folder / "packed")
            (folder / "packed").replace(target)
            return
        if target.exists():
            target.rename(aside)
        made.rename(target)
    except OSError as error:
        if aside.exists() and not target.exists():
            aside.rename(target)
        raise UnavailableError(
            f"the crate cannot be written to {target}: {error.strerror or error}; nothing was changed"
        ) from error
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _pack(folder: Path, archive: Path) -> None:
    """Put the files of a folder in an archive, the metadata first, with the same bytes at any time."""
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
        for path in sorted(folder.iterdir(), key=lambda one: (one.name != FILE, one.name)):
            entry = zipfile.ZipInfo(path.name, EARLIEST)
            entry.external_attr, entry.compress_type = READABLE, zipfile.ZIP_DEFLATED
            with path.open("rb") as content, packed.open(entry, "w", force_zip64=True) as stream:
                shutil.copyfileobj(content, stream)


def _refuse_other(target: Path) -> None:
    """Leave alone what is no crate of ours, or holds more than one.

    Raises:
        UnavailableError: there is such a thing.
    """
    if not target.exists() or (target.is_dir() and not any(target.iterdir()) and target.suffix != ARCHIVE):
        return
    try:
        parts, names = _archived(target) if target.suffix == ARCHIVE else _in_folder(target)
    except (OSError, KeyError, zipfile.BadZipFile):
        parts, names = None, set()
    if parts is None:
        raise UnavailableError(f"{target} is there and is no crate of Oxiana; nothing was changed, name another place")
    if more := sorted(names - parts - {FILE}):
        raise UnavailableError(
            f"{target} is a crate, and holds {more[0]} beside it; nothing was changed, move that away"
        )


def _archived(target: Path) -> tuple[set[str] | None, set[str]]:
    with zipfile.ZipFile(target) as packed:
        return parts_of(packed.read(FILE)), set(packed.namelist())


def _in_folder(target: Path) -> tuple[set[str] | None, set[str]]:
    return parts_of((target / FILE).read_bytes()), {path.relative_to(target).as_posix() for path in target.rglob("*")}
