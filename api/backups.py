"""The commands oxiana backup and oxiana restore."""

from pathlib import Path

import click
from click.core import ParameterSource

from api.data_directory import data_option


def _is_asked_for_data(context: click.Context, plain: click.Parameter) -> bool:
    """Whether the data directory is named on the command line, and the plain store in the environment only."""
    named = ParameterSource.COMMANDLINE
    sources = (context.get_parameter_source("data_dir"), context.get_parameter_source(plain.name or ""))
    return sources[0] is named and sources[1] is not named


plain_option = click.option(
    "--plain",
    envvar="OXIANA_PLAIN",
    type=click.Path(path_type=Path, file_okay=False),
    callback=lambda context, option, path: None if _is_asked_for_data(context, option) else path,
    help="The folder of an ordinary SPARQL store, in place of the data directory.",
)


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@data_option
@plain_option
def backup(folder: Path, data_dir: Path, plain: Path | None) -> None:
    """Copy what is built, written and attached to DIR, also while it is served."""
    from graph.backup import DATA, PLAIN, back_up

    made = back_up(plain or data_dir, folder, PLAIN if plain else DATA)
    click.echo(f"{plain or data_dir} is backed up in {folder}: {_told(made.version, made.writes)}")


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@data_option
@plain_option
def restore(folder: Path, data_dir: Path, plain: Path | None) -> None:
    """Give the backup in DIR back, to a data directory that is empty or not there."""
    from graph.backup import DATA, PLAIN
    from graph.backup import restore as give_back

    made = give_back(folder, plain or data_dir, PLAIN if plain else DATA)
    click.echo(f"{folder} is restored to {plain or data_dir}: {_told(made.version, made.writes)}")


def _told(version: str, writes: int) -> str:
    return f"{f'version {version[:12]}, ' if version else ''}write {writes}"
