"""What a query may not ask for: a call to a host that is not listed, or a graph that is not here."""

import re
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from pyparsing import ParseException
from rdflib.plugins.sparql.algebra import translatePrologue
from rdflib.plugins.sparql.parser import parseQuery
from rdflib.plugins.sparql.parserutils import CompValue
from rdflib.plugins.sparql.sparql import Prologue
from rdflib.term import Identifier, URIRef, Variable

from graph.engine import Graphs
from graph.lexer import Token, tokens
from graph.services import Services, endpoints, guarded
from ontology.errors import ForbiddenError, InputError

# The engine reads no escape of a letter of a keyword, so a text without these letters has neither word.
WORDS = re.compile("SERVICE|FROM", re.IGNORECASE | re.ASCII)
# RDFLib's parser takes up to half a millisecond for each character.
PARSED = 5000
ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8}))")


@dataclass(frozen=True)
class Judgement:
    """A query that may be answered: the graphs to answer it over, and the text to evaluate."""

    graphs: Graphs
    text: str


def judge(text: str, asked: Graphs, exists: Callable[[str], bool], services: Services | None = None) -> Judgement:
    """What to evaluate of a query, if it may be answered.

    `asked` is the dataset of the protocol, which replaces the query's own (SPARQL 1.1 Protocol §2.1.4); without
    `services` every SERVICE is refused. A lexer decides whether the parser is asked, and the judgement is made on what
    both of them read.

    Raises:
        InputError: the query has a SERVICE that is not allowed, names a graph that is not here, or has one of these
            words in a place where they cannot be judged.
    """
    own = Graphs()
    if is_suspect(text):
        own, text = _judged(text, services)
    graphs = asked if asked != Graphs() else own
    graphs = Graphs(tuple(dict.fromkeys(graphs.default)), tuple(dict.fromkeys(graphs.named)))
    for iri in (*graphs.default, *graphs.named):
        if not exists(iri):
            raise InputError(
                f"there is no graph <{iri}> here, and graphs are not fetched from elsewhere; "
                "the graphs that there are: SELECT DISTINCT ?g WHERE { GRAPH ?g { } }"
            )
    return Judgement(graphs, text)


def is_suspect(text: str) -> bool:
    """Whether a query may have one of the words for which it must be judged; a matter of microseconds."""
    return WORDS.search(text) is not None


def _judged(text: str, services: Services | None) -> tuple[Graphs, str]:
    found = list(tokens(text))
    named = endpoints(found)
    if not any(token.kind == "word" and WORDS.search(token.text.partition(":")[0]) for token in found):
        return Graphs(), guarded(text, found, {})
    if len(text) - sum(len(token.text) for token in found if token.kind in {"comment", "string", "iri"}) > PARSED:
        raise InputError(
            f"a query with SERVICE or FROM may have {PARSED} characters beside its strings, IRIs and comments; "
            "this one has more: shorten it, or give the graphs as default-graph-uri and named-graph-uri"
        )
    prologue, query = _parsed(_plain(text, found))
    parsed = [part["term"] for part in _parts(query) if part.name == "ServiceGraphPattern"]
    if [_plain_term(token) for token in named] != [_written(term) for term in parsed]:
        raise InputError("SERVICE stands in this query where it cannot be judged; write it with spaces around the word")
    addresses = {token: _address(term, prologue, services) for token, term in zip(named, parsed, strict=True)}
    clauses = query.datasetClause or ()
    graphs = Graphs(
        tuple(_iri(clause.default, prologue) for clause in clauses if clause.default is not None),
        tuple(_iri(clause.named, prologue) for clause in clauses if clause.named is not None),
    )
    return graphs, guarded(text, found, addresses)


def _address(term: Identifier | CompValue, prologue: Prologue, services: Services | None) -> str:
    """Where our guard speaks for an endpoint."""
    if services is None or not services.allowed:
        raise ForbiddenError(
            "SERVICE is not allowed here: this service calls no other; ask the other endpoint directly"
        )
    only = "SERVICE may name only " + " or ".join(f"<{iri}>" for iri in services.allowed)
    if isinstance(term, Variable):
        raise ForbiddenError(f"{only}, written out; not a variable like {term.n3()}")
    iri = _iri(term, prologue)
    if iri not in services.allowed:
        raise ForbiddenError(f"{only}, not <{iri}>; ask the other endpoint directly")
    return services.guard(iri)


def _parsed(plain: str) -> tuple[Prologue, CompValue]:
    try:
        prologue, query = parseQuery(plain)
        return translatePrologue(prologue, None), query
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


def _plain(text: str, found: Sequence[Token]) -> str:
    """The query as the lexer reads it, in a form that the parser cannot read in another way.

    RDFLib ends comments at line feeds only, and resolves the escape of a code point before it reads, so that an escaped
    quotation mark would close a string. Hence comments are blank, strings hold nothing, and IRIs no escape.
    """
    pieces, done = [], 0
    for token in found:
        if token.kind == "comment":
            new = " " * len(token.text)
        elif token.kind == "string":
            quotes = 3 if token.text[:3] in {'"""', "'''"} else 1
            new = token.text[:quotes] + re.sub(r"[^\n]", "_", token.text[quotes:-quotes]) + token.text[-quotes:]
        else:
            new = _plain_term(token)
        pieces += [text[done : token.start], new]
        done = token.end
    return "".join([*pieces, text[done:]]).replace("\r", "\n")


def _plain_term(token: Token) -> str:
    return ESCAPE.sub(_harmless, token.text) if token.kind != "variable" else token.text.replace("$", "?")


def _harmless(escape: re.Match[str]) -> str:
    """The letter or digit that is escaped, or an underscore in place of anything else."""
    code = int(escape[1] or escape[2], 16)
    return chr(code) if code <= sys.maxunicode and chr(code).isalnum() else "_"


def _written(term: Identifier | CompValue) -> str:
    """A term as it stands in the query."""
    if isinstance(term, CompValue):
        return f"{term.prefix or ''}:{term.localname or ''}"
    return f"?{term}" if isinstance(term, Variable) else f"<{term}>"


def _iri(term: Identifier | CompValue, prologue: Prologue) -> str:
    try:
        return str(prologue.absolutize(term))
    except Exception as error:  # RDFLib's own, without a class
        raise InputError(f"the prefix of {_written(term)} is not declared; write PREFIX before the query") from error


def _parts(part: object) -> Iterator[CompValue]:
    """Every node of a parsed query."""
    if isinstance(part, CompValue):
        yield part
        for value in part.values():
            yield from _parts(value)
    elif not isinstance(part, str | URIRef) and hasattr(part, "__iter__"):
        for value in part:
            yield from _parts(value)
