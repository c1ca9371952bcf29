"""Telling: a lineage as JSON, beside the results that it is of."""

from collections.abc import Mapping
from typing import Any

from graph.lineage.lineage import Lineage, TracedRow
from graph.lineage.support import Support
from graph.lineage.trust import Claims, Told, independent, statements


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
            "excluded": [
                {"keyword": one.keyword, "values": one.values, "by": _ways(one.support, places)}
                for one in lineage.excluded
            ],
        },
        "reasons": list(lineage.reasons),
    }


def _claim(one: Told) -> dict[str, Any]:
    return {
        "passages": list(one.passages),
        "modality": one.modality,
        "voices": list(one.voices),
        "repeats": list(one.repeats),
        "contested": one.is_contested,
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
        "rules": sorted(support.rules),
        "trust": {
            "statements": len({statement[claim] for claim in support.claims}),
            "independent": independent(support, statement),
            "modalities": sorted({one.modality for one in claims}),
            "voices": sorted({voice for one in claims for voice in one.voices}),
            "contested": any(one.is_contested for one in claims),
            "inferred": bool(support.rules),
        },
    }


def _ways(support: Support, places: Mapping[str, int]) -> list[list[str]]:
    return [_ordered(way, places) for way in support.alternatives]


def _ordered(claims: frozenset[str], places: Mapping[str, int]) -> list[str]:
    return sorted(claims, key=lambda claim: (places.get(claim, len(places)), claim))
