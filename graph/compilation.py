"""The way from hand-written files to a checked dataset, stage by stage."""

from pathlib import Path
from typing import Any

from rdflib import RDF, Graph

from graph import checks
from graph.anchors import anchor_findings
from graph.canonical import Canonical, canonical
from graph.coverage import Coverage, tally
from graph.crosscheck.triples import cross_checked
from graph.dataset import ONTOLOGY, Assembly, assemble
from graph.facts import fact_findings
from graph.link_checks import link_findings
from graph.places import Places, duplicates, misplaced
from graph.reader import RdfFile
from graph.sources import read_hand_written
from ontology import consistency
from ontology.owl_part import owl_part
from ontology.reasoning.horn import Rule
from ontology.reasoning.subsumptions import missing
from ontology.terms import Names


def compile_dataset(
    data: Path, examples: Path | None, names: Names, progress: checks.Progress, data_dir: Path | None = None
) -> tuple[Canonical, dict[str, Any]]:
    """Read, check, infer, and put into canonical form; with a summary for people and programs.

    Passages are held against the copies of their texts that are attached in a data directory.

    Raises:
        InputError: the files are at fault; each fault of the stage reached with its file and line.
    """
    progress("reading the hand-written files")
    written = read_hand_written(data, names)
    vocabulary = [RdfFile.read(path, names) for path in sorted(ONTOLOGY.glob("*.ttl"))]
    strays = misplaced(written.sources, names)
    checks.refuse("something is written twice or in the wrong file", [*duplicates(written.files), *strays])
    facts = [*fact_findings(written.facts, written.entities, names)]
    facts += [one for file in written.facts for one in duplicates([file])]  # two of them may speak of one item
    checks.refuse("what others tell is not written as it should be", facts)
    anchors = [one for source in written.sources for one in anchor_findings(source, names, data_dir, progress)]
    checks.refuse("some passages do not match exactly once", anchors)
    places = Places.of([*vocabulary, *written.files], written.sources, names, data)
    described = Graph()
    for file in written.entities:
        described += file.dataset.default_graph
    checks.refuse("some mappings are at odds", [*link_findings(written.links, described, places, names)])

    progress("inferring by the axioms and the named rules")
    assembly = assemble(written, vocabulary, examples, names)
    checks.refuse("what is asserted cannot all be so", [*checks.clash_findings(assembly, places, names)])
    progress("checking the shapes")
    checks.refuse("some things lack their shape", [*checks.shape_findings(assembly.dataset, places, names)])
    progress("asking the questions that must return nothing")
    compiled = canonical(assembly.quads(names), assembly.in_default_graph)
    checks.refuse("some questions found faults", [*checks.question_findings(compiled, places, names)])
    progress("measuring the coverage")
    descriptions = assembly.dataset.graph(names.graph.claims)
    coverage = [Coverage.of(source, descriptions, names) for source in written.sources]
    checks.refuse("some clauses are not covered", [one for each in coverage for one in each.findings(places, names)])
    progress("checking the profile and the consistency (HermiT)")
    further = _asked_of_hermit(assembly, places, names, data, progress)
    if further:
        progress(f"inferring by what HermiT found, too (subsumptions: {len(further)})")
        assembly = assemble(written, vocabulary, examples, names, further)
        compiled = canonical(assembly.quads(names), assembly.in_default_graph)
    if written.facts:
        progress("holding the claims against what others tell")
        compiled = cross_checked(compiled, names)
    return compiled, _summary(assembly, compiled, coverage, names)


def _asked_of_hermit(
    assembly: Assembly, places: Places, names: Names, data: Path, progress: checks.Progress
) -> list[Rule]:
    """The subsumptions that HermiT finds and the axioms' rules do not give; none where there is no Java."""
    graph = assembly.affirmed(names)
    checks.refuse("the ontology leaves OWL 2 DL", [*checks.profile_findings(owl_part(graph), places, names)])
    if not consistency.java_is_present():
        progress(checks.NO_JAVA)
        return []
    found = consistency.check(graph)
    checks.refuse("the ontology is not consistent", checks.consistency_findings(found, data))
    return missing(found.subsumptions, assembly.axioms.rules)


def _left_to_queries(assembly: Assembly) -> dict[str, Any]:
    """Whose pairs are not stored, and how many these are; nothing where all are."""
    if not assembly.gatherings:
        return {}
    told = [
        {"thing": one.thing[1:-1], "rule": one.rule[1:-1], "members": one.members, "pairs": one.pairs}
        for one in assembly.gatherings
    ]
    return {"left to queries": {"pairs": sum(one.pairs for one in assembly.gatherings), "gatherings": told}}


def _summary(assembly: Assembly, compiled: Canonical, coverage: list[Coverage], names: Names) -> dict[str, Any]:
    descriptions = assembly.dataset.graph(names.graph.claims)
    claims = set(descriptions.subjects(RDF.type, names.ox.Claim))
    warnings = [
        f"{one.source}: {len(one.paragraphs) - one.paragraphs_covered} of {len(one.paragraphs)} paragraphs"
        " have no claims yet"
        for one in coverage
        if one.paragraphs_covered < len(one.paragraphs)
    ]
    warnings += [f"from the pairs that are left to queries nothing is inferred by {one}" for one in assembly.undrawn]
    if not consistency.java_is_present():
        warnings.append(checks.NO_JAVA)
    return {
        "sources": {
            one.source: {
                "paragraphs": len(one.paragraphs),
                "paragraphs covered": one.paragraphs_covered,
                "clauses": one.whole.clauses,
                "clauses covered": one.whole.clauses_covered,
            }
            for one in coverage
        },
        "claims": len(claims),
        "claims by modality": tally(claims, names.ox.modality, descriptions),
        "claims by kind": tally(claims, names.ox.kind, descriptions),
        "tensions": sum(1 for _ in descriptions.subjects(RDF.type, names.ox.Tension)),
        "entities": len(set(assembly.dataset.graph(names.graph.entities).subjects())),
        "inferred triples": len(assembly.dataset.graph(names.graph.inferred)),
        **_left_to_queries(assembly),
        "axioms without a rule": dict(sorted(assembly.axioms.unused)),
        "triples of the default graph": compiled.default,
        "quads of the named graphs": compiled.named,
        "coverage": {
            one.source: {
                "in all": one.whole.summary(),
                "paragraphs": {name: measure.summary() for name, measure in one.paragraphs.items()},
            }
            for one in coverage
        },
        "warnings": warnings,
    }
