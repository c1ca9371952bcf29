"""Grounds: the lineage of an answer with what people need to read it, for the query page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from markupsafe import Markup
from rdflib import URIRef
from rdflib.term import Identifier

from api.accounts import Account
from api.citing import STYLE, cited
from api.lookups import Lookups
from graph.citations import Citations
from graph.lineage.reasons import Reason
from graph.lineage.telling import rested_on
from graph.store import term

ROWS = 200  # whose grounds are shown
WAYS = 8  # of a row
CLAIMS = 50  # of a way
CITED = 100  # claims in the bibliography that is shown


@dataclass(frozen=True)
class Way:
    """The claims that something follows from together, as far as they are shown, and the rules by which."""

    claims: Sequence[str]
    rules: Sequence[str]
    more: int


@dataclass(frozen=True)
class Ground:
    """On what a row rests, as far as it is shown: `ways`, and how many `more`; `number` counts the claims of all ways.

    `worth` is what is told of trust. Not `is_complete`: there may be ways that are not known.
    """

    ways: Sequence[Way]
    more: int
    number: int
    is_complete: bool
    worth: Mapping[str, Any]

    @classmethod
    def of(cls, told: Mapping[str, Any] | None) -> "Ground | None":
        """That of a row as `graph.lineage.telling` tells it; None: it is not known."""
        if told is None:
            return None
        number = len({*told["beyond"], *(claim for way in told["ways"] for claim in way["claims"])})
        worth = {**told["trust"], **{name: [*map(URIRef, told["trust"][name])] for name in ("modalities", "voices")}}
        return cls(_ways(told), max(len(told["ways"]) - WAYS, 0), number, told["complete"], worth)


@dataclass(frozen=True)
class Kept:
    """What a MINUS or NOT EXISTS keeps out, and what it is kept out by."""

    keyword: str
    binding: Mapping[str, Identifier]
    ways: Sequence[Way]


@dataclass(frozen=True)
class Grounds:
    """The grounds of the rows of an answer, in one language, and its bibliography as far as it is shown.

    `number` counts the claims that the rows rest on; not `is_whole`: some of them may not be told.
    """

    account: Account
    rows: Sequence[Ground | None]
    rests_on_absence: bool
    excluded: Sequence[Kept]
    reasons: Sequence[str]
    is_whole: bool
    bibliography: Sequence[tuple[URIRef, Markup]]
    number: int

    @classmethod
    def of(cls, lineage: Mapping[str, Any], lookups: Lookups, citations: Citations, language: str) -> "Grounds":
        """Those of the member `lineage` of an answer."""
        rows = [Ground.of(row) for row in islice(lineage["rows"], ROWS)]
        excluded = [
            Kept(one["keyword"], {name: term(value) for name, value in one["binding"].items()}, _ways(one))
            for one in lineage["absence"]["excluded"]
        ]
        why, rested = [*map(Reason.read, lineage["reasons"])], rested_on(lineage)
        grounds = [row for row in rows if row]
        shown = [*(way for row in grounds for way in row.ways), *(way for one in excluded for way in one.ways)]
        terms = {iri for row in grounds for name in ("modalities", "voices") for iri in row.worth[name]}
        items = citations.bibliography(map(URIRef, rested[:CITED]), language)
        return cls(
            Account.about(
                {claim for way in shown for claim in way.claims},
                {rule for way in shown for rule in way.rules},
                terms,
                lookups,
                language,
            ),
            rows,
            lineage["absence"]["matters"],
            excluded,
            [one.told(language) for one in why],
            not any(one.leaves_out_claims for one in why),
            [(URIRef(item.iri), cited(item, STYLE)) for item in items],
            len(rested),
        )


def _ways(told: Mapping[str, Any]) -> list[Way]:
    return [
        Way(way["claims"][:CLAIMS], way["rules"], max(len(way["claims"]) - CLAIMS, 0)) for way in told["ways"][:WAYS]
    ]
