"""The value of a literal: two spellings of one value of one datatype are the same answer."""

import re
import struct
from collections.abc import Callable
from decimal import Decimal
from typing import TypeAlias

import pyoxigraph as ox

XSD = "http://www.w3.org/2001/XMLSchema#"
INTEGERS = [
    "integer",
    *("nonPositiveInteger", "negativeInteger", "nonNegativeInteger", "positiveInteger"),
    *("long", "int", "short", "byte", "unsignedLong", "unsignedInt", "unsignedShort", "unsignedByte"),
]
Term: TypeAlias = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
DECIMAL = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)")
DOUBLE = re.compile(rf"{DECIMAL.pattern}(?:[eE][+-]?\d+)?|[+-]?INF|NaN")
TIME = re.compile(r"(?P<whole>.*?:\d\d:\d\d)(?:\.(?P<fraction>\d*?)0*)?(?P<zone>Z|[+-]\d\d:\d\d)?")
ZERO_ZONE = re.compile(r"[+-]00:00$")


def normal(
    term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple,
) -> ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple:
    """A term in which each literal of a known datatype has one spelling for its value."""
    if isinstance(term, ox.Triple):
        return ox.Triple(term.subject, term.predicate, normal(term.object))
    if not isinstance(term, ox.Literal) or not term.datatype.value.startswith(XSD):
        return term
    spell = SPELLINGS.get(term.datatype.value.removeprefix(XSD))
    return ox.Literal(spell(term.value), datatype=term.datatype) if spell else term


def cell(text: str) -> str:
    """A cell of CSV, which carries no type: a number by its value, anything else as it is."""
    return _float(text) if DOUBLE.fullmatch(text) else text


def _decimal(text: str) -> str:
    """A decimal or integer without needless signs and zeros."""
    if not DECIMAL.fullmatch(text):
        return text
    number = Decimal(text)
    return format(number.normalize() if number else Decimal(0), "f")


def _double(text: str) -> str:
    """A double as Python writes it."""
    return repr(float(text.replace("INF", "inf"))) if DOUBLE.fullmatch(text) else text


def _float(text: str) -> str:
    """A float, rounded to the 32 bits that it has."""
    if not DOUBLE.fullmatch(text):
        return text
    try:
        return repr(struct.unpack("f", struct.pack("f", float(text.replace("INF", "inf"))))[0])
    except OverflowError:
        return "-inf" if text.startswith("-") else "inf"


def _boolean(text: str) -> str:
    """A boolean as a word."""
    return {"1": "true", "0": "false"}.get(text, text)


def _date(text: str) -> str:
    """A date whose zone, if it is UTC, is written in one way."""
    return ZERO_ZONE.sub("Z", text)


def _time(text: str) -> str:
    """A time without trailing zeros of its seconds."""
    if not (found := TIME.fullmatch(text)):
        return text
    fraction = f".{found['fraction']}" if found["fraction"] else ""
    return found["whole"] + fraction + _date(found["zone"] or "")


SPELLINGS: dict[str, Callable[[str], str]] = {
    **dict.fromkeys(INTEGERS, _decimal),
    "decimal": _decimal,
    "double": _double,
    "float": _float,
    "boolean": _boolean,
    "date": _date,
    "dateTime": _time,
    "time": _time,
}
