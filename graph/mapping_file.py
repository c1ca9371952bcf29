"""SSSOM/TSV (https://mapping-commons.github.io/sssom/, version 1.0): mapping sets, read with the lines of their rows.

Of the standard's slots those are read that stand here and in `mapping_header`; another is refused, so that nothing is
lost unsaid.
"""

import csv
import io
import math
import re
from collections.abc import Iterator
from pathlib import Path

from rdflib import OWL, SKOS, URIRef

from graph.links import NOT_FOUND, SSSOM, WIKIDATA, Mapping, MappingSet
from graph.mapping_header import SEMAPV, SUFFIX, Header
from graph.reader import MARK
from ontology.errors import Finding, InputError
from ontology.terms import Names

FOLDER = "links"
PREDICATES = [SKOS[f"{kind}Match"] for kind in ("exact", "close", "broad", "narrow", "related")]
ITEM = re.compile(re.escape(str(WIKIDATA)) + r"Q[1-9][0-9]{0,14}")
IDENTIFIERS = ("subject_id", "predicate_id", "object_id", "mapping_justification")
NEEDED = (*IDENTIFIERS, "author_label")
COLUMNS = {*NEEDED, "subject_label", "object_label", "confidence", "comment"}


def mapping_files(data: Path) -> list[Path]:
    """Those of a folder of hand-written files, by name; none where it has no links."""
    return sorted((data / FOLDER).glob(f"*{SUFFIX}"))


def read_mapping_set(path: Path, names: Names) -> MappingSet:
    """One file under the publisher's base.

    Raises:
        InputError: it is not UTF-8, or no SSSOM/TSV; each fault with its line.
    """
    lines = _lines(path, names)
    head = next((number for number, line in enumerate(lines) if not line.startswith("#")), len(lines))
    header = Header.read(lines[:head], path, names)
    mappings, findings = list[Mapping](), list[Finding]()
    for line, row in _rows(lines, head, path, findings):
        faults: list[str] = []
        mappings.append(_mapping(line, row, header, faults))
        findings += [Finding(path, line, fault) for fault in faults]
    if findings:
        raise InputError(f"{path.name} cannot be read", sorted(findings))
    return header.over(mappings, path)


def _lines(path: Path, names: Names) -> list[str]:
    try:
        text = names.read(path)
    except UnicodeDecodeError as error:
        finding = Finding(path, 0, f"the file is not UTF-8 (byte {error.start})")
        raise InputError(f"{path.name} cannot be read", [finding]) from error
    if text.startswith(MARK):
        finding = Finding(path, 1, "the file begins with a byte order mark; save it without")
        raise InputError(f"{path.name} cannot be read", [finding])
    return [*io.StringIO(text)]


def _rows(lines: list[str], head: int, path: Path, findings: list[Finding]) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows below the head line, each with the line where it begins; an empty line is none."""
    reader = csv.reader(lines[head:], delimiter="\t", strict=True)
    columns: list[str] = []
    while True:
        line = head + reader.line_num + 1
        try:
            cells = next(reader, None)
        except csv.Error as error:
            findings.append(Finding(path, line, f"the row is no TSV: {error}"))
            return
        if cells is None:
            return
        if not columns:
            columns = cells
            faults = [*_faults_of_columns(columns)]
            findings += [Finding(path, line, fault) for fault in faults]
            if faults:
                return
        elif cells and len(cells) != len(columns):
            findings.append(Finding(path, line, f"the row has {len(cells)} cells, and the head line {len(columns)}"))
        elif cells:
            yield line, {column: cell.strip() for column, cell in zip(columns, cells, strict=True)}


def _faults_of_columns(columns: list[str]) -> Iterator[str]:
    for column in dict.fromkeys(columns):
        if columns.count(column) > 1:
            yield f"the column {column!r} stands twice"
        if column not in COLUMNS:
            yield f"the column {column!r} is not read of a mapping: correct its name, or take it away"
    for column in NEEDED:
        if column not in columns:
            yield f"the head line has no column {column}"


def _mapping(line: int, row: dict[str, str], header: Header, faults: list[str]) -> Mapping:
    """What a row says; what is wrong with it is added to the faults."""
    faults += [f"the row has no {column}" for column in NEEDED if not row[column]]
    iris = {column: header.iri(row[column]) or URIRef("") for column in IDENTIFIERS}
    faults += [
        f"{column} {row[column]!r} is no CURIE with a prefix that the curie_map declares"
        for column, iri in iris.items()
        if row[column] and not iri
    ]
    subject, predicate, found, justification = (iris[column] for column in IDENTIFIERS)
    if predicate == OWL.sameAs:
        faults.append("owl:sameAs is never asserted, since what is said of one would hold of both: use skos:exactMatch")
    elif predicate and predicate not in PREDICATES:
        told = ", ".join(f"skos:{one.removeprefix(str(SKOS))}" for one in PREDICATES)
        faults.append(f"{row['predicate_id']} is no predicate of mappings: use one of {told}")
    if justification and not justification.startswith(SEMAPV):
        faults.append("the mapping_justification is no term of semapv: write such as semapv:ManualMappingCuration")
    is_found = found != SSSOM[NOT_FOUND]
    if found and is_found and not ITEM.fullmatch(found):
        faults.append(f"{row['object_id']} is no item of Wikidata: write it as wd:Q232, or sssom:{NOT_FOUND}")
    confidence = _confidence(row.get("confidence", ""), faults)
    if is_found and not row.get("confidence"):
        faults.append("the row has no confidence: write a number from 0 to 1")
    return Mapping(
        line,
        subject,
        predicate,
        found if is_found else None,
        justification,
        row["author_label"],
        row.get("subject_label", ""),
        row.get("object_label", ""),
        confidence,
        row.get("comment", ""),
    )


def _confidence(text: str, faults: list[str]) -> float | None:
    if not text:
        return None
    try:
        confidence = float(text)
    except ValueError:
        confidence = math.nan
    if not 0 <= confidence <= 1:
        faults.append(f"the confidence {text!r} is no number from 0 to 1")
    return confidence
