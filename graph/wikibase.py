"""Wikibase's RDF (https://www.mediawiki.org/wiki/Wikibase/Indexing/RDF_Dump_Format): what is kept of an item.

Of the document of an item its chosen properties are kept with their statements as they stand: values, qualifiers, ranks
and references; and its labels, aliases and date. Nothing is kept that does not hang on the item.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

import pyoxigraph
from rdflib import OWL, PROV, RDF, RDFS, SKOS, BNode, Graph, Literal, Namespace, URIRef
from rdflib.term import Node

from graph.literals import is_ill_typed
from graph.reader import as_rdflib
from ontology.errors import InputError
from ontology.terms import CANONICAL, Names

WD = Namespace("http://www.wikidata.org/entity/")
DATA = Namespace("https://www.wikidata.org/wiki/Special:EntityData/")
PROP = "http://www.wikidata.org/prop/"
WDT, P = Namespace(f"{PROP}direct/"), Namespace(PROP)
PS, PSV = Namespace(f"{PROP}statement/"), Namespace(f"{PROP}statement/value/")
PQ, PQV = Namespace(f"{PROP}qualifier/"), Namespace(f"{PROP}qualifier/value/")
PR = Namespace(f"{PROP}reference/")
WIKIBASE = Namespace("http://wikiba.se/ontology#")
SCHEMA = Namespace("http://schema.org/")  # as Wikibase writes it
QID = re.compile(r"Q[1-9][0-9]{0,11}")
COUNT = re.compile(r"[0-9]{1,9}")
UNFIT = re.compile(r"""[\x00-\x20<>"{}|^`\\]""")  # in no IRI (RDF 1.1 Turtle §6.4)
PREFIXES = {
    "wd": WD,
    "wds": f"{WD}statement/",
    "wdv": "http://www.wikidata.org/value/",
    "wdref": "http://www.wikidata.org/reference/",
    "wdno": f"{PROP}novalue/",
    "data": DATA,
    "wdt": WDT,
    "p": P,
    "ps": PS,
    "psv": PSV,
    "pq": PQ,
    "pqv": PQV,
    "pr": PR,
    "wikibase": WIKIBASE,
    "schema": SCHEMA,
}
# What the claims of our sources can be held against, and what the example queries ask.
PROPERTIES = (
    *("P31", "P279", "P463", "P527", "P361"),  # instance and subclass of; member of, has part, part of
    *("P571", "P576", "P569", "P570"),  # inception and end, birth and death
    *("P580", "P582", "P585"),  # start, end, point in time
    *("P159", "P17", "P276", "P47", "P530"),  # headquarters, country, location, borders, diplomatic relation
    *("P710", "P112", "P155", "P156"),  # participant, founded by, follows, followed by
    *("P35", "P39", "P41", "P2131"),  # head of state, position held, flag, nominal GDP
)
LANGUAGES = ("en", "zh", "zh-hant", "zh-hans", "ru", "uz", "kk", "ky", "tg", "tk")
DATED = (SCHEMA.about, SCHEMA.version, SCHEMA.dateModified)
OF_TIME = (WIKIBASE.timeValue, WIKIBASE.timePrecision, WIKIBASE.timeTimezone, WIKIBASE.timeCalendarModel)


class HalfError(InputError):
    """A document of which a part is missing."""


@dataclass(frozen=True)
class Document:
    """What is kept of an item; where the item has become another one (a redirect), its QID, and nothing else."""

    facts: Graph
    redirect: str = ""


def read_document(body: bytes, qid: str, languages: Collection[str], names: Names = CANONICAL) -> Document:
    """What is kept of the Turtle that Special:EntityData gives for an item.

    Raises:
        HalfError: it ends in the middle, or has fewer statements than it says, or one of them lacks its rank.
        InputError: it describes another item, or none.
    """
    whole = parsed(body)
    item = WD[qid]
    targets = sorted(str(other).removeprefix(WD) for other in whole.objects(item, OWL.sameAs))
    if targets and QID.fullmatch(targets[0]):
        return Document(Graph(), targets[0])
    if (item, RDF.type, WIKIBASE.Item) not in whole:
        others = sorted(str(other).removeprefix(WD) for other in whole.subjects(RDF.type, WIKIBASE.Item))
        other = next(filter(QID.fullmatch, others), "no item")
        raise InputError(f"it describes {other}, not {qid}")
    _refuse_half(whole, item, DATA[qid])
    kept = Graph()
    for triple in _of_item(whole, item, qid, languages):
        kept.add(triple)
    if unfit := sorted(iri for iri in _iris(kept) if not _is_iri(iri)):
        raise InputError(f"{unfit[0]!r} is no IRI")
    return Document(_publishable(kept, names))


