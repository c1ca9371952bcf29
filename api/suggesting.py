"""Candidates from a reconciliation service, as a table, as JSON, and as rows that people review."""

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from graph.reconciliation import Suggestion

# Slots of SSSOM, without a predicate: that is what a person has to decide.
SLOTS = (
    "subject_id",
    "subject_label",
    "predicate_id",
    "object_id",
    "object_label",
    "mapping_justification",
    "mapping_tool",
    "comment",
)


def printed(found: "Sequence[Suggestion]") -> None:
    """Print a table, one row a candidate."""
    from rich.table import Table
    from rich.text import Text

    from api.printing import terminal

    grid = Table()
    for column in ("entity", "label", "item", "name", "description", "score", "types"):
        grid.add_column(column, overflow="fold")
    for one in found:
        for each in one.candidates:
            cells = (one.entity, one.label, each.id, each.name, each.description, f"{each.score:g}", _types(each.types))
            grid.add_row(*map(Text, cells))
        if not one.candidates:
            grid.add_row(Text(one.entity), Text(one.label), "none")
    terminal().print(grid)
    terminal().print("candidates to be reviewed; none of them is a match", highlight=False)


def whole(found: "Sequence[Suggestion]", service: str) -> str:
    """The same as JSON."""
    told = {"service": service, "status": "candidates to be reviewed", "entities": [asdict(one) for one in found]}
    return json.dumps(told, ensure_ascii=False, indent=1)


def rows(found: "Sequence[Suggestion]", service: str) -> str:
    """The same as tab-separated rows with the names of SSSOM, predicate_id left empty."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter="\t", lineterminator="\n")
    writer.writerow(SLOTS)
    for one in found:
        for each in one.candidates:
            about = "; ".join(filter(None, [each.description, _types(each.types)]))
            comment = f"candidate to be reviewed; score {each.score:g} of the service" + (f"; {about}" if about else "")
            cells = (f"id:{one.entity}", one.label, "", f"wd:{each.id}", each.name, "semapv:LexicalMatching")
            writer.writerow((*cells, service, comment))
    return text.getvalue()


def _types(types: Sequence[str]) -> str:
    return ", ".join(types)
