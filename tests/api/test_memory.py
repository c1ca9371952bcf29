"""Memory that much work at once took, and that is free again, goes back to the system."""

import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.api.processes import needs_proc, peak, resident
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
