"""What the service tells of itself and of its dataset: each number against one that is counted here."""

from collections import Counter
from dataclasses import replace

import httpx
import pyoxigraph
import pytest
from rdflib import RDF, Graph, Literal, Namespace, URIRef
from rdflib.namespace import DCTERMS, VOID

from api.settings import Settings
from graph.build import Build
from graph.description import LATERAL, LIMITS, service_description
from graph.functions import functions
from graph.limits import MIB, Limits
from graph.offer import Offer
from graph.store import Store
from graph.void import dataset_description
from ontology.terms import Names
from tests.api.conftest import served
from tests.api.workloads import GRAPHS

BASE = "https://w3id.org/oxiana/"
DCAT = Namespace("http://www.w3.org/ns/dcat#")
SD = Namespace("http://www.w3.org/ns/sparql-service-description#")
OX = Namespace(f"{BASE}ontology#")
VOID_PATH = "/.well-known/void"
DATASET = URIRef(f"{BASE}.well-known/void#dataset")
SERVICE = URIRef(f"{BASE}sparql#service")
TRIPLE = [one for one, parser in GRAPHS.items() if parser]


def read(client: httpx.Client, path: str, media_type: str = "text/turtle") -> Graph:
    answer = client.get(path, headers={"Accept": media_type, "Host": "evil.example"})
    assert answer.status_code == 200
    assert answer.headers["content-type"].partition(";")[0] == media_type
    return Graph().parse(data=answer.text, format=GRAPHS[media_type])


@pytest.fixture(scope="module")
def quads(second_build: Build) -> list[pyoxigraph.Quad]:
    """Everything that is served."""
    return list(pyoxigraph.Store.read_only(str(second_build.store_path)))


@pytest.fixture(scope="module")
def triples(quads: list[pyoxigraph.Quad]) -> set[pyoxigraph.Triple]:
    """Those of the default graph."""
    return {quad.triple for quad in quads if isinstance(quad.graph_name, pyoxigraph.DefaultGraph)}


@pytest.mark.parametrize("path", ["/sparql", VOID_PATH])
def test_a_description_is_the_same_in_every_format(client: httpx.Client, path: str) -> None:
    first, *others = (set(read(client, path, one)) for one in TRIPLE)
    assert len(first) > 50
    assert all(other == first for other in others)


@pytest.mark.parametrize("path", ["/sparql", VOID_PATH])
def test_a_description_has_no_blank_node(client: httpx.Client, path: str) -> None:
    assert all(isinstance(term, URIRef | Literal) for triple in read(client, path) for term in triple)


def test_every_named_graph_is_told_with_the_number_of_its_triples(
    client: httpx.Client, quads: list[pyoxigraph.Quad], triples: set[pyoxigraph.Triple]
) -> None:
    graph = read(client, "/sparql")
    dataset = graph.value(SERVICE, SD.defaultDataset)
    told = {
        str(graph.value(named, SD.name)): int(str(graph.value(graph.value(named, SD.graph), VOID.triples)))
        for named in graph.objects(dataset, SD.namedGraph)
    }
    expected = Counter(quad.graph_name.value for quad in quads if isinstance(quad.graph_name, pyoxigraph.NamedNode))
    assert told == expected
    assert len(told) > 10
    assert graph.value(graph.value(dataset, SD.defaultGraph), VOID.triples) == Literal(len(triples))


def test_only_what_is_had_is_told_as_a_feature(client: httpx.Client) -> None:
    graph = read(client, "/sparql")
    assert set(graph.objects(SERVICE, SD.feature)) == {OX.Lineage}  # tests/api/test_lineage.py has it
    assert set(graph.objects(SERVICE, SD.supportedLanguage)) == {SD.SPARQL11Query}
    assert set(graph.objects(None, SD.inputFormat)) == set()


def test_federation_and_updates_are_told_where_they_are_allowed(second_store: Store) -> None:
    offer = Offer(services=["https://query.wikidata.org/sparql"], writes=True)
    body = service_description(second_store, offer, ["text/turtle"]).body
    graph = Graph().parse(data=body, format="turtle")
    assert set(graph.objects(SERVICE, SD.feature)) == {SD.BasicFederatedQuery}
    (updates,) = graph.subjects(SD.supportedLanguage, SD.SPARQL11Update)
    assert graph.value(updates, SD.endpoint) == URIRef(f"{BASE}update")
    assert len(set(graph.objects(updates, SD.inputFormat))) == len(GRAPHS)


def test_the_language_extension_is_had(client: httpx.Client) -> None:
    assert read(client, "/sparql").value(SERVICE, SD.languageExtension) == LATERAL
    query = "SELECT * { VALUES ?x { 1 2 } LATERAL { SELECT ?y { BIND(?x AS ?y) } } }"
    assert client.get("/sparql", params={"query": query}).status_code == 200


def test_every_function_that_is_told_is_had(client: httpx.Client) -> None:
    told = set(read(client, "/sparql").objects(SERVICE, SD.extensionFunction))
    assert told == set(functions()) != set()
    for function in told:
        query = f"SELECT (<{function}>() AS ?x) {{}}"
        assert client.get("/sparql", params={"query": query}).status_code == 200
    query = "SELECT (<http://www.opengis.net/def/function/geosparql/unheardOf>() AS ?x) {}"
    answer = client.get("/sparql", params={"query": query})
    assert answer.status_code == 501
    assert "there is no function" in answer.json()["detail"]


