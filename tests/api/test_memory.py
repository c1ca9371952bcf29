"""What is free again goes back to the system: memory that much work at once took, files of what has ended."""

import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from api.settings import Settings
from graph.build import Build
from tests.api.conftest import served
from tests.api.processes import PROC, needs_proc, peak, resident
from tests.api.services import serving
from tests.api.test_bad_queries import DIRECT

MARGIN = 20  # MiB


@needs_proc
def test_memory_that_large_requests_took_is_given_back(second_data: Path) -> None:
    with serving("--data", second_data) as (process, client):
        client.get("/").raise_for_status()
        before = resident(process.pid)
        with peak(process.pid) as most, ThreadPoolExecutor(32) as pool:
            bodies = [pool.submit(client.post, "/sparql", content="x" * 3_000_000, headers=DIRECT) for _ in range(200)]
            assert {one.result().status_code for one in bodies} == {413}
        assert most[0] > before + 2 * MARGIN
        deadline = time.monotonic() + 15
        while resident(process.pid) > before + MARGIN:
            assert time.monotonic() < deadline
            time.sleep(0.5)


@needs_proc
def test_an_application_that_has_ended_holds_no_file(second_build: Build) -> None:
    opened = []
    for _ in range(4):
        with served(second_build.store_path, Settings()) as client:
            assert client.get("/").status_code == client.get("/sparql?query=ASK%7B%7D").status_code == 200
        opened.append(len(list((PROC / "self" / "fd").iterdir())))
    assert opened[-1] <= opened[0]
