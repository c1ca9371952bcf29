"""Nanopublications over HTTP: each at its Trusty URI, in each format, and all of them in one file."""

import gzip
import re
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

import httpx
import pytest

from api.nanopubs import Nanopublications
from api.settings import Settings
from graph.build import Build
from graph.edition import Edition
from graph.engine import Graphs
from graph.nanopub_files import JSON_LD, NQUADS, TRIG
from graph.nanopub_verification import verify
from graph.nanopubs import Nanopubs
from graph.quads import parsed
from graph.store import Answer, Store
from ontology.errors import OverloadError
from ontology.terms import CANONICAL, Names
from tests.api.conftest import served
from tests.api.test_pages import Page

SUFFIXES = {TRIG: "trig", NQUADS: "nq", JSON_LD: "jsonld"}
DENIED, AFFIRMED = "/claim/quill-harbours/A2.7", "/claim/quill-harbours/A1.1"


@pytest.fixture(scope="module")
def nanopubs(second_build: Build, second_data: Path) -> Iterator[httpx.Client]:
    """A client of the invented source's service, which tells its edition."""
    settings = Settings(Names(), second_data, edition=second_build.edition)
    with served(second_build.store_path, settings, second_build.version) as one:
        yield one


@pytest.fixture(scope="module")
def paths(nanopubs: httpx.Client) -> list[str]:
    """Where each nanopublication is, as the file of all tells."""
    text = gzip.decompress(nanopubs.get("/nanopubs.trig.gz").content).decode()
    found = re.findall(rf"^@prefix this: <{CANONICAL.base}(np/[^>]*)> \.$", text, re.MULTILINE)
    return [f"/{path}" for path in found]


def of_claim(client: httpx.Client, claim: str) -> str:
    """Where the page of a claim says that its nanopublication is."""
    page = Page(client.get(claim, headers={"Accept": "text/html"}).text)
    [found] = [link for link in page.links if link.startswith("/np/")]
    return found


@pytest.mark.parametrize("media_type", SUFFIXES)
def test_each_is_at_its_trusty_uri_and_is_what_this_names(
    nanopubs: httpx.Client, paths: list[str], media_type: str, tmp_path: Path
) -> None:
    assert len(paths) == len({*paths}) == 12
    for path in paths:
        answer = nanopubs.get(path, headers={"Accept": media_type})
        assert answer.headers["content-type"].partition(";")[0] == media_type
        assert "Accept" in answer.headers["vary"].split(", ")
        file = tmp_path / f"one.{SUFFIXES[media_type]}"
        file.write_bytes(answer.content)
        assert [str(iri) for iri in verify(file)] == [CANONICAL.base + path.removeprefix("/")]
        direct = nanopubs.get(f"{path}.{SUFFIXES[media_type]}", headers={"Accept": "text/html"})
        assert direct.content == answer.content
        assert "Accept" not in direct.headers["vary"].split(", ")


def test_the_file_of_all_is_a_gzip_file_whatever_is_accepted_and_holds(
    nanopubs: httpx.Client, paths: list[str], tmp_path: Path
) -> None:
    for coding in ("identity", "gzip", "br, zstd"):
        headers = {"Accept-Encoding": coding, "Accept": "text/html"}
        answer = nanopubs.get("/nanopubs.trig.gz", headers=headers)
        assert answer.headers["content-type"] == "application/gzip"
        assert "content-encoding" not in answer.headers
        assert answer.headers["content-length"] == str(len(answer.content))
    file = tmp_path / "nanopubs.trig.gz"
    file.write_bytes(answer.content)
    assert {str(iri) for iri in verify(file)} == {CANONICAL.base + path.removeprefix("/") for path in paths}


def test_many_who_ask_first_at_once_are_all_answered_alike(second_build: Build) -> None:
    with served(second_build.store_path, Settings()) as client, ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: client.get("/nanopubs.trig.gz"), range(16)))
    assert {(one.status_code, one.content) for one in answers} == {(200, answers[0].content)}


@pytest.mark.parametrize("claim", [AFFIRMED, DENIED])
def test_the_claim_leads_to_its_nanopublication_on_its_page_and_in_the_head_of_its_data(
    nanopubs: httpx.Client, claim: str
) -> None:
    path = of_claim(nanopubs, claim)
    said = {str(term) for quad in parsed(nanopubs.get(f"{path}.nq").content, NQUADS) for term in quad}
    assert CANONICAL.base + claim.removeprefix("/") in said
    for media_type in ("text/turtle", TRIG):
        answer = nanopubs.get(claim, headers={"Accept": media_type})
        assert f'<{path}.trig>; rel="describedby"; type="application/trig"' in answer.headers["link"].split(", ")
    assert f'<{claim}>; rel="describes"' in nanopubs.get(f"{path}.trig").headers["link"].split(", ")


