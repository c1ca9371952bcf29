"""Processes of the service that are killed: its workers while they answer, and its writer while it writes."""

import os
import random
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from itertools import count
from threading import Event, Thread

from tests.api.workloads import many
from tests.attack.service import TOKEN, Service
from tests.attack.tally import Tally, ask_again

QUERIES = [
    "ASK { ?s ?p ?o }",
    many(4, "text/csv"),
    many(6, "text/csv"),
    "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f }",
]
CLIENTS = 6
PAUSE = 0.25


def beside(work: Callable[[int], None], kill: Callable[[int], int], seconds: float) -> int:
    """How many processes were killed while clients worked; `kill` is told which time it is."""
    done, deadline, killed = Event(), time.monotonic() + seconds, 0

    def go_on() -> None:
        for number in count():
            if done.is_set():
                return
            work(number)

    clients = [Thread(target=go_on) for _ in range(CLIENTS)]
    for client in clients:
        client.start()
    turns = count()
    try:
        while time.monotonic() < deadline:
            time.sleep(PAUSE)
            killed += kill(next(turns))
    finally:
        done.set()
        for client in clients:
            client.join()
    return killed


def killed_all(pids: list[int]) -> int:
    """Kill some processes."""
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    return len(pids)


def workers(service: Service, seconds: float, tally: Tally) -> str:
    """Workers that are killed while they answer, one by one and now and then all at once."""
    choose = random.Random(6)  # noqa: S311 - nothing secret

    def work(number: int) -> None:
        with service.client() as client:
            tally.ask(client, "GET", "/sparql", params={"query": f"{QUERIES[number % len(QUERIES)]} #{number}"})

    def kill(turn: int) -> int:
        there = service.descendants("graph.worker")
        return killed_all(there if turn % 4 == 3 else there[: choose.randrange(2)] if there else [])

    killed = beside(work, kill, seconds)
    ask_again(service)
    return f"{killed} killed, {CLIENTS} clients, {seconds:.0f} s"


def writer(service: Service, seconds: float, tally: Tally) -> str:
    """The writer that is killed while it writes."""
    small = "<urn:s> <urn:p> 0 ."
    large = " ".join(f"<urn:s> <urn:p> {number} ." for number in range(20_000))

    def work(number: int) -> None:
        text = f"INSERT DATA {{ GRAPH <http://e.org/attacked> {{ {small if number % 3 else large} }} }}"
        with service.client(150) as client:
            tally.ask(client, "POST", "/update", data={"update": text}, headers=TOKEN)

    killed = beside(work, lambda turn: killed_all(service.descendants("graph.writer")) if turn % 2 else 0, seconds)
    with service.client(150) as client:
        tally.ask(client, "DELETE", "/data", params={"graph": "http://e.org/attacked"}, headers=TOKEN)
    return f"{killed} killed, {CLIENTS} clients, {seconds:.0f} s"
