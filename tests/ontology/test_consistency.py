"""What HermiT says of small ontologies."""

import subprocess
import tempfile
from pathlib import Path

import pytest
from rdflib import Graph, URIRef

from ontology import consistency
from ontology.consistency import Consistency, check
from ontology.errors import InputError, UnavailableError

EX = "http://example.org/"
PREFIXES = f"""
@prefix : <{EX}> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix edtf: <http://id.loc.gov/datatypes/edtf/> .

:Cat a owl:Class ; owl:disjointWith :Dog .
:Dog a owl:Class .
:chases a owl:ObjectProperty ; rdfs:domain :Dog ; rdfs:range :Cat .
:born a owl:DatatypeProperty .
"""
CONSISTENT = Consistency(consistent=True, unsatisfiable=())
INCONSISTENT = Consistency(consistent=False, unsatisfiable=())


def read(turtle: str) -> Graph:
    return Graph().parse(data=PREFIXES + turtle, format="turtle")


@pytest.mark.needs("java")
def test_facts_that_fit_the_ontology_are_consistent() -> None:
    assert check(read(":rex a :Dog ; :chases :tom . :tom a :Cat .")) == CONSISTENT


@pytest.mark.needs("java")
def test_facts_that_put_one_thing_in_two_disjoint_classes_are_inconsistent() -> None:
    assert check(read(":rex a :Dog , :Cat .")) == INCONSISTENT


@pytest.mark.needs("java")
def test_an_undeclared_individual_is_reasoned_about_as_well() -> None:
    assert check(read(":tom a :Cat ; :chases :jerry .")) == INCONSISTENT


@pytest.mark.needs("java")
def test_a_class_that_cannot_have_a_member_is_named() -> None:
    graph = read(":CatDog a owl:Class ; rdfs:subClassOf :Cat , :Dog . :Pup a owl:Class ; rdfs:subClassOf :CatDog .")
    assert check(graph) == Consistency(True, (URIRef(EX + "CatDog"), URIRef(EX + "Pup")))


@pytest.mark.needs("java")
def test_a_class_is_told_apart_from_one_whose_name_holds_the_same_word() -> None:
    graph = read(":Nothing a owl:Class . :Nil a owl:Class ; owl:equivalentClass :Nothing .")
    assert check(graph) == CONSISTENT


@pytest.mark.needs("java")
@pytest.mark.parametrize(
    "beyond",
    [
        ':born rdfs:range xsd:gYear . :tom a :Cat ; :born "2005"^^xsd:gYear .',
        ':tom a :Cat ; :born "2005-05-13"^^xsd:date .',
        ':tom a :Cat ; :born "2005~"^^edtf:EDTF .',
        ':kind a owl:AnnotationProperty ; rdfs:label "kind"@en . :tom a :Cat ; :kind :rare ; rdfs:label "Tom"@en .',
        ':query a sh:SPARQLExecutable ; sh:select "SELECT * {}" ; rdfs:comment "…"@en .',
        ":Marked a owl:Class . :chases a :Marked .",
    ],
    ids=["range-year", "date", "edtf", "annotation", "example-query", "property-of-a-class"],
)
def test_what_is_no_owl_2_dl_is_left_out(beyond: str) -> None:
    assert check(read(beyond)) == CONSISTENT


@pytest.mark.needs("java")
def test_a_value_against_the_datatype_of_its_property_is_inconsistent() -> None:
    assert check(read(':legs a owl:DatatypeProperty ; rdfs:range xsd:integer . :tom :legs "many" .')) == INCONSISTENT


@pytest.mark.needs("java")
def test_axioms_beyond_hermit_are_refused_with_its_reason() -> None:
    graph = read(":above a owl:ObjectProperty , owl:TransitiveProperty , owl:AsymmetricProperty .")
    with pytest.raises(InputError, match="this ontology: Non-simple property"):
        check(graph)


@pytest.mark.needs("java")
def test_nothing_is_printed_and_no_file_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    check(read(":rex a :Dog , :Cat ."))
    assert list(tmp_path.iterdir()) == []
    assert capfd.readouterr() == ("", "")


@pytest.mark.needs("java")
def test_hermit_is_stopped_at_its_deadline() -> None:
    with pytest.raises(UnavailableError, match=r"no answer within 0\.01 seconds"):
        check(read(""), seconds=0.01)


@pytest.mark.needs("java")
def test_a_temporary_folder_with_a_name_that_is_not_ascii_is_no_obstacle(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "é雪").mkdir()
    monkeypatch.setenv("LC_ALL", "C")
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "é雪"))
    assert check(read(":rex a :Dog , :Cat .")) == INCONSISTENT


@pytest.mark.needs("java")
@pytest.mark.parametrize("fault", ["of memory", "of the class path", "of the file"])
def test_a_failure_of_java_is_not_blamed_on_the_ontology(fault: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if fault == "of memory":
        monkeypatch.setattr(consistency, "MEGABYTES", 3)
    elif fault == "of the class path":
        monkeypatch.setattr(consistency, "_classpath", lambda: "nowhere")
    else:
        monkeypatch.setattr(Path, "as_uri", lambda _: "file:///nowhere.nt")
    with pytest.raises(UnavailableError, match="HermiT failed, which says nothing of the ontology"):
        check(read(""))


def test_without_java_the_way_out_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(consistency, "java_is_present", lambda: False)
    with pytest.raises(UnavailableError, match="install a Java runtime"):
        check(read(""))


@pytest.mark.parametrize(
    ("told", "present"),
    [
        ('openjdk version "17.0.15" 2025-04-15', True),
        ('openjdk version "11" 2018-09-25', True),
        ('java version "1.8.0_392"', False),
        ("no such command", False),
    ],
)
def test_only_a_java_of_version_11_or_later_counts(told: str, present: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda _: "/usr/bin/java")
    monkeypatch.setattr(subprocess, "run", lambda *a, **_: subprocess.CompletedProcess(a, 0, stderr=told))
    assert consistency.java_is_present.__wrapped__() is present
