"""Formats: an answer with its lineage in those of SPARQL results, or its provenance in those of RDF."""

import csv
import io
import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeAlias

from graph.engine import SELECT_ONLY
from graph.lineage.provenance import PROFILE, json_ld
from graph.lineage.question import Question
from graph.lineage.solutions import Solutions
from graph.quads import rewritten
from graph.store import JSON
from ontology.terms import Names

CSV, TSV = SELECT_ONLY
JSON_LD, TURTLE = "application/ld+json", "text/turtle"
PROV_JSON_LD, PROV_TURTLE = (f'{one};profile="{PROFILE}"' for one in (JSON_LD, TURTLE))
COLUMN = "lineage"
UNKNOWN, MORE = "?", "…"
Told: TypeAlias = Mapping[str, Any]


def as_json(_question: Question, answer: Solutions, told: Told, _names: Names) -> str:
    """SPARQL 1.1 Query Results JSON with one member more, which §3.1 of it lets clients ignore."""
    head = {"vars": list(answer.columns)}
    if answer.boolean is not None:
        whole: dict[str, Any] = {"head": {}, "boolean": answer.boolean}
    else:
        whole = {"head": head, "results": {"bindings": answer.bindings}}
    return json.dumps(whole | {"lineage": told}, ensure_ascii=False, separators=(",", ":"))


def as_csv(_question: Question, answer: Solutions, told: Told, _names: Names) -> str:
    """SPARQL 1.1 Query Results CSV (§3) with one column more."""
    text = io.StringIO(newline="")
    table = csv.writer(text, lineterminator="\r\n")
    table.writerow([*answer.columns, column(answer)])
    for binding, ways in _rows(answer, told):
        table.writerow([*(_plain(binding.get(name)) for name in answer.columns), ways])
    return text.getvalue()


def as_tsv(_question: Question, answer: Solutions, told: Told, _names: Names) -> str:
    """SPARQL 1.1 Query Results TSV (§4) with one column more, of plain strings."""
    lines = ["\t".join(f"?{name}" for name in (*answer.columns, column(answer)))]
    for row, (_, ways) in zip(answer.rows, _rows(answer, told), strict=True):
        terms = ((one or "").replace("\t", "\\t").replace("\n", "\\n") for one in row)
        lines.append("\t".join([*terms, f'"{ways}"']))
    return "\n".join(lines) + "\n"


def as_turtle(question: Question, answer: Solutions, told: Told, names: Names) -> str:
    """The provenance in Turtle."""
    return rewritten(json_ld(question, answer, told, names).encode(), TURTLE, names).decode()


FORMATS: dict[str, Callable[[Question, Solutions, Told, Names], str]] = {
    JSON: as_json,
    CSV: as_csv,
    TSV: as_tsv,
    PROV_JSON_LD: json_ld,
    PROV_TURTLE: as_turtle,
}


def available(answer: Solutions) -> tuple[str, ...]:
    """The media types of an answer with its lineage: of ASK there is no CSV nor TSV (SPARQL 1.1 CSV and TSV §1)."""
    return tuple(one for one in FORMATS if answer.boolean is None or one not in SELECT_ONLY)


def column(answer: Solutions) -> str:
    """What the column of the lineage is called: like none of the answer's."""
    name = COLUMN
    while name in answer.columns:
        name += "_"
    return name


def _rows(answer: Solutions, told: Told) -> Iterator[tuple[dict[str, Any], str]]:
    return zip(answer.bindings, map(_ways, told["rows"]), strict=True)


def _plain(value: dict[str, str] | None) -> str:
    if value is None:
        return ""
    return f"_:{value['value']}" if value["type"] == "bnode" else value["value"]


def _ways(row: Told | None) -> str:
    """The claims of each way, and | between ways; nothing of what rests on no claim."""
    if row is None:
        return UNKNOWN
    return " | ".join([*(" ".join(way["claims"]) for way in row["ways"]), *[MORE] * (not row["complete"])])
