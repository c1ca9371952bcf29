"""Copies of the sources, held by whoever has them: the texts themselves are never part of the graph."""

import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

from graph.passages import Stretch, digest
from graph.store import Store, select
from ontology.errors import Finding, InputError, UnavailableError
from ontology.terms import Names

FOLDER = "texts"
MARK = "\ufeff"
HASHES = """
PREFIX ox: <https://w3id.org/oxiana/ontology#>
PREFIX graph: <https://w3id.org/oxiana/graph/>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX oa: <http://www.w3.org/ns/oa#>
PREFIX schema: <https://schema.org/>
SELECT ?source ?whole ?id ?start ?end ?sha256 WHERE {
  GRAPH graph:text {
    ?source a ox:Source ; schema:sha256 ?whole .
    ?passage ox:inSource ?source ; dcterms:identifier ?id ; schema:sha256 ?sha256 ; oa:hasSelector ?selector .
    ?selector oa:start ?start ; oa:end ?end .
  }
} ORDER BY ?source ?start DESC(?end) ?id
"""


@dataclass(frozen=True)
class Original:
    """What a copy of a source is held against: the hash of the whole, in hexadecimal, and its passages with theirs."""

    slug: str
    sha256: str
    passages: tuple[Stretch, ...]


def originals(store: Store, names: Names) -> dict[str, Original]:
    """The originals of all sources that a store describes, by slug."""
    found: dict[tuple[str, str], list[Stretch]] = {}
    for row in select(store, names.rebase(HASHES)):
        slug = str(row["source"]).removeprefix(names.source(""))
        stretch = Stretch(str(row["id"]), int(row["start"]), int(row["end"]), str(row["sha256"]))
        found.setdefault((slug, str(row["whole"])), []).append(stretch)
    return {slug: Original(slug, whole, tuple(passages)) for (slug, whole), passages in found.items()}


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


def likely_cause(whole: str) -> str:
    """Why a copy may differ from its first character to its last, and what to do; empty where nothing tells."""
    if whole.startswith(MARK):
        return "it begins with a byte order mark, so save it without; "
    return "its lines end with CR LF, so save it with LF alone; " if "\r\n" in whole else ""


def attach(data_dir: Path, original: Original, file: Path) -> None:
    """Verify a copy, passage by passage and as a whole, and keep it, so that pages show the passages.

    Raises:
        InputError: something differs; nothing is kept.
        UnavailableError: the data directory cannot be written.
    """
    whole = read_copy(file)
    findings = mismatches(original, whole, file)
    if findings:
        told = f"{file} is not the text of {original.slug}: {likely_cause(whole)}differences found, {len(findings)}"
        raise InputError(told, findings)
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
