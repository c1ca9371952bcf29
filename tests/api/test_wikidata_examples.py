"""The example queries about Wikidata: by SERVICE from a server of the same shape, and from the snapshot."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import httpx
import pyoxigraph
import pytest

from api.serving import application
from api.settings import Settings
from graph.build import Build
from graph.limits import Limits
from graph.remote_query import Outgoing
from graph.services import WIKIDATA
from ontology.queries import read_all
from ontology.terms import Names
from tests.api.conftest import detail, running, served
from tests.conftest import EXAMPLES

ABOUT_WIKIDATA = {query.name: query for query in read_all(EXAMPLES, Names()) if "wikidata" in query.tags}
FEDERATED = {name: query for name, query in ABOUT_WIKIDATA.items() if "federated" in query.tags}
ITEM = "http://www.wikidata.org/entity/"
THERE = b"""@prefix wd: <http://www.wikidata.org/entity/> . @prefix wdt: <http://www.wikidata.org/prop/direct/> .
@prefix p: <http://www.wikidata.org/prop/> . @prefix ps: <http://www.wikidata.org/prop/statement/> .
@prefix pq: <http://www.wikidata.org/prop/qualifier/> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix wds: <http://www.wikidata.org/entity/statement/> .
wd:Q159 wdt:P41 <http://commons.wikimedia.org/wiki/Special:FilePath/One.svg> ; wdt:P463 wd:Q485207 ; wdt:P47 wd:Q148 .
wd:Q148 wdt:P41 <http://commons.wikimedia.org/wiki/Special:FilePath/Two.svg> .
wd:Q100 wdt:P41 <http://commons.wikimedia.org/wiki/Special:FilePath/Other.svg> .
wd:Q813 p:P35 wds:a , wds:b , wds:c .
wds:a ps:P35 wd:Q900000001 ; pq:P580 "1990-10-27T00:00:00Z"^^xsd:dateTime
    ; pq:P582 "2005-03-24T00:00:00Z"^^xsd:dateTime .
wds:b ps:P35 wd:Q900000002 ; pq:P580 "2005-03-25T00:00:00Z"^^xsd:dateTime
    ; pq:P582 "2010-04-15T00:00:00Z"^^xsd:dateTime .
wds:c ps:P35 wd:Q900000003 ; pq:P580 "2021-01-28T00:00:00Z"^^xsd:dateTime .
wd:Q265 p:P2131 wds:d . wds:d ps:P2131 "14307509838"^^xsd:decimal ; pq:P585 "2005-01-01T00:00:00Z"^^xsd:dateTime .
"""
EXPECTED = {
    "flags-of-those-with-a-geopolitical-interest-by-service": {
        ("China", "http://commons.wikimedia.org/wiki/Special:FilePath/Two.svg"),
        ("Russia", "http://commons.wikimedia.org/wiki/Special:FilePath/One.svg"),
    },
    "heads-of-state-in-2005-by-service": {
        ("Kyrgyzstan", "Q900000001", "1990-10-27T00:00:00Z", "2005-03-24T00:00:00Z"),
        ("Kyrgyzstan", "Q900000002", "2005-03-25T00:00:00Z", "2010-04-15T00:00:00Z"),
    },
    "gdp-by-order-of-national-power-by-service": {("1", "Uzbekistan", "14307509838", "2005-01-01T00:00:00Z")},
    "neighbours-of-members-by-service": {("SCO", "Q159", "Q148")},
}
CLAIMS = "claim"  # the column that the tests of the claims know of


@pytest.fixture(scope="module")
def there() -> Iterator[str]:
    """The address of a SPARQL server that holds a few statements as Wikidata shapes them."""
    quads = pyoxigraph.parse(THERE, format=pyoxigraph.RdfFormat.TURTLE)
    nquads = pyoxigraph.serialize(quads, format=pyoxigraph.RdfFormat.N_QUADS)
    with served(nquads or b"", Settings(plain=True)) as client:
        yield f"{client.base_url}/sparql"


@pytest.fixture(scope="module")
def here(chapter_build: Build, there: str) -> Iterator[httpx.Client]:
    """A client of the service over the chapter, which may ask that server."""
    settings = Settings(limits=Limits(seconds=20, workers=1), outgoing=Outgoing((there,), ("127.0.0.1",)))
    with running(application(chapter_build.store_path, settings)) as client:
        yield client


def answered(client: httpx.Client, text: str) -> list[dict[str, str]]:
    response = client.get("/sparql", params={"query": text, "format": "csv"})
    assert response.status_code == 200, response.text
    return list(csv.DictReader(io.StringIO(response.text)))


def short(value: str) -> str:
    return value.removeprefix(ITEM).removeprefix("https://w3id.org/oxiana/id/")


@pytest.mark.parametrize("name", sorted(FEDERATED))
def test_a_federated_example_joins_claims_with_what_the_service_answers(
    name: str, here: httpx.Client, there: str
) -> None:
    assert WIKIDATA in FEDERATED[name].text
    rows = answered(here, FEDERATED[name].text.replace(WIKIDATA, there))
    assert rows
    assert {tuple(short(row[column]) for column in row if column != CLAIMS) for row in rows} == EXPECTED[name]
    assert all(
        row.get(CLAIMS, "https://w3id.org/oxiana/claim/").startswith("https://w3id.org/oxiana/claim/") for row in rows
    )


def test_each_federated_example_is_asked_of_the_snapshot_too() -> None:
    assert set(FEDERATED) == set(EXPECTED)
    twins = {name.replace("-by-service", "-in-the-snapshot") for name in FEDERATED}
    assert twins <= set(ABOUT_WIKIDATA)
    for name in twins:
        text = ABOUT_WIKIDATA[name].text
        assert "SERVICE" not in text
        assert "graph:wikidata" in text


def test_what_the_shipped_snapshot_does_not_tell_is_said_with_the_query() -> None:
    answers = Path("tests/answers")
    for name in (name for name in ABOUT_WIKIDATA if name not in FEDERATED):
        silent = len((answers / f"{name}.csv").read_text(encoding="utf-8").splitlines()) == 1
        assert ("silent" in ABOUT_WIKIDATA[name].description["en"]) is silent, name
        assert ("無答案" in ABOUT_WIKIDATA[name].description["zh-Hant"]) is silent, name


def test_all_of_them_are_published_with_the_others(here: httpx.Client) -> None:
    prefix = "PREFIX sh: <http://www.w3.org/ns/shacl#>"
    query = f"{prefix} SELECT ?query {{ ?query a sh:SPARQLSelectExecutable ; sh:select ?text }}"
    published = {row["query"].rpartition("/")[2] for row in answered(here, query)}
    assert set(ABOUT_WIKIDATA) <= published


def test_a_federated_example_gets_no_lineage(here: httpx.Client, there: str) -> None:
    text = FEDERATED["neighbours-of-members-by-service"].text.replace(WIKIDATA, there)
    told = detail(here.get("/sparql", params={"query": text, "lineage": "1"}), 400)
    assert "a query with SERVICE is not answered with its lineage" in told
