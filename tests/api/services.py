"""`oxiana serve` as a process of its own, with its children, that can be killed with them."""

import os
import re
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from tests.api.conftest import BEARER
from tests.api.test_cli import OXIANA


def killed(process: subprocess.Popen[str]) -> None:
    """Kill a service and all that it has started, at once."""
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()


@contextmanager
def serving(*arguments: str | Path, **environment: str) -> Iterator[tuple[subprocess.Popen[str], httpx.Client]]:
    """A service, and a client of it that has the token."""
    command = [*OXIANA, "serve", *map(str, arguments), "--port", "0"]
    process = subprocess.Popen(
        command, stderr=subprocess.PIPE, text=True, start_new_session=True, env=os.environ | environment
    )
    try:
        assert process.stderr is not None
        told = process.stderr.readline()
        found = re.findall(r"http://\S+", told)
        assert found, told + process.stderr.read()
        transport = httpx.HTTPTransport(limits=httpx.Limits(max_keepalive_connections=0))
        with httpx.Client(base_url=found[0], transport=transport, timeout=30) as client:
            client.headers["Authorization"] = f"Bearer {BEARER}"
            until_ready(client)
            yield process, client
        process.terminate()
        process.wait(20)
    finally:
        if process.poll() is None:
            killed(process)
        if process.stderr:
            process.stderr.close()


def until_ready(client: httpx.Client) -> None:
    """Wait until a service answers: it listens before."""
    deadline = time.monotonic() + 20
    while True:
        try:
            client.get("/health").raise_for_status()
        except httpx.TransportError:
            assert time.monotonic() < deadline
            time.sleep(0.05)
        else:
            return
