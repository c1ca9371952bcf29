"""All the attacks against one service, with whoever asks and writes honestly beside them, and what is left after."""

import shutil
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.attack import bad_input, connections, fuzz, heavy, killing, machine
from tests.attack.openapi import openapi
from tests.attack.room import room
from tests.attack.service import Figures, Service
from tests.attack.tally import Tally, ask_again
from tests.attack.witness import Witness, Writer, found

Attack = Callable[[Service, float, Tally], str]
OPENAPI = "schemathesis over the OpenAPI"
ATTACKS: dict[str, Attack] = {
    "requests that are malformed": bad_input.all_of(bad_input.malformed),
    "10,000-deep nesting of every construct": bad_input.all_of(bad_input.nested),
    "10 MB of query, update or graph": bad_input.all_of(bad_input.large),
    "catastrophic regular expressions": heavy.regexes,
    "products of unbound patterns": heavy.products,
    "more clients than may wait": heavy.crowd,
    "clients that send a byte a second": connections.slow,
    "connections that send nothing": connections.silent,
    "heads, bodies and trailers that never end": connections.endless,
    "clients that leave": connections.leaving,
    "a million rows to readers that stop": connections.unread,
    "what is no HTTP": connections.no_http,
    "texts like queries (hypothesis)": fuzz.queries,
    "texts like updates, with the token (hypothesis)": fuzz.updates,
    "made-up addresses (hypothesis)": fuzz.paths,
    OPENAPI: openapi,
    "workers that are killed": killing.workers,
    "a writer that is killed": killing.writer,
    "a disk that is full": machine.full_disk,
    "a port and a store that are taken": machine.taken,
}
WARM = ["/", "/sparql", "/ontology", "/.well-known/void", "/docs", "/openapi.json", "/metrics", "/data?default"]
KILLS = 3


@dataclass(frozen=True)
class Row:
    """What came out of one attack; the witness beside it: its slowest answer in seconds, and its outcomes."""

    name: str
    told: str
    outcomes: Counter[str]
    faults: list[str]
    slowest: float
    witnessed: Counter[str]


class Siege:
    """One service, which is looked at before and after; attacks are done one after another."""

    def __init__(self, service: Service) -> None:
        self.service = service
        self.warm()
        self.before = service.figures()
        self.witness, self.writer = Witness(service), Writer(service)

    def warm(self) -> None:
        """Have the service do once what it does all the time."""
        with self.service.client() as client:
            for _ in range(5):
                for path in WARM:
                    client.get(path).raise_for_status()
        for _ in range(20):
            ask_again(self.service)

    def attack(self, name: str, seconds: float) -> Row:
        """Do one of the attacks."""
        tally = Tally()
        self.witness.anew()
        told = ATTACKS[name](self.service, seconds, tally)
        time.sleep(0.3)  # for a last look
        faults = tally.faults + self.witness.faults
        row = Row(name, told, tally.outcomes, faults, self.witness.slowest, self.witness.outcomes)
        ask_again(self.service, 60)
        return row

    def end(self) -> None:
        """End the witness and the writer."""
        self.witness.end()
        self.writer.end()

    def lost(self) -> set[int]:
        """The writes that were acknowledged and are not there whole; the halves of others are among them."""
        there = found(self.service)
        return {one for one in self.writer.acknowledged if one not in there} | {
            one for one, times in there.items() if times != 2
        }

    def calm(self) -> float:
        """The slowest of some cheap queries, after all."""
        return max(ask_again(self.service) for _ in range(20))

    def settled(self, pause: float) -> Figures:
        """What the service holds after a pause."""
        time.sleep(pause)
        return self.service.figures()

    def kill_and_start(self) -> int:
        """Kill the main process amid writes and start it again, some times; how many writes were acknowledged."""
        before = len(self.writer.acknowledged)
        for _ in range(KILLS):
            self.service.start()
            writer = Writer(self.service, pause=0.005, first=self.writer.number)
            time.sleep(2)
            self.service.kill()
            time.sleep(0.2)
            writer.end()
            self.writer.number = writer.number
            self.writer.acknowledged |= writer.acknowledged
        self.service.start()
        return len(self.writer.acknowledged) - before


@contextmanager
def besieged(built: Path, *options: str) -> Iterator[Siege]:
    """A siege of a service over a copy of a data directory."""
    with room() as place:
        service = Service(Path(shutil.copytree(built, place / "data", symlinks=True)), *options)
        try:
            siege = Siege(service)
            try:
                yield siege
            finally:
                siege.end()
        finally:
            service.end()
