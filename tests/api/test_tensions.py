"""The page of every tension: what is at odds, how far, and which claims it joins."""

import re

import httpx
import pytest

from api.settings import Settings
from tests.api.conftest import OTHER, served
from tests.api.test_pages import Page, page

SLUG = "quill-harbours"


def sections(client: httpx.Client, language: str = "en") -> dict[str, list[Page]]:
    """The tensions on the page, each as a page of its own, by the source under which they stand."""
    text = client.get("/tensions", headers={"Accept": "text/html", "Accept-Language": language}).text
    parts = re.split(r'<h2><a href="/text/([a-z-]+)">', text)[1:]
    return {
        slug: [Page(one.partition("</section>")[0]) for one in part.split('<section class="tension">')[1:]]
        for slug, part in zip(parts[::2], parts[1::2], strict=True)
    }


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            "en",
            [
                "Ostra: an interest in the herring, and none (contradiction)",
                "The first paragraph gives Ostra the interest that the second denies.",
                "A1.1 asserted : Corran and Ostra have an economic interest in the herring grounds. A1.s2c1",
                "A2.7 denied : Ostra has no economic interest in the herring grounds. A2.s4c1",
            ],
        ),
        (
            "zh-Hant",
            [
                "奧斯特拉：於鯡場有利益，又無利益 (矛盾)",
                "首段稱奧斯特拉有此利益，次段否定之。",
                "A1.1 肯定 ：科蘭與奧斯特拉在鯡場均有經濟利益。 A1.s2c1",
                "A2.7 否定 ：奧斯特拉在鯡場並無經濟利益。 A2.s4c1",
            ],
        ),
    ],
)
def test_a_tension_is_shown_with_its_strength_its_note_and_its_claims(
    client: httpx.Client, language: str, words: list[str]
) -> None:
    (tension,) = sections(client, language)[SLUG]
    assert all(one in tension.text for one in words)
    names = ("claim/{}/T1", "claim/{}/A1.1", "text/{}/A1.s2c1", "claim/{}/A2.7", "text/{}/A2.s4c1")
    assert tension.links == ["/" + name.format(SLUG) for name in names]


def test_a_claim_of_another_voice_names_it_and_one_of_two_clauses_names_both(of_two_sources: httpx.Client) -> None:
    tension = sections(of_two_sources)[SLUG][1]
    assert "A2.5 asserted in the view of Corran : Corran says that it set up the tariff league." in tension.text
    assert {f"/text/{SLUG}/A2.s3c1", f"/text/{SLUG}/B1.s1c1", "/id/Corran"} <= set(tension.links)
    assert tension.links.count(f"/claim/{SLUG}/A2.6") == 1


def test_every_tension_stands_under_its_source_in_its_running_order(of_two_sources: httpx.Client) -> None:
    shown = {slug: [one.links[0] for one in tensions] for slug, tensions in sections(of_two_sources).items()}
    across = f"/claim/{SLUG}/T10"
    assert shown == {
        SLUG: [f"/claim/{SLUG}/T1", f"/claim/{SLUG}/T2", across],
        OTHER: [f"/claim/{OTHER}/T1", across],
    }
    claims = {link for link in sections(of_two_sources)[OTHER][1].links if "/A2.4" in link}
    assert claims == {f"/claim/{slug}/A2.4" for slug in (SLUG, OTHER)}, "it is told in full under either source"


def test_the_home_page_leads_to_the_tensions(client: httpx.Client) -> None:
    assert "/tensions" in page(client, "/").links


def test_the_tensions_are_to_be_had_as_a_page_only(client: httpx.Client) -> None:
    head = client.head("/tensions", headers={"Accept": "text/html"})
    assert head.status_code == 200
    assert head.headers["content-type"].startswith("text/html")
    assert head.content == b""
    assert client.get("/tensions", headers={"Accept": "text/turtle"}).status_code == 406
    assert client.post("/tensions").headers["allow"] == "GET, HEAD"


def test_where_nothing_is_at_odds_the_page_says_so() -> None:
    with served(b"", Settings()) as client:
        assert "No tension is recorded." in page(client, "/tensions").text
