"""The tests that are known to fail, each with its reason."""

from functools import cache
from pathlib import Path

FILE = Path(__file__).with_name("known-failures.tsv")


@cache
def known_failures() -> dict[str, str]:
    """The reason of each known failure, by the IRI of its test."""
    lines = FILE.read_text(encoding="utf-8").splitlines()[1:]
    return {iri: reason for iri, _, reason in (line.partition("\t") for line in lines)}
