"""Each fault of the hand-written files gets one clear sentence with its file and line; the last good build stays."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from graph.build import Build, Inputs, build, current
from graph.store import EmbeddedStore, select
from ontology.errors import InputError, UnavailableError
from ontology.terms import Names
from tests.graph.conftest import SLUG, Draft

A01 = f"{SLUG}/claims/A01.trig"
A02 = f"{SLUG}/claims/A02.trig"
TENSIONS = f"{SLUG}/claims/tensions.trig"
ACTORS = "entities/harbours.ttl"
TRADE = "entities/trade.ttl"
TABLE = f"{SLUG}/passages.tsv"
SOURCE = f"{SLUG}/source.ttl"


@dataclass(frozen=True)
class Breakage:
    """`old` of a file becomes `new`; `words` of the sentence that is to be heard.

    The fault is at the line of `mark`, without a mark at the line that was changed.
    """

    file: str
    old: str
    new: str
    words: str
    mark: str = ""


BREAKAGES = {
    "a syntax error in Turtle": Breakage(ACTORS, "id:Ostra a ox:State ;", "id:Ostra a ox:State ox:State ;", "dot"),
    "a syntax error in TriG": Breakage(A01, "id:Corran ox:hasInterest", "id:Corran , ox:hasInterest", "predicate"),
    "an undeclared prefix": Breakage(A02, "id:Piracy ox:causes", "it:Piracy ox:causes", "prefix it: has not"),
    "a triple term": Breakage(A02, "id:HighFreightRates . }", "<<( id:A id:b id:C )>> . }", "RDF 1.2"),
    "an unknown passage": Breakage(A02, "text:A2.s3c1", "text:A2.s3c9", "A2.s3c9"),
    "a claim without gloss": Breakage(
        A02, 'ox:gloss "Piracy makes freight dear."@en , "海盜使運費高漲。"@zh-Hant .', ".", "gloss", "claim:A2.1 a"
    ),
    "a gloss in one language": Breakage(A02, '"Piracy makes freight dear."@en , ', "", "English", "claim:A2.1 a"),
    "a claim described twice": Breakage(A02, "claim:A2.3 a", "claim:A2.2 a", "A2.2 is described a second time"),
    "a claim with two contents": Breakage(A02, "claim:A2.3 {", "claim:A2.2 {", "A2.2 has its content a second time"),
    "an entity described twice": Breakage(ACTORS, "id:Velm a", "id:Ostra a", "id/Ostra is described a second time"),
    "a claim twice in two files": Breakage(A02, "claim:A2.8 {", "claim:A1.1 {", "A1.1 has its content a second time"),
    "a label missing in Chinese": Breakage(ACTORS, ' , "維姆"@zh-Hant', "", "Chinese label", "id:Velm a"),
    "a label missing in English": Breakage(TRADE, '"want of salt"@en , ', "", "English label", "id:WantOfSalt a"),
    "a section's label missing": Breakage(SOURCE, ' , "港口與關稅"@zh-Hant', "", "Chinese label", "text:SEC-B"),
    "an entity without label": Breakage(
        TRADE, 'rdfs:label "want of salt"@en , "缺鹽"@zh-Hant', "a ox:Weakness", "label", "id:WantOfSalt a"
    ),
    "an unknown entity": Breakage(A02, "ox:initiatedBy id:Corran", "ox:initiatedBy id:Coran", "id:Coran"),
    "an unknown term": Breakage(A02, "ox:initiatedBy", "ox:startedBy", "ox:startedBy"),
    "an unknown modality": Breakage(A02, "ox:Predicted", "ox:Expected", "ox:modality"),
    "a blank node in a claim": Breakage(
        A02, "{ id:Piracy ox:causes id:High", "{ id:Piracy ox:causes [] . id:Piracy ox:causes id:High", "blank nodes"
    ),
    "a denied triple that is inferred": Breakage(A01, " ox:except id:Velm ;", "", "infers", "id:Velm ox:facesThreat"),
    "a date in words": Breakage(TRADE, '"1212~"^^edtf:EDTF', '"in 1212"', "write the date"),
    "a date in words in a claim": Breakage(
        A01, "{ id:Velm ox:facesThreat", '{ id:Velm ox:date "May 1212" ; ox:facesThreat', "write the date"
    ),
    "a date of a predicted claim that is no EDTF": Breakage(
        A02,
        "{ id:Velm ox:participatesIn",
        '{ id:Velm ox:date "1212-1"^^<http://id.loc.gov/datatypes/edtf/EDTF> ; ox:participatesIn',
        "write the date",
    ),
    "a month that there is not": Breakage(
        A02,
        "id:Velm ox:part",
        'id:Velm ox:date "2005-17"^^<http://www.w3.org/2001/XMLSchema#gYearMonth> ; ox:part',
        "is no value",
    ),
    "a number in words": Breakage(
        A01,
        "id:Velm ox:faces",
        'id:Velm ox:rank "one"^^<http://www.w3.org/2001/XMLSchema#integer> ; ox:faces',
        "is no value",
    ),
    "two classes that exclude each other": Breakage(
        A02,
        "id:TariffLeague ox:backedBy",
        "id:TariffLeague a ox:WithoutGreatPowerBacking .\n  id:TariffLeague ox:backedBy",
        "it cannot be that id:TariffLeague a ox:WithoutGreatPowerBacking and",
    ),
    "a group that is a state": Breakage(
        ACTORS,
        "id:ThreeHarbours a ox:Group",
        "id:ThreeHarbours a ox:State , ox:Group",
        "it cannot be that id:ThreeHarbours a ox:Group and id:ThreeHarbours a ox:",
    ),
    "a claim in the file of another paragraph": Breakage(
        A02, "claim:A2.3 {", "claim:A1.9 {", "A1.9 stands in A02.trig: move it to A01.trig"
    ),
    "a tension in the file of a paragraph": Breakage(
        A01,
        "text:A1.s1c1 ox:carries",
        "claim:T9 a ox:Tension .\ntext:A1.s1c1 ox:carries",
        "move it to tensions.trig",
        "claim:T9",
    ),
    "a claim among the tensions": Breakage(
        TENSIONS,
        "claim:T1 a ox:Tension",
        "claim:A1.9 a ox:Claim .\nclaim:T1 a ox:Tension",
        "move it to A01.trig",
        "claim:A1.9",
    ),
    "a byte order mark": Breakage(ACTORS, "@prefix ox:", "\ufeff@prefix ox:", "byte order mark"),
    "a tension with an unknown claim": Breakage(TENSIONS, "claim:A2.7", "claim:A2.99", "joins"),
    "a claim stated in no clause of its paragraph": Breakage(A02, "text:A2.s3c1", "text:A1.s1c1", "stated in none"),
}


@pytest.mark.parametrize("name", BREAKAGES)
def test_a_fault_is_reported_with_its_line_and_the_last_good_build_stays(
    name: str, draft: Draft, second_data_copy: Path
) -> None:
    breakage = BREAKAGES[name]
    before = snapshot(second_data_copy)
    changed = draft.replace(breakage.file, breakage.old, breakage.new)
    line = draft.line_of(breakage.file, breakage.mark) if breakage.mark else changed
    with pytest.raises(InputError) as refusal:
        build(second_data_copy, Inputs(draft.folder, None, Names()), lambda _: None)
    heard = [(draft.name_of(one.path), one.line, one.sentence) for one in refusal.value.findings]
    assert any(heard_of[:2] == (breakage.file, line) and breakage.words in heard_of[2] for heard_of in heard), heard
    assert all("\n" not in sentence for _, _, sentence in heard)
    assert snapshot(second_data_copy) == before


def snapshot(data_dir: Path) -> tuple[str, dict[str, bytes]]:
    """What is current, what lies in the data directory, and that it is served."""
    built = current(data_dir)
    store = EmbeddedStore.open(built.store_path)
    assert select(store, "SELECT ?s WHERE { ?s ?p ?o } LIMIT 1")
    plain = {"dataset.nq", "build.json"}
    return built.path.name, {
        str(path.relative_to(data_dir)): path.read_bytes() if path.name in plain else b""
        for path in data_dir.rglob("*")
        if "store" not in path.parts
    }


def test_a_clause_without_a_claim_is_named_at_its_line_of_the_table(draft: Draft) -> None:
    draft.replace(A01, "text:A1.s1c1 ox:carriesNoClaim ox:TopicLine .", "")
    assert [(file, line) for file, line, sentence in draft.faults() if "A1.s1c1" in sentence] == [
        (TABLE, draft.line_of(TABLE, "A1.s1c1"))
    ]


def test_every_clause_without_a_claim_is_reported_and_no_clause_of_an_uncovered_paragraph(draft: Draft) -> None:
    (draft.folder / A01).write_text(
        (draft.folder / A01).read_text(encoding="utf-8").replace("text:A1.s2c2", "text:A1.s2"), encoding="utf-8"
    )
    draft.replace(A01, "text:A1.s1c1 ox:carriesNoClaim ox:TopicLine .", "")
    draft.replace(A02, "ox:statedIn text:A2.s5c1", "ox:statedIn text:A2.s4c1")
    assert [sentence.split()[0] for _, _, sentence in draft.faults()] == ["A1.s1c1", "A1.s2c2", "A2.s5c1"]


def test_an_entity_that_nothing_speaks_of_is_reported(draft: Draft) -> None:
    line = draft.append(TRADE, 'id:Tar a ox:Resource ; rdfs:label "tar"@en , "焦油"@zh-Hant .\n')
    assert [(file, found, "speaks of id:Tar" in sentence) for file, found, sentence in draft.faults()] == [
        (TRADE, line, True)
    ]


def test_the_faults_of_all_files_are_told_together_in_order(draft: Draft) -> None:
    in_actors = draft.replace(ACTORS, "id:Ostra a ox:State ;", "id:Ostra a ox:State ox:State ;")
    in_a01 = draft.replace(A01, "claim:A1.4 {", "claim:A1.4 ( ")
    in_table = draft.replace(TABLE, "B1.s1c1\tclause", "B1.s1c1\tclaus")
    places = [(file, line) for file, line, _ in draft.faults()]
    assert places[0] == (ACTORS, in_actors)
    assert (A01, in_a01) in places
    assert (TABLE, in_table) in places
    assert places == sorted(places)


def test_a_file_that_is_not_utf_8_is_named(draft: Draft) -> None:
    for file in (ACTORS, A01, TABLE):
        path = draft.folder / file
        path.write_bytes(path.read_bytes() + b"# \xff\n")
    assert {file for file, _, sentence in draft.faults() if "UTF-8" in sentence} == {ACTORS, A01, TABLE}


@pytest.mark.parametrize("file", [TABLE, SOURCE])
def test_a_source_without_one_of_its_files_is_refused(file: str, draft: Draft) -> None:
    (draft.folder / file).unlink()
    with pytest.raises((InputError, UnavailableError)) as refusal:
        draft.check()
    assert "source" in str(refusal.value) or "missing" in str(getattr(refusal.value, "findings", ""))


def test_a_folder_that_is_not_there_or_holds_no_source_is_said(tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "nowhere"):
        with pytest.raises(UnavailableError, match=r"source\.ttl"):
            build(tmp_path / "data", Inputs(folder, None, Names()), lambda _: None)
    assert not (tmp_path / "data" / "current").exists()


@pytest.mark.parametrize("inside", ["", "builds"])
def test_a_data_directory_that_cannot_be_written_is_one_clear_sentence(
    inside: str, second: Path, tmp_path: Path
) -> None:
    data_dir = tmp_path / "data"
    (data_dir / inside).parent.mkdir(exist_ok=True)
    (data_dir / inside).write_text("a file where a folder must be", encoding="utf-8")
    with pytest.raises(UnavailableError) as refusal:
        build(data_dir, Inputs(second, None, Names()), lambda _: None)
    assert str(data_dir) in str(refusal.value)
    assert "cannot be written" in str(refusal.value)
    assert "\n" not in str(refusal.value)


def test_when_the_last_step_cannot_be_written_the_last_good_build_stays(
    draft: Draft, second_data_copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft.replace(TRADE, '"want of salt"@en', '"lack of salt"@en')
    before = snapshot(second_data_copy)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(EmbeddedStore, "write", staticmethod(full))
    with pytest.raises(UnavailableError, match="No space left"):
        build(second_data_copy, Inputs(draft.folder, None, Names()), lambda _: None)
    assert snapshot(second_data_copy) == before


def test_what_a_killed_build_left_behind_never_becomes_current(
    built_draft: Callable[[], Build], draft: Draft, second_data_copy: Path
) -> None:
    first = current(second_data_copy)
    half = second_data_copy / "builds" / ".building-half"
    shutil.copytree(first.path, half)
    (half / "dataset.nq").write_bytes(b"<http://half")
    draft.replace(TRADE, '"want of salt"@en', '"lack of salt"@en')
    second = built_draft()
    assert second.version != first.version
    assert current(second_data_copy).path == second.path
    assert (second.path / "dataset.nq").stat().st_size > 1000


def test_without_a_build_the_way_out_is_said(tmp_path: Path) -> None:
    with pytest.raises(UnavailableError, match="oxiana build"):
        current(tmp_path)


def test_a_folder_whose_name_cannot_be_part_of_an_iri_is_no_source(draft: Draft) -> None:
    (draft.folder / SLUG).rename(draft.folder / "Quill harbours")
    (found,) = draft.findings()
    assert found.path == draft.folder / "Quill harbours"
    assert "IRIs are made of its name" in found.sentence
