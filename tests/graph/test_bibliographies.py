"""The citations of all claims in each format of bibliographies: independent libraries read the same in all of them."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pybtex.database
import pytest
import rispy
from bibtexparser.entrypoint import parse_string
from citeproc.source.json import CiteProcJSON
from datacite import schema45
from hypothesis import given, settings
from hypothesis import strategies as st
from pylatexenc.latex2text import LatexNodes2Text
from rdflib import URIRef

from graph.bibliography import BIBLATEX, BIBTEX, CSL, FORMATS, RIS
from graph.bibtex import bibtex
from graph.build import Build
from graph.datacite import datacite
from graph.edition import Maker
from graph.item import Item, shown
from graph.store import EmbeddedStore, select
from tests.graph.anonymous import anonymous, citations_of

decode = LatexNodes2Text(math_mode="verbatim").latex_to_text
LANGUAGES = ("en", "zh-Hant")
# Whatever LaTeX minds, and nothing that it joins to other letters (-- is a dash to it, '' a quotation mark).
MINDED = st.text(alphabet="\\{}$&#%_^~<>@=,:;| aZ9中𠀀é", max_size=30)


@dataclass(frozen=True)
class Record:
    """What a format says of an item, in the words that all formats have."""

    type: str
    title: str
    container: str
    authors: tuple[str, ...]
    makers: tuple[str, ...]
    year: str
    url: str
    version: str
    language: str
    abstract: str
    note: str


def record(kind: str, title: str, container: str, names: Sequence[tuple[str, ...]], *rest: str) -> Record:
    """A record, of the authors and the makers, and what it has beside in order."""
    kinds = {"incollection": "chapter", "CHAP": "chapter"}
    return Record(kinds.get(kind, kind), title, container, names[0], names[1], *rest)


def plain(latex: str) -> str:
    """A text without LaTeX; pylatexenc does not know braces by their names, and has accents for their ASCII."""
    braced = latex.replace(r"\textbraceleft{}", r"\{").replace(r"\textbraceright{}", r"\}")
    return str(decode(braced)).replace("ˆ", "^").replace("˜", "~")


def of_item(item: Item) -> Record:
    """What is to be said."""
    names = [tuple(one.name or f"{one.family}, {one.given}" for one in some) for some in (item.authors, item.makers)]
    told = (item.issued[:4], item.iri, item.version, item.language, item.abstract, item.note)
    return record("chapter", item.named, item.contained, names, *told)


def read_bibtex(text: str) -> dict[str, Record]:
    """As pybtex reads it, which raises at any fault; BibTeX has the version in its notes."""
    records = {}
    for key, entry in pybtex.database.parse_string(text, "bibtex").entries.items():
        told = {name: plain(value) if name != "url" else value for name, value in entry.fields.items()}
        names = [
            tuple(
                ", ".join(filter(None, (plain(" ".join(one.last_names)), plain(" ".join(one.first_names)))))
                for one in entry.persons.get(role, ())
            )
            for role in ("author", "editor")
        ]
        version, _, note = told.get("note", "").removeprefix("version ").partition("; ")
        rest = (told.get("year", ""), told["url"], version, told["language"], told.get("abstract", ""), note)
        records[key] = record(entry.type, told["title"], told.get("booktitle", ""), names, *rest)
    return records


def read_biblatex(text: str) -> dict[str, Record]:
    """As bibtexparser reads it, which tells its faults."""
    library = parse_string(text)
    assert not library.failed_blocks
    records = {}
    for entry in library.entries:
        raw = {field.key: str(field.value) for field in entry.fields}
        told = {name: plain(value) for name, value in raw.items()} | {"url": raw["url"]}
        names = [
            tuple(plain(one) for one in raw[role].split(" and ")) if role in raw else ()
            for role in ("author", "bookauthor")
        ]
        last = told.get("abstract", ""), told.get("note", "")
        rest = (told.get("date", "")[:4], told["url"], told["version"], told["language"], *last)
        records[entry.key] = record(entry.entry_type, told["title"], told.get("booktitle", ""), names, *rest)
    return records


def read_ris(text: str) -> dict[str, Record]:
    """As rispy reads it, which is silent about what it does not know."""
    records = {}
    for told in rispy.loads(text):
        assert "unknown_tag" not in told
        names = tuple(told.get("authors", ())), tuple(told.get("secondary_authors", ()))
        rest = (told.get("year", ""), *told["urls"], told["edition"], told["language"], told.get("abstract", ""))
        whole = told["type_of_reference"], told["title"], told.get("secondary_title", "")
        records[told["id"]] = record(*whole, names, *rest, "; ".join(told.get("notes", ())))
    return records


def read_csl(text: str) -> dict[str, Record]:
    """As citeproc-py reads it, which warns of fields that CSL does not have."""
    raw = json.loads(text)
    known = CiteProcJSON(raw)
    records = {}
    for one in raw:
        told = known[one["id"].lower()]

        def words(name: str, told: Any = told) -> str:  # noqa: ANN401 - a mapping of citeproc-py's
            return str("".join(told[name])) if name in told else ""

        names = [
            tuple(str(each.get("literal") or f"{each['family']}, {each['given']}") for each in told.get(role, ()))
            for role in ("author", "container_author")
        ]
        year = str(told["issued"]["year"]) if "issued" in told else ""
        rest = (year, words("URL"), words("version"), told["language"], words("abstract"), words("note"))
        records[one["id"]] = record(str(told["type"]), words("title"), words("container_title"), names, *rest)
    return records


READERS: dict[str, Callable[[str], dict[str, Record]]] = {
    BIBTEX: read_bibtex,
    BIBLATEX: read_biblatex,
    RIS: read_ris,
    CSL: read_csl,
}


@pytest.fixture(scope="module")
def unsigned(tmp_path_factory: pytest.TempPathFactory) -> Build:
    return anonymous(tmp_path_factory.mktemp("anonymous"))


@pytest.mark.parametrize("media_type", READERS)
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("built", ["second_build", "unsigned", "chapter_build"])
def test_every_claim_says_the_same_in_every_format(
    request: pytest.FixtureRequest, built: str, language: str, media_type: str
) -> None:
    build: Build = request.getfixturevalue(built)
    items = citations_of(build).claims(language)
    store = EmbeddedStore.open(build.store_path)
    claims = select(store, "SELECT ?c { ?c a <https://w3id.org/oxiana/ontology#Claim> }")
    assert {item.iri for item in items} == {str(row["c"]) for row in claims}
    assert READERS[media_type](FORMATS[media_type](items)) == {item.key: of_item(item) for item in items}


def test_datacite_finds_nothing_missing_but_a_year_that_nobody_knows(second_build: Build, chapter_build: Build) -> None:
    for build in (second_build, chapter_build):
        citations = citations_of(build)
        whole = URIRef(f"{build.base}.well-known/void#dataset")
        things = [citations.item(thing, "zh-Hant") for thing in (whole, URIRef(f"{build.base}graph/claims"))]
        for item in [*things, *citations.claims("en"), *citations.claims("zh-Hant")]:
            faults = [fault.message for fault in schema45.validator.iter_errors(datacite(item))]
            assert faults == ([] if item.issued else ["'publicationYear' is a required property"])


def test_who_is_not_known_stands_in_no_format(unsigned: Build) -> None:
    for language in LANGUAGES:
        items = citations_of(unsigned).claims(language)
        for media_type, read in READERS.items():
            text = FORMATS[media_type](items)
            assert all(record.authors == () for record in read(text).values())
            assert not any(word in text for word in ("nonym", "unknown", "佚名"))


def test_nothing_depends_on_the_clock(second_build: Build) -> None:
    items = citations_of(second_build).claims("en")
    assert all("accessed" not in item.csl() for item in items)
    assert [write(items) for write in FORMATS.values()] == [write(items) for write in FORMATS.values()]
    accessed = [replace(items[0], accessed="2019-03-05")]
    assert "urldate = {2019-03-05}" in FORMATS[BIBLATEX](accessed)
    assert "accessed 2019-03-05" in FORMATS[BIBTEX](accessed)
    assert "Y2  - 2019/03/05" in FORMATS[RIS](accessed)
    assert json.loads(FORMATS[CSL](accessed))[0]["accessed"] == {"date-parts": [[2019, 3, 5]]}


URL = "https://example.org/a?b=1&c=%20#_d"


@settings(max_examples=50)
@given(MINDED, MINDED, MINDED)
def test_nothing_in_a_text_breaks_a_bibliography_or_adds_to_it(title: str, name: str, note: str) -> None:
    title, name, note = (f"x{' '.join(shown(one).split())}x" for one in (title, name, note))
    item = Item(URL, "a", "claim", "chapter", title, "en", container="A whole", version="1", issued="2026")
    item = replace(item, note=note, abstract=title, authors=(Maker(name=name),))
    for media_type, read in READERS.items():
        if media_type != BIBTEX or ";" not in note:  # which BibTeX has between the version and the note
            assert {key: _unspaced(one) for key, one in read(FORMATS[media_type]([item])).items()} == {
                "a": _unspaced(of_item(item))
            }, media_type


def _unspaced(one: Record) -> Record:
    """Without spaces, of which TeX takes some away."""
    title, note, abstract = ("".join(part.split()) for part in (one.title, one.note, one.abstract))
    authors = tuple("".join(author.split()) for author in one.authors)
    return replace(one, title=title, note=note, abstract=abstract, authors=authors)


def test_braces_are_balanced_whatever_is_written() -> None:
    item = Item(URL, "a", "claim", "chapter", "} @misc{b, title = {c}} \\", "en")
    assert list(pybtex.database.parse_string(bibtex([item, replace(item, key="d")]), "bibtex").entries) == ["a", "d"]


def test_a_line_break_makes_no_field_of_ris() -> None:
    item = Item(URL, "a", "claim", "chapter", shown("a\r\nER  - \nTY  - BOOK\u2028b"), "en")
    (record,) = rispy.loads(FORMATS[RIS]([item]))
    assert record["type_of_reference"] == "CHAP"
    assert record["title"] == "a ER - TY - BOOK b"
