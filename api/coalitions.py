"""The command oxiana lattice: who shares exactly what, what holds throughout, and how like two things are."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from api.data_directory import data_option, json_option

if TYPE_CHECKING:
    from rdflib import URIRef

    from graph.contexts import Context
    from graph.lattice import Lattice
    from graph.similarity import Similarity


@click.command()
@click.option("--of", default="ox:Actor", show_default=True, help="The class whose members are the things.")
@click.option("--by", default="ox:hasInterest", show_default=True, help="The property whose values they may share.")
@click.option("--source", default="", help="Whose claims count: a source, or all; the first one if left out.")
@click.option("--between", nargs=2, metavar="A B", help="Only tell how like these two are.")
@data_option
@json_option
def lattice(of: str, by: str, source: str, between: tuple[str, str] | None, data_dir: Path, *, as_json: bool) -> None:
    """Print every largest set of things with exactly what they share, and the implications that hold throughout.

    Names are written as ox:State or id:Russia, or in full. Each line names the claims and inferences it rests on.
    """
    from api.lattice_json import lattice_json
    from api.likeness import similarity_json
    from graph.build import current
    from graph.contexts import Context
    from graph.lattice import Lattice
    from graph.prefixes import named
    from graph.similarity import Similarity
    from graph.store import EmbeddedStore

    built = current(data_dir)
    store, names = EmbeddedStore.open(built.store_path, built.names), built.names
    class_, property_ = named(of, names), named(by, names)
    if between:
        context = Context.read(store, names, class_, property_, source)
        a, b = (named(one, names) for one in between)
        found = Similarity.of(context, a, b, names)
        if as_json:
            _print_json(similarity_json(found, context))
        else:
            _tell_similarity(found, context)
        return
    made = Lattice.read(store, names, class_, property_, source)
    if as_json:
        _print_json(lattice_json(made, names))
    else:
        _tell_lattice(made)


def _print_json(told: dict[str, object]) -> None:
    click.echo(json.dumps(told, ensure_ascii=False, indent=1))


def _tell_lattice(made: "Lattice") -> None:
    from api.labelling import counted
    from api.likeness import caution

    context = made.context
    of, by = _names([context.of], context), _names([context.by], context)
    click.echo(f"{of} × {by}: {len(context.objects)} things, {len(context.attributes)} values")
    if not context.objects:
        click.echo("nothing is of this class")
    elif not context.attributes:
        click.echo("of nothing in this class is such a value said")
    click.echo(f"\n{len(made.concepts)} concept{'s' * (len(made.concepts) != 1)}")
    for concept in made.concepts:
        shared = f": {_names(concept.intent, context)}" if concept.intent else ""
        click.echo(f"  {counted(concept, 'en')}{shared}")
        for thing in concept.extent if concept.intent else ():
            click.echo(f"      {_names([thing], context)} [{_evidence([thing], concept.intent, context)}]")
    if silent := context.silent():
        click.echo(f"  of {len(silent)} nothing is said: {_names(silent, context)}")
    click.echo(
        f"\n{len(made.implications)} implication{'s' * (len(made.implications) != 1)} from which all others follow"
    )
    for one in made.implications:
        support = made.concepts[one.concept].extent
        whoever = f"whoever has {_names(one.premise, context)} also has" if one.premise else "all have"
        click.echo(
            f"  {whoever} {_names(one.conclusion, context)} (support {len(support)}: {_names(support, context)})"
        )
    click.echo("  left out are those whose premise nothing has, from which anything would follow")
    click.echo(f"\n{caution()['en']}")


def _tell_similarity(found: "Similarity", context: "Context") -> None:
    from api.likeness import caution, jaccard_told, kappa_told

    a, b = _names([found.a], context), _names([found.b], context)
    for words, values, things in (
        ("both have", found.shared, (found.a, found.b)),
        (f"only {a} has", found.only_a, (found.a,)),
        (f"only {b} has", found.only_b, (found.b,)),
        ("of neither is it said", found.neither, ()),
    ):
        click.echo(f"{words}: {len(values)}")
        for value in values:
            reasons = "; ".join(f"{_names([one], context)}: {_evidence([one], [value], context)}" for one in things)
            click.echo(f"  {_names([value], context)}" + (f" [{reasons}]" if reasons else ""))
    click.echo(f"Jaccard: {jaccard_told(found)['en']}\nCohen's kappa: {kappa_told(found)['en']}\n\n{caution()['en']}")


def _names(terms: "Iterable[URIRef]", context: "Context") -> str:
    from api.rendering import short

    return ", ".join(context.labels[term].get("en") or short(term) for term in terms)


def _evidence(things: "Iterable[URIRef]", values: "Iterable[URIRef]", context: "Context") -> str:
    """The claims, by their names, and the inferences, by theirs."""
    from api.home import natural
    from api.rendering import short

    reasons = sorted(context.reasons(things, tuple(values)), key=natural)
    named = ("inference " + short(one) if "/inference/" in one else short(one) for one in reasons)
    return ", ".join(named) or "given with the thing itself, by no claim"
