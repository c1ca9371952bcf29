"""Each fault of the mappings gets one clear sentence with its file and line."""

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.mapping_file import read_mapping_set
from ontology.errors import Finding, InputError
from ontology.terms import Names
from tests.graph.conftest import Draft
from tests.linking import BLOCK, FILE, FOUND, TEXT, not_found, row

CORRAN, OSTRA, VELM = (row(*one) for one in FOUND[:3])
PIRACY = row(*FOUND[3])


@dataclass(frozen=True)
class Slip:
    """`old` of the mappings becomes `new`; `words` of the sentence that is to be heard at the line of `mark`."""

    old: str
    new: str
    words: str
    mark: str = ""


SLIPS = {
    "an unknown entity": Slip("id:Velm\t", "id:Velmm\t", "id:Velmm is no entity"),
    "an entity of another name": Slip("id:Corran\tCorran", "id:Corran\tOstra", "id:Corran is not called 'Ostra'"),
    "a subject that is none of ours": Slip("id:Velm\t", "wd:Q1\t", "Q1 is no entity"),
    "a malformed QID": Slip("wd:Q900000001", "wd:900000001", "wd:900000001 is no item of Wikidata"),
    "a QID with a leading zero": Slip("wd:Q900000001", "wd:Q0900000001", "wd:Q0900000001 is no item"),
    "a QID in small letters": Slip("wd:Q900000001", "wd:q900000001", "wd:q900000001 is no item"),
    "a property for an item": Slip("wd:Q900000001", "wd:P31", "wd:P31 is no item of Wikidata"),
    "an object of another dataset": Slip("wd:Q900000001", "id:Ostra", "id:Ostra is no item of Wikidata"),
    "an undeclared prefix": Slip("wd:Q900000001", "wiki:Q900000001", "object_id 'wiki:Q900000001' is no CURIE"),
    "an IRI for a CURIE": Slip(
        "wd:Q900000001", "http://www.wikidata.org/entity/Q900000001", "is no CURIE with a prefix that the curie_map"
    ),
    "two exact matches for one entity": Slip(
        CORRAN,
        CORRAN + CORRAN.replace("Q900000001", "Q900000009"),
        "second exact match, wd:Q900000009; the first is on line 13",
        "Q900000009",
    ),
    "one item exact for two entities": Slip(
        "Q900000002", "Q900000001", "wd:Q900000001 is the exact match of a second entity, id:Ostra"
    ),
    "a row written twice": Slip(
        not_found("WantOfSalt"),
        VELM + not_found("WantOfSalt"),
        "id:Velm is mapped to wd:Q900000003 a second time; the first is on line 15",
    ),
    "one pair with two predicates": Slip(
        VELM, VELM + VELM.replace("closeMatch", "broadMatch"), "a second time", "skos:broadMatch\twd:Q900000003"
    ),
    "an item for an entity without one": Slip(
        VELM, VELM + not_found("Velm"), "no item was found for id:Velm, and line 15 maps it", "id:Velm\t\t"
    ),
    "an unknown predicate": Slip("skos:closeMatch", "skos:sameMatch", "skos:sameMatch is no predicate of mappings"),
    "owl:sameAs": Slip("skos:closeMatch", "owl:sameAs", "owl:sameAs is never asserted"),
    "a missing predicate": Slip("skos:closeMatch", "", "the row has no predicate_id"),
    "a missing subject": Slip("id:Velm\t", "\t", "the row has no subject_id"),
    "a missing justification": Slip(
        "Q900000003\t\tsemapv:ManualMappingCuration", "Q900000003\t\t", "the row has no mapping_justification"
    ),
    "a justification of no vocabulary": Slip(
        "Q900000003\t\tsemapv:Manual", "Q900000003\t\tskos:Manual", "no term of semapv"
    ),
    "a missing author": Slip("the tests\t0.7", "\t0.7", "the row has no author_label"),
    "a missing confidence": Slip("\t0.7\t", "\t\t", "the row has no confidence"),
    "a confidence above one": Slip("\t0.7\t", "\t1.01\t", "the confidence '1.01' is no number from 0 to 1"),
    "a confidence below nought": Slip("\t0.7\t", "\t-0.1\t", "the confidence '-0.1' is no number"),
    "a confidence that is no number": Slip("\t0.7\t", "\thigh\t", "the confidence 'high' is no number"),
    "a confidence that is NaN": Slip("\t0.7\t", "\tnan\t", "the confidence 'nan' is no number"),
    "a cell too few": Slip("\t0.7\t", "\t", "the row has 8 cells, and the head line 9"),
    "a cell too many": Slip("\t0.7\t", "\t0.7\t\t", "the row has 10 cells, and the head line 9"),
    "an open quotation mark": Slip("The item is the", '"The item is the', "the row is no TSV"),
    "an unknown column": Slip("object_label", "object_lable", "the column 'object_lable' is not read"),
    "a column of the standard that is not read": Slip(
        "object_label", "object_category", "'object_category' is not read"
    ),
    "a column that stands twice": Slip("object_label", "subject_label", "the column 'subject_label' stands twice"),
    "a missing column": Slip(
        "mapping_justification\t", "comment\t", "the head line has no column mapping_justification"
    ),
    "no metadata": Slip(BLOCK, "", "the metadata block is missing", "subject_id"),
    "metadata that is no YAML": Slip(
        '"The archipelago in Wikidata"', '"The archipelago', "the metadata block is no YAML", "#mapping_tool"
    ),
    "metadata that is no mapping": Slip(BLOCK, "#wikidata\n", "the metadata block is missing"),
    "a date that no calendar has": Slip(
        "2026-02-28", "2026-02-30", "the metadata block is no YAML: day", "#mapping_set_id"
    ),
    "a date that is none": Slip("2026-02-28", "yesterday", "mapping_date is no date"),
    "a missing date": Slip(
        "#mapping_date: 2026-02-28\n", "", "the metadata block has no mapping_date", "#mapping_set_id"
    ),
    "a missing licence": Slip(
        "#license: https://creativecommons.org/publicdomain/zero/1.0/\n", "", "has no license", "#mapping_set_id"
    ),
    "a licence that is no IRI": Slip(
        "https://creativecommons.org/publicdomain/zero/1.0/", "CC0", "the license is no IRI"
    ),
    "a set that is called otherwise": Slip(
        "mapping/wikidata", "mapping/other", "the mapping set is called after its file"
    ),
    "an unknown slot": Slip("#mapping_tool:", "#mapping_tol:", "mapping_tol is not read of a mapping set"),
    "a slot that is no text": Slip('"by hand"', "7", "mapping_tool is no text"),
    "a source that is no CURIE": Slip('"graph:entities"', '"the entities"', "subject_source is no CURIE"),
    "a prefix that is no IRI": Slip(
        "#  wd: http://www.wikidata.org/entity/", "#  wd: Wikidata", "the curie_map lacks", "#curie_map"
    ),
    "a prefix of SSSOM's that stands for something else": Slip(
        "#  wd:",
        "#  skos: http://example.org/\n#  wd:",
        "the prefix skos stands for http://www.w3.org/2004/02/skos/core#",
    ),
}


