"""Answers in a terminal."""

import json
import sys
from collections.abc import Mapping, Sequence
from typing import Any

from rdflib.term import Identifier, URIRef
from rich.console import Console
from rich.table import Table as Grid
from rich.text import Text

from api.results import Table
from graph.prefixes import prefixed
from graph.store import term
from ontology.terms import Names

UNFOLDED = 10_000  # columns: what is piped on is one row a line


def terminal() -> Console:
    """The standard output, as wide as it is; as wide as a row needs where it is no terminal."""
    return Console() if sys.stdout.isatty() else Console(width=UNFOLDED)


def print_answer(body: bytes, names: Names) -> None:
    """Print SPARQL Results JSON as a table, IRIs as prefixed names; for ASK, true or false.

    Where it has a lineage, each row is told with the claims that it rests on, and below it what else is to be known.
    """
    table, lineage = Table.read(body), json.loads(body).get("lineage")
    console = terminal()
    grounds = [_ground(row, names) for row in lineage["rows"]] if lineage else []
    if table.boolean is not None:
        console.print(str(table.boolean).lower(), highlight=False)
        for ground in grounds:
            console.print(f"rests on: {ground}", highlight=False, markup=False)
    else:
        grid = Grid()
        for column in (*table.columns, *(["rests on"] if lineage else [])):
            grid.add_column(column, overflow="fold")
        for place, row in enumerate(table.rows):
            grid.add_row(*(Text(_written(cell, names)) for cell in row), *map(Text, grounds[place : place + 1]))
        console.print(grid)
        console.print(f"{table.total} row{'s' * (table.total != 1)}", highlight=False)
    if lineage:
        _print_beside(lineage, names, console)


def _ground(row: Mapping[str, Any] | None, names: Names) -> str:
    """The claims of each way, and what is to be known of them."""
    if row is None:
        return "?"
    ways = " or ".join(_claims(way["claims"], names) for way in row["ways"])
    trust = row["trust"]
    marks = [prefixed(one, names) for one in trust["modalities"] if one != str(names.ox.Asserted)]
    marks += [f"in the view of {prefixed(one, names)}" for one in trust["voices"]]
    marks += ["contested"] * trust["contested"] + ["inferred"] * trust["inferred"]
    marks += ["there may be more ways"] * (not row["complete"])
    return ways + (f" ({', '.join(marks)})" if marks else "")


def _claims(claims: Sequence[str], names: Names) -> str:
    return ", ".join(prefixed(one, names) for one in claims) or "no claim"


def _print_beside(lineage: Mapping[str, Any], names: Names, console: Console) -> None:
    lines = [one["told"] for one in lineage["reasons"]]
    if lineage["absence"]["matters"]:
        lines.append("the answer also rests on absence: rows may be there because something is not said")
    for one in lineage["absence"]["excluded"]:
        values = ", ".join(f"{name} = {_written(term(value), names)}" for name, value in one["binding"].items())
        by = " or ".join(_claims(way["claims"], names) for way in one["ways"])
        lines.append(f"{one['keyword']} keeps out {values or 'it'}: {by}")
    for line in lines:
        console.print(line, highlight=False, markup=False)


def _written(cell: Identifier | None, names: Names) -> str:
    if cell is None:
        return ""
    return prefixed(cell, names) if isinstance(cell, URIRef) else str(cell)
