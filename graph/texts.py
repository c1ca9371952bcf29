"""Copies of the sources, held by whoever has them: the texts themselves are never part of the graph."""

import os
import tempfile
from collections.abc import Iterable
from pathlib import Path

from graph.passages import Passage
from ontology.errors import Finding, InputError, UnavailableError

FOLDER = "texts"


def read_copy(file: Path) -> str:
    """The text of a copy, line ends untouched.

    Raises:
        InputError: the file cannot be read or is not UTF-8.
    """
    try:
        return file.read_bytes().decode("utf-8")
    except UnicodeDecodeError as error:
        raise InputError(f"{file} is not UTF-8 (byte {error.start})") from error
    except OSError as error:
        raise InputError(f"{file} cannot be read: {error.strerror}") from error


def mismatches(passages: Iterable[Passage], whole: str, file: Path) -> list[Finding]:
    """The passages that a copy does not have in their places, each with the line of the copy where it should begin."""
    return [
        Finding(
            file,
            whole.count("\n", 0, passage.start) + 1,
            f"passage {passage.id} (characters {passage.start} to {passage.end}) is not what its hash says",
        )
        for passage in passages
        if not passage.holds_in(whole)
    ]


def attach(data_dir: Path, slug: str, passages: Iterable[Passage], file: Path) -> None:
    """Verify every passage of a copy and keep it, so that pages show the passages.

    Raises:
        InputError: some passage differs; nothing is kept.
        UnavailableError: the data directory cannot be written.
    """
    whole = read_copy(file)
    findings = mismatches(passages, whole, file)
    if findings:
        raise InputError(f"{file} is not the text of {slug}: {len(findings)} passages differ", findings)
    try:
        (data_dir / FOLDER).mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=".", dir=data_dir / FOLDER)
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as copy:
            copy.write(whole)
        Path(name).replace(data_dir / FOLDER / f"{slug}.txt")
    except OSError as error:
        raise UnavailableError(f"the data directory {data_dir} cannot be written: {error.strerror}") from error


def attached(data_dir: Path, slug: str) -> str | None:
    """The attached copy of a source, None where there is none."""
    try:
        return (data_dir / FOLDER / f"{slug}.txt").read_bytes().decode("utf-8")
    except FileNotFoundError:
        return None
