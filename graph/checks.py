"""The checks that hand-written files must pass before a dataset is made of them."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from rdflib import DCTERMS, Dataset, Graph, URIRef

from graph.canonical import Canonical
from graph.dataset import ONTOLOGY, Assembly
from graph.places import Places
from graph.reader import RdfFile
from graph.store import EmbeddedStore, select
from ontology import consistency
from ontology.errors import Finding, InputError
from ontology.queries import read_all
from ontology.shapes import violations
from ontology.terms import Names

Progress = Callable[[str], None]
NO_JAVA = "there is no Java here, so HermiT has not checked the consistency"


def refuse(sentence: str, findings: Sequence[Finding]) -> None:
    """Stop where there are findings.

    Raises:
        InputError: there are; in the order of files and lines.
    """
    if findings:
        raise InputError(sentence, sorted(set(findings)))


def shape_findings(dataset: Dataset, places: Places, names: Names) -> Iterator[Finding]:
    """What SHACL finds in entities, passages and claims with the dates in their contents, and the vocabulary itself."""
    shapes = Graph()
    for path in sorted((ONTOLOGY / "shapes").glob("*.ttl")):
        shapes += RdfFile.read(path, names).dataset.default_graph
    data = Graph()
    for name in ("ontology", "entities", "text", "claims"):
        data += dataset.graph(names.graph[name])
    for predicate in (names.ox.date, DCTERMS.date):
        for _, _, date, claim in dataset.quads((None, predicate, None, None)):
            if isinstance(claim, URIRef) and claim.startswith(f"{names.base}claim/"):
                data.add((claim, predicate, date))
    for violation in violations(data, shapes):
        value = str(violation.value) if violation.value is not None else None
        yield places.finding(violation.sentence, str(violation.focus), value)


def question_findings(built: Canonical, places: Places, names: Names) -> Iterator[Finding]:
    """What the questions that must return nothing return."""
    store = EmbeddedStore.load(built.nquads, names)
    for question in read_all(ONTOLOGY / "questions", names):
        for row in select(store, question.text):
            value = str(row["value"]) if "value" in row else None
            yield places.finding(str(row["sentence"]), str(row["focus"]), value)


def consistency_findings(assembly: Assembly, names: Names, fallback: Path, progress: Progress) -> list[Finding]:
    """What HermiT finds in the ontology, the entities and the affirmed contents; nothing where there is no Java."""
    if not consistency.java_is_present():
        progress(NO_JAVA)
        return []
    graph = Graph()
    left_out = {names.graph[name] for name in ("text", "claims", "examples", "inferred")}
    for name in assembly.in_default_graph - left_out:
        graph += assembly.dataset.graph(name)
    found = consistency.check(graph)
    if not found.consistent:
        return [Finding(fallback, 0, "HermiT finds the ontology with the asserted contents inconsistent")]
    return [Finding(fallback, 0, f"HermiT finds that {one} can have no member") for one in found.unsatisfiable]
