"""What browsers are told with every answer, and that the pages live with it."""

from collections.abc import Iterator

import httpx
import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, expect

from tests.api.test_browser import PATHS, browser  # noqa: F401 - a fixture

ANSWERS = [
    ("GET", "/", "text/html", 200),
    ("GET", "/id/Velm", "text/turtle", 200),
    ("GET", "/sparql?query=ASK%7B%7D", "application/sparql-results+json", 200),
    ("HEAD", "/sparql?query=ASK%7B%7D", "*/*", 200),
    ("GET", "/sparql?query=nonsense", "*/*", 400),
    ("GET", "/nowhere", "text/html", 404),
    ("DELETE", "/sparql", "*/*", 405),
    ("OPTIONS", "/sparql", "*/*", 204),
    ("PUT", "/data?graph=http://e.org/", "*/*", 403),
    ("GET", "/static/oxiana.css", "*/*", 200),
    ("GET", "/metrics", "*/*", 200),
    ("GET", "/openapi.json", "*/*", 200),
]


@pytest.mark.parametrize(("method", "path", "accept", "status"), ANSWERS)
def test_every_answer_has_the_headers_that_make_browsers_careful(
    client: httpx.Client, method: str, path: str, accept: str, status: int
) -> None:
    answer = client.request(method, path, headers={"Accept": accept})
    assert answer.status_code == status
    policy = dict(part.strip().split(" ", 1) for part in answer.headers["content-security-policy"].split(";"))
    assert policy["default-src"] == policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    assert "unsafe" not in str(policy)
    assert "script-src" not in policy
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "same-origin"
    assert answer.headers["x-request-id"]
    for name in ("content-security-policy", "x-content-type-options", "x-request-id"):
        assert len(answer.headers.get_list(name)) == 1


@pytest.fixture
def scripted(browser: Browser, client: httpx.Client) -> Iterator[Page]:  # noqa: F811 - the fixture
    context = browser.new_context(base_url=str(client.base_url), locale="en-GB")
    yield context.new_page()
    context.close()


@pytest.mark.needs("browser")
@pytest.mark.parametrize("path", [*PATHS, "/docs", "/nowhere", "/sparql?query=SELECT%20*%20%7B%3Fs%20%3Fp%20%3Fo%7D"])
def test_no_page_breaks_the_policy_and_each_has_its_style(scripted: Page, path: str) -> None:
    told: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        told.append(message.text)

    scripted.on("console", hear)
    scripted.goto(path)
    scripted.wait_for_load_state("networkidle")
    assert [one for one in told if "404 (Not Found)" not in one] == []
    assert scripted.locator("main").evaluate("one => getComputedStyle(one).maxWidth") == "1024px"


@pytest.mark.needs("browser")
def test_a_script_that_gets_into_a_page_is_not_run(scripted: Page, client: httpx.Client) -> None:
    def spoil(route: object) -> None:
        answer = client.get("/search?q=velm", headers={"Accept": "text/html"})
        body = answer.text.replace(
            "</main>", "<script>document.title = 'run'</script><img src=x onerror=document.title='run'></main>"
        )
        headers = {"content-security-policy": answer.headers["content-security-policy"], "content-type": "text/html"}
        route.fulfill(body=body, headers=headers)  # type: ignore[attr-defined]

    scripted.route("**/search*", spoil)
    scripted.goto("/search?q=velm")
    expect(scripted).to_have_title("Search – Oxiana")


@pytest.mark.needs("browser")
def test_forms_and_the_language_work_under_the_policy(scripted: Page) -> None:
    scripted.goto("/sparql")
    scripted.get_by_role("textbox").fill("SELECT (1 AS ?one) {}")
    scripted.get_by_role("button", name="Run").click()
    expect(scripted.get_by_role("status")).to_contain_text("1 row")
    scripted.get_by_role("button", name="繁體中文").click()
    expect(scripted.locator("html")).to_have_attribute("lang", "zh-Hant")


@pytest.mark.needs("browser")
def test_no_other_page_may_frame_a_page_of_ours(scripted: Page, client: httpx.Client) -> None:
    scripted.route(
        "**/framing",
        lambda route: route.fulfill(body=f"<iframe src='{client.base_url}/search'></iframe>", content_type="text/html"),
    )
    told: list[str] = []
    scripted.on("console", lambda message: told.append(message.text))
    scripted.goto("/framing")
    scripted.wait_for_load_state("networkidle")
    assert any("frame-ancestors" in one for one in told), told
