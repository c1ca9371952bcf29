"""Cross-checks as JSON, for programs: the same from the command and from the page."""

from collections.abc import Iterable
from typing import Any

from rdflib import Literal
from rdflib.term import Identifier

from graph.crosscheck.table import Checked, Compared, Told, tally


def crosscheck_json(checks: Iterable[Checked], version: str) -> dict[str, Any]:
    """The version of the dataset, how many claims have each outcome, and all of it."""
    found = list(checks)
    return {"version": version, "outcomes": tally(found), "claims": [_check(one) for one in found]}


def _check(check: Checked) -> dict[str, Any]:
    return {
        "claim": check.claim,
        "source": check.source,
        "passages": list(check.clauses),
        "modality": check.modality,
        "voice": check.voice,
        "gloss": check.gloss,
        "outcome": check.outcome,
        "why": check.why,
        "comparisons": [_part(part) for part in check.comparisons],
        "crosscheck": check.iri,
    }


def _part(part: Compared) -> dict[str, Any]:
    return {
        "triple": [_term(part.subject), _term(part.predicate), _term(part.object)],
        "through": part.through,
        "outcome": part.outcome,
        "why": part.why,
        "question": part.question,
        "statements": [_statement(told) for told in part.statements],
    }


def _statement(told: Told) -> dict[str, Any]:
    facts: dict[str, list[Any]] = {}
    for predicate, value in told.facts:
        facts.setdefault(str(predicate), []).append(_term(value))
    return {"statement": told.iri, "graph": told.graph, "about": told.item, "date": told.date, "facts": facts}


def _term(term: Identifier) -> Any:  # noqa: ANN401 - what JSON has
    if not isinstance(term, Literal):
        return str(term)
    if term.language:
        return {"value": str(term), "language": term.language}
    return {"value": str(term), "datatype": str(term.datatype)} if term.datatype else {"value": str(term)}
