"""The command oxiana verify: whether a citation of an answer that somebody else made holds."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from api.data_directory import data_option, json_option

if TYPE_CHECKING:
    from graph.answer_verification import Verification
    from graph.answers import CitedAnswer
    from graph.told_citations import ToldCitation

MOST_BYTES = 64 * 1024 * 1024
MARKS = {"holds": "+", "note": "·", "cannot be verified": "?", "differs": "!"}


@click.command()
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--lang", "language", type=click.Choice(["en", "zh-Hant"]), default="en", show_default=True)
@data_option
@json_option
@click.pass_context
def verify(context: click.Context, file: Path, language: str, data_dir: Path, *, as_json: bool) -> None:
    """Verify the citation of an answer that FILE holds, and say what differs.

    FILE is the record in JSON-LD, or anything with the identifier of an answer in it, as BibTeX, RIS or CSL-JSON have:
    then the entry of that identifier in the data directory is verified. The query is answered again on the version that
    is cited. The exit status is 0 where all of it holds, and 1 where something differs or cannot be verified.
    """
    import asyncio

    from graph.answer_verification import Outcome
    from graph.told_citations import ToldCitation
    from ontology.errors import InputError

    try:
        with file.open("rb") as opened:
            raw = opened.read(MOST_BYTES + 1)
    except OSError as error:
        raise InputError(f"{file} cannot be read: {error.strerror or error}") from error
    if len(raw) > MOST_BYTES:
        raise InputError(f"{file} has more than {MOST_BYTES} bytes, and so has no citation")
    try:
        told = ToldCitation.read(raw)
    except InputError as error:
        raise InputError(f"{file} cannot be verified: {error}") from error
    found = asyncio.run(_verified(told, data_dir))
    if as_json:
        click.echo(json.dumps(found.tell(), ensure_ascii=False, indent=1))
    else:
        _print(found, language)
    if found.outcome != Outcome.VERIFIED:
        context.exit(1)


async def _verified(told: "ToldCitation", data_dir: Path) -> "Verification":
    from dataclasses import replace

    from graph.answer_store import AnswerStore
    from graph.answer_verification import ONLY_NAMED, verified, verified_entry
    from graph.build import current
    from ontology.errors import InputError, NotFoundError

    base = current(data_dir).base
    try:
        held = AnswerStore.of(data_dir).get(told.id) if told.base == base else None
    except NotFoundError:
        held = None

    async def again(answer: "CitedAnswer") -> "CitedAnswer":
        return await _again(answer, data_dir)

    if told.answer:
        return await verified(told.answer, held, base, again, told.record_sha256)
    where = f"{told.base}query/{told.id}"
    if told.base != base:
        raise InputError(f"it cites an answer of another service, {where} (this one is {base}): verify it there")
    if held is None:
        raise InputError(f"nothing is cited as {where} here, and the file tells nothing else: it cannot be verified")
    found = await verified_entry(held, again)
    return replace(found, checks=(ONLY_NAMED, *found.checks))


async def _again(answer: "CitedAnswer", data_dir: Path) -> "CitedAnswer":
    """The answer that its query has, on the version that it names."""
    from tempfile import TemporaryDirectory

    from api.turns import hashed
    from graph.archive import Archive
    from graph.build import current
    from graph.limits import Limits
    from graph.rerun import rerun_over
    from graph.store import EmbeddedStore

    built, archive, limits = current(data_dir), Archive.of(data_dir), hashed(Limits(workers=1))
    if answer.version == built.version:
        return await rerun_over(answer, built.store_path, built.names, built.version, limits)
    version = archive.exactly(answer.version)
    with TemporaryDirectory() as folder:
        store = Path(folder) / "store"
        EmbeddedStore.write(store, archive.nquads(version), version.names)
        return await rerun_over(answer, store, version.names, version.sha256, limits)


def _print(found: "Verification", language: str) -> None:
    click.echo(found.told.iri)
    for check in found.checks:
        click.echo(f"  {MARKS[check.finding]} {check.said[language]}")
    click.echo(found.sentence(language))
