"""What a query may not ask for: a call to another host, or a graph that is not here."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from rdflib.plugins.sparql.algebra import translatePrologue
from rdflib.plugins.sparql.parser import parseQuery
from rdflib.plugins.sparql.parserutils import CompValue
from rdflib.plugins.sparql.sparql import Prologue
from rdflib.term import Identifier, URIRef

from ontology.errors import InputError

SUSPECT = re.compile(r"\b(?:SERVICE|FROM)\b", re.IGNORECASE)
ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")


@dataclass(frozen=True)
class Graphs:
    """The graphs that a query is to be answered over; both empty: the dataset of the store."""

    default: tuple[str, ...] = ()
    named: tuple[str, ...] = ()


def judge(text: str, asked: Graphs, exists: Callable[[str], bool]) -> Graphs:
    """The graphs to answer a query over, if it may be answered.

    `asked` is the dataset of the protocol, which replaces the query's own (SPARQL 1.1 Protocol §2.1.4). A lexer decides
    whether the parser is asked; the judgement is made on the parsed query.

    Raises:
        InputError: the query has SERVICE, names a graph that is not here, or has one of these words in a place where
            they cannot be judged.
    """
    own = Graphs()
    if SUSPECT.search(ESCAPE.sub(lambda found: chr(int(found[1] or found[2], 16)), text)):
        own = _judged(text)
    graphs = asked if asked != Graphs() else own
    for iri in (*graphs.default, *graphs.named):
        if not exists(iri):
            raise InputError(
                f"there is no graph <{iri}> here, and graphs are not fetched from elsewhere; "
                "the graphs that there are: SELECT DISTINCT ?g WHERE { GRAPH ?g { } }"
            )
    return graphs


def _judged(text: str) -> Graphs:
    try:
        prologue, query = parseQuery(text)
        base = translatePrologue(prologue, None)
    except RecursionError as error:
        raise InputError("the query is nested too deeply to be judged: write it with fewer parentheses") from error
    except Exception as error:  # whatever rdflib cannot parse cannot be judged, so it is refused
        raise InputError(
            "the query has the word SERVICE or FROM and is no SPARQL 1.1 query that could be judged: "
            f"{str(error).splitlines()[0]}"
        ) from error
    if any(part.name == "ServiceGraphPattern" for part in _parts(query)):
        raise InputError("SERVICE is not allowed here: this service calls no other; ask the other endpoint directly")
    clauses = query.datasetClause or ()
    return Graphs(
        tuple(_iri(clause.default, base) for clause in clauses if clause.default is not None),
        tuple(_iri(clause.named, base) for clause in clauses if clause.named is not None),
    )


def _iri(term: Identifier | CompValue, prologue: Prologue) -> str:
    return str(prologue.absolutize(term))


def _parts(part: object) -> Iterator[CompValue]:
    """Every node of a parsed query."""
    if isinstance(part, CompValue):
        yield part
        for value in part.values():
            yield from _parts(value)
    elif not isinstance(part, str | URIRef) and hasattr(part, "__iter__"):
        for value in part:
            yield from _parts(value)
