"""Those who meet and are not paired, as a service tells of them."""

from collections.abc import Iterator

import httpx
import pytest
from rdflib import URIRef

from api.settings import Settings
from graph.build import Build
from ontology.terms import CANONICAL
from tests.api.conftest import select, served
from tests.api.test_descriptions import OX, read
from tests.crowded import ALL, HERRING

PREFIXES = f"PREFIX ox: <{OX}> PREFIX id: <{CANONICAL.entity}>\n"
PAIRS = len(ALL) * (len(ALL) - 1)


@pytest.fixture(scope="module")
def of_many(crowded: Build) -> Iterator[httpx.Client]:
    """A client of a service of many who share an interest."""
    with served(crowded.store_path, Settings(), crowded.version) as one:
        yield one


@pytest.fixture
def gathering(of_many: httpx.Client) -> str:
    """The path of the gathering by the rule of shared interests."""
    rows = select(of_many, f"{PREFIXES} SELECT ?g {{ ?g ox:gathersBy <{CANONICAL.rule['shared-interest']}> }}")
    assert len(rows) == 1
    return "/" + rows[0][0].removeprefix(CANONICAL.base)


@pytest.mark.parametrize(("language", "title"), [("en", "those who meet at “"), ("zh-Hant", "匯聚於「")])
def test_the_page_of_a_gathering_tells_where_it_is_and_who_is_in_it(
    of_many: httpx.Client, gathering: str, language: str, title: str
) -> None:
    answer = of_many.get(gathering, headers={"Accept": "text/html", "Accept-Language": language})
    assert answer.status_code == 200
    assert title in answer.text
    assert f"/id/{HERRING}" in answer.text
    assert all(f"/id/{one}" in answer.text for one in ALL)


def test_as_rdf_a_gathering_tells_how_many_pairs_are_left_to_queries(of_many: httpx.Client, gathering: str) -> None:
    graph = read(of_many, gathering)
    thing = URIRef(CANONICAL.base + gathering.removeprefix("/"))
    assert [int(str(left)) for left in graph.objects(thing, OX.pairsLeft)] == [PAIRS]
    assert set(graph.objects(thing, OX.gathersAt)) == {CANONICAL.entity[HERRING]}
    assert set(graph.subjects(OX.gatheredIn, thing)) == {CANONICAL.entity[one] for one in ALL}


def test_the_service_tells_how_many_pairs_are_not_stored_and_which_queries_find_them(
    of_many: httpx.Client, client: httpx.Client
) -> None:
    told = [str(one) for one in read(of_many, "/sparql").objects() if "ox:gatheredIn" in str(one)]
    assert len(told) == 2
    assert all(f"{2 * PAIRS:,}" in one for one in told)
    assert not any("ox:gatheredIn" in str(one) for one in read(client, "/sparql").objects())


def test_a_pair_that_is_not_stored_is_explained(of_many: httpx.Client) -> None:
    names = {"subject": "id:Island1", "predicate": "ox:sharesInterestWith", "object": "id:Velm"}
    answer = of_many.get("/explain", params=names, headers={"Accept": "text/plain"})
    assert answer.status_code == 200
    assert "A1.2" in answer.text
