"""RDF in the body of a request: one document, or the files of a form (RFC 7578)."""

from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import Message

from api.negotiation import ALIASES
from api.operation import body_of, charset_is_utf8, media_type_of
from graph.engine import GRAPHS
from graph.writes import Payload
from ontology.errors import InputError

MULTIPART = "multipart/form-data"
TEXT = "text/plain"
FILES = 100
# What is sent by clients that do not know the registered type; a form's files often have their extension only.
TYPES = {alias: name for name in GRAPHS for alias in (name, *ALIASES.get(name, ()))}
EXTENSIONS = {
    "ttl": "text/turtle",
    "nt": "application/n-triples",
    "rdf": "application/rdf+xml",
    "owl": "application/rdf+xml",
    "jsonld": "application/ld+json",
}


async def payloads_of(request: Request, base: str, most: int) -> list[Payload]:
    """What was sent; `base` is what relative IRIs in it are relative to.

    Raises:
        HTTPException: 413 for a body of more than `most` bytes, 415 for one that is no RDF of one graph.
        InputError: the form has no file.
    """
    kind = media_type_of(request)
    if kind == MULTIPART:
        return await _files(request, base, most)
    if kind not in TYPES:
        raise HTTPException(415, _offer(kind))
    if not charset_is_utf8(request):
        raise HTTPException(415, "RDF is sent in UTF-8 here; XML in another encoding says so itself, in its first line")
    return [Payload(TYPES[kind], base, await body_of(request, most))]


async def _files(request: Request, base: str, most: int) -> list[Payload]:
    left = most

    async def receive() -> Message:
        nonlocal left
        message = await request.receive()
        left -= len(message.get("body", b""))
        if left < 0:
            raise HTTPException(413, f"a request may send {most} bytes at the most")
        return message

    payloads = []
    async with Request(request.scope, receive).form(max_files=FILES, max_fields=FILES, max_part_size=most) as form:
        for _, value in form.multi_items():
            if isinstance(value, UploadFile):
                payloads.append(Payload(_type_of(value), base, await value.read()))
    if not payloads:
        raise InputError("the form has no file with RDF in it")
    return payloads


def _type_of(file: UploadFile) -> str:
    kind = (file.content_type or "").partition(";")[0].strip().lower()
    extension = (file.filename or "").rpartition(".")[2].lower()
    if kind in ("", TEXT, "application/octet-stream") and extension in EXTENSIONS:
        return EXTENSIONS[extension]
    if kind not in TYPES:
        raise HTTPException(415, _offer(kind))
    return TYPES[kind]


def _offer(kind: str) -> str:
    return (
        f"a graph is sent as {', '.join(GRAPHS)} or as files of {MULTIPART}, not as {kind or 'nothing in particular'}"
    )
