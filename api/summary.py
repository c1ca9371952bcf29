"""What a build or a check has counted, in a terminal: a line for each number, tables for the coverage of a source."""

import json
from collections.abc import Mapping
from typing import Any

import click
from rich.box import SIMPLE
from rich.table import Table
from rich.text import Text

from api.printing import terminal

WHOLE = "in all"


def print_summary(summary: Mapping[str, Any], *, as_json: bool) -> None:
    """Print a summary, its warnings to the standard error; or all of it as JSON."""
    if as_json:
        click.echo(json.dumps(summary, indent=1, ensure_ascii=False))
        return
    for name, value in summary.items():
        if name == "warnings":
            for warning in value:
                click.echo(f"warning: {warning}", err=True)
        elif name == "axioms without a rule":
            click.echo(f"{name}, or parts of them: {len(value)} (--json names them)")
        elif name == "left to queries":
            gathered = len(value["gatherings"])
            click.echo(f"pairs {name}, and not stored: {value['pairs']}, of {gathered} gatherings (--json names them)")
        elif name == "coverage":
            for source, coverage in value.items():
                _print_coverage(source, coverage)
        else:
            click.echo(f"{name}: {_in_words(value)}")


def _print_coverage(source: str, coverage: Mapping[str, Any]) -> None:
    """A row for each paragraph and one for the source in all; two tables, since one would be wider than a terminal."""
    measures = {**coverage["paragraphs"], WHOLE: coverage[WHOLE]}
    modalities, kinds = coverage[WHOLE]["claims by modality"], coverage[WHOLE]["claims by kind"]
    by_modality = {
        name: {
            "clauses": f"{one['clauses covered']}/{one['clauses']}",
            "claims": one["claims"],
            **{modality: one["claims by modality"].get(modality, 0) for modality in modalities},
            "tensions": one["tensions"],
        }
        for name, one in measures.items()
    }
    by_kind = {name: {kind: one["claims by kind"].get(kind, 0) for kind in kinds} for name, one in measures.items()}
    console = terminal()
    for title, rows in (("clauses covered, claims by modality, tensions", by_modality), ("claims by kind", by_kind)):
        console.print()
        console.print(_table(f"{source}: {title}", rows))


def _table(title: str, rows: Mapping[str, Mapping[str, int | str]]) -> Table:
    """A table of numbers, the last row under a line."""
    table = Table(title=title, title_justify="left", box=SIMPLE, show_edge=False, padding=0, show_footer=True)
    table.add_column("paragraph", WHOLE, overflow="fold")
    for column, total in rows[WHOLE].items():
        table.add_column(column, str(total), justify="right", overflow="fold")
    for name, row in rows.items():
        if name != WHOLE:
            table.add_row(Text(name), *(Text(str(number), "" if number else "dim") for number in row.values()))
    return table


def _in_words(value: Any) -> str:  # noqa: ANN401 - a summary holds numbers, words, and tables of both
    if isinstance(value, dict):
        return ", ".join(f"{name} {_in_words(one)}" for name, one in value.items())
    return str(value)
