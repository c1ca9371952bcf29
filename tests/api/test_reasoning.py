"""oxiana reason, run as a person runs it."""

import json
from pathlib import Path

import pytest

from tests.api.test_cli import oxiana
from tests.ontology.test_reasoner import PREFIXES, restriction

ONTOLOGY = f"""{PREFIXES}
:A rdfs:subClassOf :B , {restriction(":p", "owl:someValuesFrom :C")} . :B owl:disjointWith :D .
:p a owl:TransitiveProperty .
"""


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    """An ontology, and data in a file of its own."""
    ontology, data = tmp_path / "ontology.ttl", tmp_path / "data.nt"
    ontology.write_text(ONTOLOGY, encoding="utf-8")
    data.write_text(
        "<http://e.org/x> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://e.org/A> .\n"
        "<http://e.org/x> <http://e.org/p> <http://e.org/y> .\n<http://e.org/y> <http://e.org/p> _:b .\n",
        encoding="utf-8",
    )
    return ontology, data


def test_what_follows_is_printed_as_n_triples_and_what_is_not_used_is_told(files: tuple[Path, Path]) -> None:
    done = oxiana("reason", *files)
    assert done.returncode == 0
    kinds, chain = done.stdout.splitlines()
    assert kinds == "<http://e.org/x> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://e.org/B> ."
    assert chain.startswith("<http://e.org/x> <http://e.org/p> _:")
    (told,) = [line for line in done.stderr.splitlines() if line.startswith("not used: ")]
    assert "SomeValuesFrom(<http://e.org/p> <http://e.org/C>)" in told


def test_a_summary_tells_how_much_follows_by_which_axiom(files: tuple[Path, Path]) -> None:
    told = oxiana("reason", "--summary", *files).stdout.splitlines()[0]
    assert told.endswith("2 follow, 0 clashes, 1 axioms not used")
    answer = json.loads(oxiana("reason", "--json", *files).stdout)
    assert answer["inferred"] == 2
    assert answer["by"]["TransitiveObjectProperty(<http://e.org/p>)"] == 1


def test_what_cannot_be_is_told_with_the_axiom_and_the_status_is_1(files: tuple[Path, Path]) -> None:
    with files[1].open("a", encoding="utf-8") as file:
        file.write("<http://e.org/x> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://e.org/D> .\n")
    done = oxiana("reason", *files)
    assert done.returncode == 1
    (told,) = [line for line in done.stderr.splitlines() if line.startswith("cannot be: ")]
    assert "DisjointClasses(<http://e.org/B> <http://e.org/D>)" in told


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("bad.ttl", "<a> <b> <c> .\nx", "bad.ttl:2: "),
        ("bad.odt", "", "of no known format"),
        ("bad.ttl", f"{PREFIXES} :A owl:intersectionOf :B .", "malformed"),
    ],
)
def test_a_file_that_is_wrong_is_told(tmp_path: Path, name: str, text: str, told: str) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    done = oxiana("reason", tmp_path / name)
    assert done.returncode == 1
    assert told in done.stderr
    assert "Traceback" not in done.stderr


def test_a_closure_that_is_too_large_is_stopped(files: tuple[Path, Path]) -> None:
    done = oxiana("reason", "--most", "10", *files)
    assert done.returncode == 1
    assert "more than 10 triples would follow" in done.stderr


RULE = """#+ title: {en: Neighbour, zh-Hant: 鄰}
#+ description: {en: Neighbours., zh-Hant: 相鄰。}
PREFIX : <http://e.org/>
CONSTRUCT { ?b :near ?a } WHERE { ?a :p ?b FILTER(?a != ?b) FILTER NOT EXISTS { ?a :far ?b } }
"""


def test_a_rule_of_a_file_is_applied_and_its_conditions_are_asked_of_what_is_given(files: tuple[Path, Path]) -> None:
    rule = files[0].with_name("neighbour.rq")
    rule.write_text(RULE, encoding="utf-8")
    near = "<http://e.org/y> <http://e.org/near> <http://e.org/x> ."
    assert near in oxiana("reason", *files, rule).stdout.splitlines()
    with files[1].open("a", encoding="utf-8") as file:
        file.write("<http://e.org/x> <http://e.org/far> <http://e.org/y> .\n")
    assert near not in oxiana("reason", *files, rule).stdout.splitlines()


def test_a_rule_with_an_unbound_head_is_told_with_its_file(files: tuple[Path, Path]) -> None:
    rule = files[0].with_name("unbound.rq")
    rule.write_text(RULE.replace("?b :near ?a", "?b :near ?c"), encoding="utf-8")
    done = oxiana("reason", *files, rule)
    assert done.returncode == 1
    assert "unbound.rq:1: the rule concludes something about ?c, which its WHERE does not bind" in done.stderr


def test_each_axiom_outside_a_profile_is_told(files: tuple[Path, Path]) -> None:
    done = oxiana("reason", "--profile", "RL", *files)
    assert done.returncode == 1
    assert "<http://e.org/A>: Use of an undeclared class" in done.stdout.splitlines()
    files[0].write_text(f"{PREFIXES} :A a owl:Class .", encoding="utf-8")
    done = oxiana("reason", "--profile", "DL", files[0])
    assert (done.returncode, done.stdout) == (0, "every axiom is in OWL 2 DL\n")


@pytest.mark.needs("java")
def test_what_hermit_finds_of_classes_is_reasoned_by(files: tuple[Path, Path]) -> None:
    files[0].write_text(
        f"{PREFIXES} :A a owl:Class ; rdfs:subClassOf [ a owl:Class ; owl:unionOf (:B :C) ] ."
        ":B a owl:Class ; rdfs:subClassOf :D . :C a owl:Class ; rdfs:subClassOf :D . :D a owl:Class .",
        encoding="utf-8",
    )
    told = "<http://e.org/x> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://e.org/D> ."
    assert told not in oxiana("reason", *files).stdout.splitlines()
    assert told in oxiana("reason", "--hermit", *files).stdout.splitlines()


@pytest.mark.needs("java")
def test_what_hermit_finds_inconsistent_is_told(files: tuple[Path, Path]) -> None:
    files[0].write_text(
        f"{PREFIXES} :A a owl:Class ; rdfs:subClassOf [ a owl:Class ; owl:unionOf (:B :C) ] ."
        ":B a owl:Class ; rdfs:subClassOf owl:Nothing . :C a owl:Class ; rdfs:subClassOf owl:Nothing .",
        encoding="utf-8",
    )
    done = oxiana("reason", "--hermit", *files)
    assert done.returncode == 1
    assert "HermiT finds that the axioms and triples cannot all be so" in done.stderr
