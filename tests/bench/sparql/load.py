"""The load: one client that waits for each answer, by a loop of our own, and sixteen at once, by wrk."""

import json
import subprocess
import tempfile
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.bench.sparql.exchange import HOST, Connection, Place
from tests.bench.sparql.programs import program

CLIENTS = 16
SECONDS_PATIENT = 30  # for one answer
SCRIPT = Path(__file__).with_name("requests.lua")
MARK = "@"


@dataclass(frozen=True)
class Throughput:
    """How many answers a second came to sixteen clients, and how many were refusals or broke off."""

    rate: float
    failed: int


def waits(place: Place, texts: Iterator[str], accept: str, seconds: float, least: int) -> list[float]:
    """How many seconds each answer took one client that asks for so many seconds, but `least` times.

    The first answer is not counted: the server may have ended processes whose clients had left, and start others.

    Raises:
        OSError: an answer is no success, or does not come.
    """
    times: list[float] = []
    with Connection(place.port, SECONDS_PATIENT) as connection:
        deadline = time.perf_counter() + seconds
        while len(times) <= least or time.perf_counter() < deadline:
            request = place.request(next(texts), accept)
            started = time.perf_counter()
            status, _ = connection.send(request)
            times.append(time.perf_counter() - started)
            if status != 200:
                raise ConnectionError(f"the answer has status {status}")
    return times[1:]


def throughput(place: Place, patterns: Iterable[str], accept: str, seconds: int, first: int) -> Throughput:
    """What sixteen clients get in so many seconds; variables `?v@` are numbered from `first`."""
    with tempfile.NamedTemporaryFile("w", suffix=".txt", encoding="utf-8") as file:
        targets = (place.target(pattern).replace("%40", MARK) for pattern in patterns)
        file.writelines(f"{target}\n" for target in targets)
        file.flush()
        command = [program("wrk"), "--threads", "1", "--connections", str(CLIENTS), "--duration", f"{seconds}s"]
        command += ["--timeout", f"{SECONDS_PATIENT}s", "--header", f"Accept: {accept}", "--script", str(SCRIPT)]
        command += [f"http://{HOST}:{place.port}/", "--", file.name, str(first)]
        said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    told = json.loads(said.splitlines()[-1])
    return Throughput((told["requests"] - told["refused"]) / told["seconds"], told["refused"] + told["broken"])
