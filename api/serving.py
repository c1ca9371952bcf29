"""Listening and serving."""

import socket
from pathlib import Path

import uvicorn

from api.app import create_app
from api.settings import Settings
from graph.build import Build
from graph.store import EmbeddedStore
from ontology.errors import UnavailableError


def listen(host: str, port: int) -> socket.socket:
    """A listening socket, bound before the application starts; port 0 takes a free one.

    Raises:
        UnavailableError: the port is taken, or there is no such host.
    """
    try:
        listener = socket.create_server((host, port))
    except (OSError, OverflowError) as error:
        why = getattr(error, "strerror", None) or error
        raise UnavailableError(f"cannot listen on {host}:{port}: {why}; choose another with --port") from error
    # asyncio does this for sockets that it makes; without it every answer waits 40 ms for the client's acknowledgement.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listener


def run(built: Build, data_dir: Path, listener: socket.socket, timeout: float) -> None:
    """Serve a build on a socket until told to stop."""
    settings = Settings(built.names, data_dir, timeout)
    app = create_app(EmbeddedStore.open(built.store_path, built.names), settings, built.version)
    config = uvicorn.Config(app, log_level="warning", server_header=False)
    uvicorn.Server(config).run(sockets=[listener])
