"""Answers that were given before: when they are sent again, how a client asks whether its own still holds, and what
is never kept."""

import re
import time
from collections.abc import Iterator
from urllib.parse import quote

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.kept import Kept, Shelf
from api.settings import Settings
from graph.build import Build
from graph.limits import Limits
from tests.api.conftest import served, update
from tests.api.workloads import FORMATS, many, slow_end

FORM, DIRECT = "application/x-www-form-urlencoded", "application/sparql-query"
ALL = "SELECT * { ?s ?p ?o } ORDER BY ?s ?p ?o LIMIT 20"
SLOW = f"SELECT (COUNT(*) AS ?n) {{ {many(6, 'text/csv').partition('{')[2]}"


def ask(client: httpx.Client, query: str, accept: str = "text/csv", **headers: str) -> httpx.Response:
    """The answer to a query that is sent in the URL."""
    told = {"Accept": accept, **{name.replace("_", "-"): value for name, value in headers.items()}}
    return client.get("/sparql", params={"query": query}, headers=told)


def is_quick(client: httpx.Client, query: str) -> bool:
    """Whether the answer to a slow query comes at once."""
    started = time.monotonic()
    assert ask(client, query).status_code == 200
    return time.monotonic() - started < 0.1


def test_a_query_is_evaluated_once(client: httpx.Client) -> None:
    query = f"{SLOW} # of this test"
    assert not is_quick(client, query)
    assert is_quick(client, query)
    assert not is_quick(client, f"{query} alone")


@pytest.mark.parametrize("coding", ["identity", "gzip", "br", "zstd"])
@pytest.mark.parametrize("accept", FORMATS)
@pytest.mark.parametrize("power", [1, 3, 4], ids=["small", "middle", "streamed"])
def test_what_is_sent_again_is_what_was_sent(client: httpx.Client, accept: str, coding: str, power: int) -> None:
    query = many(power, accept)
    first, again = (ask(client, query, accept, Accept_Encoding=coding) for _ in range(2))
    assert first.status_code == again.status_code == 200
    assert first.content == again.content
    for name in ("content-type", "content-encoding", "vary", "cache-control", "accept-query"):
        assert first.headers.get(name) == again.headers.get(name), name
    assert re.fullmatch('"[0-9a-f]{32}"', again.headers["etag"])
    assert again.headers["cache-control"] == "no-cache"
    assert power == 1 or "accept-encoding" in again.headers["vary"].lower()


def test_what_differs_in_format_or_coding_or_query_has_another_entity_tag(client: httpx.Client) -> None:
    tags = [ask(client, many(3, "text/csv"), "text/csv", Accept_Encoding=one).headers["etag"] for one in ("gzip", "br")]
    tags += [ask(client, many(3, "text/csv"), one).headers["etag"] for one in ("text/csv", FORMATS[0])]
    tags += [ask(client, many(2, "text/csv")).headers["etag"]]
    assert len(set(tags)) == 5 - (tags[2] in tags[:2])


@pytest.mark.parametrize("form", ["{}", "W/{}", '"other", {}', "*"])
@pytest.mark.parametrize("known", ["before", "not before"])
def test_a_client_that_has_the_answer_is_told_that_it_holds(client: httpx.Client, form: str, known: str) -> None:
    tag = ask(client, ALL).headers["etag"]
    wish = {} if known == "before" else {"Cache_Control": "no-cache"}
    answer = ask(client, ALL, If_None_Match=form.format(tag), Origin="http://e.org", **wish)
    assert (answer.status_code, answer.content) == (304, b"")
    assert answer.headers["etag"] == tag
    assert answer.headers["cache-control"] == "no-cache"
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "accept" in answer.headers["vary"].lower()
    assert "content-type" not in answer.headers
    assert ask(client, ALL, If_None_Match='"other"').status_code == 200


def test_head_tells_of_a_kept_answer_what_get_does(client: httpx.Client) -> None:
    got = ask(client, ALL)
    told = client.head("/sparql", params={"query": ALL}, headers={"Accept": "text/csv"})
    assert (told.status_code, told.content) == (200, b"")
    own = {"date": "", "x-request-id": ""}
    assert {**told.headers, **own} == {**got.headers, **own}


@pytest.mark.parametrize(("kind", "method"), [(FORM, "POST"), (DIRECT, "POST"), (DIRECT, "QUERY"), (FORM, "QUERY")])
def test_a_query_in_a_body_is_evaluated_once(client: httpx.Client, kind: str, method: str) -> None:
    def seconds(query: str) -> float:
        body = {"data": {"query": query}} if kind == FORM else {"content": query}
        started = time.monotonic()
        answer = client.request(method, "/sparql", headers={"Content-Type": kind, "Accept": "text/csv"}, **body)
        assert answer.text == "n\r\n1000000\r\n"
        return time.monotonic() - started

    query = f"{SLOW} # {kind} {method}"
    assert seconds(query) > 0.1
    assert seconds(query) < 0.1
    assert seconds(f"{query} {'x' * 70_000}") > 0.1, "a long body is not looked up"
    assert seconds(f"{query} {'x' * 70_000}") > 0.1, "a long body is not looked up"


