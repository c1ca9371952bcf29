"""The table of passages: its faults, its RDF, and its characters, which are code points."""

from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from rdflib import DCTERMS, RDF, RDFS, XSD, BNode, Literal, Namespace, URIRef

from graph.passages import COLUMNS, DOCO, OA, SCHEMA, Passage, digest, passages_graph, read_passages
from graph.store import Store, select
from ontology.errors import InputError
from ontology.terms import Names
from tests.graph.conftest import SLUG

HASH = digest("any")
HEAD = "\t".join(COLUMNS)
PARAGRAPH = f"A1\tparagraph\tH0\t10\t50\t{HASH}"
SENTENCE = f"A1.s1\tsentence\tA1\t10\t30\t{HASH}"
texts = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=60) | st.text("ab\n\r中文𠮷🏝", max_size=60)


def faults(folder: Path, *rows: str) -> list[tuple[int, str]]:
    """Line and sentence of each fault of a table."""
    table = folder / "passages.tsv"
    table.write_text("\n".join(rows) + "\n", encoding="utf-8")
    with pytest.raises(InputError) as refusal:
        read_passages(table)
    assert {found.path for found in refusal.value.findings} == {table}
    return [(found.line, found.sentence) for found in refusal.value.findings]


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (f"A1.s2\tsentence\tA1\t31\t{HASH}", "5 columns"),
        (f"A1.s2\tsentence\tA1\t31\t40\t{HASH}\tmore", "7 columns"),
        ("", "1 columns"),
        (f"A1.s2\tsentence\tA9\t31\t40\t{HASH}", "A9"),
        (f"A1.s1\tsentence\tA1\t31\t40\t{HASH}", "line 3"),
        (f"A1.s2\tverse\tA1\t31\t40\t{HASH}", "verse"),
        (f"A1.s2\tsentence\tA1\t40\t40\t{HASH}", "greater end"),
        (f"A1.s2\tsentence\tA1\t41\t40\t{HASH}", "greater end"),
        (f"A1.s2\tsentence\tA1\t-1\t40\t{HASH}", "start"),
        (f"A1.s2\tsentence\tA1\t３\t40\t{HASH}", "start"),
        (f"A1.s2\tsentence\tA1\t\t\t{HASH}", "start"),
        ("A1.s2\tsentence\tA1\t\t\t", "start"),
        (f"A1.s2\tsentence\tA1\t9\t40\t{HASH}", "within its parent A1"),
        (f"A1.s2\tsentence\tA1\t40\t51\t{HASH}", "within its parent A1"),
        (f"A1.s1c1\tclause\tA1.s1\t10\t31\t{HASH}", "within its parent A1.s1"),
        (f"A2\tparagraph\tA1.s1\t10\t20\t{HASH}", "cannot be part of"),
        ("A1.s2\tsentence\tA1\t31\t40\t", "64 hexadecimal digits"),
        (f"A1.s2\tsentence\tA1\t31\t40\t{HASH[:-1]}", "64 hexadecimal digits"),
        (f"A1.s2\tsentence\tA1\t31\t40\t{HASH[:-1]}g", "64 hexadecimal digits"),
        (f"A1.s2.c1\tsentence\tA1\t31\t40\t{HASH}", "one dot"),
        (f"A1 s2\tsentence\tA1\t31\t40\t{HASH}", "no id"),
        (f"\tsentence\tA1\t31\t40\t{HASH}", "no id"),
    ],
)
def test_a_fault_of_a_row_is_told_with_its_line(row: str, words: str, tmp_path: Path) -> None:
    (found,) = faults(tmp_path, HEAD, PARAGRAPH, SENTENCE, row)
    assert found[0] == 4
    assert words in found[1]


def test_every_faulty_row_is_told_and_its_children_are_not_blamed(tmp_path: Path) -> None:
    broken = PARAGRAPH.replace("\t50\t", "\t5\t")
    other = SENTENCE.replace("A1.s1", "A1.s2").replace("\t30\t", "\t3\t")
    assert [line for line, _ in faults(tmp_path, HEAD, broken, SENTENCE, other)] == [2, 4]


@pytest.mark.parametrize("head", ["", "id\tkind", HEAD.replace("sha256", "hash")])
def test_a_table_without_its_columns_is_told_at_its_first_line(head: str, tmp_path: Path) -> None:
    ((line, sentence),) = faults(tmp_path, head, PARAGRAPH)
    assert line == 1
    assert "sha256" in sentence


def test_a_table_that_is_not_utf_8_is_told(tmp_path: Path) -> None:
    table = tmp_path / "passages.tsv"
    table.write_bytes(HEAD.encode() + b"\n\xff\n")
    with pytest.raises(InputError) as refusal:
        read_passages(table)
    assert "UTF-8" in refusal.value.findings[0].sentence


