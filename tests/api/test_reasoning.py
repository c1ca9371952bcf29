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
