"""Which version a request asks for: one that it names, or the one of a moment (RFC 7089 §4.1.1)."""

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from urllib.parse import quote

from starlette.responses import RedirectResponse, Response
from starlette.types import Message, Scope, Send

from api.operation import fields_of, one_of
from api.timemap import PARAMETER, TIMED, TIMELESS, http_date, links, memento_of
from graph.archive import Archive
from graph.versions import Version
from ontology.errors import InputError

ACCEPT_DATETIME = b"accept-datetime"
MARK = PARAMETER.encode()
DATE = re.compile(r"[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT")
LONGEST = 3000  # characters of an address that is told in a header; proxies take 8000 in all


def is_asked(scope: Scope) -> bool:
    """Whether a request may ask for a version; quick, since every request is looked at."""
    return MARK in scope["query_string"] or any(name == ACCEPT_DATETIME for name, _ in scope["headers"])


class TimeGate:
    """Finds the versions that requests ask for, among those that are kept."""

    def __init__(self, data_dir: Path, base: str, root: str) -> None:
        self._data_dir, self._base, self._root = data_dir, base, root

    def asked(self, scope: Scope) -> Version | Response | None:
        """The version that a request names, or an answer that leads to one; None where it asks for none.

        Raises:
            InputError: what it names is malformed, not there, or means several.
            UnavailableError: it is damaged.
        """
        named = one_of(fields_of(scope["query_string"]), PARAMETER, "versions")
        if named is not None:
            return Archive.of(self._data_dir).find(named)
        moments = [value.decode("latin-1") for name, value in scope["headers"] if name == ACCEPT_DATETIME]
        resource = self.resource(scope)
        kind = re.split(r"[/?]", resource.lstrip("/"))[0]
        if not moments or scope["method"] not in ("GET", "HEAD") or kind in TIMELESS:
            return None
        version = Archive.of(self._data_dir).at(_moment(", ".join(moments)))
        memento = memento_of(resource, version)
        response = RedirectResponse(f"{self._root}/{memento.removeprefix(version.base)}", 302)
        response.headers["Access-Control-Allow-Origin"] = "*"  # the CORS middleware does not see it
        if len(resource) <= LONGEST:
            told = f'<{memento}>; rel="memento"; datetime="{http_date(version.since)}"'
            response.headers["Link"] = f"{links(resource, self._base)}, {told}"
        return response

    def dated(self, scope: Scope, version: Version, send: Send) -> Send:
        """What sends an answer of a version, saying so (§2.1)."""
        resource = self.resource(scope)
        told = [(b"memento-datetime", http_date(version.since).encode())]
        if len(resource) <= LONGEST:
            told.append((b"link", links(resource, version.base).encode()))

        async def put(message: Message) -> None:
            if message["type"] == "http.response.start":
                others = [one for one in message["headers"] if one not in TIMED]  # it is no time gate itself
                message = {**message, "headers": [*others, *told]}
            await send(message)

        return put

    def resource(self, scope: Scope) -> str:
        """The path and query of a request, without the root path and the version."""
        path = scope["raw_path"].decode("latin-1").partition("?")[0]
        if self._root and (path == self._root or path.startswith(self._root + "/")):
            path = path.removeprefix(self._root) or "/"
        parts = scope["query_string"].decode("latin-1").split("&")
        query = "&".join(part for part in parts if part and part.partition("=")[0] != PARAMETER)
        return quote(f"{path}?{query}" if query else path, safe="%/:?#[]@!$&'()*+,;=~", encoding="latin-1")


def _moment(told: str) -> datetime:
    """The moment of Accept-Datetime (§2.1.1)."""
    try:
        if DATE.fullmatch(told.strip()):
            return parsedate_to_datetime(told.strip()).astimezone(UTC)
    except ValueError:
        pass
    such = http_date(datetime.now(UTC))
    raise InputError(f"Accept-Datetime is a date such as {such}, not {told!r} (RFC 7089 §2.1.1)")
