"""How much of a source its claims cover: a paragraph is covered once it has a claim, and then to its last clause."""

from dataclasses import dataclass

from rdflib import Graph, URIRef

from graph.places import Places
from graph.sources import Source
from ontology.errors import Finding
from ontology.terms import Names


@dataclass(frozen=True)
class Coverage:
    """Of one source: its clauses, those with a claim or a reason for none, and those of covered paragraphs without."""

    source: str
    paragraphs: int
    paragraphs_covered: int
    clauses: int
    clauses_covered: int
    missing: tuple[str, ...]

    @classmethod
    def of(cls, source: Source, descriptions: Graph, names: Names) -> "Coverage":
        """Measure it over the descriptions of the source's claims."""
        text = names.passage(source.slug)
        stated = set(descriptions.objects(None, names.ox.statedIn))
        excused = set(descriptions.subjects(names.ox.carriesNoClaim))
        clauses = [passage.id for passage in source.passages if passage.kind == "clause"]
        paragraphs = [passage.id for passage in source.passages if passage.kind == "paragraph"]
        covered = {_paragraph(str(passage).removeprefix(text)) for passage in stated if str(passage).startswith(text)}
        done = [clause for clause in clauses if {text[clause]} & (stated | excused)]
        missing = sorted(set(clauses) - set(done), key=clauses.index)
        return cls(
            source.slug,
            len(paragraphs),
            len(covered & set(paragraphs)),
            len(clauses),
            len(done),
            tuple(clause for clause in missing if _paragraph(clause) in covered),
        )

    def findings(self, places: Places, names: Names) -> list[Finding]:
        """A fault for each clause of a covered paragraph that has neither a claim nor a reason."""
        text = names.passage(self.source)
        sentence = "{} has no claim and no reason for none (ox:carriesNoClaim), though its paragraph has claims"
        return [places.finding(sentence.format(clause), str(URIRef(text[clause]))) for clause in self.missing]


def _paragraph(passage: str) -> str:
    return passage.partition(".")[0]
