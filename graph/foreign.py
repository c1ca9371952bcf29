"""Reading files of anybody's triples, as terms of N-Triples."""

from collections.abc import Iterable, Iterator
from pathlib import Path

import pyoxigraph
from rdflib import Dataset
from rdflib.term import Identifier
from rdflib.util import from_n3

from ontology.errors import Finding, InputError
from ontology.reasoning.horn import Triple

ENDINGS = {"owl": "rdf", "json": "jsonld"}  # that the engine does not know


def triples_of(path: Path) -> Iterator[Triple]:
    """The triples of a file, in whatever graphs; the format is told by its name.

    Raises:
        InputError: it cannot be read, or is malformed, with its line.
    """
    ending = path.suffix.removeprefix(".").lower()
    known = pyoxigraph.RdfFormat.from_extension(ENDINGS.get(ending, ending))
    if known is None:
        raise InputError(f"{path} is of no known format: name it .ttl, .nt, .rdf, .owl, .jsonld, .trig or .nq")
    try:
        with path.open("rb") as file:
            for quad in pyoxigraph.parse(
                file, format=known, base_iri=path.absolute().as_uri(), rename_blank_nodes=True
            ):
                yield str(quad.subject), str(quad.predicate), str(quad.object)
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror or error}") from error
    except SyntaxError as error:
        sentence = f"{path} is malformed: {error.msg}"
        raise InputError(sentence, [Finding(path, error.lineno or 0, error.msg)]) from error


class Spelled(dict[str, Identifier]):
    """What terms of N-Triples are to RDFLib."""

    def __missing__(self, text: str) -> Identifier:
        found = from_n3(text)
        if not isinstance(found, Identifier):
            raise InputError(f"{text} is no term of RDF 1.1")
        self[text] = found
        return found


def rdf(triples: Iterable[Triple]) -> Dataset:
    """Triples as RDFLib has them, in a default graph."""
    dataset, terms = Dataset(), Spelled()
    for subject, predicate, value in triples:
        dataset.default_graph.add((terms[subject], terms[predicate], terms[value]))
    return dataset
