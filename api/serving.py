"""Listening and serving."""

import os
import socket
from pathlib import Path

import uvicorn

from api.app import create_app
from api.settings import SECONDS_STALLED, Settings
from graph.build import Build
from graph.limits import Limits
from graph.store import EmbeddedStore
from graph.workers import Workers
from ontology.errors import UnavailableError


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


def run(built: Build, data_dir: Path, listener: socket.socket, limits: Limits) -> None:
    """Serve a build on a socket until told to stop."""
    settings = Settings(built.names, data_dir, limits)
    store = EmbeddedStore.open(built.store_path, built.names)
    workers = Workers(built.store_path, built.names, limits)
    app = create_app(store, workers, settings, built.version)
    config = uvicorn.Config(app, log_level="warning", server_header=False)
    uvicorn.Server(config).run(sockets=[listener])
