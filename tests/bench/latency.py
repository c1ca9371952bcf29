"""What cheap queries wait beside heavy ones, in this service and in the native Oxigraph server.

    python -m tests.bench.latency [--claims 300000] [--native oxigraph]

Over the same generated claims, some look-ups of one claim are timed through HTTP: alone, beside as many runaways
as there are workers, and beside twice as many; one that is refused counts as infinite. `--native` is the command of
the native server, as its own packages install it; without it, its rows are left out. Each row is a server of its own,
so that no runaway of the row before goes on in it.
"""

import argparse
import asyncio
import math
import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx

from api.serving import listen
from api.settings import Settings
from graph.limits import cores
from tests.api.conftest import served
from tests.bench.claims import CLAIMS, write

LOOKUPS = 300
RUNAWAY = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
CLAIM = "<https://w3id.org/oxiana/claim/generated/P{0}.{1}>"
LOOKUP = f"SELECT * WHERE {{{{ {CLAIM} ?p ?o ; a ?kind }}}}"  # two patterns, which a worker is asked


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.latency")
    parser.add_argument("--claims", type=int, default=CLAIMS)
    parser.add_argument("--native", help="the command of the native Oxigraph server")
    told = parser.parse_args()
    with TemporaryDirectory() as folder:
        store = Path(folder, "store")
        print(f"generating {told.claims} claims", file=sys.stderr)
        write(store, told.claims)
        print(f"| server ({cores()} cores, {told.claims} claims) | runaways | p50 ms | p95 ms | p95 against alone |")
        print("| --- | --- | --- | --- | --- |")
        measure("oxiana serve", partial(ours, store), told.claims)
        if told.native:
            measure("oxigraph serve-read-only", partial(native, told.native, store), told.claims)


def measure(name: str, server: Callable[[], AbstractContextManager[str]], claims: int) -> None:
    """Print the rows of one server, which is started anew for each."""
    alone = 0.0
    for runaways in (0, cores(), 2 * cores()):
        with server() as endpoint:
            times = sorted(asyncio.run(timed(endpoint, runaways, claims)))
        p50, p95 = (1000 * times[int(len(times) * part)] for part in (0.5, 0.95))
        alone = alone or p95
        print(f"| {name} | {runaways} | {p50:.1f} | {p95:.1f} | {p95 / alone:.1f} |", flush=True)


@contextmanager
def ours(store: Path) -> Iterator[str]:
    """The endpoint of this service over a store."""
    with served(store, Settings()) as client:
        yield f"{client.base_url}/sparql"


@contextmanager
def native(command: str, store: Path) -> Iterator[str]:
    """The endpoint of the native server over the same store."""
    with listen("127.0.0.1", 0) as listener:
        place = f"127.0.0.1:{listener.getsockname()[1]}"
    with subprocess.Popen(
        [command, "serve-read-only", "--location", str(store), "--bind", place, "--timeout-s", "30"],
        stderr=subprocess.DEVNULL,
    ) as process:
        while True:
            with suppress(httpx.ConnectError):
                httpx.get(f"http://{place}/")
                break
            time.sleep(0.05)
        yield f"http://{place}/query"
        process.kill()


async def timed(endpoint: str, runaways: int, claims: int) -> list[float]:
    """The seconds that each look-up takes beside some runaways, which begin again when they are told to."""
    choose = random.Random(4)  # noqa: S311 - nothing secret
    async with httpx.AsyncClient(timeout=60, headers={"Accept": "application/sparql-results+json"}) as client:
        beside = [asyncio.ensure_future(again(client, endpoint)) for _ in range(runaways)]
        await asyncio.sleep(1.5)
        times = []
        for _ in range(LOOKUPS):
            number = choose.randrange(claims)
            query = LOOKUP.format(number // 20, number % 20)
            started = time.perf_counter()
            answer = await client.get(endpoint, params={"query": query})
            times.append(time.perf_counter() - started if answer.is_success else math.inf)
        for one in beside:
            one.cancel()
        await asyncio.gather(*beside, return_exceptions=True)
    return times


async def again(client: httpx.AsyncClient, endpoint: str) -> None:
    """Ask for too much, again and again."""
    while True:
        with suppress(httpx.TransportError):
            await client.get(endpoint, params={"query": RUNAWAY})


if __name__ == "__main__":
    main()
