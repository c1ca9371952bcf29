"""What the description of the dataset tells of its makers, in the words of DCAT and of schema.org."""

from collections.abc import Iterator

import httpx
import pytest
from rdflib import Graph, Literal, Namespace, URIRef
from rdflib.namespace import DCTERMS, FOAF, PROV, RDF, XSD

from api.settings import Settings
from graph.build import Build
from graph.imprint import PUBLIC
from tests.api.conftest import served

BASE = "https://w3id.org/oxiana/"
DATASET = URIRef(f"{BASE}.well-known/void#dataset")
DCAT = Namespace("http://www.w3.org/ns/dcat#")
SCHEMA = Namespace("https://schema.org/")
SAME = {
    DCTERMS.title: SCHEMA.name,
    DCTERMS.description: SCHEMA.description,
    DCTERMS.creator: SCHEMA.creator,
    DCTERMS.publisher: SCHEMA.publisher,
    DCTERMS.issued: SCHEMA.datePublished,
    DCTERMS.license: SCHEMA.license,
    DCTERMS.identifier: SCHEMA.identifier,
    DCTERMS.source: SCHEMA.isBasedOn,
    DCAT.keyword: SCHEMA.keywords,
}


def described(client: httpx.Client) -> Graph:
    """The description of the dataset that is served."""
    return Graph().parse(data=client.get("/.well-known/void", params={"format": "turtle"}).text)


@pytest.fixture(scope="module")
def told(second_build: Build) -> Iterator[Graph]:
    """The description of the invented source, whose makers tell all."""
    with served(second_build.store_path, Settings(edition=second_build.edition), second_build.version) as client:
        yield described(client)


def test_the_makers_are_named_with_what_they_are(told: Graph) -> None:
    makers = list(told.objects(DATASET, DCTERMS.creator))
    found = {str(told.value(one, FOAF.name)): set(told.objects(one, RDF.type)) for one in makers}
    assert found == {
        "Ines Harrow": {FOAF.Person, SCHEMA.Person},
        "The Harbour Society": {FOAF.Organization, SCHEMA.Organization},
    }
    assert set(told.objects(DATASET, PROV.wasAttributedTo)) == set(makers)


def test_the_date_the_licence_and_the_version_are_told(told: Graph, second_build: Build) -> None:
    assert told.value(DATASET, DCTERMS.issued) == Literal("2026-01-31", datatype=XSD.date)
    assert list(told.objects(DATASET, DCTERMS.license)) == [URIRef("https://spdx.org/licenses/CC0-1.0")]
    assert told.value(DATASET, SCHEMA.version) == Literal("1.2.0")
    assert told.value(DATASET, DCAT.hasCurrentVersion) == URIRef(f"{BASE}versions/{second_build.version}")
    assert told.value(DATASET, DCTERMS.accessRights) == PUBLIC


def test_schema_org_has_the_same_as_dcat(told: Graph) -> None:
    assert (DATASET, RDF.type, SCHEMA.Dataset) in told
    for one, other in SAME.items():
        assert set(told.objects(DATASET, one)) == set(told.objects(DATASET, other)) != set()


def test_no_blank_node_is_needed_for_it(told: Graph) -> None:
    assert all(isinstance(term, URIRef | Literal) for triple in told for term in triple)


def test_what_the_makers_do_not_tell_is_not_told(second_build: Build) -> None:
    with served(second_build.store_path, Settings()) as client:
        graph = described(client)
    for term in (DCTERMS.creator, DCTERMS.publisher, DCTERMS.issued, DCAT.keyword, SCHEMA.version):
        assert list(graph.objects(DATASET, term)) == []
    assert list(graph.objects(DATASET, DCTERMS.license)) == [URIRef("https://creativecommons.org/licenses/by/4.0/")]


def test_of_an_ordinary_store_nothing_of_the_kind_is_told(second_build: Build) -> None:
    with served(b"<urn:a> <urn:b> <urn:c> .", Settings(plain=True, edition=second_build.edition)) as client:
        graph = described(client)
    for term in SAME.values():
        assert term == SCHEMA.name or list(graph.objects(DATASET, term)) == []
