"""Formatted citations, each written by hand from what the style's manual prescribes for such a thing.

APA 7th: a chapter of a whole by others, a data set, no date (§9.14, 10.3, 10.9). Chicago 18th: chapter, original date
(§13.16, 14.8). MLA 9th: containers; what is not known is left out (§5.3). GB/T 7714-2015: 析出文献 (§4.2), and
without an author the title first where entries are numbered (§8.1.4).
"""

from dataclasses import replace
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rdflib import URIRef

from graph.build import Build
from graph.edition import Maker
from graph.item import Item, shown
from graph.styles import KEPT, STYLES, formatted, style_of
from ontology.errors import InputError
from tests.graph.anonymous import anonymous, citations_of

BASE = "https://w3id.org/oxiana/"
PATHS = {
    "claim": "claim/quill-harbours/A1.4",
    "passage": "text/quill-harbours/A1.s3c2",
    "source": "text/quill-harbours",
}
ENGLISH = {
    "source": "Harbours and tariffs of the Quill Archipelago",
    "work": " (The trade of the Quill Archipelago, doctoral thesis, University of Corran, 2009)",
    "place": ", Of the harbours (untitled), paragraph A1, sentence 3, clause 2 (characters 220–264)",
    "mark": " [denied]",
    "data": "Quill harbours: claims of an invented report (version 1.2.0, sha256 {digits})",
}
HEADLINE = {
    "source": "Harbours and Tariffs of the Quill Archipelago",
    "work": " (The Trade of the Quill Archipelago, Doctoral Thesis, University of Corran, 2009)",
    "place": ", Of the Harbours (Untitled), Paragraph A1, Sentence 3, Clause 2 (Characters 220–264)",
    "mark": " [denied]",
    "data": "Quill Harbours: Claims of an Invented Report (version 1.2.0, sha256 {digits})",
}
CHINESE = {
    "source": "羽毛群島的港口與關稅",
    "work": "（羽毛群島的貿易，博士論文，科蘭大學，2009）",
    "place": "，論港口（無標題），段落 A1，第3句第2分句（字元 220–264）",
    "mark": "[否定]",
    "data": "Quill harbours: claims of an invented report（版本 1.2.0，sha256 {digits}）",
}
# Of each style and language: what stands in a part of the dataset; and the source itself; with an author, and without.
GOLDEN = {
    ("apa", "en"): (
        "Quillon, A. (2026). {title}. In I. Harrow & The Harbour Society, {data}. {url} (Original work published 2009)",
        "{title}. (2026). In I. Harrow & The Harbour Society, {data}. {url}",
        "Quillon, A. (2009). {source}. In The trade of the Quill Archipelago (doctoral thesis). University of Corran."
        " {url}",
        "{source}. (n.d.). {url}",
    ),
    ("chicago", "en"): (
        "Quillon, Ada. (2009) 2026. “{title}.” In {data}, by Ines Harrow and The Harbour Society. {url}.",
        "“{title}.” 2026. In {data}, by Ines Harrow and The Harbour Society. {url}.",
        "Quillon, Ada. 2009. “{source}.” In The Trade of the Quill Archipelago (Doctoral Thesis). University of Corran."
        " {url}.",
        "{source}. n.d. {url}.",
    ),
    ("mla", "en"): (
        "Quillon, Ada. “{title}.” 2009. {data}, by Ines Harrow and The Harbour Society, 2026, {url}.",
        "“{title}.” {data}, by Ines Harrow and The Harbour Society, 2026, {url}.",
        "Quillon, Ada. “{source}.” The Trade of the Quill Archipelago (Doctoral Thesis), University of Corran, 2009,"
        " {url}.",
        "{source}. {url}.",
    ),
    ("gb-7714", "en"): (
        "QUILLON A. {title}[M/OL]//HARROW I, THE HARBOUR SOCIETY. {data}. 2026. {url}.",
        "{title}[M/OL]//HARROW I, THE HARBOUR SOCIETY. {data}. 2026. {url}.",
        "QUILLON A. {source}[M/OL]//The trade of the Quill Archipelago (doctoral thesis). University of Corran, 2009."
        " {url}.",
        "{source}[Z/OL]. {url}.",
    ),
    ("apa", "zh-Hant"): (
        "齊雅達. (2026). {title}. 收入 I. Harrow & The Harbour Society, {data}. {url}",
        "{title}. (2026). 收入 I. Harrow & The Harbour Society, {data}. {url}",
        "齊雅達. (2009). {source}. 收入 羽毛群島的貿易（博士論文）. 科蘭大學. {url}",
        "{source}. (不詳). {url}",
    ),
    ("chicago", "zh-Hant"): (
        "齊雅達. (2009) 2026. 「{title}」. 收入 {data}, 著 Ines Harrow 及 The Harbour Society. {url}.",
        "「{title}」. 2026. 收入 {data}, 著 Ines Harrow 及 The Harbour Society. {url}.",
        "齊雅達. 2009. 「{source}」. 收入 羽毛群島的貿易（博士論文）. 科蘭大學. {url}.",
        "{source}. 不詳. {url}.",
    ),
    ("mla", "zh-Hant"): (
        "齊雅達. 「{title}」. 2009年. {data}, 著 Ines Harrow 及 The Harbour Society, 2026, {url}.",
        "「{title}」. {data}, 著 Ines Harrow 及 The Harbour Society, 2026, {url}.",
        "齊雅達. 「{source}」. 羽毛群島的貿易（博士論文）, 科蘭大學, 2009, {url}.",
        "{source}. {url}.",
    ),
    ("gb-7714", "zh-Hant"): (
        "齊雅達. {title}[M/OL]//HARROW I, THE HARBOUR SOCIETY. {data}. 2026. {url}.",
        "{title}[M/OL]//HARROW I, THE HARBOUR SOCIETY. {data}. 2026. {url}.",
        "齊雅達. {source}[M/OL]//羽毛群島的貿易（博士論文）. 科蘭大學, 2009. {url}.",
        "{source}[Z/OL]. {url}.",
    ),
}
PLAIN = Item("https://example.org/a", "a", "claim", "chapter", "A title", "en", container="A whole", issued="2026")


