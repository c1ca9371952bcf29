"""Backups: a whole copy of what a service keeps, taken while it runs, and given back.

A backup is a folder like the one that it is of, a data directory or the folder of a plain store, with `backup.json` and
a seal. Its written store is as it was after one commit, and closed.
"""

import json
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

from graph.answer_store import FILE as ANSWERS
from graph.answer_store import AnswerStore
from graph.archive import Archive
from graph.build import held
from graph.holds import unheld
from graph.ledger import NAME as LEDGER
from graph.ledger import Ledger, begin_at, count, damaged, writes
from graph.seal import NAME as SEAL
from graph.seal import broken, seal
from graph.snapshot import READERS, copy
from ontology import __version__
from ontology.errors import UnavailableError

NAME = "backup.json"
FORMAT = 1
DATA, PLAIN = "data directory", "plain store"
OPTIONS = {DATA: "--data FOLDER", PLAIN: "--plain FOLDER"}


@dataclass(frozen=True)
class Backup:
    """What `backup.json` tells: of what it is, the version and folder of the build, how many writes there were."""

    kind: str
    version: str = ""
    current: str = ""
    writes: int = 0
    oxiana: str = __version__
    format: int = FORMAT


def back_up(place: Path, target: Path, kind: str) -> Backup:
    """Copy a data directory, or the folder of a plain store, to a folder that is not there or is empty.

    Raises:
        UnavailableError: the folder holds something or cannot be written, or there is nothing whole to copy.
    """
    _refuse_full(target, "the backup needs a folder of its own: name one that is not there, or is empty")
    with _taking_shape(target, f"the backup cannot be written to {target}") as folder:
        backup = _of_data(place, folder) if kind == DATA else _of_plain(place, folder)
        (folder / NAME).write_text(json.dumps(asdict(backup), indent=1, ensure_ascii=False), encoding="utf-8")
        seal(folder)
    return backup


def _of_data(data_dir: Path, folder: Path) -> Backup:
    build, hold = held(data_dir)
    try:
        place = f"builds/{build.path.name}"
        shutil.copytree(build.path, folder / place)
    finally:
        hold.end()
    if (data_dir / "texts").exists():
        shutil.copytree(data_dir / "texts", folder / "texts")
    AnswerStore.of(data_dir).copy(folder / ANSWERS)  # before the versions, so that each that is cited is there, too
    _copy_versions(Archive.of(data_dir), Archive.of(folder))
    if not (data_dir / "live").exists():
        return Backup(DATA, build.version, place)
    (folder / "live").mkdir()
    written = _store(data_dir / "live" / "store", folder / "live" / "store")
    # After the store: where another build came meanwhile, it tells of none or of that, and a start puts that right.
    shutil.copy(data_dir / "live" / "built.json", folder / "live")
    return Backup(DATA, build.version, place, written)


def _copy_versions(archive: Archive, target: Archive) -> None:
    """Copy every version, each record before its file: what has a record has a file, also while another is kept."""
    for record in archive.records():
        target.folder.mkdir(exist_ok=True)
        shutil.copy(record, target.folder)
        with suppress(FileNotFoundError):  # a damaged one is given back as it was
            shutil.copy(archive.path(record.stem), target.folder)


def _of_plain(plain: Path, folder: Path) -> Backup:
    if not (plain / "store").exists():
        raise UnavailableError(f"there is no store in {plain}; name the folder that is served: --plain FOLDER")
    return Backup(PLAIN, writes=_store(plain / "store", folder / "store"))


def _store(path: Path, target: Path) -> int:
    """Copy a store that may be written meanwhile, and see that the copy is whole; returns how many writes it counts."""
    with unheld(path.with_name(LEDGER)) as is_free:
        if is_free:  # nobody writes it, so it must be as its ledger tells
            writes(path)
    try:
        copy(path, target)
        begin_at(target, count(path))
        ledger = Ledger(target)
        ledger.close()
    except (RuntimeError, UnavailableError) as error:  # the engine raises the first for a damaged table
        raise damaged(path, f"it cannot be copied whole ({str(error).strip()})") from error
    target.with_name(READERS).rmdir()
    return ledger.writes


def restore(source: Path, place: Path, kind: str) -> Backup:
    """Give a backup back, to a folder that is not there or is empty.

    Raises:
        UnavailableError: it is no backup, one of something else or a damaged one; or the folder holds something, or
            cannot be written.
    """
    backup = _read(source)
    if backup.kind != kind:
        raise UnavailableError(f"{source} is a backup of a {backup.kind}; restore it with {OPTIONS[backup.kind]}")
    if why := "its seal is missing" if not (source / SEAL).exists() else broken(source, whole=True):
        raise UnavailableError(f"the backup {source} is damaged: {why}; nothing was restored, take another")
    _refuse_full(place, f"a backup is restored to an empty place: move it away, or name another with {OPTIONS[kind]}")
    with _taking_shape(place, f"the backup cannot be restored to {place}") as folder:
        shutil.copytree(source, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns("LOCK"))
        (folder / NAME).unlink()
        (folder / SEAL).unlink()
        if backup.current:
            (folder / "current").symlink_to(backup.current)
    return backup


def _read(source: Path) -> Backup:
    try:
        told: dict[str, Any] = json.loads((source / NAME).read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise UnavailableError(f"{source} is not a backup: it has no {NAME}") from error
    except (OSError, ValueError) as error:
        raise UnavailableError(f"{source} is no backup, or a damaged one: its {NAME} cannot be read") from error
    try:
        if (made := told["format"]) != FORMAT:
            whose = f"the backup {source} was made by Oxiana {told['oxiana']}, in format {made}"
            raise UnavailableError(f"{whose}; this one reads format {FORMAT}: restore it with that version")
        backup = Backup(**told)
        OPTIONS[backup.kind]
    except (KeyError, TypeError) as error:
        raise UnavailableError(f"{source} is no backup, or a damaged one: its {NAME} tells something else") from error
    return backup


def _refuse_full(folder: Path, way_out: str) -> None:
    if folder.exists() and not (folder.is_dir() and not any(folder.iterdir())):
        raise UnavailableError(f"{folder} is not empty, and nothing was changed; {way_out}")


@contextmanager
def _taking_shape(target: Path, fault: str) -> Iterator[Path]:
    """A folder that gets its name when it is whole and on the disk, or is removed.

    Where there is an empty one of that name, it may be a file system of its own: what it is to hold takes shape in it,
    and what others look for comes last.
    """
    target = target.resolve()
    is_there = target.exists()
    folder = (target if is_there else target.parent) / f".{target.name}-{uuid4().hex}"
    try:
        folder.mkdir(parents=True)
        yield folder
        os.sync()
        if is_there:
            for part in sorted(folder.iterdir(), key=lambda one: one.name in ("current", SEAL)):
                part.rename(target / part.name)
        else:
            folder.rename(target)
    except (OSError, shutil.Error) as error:
        raise UnavailableError(f"{fault}: {_why(error)}; nothing is left of it") from error
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _why(error: OSError) -> str:
    """The reason in a few words, also of a copy of many files, each of which has its own."""
    if isinstance(error, shutil.Error) and (found := re.search(r"\[Errno \d+\] ([^:]+)", str(error))):
        return found[1]
    return error.strerror or str(error)
