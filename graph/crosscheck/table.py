"""The cross-check as a table: read back from graph:crosscheck, with what each claim says and what others tell."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from rdflib import RDF, Literal, URIRef
from rdflib.term import Identifier

from graph.crosscheck.comparing import natural
from graph.store import Row, Store, select
from graph.tags import usual_case
from ontology.terms import Names

TABLE = Path(__file__).parent / "table"
OUTCOMES = ("Differs", "Agrees", "NotComparable", "Silent")
Texts = dict[str, str]


@dataclass(frozen=True)
class Told:
    """A statement of others: in which graph, about what, and its triples; `date` is that of the item's document."""

    iri: URIRef
    graph: URIRef
    item: Identifier | None
    date: Identifier | None
    facts: tuple[tuple[URIRef, Identifier], ...]


@dataclass(frozen=True)
class Compared:
    """A triple that was compared, what came of it, and why in both languages."""

    iri: URIRef
    subject: Identifier
    predicate: URIRef
    object: Identifier
    through: Identifier | None
    question: URIRef
    outcome: URIRef
    why: Texts
    statements: tuple[Told, ...]


@dataclass(frozen=True)
class Checked:
    """A claim that was cross-checked: how it is put, what it says, where, what came of it, and why."""

    iri: URIRef
    claim: URIRef
    source: Identifier | None
    modality: URIRef
    voice: Identifier | None
    gloss: Texts
    clauses: tuple[URIRef, ...]
    outcome: URIRef
    why: Texts
    comparisons: tuple[Compared, ...]


@dataclass
class _Read:
    texts: dict[Identifier, Texts] = field(default_factory=dict)
    clauses: dict[Identifier, list[URIRef]] = field(default_factory=dict)
    statements: dict[Identifier, list[Told]] = field(default_factory=dict)
    comparisons: dict[Identifier, list[Compared]] = field(default_factory=dict)


def table(store: Store, names: Names) -> list[Checked]:
    """All cross-checks of a store, in the order of the text; none where nothing of others was built in."""
    read = _Read()
    for row in _ask(store, "texts", names):
        if isinstance(row["text"], Literal) and row["text"].language:
            read.texts.setdefault(row["thing"], {})[usual_case(row["text"].language)] = str(row["text"])
    for row in _ask(store, "clauses", names):
        read.clauses.setdefault(row["claim"], []).append(URIRef(row["clause"]))
    _read_statements(_ask(store, "statements", names), read)
    for row in _ask(store, "comparisons", names):
        read.comparisons.setdefault(row["check"], []).append(_compared(row, read))
    checked = {row["check"]: row for row in _ask(store, "checks", names)}
    return sorted((_checked(row, read) for row in checked.values()), key=lambda one: natural(one.claim))


def tally(checks: Iterable[Checked]) -> dict[str, int]:
    """How many claims have each outcome, by its local name."""
    counts = Counter(one.outcome.rpartition("#")[2] for one in checks)
    return {name: counts[name] for name in OUTCOMES}


def _ask(store: Store, name: str, names: Names) -> list[Row]:
    return select(store, names.read(TABLE / f"{name}.rq"))


def _read_statements(rows: Iterable[Row], read: _Read) -> None:
    heads = dict[tuple[Identifier, Identifier], Row]()
    facts = dict[Identifier, set[tuple[URIRef, Identifier]]]()
    for row in rows:
        heads.setdefault((row["part"], row["statement"]), row)
        facts.setdefault(row["statement"], set()).add((URIRef(row["predicate"]), row["value"]))
    for (part, statement), row in sorted(heads.items()):
        told = tuple(sorted(one for one in facts[statement] if one[0] != RDF.type))
        item = row.get("item") or next((value for predicate, value in told if predicate == RDF.subject), None)
        one = Told(URIRef(statement), URIRef(row["graph"]), item, row.get("date"), told)
        read.statements.setdefault(part, []).append(one)


def _compared(row: Row, read: _Read) -> Compared:
    return Compared(
        URIRef(row["part"]),
        row["subject"],
        URIRef(row["predicate"]),
        row["object"],
        row.get("through"),
        URIRef(row["question"]),
        URIRef(row["outcome"]),
        read.texts.get(row["part"], {}),
        tuple(read.statements.get(row["part"], ())),
    )


def _checked(row: Row, read: _Read) -> Checked:
    return Checked(
        URIRef(row["check"]),
        URIRef(row["claim"]),
        row.get("source"),
        URIRef(row["modality"]),
        row.get("voice"),
        read.texts.get(row["claim"], {}),
        tuple(read.clauses.get(row["claim"], ())),
        URIRef(row["outcome"]),
        read.texts.get(row["check"], {}),
        tuple(sorted(read.comparisons.get(row["check"], ()), key=lambda one: natural(one.iri))),
    )