@pytest.fixture(scope="module")
def unsigned(tmp_path_factory: pytest.TempPathFactory) -> Build:
    return anonymous(tmp_path_factory.mktemp("anonymous"))


def golden(style: str, language: str, kind: str, built: Build, *, is_known: bool) -> str:
    """What the manual prescribes."""
    words = CHINESE if language == "zh-Hant" else HEADLINE if style in ("chicago", "mla") else ENGLISH
    work, mark = words["work"] if is_known else "", words["mark"] if kind == "claim" else ""
    told = {
        "title": f"{words['source']}{work}{words['place']}{mark}",
        "source": words["source"],
        "data": words["data"].format(digits=built.version[:16]),
        "url": BASE + PATHS[kind],
    }
    return GOLDEN[style, language][2 * (kind == "source") + (not is_known)].format(**told)


@pytest.mark.parametrize("kind", PATHS)
@pytest.mark.parametrize(("style", "language"), GOLDEN)
def test_a_citation_is_as_its_style_prescribes(second_build: Build, style: str, language: str, kind: str) -> None:
    item = citations_of(second_build).item(URIRef(BASE + PATHS[kind]), language)
    assert formatted(item, style).text == golden(style, language, kind, second_build, is_known=True)


@pytest.mark.parametrize("kind", PATHS)
@pytest.mark.parametrize(("style", "language"), GOLDEN)
def test_an_unknown_author_and_year_are_said_to_be_so_and_none_is_invented(
    unsigned: Build, style: str, language: str, kind: str
) -> None:
    item = citations_of(unsigned).item(URIRef(BASE + PATHS[kind]), language)
    assert formatted(item, style).text == golden(style, language, kind, unsigned, is_known=False)


MARKS = ("[denied]", "[predicted]", "[open]", "view", "[否定]", "[預測]", "[存疑]", "觀點")


