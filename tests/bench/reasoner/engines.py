"""The engines that run in this environment: what each did with a file of N-Triples, as JSON."""

import json
import resource
import sys
from collections.abc import Callable
from pathlib import Path

from tests.bench.reasoner.measuring import resident, timed

JAVA_MIB = 8000


def ours(file: Path) -> dict[str, float]:
    """This reasoner, a derivation kept for each triple."""
    from graph.foreign import triples_of
    from ontology.reasoning.compiler import compiled
    from ontology.reasoning.reasoner import Reasoner

    given = list(triples_of(file))
    reasoner, before = Reasoner(compiled(given).rules), resident()

    def work() -> int:
        reasoner.add(given)
        return len(reasoner) - len(set(given))

    return timed(work, before)


def owlrl(file: Path) -> dict[str, float]:
    """owlrl, over a graph of RDFLib."""
    import owlrl
    import rdflib

    before = resident()
    graph = rdflib.Graph().parse(file, format="nt")
    given = len(graph)

    def work() -> int:
        owlrl.DeductiveClosure(owlrl.OWLRL_Semantics).expand(graph)
        return len(graph) - given

    return timed(work, before)


def hermit(file: Path) -> dict[str, float]:
    """HermiT as owlready2 calls it, over the OWL 2 DL part: classes, properties, and the types of individuals.

    Its bytes are the most that Java held.
    """
    import owlready2  # type: ignore[import-untyped] # it has no types
    import rdflib
    from owlready2.reasoning import sync_reasoner_hermit  # type: ignore[import-untyped]

    from ontology.owl_part import owl_part

    part = owl_part(rdflib.Graph().parse(file, format="nt"))
    known = file.with_suffix(".owl.nt")
    part.serialize(known, format="nt", encoding="utf-8")
    owlready2.reasoning.JAVA_MEMORY = JAVA_MIB
    world = owlready2.World()
    world.get_ontology(known.as_uri()).load()
    given = len(world.graph)

    def work() -> int:
        sync_reasoner_hermit(world, debug=0)
        return len(world.graph) - given

    return timed(work, 0) | {"bytes": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024}


ENGINES: dict[str, Callable[[Path], dict[str, float]]] = {"oxiana": ours, "owlrl": owlrl, "HermiT": hermit}

if __name__ == "__main__":
    print(json.dumps(ENGINES[sys.argv[1]](Path(sys.argv[2]))))
