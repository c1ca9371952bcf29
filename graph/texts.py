"""Copies of the sources, held by whoever has them: the texts themselves are never part of the graph."""

import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

from graph.passages import SCHEMA, Passage, digest, read_passages
from graph.reader import RdfFile
from ontology.errors import Finding, InputError, UnavailableError
from ontology.terms import Names

FOLDER = "texts"


@dataclass(frozen=True)
class Original:
    """What a copy of a source is held against: the hash of the whole, in hexadecimal, and its passages with theirs."""

    slug: str
    sha256: str
    passages: tuple[Passage, ...]

    @classmethod
    def read(cls, folder: Path, names: Names) -> "Original":
        """Read it from a source's folder.

        Raises:
            InputError: its files cannot be read, or its description lacks the hash.
        """
        description = RdfFile.read(folder / "source.ttl", names)
        sha256 = description.dataset.default_graph.value(names.source(folder.name), SCHEMA.sha256)
        if sha256 is None:
            sentence = f"the description of {folder.name} lacks schema:sha256, the hash of the whole text"
            raise InputError(sentence, [Finding(description.path, 0, sentence)])
        return cls(folder.name, str(sha256), read_passages(folder / "passages.tsv"))


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


def mismatches(original: Original, whole: str, file: Path) -> list[Finding]:
    """What a copy does not have as it should: each passage, with the line where it should begin; or only the rest."""
    findings = [
        Finding(
            file,
            whole.count("\n", 0, passage.start) + 1,
            f"passage {passage.id} (characters {passage.start} to {passage.end}) is not what its hash says",
        )
        for passage in original.passages
        if not passage.holds_in(whole)
    ]
    if not findings and digest(whole) != original.sha256:
        sentence = "every passage holds, but the whole is not what its hash says: it differs between or around them"
        findings.append(Finding(file, 0, sentence))
    return findings


def attach(data_dir: Path, original: Original, file: Path) -> None:
    """Verify a copy, passage by passage and as a whole, and keep it, so that pages show the passages.

    Raises:
        InputError: something differs; nothing is kept.
        UnavailableError: the data directory cannot be written.
    """
    whole = read_copy(file)
    findings = mismatches(original, whole, file)
    if findings:
        raise InputError(f"{file} is not the text of {original.slug}: differences found, {len(findings)}", findings)
    try:
        (data_dir / FOLDER).mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=".", dir=data_dir / FOLDER)
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as copy:
            copy.write(whole)
        Path(name).replace(data_dir / FOLDER / f"{original.slug}.txt")
    except OSError as error:
        raise UnavailableError(f"the data directory {data_dir} cannot be written: {error.strerror}") from error


def attached(data_dir: Path, slug: str) -> str | None:
    """The attached copy of a source, None where there is none."""
    try:
        return (data_dir / FOLDER / f"{slug}.txt").read_bytes().decode("utf-8")
    except FileNotFoundError:
        return None