@pytest.mark.parametrize("style", STYLES)
def test_a_denied_claim_is_not_cited_as_if_it_were_asserted(second_build: Build, style: str) -> None:
    citations = citations_of(second_build)
    for name, marks in {
        "A1.1": ("", ""),
        "A1.4": ("[denied]", "[否定]"),
        "A2.5": ("[in the view of Corran]", "[科蘭之觀點]"),
        "A2.6": ("[predicted]", "[預測]"),
        "A2.8": ("[open]", "[存疑]"),
    }.items():
        for language, mark in zip(("en", "zh-Hant"), marks, strict=True):
            text = formatted(citations.item(URIRef(f"{BASE}claim/quill-harbours/{name}"), language), style).text
            assert mark in text
            assert bool(mark) == any(one in text for one in MARKS)


@pytest.mark.parametrize("style", STYLES)
def test_the_version_stands_in_every_style(second_build: Build, style: str) -> None:
    for path in (*PATHS.values(), "graph/entities", ".well-known/void#dataset"):
        if path != PATHS["source"]:
            text = formatted(citations_of(second_build).item(URIRef(BASE + path), "en"), style).text
            assert f"version 1.2.0, sha256 {second_build.version[:16]}" in text


@pytest.mark.parametrize("style", STYLES)
def test_a_date_of_access_is_told_only_when_it_is_asked_for_and_never_as_the_year_of_issue(style: str) -> None:
    undated, accessed = replace(PLAIN, issued=""), replace(PLAIN, issued="", accessed="2019-03-05")
    for language in ("en", "zh-Hant"):
        without = formatted(replace(undated, language=language), style).text
        assert "2019" not in without
        assert "Retrieved" not in without
        assert "讀取於" not in without
        told = formatted(replace(accessed, language=language), style).text
        assert ("2019" in told) == (not style.startswith("gb-7714"))
        assert "[2019]" not in told


def test_gb_7714_tells_the_date_of_access_behind_a_year() -> None:
    assert ". 2026[2019-03-05]. " in formatted(replace(PLAIN, accessed="2019-03-05"), "gb-7714").text


def test_a_year_of_the_text_is_never_taken_for_that_of_the_dataset() -> None:
    item = replace(PLAIN, issued="", original="2009", authors=(Maker("Quillon", "Ada"),))
    assert formatted(item, "apa").text.startswith("Quillon, A. (n.d.).")


def test_an_unknown_style_is_refused_with_those_that_there_are() -> None:
    with pytest.raises(InputError, match="there is no style 'harvard' here; there is apa, chicago"):
        style_of("harvard")
    assert style_of("modern-language-association") == "mla"


class Seen(HTMLParser):
    """What a browser would see of a piece of HTML."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.text, self.tags = "", list[tuple[str, list[str]]]()
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, [name for name, _ in attrs]))

    def handle_data(self, data: str) -> None:
        self.text += data


HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "$x^2$ {x} }{ $",
    "#strong[a] *b* _c_ `d` @e",
    "\"quoted\" 'twice' \\ back\\",
    "\\$ \\{ \\\\",
    "&amp; &lt;b&gt; %20 ~ ^",
    "key: value # no comment - *anchor &anchor !tag",
    "a\nb\r\nc\u2028d",
    "中亞\U00020000\U0001f600",
]


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("title", HOSTILE)
def test_a_hostile_title_is_shown_as_it_is_and_never_becomes_markup(title: str, style: str) -> None:
    title = shown(title)
    names = (Maker(name=title), Maker(title, title))
    item = replace(
        PLAIN, language="zh-Hant", title=title, container=title, publisher=title, makers=names, authors=names
    )
    one = formatted(item, style)
    seen = Seen(one.html)
    assert "".join(seen.text.split()) == "".join(one.text.split())
    assert {tag for tag, _ in seen.tags} <= KEPT | {"a"}
    assert all(names == (["href"] if tag == "a" else []) for tag, names in seen.tags)
    assert "".join(title.split()) in "".join(one.text.split())


@settings(max_examples=200)
@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_any_title_at_all_can_be_cited(text: str) -> None:
    one = formatted(replace(PLAIN, title=f"x{shown(text)}x", language="zh-Hant"), "gb-7714")
    assert {tag for tag, _ in Seen(one.html).tags} <= KEPT | {"a"}
    assert "".join(f"x{shown(text)}x".split()) in "".join(one.text.split())
