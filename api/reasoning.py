"""The command oxiana reason: what follows from anybody's ontology and data."""

import json
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from api.data_directory import json_option
from ontology.errors import InputError

if TYPE_CHECKING:
    from rdflib import Graph

    from ontology.reasoning.horn import Rule, Triple
    from ontology.reasoning.reasoner import Reasoner

RULE = ".rq"


@click.command()
@click.argument("files", metavar="FILE…", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--summary", is_flag=True, help="Tell how much follows, and by which axioms, in place of the triples.")
@click.option("--profile", type=click.Choice(["DL", "RL"]), help="Only tell which axioms are outside that of OWL 2.")
@click.option("--hermit", is_flag=True, help="Ask HermiT first, and reason by what it finds of classes, too (Java).")
@click.option(
    "--most", type=click.IntRange(1), default=20_000_000, show_default=True, help="Triples that may be there."
)
@json_option
def reason(
    files: tuple[Path, ...],
    *,
    summary: bool,
    profile: Literal["DL", "RL"] | None,
    hermit: bool,
    most: int,
    as_json: bool,
) -> None:
    """Print what follows by OWL 2 RL from the axioms and triples in FILE…, as N-Triples.

    A file that ends in .rq is a rule: a CONSTRUCT query with a title and a description. The axioms of which no rule is
    made, and what cannot be, are told on standard error. Where something cannot be, or an axiom is outside the profile
    that is asked for, the exit status is 1.
    """
    from graph.foreign import rdf, triples_of
    from ontology.reasoning.compiler import compiled
    from ontology.reasoning.horn import Triple
    from ontology.reasoning.reasoner import Reasoner

    def progress(step: str) -> None:
        if not as_json:
            click.echo(f"· {step}", err=True)

    given, queries = list[Triple](), [file for file in files if file.suffix == RULE]
    for file in files:
        if file not in queries:
            progress(f"reading {file}")
            given += triples_of(file)
    if profile:
        _tell_profile(rdf(given).default_graph, profile, as_json=as_json)
        return
    told = compiled(given)
    rules = [*told.rules, *_named(queries, given)]
    if hermit:
        progress("asking HermiT")
        rules += _found_by_hermit(rdf(given).default_graph, told.rules)
    progress(f"reasoning over {len(given)} triples by {len(rules)} rules")
    reasoner = Reasoner(rules, most)
    reasoner.add(given)
    if summary or as_json:
        _tell(reasoner, len(set(given)), told.unused, as_json=as_json)
    else:
        for triple in reasoner.inferred():
            sys.stdout.write(f"{' '.join(triple)} .\n")
    clashes = reasoner.clashes()
    if not as_json:
        for axiom, why in told.unused:
            click.echo(f"not used: {axiom}: {why}", err=True)
        for clash in clashes:
            premises = " . ".join(" ".join(triple) for triple in clash.premises)
            click.echo(f"cannot be: {premises}; {clash.axiom}", err=True)
    if clashes:
        raise SystemExit(1)


def _named(queries: Sequence[Path], given: "Sequence[Triple]") -> "Iterator[Rule]":
    """The rules of files; their conditions are asked of what is given."""
    from graph.foreign import Spelled, rdf
    from ontology.rules import Rule as NamedRule
    from ontology.terms import Names

    if queries:
        dataset = rdf(given)
        for path in queries:
            yield from NamedRule.read(path, Names()).horn(dataset, Spelled())


def _found_by_hermit(graph: "Graph", rules: "Sequence[Rule]") -> "list[Rule]":
    """The subsumptions that HermiT finds and the rules do not give.

    Raises:
        InputError: all of it, or a class, cannot be; or it is beyond HermiT.
        UnavailableError: there is no Java, or no answer in time.
    """
    from ontology import consistency
    from ontology.reasoning.subsumptions import missing

    found = consistency.check(graph)
    if not found.consistent:
        raise InputError("HermiT finds that the axioms and triples cannot all be so")
    for one in found.unsatisfiable:
        click.echo(f"HermiT finds that {one} can have no member", err=True)
    return missing(found.subsumptions, rules)


def _tell_profile(graph: "Graph", profile: Literal["DL", "RL"], *, as_json: bool) -> None:
    from ontology.profiles import violations

    found = violations(graph, profile)
    if as_json:
        click.echo(json.dumps([{"axiom": one.axiom, "why": one.why} for one in found], ensure_ascii=False, indent=1))
    for one in [] if as_json else found:
        click.echo(one)
    if not found and not as_json:
        click.echo(f"every axiom is in OWL 2 {profile}")
    if found:
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
