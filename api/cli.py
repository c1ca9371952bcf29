"""The command line: oxiana build, check, serve, query, explain, lattice, diff, cite, export, backup and others."""

import os
import re
import signal
import sys
from io import TextIOWrapper
from pathlib import Path
from typing import Any

import click

from api.backups import backup, restore
from api.cite_command import cite
from api.coalitions import lattice
from api.configuration import Configured
from api.copies import source
from api.crate import crate
from api.crosschecking import crosscheck
from api.data_directory import data_option, json_option
from api.difference import diff
from api.explaining import explain
from api.exporting import export
from api.limiting import limit_option
from api.link import link
from api.nanopub_export import nanopubs
from api.operating import Operating, operating_options
from api.reasoning import reason
from api.verify_command import verify
from graph.build import Inputs, current
from graph.build import build as build_graph
from graph.build import check as check_files
from graph.limits import MIB, Limits
from ontology import __version__
from ontology.errors import InputError, OxianaError
from ontology.terms import CANONICAL_BASE, Names

PACKAGED = Path(__file__).parent.parent / "graph" / "data"
EXAMPLES = Path(__file__).parent / "queries" / "examples"
BASE = re.compile(r"""https?://[^\s<>"{}|\\^`]+/""")

from_option = click.option(
    "--from",
    "folder",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    default=PACKAGED,
    show_default="the project's own",
    help="The folder with the hand-written files.",
)
base_option = click.option(
    "--base", default=CANONICAL_BASE, show_default=True, help="The IRI under which all names lie."
)


class Commands(click.Group):
    """Commands whose refusals are one sentence each and exit status 1."""

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401 - as click has it
        """Run the command."""
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, TextIOWrapper):  # what a terminal cannot show is spelled out
                stream.reconfigure(errors="backslashreplace")
        try:
            return super().invoke(ctx)
        except OxianaError as error:
            for finding in error.findings if isinstance(error, InputError) else ():
                click.echo(str(finding), err=True)
            click.echo(f"oxiana: {error}", err=True)
            ctx.exit(1)


@click.group(cls=Commands)
@click.version_option(__version__)
def main() -> None:
    """Turn a scholar's text into a knowledge graph, and serve it."""


main.add_command(backup)
main.add_command(restore)
main.add_command(reason)
main.add_command(diff)
main.add_command(explain)
main.add_command(cite)
main.add_command(verify)
main.add_command(lattice)
main.add_command(nanopubs)
main.add_command(crate)
main.add_command(source)
main.add_command(export)
main.add_command(link)
main.add_command(crosscheck)


@main.command()
@data_option
@from_option
@base_option
@json_option
def build(data_dir: Path, folder: Path, base: str, *, as_json: bool) -> None:
    """Check the hand-written files and build the dataset."""
    from api.summary import print_summary

    built = build_graph(data_dir, Inputs(folder, EXAMPLES, _names(base)), _progress)
    print_summary({"version": built.version, **built.summary}, as_json=as_json)


@main.command()
@data_option
@from_option
@base_option
@json_option
def check(data_dir: Path, folder: Path, base: str, *, as_json: bool) -> None:
    """Do all that build does, but write nothing."""
    from api.summary import print_summary

    summary = check_files(Inputs(folder, EXAMPLES, _names(base)), _progress, data_dir)
    print_summary(summary, as_json=as_json)


