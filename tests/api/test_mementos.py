"""A version that was ever current stays queryable, as it was, by its name or by the moment at which it was current."""

import re
import shutil
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest

from api.mementos import Bounds
from api.serving import following
from api.settings import Settings
from api.tokens import Token
from graph.build import Inputs, build
from graph.holds import Hold
from ontology.terms import Names
from tests.api.conftest import BEARER, detail, running, select
from tests.api.histories import NEW_GLOSS, OLD_GLOSS, SLUG, History
from tests.conftest import SECOND, silent

BASE = "https://w3id.org/oxiana/"
GLOSS = f"SELECT ?gloss {{ <{BASE}claim/{SLUG}/A1.4> <{BASE}ontology#gloss> ?gloss FILTER(LANG(?gloss) = 'en') }}"
COUNT = "SELECT (COUNT(*) AS ?n) { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }"
ASKED = [
    (f"/sparql?query={quote(COUNT)}", "text/csv"),
    (f"/sparql?query={quote(GLOSS)}", "application/sparql-results+json"),
    (f"/claim/{SLUG}/A1.2", "text/turtle"),
    (f"/claim/{SLUG}/A1.4", "application/trig"),
    (f"/text/{SLUG}/A1.s2c2", "application/n-triples"),
    ("/id/Ostra", "text/turtle"),
    ("/ontology", "application/n-triples"),
    ("/explain?subject=id:Ostra&predicate=ox:sharesInterestWith&object=id:Velm", "application/json"),
    (f"/data?graph={quote(f'{BASE}graph/claims')}", "application/n-triples"),
]
BLANK = re.compile(r"_:\w+")
LAST = "Thu, 01 Jan 2026 12:00:00 GMT"


@pytest.fixture
def copied(past: History, tmp_path: Path) -> History:
    """A copy of the data directory, to break."""
    return History(Path(shutil.copytree(past.data, tmp_path / "data", symlinks=True)), past.versions)


def scratch(past: History) -> list[Path]:
    """The folders of applications over earlier versions."""
    return list((past.data / "versions").glob(".served-*"))


