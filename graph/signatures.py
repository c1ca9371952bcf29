"""Signatures of nanopublications, as the nanopub library makes them: RSA with SHA-256 (RFC 8017 §8.2), in pubinfo.

They are verified here, too: the library's own check takes any signature.
"""

import base64
import hashlib
from collections.abc import Iterable, Sequence
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from rdflib import Literal, URIRef

from graph.nanopubs import NPX, Sign
from graph.trusty import PLACEHOLDER, Quad, normal_form
from ontology.errors import InputError, UnavailableError

if TYPE_CHECKING:
    from Crypto.Hash.SHA256 import SHA256Hash
    from Crypto.PublicKey.RSA import RsaKey

FEWEST_BITS = 2048  # NIST SP 800-131A
MOST_BYTES = 64 * 1024  # of a file with a key
UNREADABLE = (ValueError, IndexError, TypeError)  # what the parser of keys raises
SIGNS = "nanopublications are signed with an RSA private key in PEM or DER (PKCS #1 or PKCS #8)"


def signing(path: Path) -> Sign:
    """What signs with the key in a file, which is told to nobody.

    Raises:
        UnavailableError: the file cannot be read, or pycryptodome is not installed.
        InputError: it holds no RSA private key that may sign.
    """
    key = _private_key(path)

    def sign(quads: list[Quad]) -> list[Quad]:
        from Crypto.Signature import pkcs1_15

        this = next(subject for _, subject, _, _ in quads if str(subject).endswith(PLACEHOLDER))
        pubinfo, element = URIRef(f"{this}#pubinfo"), URIRef(f"{this}#sig")
        public = base64.b64encode(key.public_key().export_key("DER")).decode()
        told = {"hasAlgorithm": Literal("RSA"), "hasPublicKey": Literal(public), "hasSignatureTarget": this}
        whole = [*quads, *((pubinfo, element, NPX[name], value) for name, value in told.items())]
        signature = base64.b64encode(pkcs1_15.new(key).sign(_hashed(whole, PLACEHOLDER))).decode()
        return [*whole, (pubinfo, element, NPX.hasSignature, Literal(signature))]

    return sign


def signer(this: URIRef, quads: Sequence[Quad], code: str) -> str:
    """The SHA-256 of the public key (DER) that has signed a nanopublication; empty where none has.

    Raises:
        InputError: what stands there as a signature does not fit.
        UnavailableError: there is one, and pycryptodome is not installed.
    """
    elements = {subject for _, subject, verb, _ in quads if verb == NPX.hasSignature}
    if not elements:
        return ""
    told = [(verb, value) for _, subject, verb, value in quads if subject in elements]
    values = dict(told)
    names = ("hasAlgorithm", "hasPublicKey", "hasSignature", "hasSignatureTarget")
    if len(elements) > 1 or len(values) != len(told) or not {NPX[name] for name in names} <= set(values):
        raise InputError("its signature is not told as npx: has it, once and whole")
    if values[NPX.hasSignatureTarget] != this or str(values[NPX.hasAlgorithm]) != "RSA":
        raise InputError("its signature is for something else, or not by RSA")
    _needed()
    from Crypto.PublicKey import RSA
    from Crypto.Signature import pkcs1_15

    try:
        public = base64.b64decode(values[NPX.hasPublicKey], validate=True)
        signature = base64.b64decode(values[NPX.hasSignature], validate=True)
        key = RSA.import_key(public)
    except UNREADABLE as error:
        raise InputError("its public key or its signature cannot be read") from error
    if key.size_in_bits() < FEWEST_BITS:
        raise InputError(f"its key has {key.size_in_bits()} bits, which anybody may forge; {FEWEST_BITS} are enough")
    try:
        pkcs1_15.new(key).verify(_hashed([quad for quad in quads if quad[2] != NPX.hasSignature], code), signature)
    except ValueError as error:
        raise InputError("its signature does not fit what it says") from error
    return hashlib.sha256(public).hexdigest()


def _private_key(path: Path) -> "RsaKey":
    _needed()
    from Crypto import PassphraseRequiredError
    from Crypto.PublicKey import ECC, RSA

    try:
        with path.open("rb") as file:
            told = file.read(MOST_BYTES)
    except OSError as error:
        raise UnavailableError(f"the key {path} cannot be read: {error.strerror or error}") from error
    # What an error of the parser tells is not passed on: it may be of the key.
    try:
        key = RSA.import_key(told)
    except PassphraseRequiredError:
        raise InputError(f"the key {path} is encrypted, and no passphrase is asked for: give a plain one") from None
    except UNREADABLE:
        with suppress(*UNREADABLE):
            ECC.import_key(told)
            raise InputError(f"the key {path} is not of RSA: {SIGNS}") from None
        raise InputError(f"{path} holds no key: {SIGNS}") from None
    if not key.has_private():
        raise InputError(f"the key {path} is a public one: {SIGNS}")
    if key.size_in_bits() < FEWEST_BITS:
        raise InputError(f"the key {path} has {key.size_in_bits()} bits; give one of at least {FEWEST_BITS}")
    return key


def _needed() -> None:
    try:
        import_module("Crypto")
    except ImportError as error:
        raise UnavailableError(
            "signatures need pycryptodome: install oxiana[sign], or pycryptodome beside it"
        ) from error


def _hashed(quads: Iterable[Quad], code: str) -> "SHA256Hash":
    from Crypto.Hash import SHA256

    return SHA256.new(normal_form(quads, code).encode())
