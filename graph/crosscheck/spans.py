"""Stretches of time, as finely as a date tells: what dates of different kinds are compared by."""

import re
from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from rdflib import Literal

OPEN = ("", "..")
MONTHS = 12  # beyond are EDTF's seasons, which are taken as the whole year
DATE = re.compile(r"(\d{4}|\d{3}X|\d{2}XX)(?:-(\d\d|XX))?(?:-(\d\d|XX))?(?:T.*)?Z?")
YEAR, MONTH, DECADE, CENTURY = 9, 10, 8, 7  # how Wikibase writes precision; 11 is a day


@dataclass(frozen=True)
class Span:
    """From a first to a last day, both within; an end that is open or not known is the farthest day there is."""

    first: date
    last: date

    @classmethod
    def of(cls, value: Literal, precision: int | None = None) -> "Span | None":
        """That of an XSD date or of EDTF (levels 0 and 1); `precision` is Wikibase's. None: it cannot be read."""
        text = re.sub("[~?%]", "", str(value))
        start, slash, end = text.partition("/")
        try:
            first = date.min if slash and start in OPEN else _stretch(start, precision)[0]
            last = date.max if slash and end in OPEN else _stretch(end if slash else start, precision)[1]
        except ValueError:
            return None
        return cls(first, last) if first <= last else None

    def meets(self, other: "Span") -> bool:
        """Whether some day is in both."""
        return self.first <= other.last and other.first <= self.last

    def holds(self, other: "Span") -> bool:
        """Whether all days of another are in it."""
        return self.first <= other.first and other.last <= self.last

    def __str__(self) -> str:
        """In EDTF, as finely as it is."""
        for length in (4, 7, 10):
            text = self.first.isoformat()[:length]
            if _stretch(text, None) == (self.first, self.last):
                return text
        start = ".." if self.first == date.min else str(Span(self.first, self.first))
        return f"{start}/{'..' if self.last == date.max else Span(self.last, self.last)}"


def finest(spans: Iterable[Span | None]) -> list[Span]:
    """Those within which no other lies: one source tells the day of which another has the year, and both are right."""
    known = {span for span in spans if span}
    return [one for one in known if not any(one != other and one.holds(other) for other in known)]


def _stretch(text: str, precision: int | None) -> tuple[date, date]:
    found = DATE.fullmatch(text)
    if not found:
        raise ValueError(text)
    if precision is not None and precision < CENTURY:
        raise ValueError("told to the century is the coarsest that says anything here")
    year, month, day = found[1], found[2] or "XX", found[3] or "XX"
    if precision is not None:
        year = f"{year[:2]}XX" if precision == CENTURY else f"{year[:3]}X" if precision == DECADE else year
        month = "XX" if precision <= YEAR else month
        day = "XX" if precision <= MONTH else day
    first, last = int(year.replace("X", "0")), int(year.replace("X", "9"))
    if month == "XX" or int(month) > MONTHS:
        return date(max(first, 1), 1, 1), date(last, 12, 31)
    if day == "XX":
        return date(first, int(month), 1), date(last, int(month), monthrange(last, int(month))[1])
    return date(first, int(month), int(day)), date(last, int(month), int(day))
