"""What reasoners are measured over: invented universities, the chapter, and invented claims, as lines of N-Triples."""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pyoxigraph

from graph.dataset import ONTOLOGY, assemble
from graph.foreign import triples_of
from graph.reader import RdfFile
from graph.sources import read_hand_written
from ontology.terms import CANONICAL
from tests.bench import claims
from tests.bench.reasoner import universities
from tests.conftest import ROOT

NO_PREMISES = ("text", "inferred")  # shared graphs that no conclusion is drawn from
INFERRED = pyoxigraph.NamedNode(str(CANONICAL.graph.inferred))


def write(lines: Iterator[str], file: Path) -> int:
    """Write each line once; how many there are."""
    once = dict.fromkeys(lines)
    file.write_text("".join(once), encoding="utf-8")
    return len(once)


def of_universities(number: int) -> Iterator[str]:
    """So many triples, and the ontology that they are of."""
    with TemporaryDirectory() as folder:
        file = Path(folder, "ontology.ttl")
        file.write_text(universities.ONTOLOGY, encoding="utf-8")
        yield from map(line, triples_of(file))
    yield from map(line, universities.triples(number))


def of_chapter() -> Iterator[str]:
    """What the build draws its conclusions from: the ontology, entities, descriptions, and what is affirmed."""
    written = read_hand_written(ROOT / "graph" / "data", CANONICAL)
    vocabulary = [RdfFile.read(path, CANONICAL) for path in sorted(ONTOLOGY.glob("*.ttl"))]
    assembly = assemble(written, vocabulary, None, CANONICAL)
    for name in assembly.in_default_graph - {CANONICAL.graph[one] for one in NO_PREMISES}:
        yield from assembly.dataset.graph(name).serialize(format="nt").splitlines(keepends=True)


def of_claims(number: int) -> Iterator[str]:
    """The default graph of so many claims without what had been inferred, and the ontology."""
    for path in sorted(ONTOLOGY.glob("*.ttl")):
        yield from map(line, triples_of(path))
    inferred = set[pyoxigraph.Triple]()
    with TemporaryDirectory() as folder:
        file = Path(folder, "claims.nq")
        with file.open("w", encoding="utf-8") as opened:
            opened.writelines(claims.nquads(number))
        for quad in pyoxigraph.parse(path=file, format=pyoxigraph.RdfFormat.N_QUADS):
            if quad.graph_name == INFERRED:
                inferred.add(quad.triple)
            elif isinstance(quad.graph_name, pyoxigraph.DefaultGraph) and quad.triple not in inferred:
                yield f"{quad.triple} .\n"


def line(triple: tuple[str, ...]) -> str:
    """A triple as a line of N-Triples."""
    return f"{' '.join(triple)} .\n"
