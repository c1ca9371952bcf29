"""What came out of an attack: how often which status, and whatever should never have been."""

import json
import time
from collections import Counter
from contextlib import suppress
from threading import Lock
from typing import Any

import httpx

from tests.attack.service import Service

PROBLEM = "application/problem+json"
LOST_STATUS = httpx.codes.INTERNAL_SERVER_ERROR
LOST = "the engine died of this"
TOLD = 200  # characters of a request


class Tally:
    """Counts outcomes, and keeps what is a fault of the service; several threads may use it."""

    def __init__(self) -> None:
        self.outcomes: Counter[str] = Counter()
        self.faults: list[str] = []
        self._lock = Lock()

    def count(self, outcome: str, number: int = 1) -> None:
        """Count an outcome that may be."""
        with self._lock:
            self.outcomes[outcome] += number

    def blame(self, fault: str) -> None:
        """Keep a fault."""
        with self._lock:
            self.faults.append(fault)

    def judge(self, answer: httpx.Response, asked: object) -> None:
        """Count an answer, and blame the service for one that should not be."""
        self.count(str(answer.status_code))
        if answer.request.method == "HEAD":
            return
        if why := fault_of(answer.status_code, answer.headers.get("content-type", ""), answer.content):
            self.blame(f"{asked!r:.{TOLD}}: {why}")

    def ask(self, client: httpx.Client, method: str, url: str, **told: Any) -> httpx.Response | None:  # noqa: ANN401 - httpx's own
        """Send a request and judge the answer; None: there is none, or a part of one that says so by breaking off."""
        asked = told.get("params") or told.get("content") or told.get("data") or url
        begun = False
        try:
            with client.stream(method, url, **told) as answer:
                begun = True
                answer.read()
        except httpx.TimeoutException:
            self.blame(f"{asked!r:.{TOLD}}: no answer within the client's time")
        except httpx.TransportError as error:
            if begun and answer.status_code == httpx.codes.OK:
                self.count("200, broken off")
            else:
                self.blame(f"{asked!r:.{TOLD}}: no answer, but {error!r}")
        else:
            self.judge(answer, asked)
            return answer
        return None

    def heard(self, received: bytes) -> None:
        """Count what came over a bare connection, and judge the first status of it."""
        head, _, body = received.partition(b"\r\n\r\n")
        if not head.startswith(b"HTTP/1.1 "):
            self.count("closed" if not head else "something else")
            return
        status = int(head[9:12])
        self.count(str(status))
        if status == LOST_STATUS and LOST.encode() not in body:
            self.blame(f"a bare connection was told {body!r:.{TOLD}}")


def fault_of(status: int, media_type: str, body: bytes) -> str | None:
    """Why an answer should not be; None: it may be."""
    if status < httpx.codes.BAD_REQUEST:
        return None
    if media_type.startswith("text/html") and body.rstrip().endswith(b"</html>") and status != LOST_STATUS:
        return None
    problem = None
    with suppress(ValueError):
        problem = json.loads(body)
    if media_type != PROBLEM or not isinstance(problem, dict):
        return f"{status} as {media_type}: {body!r:.{TOLD}}"
    detail = str(problem.get("detail", ""))
    if problem.get("status") != status or not detail or "Traceback" in detail:
        return f"{status} with an ill-formed problem {body!r:.{TOLD}}"
    if status == LOST_STATUS and LOST not in detail:
        return f"500: {detail}"
    return None


def ask_again(service: Service, seconds: float = 10) -> float:
    """The seconds that a cheap query takes once it is answered; it may be refused for a while."""
    deadline = time.monotonic() + seconds
    with service.client(timeout=seconds) as client:
        while True:
            started = time.monotonic()
            answer = client.get("/sparql", params={"query": f"ASK {{ <urn:{started}> ?p ?o }}", "format": "json"})
            if answer.status_code == httpx.codes.OK:
                return time.monotonic() - started
            assert time.monotonic() < deadline, answer.text
            time.sleep(0.1)
