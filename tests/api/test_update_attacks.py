"""Updates that would call another host, or take more than there is."""

import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from graph.limits import MIB, Limits
from tests.api.conftest import detail, select, update, writable

ALL = "SELECT ?s ?p ?o { ?s ?p ?o }"
INSERT = "INSERT DATA { <http://e.org/s> <http://e.org/p> 1 }"
ROW = ["http://e.org/s", "http://e.org/p", "1"]
RUNAWAY = """INSERT { <http://e.org/s> <http://e.org/p> ?n } WHERE {
    { SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l } } }"""


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    """Somebody who waits to be called, and fails the test if anybody does."""
    with socket.create_server(("127.0.0.1", 0)) as one:
        one.settimeout(0.2)
        yield one
        with pytest.raises(TimeoutError):
            one.accept()


@pytest.mark.parametrize(
    "text",
    [
        "LOAD <{}>",
        "load<{}>into graph<urn:g>",
        "LOAD <file:///etc/passwd>",
        "INSERT DATA {{ }};LOAD<{}>",
        "# a comment\rLOAD <{}>",
        "PREFIX e: <{}> LOAD e:x INTO GRAPH e:y",
        "INSERT DATA {{ <urn:s> <urn:p> '''\\'''' }} ; LOAD <{}>",
        "LOAD SILENT <{0}> ; LOAD <{0}>",
        "INSERT {{ ?s ?p ?o }} WHERE {{ SERVICE <{}> {{ ?s ?p ?o }} }}",
        "INSERT {{ ?s ?p ?o }} WHERE {{ OPTIONAL {{ serviceSILENT<{}>{{ ?s ?p ?o }} }} }}",
        "DELETE {{ ?s ?p ?o }} INSERT {{ ?s ?p 1 }} WHERE {{ {{ SELECT * {{ SERVICE <{}> {{ ?s ?p ?o }} }} }} }}",
        "INSERT {{ ?s ?p ?o }} WHERE {{ FILTER EXISTS {{ SERVICE <{}> {{ ?s ?p ?o }} }} }}",
        "INSERT {{ ?s ?p 1 }} WHERE {{ ?s ?p 1SERVICE <{}> {{ ?s ?p ?o }} }}",
        "PREFIX x: <{}> INSERT {{ ?s ?p ?o }} WHERE {{ SERVICEx:y {{ ?s ?p ?o }} }}",
        "INSERT {{ ?s ?p ?o }} WHERE {{ # {{\rSERVICE <{}> {{ ?s ?p ?o }} }}",
        "PREFIX p: <http://a:8> INSERT {{ ?s ?p ?o }} WHERE {{ ?s ?p p:SERVICE<{}>{{ ?s ?p ?o }} }}",
        "INSERT {{ ?s ?p ?o }} WHERE {{ VALUES ?x {{ '''a' }} SERVICE <{}> {{ ?s ?p ?o }} }} #\\uD800 '''",
    ],
)
def test_an_update_calls_no_other_host(plain: httpx.Client, listener: socket.socket, text: str) -> None:
    update(plain, "INSERT DATA { <urn:s> <urn:p> 1 }")
    address = f"http://127.0.0.1:{listener.getsockname()[1]}/"
    answer = update(plain, text.format(address))
    assert answer.status_code in (400, 403), answer.text
    assert select(plain, ALL) == [["urn:s", "urn:p", "1"]]


def test_load_is_refused_with_the_way_out(plain: httpx.Client) -> None:
    assert "PUT it to /data?graph=IRI" in detail(update(plain, "LOAD <http://e.org/>"), 403)


def test_load_silent_loads_nothing_and_the_rest_is_done(plain: httpx.Client, listener: socket.socket) -> None:
    address = f"<http://127.0.0.1:{listener.getsockname()[1]}/>"
    assert (
        update(plain, f"LOAD SILENT {address} ; {INSERT} ; load silent {address} into graph <urn:g>").status_code == 204
    )
    assert select(plain, ALL) == [ROW]


def test_the_words_mean_nothing_in_strings_iris_and_comments(plain: httpx.Client) -> None:
    text = "INSERT DATA { <http://e.org/service> <http://e.org/load> 'SERVICE <x> LOAD' } # LOAD <http://x/> SERVICE"
    assert update(plain, text).status_code == 204
    assert select(plain, ALL) == [["http://e.org/service", "http://e.org/load", "SERVICE <x> LOAD"]]


def test_a_write_over_its_time_is_stopped_and_the_next_one_done(plain: httpx.Client) -> None:
    update(plain, "INSERT DATA {" + "".join(f"<urn:s> <urn:p> {number} ." for number in range(2000)) + "}")
    answers: list[httpx.Response] = []
    runaway = threading.Thread(target=lambda: answers.append(update(plain, RUNAWAY)))
    started = time.monotonic()
    runaway.start()
    time.sleep(0.2)
    assert len(select(plain, ALL)) == 2000, "reading goes on"
    assert time.monotonic() - started < 3
    runaway.join()
    assert "within 5 seconds" in detail(answers[0], 504)
    assert update(plain, INSERT).status_code == 204
    assert len(select(plain, ALL)) == 2001


@pytest.mark.parametrize("opening", ["(", "{", "[", "!("])
def test_an_update_nested_10000_deep_is_refused_and_the_service_lives(plain: httpx.Client, opening: str) -> None:
    told = detail(update(plain, f"INSERT {{}} WHERE {{ FILTER {opening * 10_000} }}"), 413)
    assert "nested" in told
    assert update(plain, INSERT).status_code == 204


def test_a_write_that_kills_the_engine_costs_only_itself(plain: httpx.Client) -> None:
    deep = "INSERT { <urn:s> <urn:p> 1 } WHERE {" + " UNION ".join(["{}"] * 200_000) + "}"
    assert update(plain, deep).status_code == 500
    assert update(plain, INSERT).status_code == 204
    assert select(plain, ALL) == [ROW]


def test_an_update_that_is_too_long_is_refused(tmp_path: Path) -> None:
    with writable(tmp_path, Limits(workers=1, write_bytes=1000)) as client:
        assert "1000 bytes" in detail(update(client, "#" * 1001), 413)
        assert update(client, "#" * 1000).status_code == 204


def test_a_write_with_too_much_memory_is_stopped(tmp_path: Path) -> None:
    with writable(tmp_path, Limits(workers=1, memory=200 * MIB)) as client:
        product = "?a ?b ?c . ?d ?e ?f . ?g ?h ?i BIND(CONCAT(STR(?c), STR(?f), STR(?i)) AS ?x)"
        much = f"INSERT {{ ?a <urn:q> ?x }} WHERE {{ {product} }}"
        update(client, "INSERT DATA {" + "".join(f"<urn:s> <urn:p> {number} ." for number in range(300)) + "}")
        assert update(client, much).status_code in (413, 500)
        assert len(select(client, ALL)) == 300
        assert update(client, INSERT).status_code == 204
