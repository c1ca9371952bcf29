"""/versions: every version, with what changed, as page, Atom feed, JSON, RDF and list of links."""

import gzip
import hashlib
import re
from datetime import datetime
from itertools import pairwise
from urllib.parse import urlsplit
from xml.etree import ElementTree

import httpx
import pytest
from rdflib import PROV, Graph, Literal, Namespace, URIRef
from rdflib.namespace import DCTERMS

from tests.api.conftest import detail
from tests.api.histories import MOMENTS, SLUG, History

BASE = "https://w3id.org/oxiana/"
CLAIM = f"{BASE}claim/{SLUG}/"
DCAT = Namespace("http://www.w3.org/ns/dcat#")
ATOM = "{http://www.w3.org/2005/Atom}"
RELATION = '; rel="http://www.w3.org/ns/prov#wasDerivedFrom"'


def test_versions_are_listed_as_json_with_what_changed_the_latest_first(followed: httpx.Client, past: History) -> None:
    told = followed.get("/versions").json()
    assert told["current"] == past.current
    assert told["damaged"] == []
    fourth, third, second, first = told["versions"]
    assert [one["sha256"] for one in (first, second, third, fourth)] == list(past.versions)
    assert [one["edition"]["number"] for one in (first, second, third, fourth)] == ["1.2.0", "1.3.0", "2.0.0", "2.0.0"]
    assert first["changes"] is None
    assert second["former"] == first["sha256"]
    assert second["changes"]["added"] == [f"{CLAIM}A1.5"]
    assert second["changes"]["reworded"] == [f"{CLAIM}A1.4"]
    assert second["changes"]["withdrawn"] == []
    assert third["changes"]["withdrawn"] == [f"{CLAIM}A1.2", f"{CLAIM}A1.5"]
    assert third["changes"]["unexplained"] == [f"{CLAIM}A1.5"]
    assert fourth["changes"]["triples"] == {"entities": [1, 1]}


@pytest.mark.parametrize("language", ["en", "zh-Hant"])
def test_the_feed_has_all_that_rfc_4287_requires(followed: httpx.Client, past: History, language: str) -> None:
    answer = followed.get("/versions", headers={"Accept": "application/atom+xml", "Accept-Language": language})
    assert answer.headers["content-type"].startswith("application/atom+xml")
    feed = ElementTree.fromstring(answer.content)  # noqa: S314 - our own
    assert feed.tag == f"{ATOM}feed"
    assert feed.get("{http://www.w3.org/XML/1998/namespace}lang") == language
    for element in (feed, *feed.findall(f"{ATOM}entry")):  # §4.1.1, §4.1.2
        for name in ("id", "title", "updated"):
            (only,) = element.findall(f"{ATOM}{name}")
            assert only.text
        assert urlsplit(element.findtext(f"{ATOM}id")).scheme == "https"
        assert datetime.fromisoformat(element.findtext(f"{ATOM}updated", "")).tzinfo
        assert [link.get("rel") for link in element.findall(f"{ATOM}link")].count("alternate") == 1
    assert all(author.findtext(f"{ATOM}name") for author in feed.findall(f"{ATOM}author"))
    assert feed.findall(f"{ATOM}author")
    (own,) = (link for link in feed.findall(f"{ATOM}link") if link.get("rel") == "self")
    assert own.get("href") == f"{BASE}versions?format=atom"
    entries = feed.findall(f"{ATOM}entry")
    ids = [entry.findtext(f"{ATOM}id") for entry in entries]
    assert ids == [f"{BASE}versions/{version}" for version in reversed(past.versions)]
    summaries = [entry.findtext(f"{ATOM}summary", "") for entry in entries]
    assert all(summaries)
    assert "quill-harbours/A1.5" in summaries[2]
    assert ("1 added" in summaries[2]) == (language == "en")
    assert feed.findtext(f"{ATOM}updated") == entries[0].findtext(f"{ATOM}updated")


