"""One query of another endpoint (SPARQL 1.1 Protocol §2.1.3), which may be hostile, dead, slow or huge."""

import ssl
from dataclasses import dataclass
from tempfile import SpooledTemporaryFile
from typing import IO
from urllib.parse import SplitResult, urljoin, urlsplit

import httpcore

from graph.addresses import ForbiddenAddressError, PublicBackend, Resolve
from graph.services import WIKIDATA
from ontology import __version__

MIB = 1024 * 1024
QUERY = "application/sparql-query"
RESULTS = "application/sparql-results+json"
# The same JSON under its general name; nothing else is asked for, so that no XML of strangers is ever read.
ACCEPTED = {RESULTS, "application/json"}
REDIRECTS = 3
PORTS = {"http": 80, "https": 443}
CONTACT = "https://w3id.org/oxiana/"


@dataclass(frozen=True)
class Outgoing:
    """What may be called, and what a call may cost; the operator decides.

    `endpoints` are those that SERVICE may name, `trusted_hosts` the hosts whose addresses need not be public, `seconds`
    a call may take where the caller says no less, `result_bytes` its result, `at_once` calls of one endpoint.
    """

    endpoints: tuple[str, ...] = (WIKIDATA,)
    trusted_hosts: tuple[str, ...] = ()
    seconds: float = 20
    result_bytes: int = 32 * MIB
    at_once: int = 16


def agent(contact: str = CONTACT) -> str:
    """Who asks, and where to complain.

    See https://foundation.wikimedia.org/wiki/Policy:Wikimedia_Foundation_User-Agent_Policy.
    """
    return f"Oxiana/{__version__} ({contact}) httpcore/{httpcore.__version__}"


class RefusalError(Exception):
    """Why a call has no result: a status for the engine, and a sentence for who asked."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status


class ForbiddenCallError(RefusalError):
    """A call that is not made, since the operator does not allow it."""


class Remote:
    """Asks endpoints. It keeps no cookie, sends no credentials, and reads no proxy from the environment."""

    def __init__(self, outgoing: Outgoing, resolve: Resolve, trust: ssl.SSLContext | None = None) -> None:
        self._outgoing = outgoing
        self._pool = httpcore.AsyncConnectionPool(
            ssl_context=trust,
            max_connections=outgoing.at_once * len(outgoing.endpoints),
            max_keepalive_connections=4,
            keepalive_expiry=15,
            network_backend=PublicBackend(resolve, outgoing.trusted_hosts),
        )

    async def ask(self, endpoint: str, query: bytes) -> IO[bytes]:
        """The result of a query as JSON, in a file that is the caller's to close.

        Raises:
            RefusalError: there is none, in one sentence.
        """
        url, method = endpoint, "POST"
        try:
            for _ in range(REDIRECTS + 1):
                headers = {"Accept": RESULTS, "Accept-Encoding": "identity", "User-Agent": agent()}
                content = query if method == "POST" else None
                if content is not None:
                    headers["Content-Type"] = QUERY
                async with self._pool.stream(method, url, headers=list(headers.items()), content=content) as response:
                    if response.status not in {301, 302, 303, 307, 308}:
                        return await self._result(endpoint, response)
                    url = target(endpoint, url, header(response, b"location"))
                    # RFC 9110 §15.4: only 303 asks for another method; what answers it is named in the target.
                    method = "GET" if response.status == 303 else method
        except ForbiddenAddressError as error:
            raise ForbiddenCallError(
                502, f"<{endpoint}> is not called: {error}, and the operator does not trust it"
            ) from error
        except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
            raise RefusalError(502, f"<{endpoint}> cannot be reached") from error
        except (httpcore.NetworkError, httpcore.ProtocolError, httpcore.TimeoutException, OSError) as error:
            raise RefusalError(502, f"<{endpoint}> broke off the call") from error
        raise RefusalError(502, f"<{endpoint}> redirects more than {REDIRECTS} times")

    async def close(self) -> None:
        """Close what connections are kept."""
        await self._pool.aclose()

    async def _result(self, endpoint: str, response: httpcore.Response) -> IO[bytes]:
        if response.status != 200:
            raise RefusalError(502, f"<{endpoint}> answered with status {response.status}")
        media_type = header(response, b"content-type").partition(";")[0].strip().lower()
        if media_type not in ACCEPTED:
            raise RefusalError(502, f"<{endpoint}> answered with {media_type[:80] or 'no media type'}, not {RESULTS}")
        if header(response, b"content-encoding").strip().lower() not in {"", "identity"}:
            raise RefusalError(502, f"<{endpoint}> answered in an encoding that it was not asked for")
        limit = self._outgoing.result_bytes
        result = SpooledTemporaryFile(max_size=MIB)  # noqa: SIM115 - it is handed on
        try:
            async for piece in response.aiter_stream():
                if result.tell() + len(piece) > limit:
                    raise RefusalError(502, f"<{endpoint}> answered with more than {limit} bytes; ask it for less")
                result.write(piece)
        except BaseException:
            result.close()
            raise
        result.seek(0)
        return result


def target(endpoint: str, url: str, location: str) -> str:
    """Where a redirect leads, if it leads to the same host, by TLS where it was by TLS."""
    try:
        target = urljoin(url, location)
        origin, there = urlsplit(endpoint), urlsplit(target)
        upgraded = (there.scheme, origin.scheme) == ("https", "http") and _port(there) == 443
        same = there.scheme == origin.scheme and _port(there) == _port(origin)
        plain = target.isascii() and target.isprintable() and " " not in target and "@" not in there.netloc
        if location and plain and there.hostname == origin.hostname and (same or upgraded):
            return there._replace(fragment="").geturl()
    except ValueError:  # it is no URL
        pass
    raise ForbiddenCallError(502, f"<{endpoint}> redirects to another host, which is not called")


def _port(url: SplitResult) -> int | None:
    return url.port or PORTS.get(url.scheme)


def header(response: httpcore.Response, name: bytes) -> str:
    """A header of an answer, by its name in small letters; empty where it has none."""
    return next((value.decode("latin-1") for key, value in response.headers if key.lower() == name), "")
