"""The template of a CONSTRUCT: the triples that a solution makes (SPARQL 1.1 §16.2)."""

from collections.abc import Iterator, Mapping

from graph.algebra import Block, Path, Pattern, Query, Term
from graph.lineage.reading import read
from graph.triples import UnreadableError
from ontology.inferences import Spelled


def template(text: str, query: Query) -> list[Pattern]:
    """The patterns of a template; a blank node in it is a variable that has no value.

    Raises:
        UnreadableError: it is not read.
    """
    found: Query | None = query
    if query.head[1].text == "{":
        end = next(one.start for one in query.head[::-1] if one.text == "}") + 1
        told = f"{text[: query.head[0].start]} SELECT * {text[query.head[1].start : end]}"
        found = read(told, query.base)
    if found is None or not all(isinstance(part, Block) for part in found.group.parts):
        raise UnreadableError
    return [pattern for part in found.group.parts if isinstance(part, Block) for pattern in part.patterns]


def written(patterns: list[Pattern]) -> list[str]:
    """The literals of a template, as they are written."""
    return [term.value for one in patterns for term in (one.subject, one.object) if term.kind == "literal"]


def made(patterns: list[Pattern], solution: Mapping[str, str], constants: Mapping[str, str]) -> Iterator[Spelled]:
    """The triples that a solution makes; none of what cannot be one."""
    for pattern in patterns:
        verb = pattern.verb
        predicate = f"<{verb.iri}>" if isinstance(verb, Path) else solution.get(verb.value)
        subject, value = (_term(term, solution, constants) for term in (pattern.subject, pattern.object))
        if subject and predicate and value and not subject.startswith('"') and predicate.startswith("<"):
            yield subject, predicate, value


def _term(term: Term, solution: Mapping[str, str], constants: Mapping[str, str]) -> str | None:
    if term.is_variable:
        return solution.get(term.value)
    return f"<{term.value}>" if term.kind == "iri" else constants.get(term.value)
