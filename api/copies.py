"""The commands oxiana source attach and oxiana source verify: copies of the texts, held against what the graph says."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from rich.table import Table

from api.data_directory import data_option, json_option

if TYPE_CHECKING:
    from graph.texts import Original
    from graph.verification import Verdict, Verification

file_argument = click.argument("file", type=click.Path(path_type=Path))
MOST_SHOWN = 3  # places of one passage
source_option = click.option(
    "--source", "slug", help="Which source it is a copy of; may be left out where there is one."
)


@click.group()
def source() -> None:
    """The texts from which claims are drawn."""


@source.command()
@file_argument
@source_option
@data_option
def attach(file: Path, slug: str | None, data_dir: Path) -> None:
    """Verify a copy of a source, passage by passage, and keep it, so that pages show the passages."""
    from graph.attaching import attach as attach_copy

    original = _original(slug, data_dir)
    attach_copy(data_dir, original, file)
    held = len(original.passages)
    click.echo(f"{file} is the text of {original.slug}: all {held} passages hold, and pages show them now")


@source.command()
@file_argument
@source_option
@data_option
@json_option
def verify(file: Path, slug: str | None, data_dir: Path, *, as_json: bool) -> None:
    """Tell which passages of a source hold in a copy of it; nothing is kept.

    A copy in another encoding, with other line ends or in another Unicode normal form is recognised. What does not
    stand in its place is looked for elsewhere. The exit status is 0 only for the text itself, to the byte.
    """
    from graph.texts import read_copy
    from graph.verification import Verification

    original = _original(slug, data_dir)
    found = Verification.of(original, read_copy(file))
    told = found.sentence(str(file))
    if as_json:
        click.echo(json.dumps(_whole(found, file, told), ensure_ascii=False, indent=1))
    else:
        _print(found)
        click.echo(told)
    if not found.holds:
        raise SystemExit(1)


def _original(slug: str | None, data_dir: Path) -> "Original":
    from graph.build import current
    from graph.store import EmbeddedStore
    from graph.texts import originals

    built = current(data_dir)
    known = originals(EmbeddedStore.open(built.store_path, built.names), built.names)
    chosen = slug or (next(iter(known)) if len(known) == 1 else "")
    if chosen not in known:
        raise click.BadParameter(f"name one of the sources: {', '.join(known)}", param_hint="--source")
    return known[chosen]


def _print(found: "Verification") -> None:
    from api.printing import terminal

    grid = Table()
    for column in ("passage", "characters", "in this copy", "elsewhere"):
        grid.add_column(column)
    for verdict in found.verdicts:
        passage = verdict.passage
        grid.add_row(passage.id, f"{passage.start}–{passage.end}", verdict.state, _elsewhere(verdict))
    terminal().print(grid)


def _elsewhere(verdict: "Verdict") -> str:
    shown = ", ".join(f"{start}–{end}" for start, end in verdict.places[:MOST_SHOWN])
    more = len(verdict.places) - MOST_SHOWN
    return f"{shown} and {more} more" if more > 0 else shown


def _whole(found: "Verification", file: Path, told: str) -> dict[str, Any]:
    reading = found.reading
    return {
        "file": str(file),
        "source": found.slug,
        "holds": found.holds,
        "told": told,
        "whole": found.is_whole,
        "read": {
            "encoding": reading.encoding,
            "byte order mark": reading.has_mark,
            "line ends": reading.ends[0] if reading.ends else None,
            "put into": reading.form or None,
            "first byte that is not of the encoding": reading.broken,
        },
        "passages": [
            {
                "id": one.passage.id,
                "start": one.passage.start,
                "end": one.passage.end,
                "sha256": one.passage.sha256,
                "state": str(one.state),
                "elsewhere": [list(place) for place in one.places],
            }
            for one in found.verdicts
        ],
    }
