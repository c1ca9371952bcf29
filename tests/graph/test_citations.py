"""What is cited, in the terms of CSL: the place in the text, how it is put, and what is known of who wrote it."""

import hashlib
import re
import shutil
from pathlib import Path

import pytest
from rdflib import URIRef

from graph.build import Build, Inputs, build
from graph.citations import UncitableError, dataset_item
from graph.edition import Edition, Maker
from ontology.terms import Names
from tests.conftest import SECOND, silent
from tests.graph.anonymous import anonymous, citations_of

BASE = "https://w3id.org/oxiana/"
CLAIM = URIRef(f"{BASE}claim/quill-harbours/A1.4")
TITLE = "Harbours and tariffs of the Quill Archipelago"
WORK = " (The trade of the Quill Archipelago, doctoral thesis, University of Corran, 2009)"


def changed(folder: Path, *changes: tuple[str, str]) -> Build:
    """The build of the invented source with other words in its source.ttl."""
    written = Path(shutil.copytree(SECOND, folder / "hand-written"))
    path = written / "quill-harbours" / "source.ttl"
    text = path.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    path.write_text(text, encoding="utf-8")
    return build(folder / "data", Inputs(written, None, Names()), silent)


@pytest.mark.parametrize(
    ("passage", "english", "chinese"),
    [
        ("SEC-A", ", Of the harbours (untitled)", "，論港口（無標題）"),
        ("SEC-B", ", Harbours and tariffs (characters 0–20)", "，港口與關稅（字元 0–20）"),
        (
            "A1",
            ", Of the harbours (untitled), paragraph A1 (characters 22–264)",
            "，論港口（無標題），段落 A1（字元 22–264）",
        ),
        (
            "A2.s1",
            ", Of the harbours (untitled), paragraph A2, sentence 1 (characters 266–404)",
            "，論港口（無標題），段落 A2，第1句（字元 266–404）",
        ),
        (
            "A2.s1c3",
            ", Of the harbours (untitled), paragraph A2, sentence 1, clause 3 (characters 351–404)",
            "，論港口（無標題），段落 A2，第1句第3分句（字元 351–404）",
        ),
    ],
)
def test_a_passage_is_named_from_its_source_down_to_its_characters(
    second_build: Build, passage: str, english: str, chinese: str
) -> None:
    citations = citations_of(second_build)
    thing = URIRef(f"{BASE}text/quill-harbours/{passage}")
    assert citations.item(thing, "en").title == TITLE + WORK + english
    assert citations.item(thing, "zh-Hant").title.endswith(chinese)


def test_a_numbered_point_goes_by_the_name_that_the_text_gives_it(chapter_build: Build) -> None:
    citations = citations_of(chapter_build)
    (claim,) = (one for one in citations.claims("en") if one.iri.endswith("/F7.1"))
    assert ", 1.2 Findings of the study, finding seven, sentence 1, clause " in claim.title
    assert claim.authors == ()
    assert "thesis" not in claim.title
    chinese = citations.item(URIRef(claim.iri), "zh-Hant").title
    assert "，貳、研究發現，研究發現第七點，第1句第" in chinese


def test_a_claim_that_is_stated_twice_names_both_places(tmp_path: Path) -> None:
    written = Path(shutil.copytree(SECOND, tmp_path / "hand-written"))
    claims = written / "quill-harbours" / "claims" / "A02.trig"
    text = claims.read_text(encoding="utf-8")
    claims.write_text(text.replace("text:A2.s3c1 ;", "text:A2.s3c1 , text:B1.s1c1 ;"), encoding="utf-8")
    built = build(tmp_path / "data", Inputs(written, None, Names()), silent)
    title = citations_of(built).item(URIRef(f"{BASE}claim/quill-harbours/A2.6"), "en").title
    assert title.endswith(
        "sentence 3, clause 1 (characters 502–556); Harbours and tariffs, paragraph B1, sentence 1, clause 1"
        " (characters 646–691)"
    )


def test_a_claim_carries_its_gloss_its_modality_and_its_voice(second_build: Build) -> None:
    item = citations_of(second_build).item(URIRef(f"{BASE}claim/quill-harbours/A2.5"), "en")
    assert item.abstract == "Corran says that it set up the tariff league."
    assert item.note.startswith("asserted; in the view of Corran; ")
    assert item.keywords == ("asserted", "Corran")
    assert item.mark == "[in the view of Corran]"


