"""Nanopublications of the invented source, signed or not, and keys made for the tests."""

from functools import cache
from pathlib import Path

from Crypto.PublicKey import RSA

from graph.edition import Edition
from graph.nanopub_files import NQUADS, written
from graph.nanopubs import Nanopub, Nanopubs
from graph.signatures import signing
from graph.store import Store
from ontology.terms import CANONICAL

CLAIMS = f"{CANONICAL.base}claim/quill-harbours/"


@cache
def rsa(bits: int = 2048) -> RSA.RsaKey:
    """A key; making one takes a second."""
    return RSA.generate(bits)


def key_file(folder: Path) -> Path:
    """A file with a key that may sign (PKCS #8 in PEM)."""
    path = folder / "key.pem"
    path.write_bytes(rsa().export_key(pkcs=8))
    return path


def all_of(store: Store, edition: Edition, key: Path | None = None) -> list[Nanopub]:
    """The nanopublications of every claim of a store, signed if there is a key."""
    nanopubs = Nanopubs(store, CANONICAL, edition, signing(key) if key else None)
    return list(nanopubs.of(nanopubs.claims()))


def nquads(nanopub: Nanopub) -> bytes:
    """A nanopublication, a statement a line."""
    return written(nanopub, NQUADS, CANONICAL)
