"""What others tell of a thing, on its page: the nearest first, the rest folded away and counted."""

import re
from collections.abc import Iterator

import httpx
import pytest

from api.serving import application
from api.settings import Settings
from graph.build import Build
from tests.api.conftest import running


@pytest.fixture(scope="module")
def reader(chapter_build: Build) -> Iterator[httpx.Client]:
    """A client of the service over the chapter."""
    with running(application(chapter_build.store_path, Settings())) as client:
        yield client


def snapshot(client: httpx.Client, name: str, language: str = "en") -> str:
    """What the page of an entity tells of the snapshot of Wikidata, as it is marked up."""
    response = client.get(f"/id/{name}", params={"lang": language}, headers={"Accept": "text/html"})
    assert response.status_code == 200
    (aside,) = re.findall(r"<aside.*?</aside>", response.text, re.DOTALL)
    return str(aside)


def words(markup: str) -> str:
    return " ".join(re.sub(r"<[^>]*>", "", markup).split())


@pytest.mark.parametrize(
    ("language", "more"), [("en", r"member of: more \((\d+)\)"), ("zh-Hant", r"為其成員：其餘 \((\d+)\)")]
)
def test_a_long_list_is_folded_and_says_how_many_more_there_are(reader: httpx.Client, language: str, more: str) -> None:
    told = snapshot(reader, "Kazakhstan", language).rpartition("<h3>")[0].rpartition("<h3>")[2]
    (folded,) = (one for one in re.findall(r"<details>.*?</details>", told, re.DOTALL) if re.search(more, one))
    counted = re.search(more, folded)
    assert counted is not None
    assert int(counted.group(1)) == folded.count("<li>") > 15


def test_what_is_between_entities_is_not_folded_away(reader: httpx.Client) -> None:
    plain = words(re.sub(r"<details.*?</details>", "", snapshot(reader, "Uzbekistan"), flags=re.DOTALL))
    for organisation in ("Collective Security Treaty Organization", "Shanghai Cooperation Organisation", "GUAM group"):
        assert f"Uzbekistan member of {organisation} · rank not known" in plain
    assert "Universal Postal Union" not in plain


def test_a_date_has_no_more_precision_than_it_was_told_with(reader: httpx.Client) -> None:
    assert "Kazakhstan inception 1991 ·" in words(snapshot(reader, "Kazakhstan"))
    assert "Tajikistan inception 1991-09-09 ·" in words(snapshot(reader, "Tajikistan"))


def test_labels_stand_in_their_languages_and_aliases_apart(reader: httpx.Client) -> None:
    told = snapshot(reader, "Uzbekistan")
    assert '<span lang="zh-hant">烏茲別克斯坦</span>' in told.replace("zh-Hant", "zh-hant")
    assert '<span lang="tg">Ӯзбекистон</span>' in told
    labels, _, aliases = told.partition("Also called there (4)")
    assert "Republic of Uzbekistan" in aliases
    assert "Republic of Uzbekistan" not in labels
