"""What an update may not ask for, and how the dataset of the protocol is put into it."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from graph.lexer import tokens as judged_tokens
from graph.services import LETTERS, endpoints, guarded
from graph.tokens import ABSOLUTE_IRI, Token, tokens
from ontology.errors import ForbiddenError, InputError

LOAD = re.compile("LOAD", re.IGNORECASE | re.ASCII)
NO_LOAD = (
    "LOAD is not allowed here: this service fetches nothing; fetch the graph yourself, and PUT it to /data?graph=IRI"
)
NO_SERVICE = (
    "SERVICE is not allowed in an update: this service calls no other; ask the other endpoint, and insert its answer"
)
UNJUDGED = "the update has the word LOAD, and is malformed or goes beyond SPARQL 1.1, so that it cannot be judged"


def without_calls(text: str) -> str:
    """The update, if it calls no other host.

    A keyword has no escapes, so a text without these letters has no call. Where LOAD stands outside strings, IRIs and
    comments, the parse decides; what cannot be parsed as SPARQL 1.1 then is refused. A LOAD SILENT may fail (SPARQL 1.1
    Update §3.1.4), and so it does: it is left out.

    Raises:
        ForbiddenError: it has LOAD or SERVICE.
        InputError: it cannot be judged.
    """
    text = _without_services(text)
    if not LOAD.search(text) or not _has_the_word(text):
        return text
    loads = [part for part in _parsed(text, UNJUDGED) if part.name == "Load"]
    if not loads:
        return text
    spans = list(_loads(text)) if all(part.silent for part in loads) else []
    if len(spans) != len(loads):
        raise ForbiddenError(NO_LOAD)
    for start, end in spans:  # spaces in its place, so that places told of the rest stay right
        text = text[:start] + re.sub(r"[^\r\n]", " ", text[start:end]) + text[end:]
    return text


def _loads(text: str) -> Iterator[tuple[int, int]]:
    """Where each LOAD of an update begins and ends, with the semicolon after it."""
    depth, start = 0, -1
    for token in tokens(text):
        depth += (token.text == "{") - (token.text == "}")
        if depth == 0 and token.is_word("LOAD"):
            start = token.start
        elif start >= 0 and token.text == ";":
            yield start, token.end
            start = -1
    if start >= 0:
        yield start, len(text)


def with_dataset(text: str, default: Sequence[str], named: Sequence[str]) -> str:
    """The update with USING clauses for the dataset of the protocol (SPARQL 1.1 Protocol §2.2.3).

    `DELETE WHERE {…}` has no place for one, and becomes `DELETE {…} USING … WHERE {…}`, which is what it stands for
    (SPARQL 1.1 Update §3.1.3.3).

    Raises:
        InputError: it is malformed, or has USING or WITH itself.
    """
    for iri in (*default, *named):
        if not ABSOLUTE_IRI.fullmatch(iri):
            raise InputError(f"using-graph-uri and using-named-graph-uri take absolute IRIs, not {iri!r}")
    parts = list(_parsed(text, "the update is malformed or goes beyond SPARQL 1.1"))
    if any(part.name == "Modify" and (part.using or part.withClause) for part in parts):
        raise _conflict()
    using = "".join(f"USING <{iri}> " for iri in dict.fromkeys(default))
    using += "".join(f"USING NAMED <{iri}> " for iri in dict.fromkeys(named))
    pieces, position, places = list[str](), 0, 0
    for start, pattern in _wheres(text):
        pieces += [text[position:start], pattern, " " if pattern else "", using]
        position, places = start, places + 1
    if places != sum(part.name in ("Modify", "DeleteWhere") for part in parts):
        raise InputError("the dataset cannot be put into this update: write its keywords apart, one space between them")
    return "".join([*pieces, text[position:]])


def _wheres(text: str) -> Iterator[tuple[int, str]]:
    """Where each WHERE of an operation stands, and for a DELETE WHERE its pattern."""
    depth, where = 0, -1
    former: Token | None = None
    opened = 0
    for token in tokens(text):
        if depth == 0 and token.is_word("USING", "WITH"):
            raise _conflict()
        if depth == 0 and token.is_word("WHERE"):
            if former and former.is_word("DELETE"):
                where = token.start
            else:
                yield token.start, ""
        if token.text == "{":
            opened = token.start if depth == 0 else opened
            depth += 1
        elif token.text == "}":
            depth -= 1
            if depth == 0 and where >= 0:
                yield where, text[opened : token.end]
                where = -1
        former = token


def _conflict() -> InputError:
    return InputError(
        "the update has USING or WITH, and the request using-graph-uri or using-named-graph-uri; send one of the two"
    )


def _without_services(text: str) -> str:
    """The same update, with the letters of SERVICE nowhere where the engine could take them for the word."""
    if not LETTERS.search(text):
        return text
    found = list(judged_tokens(text))
    if endpoints(found):
        raise ForbiddenError(NO_SERVICE)
    return guarded(text, found, {})


def _has_the_word(text: str) -> bool:
    try:
        # A name may be read as a prefix and a word; see graph/services.py.
        return any(LOAD.search(token.text) for token in tokens(text) if token.kind not in ("string", "iri"))
    except InputError:  # what cannot be split for certain is parsed
        return True


def _parsed(text: str, refusal: str) -> Iterator[Any]:
    from pyparsing import ParseException  # all of this only where it is needed: RDFLib takes a while to load
    from rdflib.plugins.sparql.parser import parseUpdate

    from graph.judge import _parts, _plain

    try:
        update = parseUpdate(_plain(text, list(judged_tokens(text))))
    except RecursionError as error:
        raise InputError(f"{refusal}: it is nested too deeply") from error
    except Exception as error:  # whatever RDFLib cannot parse
        where = f" (line {error.lineno}, column {error.column})" if isinstance(error, ParseException) else ""
        raise InputError(refusal + where) from error
    return _parts(update)
