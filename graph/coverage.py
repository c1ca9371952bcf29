"""How much of a source its claims cover: a paragraph is covered once it has a claim, and then to its last clause."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from rdflib import Graph, Namespace, URIRef
from rdflib.term import Node

from graph.passages import Passage
from graph.places import Places
from graph.sources import Source
from ontology.errors import Finding
from ontology.terms import Names


@dataclass(frozen=True)
class Measure:
    """Of a stretch of a source: its clauses, those with a claim or a reason for none, and the claims stated in it.

    A claim that is stated in two paragraphs counts in each, as does a tension that joins claims of both.
    """

    clauses: int
    clauses_covered: int
    claims: int
    modalities: Mapping[str, int]
    kinds: Mapping[str, int]
    tensions: int

    @classmethod
    def of(cls, passages: Iterable[Passage], text: Namespace, descriptions: Graph, names: Names) -> "Measure":
        """Measure some passages over the descriptions of the claims."""
        within = {text[passage.id]: passage.kind for passage in passages}
        clauses = [passage for passage, kind in within.items() if kind == "clause"]
        claims = {claim for passage in within for claim in descriptions.subjects(names.ox.statedIn, passage)}
        return cls(
            len(clauses),
            sum(1 for clause in clauses if _covered(clause, descriptions, names)),
            len(claims),
            tally(claims, names.ox.modality, descriptions),
            tally(claims, names.ox.kind, descriptions),
            len({tension for claim in claims for tension in descriptions.subjects(names.ox.joins, claim)}),
        )

    def summary(self) -> dict[str, Any]:
        """The same in the words of a build's summary."""
        return {
            "clauses": self.clauses,
            "clauses covered": self.clauses_covered,
            "claims": self.claims,
            "claims by modality": dict(self.modalities),
            "claims by kind": dict(self.kinds),
            "tensions": self.tensions,
        }


@dataclass(frozen=True)
class Coverage:
    """Of one source: the measure of it all and of each paragraph, and the clauses that covered paragraphs lack."""

    source: str
    whole: Measure
    paragraphs: Mapping[str, Measure]
    missing: tuple[str, ...]

    @property
    def paragraphs_covered(self) -> int:
        """How many paragraphs have a claim."""
        return sum(1 for paragraph in self.paragraphs.values() if paragraph.claims)

    @classmethod
    def of(cls, source: Source, descriptions: Graph, names: Names) -> "Coverage":
        """Measure it over the descriptions of the source's claims."""
        text = names.passage(source.slug)
        paragraphs = _paragraphs(source.passages)
        measures = {name: Measure.of(passages, text, descriptions, names) for name, passages in paragraphs.items()}
        missing = [
            passage.id
            for name, passages in paragraphs.items()
            for passage in passages
            if measures[name].claims
            and passage.kind == "clause"
            and not _covered(text[passage.id], descriptions, names)
        ]
        return cls(source.slug, Measure.of(source.passages, text, descriptions, names), measures, tuple(missing))

    def findings(self, places: Places, names: Names) -> list[Finding]:
        """A fault for each clause of a covered paragraph that has neither a claim nor a reason."""
        text = names.passage(self.source)
        sentence = "{} has no claim and no reason for none (ox:carriesNoClaim), though its paragraph has claims"
        return [places.finding(sentence.format(clause), str(URIRef(text[clause]))) for clause in self.missing]


def tally(claims: Iterable[Node], predicate: URIRef, descriptions: Graph) -> dict[str, int]:
    """How many of the claims have each value of a predicate, by its name."""
    counted = Counter(
        str(value).rpartition("#")[2] for claim in claims for value in descriptions.objects(claim, predicate)
    )
    return dict(sorted(counted.items()))


def _covered(clause: URIRef, descriptions: Graph, names: Names) -> bool:
    return (None, names.ox.statedIn, clause) in descriptions or (clause, names.ox.carriesNoClaim, None) in descriptions


def _paragraphs(passages: Iterable[Passage]) -> dict[str, list[Passage]]:
    """Each paragraph with all that is part of it; in the table of passages the whole comes before its parts."""
    home: dict[str, str] = {}
    found: dict[str, list[Passage]] = {}
    for passage in passages:
        paragraph = passage.id if passage.kind == "paragraph" else home.get(passage.parent)
        if paragraph is not None:
            home[passage.id] = paragraph
            found.setdefault(paragraph, []).append(passage)
    return found
