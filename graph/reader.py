"""Hand-written RDF files, read with their positions kept."""

from dataclasses import dataclass
from pathlib import Path

import pyoxigraph
from rdflib import Dataset

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
            quads = list(pyoxigraph.parse(text, format=FORMATS[path.suffix]))
        except SyntaxError as error:
            raise _fault(path, error.lineno or 0, str(error.msg).rpartition(": ")[2] or str(error)) from error
        nquads = pyoxigraph.serialize(quads, format=pyoxigraph.RdfFormat.N_QUADS)
        dataset = Dataset()
        dataset.parse(data=nquads.decode() if nquads else "", format="nquads")
        return cls(path, dataset, Locator.of(text))


def _fault(path: Path, line: int, sentence: str) -> InputError:
    return InputError(f"{path.name} cannot be read", [Finding(path, line, sentence)])
