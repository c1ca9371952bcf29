"""What a request asks of the SPARQL endpoint (SPARQL 1.1 Protocol §2)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import unquote_to_bytes

from starlette.exceptions import HTTPException
from starlette.requests import Request

from api.timemap import PARAMETER
from graph.engine import Graphs
from graph.malformed import READ_ONLY
from ontology.errors import InputError

FORM = "application/x-www-form-urlencoded"
DIRECT = "application/sparql-query"
UPDATE = "application/sparql-update"
ACCEPT_QUERY = {"Accept-Query": f"{DIRECT}, {FORM}"}
LINEAGE = "lineage"
CHARSET = re.compile(r""";\s*charset\s*=\s*"?([^\s";]+)""", re.IGNORECASE)


@dataclass(frozen=True)
class Operation:
    """A query operation of the protocol: the query's text, None where there is none, its dataset, its seconds.

    `formats` are those asked for in place of Accept, in the URL or a form; `lineage` is to come with the answer.
    """

    text: str | None
    graphs: Graphs
    seconds: float | None = None
    formats: tuple[str, ...] = ()
    lineage: bool = False

    def asked(self) -> list[tuple[str, str]]:
        """The fields of a URL that asks the same, but for the format."""
        graphs = [("default-graph-uri", one) for one in self.graphs.default]
        graphs += [("named-graph-uri", one) for one in self.graphs.named]
        seconds = [("timeout", f"{self.seconds:g}")] if self.seconds else []
        return [("query", self.text or ""), *graphs, *seconds, *([(LINEAGE, "1")] if self.lineage else [])]

    @classmethod
    async def of(cls, request: Request, body_bytes: int) -> "Operation":
        """Read it from the URL, a form, or the body itself.

        Raises:
            InputError: there are two queries, or what was sent is not UTF-8.
            HTTPException: 413 for a body that is too long, 415 for one of another kind.
        """
        return cls.from_fields(await asked_fields(request, body_bytes))

    @classmethod
    def from_fields(cls, fields: Mapping[str, list[str]]) -> "Operation":
        """The operation that the fields of a URL or a form make."""
        if "update" in fields:
            raise InputError(READ_ONLY)
        text = one_of(fields, "query", "queries")
        graphs = Graphs(tuple(fields.get("default-graph-uri", ())), tuple(fields.get("named-graph-uri", ())))
        formats = tuple(fields.get("format", ()))
        text = text if text and re.search(r"\S", text) else None
        return cls(text, graphs, _seconds(fields), formats, _is_asked(fields, LINEAGE))


async def asked_fields(request: Request, body_bytes: int) -> Mapping[str, list[str]]:
    """The fields of an operation: of the URL, and of a form or the body itself.

    Raises:
        InputError, HTTPException: see `Operation.of`.
    """
    fields = fields_of_url(request.scope["query_string"])
    if request.method not in ("POST", "QUERY"):
        return fields
    kind = media_type_of(request)
    if kind == UPDATE:
        raise HTTPException(415, READ_ONLY)
    if kind not in (FORM, DIRECT):
        raise HTTPException(415, f"a query is posted as {FORM} or {DIRECT}, not as {kind or 'nothing in particular'}")
    body = await body_of(request, body_bytes)
    if kind == DIRECT:
        if "query" in fields:
            raise InputError("there is a query in the URL and another in the body; send one")
        return {**fields, "query": [utf8(body)]}
    posted = fields_of(body)
    if PARAMETER in posted:  # it would be answered of another one
        raise InputError(f"the version is named in the address, not in the form: ?{PARAMETER}=…")
    merged = {name: [*fields.get(name, ()), *posted.get(name, ())] for name in {*fields, *posted}}
    if "query" not in merged and "update" not in merged:
        raise InputError("the form has no field named query")
    return merged


def one_of(fields: Mapping[str, list[str]], name: str, several: str) -> str | None:
    """The only value of a field; None where it has none.

    Raises:
        InputError: it has several.
    """
    values = fields.get(name, [])
    if len(values) > 1:
        raise InputError(f"there are {len(values)} {several}; send one at a time")
    return values[0] if values else None


def media_type_of(request: Request) -> str:
    """The media type of a request's body, without parameters; empty where it has none."""
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()


def charset_is_utf8(request: Request) -> bool:
    """Whether a request's body is said to be in UTF-8, or nothing is said of it."""
    found = CHARSET.search(request.headers.get("content-type", ""))
    return not found or found[1].lower() in ("utf-8", "utf8", "us-ascii")


async def body_of(request: Request, most: int) -> bytes:
    """The body of a request.

    Raises:
        HTTPException: 413 for one that is too long.
    """
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > most:
            raise HTTPException(413, f"a request may send {most} bytes at the most")
    return bytes(body)


def fields_of(encoded: bytes) -> Mapping[str, list[str]]:
    """The fields of a query string or form, each value decoded exactly once."""
    fields: dict[str, list[str]] = {}
    for part in encoded.split(b"&"):
        name, _, value = part.partition(b"=")
        if part:
            fields.setdefault(_decoded(name), []).append(_decoded(value))
    return fields


fields_of_url = lru_cache(16)(fields_of)  # they are read twice


def utf8(raw: bytes) -> str:
    """What was sent, as text.

    Raises:
        InputError: it is not UTF-8.
    """
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise InputError(f"what was sent is not UTF-8 (byte {error.start})") from error


def _decoded(raw: bytes) -> str:
    return utf8(unquote_to_bytes(raw.replace(b"+", b" ")))


def _is_asked(fields: Mapping[str, list[str]], name: str) -> bool:
    """Whether something is asked for by 1."""
    told = one_of(fields, name, f"values of {name}")
    if told not in (None, "", "0", "1"):
        raise InputError(f"{name} is 1 or 0, not {told!r}")
    return told == "1"


def _seconds(fields: Mapping[str, list[str]]) -> float | None:
    """The seconds after which the client itself gives up; more than the service allows is no use."""
    told = one_of(fields, "timeout", "timeouts")
    if told is None:
        return None
    try:
        seconds = float(told)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds < float("inf"):
        raise InputError(f"the timeout is a number of seconds above 0, not {told!r}")
    return seconds
