"""What the makers of a dataset tell of it as a whole, in CITATION.cff."""

from pathlib import Path

import pytest

from graph.build import Build, Inputs, check
from graph.edition import Edition, Maker
from ontology.errors import InputError
from ontology.terms import Names
from tests.graph.conftest import Draft

GOOD = "cff-version: 1.2.0\ntype: dataset\ntitle: Harbours\n"


def test_a_build_keeps_what_its_makers_tell(second_build: Build) -> None:
    assert second_build.edition == Edition(
        title="Quill harbours: claims of an invented report",
        number="1.2.0",
        released="2026-01-31",
        licences=("CC0-1.0",),
        makers=(Maker(family="Harrow", given="Ines"), Maker(name="The Harbour Society")),
        keywords=("harbours", "港口"),
    )


def test_where_nothing_is_told_nothing_is_invented(tmp_path: Path) -> None:
    assert Edition.read(tmp_path) == Edition()
    (tmp_path / "CITATION.cff").write_text(GOOD, encoding="utf-8")
    assert Edition.read(tmp_path) == Edition(title="Harbours")


@pytest.mark.parametrize(
    ("text", "line", "why"),
    [
        ("type: dataset\ntitle: [", 2, "no YAML"),
        ("type: software\ntitle: a", 0, "type: dataset"),
        ("- a\n", 0, "type: dataset"),
        ("type: dataset\n", 0, "the title is missing"),
        (f"{GOOD}version: 1.0\n", 0, "no semantic version"),
        (f"{GOOD}version: 'one'\n", 0, "no semantic version"),
        (f"{GOOD}date-released: soon\n", 0, "no date"),
        (f"{GOOD}authors: [Ines]\n", 0, "an author has"),
        (f"{GOOD}authors: [{{given-names: Ines}}]\n", 0, "an author has"),
        (f"{GOOD}authors: Ines\n", 0, "an author has"),
    ],
)
def test_a_file_that_tells_it_wrongly_is_refused_with_its_place(draft: Draft, text: str, line: int, why: str) -> None:
    (draft.folder / "CITATION.cff").write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as refused:
        check(Inputs(draft.folder, None, Names()), lambda _: None)
    (finding,) = refused.value.findings
    assert finding.path.name == "CITATION.cff"
    assert why in finding.sentence
    assert not line or finding.line >= line
