"""Every claim that others could speak to, held against what they tell: by questions to the store alone."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from rdflib import Literal, URIRef
from rdflib.term import Identifier

from graph.crosscheck.judging import NEGATIVE, Evidence, Finding, found, outcome, summed
from graph.crosscheck.spans import Span
from graph.crosscheck.statements import Statement, read_statements
from graph.store import Row, Store, select
from ontology.queries import fill, read_all
from ontology.terms import Names

HERE = Path(__file__).parent
QUESTIONS = HERE / "questions"
NUMBER = re.compile(r"(\d+)")


@dataclass(frozen=True)
class Put:
    """How a claim is put: its modality, whose view it is if another's, and of what time its source speaks."""

    modality: URIRef
    voice: URIRef | None
    window: Span | None


@dataclass(frozen=True)
class Case:
    """What is compared: a triple of a claim, through one member of a group where it is said of each, by a question."""

    claim: URIRef
    subject: Identifier
    predicate: URIRef
    object: Identifier
    through: URIRef | None
    question: str

    @classmethod
    def of(cls, row: Row, question: str) -> "Case":
        """The case of a row of a question's answer."""
        through = URIRef(row["party"]) if str(row.get("each")) == "true" else None
        return cls(URIRef(row["claim"]), row["subject"], URIRef(row["predicate"]), row["object"], through, question)

    @property
    def order(self) -> list[tuple[int, str]]:
        """A key by which cases stand in the order of the text."""
        return natural(f"{self.claim} {self.subject} {self.predicate} {self.object} {self.through}")


@dataclass(frozen=True)
class Comparison:
    """A case held against what others tell."""

    case: Case
    finding: Finding
    outcome: str
    evidence: tuple[Evidence, ...]
    deciding: tuple[Evidence, ...]


@dataclass(frozen=True)
class CrossCheck:
    """A claim, how it is put, and the comparisons of what it says, in the order of its triples."""

    claim: URIRef
    put: Put
    comparisons: tuple[Comparison, ...]

    @property
    def outcome(self) -> str:
        """The local name of what comes of the whole."""
        return summed([one.outcome for one in self.comparisons])


def cross_checks(store: Store, names: Names) -> Iterator[CrossCheck]:
    """Those of all claims that others could speak to, in the order of the text."""
    cases = dict[Case, list[Row]]()
    for query in read_all(QUESTIONS, names):
        for row in select(store, query.text):
            told = cases.setdefault(Case.of(row, query.name), [])
            if "statement" in row:
                told.append(row)
    iris = (URIRef(row["statement"]) for rows in cases.values() for row in rows)
    statements = read_statements(store, iris, names)
    puts = _puts(store, {case.claim for case in cases}, names)
    for claim, own in groupby(sorted(cases, key=lambda case: case.order), key=lambda case: case.claim):
        put = puts[claim]
        comparisons = [_compared(case, [_evidence(row, statements) for row in cases[case]], put, names) for case in own]
        yield CrossCheck(claim, put, tuple(comparisons))


def natural(name: str) -> list[tuple[int, str]]:
    """A key that puts F2 before F10."""
    return [(int(part), "") if part.isdigit() else (-1, part) for part in NUMBER.split(name) if part]


def _evidence(row: Row, statements: dict[URIRef, Statement]) -> Evidence:
    return Evidence(statements[URIRef(row["statement"])], str(row["bearing"]), str(row.get("party", "")))


def _compared(case: Case, evidence: list[Evidence], put: Put, names: Names) -> Comparison:
    ordered = sorted(evidence, key=lambda one: natural(f"{one.bearing} {one.party} {one.statement.iri}"))
    told = Span.of(case.object) if isinstance(case.object, Literal) else None
    finding, deciding = found(ordered, told, put.window)
    is_negative = str(case.object).removeprefix(names.ox) in NEGATIVE
    return Comparison(
        case,
        finding,
        outcome(finding, str(put.modality).removeprefix(names.ox), negative=is_negative),
        tuple(ordered),
        tuple(deciding),
    )


def _puts(store: Store, claims: set[URIRef], names: Names) -> dict[URIRef, Put]:
    puts = dict[URIRef, Put]()
    text = names.read(HERE / "claims.rq")
    for row in select(store, fill(text, claims=sorted(claims))) if claims else ():
        period = row.get("period")
        window = Span.of(period) if isinstance(period, Literal) else None
        voice = URIRef(row["voice"]) if "voice" in row else None
        puts[URIRef(row["claim"])] = Put(URIRef(row["modality"]), voice, window)
    return puts
