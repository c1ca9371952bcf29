"""Hand-written RDF files, read with their positions kept."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph
from rdflib import XSD, BNode, Dataset, Literal, URIRef
from rdflib.term import Identifier

from graph.locator import Locator
from ontology.errors import Finding, InputError
from ontology.terms import Names

FORMATS = {".ttl": pyoxigraph.RdfFormat.TURTLE, ".trig": pyoxigraph.RdfFormat.TRIG}


@dataclass(frozen=True)
class RdfFile:
    """A Turtle or TriG file: its dataset, and where in it each thing is said."""

    path: Path
    dataset: Dataset
    locator: Locator

    @classmethod
    def read(cls, path: Path, names: Names) -> "RdfFile":
        """Read and parse one file under the publisher's base.

        Raises:
            InputError: the file is not UTF-8 or not correct Turtle or TriG (with its line).
        """
        try:
            text = names.read(path)
        except UnicodeDecodeError as error:
            raise _fault(path, 0, f"the file is not UTF-8 (byte {error.start})") from error
        try:
            quads = list(_parsed(text, path))
        except SyntaxError as error:
            sentence = error.msg.partition(": ")[2] or error.msg
            raise _fault(path, error.lineno or 0, f"{sentence} (column {error.offset})") from error
        locator = Locator.of(text)
        dataset = Dataset()
        for quad in quads:
            named = not isinstance(quad.graph_name, pyoxigraph.DefaultGraph)
            if isinstance(quad.object, pyoxigraph.Triple):
                block = quad.graph_name if named else quad.subject
                line = locator.line(str(_term(block)), str(_term(quad.subject)))
                raise _fault(path, line, "triple terms (RDF 1.2) are not read: give the triple a claim of its own")
            graph = dataset.graph(_term(quad.graph_name)) if named else dataset.default_graph
            graph.add((_term(quad.subject), _term(quad.predicate), _term(quad.object)))
        return cls(path, dataset, locator)


def _parsed(text: str, path: Path) -> Iterator[pyoxigraph.Quad]:
    # Blank nodes are renamed, since two files may use one label for two of them.
    return pyoxigraph.parse(text, format=FORMATS[path.suffix], rename_blank_nodes=True)


def _term(term: object) -> Identifier:
    """A term as RDFLib has it; its own parser would take the text a second time, and warns of itself."""
    if isinstance(term, pyoxigraph.Literal):
        datatype = URIRef(term.datatype.value)
        plain = term.language or datatype == XSD.string
        return Literal(term.value, lang=term.language, datatype=None if plain else datatype, normalize=False)
    if isinstance(term, pyoxigraph.BlankNode):
        return BNode(term.value)
    if isinstance(term, pyoxigraph.NamedNode):
        return URIRef(term.value)
    raise TypeError(f"{term} is no term of RDF 1.1")


def _fault(path: Path, line: int, sentence: str) -> InputError:
    return InputError(f"{path.name} cannot be read", [Finding(path, line, sentence)])
