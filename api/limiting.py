"""The option by which an operator sets what a query may cost."""

from dataclasses import asdict, fields

import click

from graph.limits import Limits

DEFAULTS = {name: number for name, number in asdict(Limits()).items() if name != "workers"}
TOLD = ", ".join(f"{name}={number}" for name, number in DEFAULTS.items())


def _limits(_context: click.Context, _option: click.Parameter, told: tuple[str, ...]) -> Limits:
    """The limits that some `NAME=NUMBER` make, the others being as they are."""
    kinds = {one.name: float if one.type is float else int for one in fields(Limits)}
    given: dict[str, float | int] = {}
    for one in told:
        name, _, number = one.partition("=")
        if name not in kinds:
            raise click.BadParameter(f"there is no limit {name}; there are {', '.join(kinds)}")
        try:
            given[name] = kinds[name](number)
        except ValueError as error:
            raise click.BadParameter(f"{name} needs a number, not {number!r}") from error
        if not 0 < given[name] < float("inf"):
            raise click.BadParameter(f"{name} needs a number above 0, not {number}")
    return Limits(**given)  # type: ignore[arg-type] # each has the type of its field


limit_option = click.option(
    "--limit",
    "limits",
    multiple=True,
    metavar="NAME=NUMBER",
    callback=_limits,
    help=f"What a query may cost; may be repeated. Seconds, bytes, or how many: {TOLD}, workers=one for each core.",
)
