"""The command oxiana verify: whether a citation of an answer that somebody else made holds."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from api.data_directory import data_option, json_option

if TYPE_CHECKING:
    from collections.abc import Callable

    from graph.answer_verification import Verification
    from graph.rerun import Reruns
    from graph.told_citations import ToldCitation

MOST_BYTES = 64 * 1024 * 1024
MARKS = {"holds": "+", "note": "·", "cannot be verified": "?", "differs": "!"}


@click.command()
@click.argument("file", metavar="[FILE]", type=click.Path(path_type=Path), required=False)
@click.option("--all", "every", is_flag=True, help="Verify every answer that is cited in the data directory.")
@click.option("--lang", "language", type=click.Choice(["en", "zh-Hant"]), default="en", show_default=True)
@data_option
@json_option
@click.pass_context
def verify(
    context: click.Context, file: Path | None, language: str, data_dir: Path, *, every: bool, as_json: bool
) -> None:
    """Verify the citation of an answer that FILE holds, and say what differs.

    FILE is the record in JSON-LD, or anything with the identifier of an answer in it, as BibTeX, RIS or CSL-JSON have:
    then the entry of that identifier in the data directory is verified. The query is answered again on the version that
    is cited. The exit status is 0 where all of it holds, and 1 where something differs or cannot be verified.
    """
    import asyncio
    from collections import Counter

    from graph.answer_verification import Outcome

    if (file is None) != every:
        raise click.UsageError("name the FILE of a citation, or give --all for every answer that is cited here")
    told, outcomes = list[dict[str, Any]](), Counter[Outcome]()

    def report(found: "Verification") -> None:
        outcomes[found.outcome] += 1
        if as_json:
            told.append(found.tell())
        else:
            _print(found, language, is_brief=every and found.outcome == Outcome.VERIFIED)

    if file is not None:
        report(asyncio.run(_of_file(_read(file), data_dir)))
    else:
        asyncio.run(_of_all(data_dir, report))
    if as_json:
        click.echo(json.dumps(told if every else told[0], ensure_ascii=False, indent=1))
    elif every:
        click.echo(f"{outcomes[Outcome.VERIFIED]} of {outcomes.total()} cited answers verified")
    if outcomes[Outcome.VERIFIED] < outcomes.total():
        context.exit(1)


def _read(file: Path) -> "ToldCitation":
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
        return ToldCitation.read(raw)
    except InputError as error:
        raise InputError(f"{file} cannot be verified: {error}") from error


async def _of_file(told: "ToldCitation", data_dir: Path) -> "Verification":
    from dataclasses import replace

    from graph.answer_checks import ONLY_NAMED
    from graph.answer_store import AnswerStore
    from graph.answer_verification import verified, verified_entry
    from graph.build import current
    from ontology.errors import InputError, NotFoundError

    base = current(data_dir).base
    try:
        held = AnswerStore.of(data_dir).get(told.id) if told.base == base else None
    except NotFoundError:
        held = None
    async with _reruns(data_dir) as reruns:
        if told.answer:
            return await verified(told.answer, held, base, reruns.again, told.record_sha256)
        where = f"{told.base}query/{told.id}"
        if told.base != base:
            raise InputError(f"it cites an answer of another service, {where} (this one is {base}): verify it there")
        if held is None:
            raise InputError(
                f"nothing is cited as {where} here, and the file tells nothing else: it cannot be verified"
            )
        found = await verified_entry(held, reruns.again)
        return replace(found, checks=(ONLY_NAMED, *found.checks))


async def _of_all(data_dir: Path, report: "Callable[[Verification], None]") -> None:
    """Verify every entry, version by version, and forget it when it is reported: there may be many."""
    from graph.answer_store import AnswerStore
    from graph.answer_verification import verified_entry

    store = AnswerStore.of(data_dir)
    versions = {name: store.get(name).version for name in store.names()}
    async with _reruns(data_dir) as reruns:
        for name in sorted(versions, key=versions.__getitem__):
            report(await verified_entry(store.get(name), reruns.again))


def _reruns(data_dir: Path) -> "Reruns":
    from api.turns import hashed
    from graph.limits import Limits
    from graph.rerun import Reruns

    return Reruns(data_dir, hashed(Limits(workers=1)))


def _print(found: "Verification", language: str, *, is_brief: bool) -> None:
    click.echo(found.told.iri)
    for check in () if is_brief else found.checks:
        click.echo(f"  {MARKS[check.finding]} {check.said[language]}")
    click.echo(f"{'  ' if is_brief else ''}{found.sentence(language)}")
