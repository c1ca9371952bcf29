"""Solutions: what a store answers, each term written as in N-Triples."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, TypeAlias

from rdflib import BNode, Graph, Literal
from rdflib.term import Node

from graph.engine import Graphs
from graph.store import JSON, Store, term
from ontology.inferences import spelled

Row: TypeAlias = tuple[str | None, ...]
Binding: TypeAlias = dict[str, Any]
N_TRIPLES = "application/n-triples"
TRIPLE = ("subject", "predicate", "object")
KNOWN = 100_000  # terms that are remembered


@dataclass(frozen=True)
class Solutions:
    """The columns and rows of an answer.

    `bindings` are the rows in JSON (SPARQL 1.1 Query Results JSON §3.2), also of triples; of an ASK there are none, and
    `boolean` is the answer.
    """

    columns: tuple[str, ...]
    rows: list[Row]
    bindings: list[Binding] = field(default_factory=list)
    boolean: bool | None = None

    @classmethod
    def of(cls, store: Store, text: str, graphs: Graphs) -> "Solutions":
        """The answer of a store to a query: of ASK one row, of CONSTRUCT and DESCRIBE the triples.

        Raises:
            InputError: the query is malformed, or asks for what is refused.
        """
        answer = store.query(text, [JSON, N_TRIPLES], graphs)
        if answer.media_type == N_TRIPLES:
            graph = Graph().parse(data=answer.body, format="nt")
            triples = sorted((spelled(triple), triple) for triple in graph)
            bindings = [dict(zip(TRIPLE, map(told, triple), strict=True)) for _, triple in triples]
            return cls(TRIPLE, [row for row, _ in triples], bindings)
        result = json.loads(answer.body)
        if "boolean" in result:
            return cls(("boolean",), [(Literal(result["boolean"]).n3(),)], boolean=result["boolean"])
        columns, bindings = tuple(result["head"]["vars"]), result["results"]["bindings"]
        return cls(columns, [tuple(_written(row.get(name)) for name in columns) for row in bindings], bindings)

    def only(self, columns: tuple[str, ...]) -> "Solutions":
        """The same with its first columns only."""
        bindings = [{name: one for name, one in row.items() if name in columns} for row in self.bindings]
        return Solutions(columns, [row[: len(columns)] for row in self.rows], bindings)

    def bound(self) -> Iterable[dict[str, str]]:
        """Each row as its variables that are bound."""
        for row in self.rows:
            yield {name: found for name, found in zip(self.columns, row, strict=True) if found is not None}


def told(term: Node) -> dict[str, str]:
    """A term as in SPARQL 1.1 Query Results JSON (§3.2.2)."""
    if isinstance(term, Literal):
        whole = {"type": "literal", "value": str(term), "xml:lang": term.language, "datatype": term.datatype}
        return {name: str(one) for name, one in whole.items() if one is not None}
    return {"type": "bnode" if isinstance(term, BNode) else "uri", "value": str(term)}


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
