"""The commands oxiana link refresh and oxiana link suggest: what Wikidata tells now, and what may be meant there."""

import asyncio
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from api.data_directory import data_option, json_option

if TYPE_CHECKING:
    from graph.items import Change
    from graph.reconciliation import Suggestion
    from graph.refresh import Fetched
    from graph.renewal import Renewal

HAND_WRITTEN = Path(__file__).parent.parent / "graph" / "data"

contact_option = click.option(
    "--contact",
    envvar="OXIANA_CONTACT",
    metavar="ADDRESS",
    default="https://w3id.org/oxiana/",
    show_default=True,
    help="An address of the web or of mail where the operators of the service find you; it is sent in User-Agent.",
)


@click.group()
def link() -> None:
    """What Wikidata tells of the things in the graph."""


@link.command()
@click.argument("items", metavar="[QID]...", nargs=-1)
@click.option(
    "--from",
    "address",
    metavar="URL",
    default="https://www.wikidata.org/wiki/Special:EntityData/",
    show_default=True,
    help="Where the documents of items are.",
)
@click.option(
    "--lang",
    "languages",
    multiple=True,
    metavar="TAG",
    help="A language of labels and aliases; may be repeated.  [default: en, the kinds of zh, ru, uz, kk, ky, tg, tk]",
)
@click.option(
    "--files",
    "folder",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    default=HAND_WRITTEN,
    show_default="the project's own",
    help="The folder with the hand-written files, in which links/wikidata.ttl is the snapshot.",
)
@click.option("--yes", is_flag=True, help="Replace the snapshot without asking.")
@contact_option
@data_option
@click.pass_context
def refresh(
    context: click.Context,
    items: tuple[str, ...],
    address: str,
    languages: tuple[str, ...],
    folder: Path,
    contact: str,
    data_dir: Path,
    *,
    yes: bool,
) -> None:
    """Fetch items of Wikidata anew, show what differs, and replace them in the snapshot.

    Without a QID these are all items to which a mapping of the built graph leads. What is fetched is kept for a day, so
    that a broken run goes on where it was. An item that is deleted, or that has become another one, is told and
    stays as it is in the snapshot. The exit status is 1 where there is one, or where nothing is replaced.
    """
    from graph.asking import Asker
    from graph.refresh import Refresh
    from graph.renewal import Renewal
    from graph.wikibase import LANGUAGES

    wanted = list(dict.fromkeys(items)) or _linked(data_dir)
    renewal = Renewal.of(folder)
    asker = Asker(contact)
    fetching = Refresh(data_dir, asker, address, languages or LANGUAGES)

    async def fetch() -> "Fetched":
        try:
            with _bar("fetching items") as progress:
                return await fetching.fetch(wanted, progress)
        finally:
            await asker.close()

    found = asyncio.run(fetch())
    changes = renewal.changes(found.documents)
    for change in changes:
        _print(change)
    for item, other in found.redirected.items():
        click.echo(f"{item} has become {other}: review its mapping; in the snapshot it is as it was", err=True)
    for item in found.deleted:
        click.echo(f"{item} is not there, or no more: review its mapping; in the snapshot it is as it was", err=True)
    if found.documents:
        if not changes:
            click.echo("no statement, label or alias differs")
        if not yes and not _agreed(renewal, found):
            fetching.forget()
            click.echo("nothing is replaced")
            context.exit(1)
        renewal.replace(found.documents)
        click.echo(f"{renewal.path} has {_items(len(found.documents))} anew; to serve them, run: oxiana build")
    fetching.forget()
    if found.redirected or found.deleted:
        context.exit(1)


@link.command()
@click.argument("entities", metavar="[ENTITY]...", nargs=-1)
@click.option(
    "--service",
    metavar="URL",
    help="A service of the Reconciliation Service API 0.2.  [default: https://wikidata.reconci.link/LANG/api]",
)
@click.option(
    "--lang",
    "language",
    type=click.Choice(["en", "zh-Hant"]),
    default="en",
    show_default=True,
    help="In which language the entities are called.",
)
@click.option(
    "--limit",
    type=click.IntRange(1, 25),
    default=5,
    show_default=True,
    help="The most candidates of one entity.",
)
@click.option("--tsv", "as_tsv", is_flag=True, help="Print the candidates as rows like those of SSSOM, to be reviewed.")
@contact_option
@json_option
@data_option
def suggest(
    entities: tuple[str, ...],
    service: str | None,
    language: str,
    limit: int,
    contact: str,
    data_dir: Path,
    *,
    as_tsv: bool,
    as_json: bool,
) -> None:
    """Ask a reconciliation service which items of Wikidata may be meant by entities without a mapping.

    An ENTITY is named as id:CICA, CICA or by its label; without one all are asked for. What is printed are candidates
    for people to review. No mapping is ever written. A score is the service's own.
    """
    from api.suggesting import printed, rows, whole
    from graph.asking import Asker
    from graph.build import current
    from graph.reconciliation import SERVICE, unlinked
    from graph.reconciliation import suggest as ask
    from graph.store import EmbeddedStore

    if as_json and as_tsv:
        raise click.UsageError("--json and --tsv exclude each other")
    built = current(data_dir)
    chosen = unlinked(EmbeddedStore.open(built.store_path, built.names), built.names, language, entities)
    url = service or SERVICE.format(language.partition("-")[0])
    asker = Asker(contact)

    async def suggestions() -> "list[Suggestion]":
        try:
            with _bar("asking for candidates") as progress:
                return await ask(asker, url, chosen, limit, progress)
        finally:
            await asker.close()

    found = asyncio.run(suggestions())
    if as_json:
        click.echo(whole(found, url))
    elif as_tsv:
        click.echo(rows(found, url), nl=False)
    else:
        printed(found)


def _linked(data_dir: Path) -> list[str]:
    from graph.build import current
    from graph.reconciliation import linked_items
    from graph.store import EmbeddedStore
    from ontology.errors import InputError

    built = current(data_dir)
    found = linked_items(EmbeddedStore.open(built.store_path, built.names), built.names)
    if not found:
        raise InputError("no mapping of the built graph leads to an item; name the items: oxiana link refresh Q265")
    return found


def _agreed(renewal: "Renewal", found: "Fetched") -> bool:
    from ontology.errors import UnavailableError

    if not sys.stdin.isatty():
        told = "nothing is replaced, since nobody can be asked here"
        raise UnavailableError(f"{told}; what is fetched is kept for a day: run it again with --yes")
    return click.confirm(f"Replace {_items(len(found.documents))} in {renewal.path}?")


def _items(count: int) -> str:
    return f"{count} item{'s' * (count != 1)}"


def _print(change: "Change") -> None:
    click.echo(change.item)
    for line in change.gone:
        click.echo(f"  - {line}")
    for line in change.new:
        click.echo(f"  + {line}")


@contextmanager
def _bar(title: str) -> "Iterator[Callable[[int, int], None]]":
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn(f"· {title}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task("")
        yield lambda done, all_: bar.update(task, completed=done, total=all_)
