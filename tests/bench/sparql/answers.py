"""Answers as values, so that those of two servers can be compared."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import groupby
from typing import TypeAlias

import pyoxigraph
from rdflib import XSD

from tests.bench.sparql.exchange import RESULTS, TRIPLES, Place, ask
from tests.bench.sparql.queries import Query

Row: TypeAlias = tuple[tuple[str, ...], ...]
Answer: TypeAlias = Counter[Row]
NUMBERS = {str(XSD[name]) for name in ("integer", "decimal", "nonNegativeInteger", "int", "long")}
YES: tuple[Row, ...] = ((("yes",),),)
VIRTUOSO_ASKED = "__ASK_RETVAL"  # its one column where the standard has a boolean


class NoAnswerError(Exception):
    """A server refused a query, took too long, or sent what is no answer."""


def answer(place: Place, query: Query, text: str, seconds: float) -> Answer:
    """A server's answer to a query: its rows, or its triples, or one row for yes; each with how often it stands.

    Raises:
        NoAnswerError: there is none within so many seconds.
    """
    try:
        status, body = ask(place, text, seconds, TRIPLES if query.makes_triples else RESULTS)
    except TimeoutError:
        raise NoAnswerError(f"more than {seconds:g} s") from None
    except OSError as error:
        raise NoAnswerError(str(error)) from None
    if status != 200:
        raise NoAnswerError(f"{status}: {' '.join(body.decode(errors='replace').split())[:160]}")
    try:
        return Counter(_triples(body) if query.makes_triples else _rows(body))
    except (SyntaxError, ValueError, KeyError) as error:
        raise NoAnswerError(f"cannot be read: {error}") from None


def expected(store: pyoxigraph.Store, text: str) -> Answer:
    """The engine's own answer over a store, without any server around it."""
    found = store.query(text)
    if isinstance(found, pyoxigraph.QueryTriples):
        return Counter(_of_terms(triple) for triple in found)
    body = found.serialize(format=pyoxigraph.QueryResultsFormat.JSON)
    return Counter(_rows(body or b""))


def equal(query: Query, one: Answer, other: Answer, store: pyoxigraph.Store) -> bool:
    """Whether two answers are the same; where any rows are right, whether they are as many and all right."""
    if query.any_rows:
        return one.total() == other.total() and all(_hold(rows, store) for rows in (one, other))
    return one.keys() == other.keys() if query.makes_triples else one == other


def _hold(rows: Iterable[Row], store: pyoxigraph.Store) -> bool:
    """Whether rows are triples of the default graph, but for those with blank nodes, whose names are anybody's."""
    named = sorted(row for row in rows if not any(value[0].startswith("_:") for value in row))
    for (subject, *_), found in groupby(named, key=lambda row: row[0]):
        quads = store.quads_for_pattern(pyoxigraph.NamedNode(subject), None, None, pyoxigraph.DefaultGraph())
        if not set(found) <= {_of_terms(quad) for quad in quads}:
            return False
    return True


def _triples(body: bytes) -> Iterator[Row]:
    for quad in pyoxigraph.parse(body, format=pyoxigraph.RdfFormat.TURTLE):
        yield _of_terms(quad)


def _of_terms(quad: pyoxigraph.Quad | pyoxigraph.Triple) -> Row:
    return tuple(
        _literal(term.value, term.language, term.datatype.value)
        if isinstance(term, pyoxigraph.Literal)
        else (str(term) if isinstance(term, pyoxigraph.BlankNode) else str(term)[1:-1],)
        for term in tuple(quad)[:3]
    )


def _rows(body: bytes) -> Iterator[Row]:
    told = json.loads(body)
    if "boolean" in told:
        return iter(YES if told["boolean"] else ())
    variables, found = told["head"]["vars"], told["results"]["bindings"]
    if variables == [VIRTUOSO_ASKED]:
        return iter(YES if any(row[VIRTUOSO_ASKED]["value"] == "1" for row in found) else ())
    return (tuple(_of_json(row.get(name)) for name in variables) for row in found)


def _of_json(told: dict[str, str] | None) -> tuple[str, ...]:
    """A term of SPARQL 1.1 Query Results JSON (§3.2.2)."""
    if told is None:
        return ()
    if told["type"] in ("uri", "bnode"):
        return (told["value"] if told["type"] == "uri" else f"_:{told['value']}",)
    return _literal(told["value"], told.get("xml:lang"), told.get("datatype", str(XSD.string)))


def _literal(value: str, language: str | None, datatype: str) -> tuple[str, ...]:
    """A literal so that equal values are equal: tags of languages have no case, and a number is one in any datatype."""
    if language:
        return ("words", value, language.lower())
    return ("number", str(Decimal(value).normalize())) if datatype in NUMBERS else ("words", value, datatype)