@pytest.mark.parametrize("call", ["RAND()", "rAnD()", "NOW()", "UUID()", "STRUUID()", "NOW #\n ()", "1+RAND()"])
@pytest.mark.parametrize("way", ["GET", "one letter", "form", "direct"])
def test_what_may_be_otherwise_a_moment_later_is_not_kept(client: httpx.Client, call: str, way: str) -> None:
    query = f"SELECT ({call} AS ?x) {{}}"
    headers = {"Accept": "text/csv", "Content-Type": FORM if way == "form" else DIRECT}
    answers = set()
    for _ in range(2):
        if way == "GET":
            encoded = "".join(f"%{byte:02x}" for byte in query.encode())
            answers.add(client.get(f"/sparql?query={encoded}", headers=headers).text)
        elif way == "one letter":
            encoded = quote(query).replace("N", "%4e").replace("n", "%6E")
            answers.add(client.get(f"/sparql?query={encoded}", headers=headers).text)
        elif way == "form":
            answers.add(client.post("/sparql", data={"query": query}, headers=headers).text)
        else:
            answers.add(client.post("/sparql", content=query, headers=headers).text)
    assert len(answers) == 2


def test_a_client_may_ask_anew(client: httpx.Client) -> None:
    assert ask(client, SLOW).headers["etag"]
    for wish in ("no-cache", "no-store", "max-age=0, no-cache"):
        started = time.monotonic()
        assert ask(client, SLOW, Cache_Control=wish).text == "n\r\n1000000\r\n"
        assert time.monotonic() - started > 0.1
    query = f"{SLOW} # not to be stored"
    ask(client, query, Cache_Control="no-store")
    assert not is_quick(client, query)


def test_a_write_is_seen_at_once_and_an_old_answer_holds_no_more(own: httpx.Client) -> None:
    query = "SELECT ?o { GRAPH <http://e.org/g> { <http://e.org/s> <http://e.org/p> ?o } } ORDER BY ?o"
    update(own, "DROP SILENT GRAPH <http://e.org/g>")
    tags: list[str] = []
    for number in range(30):
        assert update(own, f"INSERT DATA {{ GRAPH <http://e.org/g> {{ <http://e.org/s> <http://e.org/p> {number} }} }}")
        for _ in range(2):
            answer = ask(own, query, **({"If_None_Match": tags[-1]} if tags else {}))
            assert answer.text.split() == ["o", *map(str, range(number + 1))]
        tags.append(answer.headers["etag"])
    assert len(set(tags)) == 30
    update(own, "DELETE WHERE { GRAPH <http://e.org/g> { ?s ?p ?o } }")
    assert ask(own, query, If_None_Match=tags[0]).text == "o\r\n"


@pytest.fixture(scope="module")
def narrow(second_build: Build) -> Iterator[httpx.Client]:
    """A client of a service that keeps no large answers, and has few rows."""
    settings = Settings(limits=Limits(workers=2, rows=200_000, seconds=1), cache_bytes=100_000, kept_bytes=50_000)
    with served(second_build.store_path, settings) as one:
        yield one


@pytest.mark.parametrize("accept", FORMATS)
def test_an_answer_that_is_cut_off_is_not_kept(narrow: httpx.Client, accept: str) -> None:
    for query in (many(6, accept), slow_end(accept)):
        for _ in range(2):
            try:
                assert ask(narrow, query, accept).status_code in (413, 504)
            except httpx.RemoteProtocolError:
                continue


def test_an_answer_that_is_too_large_is_complete_and_not_kept(narrow: httpx.Client) -> None:
    for _ in range(2):
        answer = ask(narrow, many(5, "text/csv"), Accept_Encoding="identity")
        assert answer.text.count("\r\n") == 100_001
        assert "etag" not in answer.headers


def test_an_error_is_not_kept(narrow: httpx.Client) -> None:
    for _ in range(2):
        answer = ask(narrow, "SELECT * {")
        assert answer.status_code == 400
        assert "etag" not in answer.headers


def test_a_page_is_not_kept_for_another_reader(client: httpx.Client) -> None:
    pages = [ask(client, ALL, "text/html", Accept_Language=language) for language in ("en", "zh-Hant")]
    assert ['<html lang="en"' in page.text for page in pages] == [True, False]


def test_where_nothing_is_to_be_kept_nothing_is(second_build: Build) -> None:
    with served(second_build.store_path, Settings(cache_bytes=0)) as one:
        assert [is_quick(one, SLOW) for _ in range(2)] == [False, False]


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 4000), st.integers(0, 1)), max_size=60))
def test_the_kept_answers_never_take_more_than_they_may(asked: list[tuple[int, int, int]]) -> None:
    shelf, newest = Shelf(most=10_000, each=4000), dict[bytes, Kept]()
    for name, length, version in asked:
        key = str(name).encode()
        newest[key] = Kept(version, [], b"", b"x" * length)
        shelf.put((key,), newest[key])
        assert shelf.bytes <= 10_000
        for one, kept in newest.items():
            assert shelf.get((one,), kept.version) in (None, kept)
            assert shelf.get((one,), 2) is None
    assert shelf.bytes >= 0


def test_a_post_is_not_answered_that_it_still_holds(client: httpx.Client) -> None:
    asked = {"data": {"query": ALL}, "headers": {"Accept": "text/csv"}}
    tag = client.post("/sparql", **asked).headers["etag"]  # type: ignore[arg-type]
    asked["headers"]["If-None-Match"] = tag
    assert client.post("/sparql", **asked).status_code == 200  # type: ignore[arg-type]
    assert ask(client, ALL, If_None_Match=ask(client, ALL).headers["etag"]).status_code == 304
