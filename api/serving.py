"""Listening and serving."""

import asyncio
import ctypes
import os
import socket
import sys
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path

import uvicorn
from fastapi import FastAPI

from api.app import create_app
from api.connections import Bounds, Connection
from api.following import Following
from api.journal import Journal
from api.mementos import Bounds as MementoBounds
from api.mementos import Mementos
from api.repeats import Repeats
from api.requests import Requests
from api.settings import SECONDS_STALLED, SECONDS_TO_STOP, Settings
from api.tokens import Token
from graph.build import Build
from graph.ledger import writes
from graph.limits import MIB
from graph.live import is_there, prepare
from graph.outgoing import Guard
from graph.remote_query import Outgoing
from graph.store import ReopenedStore
from graph.versions import Version
from graph.workers import Workers
from graph.writing import Writing, claim
from ontology.errors import UnavailableError

SECONDS_TO_TRIM = 5
MEMENTO_CACHE = 4 * MIB


def trim() -> None:
    """Give memory that is free back to the system: glibc keeps it, for each thread that once had much of it."""
    if sys.platform == "linux" and (give_back := getattr(ctypes.CDLL(None), "malloc_trim", None)):  # musl has none
        give_back(0)


def listen(host: str, port: int, seconds_stalled: float = SECONDS_STALLED) -> socket.socket:
    """A listening socket, bound before the application starts; port 0 takes a free one.

    The kernel drops each of its clients that takes nothing for so many seconds of what is sent to it.

    Raises:
        UnavailableError: the port is taken, or there is no such host.
    """
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
    except (OSError, UnicodeError) as error:
        raise UnavailableError(f"there is no host {host} to listen on; choose another with --host") from error
    try:
        listener = socket.create_server((host, port), family=family)
    except OSError as error:
        why = os.strerror(error.errno or 0)
        raise UnavailableError(
            f"cannot listen on {host}:{port}: {why}; choose another with --port or --host"
        ) from error
    # asyncio does this for sockets that it makes; without it every answer waits 40 ms for the client's acknowledgement.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    if hasattr(socket, "TCP_USER_TIMEOUT"):  # Linux has it; elsewhere what was sent last waits for the client for ever
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, int(seconds_stalled * 1000))
    return listener


def address(listener: socket.socket) -> str:
    """Where a socket listens, as a URL (an IPv6 address stands in brackets, RFC 3986 §3.2.2)."""
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def application(
    store: Path,
    settings: Settings,
    version: str = "",
    token: Token | None = None,
    built: Collection[str] | None = None,
    journal: Journal | None = None,
) -> FastAPI:
    """The application over a store on disk; with a token its holder may write, else nobody.

    Where some graphs are `built`, they and the default graph are read-only.

    Raises:
        UnavailableError: the store is missing, damaged, or written by another service.
    """
    writing = None
    if token:
        claim(store)
        writing = Writing(store, settings.names.base, settings.limits, lambda _: None, built)
    return _application(store, settings, version, token, writing, built, Requests(settings, journal))


class _Followed:
    """What the applications over one build after another have in common."""

    def __init__(self, data_dir: Path, settings: Settings, token: Token | None, journal: Journal | None) -> None:
        self._data_dir, self._settings, self._token = data_dir, settings, token
        self._requests = Requests(settings, journal)
        self.writing: Writing | None = None
        self.mementos: Mementos | None = None

    def make(self, build: Build) -> FastAPI:
        """The application over a build, and the graphs that were written beside it."""
        own, place = self._settings, self._data_dir
        settings = replace(own, names=build.names, texts=place, edition=build.edition, archive=place)
        if not self._token and not is_there(self._data_dir):
            return _application(
                build.store_path, settings, build.version, None, None, None, self._requests, self.mementos
            )
        live = prepare(self._data_dir, build)
        if self._token and not self.writing:
            claim(live.store)
            self.writing = Writing(live.store, build.base, settings.limits, lambda _: None, live.built)
        token, writing = self._token, self.writing
        return _application(
            live.store, settings, build.version, token, writing, live.built, self._requests, self.mementos
        )

    def make_memento(self, version: Version, store: Path) -> FastAPI:
        """The application over an earlier version, in a store of its own; it calls no other endpoint, nobody writes."""
        settings = replace(
            self._settings,
            names=version.names,
            texts=self._data_dir,
            archive=self._data_dir,
            edition=version.edition,
            memento=version.sha256,
            limits=replace(self._settings.limits, workers=1),
            outgoing=Outgoing(()),
            cache_bytes=min(self._settings.cache_bytes, MEMENTO_CACHE),
        )
        return _application(store, settings, version.sha256, None, None, None, self._requests, self.mementos)