def until(seen: Callable[[], bool], seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while not seen():
        assert time.monotonic() < deadline
        time.sleep(0.05)


@pytest.fixture(scope="module")
def then(past: History, tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """The service as it was before the three later builds."""
    data = tmp_path_factory.mktemp("then")
    assert build(data, Inputs(SECOND, None, Names()), silent).version == past.versions[0]
    with running(following(data, Settings())) as client:
        yield client


@pytest.mark.parametrize(("path", "accept"), ASKED, ids=[path[:24] for path, _ in ASKED])
def test_a_version_answers_after_three_later_builds_as_it_did(
    followed: httpx.Client, then: httpx.Client, past: History, path: str, accept: str
) -> None:
    at = f"{path}{'&' if '?' in path else '?'}version={past.versions[0]}"
    answer = followed.get(at, headers={"Accept": accept})
    assert answer.status_code == 200
    before = then.get(path, headers={"Accept": accept})
    told, was = (sorted(BLANK.sub("_:", one.text).splitlines()) for one in (answer, before))
    assert told == was, "but for what blank nodes are called, which each store decides"


def test_a_query_in_the_body_is_answered_of_the_version_in_the_address(followed: httpx.Client, past: History) -> None:
    for version, gloss in ((past.versions[0], OLD_GLOSS), (past.versions[1], NEW_GLOSS), (past.current, NEW_GLOSS)):
        answer = followed.post(
            "/sparql", params={"version": version[:12]}, data={"query": GLOSS}, headers={"Accept": "text/csv"}
        )
        assert gloss in answer.text


def test_a_version_in_a_form_is_refused_rather_than_overlooked(followed: httpx.Client, past: History) -> None:
    answer = followed.post("/sparql", data={"query": GLOSS, "version": past.versions[0]})
    assert "the version is named in the address" in detail(answer, 400)


def test_answers_of_two_versions_are_never_taken_for_each_other(followed: httpx.Client, past: History) -> None:
    current = {"query": GLOSS}
    for _ in range(5):  # the same bytes again on the same connection are answered without being read
        for version, gloss in (("", NEW_GLOSS), (past.versions[0], OLD_GLOSS), (past.current, NEW_GLOSS)):
            params = {**current, "version": version} if version else current
            assert gloss in followed.get("/sparql", params=params).text


def test_a_page_of_a_version_says_so_and_its_links_stay_in_it(followed: httpx.Client, past: History) -> None:
    page = followed.get(
        f"/claim/{SLUG}/A1.4?version={past.versions[0]}", headers={"Accept": "text/html", "Accept-Language": "zh-Hant"}
    ).text
    assert "較早之版本" in page
    assert f'href="/id/Velm?version={past.versions[0]}"' in page
    assert f'href="/ontology?version={past.versions[0]}#Denied"' in page
    assert page.count(f'<input type="hidden" name="version" value="{past.versions[0]}">') == page.count("<form") == 1
    current = followed.get(f"/claim/{SLUG}/A1.4", headers={"Accept": "text/html"}).text
    assert "version=" not in current


def test_an_answer_of_a_version_tells_its_moment_and_its_original(followed: httpx.Client, past: History) -> None:
    for version, moment in ((past.versions[0], "Wed, 10 Jan 2024 10:00:00 GMT"), (past.current, LAST)):
        answer = followed.head(f"/id/Velm?lang=en&version={version}")
        assert answer.status_code == 200
        assert answer.headers["memento-datetime"] == moment
        assert f'<{BASE}id/Velm?lang=en>; rel="original timegate"' in answer.headers["link"]
        assert f'<{BASE}versions?of=/id/Velm%3Flang%3Den>; rel="timemap"' in answer.headers["link"]
        assert "accept-datetime" not in answer.headers["vary"].lower()
        assert "<>" not in answer.headers["link"]


@pytest.mark.parametrize(
    ("moment", "at"),
    [
        ("Sat, 01 Jan 2000 00:00:00 GMT", 0),
        ("Wed, 10 Jan 2024 10:00:00 GMT", 0),
        ("Fri, 31 May 2024 23:59:59 GMT", 0),
        ("Sat, 01 Jun 2024 00:00:00 GMT", 1),
        ("Mon, 03 Feb 2025 04:05:06 GMT", 2),
        ("Thu, 01 Jan 2037 00:00:00 GMT", 3),
    ],
)
def test_a_moment_leads_to_the_version_that_was_current_then(
    followed: httpx.Client, past: History, moment: str, at: int
) -> None:
    for method, path in (("GET", "/id/Velm?lang=en"), ("HEAD", f"/sparql?query={quote(GLOSS)}")):
        answer = followed.request(method, path, headers={"Accept-Datetime": moment})
        assert answer.status_code == 302
        assert answer.headers["location"] == f"{path}&version={past.versions[at]}"
        assert "accept-datetime" in answer.headers["vary"].lower()
        assert 'rel="memento"' in answer.headers["link"]
        assert answer.headers["access-control-allow-origin"] == "*"
    whole = followed.get("/id/Velm", headers={"Accept-Datetime": moment}, follow_redirects=True)
    assert whole.status_code == 200
    assert whole.headers["memento-datetime"]


def test_every_resource_tells_that_it_is_a_time_gate(followed: httpx.Client) -> None:
    answer = followed.get("/id/Velm")
    assert "accept-datetime" in answer.headers["vary"].lower()
    assert '<>; rel="original timegate"' in answer.headers["link"]


@pytest.mark.parametrize("path", ["/health", "/health/live", "/metrics", "/static/oxiana.css", "/versions"])
def test_what_has_no_versions_heeds_no_moment(followed: httpx.Client, path: str) -> None:
    answer = followed.get(path, headers={"Accept-Datetime": "nonsense"})
    assert answer.status_code == 200
    assert "accept-datetime" not in answer.headers.get("vary", "").lower()


def test_a_post_heeds_no_moment(followed: httpx.Client) -> None:
    answer = followed.post("/sparql", data={"query": GLOSS}, headers={"Accept-Datetime": "nonsense"})
    assert answer.status_code == 200


@pytest.mark.parametrize("told", ["yesterday", "2024-01-10", "Thu, 31 Feb 2024 00:00:00 GMT", "", "é"])
def test_a_malformed_moment_is_refused_in_a_sentence(followed: httpx.Client, told: str) -> None:
    answer = followed.get("/id/Velm", headers={b"Accept-Datetime": told.encode()})
    assert "Accept-Datetime is a date such as" in detail(answer, 400)


def test_a_version_that_is_not_there_is_refused_with_what_there_is(followed: httpx.Client, past: History) -> None:
    assert past.current[:12] in detail(followed.get("/id/Velm?version=9.9.9"), 404)
    assert "2 versions are called 2.0.0" in detail(followed.get("/id/Velm?version=2.0.0"), 400)
    assert "there are 2 versions; send one" in detail(followed.get("/id/Velm?version=1.2.0&version=1.3.0"), 400)
    page = followed.get("/id/Velm?version=9.9.9", headers={"Accept": "text/html"})
    assert page.status_code == 404
    assert past.current[:12] in page.text


def test_under_a_root_path_a_moment_leads_to_an_address_under_it(past: History) -> None:
    with running(following(past.data, Settings(root_path="/oxiana"))) as client:
        for path in ("/id/Velm", "/oxiana/id/Velm"):
            answer = client.get(path, headers={"Accept-Datetime": LAST})
            assert answer.headers["location"] == f"/oxiana/id/Velm?version={past.current}"
            assert f'<{BASE}id/Velm>; rel="original timegate"' in answer.headers["link"]


def test_nobody_writes_to_a_version(copied: History) -> None:
    with running(following(copied.data, Settings(), Token(BEARER))) as client:
        client.headers["Authorization"] = f"Bearer {BEARER}"
        text = "INSERT DATA { GRAPH <urn:g> { <urn:s> <urn:p> 1 } }"
        answer = client.post(f"/update?version={copied.versions[0]}", data={"update": text})
        assert answer.status_code == 403
        assert client.post("/update", data={"update": text}).status_code == 204
        assert select(client, "SELECT * { GRAPH <urn:g> { ?s ?p ?o } }") == [["1", "urn:p", "urn:s"]]
        asked = {"query": "ASK { GRAPH ?g { <urn:s> ?p ?o } }", "version": copied.versions[0]}
        assert client.get("/sparql", params=asked).json()["boolean"] is False


@pytest.mark.parametrize("damage", [lambda path: path.write_bytes(path.read_bytes()[:-5]), Path.unlink])
def test_a_damaged_version_is_told_and_never_served_and_serves_again_when_mended(
    copied: History, damage: Callable[[Path], None]
) -> None:
    file = copied.data / "versions" / f"{copied.versions[0]}.nq.gz"
    whole, address = file.read_bytes(), f"/id/Velm?version={copied.versions[0]}"
    damage(file)
    with running(following(copied.data, Settings())) as client:
        for _ in range(2):
            assert f"version {copied.versions[0]} is kept damaged" in detail(client.get(address), 503)
        assert scratch(copied) == []
        assert client.get("/id/Velm").status_code == 200
        file.write_bytes(whole)
        assert client.get(address).status_code == 200


def test_at_most_two_versions_are_served_at_once_and_the_one_unasked_for_longest_makes_room(copied: History) -> None:
    app = following(copied.data, Settings(), bounds=Bounds(least=0))
    first, second, third, _ = copied.versions
    with running(app) as client:
        for version in (first, second, first, third):
            assert client.get(f"/id/Velm?version={version}").status_code == 200
            assert len(scratch(copied)) <= 2
        assert app.mementos.served == [first, third]
        for version in (second, first, third) * 2:
            assert f"<{BASE}versions/{version}>; rel=" in client.get(f"/id/Velm?version={version}").headers["link"]
            assert len(app.mementos.served) == 2
    assert scratch(copied) == [], "and none is left behind"


def test_a_version_that_nobody_asks_ends(copied: History) -> None:
    app = following(copied.data, Settings(), bounds=Bounds(idle=0.3))
    with running(app) as client:
        assert client.get(f"/id/Velm?version={copied.versions[0]}").status_code == 200
        assert len(scratch(copied)) == 1
        until(lambda: not app.mementos.served and not scratch(copied))
        assert client.get(f"/id/Velm?version={copied.versions[0]}").status_code == 200


def test_whoever_would_wait_too_long_is_told_to_come_again(copied: History) -> None:
    with running(following(copied.data, Settings(), bounds=Bounds(wait=0.01))) as client:
        address = f"/id/Velm?version={copied.versions[0]}"
        answer = client.get(address)
        assert "is being made ready" in detail(answer, 503)
        assert answer.headers["retry-after"] == "5"
        until(lambda: client.get(address).status_code == 200)


def test_a_third_version_waits_while_two_have_just_been_made(copied: History) -> None:
    with running(following(copied.data, Settings(), bounds=Bounds(least=60, wait=8))) as client:
        answers = [client.get(f"/id/Velm?version={version}").status_code for version in copied.versions[:3]]
        assert answers == [200, 200, 503]


def test_many_who_ask_for_a_version_at_once_share_what_is_made(copied: History) -> None:
    with running(following(copied.data, Settings())) as client, ThreadPoolExecutor(16) as pool:
        asked = [f"/claim/{SLUG}/A1.4?version={copied.versions[at % 2]}" for at in range(48)]
        answers = list(pool.map(client.get, asked))
        assert len(scratch(copied)) == 2
        for at, answer in enumerate(answers):
            assert (OLD_GLOSS if at % 2 == 0 else NEW_GLOSS) in answer.text


def test_where_there_is_no_room_to_make_a_version_ready_it_is_told_and_nothing_is_left(
    copied: History, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with running(following(copied.data, Settings())) as client:
        monkeypatch.setattr("api.mementos.EmbeddedStore.write", full)
        address = f"/id/Velm?version={copied.versions[0]}"
        assert "No space left on device" in detail(client.get(address), 503)
        assert scratch(copied) == []
        monkeypatch.undo()
        assert client.get(address).status_code == 200


def test_what_a_killed_service_left_is_removed_and_what_another_reads_is_not(copied: History) -> None:
    left, read = (copied.data / "versions" / f".served-{name}" for name in ("left", "read"))
    for folder in (left, read):
        (folder / "store").mkdir(parents=True)
    hold = Hold(read)
    with running(following(copied.data, Settings())):
        until(lambda: not left.exists())
        assert read.exists()
    hold.end()
