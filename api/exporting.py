"""The command oxiana export: everything that is served, as files for any web host."""

import re
from pathlib import Path

import click

from api.data_directory import data_option

ROOT = re.compile(r"(?:/[\w\-.~]+)*/?")


@click.command()
@click.option(
    "--site",
    metavar="DIR",
    required=True,
    type=click.Path(path_type=Path),
    help="The folder to write to: a new one, or a former export.",
)
@click.option(
    "--root", metavar="PATH", help="Link by paths that begin so, as /oxiana or /; without it, from file to file."
)
@data_option
def export(site: Path, root: str | None, data_dir: Path) -> None:
    """Write everything that is served as files, for any web host, so that citations outlive the service.

    Each IRI is written as a page in both languages and as data. No attached text is ever shown. The same build gives
    the same bytes.
    """
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    from api.twin_site import export_site
    from graph.build import held

    if root is not None and not ROOT.fullmatch(root):
        raise click.BadParameter(f"{root} is not a path like /oxiana", param_hint="--root")
    built, hold = held(data_dir)
    columns = (TextColumn("· writing pages and data"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    try:
        with Progress(*columns, console=Console(stderr=True)) as bar:
            task = bar.add_task("")
            told = root.rstrip("/") if root is not None else None
            count = export_site(built, site, told, lambda done, all_: bar.update(task, completed=done, total=all_))
    finally:
        hold.end()
    click.echo(f"{site} holds version {built.version[:12]} in {count} files; any web host can serve it")
