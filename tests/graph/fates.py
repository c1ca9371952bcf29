"""What becomes of an answer without each of the claims: brute force, which knows nothing of why anything is there."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

import pyoxigraph

from graph.reader import as_rdflib
from tests.graph.deletion import Deletion

Row: TypeAlias = tuple[str | None, ...]
Terms: TypeAlias = tuple[object, ...]
COMMENT = re.compile(r"^\s*#.*$", re.MULTILINE)
AGGREGATE = re.compile(r"\b(?:COUNT|SUM|MIN|MAX|AVG|SAMPLE|GROUP_CONCAT)\s*\(|\b(?:GROUP\s+BY|HAVING)\b", re.IGNORECASE)
CONCATENATION = re.compile(r"GROUP_CONCAT", re.IGNORECASE)
NEGATION = re.compile(r"\bMINUS\b|\bNOT\s+EXISTS\b|(?<!FILTER )\bEXISTS\b|!\s*\(?\s*(?:EXISTS|BOUND)\b", re.IGNORECASE)
PARTIAL = re.compile(r"\b(?:OPTIONAL|LIMIT|OFFSET)\b", re.IGNORECASE)


@dataclass
class Fate:
    """Of an answer: its rows, each with the claims without which it goes; those that change it; what rows come."""

    rows: dict[Row, set[str]]
    changing: set[str] = field(default_factory=set)
    coming: dict[Row, set[str]] = field(default_factory=lambda: defaultdict(set))

    def leave_out(self, claim: str, left: Collection[Row]) -> None:
        """Note what is left of the answer without a claim."""
        for row in self.rows.keys() - left:
            self.rows[row].add(claim)
            self.changing.add(claim)
        for row in frozenset(left) - self.rows.keys():
            self.coming[row].add(claim)
            self.changing.add(claim)


def answered(store: pyoxigraph.Store, text: str) -> frozenset[Row]:
    """The rows of an answer, each once; of ASK one row, of CONSTRUCT the triples."""
    return frozenset(comparable(map(_written, row), text) for row in _answered(store, text))


def comparable(row: Iterable[str | None], text: str) -> Row:
    """A row of a query; what GROUP_CONCAT joins, in no order, is put in order."""
    if not CONCATENATION.search(text):
        return tuple(row)
    return tuple(one and '"' + ", ".join(sorted(one.strip('"').split(", "))) + '"' for one in row)


def fates(deletion: Deletion, texts: Mapping[str, str], claims: Collection[str] = ()) -> dict[str, Fate]:
    """What becomes of the answers to some queries when one claim is left out, each of some or all in its turn."""
    whole = {name: _answered(deletion.store, text) for name, text in texts.items()}
    found = {name: Fate({row: set() for row in answered(deletion.store, text)}) for name, text in texts.items()}
    for claim in claims or deletion.claims:
        with deletion.leaving_out(claim) as store:
            for name, text in texts.items():
                if _answered(store, text) != whole[name]:
                    found[name].leave_out(claim, answered(store, text))
    return found


def negates(text: str) -> bool:
    """Whether rows of a query may be there because something is not."""
    return bool(NEGATION.search(COMMENT.sub("", text)))


def is_monotone(text: str) -> bool:
    """Whether a row of a query never goes when more is said: it has no negation, aggregate, OPTIONAL or LIMIT."""
    plain = COMMENT.sub("", text)
    return not any(kind.search(plain) for kind in (NEGATION, AGGREGATE, PARTIAL))


def _answered(store: pyoxigraph.Store, text: str) -> frozenset[Terms]:
    found = store.query(text)
    if isinstance(found, pyoxigraph.QueryBoolean):
        return frozenset({(pyoxigraph.Literal(bool(found)),)})
    if isinstance(found, pyoxigraph.QueryTriples):
        return frozenset((one.subject, one.predicate, one.object) for one in found)
    return frozenset(tuple(row) for row in found)


def _written(term: object) -> str | None:
    return None if term is None else as_rdflib(term).n3()
