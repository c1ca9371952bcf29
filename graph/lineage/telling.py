"""Telling: a lineage as JSON, beside the results that it is of (docs/lineage.md, api/static/lineage.schema.json)."""

from collections.abc import Mapping
from typing import Any

from graph.lineage.lineage import Excluded, Lineage, TracedRow
from graph.lineage.solutions import told as term_told
from graph.lineage.support import Support
from graph.lineage.trust import Claims, Told, independent, statements
from graph.quads import terms


def told(lineage: Lineage, claims: Claims) -> dict[str, Any]:
    """What is told of a lineage.

    `claims` are described once, in the order of the source, and named in the `rows`, which are those of the answer in
    their order.
    """
    named = lineage.claims.union(*(one.support.claims for one in lineage.excluded))
    known = claims.told(named)
    places = {claim: place for place, claim in enumerate(known)}
    statement = statements(named, known)
    return {
        "claims": {claim: _claim(one) for claim, one in known.items()},
        "rows": [_row(row, known, places, statement) for row in lineage.rows],
        "absence": {
            "matters": lineage.rests_on_absence,
            "excluded": [_excluded(one, places) for one in lineage.excluded],
        },
        "reasons": [_without_none(code=one.code, number=one.number, told=one.told()) for one in lineage.reasons],
    }


def rested_on(told: Mapping[str, Any]) -> list[str]:
    """The claims that some row rests on, of a lineage that is told, in the order of the source."""
    found = set[str]()
    for row in filter(None, told["rows"]):
        found.update(row["beyond"], *(way["claims"] for way in row["ways"]))
    return [claim for claim in told["claims"] if claim in found]


def _claim(one: Told) -> dict[str, Any]:
    return {
        "passages": list(one.passages),
        "modality": one.modality,
        "voices": list(one.voices),
        "repeats": list(one.repeats),
        "tensions": list(one.tensions),
    }


def _row(
    row: TracedRow, known: Mapping[str, Told], places: Mapping[str, int], statement: dict[str, str]
) -> dict[str, Any] | None:
    """What a row rests on, and what that is worth; None: it is not known."""
    if row.support is None:
        return None
    support = row.support
    claims = [known[claim] for claim in support.claims if claim in known]
    return {
        "ways": _ways(support, places),
        "necessary": _ordered(support.necessary, places),
        "complete": support.is_complete,
        "beyond": _ordered(support.beyond, places),
        "trust": {
            "statements": len({statement[claim] for claim in support.claims}),
            "independent": independent(support, statement),
            "modalities": sorted({one.modality for one in claims}),
            "voices": sorted({voice for one in claims for voice in one.voices}),
            "contested": any(one.tensions for one in claims),
            "inferred": bool(support.rules),
        },
    }


def _excluded(one: Excluded, places: Mapping[str, int]) -> dict[str, Any]:
    values = zip(one.values, terms(one.values.values()), strict=True)
    return {
        "keyword": one.keyword,
        "binding": {name: term_told(value) for name, value in values if value is not None},
        "ways": _ways(one.support, places),
    }


def _ways(support: Support, places: Mapping[str, int]) -> list[dict[str, list[str]]]:
    return [{"claims": _ordered(way, places), "rules": sorted(support.ways[way])} for way in support.alternatives]


def _ordered(claims: frozenset[str], places: Mapping[str, int]) -> list[str]:
    return sorted(claims, key=lambda claim: (places.get(claim, len(places)), claim))


def _without_none(**told: object) -> dict[str, object]:
    return {name: value for name, value in told.items() if value is not None}
