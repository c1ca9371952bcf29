"""Hand-written RDF files, read with their positions kept."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph
from rdflib import XSD, BNode, Dataset, Literal, URIRef
from rdflib.term import Identifier

from graph.literals import is_ill_typed
from graph.locator import Locator
from ontology.errors import Finding, InputError
from ontology.terms import Names

FORMATS = {".ttl": pyoxigraph.RdfFormat.TURTLE, ".trig": pyoxigraph.RdfFormat.TRIG}
MARK = "\ufeff"


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
            InputError: the file is not UTF-8, not correct Turtle or TriG, or has a literal that its datatype does not
                have (with the line).
        """
        try:
            text = names.read(path)
        except UnicodeDecodeError as error:
            raise _fault(path, 0, f"the file is not UTF-8 (byte {error.start})") from error
        if text.startswith(MARK):
            raise _fault(path, 1, "the file begins with a byte order mark; save it without")
        try:
            quads = list(_parsed(text, path))
        except SyntaxError as error:
            sentence = error.msg.partition(": ")[2] or error.msg
            raise _fault(path, error.lineno or 0, f"{sentence} (column {error.offset})") from error
        locator = Locator.of(text)
        dataset, ill_typed = Dataset(), list[Finding]()
        for quad in quads:
            named = not isinstance(quad.graph_name, pyoxigraph.DefaultGraph)
            block = str(as_rdflib(quad.graph_name if named else quad.subject))
            if isinstance(quad.object, pyoxigraph.Triple):
                line = locator.line(block, str(as_rdflib(quad.subject)))
                raise _fault(path, line, "triple terms (RDF 1.2) are not read: give the triple a claim of its own")
            graph = dataset.graph(as_rdflib(quad.graph_name)) if named else dataset.default_graph
            value = as_rdflib(quad.object)
            if isinstance(value, Literal) and is_ill_typed(value):
                sentence = f"{value.n3()} is no value of its datatype: correct the value, or its datatype"
                ill_typed.append(Finding(path, locator.line(block, str(value)), sentence))
            graph.add((as_rdflib(quad.subject), as_rdflib(quad.predicate), value))
        if ill_typed:
            raise InputError(f"{path.name} cannot be read", sorted(ill_typed))
        return cls(path, dataset, locator)


def _parsed(text: str, path: Path) -> Iterator[pyoxigraph.Quad]:
    # Blank nodes are renamed, since two files may use one label for two of them.
    return pyoxigraph.parse(text, format=FORMATS[path.suffix], rename_blank_nodes=True)


def as_rdflib(term: object) -> Identifier:
    """A term of the engine as RDFLib has it; its own parser would take the text a second time, and warns of itself.

    Raises:
        TypeError: it is none of RDF 1.1.
    """
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
