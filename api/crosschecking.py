"""The command oxiana crosscheck: claims held against what others tell."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from api.data_directory import data_option, json_option
from graph.build import current

if TYPE_CHECKING:
    from graph.crosscheck.table import Checked
    from ontology.terms import Names


@click.command()
@data_option
@json_option
@click.option("--markdown", "as_markdown", is_flag=True, help="Print the page docs/crosscheck.md.")
@click.option(
    "--outcome",
    type=click.Choice(["agrees", "differs", "silent", "not-comparable"]),
    help="Only the claims with this outcome.",
)
def crosscheck(data_dir: Path, outcome: str | None, *, as_json: bool, as_markdown: bool) -> None:
    """Hold every claim against what Wikidata's snapshot and other references tell: it agrees, differs, or neither.

    It tells of differences; it does not judge who is right, and its exit status is 0 whatever it finds.
    """
    from api.crosscheck_json import crosscheck_json
    from graph.crosscheck.markdown import markdown
    from graph.crosscheck.table import table
    from graph.store import EmbeddedStore

    if as_json and as_markdown:
        raise click.UsageError("--json and --markdown exclude each other")
    built = current(data_dir)
    checks = table(EmbeddedStore.open(built.store_path, built.names), built.names)
    if not checks and not as_json and not as_markdown:
        click.echo("this dataset was built without facts of others, so nothing was compared")
        return
    if outcome:
        chosen = outcome.replace("-", "").lower()
        checks = [one for one in checks if one.outcome.rpartition("#")[2].lower() == chosen]
    if as_json:
        click.echo(json.dumps(crosscheck_json(checks, built.version), ensure_ascii=False, indent=1))
    elif as_markdown:
        click.echo(markdown(checks, built.names), nl=False)
    else:
        _tell(checks, built.names)


def _tell(checks: "Sequence[Checked]", names: "Names") -> None:
    from graph.crosscheck.markdown import WORDS
    from graph.crosscheck.table import tally
    from graph.prefixes import prefixed

    for check in checks:
        name = check.claim.removeprefix(f"{names.base}claim/")
        put = check.modality.rpartition("#")[2].lower()
        click.echo(f"{name}  {WORDS[check.outcome.rpartition('#')[2]]}  ({put}) {check.gloss.get('en', '')}")
        for part in check.comparisons:
            triple = " ".join(prefixed(str(term), names) for term in (part.subject, part.predicate, part.object))
            click.echo(f"    {WORDS[part.outcome.rpartition('#')[2]]}: {triple}")
            click.echo(f"      {part.why.get('en', '')}")
            for told in part.statements:
                click.echo(f"      · {told.iri.removeprefix(names.graph)}")
    counts = ", ".join(f"{WORDS[name]} {count}" for name, count in tally(checks).items())
    click.echo(f"claims: {len(checks)} ({counts})")
