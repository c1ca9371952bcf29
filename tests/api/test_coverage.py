"""The page of a source shows its coverage, paragraph by paragraph, with the numbers of the check."""

import json
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import httpx
import pytest
from rdflib import RDF

from api.settings import Settings
from graph.build import Build
from graph.passages import passages_graph, read_passages
from ontology.terms import Names
from tests.api.conftest import OTHER, served

SLUG = "quill-harbours"
FIXED = ("paragraph", "clauses covered", "claims", "tensions")


class Table(HTMLParser):
    """The first table of a page: its caption and its cells with their attributes, links and words."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.rows: list[list[dict[str, str]]] = []
        self.caption = ""
        self._open = ""
        self.feed(text[text.index('<table class="coverage"') : text.index("</table>", text.index("coverage"))])

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "tr":
            self.rows.append([])
        elif tag in ("th", "td"):
            self.rows[-1].append({"tag": tag, "words": "", "link": "", **{name: value or "" for name, value in attrs}})
        elif tag == "a":
            self.rows[-1][-1]["link"] = dict(attrs)["href"] or ""
        if tag in ("th", "td", "caption"):
            self._open = tag

    def handle_data(self, data: str) -> None:
        if self._open == "caption" and not self.rows:
            self.caption += data
        elif self.rows and self.rows[-1]:
            self.rows[-1][-1]["words"] += data.strip()

    @property
    def body(self) -> list[list[dict[str, str]]]:
        """The rows that begin with a header of their own: the paragraphs, and the total."""
        return [row for row in self.rows if row[0].get("scope") == "row"]

    @property
    def columns(self) -> list[tuple[str, str]]:
        """What each column counts: its group (modality or kind, nothing for the fixed ones) and its term."""
        terms = iter(cell["link"].partition("#")[2] for cell in self.rows[1])
        fixed = iter(FIXED)
        found = []
        for cell in self.rows[0]:
            group = cell["link"].partition("#")[2]
            found += [(group, next(terms)) for _ in range(int(cell["colspan"]))] if group else [("", next(fixed))]
        return found

    def measures(self) -> dict[str, dict[str, Any]]:
        """The numbers of each row as a check gives them, by the last part of its link; the total by nothing."""
        found: dict[str, dict[str, Any]] = {}
        for first, *cells in self.body:
            measure: dict[str, Any] = {"claims by modality": {}, "claims by kind": {}}
            for (group, term), cell in zip(self.columns[1:], cells, strict=True):
                if term == "clauses covered":
                    measure["clauses covered"], measure["clauses"] = map(int, cell["words"].split("/"))
                elif not group:
                    measure[term] = int(cell["words"])
                elif int(cell["words"]):
                    measure[f"claims by {group}"][term] = int(cell["words"])
            found[first["link"].rpartition("/")[2]] = measure
        return found


def table(client: httpx.Client, slug: str, language: str = "en") -> Table:
    return Table(client.get(f"/text/{slug}", headers={"Accept": "text/html", "Accept-Language": language}).text)


def of_check(coverage: dict[str, Any]) -> dict[str, Any]:
    """The numbers of a check, as `Table.measures` has them."""
    return {**coverage["paragraphs"], "": coverage["in all"]}


@pytest.mark.parametrize("language", ["en", "zh-Hant"])
def test_the_page_shows_the_numbers_that_oxiana_check_prints_as_json(
    client: httpx.Client, second: Path, language: str
) -> None:
    command = [str(Path(sys.executable).with_name("oxiana")), "check", "--from", str(second), "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert table(client, SLUG, language).measures() == of_check(json.loads(done.stdout)["coverage"][SLUG])


@pytest.mark.parametrize("slug", [SLUG, OTHER])
def test_claims_and_tensions_of_two_paragraphs_or_sources_are_counted_as_the_check_counts_them(
    of_two_sources: httpx.Client, two_sources: Build, slug: str
) -> None:
    coverage = two_sources.summary["coverage"][slug]
    summed = sum(one["tensions"] for one in coverage["paragraphs"].values())
    assert summed > coverage["in all"]["tensions"]
    assert table(of_two_sources, slug).measures() == of_check(coverage)


def test_the_page_of_the_packaged_source_agrees_with_the_check(chapter_build: Build) -> None:
    with served(chapter_build.store_path, Settings()) as client:
        for slug, coverage in chapter_build.summary["coverage"].items():
            assert table(client, slug).measures() == of_check(coverage)


def test_each_paragraph_links_to_its_page_in_the_order_of_the_text(client: httpx.Client) -> None:
    heads = [row[0] for row in table(client, SLUG).body]
    assert [head["link"] for head in heads] == [f"/text/{SLUG}/{name}" for name in ("A1", "A2", "B1")] + [""]
    assert all(client.get(head["link"]).status_code == 200 for head in heads if head["link"])


def test_the_table_leads_to_the_tensions_that_it_counts(client: httpx.Client) -> None:
    assert '<a href="/tensions">' in client.get(f"/text/{SLUG}", headers={"Accept": "text/html"}).text


def test_the_table_has_a_caption_and_every_header_says_what_it_heads(client: httpx.Client) -> None:
    shown = table(client, SLUG)
    assert shown.caption.strip() == "Each paragraph in numbers"
    assert [cell["scope"] for cell in shown.rows[0]] == ["col"] * 3 + ["colgroup"] * 2 + ["col"]
    assert {cell["scope"] for cell in shown.rows[1]} == {"col"}
    assert shown.rows[2:] == shown.body
    assert {cell["tag"] for row in shown.body for cell in row[1:]} == {"td"}


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", {"Paragraph", "In all", "asserted", "open question"}), ("zh-Hant", {"段落", "合計", "肯定", "待解問題"})],
)
def test_the_table_speaks_the_language_of_the_reader(client: httpx.Client, language: str, words: set[str]) -> None:
    assert words <= {cell["words"] for row in table(client, SLUG, language).rows for cell in row}


def test_a_source_without_claims_has_a_table_of_its_clauses(second: Path) -> None:
    names = Names()
    text = passages_graph(read_passages(second / SLUG / "passages.tsv"), SLUG, names)
    text.add((names.source(SLUG), RDF.type, names.ox.Source))
    triples = text.serialize(format="nt")
    quads = triples.replace(" .\n", f" <{names.graph.text}> .\n")
    with served((triples + quads).encode(), Settings()) as client:
        measures = table(client, SLUG).measures()
        assert {name: one["clauses"] for name, one in measures.items()} == {"A1": 5, "A2": 8, "B1": 1, "": 14}
        assert all(one["claims"] == one["clauses covered"] == one["tensions"] == 0 for one in measures.values())


def test_only_the_page_of_a_whole_source_has_the_table(client: httpx.Client) -> None:
    for passage in ("A1", "A1.s1", "SEC-A"):
        page = client.get(f"/text/{SLUG}/{passage}", headers={"Accept": "text/html"})
        assert page.status_code == 200
        assert not re.search(r"<table", page.text)
