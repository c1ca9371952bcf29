"""What is no RDF, too much of it, or an attack, put to the graph store."""

import time
from pathlib import Path

import httpx
import pytest

from graph.limits import Limits
from tests.api.conftest import detail, writable
from tests.api.graphs import BOMB, GOOD, NAMED, TRIPLE, XML, graph, put


@pytest.mark.parametrize(
    ("files", "status", "told"),
    [
        ([("a", GOOD), ("b", ("b.ttl", b"<urn:s>\n<urn:p> .", "text/turtle"))], 400, "line 2"),
        ([("a", ("a.txt", b"<urn:s> <urn:p> 1 .", "text/plain"))], 415, "text/turtle"),
        ([("a", ("a.ttl", b"", "image/png"))], 415, "image/png"),
        ([("a", (None, b"<urn:s> <urn:p> 1 ."))], 400, "no file"),
    ],
)
def test_a_form_with_a_broken_file_is_refused_whole(
    plain: httpx.Client, files: list[tuple[str, tuple[str, bytes, str]]], status: int, told: str
) -> None:
    put(plain, f"{TRIPLE} 1 .")
    assert told in detail(plain.post("/data", params=NAMED, files=files), status)
    assert len(graph(plain)) == 1


def test_a_form_that_is_broken_itself_is_refused(plain: httpx.Client) -> None:
    for kind in ("multipart/form-data", "multipart/form-data; boundary=b"):
        answer = plain.post("/data", params=NAMED, content=b"--x\r\nno form", headers={"Content-Type": kind})
        assert answer.status_code == 400, answer.text


@pytest.mark.parametrize(
    ("kind", "text", "place"),
    [
        ("text/turtle", "<urn:s> <urn:p>\n  <urn:o> ,\n .", "line 3, column 2"),
        ("application/n-triples", f"{TRIPLE} <urn:o> .\n{TRIPLE} .\n", "line 2"),
        ("application/rdf+xml", XML.format("", "<wrong>"), "malformed"),
        ("application/ld+json", '{"@id": "urn:s",\n "@type": }', "line 2"),
        ("text/turtle", "\xff", "malformed"),
    ],
)
def test_broken_rdf_is_refused_with_its_place_and_the_graph_stays(
    plain: httpx.Client, kind: str, text: str, place: str
) -> None:
    put(plain, f"{TRIPLE} 1 .")
    for method in ("PUT", "POST"):
        body = text.encode("latin-1")
        told = detail(plain.request(method, "/data", params=NAMED, content=body, headers={"Content-Type": kind}), 400)
        assert place in told
        assert "nothing is written" in told
    assert len(graph(plain)) == 1


@pytest.mark.parametrize(
    "kind", ["text/plain", "text/html", "application/sparql-update", "application/trig", "application/n-quads", ""]
)
def test_what_is_no_graph_is_refused_with_a_list_of_what_is(plain: httpx.Client, kind: str) -> None:
    headers = {"Content-Type": kind} if kind else {}
    told = detail(plain.put("/data", params=NAMED, content=b"x", headers=headers), 415)
    assert "text/turtle, application/n-triples, application/rdf+xml, application/ld+json" in told


def test_a_charset_other_than_utf_8_is_refused_but_for_what_xml_says_of_itself(plain: httpx.Client) -> None:
    assert "UTF-8" in detail(put(plain, f"{TRIPLE} 1 .", "text/turtle; charset=utf-16"), 415)
    assert put(plain, f"{TRIPLE} 1 .", 'text/turtle; charset="UTF-8"').status_code == 201


@pytest.mark.parametrize(
    ("head", "content"),
    [
        ('<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>', "&x;"),
        ('<!DOCTYPE r [<!ENTITY x PUBLIC "-//X" "file:///etc/passwd">]>', "&x;"),
        ('<!DOCTYPE r [<!ENTITY % d SYSTEM "http://127.0.0.1:1/x.dtd"> %d;]>', "a"),
        ('<!DOCTYPE r SYSTEM "http://127.0.0.1:1/x.dtd">', "a"),
        (BOMB, "&a9;"),
        (f'<!DOCTYPE r [<!ENTITY x "{"x" * 100_000}">]>', "&x;" * 10_000),
    ],
    ids=["file", "public", "parameter", "type", "bomb", "long and often"],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_an_entity_of_xml_reads_no_file_calls_nobody_and_does_not_blow_up(
    plain: httpx.Client, head: str, content: str, encoding: str
) -> None:
    started = time.monotonic()
    text = f'<?xml version="1.0" encoding="{encoding}"?>{XML.format(head, content)}'
    answer = put(plain, text.encode(encoding), "application/rdf+xml")
    assert time.monotonic() - started < 3
    if answer.status_code == 201:  # the DTD that it names is not read
        assert (head[:18], graph(plain)) == ("<!DOCTYPE r SYSTEM", {'<http://e.org/s> <http://e.org/p> "a"'})
    else:
        assert "application/rdf+xml" in detail(answer, 400)


def test_entities_that_abbreviate_namespaces_are_read(plain: httpx.Client) -> None:
    head = '<!DOCTYPE rdf:RDF [<!ENTITY e "http://e.org/"> <!ENTITY xsd "http://www.w3.org/2001/XMLSchema#">]>'
    answer = put(plain, XML.format(head, "&e;x &amp; &#65;"), "application/rdf+xml")
    assert answer.status_code == 201, answer.text
    assert graph(plain) == {'<http://e.org/s> <http://e.org/p> "http://e.org/x & A"'}


def test_a_remote_context_of_json_ld_is_not_fetched(plain: httpx.Client) -> None:
    for context in ("http://127.0.0.1:1/context", "https://schema.org/", "file:///etc/passwd"):
        text = f'{{"@context": "{context}", "@id": "urn:s", "name": "x"}}'
        assert "nothing is written" in detail(put(plain, text, "application/ld+json"), 400)


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("text/turtle", "<urn:s> <urn:p> " + "[ <urn:p> " * 200_000),
        ("text/turtle", "<urn:s> <urn:p> " + "( " * 200_000),
        ("application/ld+json", '{"urn:p": ' * 200_000),
        ("application/ld+json", "[" * 200_000),
        ("application/rdf+xml", "<a>" * 200_000),
    ],
)
def test_rdf_nested_200000_deep_costs_only_itself(plain: httpx.Client, kind: str, text: str) -> None:
    put(plain, f"{TRIPLE} 1 .")
    assert put(plain, text, kind).status_code in (400, 413, 500)
    assert len(graph(plain)) == 1
    assert put(plain, f"{TRIPLE} 2 .").status_code == 204


def test_a_body_over_the_limit_is_refused(tmp_path: Path) -> None:
    with writable(tmp_path, Limits(workers=1, write_bytes=1000)) as client:
        assert "1000 bytes" in detail(put(client, "#" * 1001), 413)
        files = [("a", ("a.ttl", b"#" * 1001, "text/turtle"))]
        assert "1000 bytes" in detail(client.post("/data", params=NAMED, files=files), 413)
        assert put(client, "#" * 1000).status_code == 201
