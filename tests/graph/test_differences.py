"""What one version has otherwise than another, compared with what is found by looking at every claim of both."""

import re
from collections import defaultdict
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.build import Build
from graph.differences import Content, Difference
from ontology.errors import InputError

BASE = "https://w3id.org/oxiana/"
OX = f"{BASE}ontology#"
SLUG = "claim/quill-harbours/"
LINE = re.compile(r"<([^<>]*)> <([^<>]*)> (.*) <([^<>]*)> \.")
WORDS = {f"{OX}gloss", "http://www.w3.org/2004/02/skos/core#note", "http://www.w3.org/2000/01/rdf-schema#label"}
CLAIMS = [f"{SLUG}A1.{number}" for number in range(1, 5)] + [f"{SLUG}A2.{number}" for number in range(1, 9)]
CHANGES = ["nothing", "gloss", "modality", "content", "both"]
Edits = Mapping[str, str | None]  # what is done to each claim; None: it is left out


@pytest.fixture(scope="session")
def written(second_build: Build) -> list[str]:
    """The lines of the second source's named graphs, as the build wrote them."""
    lines = (second_build.path / "dataset.nq").read_text(encoding="utf-8").split("\n")[:-1]
    return [line for line in lines if LINE.fullmatch(line)]


def edited(lines: list[str], edits: Edits) -> Content:
    """A dataset with some claims left out, and others told or meant otherwise."""
    kept = []
    for line in lines:
        found = LINE.fullmatch(line)
        if found and found[4].startswith((f"{BASE}claim/", f"{BASE}graph/claims")):
            name = (found[4] if "/claim/" in found[4] else found[1]).removeprefix(BASE)
            what = edits.get(name, "nothing")
            if what is None:
                continue
            if what in ("gloss", "both") and found[2] == f"{OX}gloss":
                line = line.replace(found[3], '"told otherwise ' + found[3][1:])
            if what in ("modality", "both") and found[2] == f"{OX}modality":
                line = line.replace(found[3], f"<{OX}Hedged>")
            if what == "content" and "/claim/" in found[4]:
                line = line.replace(found[3], f"<{BASE}id/Somebody>")
        kept.append(line)
    return Content.of(line.encode() for line in kept)


def looked_at(content: Content) -> dict[str, tuple[set[str], set[str]]]:
    """Of each claim its words, and all else that is said of it and in it."""
    found: defaultdict[str, tuple[set[str], set[str]]] = defaultdict(lambda: (set(), set()))
    claims = set()
    for line in content.lines:
        told = LINE.fullmatch(line.decode())
        if told and told[4] == f"{BASE}graph/claims":
            found[told[1]][told[2] not in WORDS].add(f"{told[2]} {told[3]}")
            if told[3] == f"<{OX}Claim>":
                claims.add(told[1])
        elif told and "/claim/" in told[4]:
            found[told[4]][1].add(line.decode())
    return {claim.removeprefix(BASE): found[claim] for claim in claims}


some = st.dictionaries(st.sampled_from(CLAIMS), st.sampled_from([None, *CHANGES]))


@given(some, some)
def test_the_difference_is_what_comparing_every_claim_with_itself_finds(
    written: list[str], first: Edits, second: Edits
) -> None:
    before, after = edited(written, first), edited(written, second)
    found = Difference.between(before, after)
    old, new = looked_at(before), looked_at(after)
    both = set(old) & set(new)
    assert set(found.added) == set(new) - set(old)
    assert set(found.withdrawn) == set(found.unexplained) == set(old) - set(new)
    assert set(found.changed) == {claim for claim in both if old[claim][1] != new[claim][1]}
    assert set(found.reworded) == {claim for claim in both - set(found.changed) if old[claim] != new[claim]}
    lines = [line for line in before.lines - after.lines if b"graph/claims>" in line]
    assert found.triples.get("claims", (0, 0))[1] == len(lines)
    assert Difference.told(found.tell()) == found


def test_a_change_tells_what_of_the_claim_is_otherwise(written: list[str]) -> None:
    found = Difference.between(
        edited(written, {}), edited(written, {CLAIMS[0]: "both", CLAIMS[1]: "content", CLAIMS[10]: "gloss"})
    )
    assert found.changed == {CLAIMS[0]: ("gloss", "modality"), CLAIMS[1]: ("content",)}
    assert found.reworded == (CLAIMS[10],)


def test_a_dataset_under_another_base_differs_in_nothing(written: list[str]) -> None:
    here = edited(written, {})
    elsewhere = here.under("http://e.org/x/")
    assert elsewhere.lines != here.lines
    assert Difference.between(here, elsewhere) == Difference.between(here, here) == Difference()


def test_a_blank_node_that_is_called_otherwise_is_no_change(written: list[str]) -> None:
    renamed = [line.replace("_:c14n", "_:other") for line in written]
    assert renamed != written
    assert Difference.between(edited(written, {}), edited(renamed, {})) == Difference()


@pytest.mark.parametrize(
    ("text", "told"), [("<urn:a> <urn:b> .", "line 1"), ("<urn:a> <urn:b> <urn:c> <urn:d> .", "no graph of claims")]
)
def test_what_is_no_dataset_is_refused_in_a_sentence(text: str, told: str) -> None:
    with pytest.raises(InputError, match=told):
        Content.parse(text.encode())
