"""The dataset without a claim is what a build of files without that claim gives."""

from pathlib import Path

import pyoxigraph
import pytest

from graph.build import Build, Inputs, build
from graph.canonical import canonical
from graph.dataset import ONTOLOGY, assemble
from graph.reader import RdfFile
from graph.sources import read_hand_written
from tests.conftest import EXAMPLES
from tests.graph.conftest import SLUG, Draft
from tests.graph.deletion import Deletion, Quads
from tests.graph.test_dataset import NAMES

CLAIM = NAMES.claim(SLUG)
# More of the second source: who excepts nobody, who excepts, repeats, says what else follows, or only denies.
MORE = """
claim:A1.5 a ox:Claim ; ox:statedIn text:A1.s2c1 ; ox:modality ox:Asserted ; ox:kind ox:Fact ; ox:repeats claim:A1.2 ;
    ox:gloss "Ostra and the Empire have that interest."@en , "奧斯特拉與帝國均有該利益。"@zh-Hant .
claim:A1.5 {
    id:Ostra ox:hasInterest id:EconomicInterestInTheHerringGrounds .
    id:EmpireOfMar ox:hasInterest id:EconomicInterestInTheHerringGrounds .
}
claim:A1.6 a ox:Claim ; ox:statedIn text:A1.s3c1 ; ox:modality ox:Asserted ; ox:kind ox:Fact ; ox:except id:Ostra ;
    ox:gloss "The harbours face piracy, but for Ostra."@en , "除奧斯特拉外，三港均有海盜之患。"@zh-Hant .
claim:A1.6 { id:ThreeHarbours ox:facesThreat id:Piracy . }
claim:A1.7 a ox:Claim ; ox:statedIn text:A1.s3c1 ; ox:modality ox:Asserted ; ox:kind ox:Fact ;
    ox:gloss "Freight is dear by piracy, and Corran faces that."@en , "海盜使運費高漲，科蘭亦受其害。"@zh-Hant .
claim:A1.7 { id:Piracy ox:leadsTo id:WantOfSalt . id:Corran ox:facesThreat id:Piracy . }
claim:A1.8 a ox:Claim ; ox:statedIn text:A1.s3c1 ; ox:modality ox:Denied ; ox:kind ox:Fact ;
    ox:gloss "The Empire does not face piracy."@en , "帝國並無海盜之患。"@zh-Hant .
claim:A1.8 { id:EmpireOfMar ox:facesThreat id:Piracy . }
"""


def quads(nquads: bytes) -> Quads:
    return frozenset(pyoxigraph.parse(nquads, format=pyoxigraph.RdfFormat.N_QUADS))


def strip(folder: Path, claim: str) -> None:
    """Take a claim, and every mention of it, out of the files."""
    name = pyoxigraph.NamedNode(claim)
    for path in (folder / SLUG / "claims").glob("*.trig"):
        kept = [
            quad
            for quad in pyoxigraph.parse(path=path, format=pyoxigraph.RdfFormat.TRIG)
            if name not in (quad.subject, quad.object, quad.graph_name)
        ]
        path.write_bytes(pyoxigraph.serialize(kept, format=pyoxigraph.RdfFormat.TRIG) or b"")


def assembled(folder: Path) -> Quads:
    """What a build of files writes, checked or not: some clauses are not covered when a claim has gone."""
    vocabulary = [RdfFile.read(path, NAMES) for path in sorted(ONTOLOGY.glob("*.ttl"))]
    assembly = assemble(read_hand_written(folder, NAMES), vocabulary, EXAMPLES, NAMES)
    return quads(canonical(assembly.quads(NAMES), assembly.in_default_graph).nquads)


@pytest.fixture(scope="module")
def chapter(chapter_build: Build) -> Deletion:
    return Deletion.of(chapter_build)


def test_without_leaving_anything_out_it_is_the_dataset_itself(
    chapter: Deletion, second_build: Build, crowded: Build
) -> None:
    for deletion in (chapter, Deletion.of(second_build), Deletion.of(crowded)):
        assert deletion.quads() == frozenset(deletion.store)


def test_without_the_claims_that_were_added_it_is_the_build_from_before(
    draft: Draft, second_build: Build, tmp_path: Path
) -> None:
    draft.append(f"{SLUG}/claims/A01.trig", MORE)
    built = build(tmp_path / "more", Inputs(draft.folder, EXAMPLES, NAMES), lambda _: None)
    deletion, added = Deletion.of(built), [str(CLAIM[name]) for name in ("A1.5", "A1.6", "A1.7", "A1.8")]
    assert deletion.quads(added) == frozenset(Deletion.of(second_build).store)
    for claim in deletion.claims:
        with deletion.leaving_out(claim) as store:
            assert frozenset(store) == deletion.quads([claim]), claim
        assert frozenset(deletion.store) == deletion.quads()


def test_without_a_claim_it_is_what_files_without_it_give(draft: Draft, second_build: Build) -> None:
    deletion = Deletion.of(second_build)
    written = draft.folder / SLUG / "claims"
    kept = {path: path.read_bytes() for path in written.glob("*.trig")}
    assert len(deletion.claims) == 12
    for claim in deletion.claims:
        strip(draft.folder, claim)
        assert deletion.quads([claim]) == assembled(draft.folder), claim
        for path, text in kept.items():
            path.write_bytes(text)


def test_with_fewer_than_were_gathered_all_pairs_are_there(crowded: Build) -> None:
    deletion = Deletion.of(crowded)
    left = deletion.quads([str(CLAIM["A1.2"])])
    assert any(quad.predicate.value == str(NAMES.ox.pairsLeft) for quad in deletion.store)
    assert not any(quad.predicate.value == str(NAMES.ox.pairsLeft) for quad in left)


def test_what_is_found_among_the_proofs_of_the_chapter_is_what_is_drawn_anew(chapter: Deletion) -> None:
    for claim in chapter.claims[::86]:
        with chapter.leaving_out(claim) as store:
            found = frozenset(store)
        assert found == chapter.quads([claim]), claim
    assert frozenset(chapter.store) == chapter.quads()
