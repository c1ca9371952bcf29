"""Compressed answers: which are, whether they still stream, and what their headers say."""

import gzip
import zlib
from collections.abc import Callable, Iterator

import brotli
import httpx
import pytest
import zstandard

from api.settings import Settings
from graph.build import Build
from graph.limits import Limits
from tests.api.conftest import served
from tests.api.workloads import FORMATS, many, parsers, slow_end

DECODE: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.decompress,
    "br": brotli.decompress,
    "zstd": lambda body: zstandard.ZstdDecompressor().decompressobj().decompress(body),
}
PAGES = ["/", "/ontology", "/id/Velm", "/static/oxiana.css", "/sparql", "/docs"]


def raw(client: httpx.Client, query: str, accept: str, coding: str) -> tuple[httpx.Response, bytes]:
    """An answer, and its body as it came."""
    headers = {"Accept": accept, "Accept-Encoding": coding}
    with client.stream("GET", "/sparql", params={"query": query}, headers=headers) as answer:
        assert answer.status_code == 200
        return answer, b"".join(answer.iter_raw())


@pytest.mark.parametrize("coding", DECODE)
@pytest.mark.parametrize("accept", FORMATS)
def test_an_answer_is_compressed_as_asked_and_smaller_for_it(client: httpx.Client, accept: str, coding: str) -> None:
    answer, body = raw(client, many(3, accept), accept, coding)
    assert answer.headers["content-encoding"] == coding
    assert int(answer.headers["content-length"]) == len(body)
    _, plain = raw(client, many(3, accept), accept, "identity")
    assert len(body) < len(plain) / 2
    for parse in parsers(accept):
        parse(DECODE[coding](body))


@pytest.mark.parametrize("coding", DECODE)
def test_what_is_streamed_is_compressed_too_and_complete(client: httpx.Client, coding: str) -> None:
    answer, body = raw(client, many(5, "text/csv"), "text/csv", coding)
    assert answer.headers["content-encoding"] == coding
    assert "content-length" not in answer.headers
    assert DECODE[coding](body).count(b"\r\n") == 100_001


@pytest.mark.parametrize("coding", DECODE)
@pytest.mark.parametrize("accept", FORMATS)
def test_what_is_found_first_goes_first_though_compressed(client: httpx.Client, accept: str, coding: str) -> None:
    headers = {"Accept": accept, "Accept-Encoding": coding}
    query = slow_end(accept)
    with client.stream("GET", "/sparql", params={"query": query, "timeout": "10"}, headers=headers) as answer:
        received = next(answer.iter_bytes())
    assert len(received) > 4000
    assert answer.headers["content-encoding"] == coding


@pytest.fixture(scope="module")
def capped(second_build: Build) -> Iterator[httpx.Client]:
    """A client of a service with a cap of 30,000 rows."""
    with served(second_build.store_path, Settings(limits=Limits(rows=30_000))) as one:
        yield one


def drain(client: httpx.Client, query: dict[str, str], headers: dict[str, str], into: bytearray) -> None:
    with client.stream("GET", "/sparql", params=query, headers=headers) as answer:
        for piece in answer.iter_raw():
            into += piece


@pytest.mark.parametrize("coding", DECODE)
def test_what_is_cut_off_has_no_end_of_its_compression_either(capped: httpx.Client, coding: str) -> None:
    received = bytearray()
    headers = {"Accept": "text/csv", "Accept-Encoding": coding}
    query = {"query": many(5, "text/csv")}
    with pytest.raises(httpx.RemoteProtocolError, match="incomplete"):
        drain(capped, query, headers, received)
    assert len(received) > 10_000
    if coding == "zstd":
        decoder = zstandard.ZstdDecompressor().decompressobj()
        decoder.decompress(bytes(received))
        assert not decoder.eof
        return
    with pytest.raises((EOFError, zlib.error, brotli.error)):
        DECODE[coding](bytes(received))


@pytest.mark.parametrize("accept", [one for one in FORMATS if one != "application/rdf+xml"])  # its head is not tiny
def test_a_tiny_answer_is_sent_as_it_is(client: httpx.Client, accept: str) -> None:
    answer, body = raw(client, f"{many(1, accept)} LIMIT 1", accept, "gzip, br, zstd")
    assert "content-encoding" not in answer.headers
    assert len(body) == int(answer.headers["content-length"]) < 1000


@pytest.mark.parametrize("path", PAGES)
def test_pages_are_compressed_and_head_says_what_get_says(client: httpx.Client, path: str) -> None:
    headers = {"Accept-Encoding": "gzip", "Accept": "text/html, text/css"}
    got, head = client.get(path, headers=headers), client.head(path, headers=headers)
    assert got.headers["content-encoding"] == "gzip"
    assert "Accept-Encoding" in got.headers["vary"]
    assert head.content == b""
    if not path.startswith("/static"):  # of a file HEAD tells the length as it is stored
        own = {"date": "", "x-request-id": ""}
        assert {**head.headers, **own} == {**got.headers, **own}


@pytest.mark.parametrize("path", PAGES)
def test_what_could_be_compressed_varies_by_it_though_it_is_not(client: httpx.Client, path: str) -> None:
    answer = client.get(path, headers={"Accept-Encoding": "identity", "Accept": "text/html, text/css"})
    assert "content-encoding" not in answer.headers
    assert "Accept-Encoding" in answer.headers["vary"]


def test_a_coding_that_is_refused_is_not_used(client: httpx.Client) -> None:
    headers = {"Accept-Encoding": "gzip;q=0, br;q=0, zstd;q=0, *;q=0"}
    assert "content-encoding" not in client.get("/ontology", headers=headers).headers


def test_what_has_no_body_is_not_compressed(client: httpx.Client) -> None:
    answer = client.options("/sparql", headers={"Accept-Encoding": "gzip"})
    assert answer.status_code == 204
    assert "content-encoding" not in answer.headers
    assert answer.content == b""
