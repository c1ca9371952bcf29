"""What a query may cost."""

import os
from dataclasses import dataclass, field

from graph.lexer import depth
from ontology.errors import LimitError

MIB = 1024 * 1024


def cores() -> int:
    """How many processor cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@dataclass(frozen=True)
class Limits:
    """The most that the queries of strangers may take; the operator decides, the service description tells.

    `seconds` of evaluation and `memory` in bytes for one query; `query_bytes` of its text, `nesting` of its brackets;
    `rows` (or triples) and `result_bytes` of its result; `workers` for long queries, and `waiting` queries behind them;
    `write_seconds` for one write of at most `write_bytes`, with as much memory as a query.
    """

    seconds: float = 30
    memory: int = 2048 * MIB
    query_bytes: int = MIB
    nesting: int = 200
    rows: int = 1_000_000
    result_bytes: int = 256 * MIB
    workers: int = field(default_factory=cores)
    waiting: int = 64
    write_seconds: float = 120
    write_bytes: int = 64 * MIB


def refuse(text: str, limits: Limits) -> None:
    """Refuse a query that is too long, or nested too deeply, before anybody parses it.

    Raises:
        LimitError: it is.
    """
    length = len(text.encode(errors="surrogatepass"))
    if length > limits.query_bytes:
        raise LimitError(f"the query has {length} bytes; {limits.query_bytes} are the most that one may have")
    deep = depth(text)
    if deep > limits.nesting:
        raise LimitError(f"the query is nested {deep} deep; {limits.nesting} brackets are the most")