@pytest.mark.parametrize("media_type", ["text/turtle", "application/ld+json", "application/trig"])
def test_as_rdf_the_versions_are_those_of_dcat(followed: httpx.Client, past: History, media_type: str) -> None:
    answer = followed.get("/versions", headers={"Accept": media_type})
    assert answer.headers["content-type"].startswith(media_type)
    graph = Graph().parse(data=followed.get("/versions", params={"format": "nt"}).text, format="nt")
    dataset = URIRef(f"{BASE}.well-known/void#dataset")
    versions = [URIRef(f"{BASE}versions/{version}") for version in past.versions]
    assert set(graph.objects(dataset, DCAT.hasVersion)) == set(versions)
    assert list(graph.objects(dataset, DCAT.hasCurrentVersion)) == [versions[-1]]
    for former, version in pairwise(versions):
        assert graph.value(version, DCAT.previousVersion) == former
        assert graph.value(version, PROV.wasRevisionOf) == former
    assert graph.value(versions[1], DCAT.version) == Literal("1.3.0")
    assert str(graph.value(versions[1], DCTERMS.issued)).startswith("2024-06-01T00:00:00")
    assert set(graph.objects(URIRef(f"{versions[2]}#changes"), PROV.invalidated)) == {
        URIRef(f"{CLAIM}A1.2"),
        URIRef(f"{CLAIM}A1.5"),
    }
    assert not [term for triple in graph for term in triple if term.n3().startswith("_:")]


@pytest.mark.parametrize(("language", "word"), [("en", "Claims added"), ("zh-Hant", "新增之主張")])
def test_the_page_tells_what_changed_in_the_readers_language(
    followed: httpx.Client, past: History, language: str, word: str
) -> None:
    for path in ("/versions", f"/versions/{past.versions[1]}"):
        answer = followed.get(path, headers={"Accept": "text/html", "Accept-Language": language})
        assert answer.status_code == 200
        assert word in answer.text
        assert f'href="/claim/{SLUG}/A1.5"' in answer.text
    assert 'type="application/atom+xml"' in followed.get("/versions", headers={"Accept": "text/html"}).text


def test_every_link_between_the_pages_of_versions_holds(followed: httpx.Client) -> None:
    page = followed.get("/versions", headers={"Accept": "text/html"}).text
    for address in set(re.findall(r'href="(/versions[^"]*)"', page)):
        inner = followed.get(address.replace("&amp;", "&"), headers={"Accept": "text/html"})
        assert inner.status_code == 200
        for other in set(re.findall(r'href="(/versions[^"]*)"', inner.text)):
            assert followed.get(other, headers={"Accept": "*/*"}).status_code == 200


def test_each_version_is_cited_with_its_own_hash_and_has_its_signposts(followed: httpx.Client, past: History) -> None:
    for sha256 in past.versions:
        address = f"/versions/{sha256}"
        assert f"{BASE}versions/{sha256}" in followed.get(f"{address}.bib").text
        (item,) = followed.get(f"{address}.csl.json").json()
        assert item["URL"] == f"{BASE}versions/{sha256}"
        page = followed.get(address, headers={"Accept": "text/html"})
        assert f"sha256 {sha256[:16]}" in page.text
        links = ", ".join(page.headers.get_list("link")).split(", ")
        assert f'<{BASE}versions/{sha256}>; rel="cite-as"' in links
        assert f'<{address}.nq.gz>; rel="item"; type="application/gzip"' in links
        (told, *_) = followed.get(f"{address}.linkset").json()["linkset"]
        assert told["type"] == [{"href": "https://schema.org/AboutPage"}, {"href": "https://schema.org/Dataset"}]


def test_a_version_is_downloaded_whole(followed: httpx.Client, past: History) -> None:
    told = followed.get(f"/versions/{past.versions[0]}").json()
    answer = followed.get(f"/versions/{past.versions[0]}.nq.gz")
    assert answer.headers["content-type"] == "application/gzip"
    assert hashlib.sha256(answer.content).hexdigest() == told["digest"]
    lines = gzip.decompress(answer.content).split(b"\n")[told["triples"] : -1]
    assert hashlib.sha256(b"".join(line + b"\n" for line in lines)).hexdigest() == past.versions[0]


