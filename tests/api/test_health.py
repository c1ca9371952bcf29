"""Whether the service lives, and whether it is ready, as those who start and stop services ask."""

import asyncio
import time
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from api.app import create_app
from api.settings import Settings
from graph.build import Build
from graph.limits import Limits
from graph.store import EmbeddedStore
from graph.workers import Workers
from tests.api.conftest import detail, served
from tests.api.test_limits import SLOW, many_triples


def test_a_service_that_has_a_free_worker_is_live_and_ready(client: httpx.Client) -> None:
    assert client.get("/health/live").json() == {"status": "live"}
    ready = client.get("/health/ready")
    assert (ready.status_code, ready.json()["status"]) == (200, "ready")
    assert client.head("/health/ready").status_code == 200


def test_while_every_worker_is_busy_it_lives_and_is_not_ready(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("graph.workers.LONG", 60)  # until then nobody is told to come again
    with served(many_triples(60), Settings(limits=Limits(seconds=2, workers=1))) as one:
        with ThreadPoolExecutor(2) as crowd:
            for _ in range(2):
                crowd.submit(one.get, "/sparql", params={"query": SLOW})
            deadline = time.monotonic() + 2
            while (refused := one.get("/health/ready")).status_code == 200:
                assert time.monotonic() < deadline
            assert "all 2 workers are busy" in detail(refused, 503)
            assert refused.headers["Retry-After"]
            assert one.get("/health/live").status_code == 200
        deadline = time.monotonic() + 10
        while one.get("/health/ready").status_code == 503:
            assert time.monotonic() < deadline
            time.sleep(0.1)


def test_before_it_has_started_and_when_it_stops_it_is_not_ready(second_build: Build) -> None:
    async def ask() -> list[httpx.Response]:
        settings = Settings()
        workers = Workers(second_build.store_path, settings.names, Limits(workers=1))
        app = create_app(EmbeddedStore.open(second_build.store_path), workers, settings)
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://e.org") as client:
            answers = [await client.get("/health/ready")]
            await workers.start()
            answers.append(await client.get("/health/ready"))
            await workers.stop()
            return [*answers, await client.get("/health/ready")]

    before, meanwhile, after = asyncio.run(ask())
    assert "no worker has started yet" in detail(before, 503)
    assert meanwhile.status_code == 200
    assert "the service is stopping" in detail(after, 503)
