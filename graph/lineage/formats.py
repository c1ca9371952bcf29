"""Formats: an answer with its lineage in those of SPARQL results."""

import csv
import io
import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeAlias

from graph.lineage.lineage import Lineage
from graph.lineage.support import Support
from graph.store import JSON

CSV, TSV = "text/csv", "text/tab-separated-values"
COLUMN = "lineage"
Told: TypeAlias = Mapping[str, Any]


def as_json(lineage: Lineage, told: Told) -> str:
    """SPARQL 1.1 Query Results JSON with one member more, which §3.1 of it lets clients ignore."""
    answer = lineage.answer
    head = {"vars": list(answer.columns)}
    if answer.boolean is not None:
        whole: dict[str, Any] = {"head": {}, "boolean": answer.boolean}
    else:
        whole = {"head": head, "results": {"bindings": answer.bindings}}
    return json.dumps(whole | {"lineage": told}, ensure_ascii=False)


def as_csv(lineage: Lineage, _told: Told) -> str:
    """SPARQL 1.1 Query Results CSV (§3) with one column more."""
    text = io.StringIO(newline="")
    table = csv.writer(text, lineterminator="\r\n")
    table.writerow([*lineage.columns, _column(lineage)])
    for binding, support in _rows(lineage):
        table.writerow([*(_plain(binding.get(name)) for name in lineage.columns), _ways(support)])
    return text.getvalue()


def as_tsv(lineage: Lineage, _told: Told) -> str:
    """SPARQL 1.1 Query Results TSV (§4) with one column more, of plain strings."""
    lines = ["\t".join(f"?{name}" for name in (*lineage.columns, _column(lineage)))]
    for row in lineage.rows:
        terms = ((one or "").replace("\t", "\\t").replace("\n", "\\n") for one in row.values)
        lines.append("\t".join([*terms, f'"{_ways(row.support)}"']))
    return "\n".join(lines) + "\n"


FORMATS: dict[str, Callable[[Lineage, Told], str]] = {JSON: as_json, CSV: as_csv, TSV: as_tsv}


def _rows(lineage: Lineage) -> Iterator[tuple[dict[str, Any], Support | None]]:
    return zip(lineage.answer.bindings, (row.support for row in lineage.rows), strict=True)


def _plain(value: dict[str, str] | None) -> str:
    if value is None:
        return ""
    return f"_:{value['value']}" if value["type"] == "bnode" else value["value"]


def _ways(support: Support | None) -> str:
    """The claims of each way, and | between ways; nothing where it is not known."""
    return " | ".join(" ".join(sorted(way)) for way in support.alternatives) if support else ""


def _column(lineage: Lineage) -> str:
    name = COLUMN
    while name in lineage.columns:
        name += "_"
    return name