@pytest.mark.parametrize("rest", ["", ".ttl", ".nq.gz"])
def test_a_short_name_leads_to_the_whole_one(followed: httpx.Client, past: History, rest: str) -> None:
    for name in (past.versions[1][:8], "1.3.0"):
        answer = followed.get(f"/versions/{name}{rest}")
        assert answer.status_code == 302
        assert answer.headers["location"] == f"/versions/{past.versions[1]}{rest}"
        assert followed.get(answer.headers["location"]).status_code == 200


def test_an_unknown_version_is_told_with_those_that_there_are(followed: httpx.Client, past: History) -> None:
    assert past.current[:12] in detail(followed.get("/versions/9.9.9"), 404)
    assert "2 versions are called 2.0.0" in detail(followed.get("/versions/2.0.0"), 400)


def test_the_list_of_links_has_every_version_of_a_resource(followed: httpx.Client, past: History) -> None:
    answer = followed.get("/versions", params={"of": "/id/Velm"})
    assert answer.headers["content-type"].startswith("application/link-format")
    entries = answer.text.strip().split(",\n")
    assert entries[0] == f'<{BASE}id/Velm>; rel="original timegate"'
    assert entries[1].startswith(f'<{BASE}versions?of=/id/Velm>; rel="self"; type="application/link-format"')
    found = [re.fullmatch(r'<([^>]*)>; rel="([^"]*)"; datetime="([^"]*)"', entry) for entry in entries[2:]]
    assert [one and one[1] for one in found] == [f"{BASE}id/Velm?version={version}" for version in past.versions]
    assert [one and one[2] for one in found] == ["first memento", "memento", "memento", "last memento"]
    forged = followed.get("/versions", params={"of": '/x>; rel="memento", <http://e.org/'}).text
    assert "<http://e.org/" not in forged
    assert forged.count('rel="memento"') == 2, "that of the second and the third version"
    assert found[0]
    assert found[0][3] == "Wed, 10 Jan 2024 10:00:00 GMT", MOMENTS[0]


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/", 200),
        ("HEAD", "/id/Velm", 200),
        ("GET", "/sparql?query=ASK%7B%7D", 200),
        ("GET", "/sparql?query=nonsense", 400),
        ("GET", "/nowhere", 404),
        ("OPTIONS", "/sparql", 204),
        ("PUT", "/data?graph=http://e.org/", 403),
        ("GET", "/static/oxiana.css", 200),
        ("GET", "/metrics", 200),
        ("GET", "/health", 200),
        ("GET", "/versions?version=1.2.0", 200),
        ("GET", "/?version=nonsense", 404),
    ],
)
def test_every_answer_names_its_version(
    followed: httpx.Client, past: History, method: str, path: str, status: int
) -> None:
    for _ in range(3):  # also where it is sent again
        answer = followed.request(method, path)
        assert answer.status_code == status
        own = past.versions[0] if "1.2.0" in path else past.current
        named = [link for link in answer.headers.get_list("link") if link.endswith(RELATION)]
        assert named == [f"<{BASE}versions/{own}>{RELATION}"]


def test_a_page_of_another_origin_may_read_which_version_it_is(followed: httpx.Client) -> None:
    answer = followed.get("/id/Velm", headers={"Origin": "https://e.org"})
    exposed = set(answer.headers["access-control-expose-headers"].split(", "))
    assert {"Link", "Memento-Datetime"} <= exposed


def test_a_damaged_record_is_told_on_the_list_and_the_others_are_there(past: History, followed: httpx.Client) -> None:
    record = past.data / "versions" / f"{past.versions[0]}.json"
    whole = record.read_bytes()
    record.write_bytes(whole[:-20])
    try:
        told = followed.get("/versions").json()
        assert told["damaged"] == [past.versions[0]]
        assert len(told["versions"]) == 3
        assert past.versions[0] in followed.get("/versions", headers={"Accept": "text/html"}).text
        assert "damaged" in detail(followed.get(f"/versions/{past.versions[0]}"), 503)
        assert "damaged" in detail(followed.get(f"/id/Velm?version={past.versions[0]}"), 503)
    finally:
        record.write_bytes(whole)
