"""The command oxiana cite: the citation of a claim, passage, source, graph or answer, the ontology or the dataset."""

from datetime import datetime
from pathlib import Path

import click
from rdflib import URIRef

from api.data_directory import data_option, json_option

STYLE = "apa"
# The names of the formats for machines, as the service has them too, and the media types behind them.
FORMATS = ("text", "html", "bibtex", "biblatex", "ris", "csl", "datacite", "schema.org")


@click.command()
@click.argument("things", metavar="[THING]...", nargs=-1)
@click.option("--all", "all_claims", is_flag=True, help="Cite every claim.")
@click.option("--style", metavar="STYLE", help=f"The style of --format text and html.  [default: {STYLE}]")
@click.option("--lang", "language", default="en", show_default=True, help="The language: en or zh-Hant.")
@click.option(
    "--format", "form", type=click.Choice(FORMATS), default="text", show_default=True, help="What is printed."
)
@click.option(
    "--accessed", type=click.DateTime(["%Y-%m-%d"]), metavar="DATE", help="Tell this date of access, as 2026-11-26."
)
@click.option(
    "--query",
    "file",
    type=click.Path(path_type=Path, allow_dash=True),
    help="Cite the answer to the SPARQL query in a file; - reads it from standard input. It gets an identifier.",
)
@click.option("--title", default="", help="With --query: a title for the answer, if nobody has cited it before.")
@json_option
@data_option
def cite(
    things: tuple[str, ...],
    style: str | None,
    language: str,
    form: str,
    accessed: datetime | None,
    data_dir: Path,
    file: Path | None,
    title: str,
    *,
    all_claims: bool,
    as_json: bool,
) -> None:
    """Print how THINGs are cited, one after the other.

    A THING is an IRI, a prefixed name (claim:F7.1, text:F7.s1, graph:entities) or the end of the IRI of a claim, a
    passage or a source: F7.1, or with the source where there are several: SOURCE/F7.1. The styles are apa, chicago,
    chicago-notes, mla, gb-7714, gb-7714-author-date and gb-7714-note. With --query the identifier of the answer comes
    first, or with --json its whole record.
    """
    from api.citing import language_of
    from api.lookups import Lookups
    from api.naming import Naming
    from api.nearness import Nearness
    from api.negotiation import SHORT
    from graph.bibliography import FORMATS as WRITERS
    from graph.build import current
    from graph.citations import Citations, UncitableError
    from graph.item import Item
    from graph.store import EmbeddedStore
    from graph.styles import formatted, style_of
    from ontology.errors import InputError

    if bool(things) + all_claims + bool(file) != 1:
        raise click.UsageError("name what is cited, or give --all for every claim, or --query FILE for an answer")
    if (title or as_json) and not file:
        raise click.UsageError("--title and --json are for --query FILE")
    if style and form not in ("text", "html"):
        raise click.UsageError(f"--style is for --format text and html; {form} has none")
    chosen, language = style_of(style or STYLE), language_of(language)
    built = current(data_dir)
    store = EmbeddedStore.open(built.store_path, built.names)
    citations, lookups = Citations(store, built.names, built.edition, built.version), Lookups(store, built.names)
    day = accessed.date().isoformat() if accessed else ""
    told = ""

    def of_answer(path: Path) -> Item:
        nonlocal told
        from api.query_citing import cite_query, query_of
        from graph.answer_item import item_of as answer_item
        from graph.answer_record import written

        answer = cite_query(data_dir, built, query_of(path), title)
        told = written(answer) if as_json else f"{answer.iri}\n"
        return answer_item(answer, built.edition, language, day)

    def item_of(name: str) -> Item:
        thing: URIRef = Naming(lookups, built.names).cited(name)
        try:
            return citations.item(thing, language, day)
        except UncitableError:
            if lookups.exists(thing):
                raise
            near = Nearness(lookups, built.names).near(thing)
            meant = f"; did you mean {', '.join(near)}?" if near else ""
            raise InputError(f"nothing in the graph is called {name}{meant}") from None

    if file:
        items = [of_answer(file)]
    else:
        items = citations.claims(language, day) if all_claims else [item_of(name) for name in things]
    if as_json:
        printed = ""
    elif form in ("text", "html"):
        shown = (formatted(item, chosen) for item in items)
        printed = "".join(f"{one.html if form == 'html' else one.text}\n" for one in shown)
    else:
        printed = WRITERS[SHORT[form][0]](items)
    click.echo((told + printed).encode(), nl=False)  # these formats are UTF-8, whatever the terminal is
