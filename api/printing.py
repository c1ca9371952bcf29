"""Answers in a terminal."""

import sys

from rdflib.term import Identifier, URIRef
from rich.console import Console
from rich.table import Table as Grid
from rich.text import Text

from api.results import Table
from graph.prefixes import prefixed
from ontology.terms import Names

UNFOLDED = 10_000  # columns: what is piped on is one row a line


def terminal() -> Console:
    """The standard output, as wide as it is; as wide as a row needs where it is no terminal."""
    return Console() if sys.stdout.isatty() else Console(width=UNFOLDED)


def print_answer(body: bytes, names: Names) -> None:
    """Print SPARQL Results JSON as a table, IRIs as prefixed names; for ASK, true or false."""
    table = Table.read(body)
    console = terminal()
    if table.boolean is not None:
        console.print(str(table.boolean).lower(), highlight=False)
        return
    grid = Grid()
    for column in table.columns:
        grid.add_column(column, overflow="fold")
    for row in table.rows:
        grid.add_row(*(Text(_written(cell, names)) for cell in row))
    console.print(grid)
    console.print(f"{table.total} row{'s' * (table.total != 1)}", highlight=False)


def _written(cell: Identifier | None, names: Names) -> str:
    if cell is None:
        return ""
    return prefixed(cell, names) if isinstance(cell, URIRef) else str(cell)