def following(
    data_dir: Path,
    settings: Settings,
    token: Token | None = None,
    journal: Journal | None = None,
    bounds: MementoBounds = MementoBounds(),  # noqa: B008 - frozen
) -> Following:
    """The application over whatever build is current in a data directory; with a token its holder may write.

    Earlier versions are answered of, too, within bounds. The names and texts of the settings are those of the build.

    Raises:
        UnavailableError: there is no build, it or the written store is damaged, or another service writes that.
    """
    followed = _Followed(data_dir, settings, token, journal)
    followed.mementos = mementos = Mementos(data_dir, followed.make_memento, bounds)
    return Following(data_dir, followed.make, mementos, settings.root_path, lambda: followed.writing)


def _application(
    store: Path,
    settings: Settings,
    version: str,
    token: Token | None,
    writing: Writing | None,
    built: Collection[str] | None,
    requests: Requests,
    mementos: Mementos | None = None,
) -> FastAPI:
    guard = Guard(settings.outgoing) if settings.outgoing.endpoints else None
    workers = Workers(store, settings.names, settings.limits, guard, plain=settings.plain)
    workers.renew(writes(store))
    if writing:
        writing.turn_to(settings.names.base, workers.renew, built)
    pages = ReopenedStore(store, settings.names, lambda: workers.generation)
    return create_app(pages, workers, settings, version, writing, token, guard, requests, mementos)


class Server(uvicorn.Server):
    """Serves until it is told to stop; that it then stops is what it was told, and no failure."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Hear SIGTERM and SIGINT, as uvicorn does, but do not die of them in the end."""
        with super().capture_signals():
            yield
            self._captured_signals.clear()

    async def on_tick(self, counter: int) -> bool:
        """Look at the connections once a second, and give memory back now and then, besides what uvicorn does."""
        if counter % (10 * SECONDS_TO_TRIM) == 0:
            await asyncio.to_thread(trim)
        if counter % 10 == 0:
            for connection in list(self.server_state.connections):
                if isinstance(connection, Connection):
                    connection.look(asyncio.get_running_loop().time())
        return await super().on_tick(counter)


def server(
    app: FastAPI | Following,
    seconds_to_stop: int = SECONDS_TO_STOP,
    bounds: Bounds = Bounds(),  # noqa: B008 - frozen
) -> Server:
    """What serves an application. It believes no header (`api.clients` does) and tells no request (`api.edge` does).

    Told to stop, it takes no more connections, and lets running requests end for so many seconds.
    """
    repeats = app.repeats if isinstance(app, Following) else Repeats()
    config = uvicorn.Config(
        app,
        http=partial(Connection, bounds, repeats),  # type: ignore[arg-type] # it is called as a class is
        log_config=None,
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=seconds_to_stop,
    )
    return Server(config)


def run(
    app: FastAPI | Following, listener: socket.socket, journal: Journal, seconds_to_stop: int, bounds: Bounds
) -> None:
    """Serve an application on a socket until told to stop."""
    with journal.kept():
        server(app, seconds_to_stop, bounds).run(sockets=[listener])
