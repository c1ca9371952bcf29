"""oxiana lattice, run as a person runs it."""

import json
from pathlib import Path

import httpx
import pytest

from tests.api.test_cli import oxiana


def test_the_lattice_of_actors_by_interests_is_printed_with_its_evidence(second_data: Path) -> None:
    done = oxiana("lattice", "--data", second_data)
    assert done.returncode == 0, done.stderr
    for line in (
        "actor × has interest: 5 things, 1 values",
        "  3 share 1: economic interest in the herring grounds",
        "      Ostra [A1.1, A1.2]",
        "  of 2 nothing is said: Empire of Mar, tariff league",
    ):
        assert line in done.stdout.splitlines()
    assert "Silence is not denial" in done.stdout


def test_any_class_and_property_may_be_asked_for_and_an_implication_has_its_support(second_data: Path) -> None:
    done = oxiana(
        "lattice", "--of", "https://w3id.org/oxiana/ontology#Group", "--by", "ox:facesThreat", "--data", second_data
    )
    assert "  all have piracy in the outer straits (support 1: Three Harbours)" in done.stdout.splitlines()


def test_a_program_is_told_the_same_as_over_http(second_data: Path, client: httpx.Client) -> None:
    printed = json.loads(oxiana("lattice", "--json", "--data", second_data).stdout)
    assert printed == client.get("/lattice", headers={"Accept": "application/json"}).json()
    printed = json.loads(oxiana("lattice", "--json", "--between", "id:Velm", "id:Ostra", "--data", second_data).stdout)
    assert printed == client.get("/similarity?a=id:Velm&b=id:Ostra", headers={"Accept": "application/json"}).json()


def test_two_things_are_compared_by_lists_and_numbers(second_data: Path) -> None:
    done = oxiana("lattice", "--between", "id:Velm", "id:EmpireOfMar", "--data", second_data)
    assert done.stdout.splitlines()[:6] == [
        "both have: 0",
        "only Velm has: 1",
        "  economic interest in the herring grounds [Velm: A1.2]",
        "only Empire of Mar has: 0",
        "of neither is it said: 0",
        "Jaccard: 0/1 = 0.000: of 1 that either has, both have 0.",
    ]
    assert "Cohen's kappa: (pₒ − pₑ) / (1 − pₑ) = (0 − 0) / (1 − 0) = 0.000" in done.stdout


def test_an_empty_class_is_told_and_is_no_error(second_data: Path) -> None:
    done = oxiana("lattice", "--of", "ox:Person", "--data", second_data)
    assert done.returncode == 0
    assert "nothing is of this class" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "status", "told"),
    [
        (["--of", "ox:Nobody"], 1, "oxiana: ox:Nobody is no class"),
        (["--by", "hasInterest"], 1, "oxiana: 'hasInterest' is no name"),
        (["--between", "id:Velm", "id:Nobody"], 1, "oxiana: id:Nobody is not of the class ox:Actor"),
        (["--between", "id:Velm"], 2, "unexpected extra argument"),
        (["--off"], 2, "No such option"),
    ],
)
def test_what_is_wrong_is_told_in_a_line(second_data: Path, arguments: list[str], status: int, told: str) -> None:
    done = oxiana("lattice", *arguments, "--data", second_data)
    assert done.returncode == status
    assert told in done.stderr
    assert "Traceback" not in done.stderr


def test_without_a_build_it_says_what_to_do(tmp_path: Path) -> None:
    done = oxiana("lattice", "--data", tmp_path)
    assert done.returncode == 1
    assert "oxiana build" in done.stderr
