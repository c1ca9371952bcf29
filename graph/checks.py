"""The checks that hand-written files must pass before a dataset is made of them."""

import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from rdflib import DCTERMS, RDF, Dataset, Graph

from graph.canonical import Canonical
from graph.dataset import ONTOLOGY, Assembly
from graph.places import Places
from graph.reader import RdfFile
from graph.store import EmbeddedStore, select
from ontology import consistency
from ontology.errors import Finding, InputError
from ontology.profiles import violations
from ontology.queries import read_all
from ontology.shapes import violations as shape_violations
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
            if claim is not None and _is_claim(claim, names):
                data.add((claim, predicate, date))
    for violation in shape_violations(data, shapes):
        value = str(violation.value) if violation.value is not None else None
        yield places.finding(violation.sentence, str(violation.focus), value)


def question_findings(built: Canonical, places: Places, names: Names) -> Iterator[Finding]:
    """What the questions that must return nothing return."""
    store = EmbeddedStore.load(built.nquads, names)
    for question in read_all(ONTOLOGY / "questions", names):
        for row in select(store, question.text):
            value = str(row["value"]) if "value" in row else None
            yield places.finding(str(row["sentence"]), str(row["focus"]), value)


def clash_findings(assembly: Assembly, places: Places, names: Names) -> Iterator[Finding]:
    """What cannot be by the axioms of the ontology, wherever a part of it is written."""
    for clash in assembly.clashes:
        sentence = _short(f"{clash}; take one of them back", names)
        written = [
            (str(graph) if graph in assembly.in_default_graph and _is_claim(graph, names) else str(subject), str(value))
            for subject, predicate, value in clash.premises
            for _, _, _, graph in assembly.dataset.quads((subject, predicate, value, None))
            if graph in assembly.in_default_graph - {names.graph.inferred}
        ]
        for focus, value in written or [(str(clash.premises[0][0]), "")]:
            yield places.finding(sentence, focus, value)


def _is_claim(graph: object, names: Names) -> bool:
    return str(graph).startswith(f"{names.base}claim/")


def _short(text: str, names: Names) -> str:
    """A sentence with our IRIs, and rdf:type, written short."""
    text = text.replace(RDF.type.n3(), "a")
    for prefix, namespace in (("ox", names.ox), ("id", names.entity)):
        text = re.sub(rf"<{re.escape(str(namespace))}([^>]*)>", rf"{prefix}:\1", text)
    return text


def profile_findings(graph: Graph, places: Places, names: Names) -> Iterator[Finding]:
    """The axioms that leave OWL 2 DL, of which HermiT only dies."""
    for violation in violations(graph, "DL"):
        named = re.search(r"<([^>]*)>", violation.axiom)
        yield places.finding(_short(f"outside OWL 2 DL: {violation}", names), named[1] if named else "")


def consistency_findings(found: consistency.Consistency, fallback: Path) -> list[Finding]:
    """What HermiT finds in the ontology, the entities and the affirmed contents."""
    if not found.consistent:
        return [Finding(fallback, 0, "HermiT finds the ontology with the asserted contents inconsistent")]
    return [Finding(fallback, 0, f"HermiT finds that {one} can have no member") for one in found.unsatisfiable]
