"""The anchors of passages: each place is that of one passage of its kind, and holds there in a copy of the text."""

from collections.abc import Iterator
from pathlib import Path

from graph.checks import Progress
from graph.passages import Passage, digest
from graph.sources import Source
from graph.texts import attached
from ontology.errors import Finding
from ontology.terms import Names

NOTHING = digest("")


def anchor_findings(source: Source, names: Names, data_dir: Path | None, progress: Progress) -> list[Finding]:
    """What keeps passages from matching exactly once, at the lines of their table.

    Every hash is compared with the copy that is attached in a data directory, if it is one of the text described: a
    copy of another edition says nothing of this one, and that is told.
    """
    whole = attached(data_dir, source.slug) if data_dir else None
    if whole is not None and digest(whole) != source.sha256(names):
        progress(f"the attached copy is not the text that is described, so no passage was looked up: {source.slug}")
        whole = None
    faults = [*_faults(source.passages, source.octets(names)), *_faults_in(source.passages, whole)]
    findings = [Finding(source.passages_file, passage.line, sentence) for passage, sentence in faults]
    octets = len(whole.encode()) if whole is not None else None
    if octets is not None and source.octets(names) not in (None, octets):
        sentence = f"the attached copy has {octets} bytes: correct schema:contentSize"
        findings.append(Finding(source.description.path, 0, sentence))
    return findings


def _faults(passages: tuple[Passage, ...], octets: int | None) -> Iterator[tuple[Passage, str]]:
    """What the table itself shows."""
    last: dict[str, tuple[int, Passage]] = {}  # by kind, that which reaches furthest
    known: dict[tuple[int, int], Passage] = {}
    for passage in sorted(passages, key=lambda one: (one.start or 0, one.line)):
        if passage.start is None or passage.end is None:
            continue
        place = f"{passage.id} (characters {passage.start} to {passage.end})"
        end, other = last.get(passage.kind, (0, passage))
        if passage.start < end:
            yield passage, f"{place} overlaps {other.id}, a {passage.kind} too (line {other.line})"
        if passage.end > end:
            last[passage.kind] = passage.end, passage
        first = known.setdefault((passage.start, passage.end), passage)
        if first.sha256 != passage.sha256:
            yield passage, f"{place} stands where {first.id} does (line {first.line}), with another SHA-256"
        if passage.sha256 == NOTHING:
            yield passage, f"{place} has the SHA-256 of nothing at all, which holds anywhere"
        if octets is not None and passage.end > octets:
            yield passage, f"{place} ends beyond the text, which has {octets} bytes and no more characters"


def _faults_in(passages: tuple[Passage, ...], whole: str | None) -> Iterator[tuple[Passage, str]]:
    """What a copy of the text shows."""
    for passage in passages:
        if whole is not None and not passage.holds_in(whole):
            place = f"{passage.id} (characters {passage.start} to {passage.end})"
            yield passage, f"{place} is not in the attached copy: correct its start, its end or its SHA-256"
