"""Files of nanopublications: what holds is told, and each fault of what does not."""

import gzip
from collections.abc import Callable
from pathlib import Path

import pytest
from rdflib import URIRef

from graph.build import Build
from graph.nanopub_files import TRIG, bulk, compressed, written
from graph.nanopub_verification import verify
from graph.nanopubs import Nanopub
from graph.store import Store
from graph.trusty import PLACEHOLDER, minted
from ontology.errors import InputError, UnavailableError
from ontology.terms import CANONICAL
from tests.graph.nanopub_fixtures import all_of, nquads


@pytest.fixture(scope="module")
def made(second_store: Store, second_build: Build) -> list[Nanopub]:
    return all_of(second_store, second_build.edition)


def put(folder: Path, name: str, text: bytes) -> Path:
    path = folder / name
    path.write_bytes(text)
    return path


def sentences(path: Path) -> list[str]:
    with pytest.raises(InputError) as refusal:
        verify(path)
    return [finding.sentence for finding in refusal.value.findings] or [str(refusal.value)]


@pytest.mark.parametrize("suffix", ["trig", "nq", "jsonld"])
def test_a_file_in_each_format_holds(made: list[Nanopub], tmp_path: Path, suffix: str) -> None:
    media_type = {"trig": TRIG, "nq": "application/n-quads", "jsonld": "application/ld+json"}[suffix]
    one = made[0]
    assert verify(put(tmp_path, f"one.{suffix}", written(one, media_type, CANONICAL))) == {one.iri: ""}


def test_all_in_one_file_hold(made: list[Nanopub], tmp_path: Path) -> None:
    whole = bulk(made, CANONICAL)
    assert verify(put(tmp_path, "all.trig", whole)) == {one.iri: "" for one in made}
    assert verify(put(tmp_path, "all.trig.gz", compressed(whole))) == {one.iri: "" for one in made}


def test_the_parts_of_each_stand_together_and_in_order(made: list[Nanopub]) -> None:
    text = bulk(made, CANONICAL).decode()
    order = [line.removesuffix(" {") for line in text.splitlines() if line.startswith("sub:") and line.endswith("{")]
    assert order == ["sub:Head", "sub:assertion", "sub:provenance", "sub:pubinfo"] * len(made)


def without(one: Nanopub, part: str) -> bytes:
    graph = f"<{one.iri}#{part}> .".encode()
    return b"".join(line for line in nquads(one).splitlines(keepends=True) if not line.rstrip().endswith(graph))


@pytest.mark.parametrize("part", ["assertion", "provenance", "pubinfo"])
def test_one_that_lacks_a_part_does_not_hold(made: list[Nanopub], tmp_path: Path, part: str) -> None:
    [told] = sentences(put(tmp_path, "one.nq", without(made[0], part)))
    assert told.startswith(f"{made[0].iri}: it is not a head, an assertion, a provenance and a publication info")


STRANGE: dict[str, tuple[Callable[[Nanopub], bytes], str]] = {
    "no head": (lambda one: without(one, "Head"), "is of no nanopublication"),
    "a graph of its own": (lambda one: nquads(one) + b"<urn:a> <urn:b> <urn:c> <urn:d> .\n", "urn:d is of no nanopub"),
    "no graph": (lambda one: nquads(one) + b"<urn:a> <urn:b> <urn:c> .\n", "stands in a named graph"),
    "no name": (lambda one: nquads(one) + f"<urn:a> <urn:b> _:b <{one.iri}#assertion> .\n".encode(), "is no IRI"),
    "no Trusty URI": (lambda one: nquads(one).replace(one.code.encode(), b"one"), "has no Trusty URI"),
    "nothing": (lambda _: b"", "has no nanopublication in it"),
    "no N-Quads": (lambda _: b"nonsense", "arser error"),
    "not UTF-8": (lambda _: b'<urn:a> <urn:b> "\xff" <urn:d> .\n', "UTF-8"),
}


@pytest.mark.parametrize("name", STRANGE)
def test_what_is_strange_in_a_file_is_told(made: list[Nanopub], tmp_path: Path, name: str) -> None:
    make, sentence = STRANGE[name]
    assert sentence in sentences(put(tmp_path, "one.nq", make(made[0])))[0]


def test_a_fault_of_the_format_has_its_line(made: list[Nanopub], tmp_path: Path) -> None:
    path = put(tmp_path, "one.nq", nquads(made[0]) + b"nonsense\n")
    with pytest.raises(InputError) as refusal:
        verify(path)
    assert refusal.value.findings[0].line == len(nquads(made[0]).splitlines()) + 1


@pytest.mark.parametrize("cut", [5, 40, -1], ids=["in its head", "in its middle", "at its end"])
def test_a_gzip_file_that_is_cut_short_is_told_so(made: list[Nanopub], tmp_path: Path, cut: int) -> None:
    [told] = sentences(put(tmp_path, "one.trig.gz", compressed(bulk(made, CANONICAL))[:cut]))
    assert "is damaged" in told


def test_a_file_that_unpacks_to_more_than_is_read_is_told_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("graph.nanopub_verification.MOST_BYTES", 1000)
    path = put(tmp_path, "bomb.trig.gz", gzip.compress(bytes(1001)))
    assert "is longer than 1000 bytes; verify it in parts" in sentences(path)[0]


def test_a_file_of_another_name_and_one_that_is_not_there_are_told(tmp_path: Path) -> None:
    assert "these end in .trig" in sentences(put(tmp_path, "one.pdf", b""))[0]
    with pytest.raises(UnavailableError, match="cannot be read"):
        verify(tmp_path / "none.trig")


def test_names_with_a_port_hold_here(made: list[Nanopub], tmp_path: Path) -> None:
    one = made[0]

    def put_elsewhere(term: object) -> object:
        moved = str(term).replace("https://w3id.org/oxiana/", "http://127.0.0.1:8000/~é/")
        return URIRef(moved.replace(one.code, PLACEHOLDER)) if isinstance(term, URIRef) else term

    quads = [tuple(map(put_elsewhere, quad)) for quad in one.quads]
    code, named = minted(quads)  # type: ignore[arg-type]
    moved = Nanopub(URIRef(f"http://127.0.0.1:8000/~é/np/{code}"), one.claim, one.modality, True, tuple(named))
    assert list(verify(put(tmp_path, "one.nq", nquads(moved)))) == [moved.iri]
