"""What others tell, read from `links/wikidata.ttl` and `links/references.ttl` beside the hand-written files.

Each file is the graph of its name, which never reaches the default graph: nothing of it is what a source says.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

from rdflib import BNode, Literal, URIRef
from rdflib.term import Node

from graph.reader import RdfFile
from graph.wikibase import PS, QID, WD, P
from ontology.errors import Finding
from ontology.terms import Names

FOLDER = "links"
GRAPHS = ("wikidata", "references")


def fact_files(data: Path) -> list[Path]:
    """Those of the files that a folder of hand-written files has."""
    return [path for name in GRAPHS if (path := data / FOLDER / f"{name}.ttl").exists()]


def graph_of(file: RdfFile, names: Names) -> URIRef:
    """The graph that a file holds."""
    return names.graph[file.path.stem]


def fact_findings(files: Sequence[RdfFile], entities: Sequence[RdfFile], names: Names) -> Iterator[Finding]:
    """What is wrong in the files, as far as it is not their Turtle."""
    known = {subject for file in entities for subject in file.dataset.default_graph.subjects()}
    for file in files:
        for subject, predicate, value in file.dataset.default_graph:
            for node in (subject, value):
                if sentence := _fault(node, known, names):
                    written = str(node) if node is value and isinstance(node, URIRef) else str(predicate)
                    yield Finding(file.path, file.locator.line(str(subject), written), sentence)
            name = str(predicate).removeprefix(P)
            if name != str(predicate) and "/" not in name and (value, PS[name], None) not in file.dataset.default_graph:
                sentence = f"the statement {value} has no value: give it its ps:{name}"
                line = file.locator.line(str(value)) or file.locator.line(str(subject), str(value))
                yield Finding(file.path, line, sentence)


def _fault(node: Node, known: set[Node], names: Names) -> str:
    if isinstance(node, BNode):
        return "blank nodes are not published: give it an IRI"
    if isinstance(node, Literal):
        return ""
    item = str(node).removeprefix(WD)
    if item != str(node) and "/" not in item and not QID.fullmatch(item):
        return f"{item} is no item of Wikidata: an item is Q and a number, as Q265"
    if str(node).startswith(names.entity) and node not in known:
        return f"there is no entity {str(node).removeprefix(names.entity)}"
    return ""
