"""An application asked from inside, without a network: one request after another."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from http import HTTPStatus
from urllib.parse import quote

from starlette.types import ASGIApp, Message

from graph.engine import Graphs
from graph.store import Answer, Store
from ontology.errors import UnavailableError

REMEMBERED = 64  # answers of the store: the page of a thing in another language asks much the same again


@dataclass(frozen=True)
class Reply:
    """What was answered: the media type without parameters."""

    status: int
    media_type: str
    body: bytes

    @property
    def is_found(self) -> bool:
        """Whether there was anything."""
        return self.status == HTTPStatus.OK


class Inside:
    """Asks an ASGI application, whose lifespan is not begun: nothing that needs worker processes can be asked for."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def get(self, path: str, accept: str, language: str = "en", query: str = "") -> Reply:
        """The reply to a GET of a path, as a browser with that language would have it.

        Raises:
            UnavailableError: the application failed on it.
        """
        status, media_type, body = 0, "", bytearray()

        async def receive() -> Message:
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(message: Message) -> None:
            nonlocal status, media_type
            if message["type"] == "http.response.start":
                status = message["status"]
                media_type = dict(message["headers"]).get(b"content-type", b"").decode().partition(";")[0]
            body.extend(message.get("body", b""))

        headers = {"host": "localhost", "accept": accept, "accept-language": language}
        scope = {
            "type": "http",
            "asgi": {"version": "3.0", "spec_version": "2.4"},
            "http_version": "1.1",
            "method": "GET",
            "scheme": "http",
            "path": path,
            "raw_path": quote(path).encode(),
            "query_string": query.encode(),
            "root_path": "",
            "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
            "client": None,
            "server": None,
        }
        await self._app(scope, receive, send)
        if status == HTTPStatus.INTERNAL_SERVER_ERROR:
            raise UnavailableError(f"the service fails on {path}, which therefore cannot be written")
        return Reply(status, media_type, bytes(body))


class Remembering:
    """A store that nobody writes, and that remembers its last answers."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._ask = lru_cache(REMEMBERED)(self._asked)

    def query(self, text: str, accept: Sequence[str], graphs: Graphs = Graphs()) -> Answer:  # noqa: B008 - frozen
        """See `Store.query`."""
        return self._ask(text, tuple(accept), graphs)

    def at_once(self, text: str, media_type: str, most: int) -> bytes | None:
        """See `Store.at_once`."""
        return self._store.at_once(text, media_type, most)

    def close(self) -> None:
        """See `Store.close`."""
        self._store.close()

    def _asked(self, text: str, accept: tuple[str, ...], graphs: Graphs) -> Answer:
        return self._store.query(text, accept, graphs)
