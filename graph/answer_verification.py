"""Verification of a cited answer: whether a citation is whole, and whether its query answers so again.

The checks are made in their order, and each says in one sentence, in both languages, what was found. What cannot be
looked into is never told as holding; and what may be otherwise each time (`graph.reproducibility`) not as a fault.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, TypeAlias

from graph.answer_checks import (
    LANGUAGES,
    Check,
    Finding,
    beside_entry,
    check_of,
    compared,
    elsewhere,
    not_kept,
    wholeness,
)
from graph.answers import CitedAnswer
from ontology.errors import NotFoundError, OxianaError


class Outcome(StrEnum):
    """What all checks have found together."""

    VERIFIED = "verified"
    UNVERIFIABLE = "cannot be verified"
    DIFFERS = "differs"


OUTCOMES: Mapping[Outcome, tuple[str, str]] = {
    Outcome.VERIFIED: (
        "Verified: the query answers on the version that is cited as the citation says.",
        "驗證相符：查詢於所引版本之答案與引用所載相同。",
    ),
    Outcome.UNVERIFIABLE: (
        "It cannot be verified: something could not be looked into, or may be otherwise each time.",
        "無法驗證：有未能查核之處，或其答案每次可能不同。",
    ),
    Outcome.DIFFERS: ("It does not hold: something differs.", "驗證不符：有不同之處。"),
}
Again: TypeAlias = Callable[[CitedAnswer], Awaitable[CitedAnswer]]


@dataclass(frozen=True)
class Verification:
    """What was found of a citation; `again` is the answer of its query now, on the cited version, if any."""

    told: CitedAnswer
    checks: tuple[Check, ...]
    again: CitedAnswer | None = None

    @property
    def outcome(self) -> Outcome:
        """Whether it differs, else whether something cannot be verified, else verified."""
        found = {check.finding for check in self.checks}
        if Finding.DIFFERS in found:
            return Outcome.DIFFERS
        return Outcome.UNVERIFIABLE if Finding.UNKNOWN in found or not self.again else Outcome.VERIFIED

    def sentence(self, language: str) -> str:
        """What was found, in one sentence."""
        return OUTCOMES[self.outcome][LANGUAGES.index(language)]

    def tell(self) -> dict[str, Any]:
        """All of it, for JSON."""
        checks = [{"check": one.name, "finding": str(one.finding), "said": dict(one.said)} for one in self.checks]
        return {
            "citation": self.told.iri,
            "outcome": str(self.outcome),
            "said": {one: self.sentence(one) for one in LANGUAGES},
            "checks": checks,
        }


async def verified(
    told: CitedAnswer, held: CitedAnswer | None, base: str, again: Again, record_sha256: str = ""
) -> Verification:
    """Verify a citation at the service of a base.

    Args:
        told: the citation.
        held: the entry that the service has under its identifier; None: none.
        base: that of the service.
        again: answers the query again, on the version that the citation names. It raises NotFoundError where that is
            not kept, and OxianaError for whatever else is in the way.
        record_sha256: the hash of the record that the citation tells, if it does.
    """
    checks = wholeness(told, record_sha256, held)
    if told.base != base:
        return Verification(told, (*checks, elsewhere(told, base)))
    checks += beside_entry(told, held)
    try:
        found = await again(told)
    except NotFoundError:
        return Verification(told, (*checks, not_kept(told)))
    except OxianaError as error:
        english = f"The query is not answered now, so its answer cannot be verified: {error}."
        return Verification(
            told, (*checks, check_of("answer", Finding.UNKNOWN, english, f"查詢此刻未得答案，無從驗證：{error}。"))
        )
    return Verification(told, (*checks, *compared(told, found)), found)


async def verified_entry(held: CitedAnswer, again: Again) -> Verification:
    """Verify an entry of a service itself: there is no other citation to compare it with."""
    found = await verified(held, held, held.base, again)
    return replace(found, checks=tuple(one for one in found.checks if one.name != "entry"))
