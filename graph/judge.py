"""What a query may not ask for: a call to another host, or a graph that is not here."""

import re
import sys
from collections.abc import Callable, Iterator

from pyparsing import ParseException
from rdflib.plugins.sparql.algebra import translatePrologue
from rdflib.plugins.sparql.parser import parseQuery
from rdflib.plugins.sparql.parserutils import CompValue
from rdflib.plugins.sparql.sparql import Prologue
from rdflib.term import Identifier, URIRef

from graph.engine import Graphs
from ontology.errors import InputError

# What may hold any word and mean nothing by it: an absolute IRI, a variable, the local part of a name. Or one of the
# words, which need no space around them: the engine reads SERVICESILENT, and 1SERVICE, as two words. The IRI has no
# quotes, so that one that only seems to begin within a string does not reach beyond it; and no comparison reads a://b.
WORD = re.compile(
    r"""<[A-Z][A-Z0-9+.-]*://[^\s<>"'{}|^`\\]*>|[:?$][A-Z0-9_]*|(SERVICE|FROM)""",
    re.IGNORECASE | re.ASCII,
)
COMMENT = re.compile(r"^[ \t]*#[^\n]*", re.MULTILINE)
LONG_QUOTES = ('"""', "'''")
ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|[^\r\n])")


def judge(text: str, asked: Graphs, exists: Callable[[str], bool]) -> Graphs:
    """The graphs to answer a query over, if it may be answered.

    `asked` is the dataset of the protocol, which replaces the query's own (SPARQL 1.1 Protocol §2.1.4). A lexer decides
    whether the parser is asked; the judgement is made on the parsed query.

    Raises:
        InputError: the query has SERVICE, names a graph that is not here, or has one of these words in a place where
            they cannot be judged.
    """
    own = _judged(_plain(text)) if is_suspect(text) else Graphs()
    graphs = asked if asked != Graphs() else own
    graphs = Graphs(tuple(dict.fromkeys(graphs.default)), tuple(dict.fromkeys(graphs.named)))
    for iri in (*graphs.default, *graphs.named):
        if not exists(iri):
            raise InputError(
                f"there is no graph <{iri}> here, and graphs are not fetched from elsewhere; "
                "the graphs that there are: SELECT DISTINCT ?g WHERE { GRAPH ?g { } }"
            )
    return graphs


def is_suspect(text: str) -> bool:
    """Whether a query has one of the words for which it must be judged on its parse; a matter of microseconds."""
    return any(found[1] for found in WORD.finditer(_plain(text)))


def _plain(text: str) -> str:
    """The query with its structure as the engine reads it, in a form that the parser cannot read in another way.

    The engine ends a comment at a carriage return too, and reads an escape within its string or IRI. RDFLib ends
    comments at line feeds only, and resolves the escape of a code point before it reads, so that an escaped quotation
    mark would close the string. Hence no escape is left that could open or close anything. A line that begins with #
    is a comment, unless it stands in a long string, the only thing that goes over lines.
    """
    plain = ESCAPE.sub(_harmless, text).replace("\r", "\n")
    return plain if any(quotes in plain for quotes in LONG_QUOTES) else COMMENT.sub("", plain)


def _harmless(escape: re.Match[str]) -> str:
    """The letter or digit that is escaped, or an underscore in place of anything else."""
    code = int(escape[1] or escape[2] or "0", 16)
    return chr(code) if code <= sys.maxunicode and chr(code).isalnum() else "_"


def _judged(text: str) -> Graphs:
    try:
        prologue, query = parseQuery(text)
        base = translatePrologue(prologue, None)
    except RecursionError as error:
        raise InputError(
            "the query has the word SERVICE or FROM, and is nested too deeply or too long to be judged; "
            "write it with fewer parentheses and patterns, or without that word"
        ) from error
    except Exception as error:  # whatever RDFLib cannot parse cannot be judged, so it is refused
        where = f" (line {error.lineno}, column {error.column})" if isinstance(error, ParseException) else ""
        raise InputError(
            "the query has the word SERVICE or FROM, and is malformed or goes beyond SPARQL 1.1, "
            f"so that it cannot be judged{where}"
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
