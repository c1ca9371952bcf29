"""Solutions: what a store answers, each term written as in N-Triples."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

from rdflib import Graph, Literal

from graph.engine import Graphs
from graph.store import JSON, Store, term
from ontology.inferences import spelled

Row: TypeAlias = tuple[str | None, ...]
N_TRIPLES = "application/n-triples"
TRIPLE = ("subject", "predicate", "object")
KNOWN = 100_000  # terms that are remembered


@dataclass(frozen=True)
class Solutions:
    """The columns and rows of an answer."""

    columns: tuple[str, ...]
    rows: list[Row]

    @classmethod
    def of(cls, store: Store, text: str, graphs: Graphs) -> "Solutions":
        """The answer of a store to a query: of ASK one row, of CONSTRUCT and DESCRIBE the triples.

        Raises:
            InputError: the query is malformed, or asks for what is refused.
        """
        answer = store.query(text, [JSON, N_TRIPLES], graphs)
        if answer.media_type == N_TRIPLES:
            graph = Graph().parse(data=answer.body, format="nt")
            return cls(TRIPLE, sorted(spelled(triple) for triple in graph))
        told = json.loads(answer.body)
        if "boolean" in told:
            return cls(("boolean",), [(Literal(told["boolean"]).n3(),)])
        columns = tuple(told["head"]["vars"])
        return cls(columns, [tuple(_written(row.get(name)) for name in columns) for row in told["results"]["bindings"]])

    def bound(self) -> Iterable[dict[str, str]]:
        """Each row as its variables that are bound."""
        for row in self.rows:
            yield {name: found for name, found in zip(self.columns, row, strict=True) if found is not None}


def _written(value: dict[str, str] | None) -> str | None:
    if value is None:
        return None
    return _n3(value["type"], value["value"], value.get("xml:lang"), value.get("datatype"))


@lru_cache(KNOWN)
def _n3(kind: str, value: str, language: str | None, datatype: str | None) -> str:
    told = {"type": kind, "value": value, "xml:lang": language, "datatype": datatype}
    return term({name: one for name, one in told.items() if one is not None}).n3()


def values(names: Sequence[str], rows: Iterable[Row]) -> str:
    """VALUES that give some variables some values (SPARQL 1.1 §10)."""
    told = " ".join(f"({' '.join(one or 'UNDEF' for one in row)})" for row in rows)
    return f"VALUES ({' '.join(f'?{name}' for name in names)}) {{ {told} }}"
