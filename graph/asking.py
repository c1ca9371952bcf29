"""Asking a service of others: named, one request after another, patiently, and never without end."""

import asyncio
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TypeVar
from urllib.parse import urlencode, urlsplit

import httpcore

from graph.remote_query import CONTACT, MIB, PORTS, REDIRECTS, ForbiddenCallError, agent, header, target
from graph.wikibase import HalfError
from ontology.errors import InputError, UnavailableError

T = TypeVar("T")
SECONDS_TO_CONNECT = 10
AGAIN = {408, 425, 429, 500, 502, 503, 504}
GONE = {404, 410}
# What Blazegraph, proxies and gateways write into an answer that they have begun with 200.
TIMED_OUT = re.compile(rb"TimeoutException|upstream request timeout|(?:query|request) time(?:d )?-?out", re.IGNORECASE)
HTML = re.compile(rb"\s*(?:<!doctype html|<html)", re.IGNORECASE)


class MissingError(UnavailableError):
    """What is asked for is not there (404), or no more (410)."""


class _PassingError(Exception):
    """A failure that may pass, and after how many seconds the service wants to be asked again."""

    def __init__(self, sentence: str, after: float | None = None) -> None:
        super().__init__(sentence)
        self.after = after


@dataclass(frozen=True)
class Patience:
    """How long a service is waited for.

    An answer may take `seconds` and have `bytes`. It is asked for `tries` times, after a pause of `pause` seconds that
    doubles each time; a service that wants more than `longest` seconds is left alone.
    """

    seconds: float = 120
    bytes: int = 64 * MIB
    tries: int = 5
    pause: float = 1
    longest: float = 120


@dataclass(frozen=True)
class Reply:
    """What a service said, and where, after redirects on its own host."""

    url: str
    body: bytes


class Asker:
    """Asks one service; its User-Agent says who we are and where to complain."""

    def __init__(self, contact: str = CONTACT, patience: Patience | None = None) -> None:
        if not contact.isascii() or not contact.isprintable():
            raise InputError("the contact is an address of the web or of mail, in ASCII")
        self._patience = patience or Patience()
        self._headers = {"User-Agent": agent(contact), "Accept-Encoding": "identity"}
        self._pool = httpcore.AsyncConnectionPool(max_connections=1)

    async def close(self) -> None:
        """Close what connection is kept."""
        await self._pool.aclose()

    async def ask(self, url: str, accept: str, read: Callable[[Reply], T], form: dict[str, str] | None = None) -> T:
        """What `read` makes of the answer to GET, or to POST where there is a form.

        Raises:
            MissingError: what is asked for is not there.
            UnavailableError: the service gives no answer that can be used, in one sentence.
        """
        _refuse_url(url)
        pause, failure = self._patience.pause, ""
        for left in reversed(range(self._patience.tries)):
            try:
                async with asyncio.timeout(self._patience.seconds):
                    reply = await self._reply(url, accept, form)
                return _read(url, reply, read)
            except TimeoutError:
                failure, wait = f"<{url}> did not answer within {self._patience.seconds:g} seconds", pause
            except _PassingError as error:
                failure, wait = str(error), pause if error.after is None else error.after
            if wait > self._patience.longest:
                raise UnavailableError(f"{failure}, and wants to be left alone for {wait:.0f} seconds")
            if left:
                await asyncio.sleep(wait)
            pause = min(2 * pause, self._patience.longest)
        raise UnavailableError(f"{failure}, {self._patience.tries} times")

    async def _reply(self, url: str, accept: str, form: dict[str, str] | None) -> Reply:
        at, method, content = url, "POST" if form else "GET", urlencode(form).encode() if form else None
        try:
            for _ in range(REDIRECTS + 1):
                headers = self._headers | {"Accept": accept}
                if content is not None:
                    headers["Content-Type"] = "application/x-www-form-urlencoded"
                waits = {"timeout": {"connect": SECONDS_TO_CONNECT}}
                async with self._pool.stream(
                    method, at, headers=list(headers.items()), content=content, extensions=waits
                ) as response:
                    if response.status not in {301, 302, 303, 307, 308}:
                        return Reply(at, await self._body(url, response))
                    at = target(url, at, header(response, b"location"))
                    if response.status == 303:
                        method, content = "GET", None
        except ForbiddenCallError as error:
            raise UnavailableError(str(error)) from error
        except (httpcore.ConnectError, httpcore.ConnectTimeout, UnicodeError) as error:  # of a name that none can have
            raise _PassingError(f"<{url}> cannot be reached") from error
        except (httpcore.NetworkError, httpcore.ProtocolError) as error:
            raise _PassingError(f"<{url}> broke off in the middle of its answer") from error
        raise UnavailableError(f"<{url}> redirects more than {REDIRECTS} times")

    async def _body(self, url: str, response: httpcore.Response) -> bytes:
        if response.status in GONE:
            raise MissingError(f"<{url}> is not there ({response.status})")
        if response.status in AGAIN:
            raise _PassingError(f"<{url}> answered with status {response.status}", _after(response))
        if response.status != 200:
            raise UnavailableError(f"<{url}> answered with status {response.status}")
        pieces, size = [], 0
        async for piece in response.aiter_stream():
            size += len(piece)
            if size > self._patience.bytes:
                raise UnavailableError(f"<{url}> answered with more than {self._patience.bytes} bytes")
            pieces.append(piece)
        return b"".join(pieces)


def _refuse_url(url: str) -> None:
    try:
        parts = urlsplit(url)
        fit = parts.scheme in PORTS and bool(parts.hostname) and url.isascii() and url.isprintable() and " " not in url
        fit = fit and (parts.port is None or parts.port > 0)
    except ValueError:
        fit = False
    if not fit:
        raise InputError(f"{url} cannot be asked: an address begins with http:// or https:// and a host")


def _read(url: str, reply: Reply, read: Callable[[Reply], T]) -> T:
    if not reply.body.strip():
        raise _PassingError(f"<{url}> answered with nothing")
    if HTML.match(reply.body):
        raise UnavailableError(f"<{url}> answered with a page for people (HTML), not with data")
    try:
        return read(reply)
    except InputError as error:
        if TIMED_OUT.search(reply.body):
            raise _PassingError(f"<{url}> told of a timeout within its answer") from error
        if isinstance(error, HalfError):
            raise _PassingError(f"<{url}> answered with half a document: {error}") from error
        raise UnavailableError(f"<{url}> answered with something else: {error}") from error


def _after(response: httpcore.Response) -> float | None:
    """Retry-After, in seconds from now (RFC 9110 §10.2.3); None where it is not told."""
    told = header(response, b"retry-after").strip()
    if re.fullmatch(r"[0-9]{1,9}", told):
        return float(told)
    try:
        moment = parsedate_to_datetime(told)
    except ValueError:
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(0.0, (moment - datetime.now(UTC)).total_seconds())
