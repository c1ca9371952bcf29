"""The service that the suites are run against: Oxiana's own, started for it, or any at an address."""

import os
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import httpx

from tests.spec.endpoint import LAYOUTS, Endpoint

OXIANA = Path(sys.executable).with_name("oxiana")
SECONDS = 60


@dataclass(frozen=True)
class Address:
    """Where a service is that somebody else has started."""

    url: str
    layout: str = "oxiana"
    token: str = ""

    @classmethod
    def of_environment(cls) -> "Address | None":
        """The address in OXIANA_W3C_URL, with OXIANA_W3C_LAYOUT and OXIANA_W3C_TOKEN; none where it is unset."""
        url = os.environ.get("OXIANA_W3C_URL")
        if not url:
            return None
        return cls(url, os.environ.get("OXIANA_W3C_LAYOUT", "oxiana"), os.environ.get("OXIANA_W3C_TOKEN", ""))


@contextmanager
def reached(address: Address) -> Iterator[Endpoint]:
    """A service at an address, over connections that are kept."""
    with httpx.Client(base_url=address.url, timeout=SECONDS) as client:
        yield Endpoint(client, LAYOUTS[address.layout], address.token)


@contextmanager
def started(folder: Path, remotes: Iterable[str]) -> Iterator[Endpoint]:
    """Oxiana as a plain store over an empty folder, in a process of its own; it may call some remote services."""
    token = secrets.token_hex()
    token_file = folder / "token"
    token_file.write_text(token, encoding="utf-8")
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = str(probe.getsockname()[1])
    command = [str(OXIANA), "serve", "--plain", str(folder / "store"), "--token-file", str(token_file), "--port", port]
    command += ["--base", f"http://127.0.0.1:{port}/"]
    command += ["--trust-host", "127.0.0.1", *chain.from_iterable(["--service", remote] for remote in remotes)]
    with subprocess.Popen(command) as process:
        try:
            with reached(Address(f"http://127.0.0.1:{port}", token=token)) as endpoint:
                _wait(endpoint, process)
                yield endpoint
        finally:
            process.terminate()


def _wait(endpoint: Endpoint, process: subprocess.Popen[bytes]) -> None:
    """Return when the service answers; fail when it ends or takes too long."""
    deadline = time.monotonic() + SECONDS
    while time.monotonic() < deadline:
        assert process.poll() is None, f"oxiana serve ended with {process.returncode}"
        try:
            endpoint.query(b"ASK {}").raise_for_status()
        except httpx.HTTPError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError(f"oxiana serve did not answer within {SECONDS} s")
