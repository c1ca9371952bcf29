"""Conditions on terms that no triple tells: whether values differ, and of which datatype a literal is."""

from collections.abc import Callable
from functools import lru_cache

from rdflib import Literal
from rdflib.util import from_n3

from ontology.reasoning.horn import RDF, RDFS, XSD, Term, is_literal

KNOWN = 100_000  # literals whose values are remembered


def differ_in_value(one: Term, other: Term) -> bool:
    """Whether two terms are literals of different values (OWL 2 Profiles §4.3, dt-diff)."""
    return is_literal(one) and is_literal(other) and one != other and _value(one) != _value(other)


def is_of(term: Term, datatype: Term) -> bool:
    """Whether a term is a literal of a datatype (dt-type2)."""
    return is_literal(term) and not is_not_of(term, datatype)


def is_not_of(term: Term, datatype: Term) -> bool:
    """Whether a term is a literal whose value is not of a datatype, as far as that is known (dt-not-type)."""
    if not is_literal(term) or datatype == f"<{RDFS}Literal>":
        return False
    literal = _literal(term)
    if literal.ill_typed:
        return True
    own = f"<{RDF}langString>" if literal.language else f"<{literal.datatype or XSD + 'string'}>"
    return datatype not in _wider(own)


GUARDS: dict[str, Callable[[Term, Term], bool]] = {
    "differ in value": differ_in_value,
    "is of": is_of,
    "is not of": is_not_of,
}

# XML Schema Part 2 §3: what each datatype is derived from.
_DERIVED = {
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
}


def _wider(datatype: Term) -> set[Term]:
    """A datatype and those that it is derived from."""
    found = {datatype}
    name = datatype.removeprefix(f"<{XSD}").removesuffix(">")
    while name in _DERIVED:
        name = _DERIVED[name]
        found.add(f"<{XSD}{name}>")
    return found


@lru_cache(KNOWN)
def _literal(term: Term) -> Literal:
    found = from_n3(term)
    return found if isinstance(found, Literal) else Literal(str(found))


def _value(term: Term) -> object:
    literal = _literal(term)
    if literal.value is None or literal.ill_typed or literal.language:
        return (str(literal), literal.language and literal.language.lower(), str(literal.datatype))
    return literal.value
