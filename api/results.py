"""A result as a table for people: on a page or in a terminal."""

import json
from dataclasses import dataclass

from rdflib.term import Identifier

from graph.store import term


@dataclass(frozen=True)
class Table:
    """The first rows of a SELECT, and how many there are; or the one word of an ASK."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Identifier | None, ...], ...]
    total: int
    boolean: bool | None = None

    @classmethod
    def read(cls, body: bytes, most: int | None = None) -> "Table":
        """Read SPARQL 1.1 Query Results JSON, keeping `most` rows."""
        result = json.loads(body)
        if "boolean" in result:
            return cls((), (), 0, result["boolean"])
        columns = tuple(result["head"]["vars"])
        bindings = result["results"]["bindings"]
        rows = tuple(tuple(term(row[name]) if name in row else None for name in columns) for row in bindings[:most])
        return cls(columns, rows, len(bindings))
