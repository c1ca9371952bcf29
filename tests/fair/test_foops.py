"""The ontology before the checks of FOOPS!, one test each, by its name there."""

import httpx
import pytest
from rdflib import DCTERMS, OWL, RDF, Graph, Literal, URIRef

from tests.fair.checks import Check
from tests.fair.foops import FOOPS
from tests.fair.missing import cases
from tests.fair.site import Site

VERSION = "ontology/0.1.0"
FORMATS = {
    "ttl": "text/turtle",
    "nt": "application/n-triples",
    "rdf": "application/rdf+xml",
    "jsonld": "application/ld+json",
    "trig": "application/trig",
    "nq": "application/n-quads",
    "html": "text/html",
    "linkset": "application/linkset+json",
}


@pytest.mark.parametrize("check", cases(FOOPS))
def test_the_ontology_has_what_is_asked_for(check: Check, invented: Site) -> None:
    outcome = check.run(invented)
    assert outcome.is_whole, outcome.lacking


def test_an_ontology_that_has_nothing_passes_no_check_of_its_description(invented: Site) -> None:
    bare = Site(httpx.Client(), invented.base)
    bare.vocabulary = Graph()
    bare.vocabulary.add((bare.ontology, RDF.type, OWL.Ontology))
    described = ("VER1", "VER2", "OM1", "OM2", "OM3", "OM4.1", "OM5_1", "OM5_2", "VOC1", "VOC2", "FIND1")
    assert {name: FOOPS[name].run(bare).passed for name in described} == dict.fromkeys(described, 0)


@pytest.mark.parametrize(("extension", "media_type"), FORMATS.items())
def test_the_version_iri_gives_the_same_vocabulary_in_each_format(
    invented: Site, extension: str, media_type: str
) -> None:
    of_version = invented.get(f"{invented.base}{VERSION}", media_type)
    assert of_version.headers["content-type"].partition(";")[0] == media_type
    assert of_version.status_code == httpx.codes.OK
    by_extension = invented.get(f"{invented.base}{VERSION}.{extension}")
    assert by_extension.headers["content-type"] == of_version.headers["content-type"]
    if extension not in ("html", "linkset"):  # which name what was asked for
        assert by_extension.content == of_version.content
        assert of_version.content == invented.get(invented.ontology, media_type).content


def test_the_version_iri_ends_in_the_number_of_the_version(invented: Site) -> None:
    number = invented.vocabulary.value(invented.ontology, OWL.versionInfo)
    version = URIRef(f"{invented.ontology}/{number}")
    assert list(invented.vocabulary.objects(invented.ontology, OWL.versionIRI)) == [version]
    assert str(version) == f"{invented.base}{VERSION}"


def test_the_citation_names_the_maker_the_title_and_the_version_in_both_languages(invented: Site) -> None:
    told = {
        term: {
            str(one.language).lower(): str(one)
            for one in invented.vocabulary.objects(invented.ontology, term)
            if isinstance(one, Literal)
        }
        for term in (DCTERMS.bibliographicCitation, DCTERMS.title)
    }
    version = invented.vocabulary.value(invented.ontology, OWL.versionIRI)
    assert set(told[DCTERMS.bibliographicCitation]) == {"en", "zh-hant"}
    for language, citation in told[DCTERMS.bibliographicCitation].items():
        assert told[DCTERMS.title][language] in citation
        assert {"en": "version 0.1.0", "zh-hant": "0.1.0 版"}[language] in citation
        assert citation.endswith(str(version))


@pytest.mark.parametrize("number", ["0.0.9", "0.1", "0.1.0.0", "latest"])
def test_a_version_that_is_not_there_is_refused_with_the_one_that_is(invented: Site, number: str) -> None:
    answer = invented.get(f"{invented.ontology}/{number}")
    assert answer.status_code == httpx.codes.NOT_FOUND
    assert f"{invented.base}{VERSION}" in answer.json()["detail"]
