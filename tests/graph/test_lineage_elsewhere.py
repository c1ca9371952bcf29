"""Lineage is what brute force finds where several sources infer alike, and where many are gathered and not paired."""

from pathlib import Path

import pyoxigraph

from graph.build import Build, current
from graph.engine import Graphs
from graph.lineage.solutions import Solutions
from graph.lineage.tracer import Tracer
from graph.store import EmbeddedStore, Store
from tests.graph.deletion import Deletion
from tests.graph.test_dataset import NAMES, PREFIXES

TRIED = ("A1.1", "A1.2", "A1.3", "A2.1")  # claims, in each source; each takes a second
SOURCES = [
    "SELECT * { ?x ox:leadsTo ?y }",
    "SELECT * { GRAPH graph:inferred { ?x ox:facesThreat ?y } }",
    "SELECT * { ?x ox:sharesInterestWith ?y }",
    "SELECT * { ?claim ox:inTensionWith ?other }",
    "SELECT ?i { GRAPH graph:derivations { ?i a ox:Inference } }",
]
PAIRS = [
    "SELECT ?y { id:Corran ox:sharesInterestWith ?y }",
    "SELECT ?x { ?x ox:sharesEconomicInterestWith id:Velm }",
    "SELECT * { id:Island3 ox:sharesInterestWith ?y . ?y ox:memberOf ?group }",
    "ASK { id:Corran ox:sharesInterestWith id:Velm }",
    "SELECT (COUNT(*) AS ?n) { ?x ox:sharesInterestWith id:Velm }",
]


def rows(store: Store, text: str) -> frozenset[tuple[str | None, ...]]:
    return frozenset(Solutions.of(store, text, Graphs()).rows)


def differences(built: Build, texts: list[str], folder: Path) -> list[object]:
    """The rows whose necessary claims are not those without which they go: with what is found, and what is so."""
    deletion, whole = Deletion.of(built), EmbeddedStore.open(built.store_path, NAMES)
    asked = [f"{PREFIXES} {text}" for text in texts]
    brute = {(text, row): set[str]() for text in asked for row in rows(whole, text)}
    assert len(brute) > len(texts)
    tried = frozenset(claim for claim in deletion.claims if claim.endswith(TRIED))
    for number, claim in enumerate(sorted(tried)):
        nquads = deletion.having(frozenset(deletion.claims) - {claim}).dump(format=pyoxigraph.RdfFormat.N_QUADS)
        path = folder / f"without-{number}" / "store"  # as it is served: with what finds pairs that are not stored
        path.parent.mkdir()
        EmbeddedStore.write(path, nquads or b"", NAMES)
        left = EmbeddedStore.open(path, NAMES)
        for text in asked:
            for row in rows(whole, text) - rows(left, text):
                brute[text, row].add(claim)
    tracer = Tracer(whole, NAMES)
    found = {(text, row.values): row.support for text in asked for row in tracer.trace(text).rows}
    assert found.keys() == brute.keys()
    necessary = {one: set(support.necessary & tried) if support else None for one, support in found.items()}
    return [(one, necessary[one], so) for one, so in brute.items() if necessary[one] != so]


def test_of_those_who_are_gathered_a_pair_goes_without_what_is_necessary(crowded: Build, tmp_path: Path) -> None:
    assert differences(crowded, PAIRS, tmp_path) == []


def test_what_two_sources_infer_alike_goes_without_what_both_need(two_sources: Store, tmp_path: Path) -> None:
    assert two_sources
    assert differences(current(tmp_path / "two"), SOURCES, tmp_path) == []
