"""What comes of a comparison: by what others tell, of what time, and by how the claim is put."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import Enum

from graph.crosscheck.spans import Span, finest
from graph.crosscheck.statements import Statement

NEGATIVE = ("WithoutGreatPowerBacking",)  # content that says by itself that something is not
AFFIRMS, DENIES = ("Asserted", "Hedged"), ("Denied",)


class Finding(Enum):
    """What others tell of a triple, whatever the claim says of it."""

    SAME = "same"
    OPPOSITE = "opposite"
    LATER = "later"
    EARLIER = "earlier"
    UNDATED = "undated"
    TIMELESS = "timeless"
    DIVIDED = "divided"
    COARSE = "coarse"
    NOTHING = "nothing"


INCOMPARABLE = (
    *(Finding.LATER, Finding.EARLIER, Finding.UNDATED),
    *(Finding.TIMELESS, Finding.DIVIDED, Finding.COARSE),
)


@dataclass(frozen=True)
class Evidence:
    """A statement that bears on a triple, and how: for it, against it, its date, the first or second event's, aside."""

    statement: Statement
    bearing: str
    party: str


def outcome(finding: Finding, modality: str, *, negative: bool) -> str:
    """The local name of the outcome: of a claim that is put so, whose content is negative in itself or not.

    That others are silent never agrees, not even with a denial.
    """
    if finding is Finding.NOTHING:
        return "Silent"
    if finding in INCOMPARABLE or modality not in (*AFFIRMS, *DENIES):
        return "NotComparable"
    is_denial = (modality in DENIES) != negative
    if finding is Finding.SAME:
        return "Differs" if is_denial else "Agrees"
    return "Silent" if is_denial else "Differs"


def summed(outcomes: Collection[str]) -> str:
    """That of a claim: it differs where a part does, and agrees where a part does and none differs."""
    return next(one for one in ("Differs", "Agrees", "NotComparable", "Silent") if one in outcomes)


def found(evidence: Iterable[Evidence], told: Span | None, window: Span | None) -> tuple[Finding, list[Evidence]]:
    """What others tell, and by which of the evidence.

    `told` is the date that the claim gives, if that is what it says; `window` the time of which its source speaks.
    """
    counted = [one for one in evidence if one.statement.counts]
    by = {bearing: [one for one in counted if one.bearing == bearing] for bearing in ("for", "against", "when")}
    if by["when"]:
        return _of_date(by["when"], told)
    if any(one.bearing in ("first", "second") for one in counted):
        return _of_order(counted)
    if by["for"]:
        return _of_period(by["for"], by["against"], window)
    return (Finding.OPPOSITE, by["against"]) if by["against"] else (Finding.NOTHING, [])


def _of_date(evidence: list[Evidence], told: Span | None) -> tuple[Finding, list[Evidence]]:
    periods = [one.statement.period for one in evidence]
    same = [bool(period and told and period.meets(told)) for period in periods]
    if told is None or None in periods:
        return Finding.UNDATED, evidence
    return (Finding.SAME if all(same) else Finding.DIVIDED if any(same) else Finding.OPPOSITE), evidence


def _of_order(evidence: list[Evidence]) -> tuple[Finding, list[Evidence]]:
    told = {bearing: [one for one in evidence if one.bearing == bearing] for bearing in ("first", "second")}
    if not all(told.values()):
        return Finding.NOTHING, []
    firsts, seconds = (finest(one.statement.period for one in told[bearing]) for bearing in ("first", "second"))
    pairs = [(one, other) for one in firsts for other in seconds]
    if pairs and all(one.last < other.first for one, other in pairs):
        return Finding.SAME, evidence
    if pairs and all(one.first > other.last for one, other in pairs):
        return Finding.OPPOSITE, evidence
    return Finding.COARSE, evidence


def _of_period(
    evidence: list[Evidence], against: list[Evidence], window: Span | None
) -> tuple[Finding, list[Evidence]]:
    if window is None:
        return Finding.TIMELESS, evidence
    dated = [(one, period) for one in evidence if (period := one.statement.period)]
    if within := [one for one, period in dated if period.meets(window)]:
        return Finding.SAME, within
    if against:
        return Finding.OPPOSITE, against
    of_a_time = {one.party for one, _ in dated}
    if undated := [one for one in evidence if one.party not in of_a_time]:
        return Finding.UNDATED, undated
    later = [one for one, period in dated if period.first > window.last]
    return (Finding.LATER, later) if later else (Finding.EARLIER, [one for one, _ in dated])
