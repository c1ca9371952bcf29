"""The items of a snapshot: what it tells of each, how two tellings differ, and a snapshot with some replaced."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from rdflib import DCTERMS, RDF, RDFS, SKOS, Graph, Literal, URIRef
from rdflib.namespace import VOID
from rdflib.term import Node

from graph.wikibase import DATA, PQ, PQV, PS, PSV, WD, WIKIBASE, P
from ontology.terms import CANONICAL

SOURCE = URIRef("http://www.wikidata.org/")
PUBLIC_DOMAIN = URIRef("http://creativecommons.org/publicdomain/zero/1.0/")
TITLE = {
    "en": "Facts of Wikidata about the things that the sources speak of",
    "zh-Hant": "維基數據就來源文本所及諸事物之記載",
}
DESCRIPTION = {
    "en": "Each item as Wikidata told it on the date (dcterms:date) of its document; an item without a document as "
    "public extracts of Wikidata had it, which each statement names, and whose days are not known.",
    "zh-Hant": "各項目為其文件所載日期（dcterms:date）之維基數據記載；無文件者彙自維基數據之公開摘錄，"
    "各陳述皆註明所出，摘錄之日期不詳。",
}
YEAR, MONTH = 9, 10  # precisions of time in Wikibase
LENGTHS = {YEAR: -len("-01-01T00:00:00Z"), MONTH: -len("-01T00:00:00Z")}


@dataclass(frozen=True)
class Change:
    """What an item's statements, labels and aliases lose and gain, one line each."""

    item: str
    gone: tuple[str, ...]
    new: tuple[str, ...]


def items(graph: Graph) -> set[str]:
    """The QIDs of those of which a snapshot tells."""
    return {str(item).removeprefix(WD) for item in graph.subjects(RDF.type, WIKIBASE.Item)}


def part(graph: Graph, item: str) -> Graph:
    """All that hangs on an item: its document, statements, values and references."""
    found, reached, ahead = Graph(), set[Node](), list[Node]([WD[item], DATA[item]])
    while ahead:
        node = ahead.pop()
        if node in reached:
            continue
        reached.add(node)
        for triple in graph.triples((node, None, None)):
            found.add(triple)
            value = triple[2]
            other = str(value).startswith((DATA, WD)) and not str(value).startswith(f"{WD}statement/")
            if isinstance(value, URIRef) and not other:
                ahead.append(value)
    return found


def change(before: Graph, after: Graph, item: str) -> Change:
    """How what is told of an item differs."""
    old, new = _lines(before, item), _lines(after, item)
    return Change(item, tuple(sorted(old - new)), tuple(sorted(new - old)))


def replaced(snapshot: Graph, documents: Mapping[str, Graph]) -> Graph:
    """A snapshot that tells of some items as their new documents do, and of all others as before."""
    graph = Graph()
    for item in items(snapshot) - set(documents):
        graph += part(snapshot, item)
    for document in documents.values():
        graph += document
    own = CANONICAL.graph.wikidata
    for day in sorted(graph.objects(None, DCTERMS.date), key=str)[-1:]:
        graph.add((own, DCTERMS.modified, day))
    graph.add((own, RDF.type, VOID.Dataset))
    graph.add((own, DCTERMS.source, SOURCE))
    graph.add((own, DCTERMS.license, PUBLIC_DOMAIN))
    for predicate, told in ((DCTERMS.title, TITLE), (DCTERMS.description, DESCRIPTION)):
        for language, text in told.items():
            graph.add((own, predicate, Literal(text, lang=language)))
    return graph


def _lines(graph: Graph, item: str) -> set[str]:
    lines = set()
    for _, predicate, value in graph.triples((WD[item], None, None)):
        name = str(predicate).removeprefix(P)
        if predicate in (RDFS.label, SKOS.altLabel) and isinstance(value, Literal):
            lines.add(f"{'label' if predicate == RDFS.label else 'alias'} {str(value)!r} ({value.language})")
        elif name != str(predicate) and "/" not in name:
            lines.add(_line(graph, value, name))
    return lines


def _line(graph: Graph, statement: Node, name: str) -> str:
    """A statement for people: its property and values, its qualifiers, and a rank that is not the usual one."""
    values = " ".join(sorted(_values(graph, statement, PS[name], PSV[name]))) or "(no value)"
    qualifiers = sorted(
        f"{str(predicate).removeprefix(PQ)} {' '.join(sorted(_values(graph, statement, predicate, of_time)))}"
        for predicate in set(graph.predicates(statement))
        if str(predicate).startswith(PQ) and not str(predicate).startswith(PQV)
        for of_time in [PQV[str(predicate).removeprefix(PQ)]]
    )
    ranks = [str(rank).removeprefix(WIKIBASE).removesuffix("Rank") for rank in graph.objects(statement, WIKIBASE.rank)]
    marks = [f"[{rank.lower()}]" for rank in ranks if rank != "Normal"]
    return " ".join([name, values, *([f"({'; '.join(qualifiers)})"] if qualifiers else []), *marks])


def _values(graph: Graph, statement: Node, predicate: Node, of_time: Node) -> Iterable[str]:
    times = {
        str(graph.value(node, WIKIBASE.timeValue)): int(str(graph.value(node, WIKIBASE.timePrecision) or 11))
        for node in graph.objects(statement, of_time)
    }
    for value in graph.objects(statement, predicate):
        text = str(value).removeprefix(WD)
        if text in times:
            yield text[: LENGTHS.get(times[text], -len("T00:00:00Z"))]
        else:
            yield text
