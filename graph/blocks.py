"""Turtle as people read it: one block a thing, always in the same order, under the canonical base."""

import re
from collections.abc import Iterable

from rdflib import RDF, Graph, Literal, URIRef
from rdflib.term import Node

from graph.prefixes import PREFIXES
from graph.tags import usual_case
from graph.wikibase import PREFIXES as OF_WIKIBASE
from graph.wikibase import WD
from ontology.terms import CANONICAL

LOCAL = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")
NUMBER = re.compile(r"([0-9]+)")
KNOWN = {
    **PREFIXES,
    **OF_WIKIBASE,
    "id": CANONICAL.entity,
    "graph": CANONICAL.graph,
    "snapshot": f"{CANONICAL.graph}wikidata#",
    "reference": f"{CANONICAL.graph}references#",
}


def written(graph: Graph, comment: str) -> str:
    """A graph without blank nodes, after a comment of one line; the same text for the same graph."""
    blocks = [_block(subject, graph) for subject in sorted(set(graph.subjects()), key=_order)]
    text = "\n".join(blocks)
    used = sorted(name for name in KNOWN if re.search(rf"(?<![\w\"<]){name}:[A-Za-z0-9]", text))
    head = "".join(f"@prefix {name}: <{KNOWN[name]}> .\n" for name in used)
    return f"# {comment}\n{head}\n{text}"


def _order(node: Node) -> tuple[bool, list[tuple[int, str]]]:
    """Items first, by their numbers."""
    return not str(node).startswith(WD), _by_number(str(node))


def _block(subject: Node, graph: Graph) -> str:
    told: dict[Node, list[Node]] = {}
    for _, predicate, value in graph.triples((subject, None, None)):
        told.setdefault(predicate, []).append(value)
    lines = [
        f"{'a' if predicate == RDF.type else _term(predicate)} {_joined(told[predicate])}"
        for predicate in sorted(told, key=lambda one: (one != RDF.type, _order(one)))
    ]
    return f"{_term(subject)} " + " ;\n    ".join(lines) + " .\n"


def _joined(values: Iterable[Node]) -> str:
    return " , ".join(sorted(map(_term, values), key=_by_number))


def _by_number(text: str) -> list[tuple[int, str]]:
    return [(int(part), part) if part.isdecimal() and part.isascii() else (-1, part) for part in NUMBER.split(text)]


def _term(node: Node) -> str:
    if isinstance(node, URIRef):
        for name, namespace in KNOWN.items():
            local = node.removeprefix(namespace)
            if local != node and LOCAL.fullmatch(local):
                return f"{name}:{local}"
        return node.n3()
    if isinstance(node, Literal) and node.language:
        return f"{Literal(str(node)).n3()}@{usual_case(node.language)}"
    if isinstance(node, Literal) and node.datatype:
        return f"{Literal(str(node)).n3()}^^{_term(node.datatype)}"
    return node.n3()
