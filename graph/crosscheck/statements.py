"""What others tell: statements, and when each holds."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from rdflib import Literal, URIRef

from graph.crosscheck.spans import Span
from graph.store import Store, select
from graph.wikibase import WIKIBASE
from ontology.queries import fill
from ontology.terms import Names

TIMES = Path(__file__).parent / "times.rq"


@dataclass
class Statement:
    """One statement; sources that are not of one mind give several times for one role ("from", "until" or "on")."""

    iri: URIRef
    graph: URIRef
    rank: URIRef | None = None
    times: dict[str, set[Span]] = field(default_factory=dict)

    @property
    def counts(self) -> bool:
        """Whether Wikidata stands by it; one of deprecated rank is kept there as an error."""
        return self.rank != WIKIBASE.DeprecatedRank

    @property
    def period(self) -> Span | None:
        """When it holds, at the widest that is told; None where nothing is."""
        if not self.times:
            return None
        on = self.times.get("on", set())
        since, until = self.times.get("from", on), self.times.get("until", on if "from" not in self.times else set())
        first = min((span.first for span in since | on), default=date.min)
        return Span(first, max(max((span.last for span in until | on), default=date.max), first))

    def when(self, language: str) -> str:
        """The same in words."""
        if not self.times:
            return "undated" if language == "en" else "未繫時日"
        word = " or " if language == "en" else "或"
        told = {role: word.join(sorted(map(str, spans))) for role, spans in self.times.items()}
        if language == "en":
            parts = [told.get("on", ""), *(f"{role} {told[role]}" for role in ("from", "until") if role in told)]
            return ", ".join(filter(None, parts))
        ends = [f"{told[role]}{end}" for role, end in (("from", "起"), ("until", "止")) if role in told]
        return "，".join(filter(None, [told.get("on", ""), *ends]))


def read_statements(store: Store, iris: Iterable[URIRef], names: Names) -> dict[URIRef, Statement]:
    """Those statements, by IRI."""
    found: dict[URIRef, Statement] = {}
    chosen = sorted(set(iris))
    for row in select(store, fill(names.read(TIMES), statements=chosen)) if chosen else ():
        iri, rank = URIRef(row["statement"]), URIRef(row["rank"]) if "rank" in row else None
        statement = found.setdefault(iri, Statement(iri, URIRef(row["graph"]), rank))
        time = row.get("when")
        precision = int(row["precision"]) if "precision" in row else None
        if isinstance(time, Literal) and (span := Span.of(time, precision)):
            statement.times.setdefault(str(row.get("role", "on")), set()).add(span)
    return found