@pytest.mark.parametrize("name", SLIPS)
def test_a_fault_is_told_once_with_its_line(name: str, linked_draft: Draft) -> None:
    slip = SLIPS[name]
    changed = linked_draft.replace(FILE, slip.old, slip.new)
    line = linked_draft.line_of(FILE, slip.mark) if slip.mark else changed
    faults = linked_draft.faults()
    told = [sentence for file, at, sentence in faults if (file, at) == (FILE, line)]
    assert sum(slip.words in sentence for sentence in told) == 1, faults
    assert all("\n" not in sentence for _, _, sentence in faults)


def test_an_entity_without_a_row_is_told_of_where_it_is_described(linked_draft: Draft) -> None:
    linked_draft.replace(FILE, PIRACY, "")
    sentence = (
        "id:Piracy has no row in wikidata.sssom.tsv: map it, or say there with sssom:NoTermFound that no item was found"
    )
    trade = "entities/trade.ttl"
    assert linked_draft.faults() == [(trade, linked_draft.line_of(trade, "id:Piracy a"), sentence)]


def test_mappings_that_are_not_utf_8_are_named(linked_draft: Draft) -> None:
    path = linked_draft.folder / FILE
    path.write_bytes(path.read_bytes() + b"\xff")
    (fault,) = linked_draft.faults()
    assert fault == (FILE, 0, f"the file is not UTF-8 (byte {len(TEXT.encode())})")


def test_mappings_that_begin_with_a_byte_order_mark_are_named(linked_draft: Draft) -> None:
    path = linked_draft.folder / FILE
    path.write_text("\ufeff" + TEXT, encoding="utf-8")
    assert linked_draft.faults() == [(FILE, 1, "the file begins with a byte order mark; save it without")]


def test_the_faults_of_the_rows_are_told_together_and_with_those_of_other_files(linked_draft: Draft) -> None:
    linked_draft.replace(FILE, "\t0.95\t", "\t95\t")
    linked_draft.replace(FILE, "skos:closeMatch", "owl:sameAs")
    linked_draft.replace("entities/trade.ttl", "id:Piracy a", "id:Piracy id:Piracy a")
    assert [(file, line) for file, line, _ in linked_draft.faults()] == [
        ("entities/trade.ttl", linked_draft.line_of("entities/trade.ttl", "id:Piracy id:Piracy")),
        (FILE, 13),
        (FILE, 15),
    ]


@given(st.binary(max_size=30), st.integers(0, len(TEXT)), st.integers(0, 30))
def test_whatever_is_changed_is_read_or_refused_in_one_sentence_a_fault(
    tmp_path_factory: pytest.TempPathFactory, inserted: bytes, at: int, removed: int
) -> None:
    path = tmp_path_factory.getbasetemp() / "wikidata.sssom.tsv"
    text = TEXT.encode()
    path.write_bytes(text[:at] + inserted + text[at + removed :])
    faults = list[Finding]()
    try:
        read = read_mapping_set(path, Names())
    except InputError as error:
        faults += error.findings
    else:
        assert all(one.subject and one.predicate and one.justification and one.author for one in read.mappings)
        return
    assert faults
    assert all("\n" not in found.sentence for found in faults)
