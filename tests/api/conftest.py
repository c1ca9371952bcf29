"""A real server on loopback over the invented source."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
import uvicorn

from api.app import create_app
from api.serving import listen
from api.settings import Settings
from graph.build import Build
from graph.store import EmbeddedStore, Store
from ontology.terms import Names


@contextmanager
def served(store: Store, settings: Settings, version: str = "") -> Iterator[httpx.Client]:
    """A client of a service that runs in a thread for as long as the block does."""
    listener = listen("127.0.0.1", 0)
    server = uvicorn.Server(uvicorn.Config(create_app(store, settings, version), log_level="critical", lifespan="off"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive(), "the server did not start"
        time.sleep(0.01)
    with listener, httpx.Client(base_url=f"http://127.0.0.1:{listener.getsockname()[1]}", timeout=60) as client:
        yield client
        server.should_exit = True
        thread.join()


@pytest.fixture(scope="session")
def client(second_build: Build, second_data: Path) -> Iterator[httpx.Client]:
    """A client of the invented source's service."""
    store = EmbeddedStore.open(second_build.store_path)
    with served(store, Settings(Names(), second_data), second_build.version) as one:
        yield one
