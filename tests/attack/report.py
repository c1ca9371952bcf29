"""docs/attack.md: what came out of each attack, and what the service held before and after."""

from collections import Counter
from dataclasses import dataclass

from graph.limits import cores
from tests.attack.ending import MAIN, WORKER
from tests.attack.service import Figures
from tests.attack.siege import Row


@dataclass(frozen=True)
class End:
    """What is told after all attacks.

    The slowest cheap query in seconds; acknowledged writes, and how many of them are lost; status and seconds of the
    stop, and the processes that it left; writes that were acknowledged while the main process was killed.
    """

    slowest: float
    acknowledged: int
    lost: int
    status: int
    seconds: float
    left: int
    amid_kills: int


def report(rows: list[Row], figures: dict[str, Figures], end: End, command: str, minutes: float) -> str:
    """The page."""
    attacks = "\n".join(
        f"| {row.name} | {row.told} | {_counted(row.outcomes)} | {1000 * row.slowest:.0f} | {_counted(row.witnessed)} |"
        for row in rows
    )
    held = "\n".join(
        f"| {when} | {one.main:.0f} | {one.family:.0f} | {one.files} | {one.threads} | {_counted(one.children)} |"
        for when, one in figures.items()
    )
    faults = "\n".join(f"- {row.name}: {fault}" for row in rows for fault in row.faults) or "None."
    return TEXT.format(
        command=command,
        minutes=minutes,
        cores=cores(),
        attacks=attacks,
        held=held,
        faults=faults,
        slowest=1000 * end.slowest,
        acknowledged=end.acknowledged,
        lost=end.lost,
        status=end.status,
        seconds=end.seconds,
        left=end.left,
        amid_kills=end.amid_kills,
        main=MAIN,
        worker=WORKER,
    )


def _counted(numbers: Counter[str]) -> str:
    """What there is how often, the most frequent first."""
    return ", ".join(f"{name} × {number}" for name, number in numbers.most_common()) or "–"


TEXT = """# Attacks

Written by `{command}`, on {cores} cores, in {minutes:.0f} minutes: one `oxiana serve` with its usual limits over the
packaged graph, on loopback, from its start to its end, with a token. The attacks run one after another; each is an
entry of `tests/attack/siege.py`. Attackers, witness and service share the cores, with whatever else runs there.

Beside them a witness asks a cheap query that no cache knows, each 0.1 s over a new connection, and an honest writer
writes a small graph with the token each 0.2 s. `×` is how often. An answer of 400 or more must be a well-formed problem
(or a page where one is asked for), and a 500 none but that of a query or write that kills its engine, or whose process
we killed; no request may stay without an answer. `200, broken off` is an answer that met a limit, or lost its worker,
after it had begun, and says so.

| attack | how often | what came out | slowest witness, ms | what the witness was told |
| --- | --- | --- | --- | --- |
{attacks}

What should not have come out: {faults}

## What the service held

| when | main process, MiB | all processes, MiB | open files of the main one | its threads | its children |
| --- | --- | --- | --- | --- | --- |
{held}

Before: when each kind of page and a few queries had been answered. Margins, which the tests hold too: {main} MiB for
the main process, since up to 64 MiB of answers are kept (`--cache`) and what was free is given back only in whole pages
of memory, each five seconds; {worker} MiB for each worker, which keeps the engine's caches; 16 files, since tables of
the store come and go; 40 threads, of the pool that answers pages; the same children.

## After all of it

- The slowest of twenty cheap queries took {slowest:.0f} ms.
- Of {acknowledged} acknowledged writes {lost} were lost or in half.
- SIGTERM ended the service after {seconds:.1f} s with status {status}, and left {left} processes.
- Started again on the same data, its main process was killed (`kill -9`) three times amid writes and started anew:
  {amid_kills} more were acknowledged, and none of all was lost but those told above.
"""
