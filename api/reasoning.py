"""The command oxiana reason: what follows from anybody's ontology and data."""

import json
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import click

from api.data_directory import json_option

if TYPE_CHECKING:
    from ontology.reasoning.reasoner import Reasoner


@click.command()
@click.argument("files", metavar="FILE…", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--summary", is_flag=True, help="Tell how much follows, and by which axioms, in place of the triples.")
@click.option(
    "--most", type=click.IntRange(1), default=20_000_000, show_default=True, help="Triples that may be there."
)
@json_option
def reason(files: tuple[Path, ...], *, summary: bool, most: int, as_json: bool) -> None:
    """Print what follows by OWL 2 RL from the axioms and triples in FILE…, as N-Triples.

    The axioms of which no rule is made, and what cannot be, are told on standard error. Where something cannot be, the
    exit status is 1.
    """
    from graph.foreign import triples_of
    from ontology.reasoning.compiler import compiled
    from ontology.reasoning.horn import Triple
    from ontology.reasoning.reasoner import Reasoner

    def progress(step: str) -> None:
        if not as_json:
            click.echo(f"· {step}", err=True)

    given = list[Triple]()
    for file in files:
        progress(f"reading {file}")
        given += triples_of(file)
    rules = compiled(given)
    progress(f"reasoning over {len(given)} triples by {len(rules.rules)} rules of their axioms")
    reasoner = Reasoner(rules.rules, most)
    reasoner.add(given)
    if summary or as_json:
        _tell(reasoner, len(set(given)), rules.unused, as_json=as_json)
    else:
        for triple in reasoner.inferred():
            sys.stdout.write(f"{' '.join(triple)} .\n")
    clashes = reasoner.clashes()
    if not as_json:
        for axiom, why in rules.unused:
            click.echo(f"not used: {axiom}: {why}", err=True)
        for clash in clashes:
            premises = " . ".join(" ".join(triple) for triple in clash.premises)
            click.echo(f"cannot be: {premises}; {clash.axiom}", err=True)
    if clashes:
        raise SystemExit(1)


def _tell(reasoner: "Reasoner", given: int, unused: list[tuple[str, str]], *, as_json: bool) -> None:
    by_axiom = Counter(step.axiom for step in map(reasoner.derivation, reasoner.inferred()) if step)
    clashes = reasoner.clashes()
    if as_json:
        told = {
            "given": given,
            "inferred": by_axiom.total(),
            "by": dict(by_axiom.most_common()),
            "clashes": [{"axiom": one.axiom, "premises": [" ".join(each) for each in one.premises]} for one in clashes],
            "unused": [{"axiom": axiom, "why": why} for axiom, why in unused],
        }
        click.echo(json.dumps(told, ensure_ascii=False, indent=1))
        return
    click.echo(
        f"{given} triples given, {by_axiom.total()} follow, {len(clashes)} clashes, {len(unused)} axioms not used"
    )
    for axiom, number in by_axiom.most_common():
        click.echo(f"{number:>9} {axiom}")