def test_line_ends_of_another_system_are_read(tmp_path: Path) -> None:
    table = tmp_path / "passages.tsv"
    table.write_bytes(f"{HEAD}\r\n{PARAGRAPH}\r\n".encode())
    assert [passage.sha256 for passage in read_passages(table)] == [HASH]


@given(before=texts, inside=texts, after=texts, other=st.characters(exclude_categories=["Cs"]), data=st.data())
def test_a_passage_holds_in_its_text_and_in_none_that_differs_in_one_of_its_characters(
    before: str, inside: str, after: str, other: str, data: st.DataObject
) -> None:
    assume(inside)
    whole = before + inside + after
    kept = inside.replace("\n", "").replace("\r", "")
    passage = Passage("A1", len(before), len(before + inside), digest(kept), "paragraph", "H0", 2)
    assert passage.text_in(whole) == kept
    assert passage.holds_in(whole)
    place = data.draw(st.integers(0, len(inside) - 1))
    assume(other != inside[place] and not {other, inside[place]} <= {"\n", "\r"})
    assert not passage.holds_in(before + inside[:place] + other + inside[place + 1 :] + after)


def test_characters_are_code_points_and_not_bytes_or_halves_of_surrogate_pairs(second: Path) -> None:
    whole = (second / SLUG / "text.txt").read_bytes().decode("utf-8")
    passages = {passage.id: passage for passage in read_passages(second / SLUG / "passages.tsv")}
    assert passages["A1.s2c1"].text_in(whole).endswith("(鯡場，古書作𠮷場);")
    assert passages["A1.s2c2"].text_in(whole).startswith("Ostra has")  # after the character beyond the BMP
    assert "\n" in whole[passages["A1.s3c1"].start : passages["A1.s3c1"].end]
    assert passages["A1.s3c1"].text_in(whole).endswith("all face piracyin the outer straits;")
    assert all(passage.holds_in(whole) for passage in passages.values())


def test_a_passage_is_described_by_its_place_and_part_without_blank_nodes() -> None:
    names = Names()
    passages = (
        Passage("SEC-1", None, None, "", "section", "H0", 2),
        Passage("A1", 10, 50, HASH, "paragraph", "SEC-1", 3),
        Passage("A1.s2c3", 12, 20, HASH, "clause", "A1", 4),
    )
    graph = passages_graph(passages, "tale", names)
    text: Namespace = names.passage("tale")
    clause, source = text["A1.s2c3"], names.source("tale")
    selector = URIRef(f"{source}#char=12,20")
    assert set(graph.predicate_objects(clause)) == {
        (RDF.type, names.ox.Passage),
        (RDF.type, names.ox.Clause),
        (DCTERMS.identifier, Literal("A1.s2c3")),
        (RDFS.label, Literal("A1, sentence 2, clause 3", lang="en")),
        (RDFS.label, Literal("A1 第2句第3分句", lang="zh-Hant")),
        (DCTERMS.isPartOf, text.A1),
        (names.ox.inSource, source),
        (OA.hasSource, source),
        (OA.hasSelector, selector),
        (SCHEMA.sha256, Literal(HASH)),
    }
    assert set(graph.predicate_objects(selector)) == {
        (RDF.type, OA.TextPositionSelector),
        (RDF.type, OA.FragmentSelector),
        (OA.start, Literal(12, datatype=XSD.nonNegativeInteger)),
        (OA.end, Literal(20, datatype=XSD.nonNegativeInteger)),
        (DCTERMS.conformsTo, URIRef("http://tools.ietf.org/rfc/rfc5147")),
        (RDF.value, Literal("char=12,20")),
    }
    assert set(graph.objects(text["SEC-1"], DCTERMS.isPartOf)) == {source}
    assert not list(graph.objects(text["SEC-1"], OA.hasSelector | RDFS.label))
    assert set(graph.objects(text.A1, RDF.type)) == {names.ox.Passage, DOCO.Paragraph}
    assert not [term for triple in graph for term in triple if isinstance(term, BNode)]


def test_a_fragment_names_the_size_of_the_whole_where_it_is_told_and_its_selector_does_not() -> None:
    names = Names()
    graph = passages_graph((Passage("A1", 10, 50, HASH, "paragraph", "H0", 2),), "tale", names, octets=9876)
    selector = URIRef(f"{names.source('tale')}#char=10,50")
    assert set(graph.objects(names.passage("tale").A1, OA.hasSelector)) == {selector}
    assert set(graph.objects(selector, RDF.value)) == {Literal("char=10,50;length=9876,UTF-8")}


def test_the_size_that_is_told_of_the_invented_source_is_that_of_its_file(second: Path, second_store: Store) -> None:
    query = (
        "SELECT ?size { ?source a <https://w3id.org/oxiana/ontology#Source> ; <https://schema.org/contentSize> ?size }"
    )
    (row,) = select(second_store, query)
    assert int(row["size"]) == (second / SLUG / "text.txt").stat().st_size