def parsed(body: bytes) -> Graph:
    """The graph of a document in Turtle, its literals untouched.

    Raises:
        HalfError: it is none, or ends in the middle.
    """
    graph = Graph()
    try:
        for quad in pyoxigraph.parse(body, format=pyoxigraph.RdfFormat.TURTLE, lenient=True):
            if not isinstance(quad.object, pyoxigraph.Triple):
                graph.add((as_rdflib(quad.subject), as_rdflib(quad.predicate), as_rdflib(quad.object)))
    except SyntaxError as error:
        raise HalfError(f"it is no Turtle from line {error.lineno} on, or ends there") from error
    except ValueError as error:  # RDFLib's, of a language tag
        raise InputError("it has a literal whose language tag is none") from error
    return graph


def _refuse_half(whole: Graph, item: URIRef, document: URIRef) -> None:
    statements = {value for _, predicate, value in whole.triples((item, None, None)) if _directly(predicate, P)}
    told = str(next(whole.objects(document, WIKIBASE.statements), ""))
    if COUNT.fullmatch(told) and len(statements) < int(told):
        raise HalfError(f"it has {len(statements)} of {told} statements")
    lacking = sorted(str(one) for one in statements if (one, WIKIBASE.rank, None) not in whole)
    if lacking:
        raise HalfError(f"the statement {lacking[0]!r} lacks its rank")
    linked = (value for one in statements for value in whole.objects(one, PROV.wasDerivedFrom))
    lacking = sorted(str(one) for one in linked if (one, None, None) not in whole)
    if lacking:
        raise HalfError(f"the reference {lacking[0]!r} is not told")


def _of_item(whole: Graph, item: URIRef, qid: str, languages: Collection[str]) -> Iterator[tuple[Node, Node, Node]]:
    yield (item, RDF.type, WIKIBASE.Item)
    for predicate in DATED:
        yield from whole.triples((DATA[qid], predicate, None))
    spoken = {language.lower() for language in languages}
    for predicate in (RDFS.label, SKOS.altLabel):
        for triple in whole.triples((item, predicate, None)):
            if isinstance(triple[2], Literal) and (triple[2].language or "").lower() in spoken:
                yield triple
    for name in PROPERTIES:
        yield from whole.triples((item, WDT[name], None))
        for triple in whole.triples((item, P[name], None)):
            yield triple
            yield from _of_statement(whole, triple[2])


def _of_statement(whole: Graph, statement: Node) -> Iterator[tuple[Node, Node, Node]]:
    for triple in whole.triples((statement, None, None)):
        _, predicate, value = triple
        if predicate in (RDF.type, WIKIBASE.rank) or _directly(predicate, PS, PQ):
            yield triple
        elif _directly(predicate, PSV, PQV) and (value, RDF.type, WIKIBASE.TimeValue) in whole:
            yield triple
            yield (value, RDF.type, WIKIBASE.TimeValue)
            for part in OF_TIME:
                yield from whole.triples((value, part, None))
        elif predicate == PROV.wasDerivedFrom:
            yield triple
            yield (value, RDF.type, WIKIBASE.Reference)
            yield from (told for told in whole.triples((value, None, None)) if _directly(told[1], PR))


def _directly(predicate: Node, *namespaces: str) -> bool:
    return any(str(predicate).startswith(one) and "/" not in str(predicate).removeprefix(one) for one in namespaces)


def _iris(graph: Graph) -> set[str]:
    terms = {term for triple in graph for term in triple}
    kinds = {term.datatype for term in terms if isinstance(term, Literal) and term.datatype}
    return {str(term) for term in terms | kinds if isinstance(term, URIRef)}


def _is_iri(text: str) -> bool:
    """Whether a build would read it; the lenient reading has let through what is none."""
    try:
        list(pyoxigraph.parse(f"<{text}> <{text}> <{text}> .", format=pyoxigraph.RdfFormat.N_TRIPLES))
    except SyntaxError:
        return False
    return not UNFIT.search(text)


def _publishable(graph: Graph, names: Names) -> Graph:
    """The same as it may be published.

    A value that somebody knows to be, but not which (somevalue), gets an IRI of ours in place of its blank node, and
    a literal that its datatype does not have is a text.
    """
    fit = Graph()
    for subject, predicate, value in graph:
        told = value
        if isinstance(value, BNode):
            place = f"{subject}-{predicate}".replace(WD, "").replace("statement/", "").replace(PROP, "")
            told = URIRef(f"{names.graph.wikidata}#unknown-{re.sub('[^A-Za-z0-9-]+', '-', place)}")
        elif isinstance(value, Literal) and is_ill_typed(value):
            told = Literal(str(value))
        fit.add((subject, predicate, told))
    return fit
