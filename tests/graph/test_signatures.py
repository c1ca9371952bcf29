"""Signatures: the ones that the nanopub library makes, of no key but a fit one, and none that was forged."""

from base64 import b64encode
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest
from Crypto.PublicKey import ECC
from rdflib import Literal, URIRef
from rdflib.term import Identifier

from graph.build import Build
from graph.edition import Edition
from graph.nanopub_verification import verify
from graph.nanopubs import NPX, Nanopub
from graph.signatures import signing
from graph.store import Store
from graph.trusty import PLACEHOLDER, Quad, minted
from ontology.errors import InputError, OxianaError
from tests.graph.nanopub_fixtures import all_of, key_file, nquads, rsa
from tests.graph.nanopub_library import library

WORD = "a word of the tests"
PBKDF = "PBKDF2WithHMAC-SHA512AndAES256-CBC"
GOOD: dict[str, Callable[[], bytes]] = {
    "PKCS #1 in PEM": lambda: rsa().export_key(pkcs=1),
    "PKCS #8 in PEM": lambda: rsa().export_key(pkcs=8),
    "PKCS #1 in DER": lambda: rsa().export_key("DER", pkcs=1),
    "PKCS #8 in DER": lambda: rsa().export_key("DER", pkcs=8),
    "PEM with line ends of Windows": lambda: rsa().export_key().replace(b"\n", b"\r\n"),
}
BAD: dict[str, tuple[Callable[[], bytes], str]] = {
    "encrypted in PEM": (lambda: rsa().export_key(passphrase=WORD), "is encrypted"),
    "encrypted in PKCS #8": (lambda: rsa().export_key(passphrase=WORD, pkcs=8, protection=PBKDF), "is encrypted"),
    "encrypted in DER": (lambda: rsa().export_key("DER", passphrase=WORD, pkcs=8, protection=PBKDF), "is encrypted"),
    "public": (lambda: rsa().public_key().export_key(), "is a public one"),
    "1024 bits": (lambda: rsa(1024).export_key(), "has 1024 bits; give one of at least 2048"),
    "EC": (lambda: ECC.generate(curve="P-256").export_key(format="PEM").encode(), "is not of RSA"),
    "Ed25519": (lambda: ECC.generate(curve="Ed25519").export_key(format="PEM").encode(), "is not of RSA"),
    "cut off": (lambda: rsa().export_key()[:900], "holds no key"),
    "cut off DER": (lambda: rsa().export_key("DER")[:900], "holds no key"),
    "in UTF-16": (lambda: rsa().export_key().decode().encode("utf-16"), "holds no key"),
    "empty": (lambda: b"", "holds no key"),
    "zeros": (lambda: bytes(5000), "holds no key"),
    "something else": (lambda: b"@prefix ox: <https://w3id.org/oxiana/ontology#> .", "holds no key"),
}


@pytest.fixture(scope="module")
def one(second_store: Store, second_build: Build, tmp_path_factory: pytest.TempPathFactory) -> Nanopub:
    """A signed nanopublication."""
    return all_of(second_store, second_build.edition, key_file(tmp_path_factory.mktemp("key")))[0]


def file_of(folder: Path, *nanopubs: Nanopub) -> Path:
    path = folder / "some.nq"
    path.write_bytes(b"".join(map(nquads, nanopubs)))
    return path


def unnamed(quads: tuple[Quad, ...], iri: URIRef) -> list[Quad]:
    """What was named by its code, with the placeholder again."""
    code = iri.rpartition("/")[2]

    def put(term: Identifier) -> Identifier:
        return URIRef(term.replace(code, PLACEHOLDER)) if isinstance(term, URIRef) else term

    return [(put(g), put(s), put(p), put(o)) for g, s, p, o in quads]


def named(quads: list[Quad], like: Nanopub) -> Nanopub:
    code, whole = minted(quads)
    return Nanopub(URIRef(like.iri.replace(like.code, code)), like.claim, like.modality, True, tuple(whole))


def test_a_signed_nanopublication_is_the_one_that_the_library_makes_with_the_same_key(one: Nanopub) -> None:
    # The library names what has no name yet: what lies right under the base.
    sig = URIRef(f"{one.iri}#sig")
    plain = tuple(quad for quad in one.quads if quad[1] != sig)
    text = nquads(Nanopub(one.iri, one.claim, one.modality, True, plain)).decode()
    text = text.replace(f"{one.code}#", "").replace(one.code, "")
    with library() as asked:
        assert asked.signs(text.encode(), rsa().export_key(pkcs=8).decode()) == str(one.iri)


