"""Copies of the sources, held by whoever has them: the texts themselves are never part of the graph."""

from dataclasses import dataclass
from pathlib import Path

from graph.passages import Stretch
from graph.store import Store, select
from ontology.errors import InputError
from ontology.terms import Names

FOLDER = "texts"
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


def read_copy(file: Path) -> bytes:
    """The bytes of a copy.

    Raises:
        InputError: the file cannot be read.
    """
    try:
        return file.read_bytes()
    except OSError as error:
        raise InputError(f"{file} cannot be read: {error.strerror}") from error


def attached(data_dir: Path, slug: str) -> str | None:
    """The attached copy of a source, None where there is none."""
    try:
        return (data_dir / FOLDER / f"{slug}.txt").read_bytes().decode("utf-8")
    except FileNotFoundError:
        return None
