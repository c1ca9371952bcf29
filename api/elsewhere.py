"""What others tell of a thing, for its page: the facts of the snapshot and of other references, beside the claims."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from rdflib import DCTERMS, RDF, RDFS, SKOS, Literal, URIRef
from rdflib.term import Identifier

from api.lookups import Lookups
from graph.crosscheck.table import Told
from graph.items import LENGTHS
from graph.wikibase import PQ, PS, WD, WIKIBASE

MOST = 200  # statements that are shown


@dataclass
class Fact:
    """A statement of others; `details` are its qualifiers and its rank, `sources` its evidence, as they are told."""

    graph: URIRef
    statement: URIRef
    kind: URIRef
    subject: Identifier
    value: Identifier
    details: list[tuple[URIRef, Identifier]] = field(default_factory=list)
    sources: list[Identifier] = field(default_factory=list)
    comments: list[Identifier] = field(default_factory=list)

    @property
    def has_rank(self) -> bool:
        """Whether it says how Wikidata ranks it."""
        return any(predicate == WIKIBASE.rank for predicate, _ in self.details)

    @property
    def terms(self) -> list[Identifier]:
        """The things that it names."""
        found = [self.kind, self.subject, self.value, *(term for pair in self.details for term in pair)]
        return [term for term in found if not isinstance(term, Literal)]


def fact_of(told: Told) -> Fact:
    """A statement that a claim was held against."""
    values = [one for one in told.facts if one[0] == RDF.object or _is_of(str(one[0]), PS)]
    predicate, value = values[0]
    named = [value for predicate, value in told.facts if predicate == RDF.predicate]
    kind = _kind(str(named[0] if named else predicate))
    fact = Fact(told.graph, told.iri, kind, told.item if told.item is not None else told.iri, value)
    for detail, value in told.facts:
        _add(fact, detail, value)
    return fact


def told_elsewhere(lookups: Lookups, thing: URIRef, language: Literal) -> dict[str, Any]:
    """The facts about a thing or about the item that it is, by graph; what their items are called; its other names."""
    found: dict[URIRef, Fact] = {}
    for row in lookups.rows("told-elsewhere", thing=thing):
        statement = URIRef(row["statement"])
        if statement not in found:
            kind = _kind(str(row["property"]))
            found[statement] = Fact(URIRef(row["graph"]), statement, kind, row["subject"], row["value"])
        _add(found[statement], URIRef(row["detail"]), row["told"])
        if "precision" in row:
            _shorten(found[statement], row["time"], int(str(row["precision"])))
    facts = list(found.values())
    names = lookups.rows("names-elsewhere", thing=thing)
    labels, aliases = ([row["name"] for row in names if row["kind"] == kind] for kind in (RDFS.label, SKOS.altLabel))
    words = called(lookups, facts[:MOST], language)
    told = sorted(facts[:MOST], key=lambda fact: _farness(fact, thing, words["called"]))
    left_out = max(0, len(facts) - MOST)
    return {"told": told, "left_out": left_out, "item_names": labels, "item_aliases": aliases, **words}


def called(lookups: Lookups, facts: Sequence[Fact], language: Literal) -> dict[str, Any]:
    """What the items in some facts are called, and the terms whose labels a page needs for them."""
    own = (str(WD), *{str(fact.graph) for fact in facts})
    items = sorted({term for fact in facts for term in fact.terms if str(term).startswith(own)})
    rows = lookups.rows("items-called", items=items, language=language) if items else []
    found = {row["item"]: row for row in rows}
    terms = [URIRef(term) for fact in facts for term in fact.terms]
    return {"called": found, "terms": [*terms, *(URIRef(row["entity"]) for row in found.values() if "entity" in row)]}


def _farness(fact: Fact, thing: URIRef, called: dict[Identifier, Any]) -> tuple[bool, bool]:
    """Facts between two entities come first, and of these what the thing's own item tells."""
    subject, value = (called.get(term, {}).get("entity", term) for term in (fact.subject, fact.value))
    return str(value).startswith(str(WD)), subject != thing


def _shorten(fact: Fact, time: Identifier, precision: int) -> None:
    """Leave of a date what it has: 1991-01-01 with the precision of a year is 1991."""
    shorter = Literal(str(time)[: LENGTHS[precision]]) if precision in LENGTHS else time
    if str(fact.value) == str(time):
        fact.value = shorter
    fact.details = [(name, shorter if str(told) == str(time) else told) for name, told in fact.details]


def _is_of(iri: str, namespace: str) -> bool:
    return iri.startswith(namespace) and "/" not in iri.removeprefix(namespace)


def _kind(iri: str) -> URIRef:
    return WD[iri.removeprefix(PS)] if iri.startswith(PS) else URIRef(iri)


def _add(fact: Fact, detail: URIRef, told: Identifier) -> None:
    if _is_of(detail, PQ):
        fact.details.append((WD[detail.removeprefix(PQ)], told))
    elif detail == WIKIBASE.rank:
        fact.details.append((detail, told))
    elif detail == DCTERMS.source:
        fact.sources.append(told)
    elif detail == RDFS.comment:
        fact.comments.append(told)
    elif detail.startswith(fact.graph):
        fact.details.append((detail, told))
