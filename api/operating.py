"""The options by which an operator runs the service: where it stands, who asks, what is told, how it ends."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

import click

from api.clients import Proxies
from api.connections import Bounds
from api.journal import LEVELS
from api.minting import IN_ALL
from api.settings import SECONDS_TO_STOP, Settings
from graph.answer_store import Room
from graph.limits import MIB

ROOT_PATH = re.compile(r"(?:/[A-Za-z0-9._~-]+)+")
FORMATS = ("auto", "json", "plain")


@dataclass(frozen=True)
class Operating:
    """What these options say."""

    root_path: str
    proxies: tuple[str, ...]
    requests_per_minute: int
    cite_rate: int
    room: Room
    cache: int
    log_level: str
    log_format: str
    seconds_to_stop: int
    bounds: Bounds


def _root_path(_context: click.Context, _option: click.Parameter, told: str) -> str:
    path = told.rstrip("/")
    if path and not ROOT_PATH.fullmatch(path):
        raise click.BadParameter(f"{told} is no path such as /oxiana, of letters, digits and . _ ~ -")
    return path


def _proxies(_context: click.Context, _option: click.Parameter, told: tuple[str, ...]) -> tuple[str, ...]:
    for one in told:
        try:
            Proxies([one])
        except ValueError as error:
            raise click.BadParameter(f"{one} is neither an address nor a network: {error}") from error
    return told


OPTIONS = (
    click.option(
        "--root-path",
        default="",
        metavar="PATH",
        callback=_root_path,
        help="The path under which a proxy shows the service, whether or not it cuts it off.",
    ),
    click.option(
        "--proxy",
        "proxies",
        multiple=True,
        metavar="ADDRESS",
        callback=_proxies,
        help="An address or network of proxies whose X-Forwarded-For, X-Forwarded-Proto and X-Request-Id are believed; "
        "may be repeated. Nobody else's are.",
    ),
    click.option(
        "--rate",
        type=click.IntRange(0, 1_000_000),
        default=0,
        show_default="0: no limit",
        metavar="NUMBER",
        help="Requests that one client may send in a minute: one address, of IPv6 one /64.",
    ),
    click.option(
        "--cite-rate",
        type=click.IntRange(0, 1_000_000),
        default=Settings.citations_per_minute,
        show_default=True,
        metavar="NUMBER",
        help=f"Answers that one client may cite in a minute, and all of them {IN_ALL} times as many; 0: no limit.",
    ),
    click.option(
        "--cited",
        type=click.IntRange(0, 1_000_000_000),
        default=Room.answers,
        show_default=True,
        metavar="NUMBER",
        help="Answers that may be cited in all; one more is refused, and none of them is ever removed.",
    ),
    click.option(
        "--cited-size",
        type=click.IntRange(0, 1_000_000),
        default=Room.bytes // MIB,
        show_default=True,
        metavar="MIB",
        help="MiB that the cited answers may have in all.",
    ),
    click.option(
        "--connections",
        type=click.IntRange(1, 1_000_000),
        default=Bounds.connections,
        show_default=True,
        metavar="NUMBER",
        help="Connections that may be open at once; for one more, that goes which has sent no request for longest.",
    ),
    click.option(
        "--send-within",
        type=click.FloatRange(1, 3600),
        default=Bounds.seconds,
        show_default=True,
        metavar="SECONDS",
        help="Seconds in which a client has to send a request; a longer one goes on at 1000 bytes a second.",
    ),
    click.option(
        "--cache",
        type=click.IntRange(0, 1_000_000),
        default=64,
        show_default=True,
        metavar="MIB",
        help="How many MiB of answers are kept, to be sent again until somebody writes; 0: none.",
    ),
    click.option(
        "--log-level",
        type=click.Choice(list(LEVELS)),
        default="info",
        show_default=True,
        help="From where on the journal tells: info has a line for each request, debug also the query of an address.",
    ),
    click.option(
        "--log-format",
        type=click.Choice(FORMATS),
        default=FORMATS[0],
        show_default=True,
        help="How the journal is written to standard error; auto: plain in a terminal, else JSON.",
    ),
    click.option(
        "--stop-within",
        type=click.IntRange(0, 3600),
        default=SECONDS_TO_STOP,
        show_default=True,
        metavar="SECONDS",
        help="Seconds in which running requests have to end when the service is told to stop (SIGTERM, SIGINT).",
    ),
)


def operating_options(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command these options, as its argument `operating`."""

    @wraps(command)
    def collect(
        *,
        root_path: str,
        proxies: tuple[str, ...],
        rate: int,
        cite_rate: int,
        cited: int,
        cited_size: int,
        connections: int,
        send_within: float,
        cache: int,
        log_level: str,
        log_format: str,
        stop_within: int,
        **others: Any,  # noqa: ANN401 - what the command takes besides
    ) -> None:
        bounds = Bounds(connections, send_within)
        told = Operating(
            root_path,
            proxies,
            rate,
            cite_rate,
            Room(cited, cited_size * MIB),
            cache,
            log_level,
            log_format,
            stop_within,
            bounds,
        )
        command(operating=told, **others)

    for option in reversed(OPTIONS):
        option(collect)
    return collect
