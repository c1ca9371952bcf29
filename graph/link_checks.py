"""The checks that mappings must pass: no two are at odds, and every entity has its row."""

from collections.abc import Container, Iterator, Sequence

from rdflib import RDFS, SKOS, Graph, Literal, URIRef

from graph.links import NOT_FOUND, Mapping, MappingSet, last
from graph.places import Places
from graph.prefixes import prefixed
from ontology.errors import Finding
from ontology.terms import Names


def link_findings(sets: Sequence[MappingSet], entities: Graph, places: Places, names: Names) -> Iterator[Finding]:
    """The rows that are at odds with others or with the entities, and the entities for which a set has no row."""
    described = {URIRef(str(one)) for one in entities.subjects() if str(one).startswith(names.entity)}
    for mapping_set in sets:
        for mapping in mapping_set.mappings:
            if sentence := _strange(mapping, described, entities, names):
                yield Finding(mapping_set.path, mapping.line, sentence)
        yield from _repeated(mapping_set)
        yield from _contradicted(mapping_set)
        for entity in sorted(described - {one.subject for one in mapping_set.mappings}):
            told = f"map it, or say there with sssom:{NOT_FOUND} that no item was found"
            yield places.finding(f"id:{last(entity)} has no row in {mapping_set.path.name}: {told}", str(entity))


def _strange(mapping: Mapping, described: Container[URIRef], entities: Graph, names: Names) -> str:
    name = prefixed(mapping.subject, names)
    if mapping.subject not in described:
        return f"{name} is no entity: correct its name, or take the row away"
    called = Literal(mapping.subject_label, lang="en")
    if mapping.subject_label and (mapping.subject, RDFS.label, called) not in entities:
        return f"{name} is not called {mapping.subject_label!r} in English: is another one meant?"
    return ""


def _repeated(mapping_set: MappingSet) -> Iterator[Finding]:
    """The rows that say a second time, or otherwise, what an earlier one says."""
    rows: dict[tuple[URIRef | None, ...], Mapping] = {}
    for mapping in mapping_set.mappings:
        name, item = f"id:{last(mapping.subject)}", _short(mapping)
        keys: dict[tuple[URIRef | None, ...], str] = {
            (mapping.subject, mapping.object): f"{name} is mapped to {item} a second time"
        }
        if mapping.is_exact:
            keys[mapping.subject, SKOS.exactMatch] = f"{name} has a second exact match, {item}"
            keys[SKOS.exactMatch, mapping.object] = f"{item} is the exact match of a second entity, {name}"
        for key, sentence in keys.items():
            first = rows.setdefault(key, mapping)
            if first != mapping:
                told = f"{sentence}; the first is on line {first.line}: keep one of them"
                yield Finding(mapping_set.path, mapping.line, told)
                break


def _contradicted(mapping_set: MappingSet) -> Iterator[Finding]:
    """The rows that say that no item was found for an entity that another row maps."""
    found = {one.subject: one.line for one in reversed(mapping_set.mappings) if one.object}
    for mapping in mapping_set.mappings:
        if not mapping.object and mapping.subject in found:
            name, line = f"id:{last(mapping.subject)}", found[mapping.subject]
            sentence = f"no item was found for {name}, and line {line} maps it: keep one of them"
            yield Finding(mapping_set.path, mapping.line, sentence)


def _short(mapping: Mapping) -> str:
    return f"wd:{last(mapping.object)}" if mapping.object else f"sssom:{NOT_FOUND}"
