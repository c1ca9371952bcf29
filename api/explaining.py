"""The command oxiana explain: why a triple holds, or why not, and what would follow from other claims."""

import json
from pathlib import Path

import click

from api.data_directory import data_option, json_option


@click.command()
@click.argument("terms", metavar="[SUBJECT PREDICATE OBJECT]", nargs=-1)
@click.option("--with", "taken_in", metavar="CLAIM", multiple=True, help="Suppose that this claim holds, too.")
@click.option("--without", "left_out", metavar="CLAIM", multiple=True, help="Suppose that this claim were not there.")
@click.option("--lang", type=click.Choice(["en", "zh-Hant"]), default="en", show_default=True, help="The language.")
@data_option
@json_option
def explain(
    terms: tuple[str, ...],
    taken_in: tuple[str, ...],
    left_out: tuple[str, ...],
    lang: str,
    data_dir: Path,
    *,
    as_json: bool,
) -> None:
    """Tell why a triple holds, down to claims and passages; or why not.

    SUBJECT, PREDICATE and OBJECT are IRIs, prefixed names (id:Russia) or labels in either language. Without them, and
    with claims to take in or leave out, tell what would be inferred, or no more. The exit status is 1 where the triple
    does not hold.
    """
    from api.accounts import Account
    from api.lookups import Lookups
    from api.naming import Naming
    from api.narration import narrated
    from graph.build import current
    from graph.explanation import Explanations
    from graph.premises import Premises
    from graph.store import EmbeddedStore

    if len(terms) not in (0, 3):
        raise click.UsageError("name a subject, a predicate and an object; quote what has spaces")
    if not terms and not taken_in and not left_out:
        raise click.UsageError("name a triple, or claims --with or --without which to reason")
    built = current(data_dir)
    store = EmbeddedStore.open(built.store_path, built.names)
    lookups = Lookups(store, built.names)
    naming = Naming(lookups, built.names)
    changes = [[str(naming.claim(one)) for one in some] for some in (taken_in, left_out)]
    explanations = Explanations(Premises.read(store, built.names))
    triple = [term.n3() for term in naming.triple(*terms)] if terms else None
    told = explanations.explain(triple, *changes) if triple else explanations.differences(*changes)
    if as_json:
        click.echo(json.dumps(Account.of(told, lookups, lang).whole(), ensure_ascii=False, indent=1))
    else:
        click.echo(narrated(Account.of(told, lookups, lang)), nl=False)
    if terms and told["holds"] == "no":
        raise SystemExit(1)
