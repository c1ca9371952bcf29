"""Attaching a copy of a source: it is kept only if it is the text itself, to the byte."""

import os
import tempfile
from pathlib import Path

from graph.texts import FOLDER, Original, read_copy
from graph.verification import State, Verification
from ontology.errors import Finding, InputError, UnavailableError


def attach(data_dir: Path, original: Original, file: Path) -> None:
    """Verify a copy, passage by passage and as a whole, and keep it, so that pages show the passages.

    Raises:
        InputError: something differs, or the copy is in another encoding or has other line ends; nothing is kept.
        UnavailableError: the data directory cannot be written.
    """
    raw = read_copy(file)
    found = Verification.of(original, raw)
    if not found.holds:
        raise InputError(found.sentence(str(file)), _findings(found, file))
    try:
        (data_dir / FOLDER).mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=".", dir=data_dir / FOLDER)
        with os.fdopen(handle, "wb") as copy:
            copy.write(raw)
        Path(name).replace(data_dir / FOLDER / f"{original.slug}.txt")
    except OSError as error:
        raise UnavailableError(f"the data directory {data_dir} cannot be written: {error.strerror}") from error


def _findings(found: Verification, file: Path) -> list[Finding]:
    """Each passage that is not in its place, with the line where it should begin; none of a text not recognised."""
    if not found.count(State.HOLDS) + found.count(State.MOVED) + found.count(State.AMBIGUOUS):
        return []
    return [
        Finding(
            file,
            found.reading.text.count("\n", 0, verdict.passage.start) + 1,
            f"passage {verdict.passage.id} (characters {verdict.passage.start} to {verdict.passage.end})"
            f" is not what its hash says{_elsewhere(verdict.places)}",
        )
        for verdict in found.verdicts
        if verdict.state != State.HOLDS
    ]


def _elsewhere(places: tuple[tuple[int, int], ...]) -> str:
    if not places:
        return ""
    if len(places) > 1:
        return f"; its text stands at {len(places)} other places"
    return f"; its text stands at characters {places[0][0]} to {places[0][1]}"
