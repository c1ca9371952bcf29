"""Conditions on terms that no triple tells: whether values differ, and of which datatype a literal is."""

from collections.abc import Callable
from decimal import Decimal
from functools import lru_cache
from math import isfinite

from rdflib import Literal
from rdflib.util import from_n3

from ontology.reasoning.horn import OWL, RDF, RDFS, XSD, Guard, Term, is_literal

KNOWN = 100_000  # literals whose values are remembered


def holds(guard: Guard) -> bool:
    """Whether a condition on terms alone, without variables, holds."""
    if guard.kind == "differ":
        return guard.terms[0] != guard.terms[1]
    return (guard.test or GUARDS[guard.kind])(*guard.terms)


def differ_in_value(one: Term, other: Term) -> bool:
    """Whether two terms are literals of different values (OWL 2 Profiles §4.3, dt-diff)."""
    return is_literal(one) and is_literal(other) and one != other and _value(one) != _value(other)


def is_of(term: Term, datatype: Term) -> bool:
    """Whether a term is a literal of a datatype (dt-type2)."""
    return is_literal(term) and _membership(term, datatype) is True


def is_not_of(term: Term, datatype: Term) -> bool:
    """Whether a term is a literal whose value is not of a datatype, as far as that is known (dt-not-type)."""
    return is_literal(term) and _membership(term, datatype) is False


GUARDS: dict[str, Callable[[Term, Term], bool]] = {
    "differ in value": differ_in_value,
    "is of": is_of,
    "is not of": is_not_of,
}

_LITERAL = f"<{RDFS}Literal>"
# XML Schema Part 2 §3, OWL 2 Structural Specification §4: what each datatype is derived from.
_DERIVED = {
    f"<{XSD}{name}>": f"<{XSD}{base}>"
    for name, base in {
        "integer": "decimal",
        "nonPositiveInteger": "integer",
        "negativeInteger": "nonPositiveInteger",
        "long": "integer",
        "int": "long",
        "short": "int",
        "byte": "short",
        "nonNegativeInteger": "integer",
        "unsignedLong": "nonNegativeInteger",
        "unsignedInt": "unsignedLong",
        "unsignedShort": "unsignedInt",
        "unsignedByte": "unsignedShort",
        "positiveInteger": "nonNegativeInteger",
        "normalizedString": "string",
        "token": "normalizedString",
        "language": "token",
        "NMTOKEN": "token",
        "Name": "token",
        "NCName": "Name",
        "dateTimeStamp": "dateTime",
    }.items()
} | {
    f"<{XSD}decimal>": f"<{OWL}rational>",
    f"<{OWL}rational>": f"<{OWL}real>",
    f"<{XSD}string>": f"<{RDF}PlainLiteral>",
    f"<{RDF}langString>": f"<{RDF}PlainLiteral>",
}
# The least and the greatest integer of a datatype.
_RANGES: dict[Term, tuple[int | None, int | None]] = {
    f"<{XSD}integer>": (None, None),
    f"<{XSD}nonPositiveInteger>": (None, 0),
    f"<{XSD}negativeInteger>": (None, -1),
    f"<{XSD}nonNegativeInteger>": (0, None),
    f"<{XSD}positiveInteger>": (1, None),
    **{f"<{XSD}{name}>": (-(2**bits), 2**bits - 1) for name, bits in zip(("long", "int"), (63, 31), strict=True)},
    **{f"<{XSD}{name}>": (-(2**bits), 2**bits - 1) for name, bits in zip(("short", "byte"), (15, 7), strict=True)},
    **{f"<{XSD}unsigned{name}>": (0, 2**bits - 1) for name, bits in zip(("Long", "Int"), (64, 32), strict=True)},
    **{f"<{XSD}unsigned{name}>": (0, 2**bits - 1) for name, bits in zip(("Short", "Byte"), (16, 8), strict=True)},
}


def _wider(datatype: Term) -> list[Term]:
    """A datatype and those that it is derived from."""
    found = [datatype]
    while found[-1] in _DERIVED:
        found.append(_DERIVED[found[-1]])
    return found


def _membership(term: Term, datatype: Term) -> bool | None:
    """Whether the value of a literal is of a datatype; None where that is not known."""
    literal = _literal(term)
    own = _wider(_datatype(literal))
    if literal.ill_typed:
        return False
    if datatype in own or datatype == _LITERAL:
        return True
    if datatype in _RANGES and isinstance(literal.value, int | Decimal) and f"<{OWL}real>" in own:
        least, greatest = _RANGES[datatype]
        value = literal.value
        is_whole = isfinite(value) and value == int(value)
        return is_whole and (least is None or least <= value) and (greatest is None or value <= greatest)
    # Whether a string is a token, say, or a number of a datatype that is not read here is not looked.
    return None if _wider(datatype)[-1] == own[-1] and own[-1] in _DERIVED.values() else False


@lru_cache(KNOWN)
def _literal(term: Term) -> Literal:
    found = from_n3(term)
    return found if isinstance(found, Literal) else Literal(str(found))


def _datatype(literal: Literal) -> Term:
    return f"<{RDF}langString>" if literal.language else f"<{literal.datatype or XSD + 'string'}>"


def _value(term: Term) -> object:
    literal = _literal(term)
    if literal.value is None or literal.ill_typed or literal.language:
        return (str(literal), literal.language and literal.language.lower(), str(literal.datatype))
    return _wider(_datatype(literal))[-1], literal.value
