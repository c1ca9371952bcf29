"""Literals whose words their datatype does not have: XML Schema 1.1 Part 2, as far as RDF 1.1 takes it up."""

import calendar
import logging
import re

from rdflib import XSD, Literal

YEAR = r"(?P<year>-?(?:[1-9]\d{3,}|0\d{3}))"
MONTH, DAY = r"(?P<month>0[1-9]|1[0-2])", r"(?P<day>0[1-9]|[12]\d|3[01])"
TIME = r"(?:(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?|24:00:00(?:\.0+)?)"
ZONE = r"(?:Z|[+-](?:0\d|1[0-3]):[0-5]\d|[+-]14:00)"
# RDFLib does not know most of these, and takes a year before the first for a fault.
CALENDAR = {
    XSD.gYear: re.compile(f"{YEAR}{ZONE}?"),
    XSD.gYearMonth: re.compile(f"{YEAR}-{MONTH}{ZONE}?"),
    XSD.date: re.compile(f"{YEAR}-{MONTH}-{DAY}{ZONE}?"),
    XSD.dateTime: re.compile(f"{YEAR}-{MONTH}-{DAY}T{TIME}{ZONE}?"),
    XSD.dateTimeStamp: re.compile(f"{YEAR}-{MONTH}-{DAY}T{TIME}{ZONE}"),
    XSD.gMonth: re.compile(f"--{MONTH}{ZONE}?"),
    XSD.gMonthDay: re.compile(f"--{MONTH}-{DAY}{ZONE}?"),
    XSD.gDay: re.compile(f"---{DAY}{ZONE}?"),
}
LEAP_YEAR = 2000

# RDFLib logs each literal that it cannot convert, with a traceback; here they are told by `is_ill_typed`.
logging.getLogger("rdflib.term").setLevel(logging.ERROR)


def is_ill_typed(literal: Literal) -> bool:
    """Whether the datatype has no such value: `"one"^^xsd:integer`, `"2005-02-30"^^xsd:date`."""
    pattern = CALENDAR.get(literal.datatype) if literal.datatype else None
    if pattern is None:
        return bool(literal.ill_typed)
    found = pattern.fullmatch(str(literal))
    return found is None or not _is_a_day(found.groupdict())


def _is_a_day(parts: dict[str, str | None]) -> bool:
    """Whether the month has the day, where both are told."""
    month, day = parts.get("month"), parts.get("day")
    if not month or not day:
        return True
    year = int(parts.get("year") or LEAP_YEAR) % 400 + 400  # leap years come again every 400 years
    return int(day) <= calendar.monthrange(year, int(month))[1]
