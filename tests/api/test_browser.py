"""The pages in a real browser: on a phone, by keyboard, with JavaScript switched off."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect, sync_playwright

from api.serving import following
from api.settings import Settings
from tests.api.conftest import running

pytestmark = pytest.mark.needs("browser")

PHONE: ViewportSize = {"width": 360, "height": 640}
PATHS = [
    "/",
    "/sparql",
    "/search?q=velm",
    "/tensions",
    "/contested",
    "/crosscheck",
    "/explain",
    "/explain?subject=Corran&predicate=ox:sharesInterestWith&object=Velm",
    "/explain?subject=Mar&predicate=ox:sharesInterestWith&object=Velm",
    "/explain?without=A1.1",
    "/lattice",
    "/similarity?a=id:Velm&b=id:EmpireOfMar",
    "/ontology",
    "/id/Velm",
    "/claim/quill-harbours/A2.7",
    "/text/quill-harbours",
    "/cite?iri=A2.7",
    "/graph/entities",
    "/sparql?lineage=1&query=SELECT*{?a<https://w3id.org/oxiana/ontology%23sharesInterestWith>?b;a?k.?b?p?c}LIMIT+9",
]
# No traffic but to the service: what Chromium fetches for itself is switched off.
QUIET = ["--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        path = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))))
        one = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu", *QUIET])
        yield one
        one.close()


@pytest.fixture
def phone(browser: Browser, client: httpx.Client) -> Iterator[Page]:
    context = browser.new_context(
        base_url=str(client.base_url),
        viewport=PHONE,
        java_script_enabled=False,
        locale="en-GB",
    )
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("path", PATHS)
def test_a_page_fits_a_phone_without_scrolling_sideways(phone: Page, path: str) -> None:
    phone.goto(path)
    body = phone.locator("main").bounding_box()
    assert body is not None
    assert body["width"] <= PHONE["width"]
    wide = [
        box
        for one in phone.locator("main > *, header > *").all()
        if (box := one.bounding_box()) and box["x"] + box["width"] > PHONE["width"] + 1
    ]
    assert wide == []


def test_the_coverage_of_a_source_scrolls_in_its_frame_and_keeps_the_paragraph_in_view(phone: Page) -> None:
    phone.goto("/text/quill-harbours")
    table = phone.get_by_role("table", name="Each paragraph in numbers")
    total = table.get_by_role("cell", name="13/14")
    total.hover()
    phone.mouse.wheel(1000, 0)
    expect(total).not_to_be_in_viewport()
    expect(table.get_by_role("rowheader", name="A2")).to_be_in_viewport(ratio=0.9)
    expect(table.get_by_role("columnheader", name="Tensions")).to_be_in_viewport(ratio=0.9)


def test_a_question_is_asked_by_keyboard_alone(phone: Page) -> None:
    phone.goto("/")
    phone.keyboard.press("Tab")
    expect(phone.get_by_text("Skip to the content")).to_be_focused()
    phone.keyboard.press("Enter")
    phone.keyboard.press("Tab")
    expect(phone.get_by_role("searchbox")).to_be_focused()
    phone.keyboard.type("維姆")
    phone.keyboard.press("Enter")
    phone.get_by_role("link", name="Velm").press("Enter")
    expect(phone.get_by_role("heading", level=1)).to_have_text("Velm")


def test_an_example_runs_from_the_home_page_to_its_claim(phone: Page) -> None:
    phone.goto("/")
    phone.get_by_role("link", name="Who holds which interest").click()
    expect(phone.get_by_role("status")).to_contain_text("rows")
    phone.get_by_role("cell").get_by_role("link", name="A1.1").first.click()
    expect(phone.get_by_role("heading", level=1)).to_contain_text("A1.1")


def test_what_a_row_rests_on_is_asked_for_and_opened_by_keyboard_and_stays_in_view(phone: Page) -> None:
    phone.goto("/sparql")
    wide = "SELECT * { ?actor <https://w3id.org/oxiana/ontology#hasInterest> ?interest ; a ?kind ; ?any ?thing }"
    phone.get_by_label("Query (SPARQL 1.1)").fill(f"{wide} LIMIT 5")
    phone.keyboard.press("Tab")
    expect(phone.get_by_role("checkbox", name="with lineage")).to_be_focused()
    phone.keyboard.press("Space")
    phone.keyboard.press("Tab")
    phone.keyboard.press("Enter")
    expect(phone.get_by_role("checkbox", name="with lineage")).to_be_checked()
    row = phone.locator(".rests details").first
    row.locator("summary").first.focus()
    phone.keyboard.press("Enter")
    claim = row.get_by_role("link", name="A1.1")
    expect(claim).to_be_visible()
    box = row.bounding_box()
    assert box is not None
    assert 0 <= box["x"] <= box["x"] + box["width"] <= PHONE["width"]
    claim.press("Enter")
    expect(phone.get_by_role("heading", level=1)).to_contain_text("A1.1")


def test_the_language_is_switched_by_its_button_and_stays(phone: Page) -> None:
    phone.goto("/search?q=velm")
    phone.get_by_role("button", name="繁體中文").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("搜尋")
    assert "q=velm" in phone.url
    phone.goto("/")
    expect(phone.locator("html")).to_have_attribute("lang", "zh-Hant")


def test_the_metadata_of_a_page_is_data_which_the_browser_neither_runs_nor_refuses(
    browser: Browser, client: httpx.Client
) -> None:
    context = browser.new_context(base_url=str(client.base_url))  # with JavaScript, as most have it
    page, told = context.new_page(), list[str]()
    page.on("console", lambda message: told.append(message.text))
    page.on("pageerror", lambda error: told.append(str(error)))
    page.goto("/claim/quill-harbours/A2.7")
    block = page.locator('script[type="application/ld+json"]')
    expect(block).to_have_count(1)
    assert json.loads(block.text_content() or "")["@type"] == "Claim"
    assert told == []
    context.close()


@pytest.fixture(scope="module")
def cited(second_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where an answer is cited, on a service of its own."""
    data = shutil.copytree(second_data, tmp_path_factory.mktemp("cited") / "data", symlinks=True)
    query = "SELECT * { ?claim a <https://w3id.org/oxiana/ontology#Claim> ; ?property ?value } ORDER BY ?claim"
    with running(following(Path(data), Settings())) as client:
        led = client.post("/cite", data={"query": query, "title": "Of claims"})
        yield f"{str(client.base_url).rstrip('/')}{led.headers['location']}"


@pytest.mark.parametrize("path", ["", "?lang=zh-Hant", "/verify", "/today", "/verify?lang=zh-Hant"])
def test_a_cited_answer_fits_a_phone_and_only_its_table_scrolls_sideways(phone: Page, cited: str, path: str) -> None:
    phone.goto(cited + path)
    wide = [
        box
        for one in phone.locator("main > *, header > *").all()
        if (box := one.bounding_box()) and box["x"] + box["width"] > PHONE["width"] + 1
    ]
    assert wide == []


def test_a_cited_answer_is_verified_and_run_again_by_keyboard_alone(phone: Page, cited: str) -> None:
    phone.goto(cited)
    for button, heading in (("Verify", "Verification: Of claims"), ("Run today", "What has changed: Of claims")):
        phone.get_by_role("button", name=button).focus()
        phone.keyboard.press("Enter")
        expect(phone.get_by_role("heading", level=1)).to_have_text(heading)
        expect(phone.get_by_role("status")).to_contain_text("same" if button == "Run today" else "Verified")
        phone.get_by_role("link", name="Of claims").press("Enter")
        expect(phone.get_by_role("heading", level=1)).to_have_text("Of claims")
