"""The command oxiana diff: what one version of the dataset has otherwise than another."""

import gzip
import json
import zlib
from pathlib import Path
from typing import TYPE_CHECKING

import click

from api.data_directory import data_option, json_option

if TYPE_CHECKING:
    from graph.differences import Content, Difference

SUFFIXES = (".nq", ".nq.gz")


@click.command()
@click.argument("before", metavar="A")
@click.argument("after", metavar="B")
@data_option
@json_option
def diff(before: str, after: str, data_dir: Path, *, as_json: bool) -> None:
    """Tell what version B has otherwise than version A.

    Each is a kept version of the data directory (its SHA-256, eight or more of its first digits, its number, or
    current), or a file of N-Quads, which ends in .nq or .nq.gz. The exit status is 0 whether or not they differ.
    """
    from graph.differences import Difference

    found = Difference.between(_content(before, data_dir), _content(after, data_dir))
    if as_json:
        click.echo(json.dumps(found.tell(), ensure_ascii=False, indent=1))
    else:
        _print(found)


def _content(name: str, data_dir: Path) -> "Content":
    from graph.archive import Archive
    from graph.build import current
    from graph.differences import Content
    from ontology.errors import InputError

    if not name.endswith(SUFFIXES):
        archive = Archive.of(data_dir)
        return archive.content(archive.find(current(data_dir).version if name == "current" else name))
    try:
        written = Path(name).read_bytes()
        return Content.parse(gzip.decompress(written) if name.endswith(".gz") else written)
    except InputError as error:
        raise InputError(f"{name} cannot be compared: {error}") from error
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise InputError(f"{name} cannot be compared: it is no gzip, or it is cut short") from error
    except OSError as error:
        raise InputError(f"{name} cannot be read: {error.strerror}") from error


def _print(found: "Difference") -> None:
    from rich.box import SIMPLE
    from rich.table import Table
    from rich.text import Text

    from api.printing import terminal

    rows = [("added", name, "") for name in found.added]
    rows += [("reworded", name, "") for name in found.reworded]
    rows += [("changed", name, ", ".join(what)) for name, what in found.changed.items()]
    gone = set(found.unexplained)
    rows += [("withdrawn", name, "and nothing is said of it" if name in gone else "") for name in found.withdrawn]
    console = terminal()
    if rows:
        claims = Table("claim", "", "what", box=SIMPLE, show_edge=False)
        for how, name, what in rows:
            claims.add_row(Text(name.removeprefix("claim/")), how, what)
        console.print(claims)
    if found.triples:
        triples = Table("triples", box=SIMPLE, show_edge=False)
        for column in ("added", "removed"):
            triples.add_column(column, justify="right")
        for graph, (new, old) in found.triples.items():
            triples.add_row(Text(graph), str(new), str(old))
        console.print(triples)
    parts = ("added", "reworded", "changed", "withdrawn")
    told = ", ".join(f"{len(getattr(found, part))} {part}" for part in parts)
    console.print(f"claims: {told}" if found.triples else "no difference", highlight=False)
