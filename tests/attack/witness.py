"""Whoever asks and writes honestly while the service is attacked."""

import time
from collections import Counter
from threading import Event, Thread

import httpx

from tests.api.conftest import select
from tests.attack.service import TOKEN, Service
from tests.attack.tally import fault_of

PAUSE = 0.1
PATIENCE = 30  # seconds
GRAPHS = 10
GRAPH = "http://e.org/honest/{}"


class Witness:
    """Asks a cheap query that no cache knows, again and again, each time over a new connection."""

    def __init__(self, service: Service) -> None:
        self.service, self.number = service, 0
        self.anew()
        self._done = Event()
        self._thread = Thread(target=self._run)
        self._thread.start()

    def anew(self) -> None:
        """Forget what came before."""
        self.slowest, self.outcomes, self.faults = 0.0, Counter[str](), list[str]()

    def end(self) -> None:
        """Ask no more."""
        self._done.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._done.wait(PAUSE):
            self.number += 1
            query = f"ASK {{ <urn:witness> <urn:number> {self.number} }}"
            started, outcomes = time.monotonic(), self.outcomes
            try:
                with self.service.client(PATIENCE) as client:
                    answer = client.get("/sparql", params={"query": query, "format": "json"})
                outcomes[str(answer.status_code)] += 1
                if why := fault_of(answer.status_code, answer.headers["content-type"], answer.content):
                    self.faults.append(f"the witness: {why}")
                elif answer.is_success:
                    self.slowest = max(self.slowest, time.monotonic() - started)
            except httpx.TransportError as error:
                outcomes[type(error).__name__] += 1
                self.faults.append(f"the witness has no answer, but {error!r}")


class Writer:
    """Writes one number after another with the token, each twice in one write, and notes which were acknowledged."""

    def __init__(self, service: Service, pause: float = 2 * PAUSE, first: int = 0) -> None:
        self.service, self.number, self.pause = service, first, pause
        self.acknowledged: set[int] = set()
        self.outcomes = Counter[str]()
        self._done = Event()
        self._thread = Thread(target=self._run)
        self._thread.start()

    def end(self) -> None:
        """Write no more."""
        self._done.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._done.wait(self.pause):
            self.number += 1
            graph = GRAPH.format(self.number % GRAPHS)
            triples = f"<urn:n{self.number}> <urn:one> {self.number} ; <urn:other> {self.number} ."
            try:
                with self.service.client(2 * PATIENCE) as client:
                    headers = TOKEN | {"Content-Type": "text/turtle"}
                    answer = client.post("/data", params={"graph": graph}, content=triples, headers=headers)
                self.outcomes[str(answer.status_code)] += 1
                if answer.is_success:
                    self.acknowledged.add(self.number)
            except httpx.TransportError as error:
                self.outcomes[type(error).__name__] += 1


def found(service: Service) -> dict[int, int]:
    """The numbers that are in the store, and how often each: twice, if it is whole."""
    numbers = Counter[int]()
    with service.client() as client:
        for graph in map(GRAPH.format, range(GRAPHS)):
            rows = select(client, f"SELECT ?o ?p {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}")
            numbers.update(int(number) for number, _ in rows)
    return dict(numbers)
