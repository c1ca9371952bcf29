"""SHACL: which nodes of a graph do not have the shape that they must have."""

from dataclasses import dataclass

import pyshacl
from rdflib import SH, Graph
from rdflib.term import Node


@dataclass(frozen=True)
class Violation:
    """One breach of a shape: the node at fault, the value at fault where there is one, and what to do."""

    focus: Node
    value: Node | None
    sentence: str


def violations(data: Graph, shapes: Graph) -> list[Violation]:
    """What SHACL Core finds, sorted; the data holds the class hierarchy that targets and `sh:class` go by."""
    _, report, _ = pyshacl.validate(data, shacl_graph=shapes, inference="none", advanced=False, js=False, inplace=True)
    if not isinstance(report, Graph):
        raise report  # pySHACL returns its exceptions (a malformed shape) in place of the report
    found = {
        Violation(focus, report.value(result, SH.value), str(message))
        for result, focus in report.subject_objects(SH.focusNode)
        for message in report.objects(result, SH.resultMessage)
    }
    return sorted(found, key=lambda one: (str(one.focus), one.sentence, str(one.value)))
