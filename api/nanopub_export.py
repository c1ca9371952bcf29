"""The command oxiana nanopubs: each claim as a nanopublication, in a file, signed on demand; and their verification."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

import click

from api.data_directory import data_option, json_option

if TYPE_CHECKING:
    from rdflib import URIRef

    from graph.nanopubs import Nanopub

SUFFIXES = (".trig", ".trig.gz")


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False), required=False)
@click.option(
    "--claim", "wanted", multiple=True, metavar="CLAIM", help="Only of this claim: F7.1, or its IRI; may be repeated."
)
@click.option(
    "--sign",
    "key",
    type=click.Path(path_type=Path),
    metavar="KEY",
    help="Sign with the RSA private key in this file (PEM or DER). What is signed is another nanopublication.",
)
@click.option(
    "--verify", "given", type=click.Path(path_type=Path), metavar="FILE", help="Write nothing, but verify this file."
)
@data_option
@json_option
def nanopubs(
    file: Path | None, wanted: tuple[str, ...], key: Path | None, given: Path | None, data_dir: Path, *, as_json: bool
) -> None:
    """Write the claims of the built dataset as nanopublications, to a FILE.trig or FILE.trig.gz.

    Nothing is sent to anybody.
    """
    if bool(file) == bool(given) or (given and (wanted or key)):
        raise click.UsageError("name a FILE to write, or --verify one that is there")
    if given:
        _verify(given, as_json=as_json)
    elif file:
        _write(file, wanted, key, data_dir, as_json=as_json)


def _write(file: Path, wanted: tuple[str, ...], key: Path | None, data_dir: Path, *, as_json: bool) -> None:
    from graph.build import current
    from graph.nanopub_files import bulk, compressed, is_read_by_others
    from graph.nanopubs import Nanopubs
    from graph.signatures import signing
    from graph.store import EmbeddedStore

    if not file.name.endswith(SUFFIXES):
        raise click.BadParameter(f"its name ends in {' or '.join(SUFFIXES)}", param_hint="FILE")
    sign = signing(key) if key else None
    built = current(data_dir)
    made = Nanopubs(EmbeddedStore.open(built.store_path, built.names), built.names, built.edition, sign)
    claims = made.claims()
    found = list(made.of(_chosen(wanted, claims) if wanted else claims))
    trig = bulk(found, built.names)
    body = compressed(trig) if file.suffix == ".gz" else trig
    _put(file, body)
    if not is_read_by_others(built.names):
        click.echo(
            f"oxiana: the names under {built.base} are right, but the nanopub library for Python cannot verify them: "
            "it reads only letters, digits, dots, hyphens and underscores; oxiana nanopubs --verify can",
            err=True,
        )
    if as_json:
        told = {"file": str(file), "bytes": len(body), "signed": bool(key), "nanopublications": [*map(_told, found)]}
        click.echo(json.dumps(told, ensure_ascii=False, indent=1))
    else:
        _tell(file, found, len(body), is_signed=bool(key))


def _chosen(wanted: Sequence[str], claims: "Sequence[URIRef]") -> "list[URIRef]":
    """The claims that are wanted, each by its IRI or the end of it.

    Raises:
        InputError: there is no such claim, or there are several.
    """
    from ontology.errors import InputError

    chosen = []
    for one in dict.fromkeys(wanted):
        meant = [claim for claim in claims if str(claim) == one or claim.endswith(f"/{one}")]
        if len(meant) != 1:
            several = f"several claims are called {one}: {', '.join(meant)}; name one of them"
            raise InputError(several if meant else f"there is no claim {one}; nothing is written")
        chosen += meant
    return sorted({*chosen})


def _put(file: Path, body: bytes) -> None:
    """Write a file in one step: what was there stays until all of it is written.

    Raises:
        UnavailableError: it cannot be written.
    """
    from ontology.errors import UnavailableError

    beside = file.with_name(f".{file.name}-{uuid4().hex}")
    try:
        beside.write_bytes(body)
        beside.replace(file)
    except OSError as error:
        beside.unlink(missing_ok=True)
        raise UnavailableError(f"{file} cannot be written: {error.strerror or error}") from error


def _told(one: "Nanopub") -> dict[str, object]:
    return {"iri": one.iri, "claim": one.claim, "modality": one.modality, "affirmed": one.is_affirmed}


def _tell(file: Path, found: "Sequence[Nanopub]", size: int, *, is_signed: bool) -> None:
    from api.rendering import short

    how = "signed" if is_signed else "not signed"
    click.echo(f"{file}: {_counted(len(found))} ({size} bytes), {how}; none is sent to anybody")
    reported = [one for one in found if not one.is_affirmed]
    if not reported:
        return
    click.echo(f"{len(reported)} of them quote what the source does not itself affirm, and do not assert it:")
    for one in reported:
        modality = short(one.modality).lower()
        voice = ", in another voice" if modality == "asserted" else ""
        click.echo(f"  {short(one.claim)} [{modality}{voice}]")


def _verify(given: Path, *, as_json: bool) -> None:
    from graph.nanopub_verification import verify

    signers = verify(given)
    if as_json:
        click.echo(json.dumps(signers, indent=1))
        return
    click.echo(f"{given}: {_counted(len(signers))}, each as its Trusty URI names it")
    for signer in sorted({*signers.values()}):
        number = sum(one == signer for one in signers.values())
        key = f"signed by the key whose SHA-256 is {signer}" if signer else "not signed"
        click.echo(f"  {number} {key}")


def _counted(number: int) -> str:
    return f"{number} nanopublication{'s' * (number != 1)}"
