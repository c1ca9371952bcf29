"""The options that many commands have: where what is built is kept, and whether a program reads the answer."""

from pathlib import Path

import click
from platformdirs import user_data_dir

data_option = click.option(
    "--data",
    "data_dir",
    type=click.Path(path_type=Path),
    envvar="OXIANA_DATA",
    default=lambda: Path(user_data_dir("oxiana")),
    show_default="the user's data directory",
    help="Where what is built is kept.",
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print the answer as JSON.")