def test_a_citation_tells_by_which_characters_a_copy_is_found_and_verified(second_build: Build, second: Path) -> None:
    whole = (second / "quill-harbours" / "text.txt").read_text(encoding="utf-8")
    for thing in ("claim/quill-harbours/A2.5", "text/quill-harbours/A1.s1c1"):
        told = citations_of(second_build).item(URIRef(BASE + thing), "en").csl()["note"]
        found = re.search(r"/text/quill-harbours#char=(\d+),(\d+);length=(\d+),UTF-8 SHA-256 ([0-9a-f]{64})$", told)
        assert found, told
        passage = whole[int(found[1]) : int(found[2])].replace("\n", "")
        assert hashlib.sha256(passage.encode()).hexdigest() == found[4]
        assert int(found[3]) == len(whole.encode())


def test_a_name_in_chinese_is_one_literal_and_any_name_is_better_than_none(second_build: Build, tmp_path: Path) -> None:
    citations = citations_of(second_build)
    assert citations.item(CLAIM, "en").authors == (Maker("Quillon", "Ada"),)
    assert citations.item(CLAIM, "zh-Hant").authors == (Maker(name="齊雅達"),)
    names = 'foaf:familyName "Quillon"@en ; foaf:givenName "Ada"@en ;\n    '
    only_chinese = citations_of(changed(tmp_path / "chinese", (names, "")))
    assert only_chinese.item(CLAIM, "en").authors == (Maker(name="齊雅達"),)
    name = ' ;\n    foaf:name "齊雅達"@zh-Hant .'
    only_english = citations_of(changed(tmp_path / "english", (name, " .")))
    assert only_english.item(CLAIM, "zh-Hant").authors == (Maker("Quillon", "Ada"),)


def test_what_is_known_of_a_source_in_part_is_told_in_part(tmp_path: Path) -> None:
    changes = (
        ("a fabio:DoctoralThesis", "a fabio:Expression"),
        ('    dcterms:issued "2009"^^xsd:gYear ;\n', ""),
        ("    dcterms:publisher text:institution .", '    dcterms:language "en" .'),
    )
    source = citations_of(changed(tmp_path, *changes)).item(URIRef(f"{BASE}text/quill-harbours"), "en")
    assert source.container == "The trade of the Quill Archipelago"
    assert (source.publisher, source.issued, source.genre) == ("", "", "")


def test_of_a_source_of_which_nothing_is_known_there_is_its_name(tmp_path: Path) -> None:
    source = citations_of(anonymous(tmp_path)).item(URIRef(f"{BASE}text/quill-harbours"), "en")
    assert source.csl() == {
        "id": "text-quill-harbours",
        "type": "chapter",
        "title": TITLE,
        "URL": f"{BASE}text/quill-harbours",
        "language": "en",
    }


def test_the_text_is_not_under_the_licence_of_the_dataset(second_build: Build) -> None:
    citations = citations_of(second_build)
    assert citations.item(CLAIM, "en").licences == ("CC0-1.0",)
    assert citations.item(URIRef(f"{BASE}text/quill-harbours/A1"), "en").licences == ()
    assert citations.item(URIRef(f"{BASE}text/quill-harbours"), "en").licences == ()


def test_a_dataset_of_which_nothing_is_told_goes_by_its_address_and_its_hash() -> None:
    item = dataset_item(Edition(), "ab" * 32, "en", Names())
    assert item.named == "Oxiana (version sha256 abababababababab) [Data set]"
    assert item.iri == f"{BASE}versions/{'ab' * 32}"
    assert "issued" not in item.csl()
    assert "author" not in item.csl()


@pytest.mark.parametrize("thing", ["id/Velm", "claim/quill-harbours/T1", "rule/shared-interest", "graph/other", "x"])
def test_what_is_no_claim_passage_source_graph_ontology_or_dataset_is_not_cited(
    second_build: Build, thing: str
) -> None:
    with pytest.raises(UncitableError, match=f"{thing} cannot be cited: there are citations of claims"):
        citations_of(second_build).item(URIRef(BASE + thing), "en")


def test_a_bibliography_has_its_claims_in_the_order_of_the_text_and_leaves_out_what_is_none(
    second_build: Build,
) -> None:
    claims = [URIRef(CLAIM.replace("A1.4", name)) for name in ("A2.8", "A1.4", "A2.1", "A9.9", "A1.1", "A1.2")]
    items = citations_of(second_build).bibliography([*claims, URIRef(f"{BASE}id/Velm")], "en", "2026-11-26")
    assert [item.iri.rpartition("/")[2] for item in items] == ["A1.1", "A1.2", "A1.4", "A2.1", "A2.8"]
    assert {item.accessed for item in items} == {"2026-11-26"}