def test_the_limits_are_those_of_the_settings_in_words_that_the_vocabulary_explains(second_build: Build) -> None:
    limits = Limits(seconds=7, memory=600 * MIB, query_bytes=999, nesting=5, rows=77, result_bytes=9000, waiting=3)
    with served(second_build.store_path, Settings(limits=limits)) as one:
        graph, vocabulary = read(one, "/sparql"), read(one, "/ontology")
    for term, name in LIMITS.items():
        assert graph.value(SERVICE, OX[term]) == Literal(getattr(limits, name))
        assert len(set(vocabulary.objects(OX[term], URIRef("http://www.w3.org/2004/02/skos/core#definition")))) == 2


def test_the_numbers_of_the_dataset_are_right(client: httpx.Client, triples: set[pyoxigraph.Triple]) -> None:
    graph = read(client, VOID_PATH)
    typed = [one for one in triples if one.predicate.value == str(RDF.type)]
    expected = {
        "triples": len(triples),
        "distinctSubjects": len({one.subject for one in triples}),
        "distinctObjects": len({one.object for one in triples}),
        "properties": len({one.predicate for one in triples}),
        "classes": len({one.object for one in typed}),
        "entities": len({one.subject for one in triples if str(one.subject).startswith(f"<{BASE}")}),
    }
    assert {name: int(str(graph.value(DATASET, VOID[name]))) for name in expected} == expected
    for part in graph.objects(DATASET, VOID.propertyPartition):
        used = sum(one.predicate.value == str(graph.value(part, VOID.property)) for one in triples)
        assert graph.value(part, VOID.triples) == Literal(used)
    assert len(set(graph.objects(DATASET, VOID.propertyPartition))) == expected["properties"]
    for part in graph.objects(DATASET, VOID.classPartition):
        members = sum(str(one.object) == f"<{graph.value(part, VOID['class'])}>" for one in typed)
        assert graph.value(part, VOID.entities) == Literal(members)


def test_the_dataset_has_its_names_licence_version_and_languages(client: httpx.Client, second_build: Build) -> None:
    graph = read(client, VOID_PATH)
    titles = {
        title.language: str(title) for title in graph.objects(DATASET, DCTERMS.title) if isinstance(title, Literal)
    }
    assert set(titles) == {"en", "zh-hant"}
    assert all(len(title) > len("Oxiana: ") for title in titles.values())
    assert graph.value(DATASET, DCTERMS.license) == URIRef("https://spdx.org/licenses/CC0-1.0")
    assert graph.value(DATASET, DCAT.version) == Literal(second_build.version)
    assert {"en", "zh-Hant"} <= {str(one) for one in graph.objects(DATASET, DCTERMS.language)}
    assert str(OX) in {str(one) for one in graph.objects(DATASET, VOID.vocabulary)}


def test_the_examples_can_be_asked(client: httpx.Client) -> None:
    graph = read(client, VOID_PATH)
    examples = list(graph.objects(DATASET, VOID.exampleResource))
    assert len(examples) > 10
    shacl = Namespace("http://www.w3.org/ns/shacl#")
    for example in examples[:10]:
        text = graph.value(example, shacl.select) or graph.value(example, shacl.ask)
        assert client.get("/sparql", params={"query": str(text)}).status_code == 200


def test_each_distribution_is_the_whole_in_its_format(client: httpx.Client, triples: set[pyoxigraph.Triple]) -> None:
    graph = read(client, VOID_PATH)
    distributions = list(graph.objects(DATASET, DCAT.distribution))
    assert len(distributions) == len(GRAPHS)
    for distribution in distributions:
        address = str(graph.value(distribution, DCAT.downloadURL)).removeprefix(BASE)
        media_type = str(graph.value(distribution, DCAT.mediaType)).rpartition("media-types/")[2]
        answer = client.get(f"/{address}", headers={"Accept": "text/html"})
        assert answer.headers["content-type"].partition(";")[0] == media_type
        found = pyoxigraph.parse(answer.content, format=pyoxigraph.RdfFormat.from_media_type(media_type))
        assert len({str(one) for one in found}) == len(triples)


def test_the_descriptions_are_of_the_publishers_base_and_of_no_host(second_store: Store) -> None:
    names = Names("https://example.org/kg/")
    for describe in (service_description, dataset_description):
        body = describe(second_store, replace(Offer(), names=names), ["application/n-triples"]).body.decode()
        assert "<https://example.org/kg/sparql" in body


@pytest.mark.parametrize("path", ["/sparql", VOID_PATH])
def test_the_host_of_a_request_is_in_no_description(client: httpx.Client, path: str) -> None:
    assert "evil.example" not in client.get(path, headers={"Host": "evil.example", "Accept": "text/turtle"}).text


def test_head_and_formats_of_the_dataset(client: httpx.Client) -> None:
    assert client.head(VOID_PATH).headers["content-type"] == "text/turtle; charset=utf-8"
    browser = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
    assert client.get(VOID_PATH, headers=browser).headers["content-type"] == "text/turtle; charset=utf-8"
    assert client.get(VOID_PATH, params={"format": "csv"}).status_code == 400
    assert client.get(VOID_PATH, headers={"Accept": "text/csv"}).status_code == 406


def test_what_others_tell_is_described_as_a_part_of_its_own(chapter_store: Store) -> None:
    answer = dataset_description(chapter_store, Offer(version="1"), ["text/turtle"])
    graph = Graph().parse(data=answer.body, format="turtle")
    parts = {URIRef(f"{BASE}graph/{name}") for name in ("wikidata", "references")}
    assert parts <= set(graph.objects(DATASET, VOID.subset))
    for part in parts:
        titles = graph.objects(part, DCTERMS.title)
        assert {str(one.language).lower() for one in titles if isinstance(one, Literal)} == {"en", "zh-hant"}
