"""The command oxiana crate."""

from datetime import datetime
from pathlib import Path

import click

from api.data_directory import data_option


@click.command()
@click.argument("place", metavar="DIR-OR-ZIP", type=click.Path(path_type=Path))
@click.option(
    "--published",
    type=click.DateTime(["%Y-%m-%d"]),
    help="The date on which it is published, where the CITATION.cff of the dataset tells none.",
)
@data_option
def crate(place: Path, published: datetime | None, data_dir: Path) -> None:
    """Write the built dataset, its vocabulary and its description as an RO-Crate, to a folder or a .zip file."""
    from graph.crate import crate as write

    build = write(data_dir, place, published.date().isoformat() if published else "")
    click.echo(f"{place} is a crate of version {build.version[:12]}")
