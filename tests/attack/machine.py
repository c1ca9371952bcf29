"""A machine that is short of something: a disk that is full, a port or a store that another service has."""

import resource
import subprocess
import time
from pathlib import Path

import httpx

from tests.api.test_cli import OXIANA
from tests.attack.room import is_of_its_own
from tests.attack.service import TOKEN, Service
from tests.attack.tally import Tally

FILE_BYTES = 20_000  # the most that the writer's files may have, where there is no disk to fill
MOST = 100  # writes until it is full, since the store has room of its own for some
FULL = {"graph": "http://e.org/full"}


def full_disk(service: Service, seconds: float, tally: Tally) -> str:
    """Writes to a disk that is full, some times over, and one when there is room again."""
    fills, deadline = 0, time.monotonic() + seconds
    triples = " ".join(f"<urn:s{number}> <urn:p> '{'x' * 100}' ." for number in range(2000))
    with service.client() as client:

        def put() -> int:
            told = TOKEN | {"Content-Type": "text/turtle"}
            answer = tally.ask(client, "PUT", "/data", params=FULL, content=triples, headers=told)
            return answer.status_code if answer else 0

        while not fills or time.monotonic() < deadline:
            fills += 1
            ballast = service.data / "ballast"
            if is_of_its_own(service.data):
                fill(ballast)
            else:
                for pid in service.descendants("graph.writer"):
                    resource.prlimit(pid, resource.RLIMIT_FSIZE, (FILE_BYTES, -1))
            if not any(put() == httpx.codes.SERVICE_UNAVAILABLE for _ in range(MOST)):
                tally.blame("a full disk took all writes")
            for path in ("/sparql?query=ASK%20%7B%7D", "/", "/health"):
                tally.ask(client, "GET", path)
            ballast.unlink(missing_ok=True)
            if not httpx.codes.is_success(put()):
                tally.blame("there is room again, and nothing is written")
        tally.ask(client, "DELETE", "/data", params=FULL, headers=TOKEN)
    kind = "a file system of its own" if is_of_its_own(service.data) else "the writer's files bounded (RLIMIT_FSIZE)"
    return f"{fills} times, {kind}"


def fill(ballast: Path) -> None:
    """Write until nothing more goes onto the disk."""
    with ballast.open("wb", buffering=0) as file:
        for size in (1024 * 1024, 4096):
            try:
                while True:
                    file.write(b"x" * size)
            except OSError:
                continue


def taken(service: Service, _seconds: float, tally: Tally) -> str:
    """A second service at the same port, and one that would write the same store."""
    token = str(service.data.parent / "token")
    for port, options in ((service.port, []), (0, ["--token-file", token])):
        command = [*OXIANA, "serve", "--data", str(service.data), "--port", str(port), *options]
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
        tally.count(f"exit status {done.returncode}")
        if done.returncode != 1 or done.stderr.count("\n") != 1:
            tally.blame(f"a second service ends with {done.returncode}: {done.stderr[-300:]}")
    return "once each"