def test_what_is_no_claim_has_no_such_link(nanopubs: httpx.Client) -> None:
    for path in ("/claim/quill-harbours/T1", "/id/Velm"):
        assert "/np/" not in nanopubs.get(path, headers={"Accept": "text/turtle"}).headers["link"]


@pytest.mark.parametrize(("language", "words"), [("en", "and not that it is so"), ("zh-Hant", "而非其為真")])
def test_the_page_of_one_that_is_not_affirmed_says_so(nanopubs: httpx.Client, language: str, words: str) -> None:
    path = of_claim(nanopubs, DENIED)
    answer = nanopubs.get(path, headers={"Accept": "text/html", "Accept-Language": language})
    page = Page(answer.text)
    assert [one["lang"] for one in page.attributes("html")] == [language]
    assert len(list(page.attributes("h1"))) == 1
    assert words in page.text
    assert {DENIED, f"{path}.trig", f"{path}.nq", f"{path}.jsonld", "/nanopubs.trig.gz"} <= {*page.links}
    affirmed = nanopubs.get(f"{of_claim(nanopubs, AFFIRMED)}.html", headers={"Accept-Language": language})
    assert words not in Page(affirmed.text).text
    for link in page.links:
        if link.startswith("/"):
            assert nanopubs.get(link).status_code == 200, link


@pytest.mark.parametrize(
    "path",
    ["/np/RA", f"/np/RA{'A' * 43}", "/np/x", f"/np/RA{'A' * 43}.trig", "/np/", f"/np/RA{'é' * 43}", "/np/a/b"],
)
def test_a_code_that_is_none_of_them_gets_404(nanopubs: httpx.Client, path: str) -> None:
    assert nanopubs.get(path).status_code == 404


def test_a_code_with_another_letter_gets_404(nanopubs: httpx.Client, paths: list[str]) -> None:
    other = "A" if paths[0][-1] != "A" else "B"
    assert nanopubs.get(paths[0][:-1] + other).status_code == 404


def test_a_format_without_graphs_is_not_to_be_had(nanopubs: httpx.Client, paths: list[str]) -> None:
    answer = nanopubs.get(paths[0], headers={"Accept": "text/turtle"})
    assert answer.status_code == 406
    assert TRIG in answer.json()["detail"]
    assert nanopubs.get(f"{paths[0]}.ttl").status_code == 400


@pytest.mark.parametrize("path", ["/nanopubs.trig.gz", "first"])
def test_head_says_what_get_says_without_the_body(nanopubs: httpx.Client, paths: list[str], path: str) -> None:
    where = paths[0] if path == "first" else path
    got, head = nanopubs.get(where), nanopubs.head(where)
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-type"] == got.headers["content-type"]
    assert nanopubs.delete(where).status_code == 405


def test_where_claims_are_too_many_none_is_served_and_the_pages_lead_to_none(
    second_build: Build, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.nanopubs.MOST", 11)
    with served(second_build.store_path, Settings()) as client:
        for path in ("/nanopubs.trig.gz", f"/np/RA{'A' * 43}"):
            answer = client.get(path)
            assert answer.status_code == 413
            assert answer.json()["detail"].startswith("of more than 11 claims no nanopublications are served")
        assert "/np/" not in client.get(AFFIRMED, headers={"Accept": "text/html"}).text
        assert "/np/" not in client.get(AFFIRMED, headers={"Accept": "text/turtle"}).headers["link"]


class Slow:
    """A store that answers when it is let go."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.asked, self.goes_on = Event(), Event()

    def query(self, text: str, accept: Sequence[str], graphs: Graphs = Graphs()) -> Answer:  # noqa: B008 - frozen
        if "statedIn" in text:
            self.asked.set()
            assert self.goes_on.wait(60)
        return self._store.query(text, accept, graphs)

    def at_once(self, text: str, media_type: str, most: int) -> bytes | None:
        return self._store.at_once(text, media_type, most)

    def close(self) -> None:
        self._store.close()


def test_who_asks_while_they_are_made_is_told_to_come_again(
    second_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.nanopubs.SECONDS", 0.05)
    slow = Slow(second_store)
    made = Nanopublications(Nanopubs(slow, CANONICAL, Edition()), CANONICAL)
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(made.issue)
        assert slow.asked.wait(60)
        with pytest.raises(OverloadError):
            made.issue()
        slow.goes_on.set()
        assert first.result(60) is made.issue()
    assert len(made.issue().claims) == 12


def test_a_plain_store_has_none(plain_store: httpx.Client) -> None:
    assert plain_store.get("/nanopubs.trig.gz").status_code == 404