def test_who_has_signed_is_told_by_the_hash_of_the_key(one: Nanopub, second_store: Store, tmp_path: Path) -> None:
    other = all_of(second_store, Edition())[0]
    found = verify(file_of(tmp_path, one, other))
    assert found == {one.iri: sha256(rsa().public_key().export_key("DER")).hexdigest(), other.iri: ""}


@pytest.mark.parametrize("name", GOOD)
def test_a_key_in_any_usual_form_signs_alike(
    name: str, one: Nanopub, second_store: Store, second_build: Build, tmp_path: Path
) -> None:
    path = tmp_path / "key"
    path.write_bytes(GOOD[name]())
    assert all_of(second_store, second_build.edition, path)[0] == one


@pytest.mark.parametrize("name", BAD)
def test_what_is_no_key_that_may_sign_is_refused_in_one_sentence(name: str, tmp_path: Path) -> None:
    make, sentence = BAD[name]
    path = tmp_path / "key"
    path.write_bytes(make())
    with pytest.raises(InputError, match=sentence) as refusal:
        signing(path)
    assert "\n" not in str(refusal.value)
    assert str(path) in str(refusal.value)
    assert refusal.value.__cause__ is None
    assert refusal.value.__context__ is None or refusal.value.__suppress_context__


def test_a_key_that_cannot_be_read_is_told_so(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "none"):
        with pytest.raises(OxianaError, match="cannot be read"):
            signing(path)


def changed(one: Nanopub, verb: URIRef, value: str) -> Nanopub:
    """The same with another value of a property, named anew as whoever forges would."""
    quads = unnamed(one.quads, one.iri)
    assert any(p == verb for _, _, p, _ in quads)
    return named([(g, s, p, Literal(value) if p == verb else o) for g, s, p, o in quads], one)


FORGED = {
    "another gloss": (URIRef("http://www.w3.org/2000/01/rdf-schema#label"), "Forged.", "does not fit what it says"),
    "another signature": (NPX.hasSignature, "AAAA", "does not fit what it says"),
    "a signature that is none": (NPX.hasSignature, "!", "cannot be read"),
    "a key that is none": (NPX.hasPublicKey, "AAAA", "cannot be read"),
    "another algorithm": (NPX.hasAlgorithm, "DSA", "not by RSA"),
    "another target": (NPX.hasSignatureTarget, "http://e.example/", "for something else"),
}


@pytest.mark.parametrize("name", FORGED)
def test_a_forged_nanopublication_is_found_though_its_name_holds_and_the_library_takes_it(
    name: str, one: Nanopub, tmp_path: Path
) -> None:
    verb, value, sentence = FORGED[name]
    forged = changed(one, verb, value)
    with library() as asked:
        assert asked.verifies(nquads(forged)) == str(forged.iri)
    with pytest.raises(InputError) as refusal:
        verify(file_of(tmp_path, forged, one))
    [finding] = refusal.value.findings
    assert finding.sentence.startswith(f"{forged.iri}: its ")
    assert sentence in finding.sentence
    assert str(refusal.value) == "of 2 nanopublications 1 hold"


def test_a_signature_by_a_key_that_anybody_may_find_out_is_not_taken(one: Nanopub, tmp_path: Path) -> None:
    weak = changed(one, NPX.hasPublicKey, b64encode(rsa(1024).public_key().export_key("DER")).decode())
    with pytest.raises(InputError) as refusal:
        verify(file_of(tmp_path, weak))
    assert "1024 bits" in refusal.value.findings[0].sentence


def test_a_second_signature_is_not_taken(one: Nanopub, tmp_path: Path) -> None:
    quads = unnamed(one.quads, one.iri)
    graph = next(g for g, _, p, _ in quads if p == NPX.hasSignature)
    twice = named([*quads, (graph, URIRef("http://e.example/sig"), NPX.hasSignature, Literal("AAAA"))], one)
    with pytest.raises(InputError) as refusal:
        verify(file_of(tmp_path, twice))
    assert "once and whole" in refusal.value.findings[0].sentence