@main.command(cls=Configured)
@data_option
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on; 0.0.0.0 or :: for all.")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="The port; 0 for a free one."
)
@limit_option
@click.option(
    "--token-file",
    type=click.Path(path_type=Path),
    help="A file with a secret; whoever sends it may write. It may be in OXIANA_TOKEN instead. Without it nobody may.",
)
@click.option(
    "--plain",
    type=click.Path(path_type=Path, file_okay=False),
    help="Serve an ordinary SPARQL store in this folder, made if need be, in place of the built dataset.",
)
@click.option(
    "--service",
    "services",
    multiple=True,
    metavar="URL",
    help="An endpoint that SERVICE may name, beside Wikidata's; may be repeated; none: not even that.",
)
@click.option(
    "--trust-host",
    "trusted",
    multiple=True,
    metavar="HOST",
    help="A host of such an endpoint that may have an address which is not public; may be repeated.",
)
@click.option("--base", help="With --plain: the IRI under which the service and its /graph/… lie.")
@operating_options
def serve(
    data_dir: Path,
    host: str,
    port: int,
    limits: Limits,
    token_file: Path | None,
    plain: Path | None,
    services: tuple[str, ...],
    trusted: tuple[str, ...],
    base: str | None,
    operating: Operating,
) -> None:
    """Serve the built dataset over HTTP, or with --plain an ordinary SPARQL store."""
    from fastapi import FastAPI

    from api.following import Following
    from api.journal import journal
    from api.serving import address, application, following, listen, run
    from api.settings import Settings
    from api.tokens import Token
    from graph.remote_query import Outgoing
    from graph.services import WIKIDATA
    from graph.writing import claim

    if base and not plain:
        raise click.UsageError("--base is for --plain; a build has its base from: oxiana build --base IRI")
    endpoints = () if {"", "none"} & set(services) else tuple(dict.fromkeys((WIKIDATA, *services)))
    token = Token.given(token_file, os.environ)
    settings = Settings(
        _names(base or CANONICAL_BASE),
        limits=limits,
        plain=bool(plain),
        outgoing=Outgoing(endpoints, trusted),
        root_path=operating.root_path,
        proxies=operating.proxies,
        requests_per_minute=operating.requests_per_minute,
        citations_per_minute=operating.cite_rate,
        room=operating.room,
        cache_bytes=operating.cache * MIB,
    )
    told = journal(operating.log_level, operating.log_format)
    app: FastAPI | Following
    if plain:
        what = f"the store in {plain}"
        claim(plain / "store")
        app = application(plain / "store", settings, token=token, journal=told)
    else:
        app = following(data_dir, settings, token, told)
        what = f"version {app.version[:12]}"
    listener = listen(host, port)
    click.echo(f"Oxiana serves {what} on {address(listener)}", err=True)
    run(app, listener, told, operating.seconds_to_stop, operating.bounds)


@main.command()
@click.argument("text", metavar="QUERY")
@data_option
@json_option
@click.option("--csv", "as_csv", is_flag=True, help="Print the answer as CSV.")
@click.option("--lineage", "with_lineage", is_flag=True, help="Tell on which claims each row of the answer rests.")
def query(text: str, data_dir: Path, *, as_json: bool, as_csv: bool, with_lineage: bool) -> None:
    """Ask the built dataset a SPARQL query and print a table; - reads the query from standard input."""
    from api.printing import print_answer
    from graph.lineage.question import Question
    from graph.lineage.tracer import Tracer
    from graph.store import JSON, EmbeddedStore

    if text == "-":
        try:
            text = sys.stdin.buffer.read().decode("utf-8")
        except UnicodeDecodeError as error:
            raise InputError(f"the query is not UTF-8 (byte {error.start})") from error

    if as_json and as_csv:
        raise click.UsageError("--json and --csv exclude each other")
    built = current(data_dir)
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # the engine does not hear Python's own
    wanted = ["text/csv"] if as_csv else [JSON, "application/ld+json"] if as_json else [JSON, "text/turtle"]
    store = EmbeddedStore.open(built.store_path, built.names)
    if with_lineage:
        answer = Tracer(store, built.names).told(Question(text, version=built.version), wanted)
    else:
        answer = store.query(text, wanted)
    if answer.media_type == JSON and not as_json:
        print_answer(answer.body, built.names)
    else:
        click.echo(answer.body.rstrip(b"\r\n"))  # bytes: these formats are UTF-8, whatever the terminal is


def _names(base: str) -> Names:
    if not BASE.fullmatch(base):
        raise click.BadParameter(f"{base} is not an http(s) IRI that ends in /", param_hint="--base")
    return Names(base)


def _progress(step: str) -> None:
    click.echo(f"· {step}", err=True)
