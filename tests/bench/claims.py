"""A dataset of as many invented claims as one likes, of the shape that a build has."""

from collections.abc import Iterator
from pathlib import Path

import pyoxigraph

from ontology.terms import CANONICAL

CLAIMS = 300_000
STATES = 40
INTERESTS = 400
MODALITIES = ("Asserted", "Asserted", "Asserted", "Predicted", "Denied")
RDF_TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"


def nquads(claims: int = CLAIMS) -> Iterator[str]:
    """The lines of a dataset: each claim's content in its own graph, its description, and what is affirmed, twice."""
    ontology, entity = CANONICAL.ox, CANONICAL.entity
    for number in range(claims):
        claim = f"<{CANONICAL.base}claim/generated/P{number // 20}.{number % 20}>"
        modality = MODALITIES[number % len(MODALITIES)]
        state, interest = f"<{entity}State{number % STATES}>", f"<{entity}Interest{number * 7 % INTERESTS}x{number}>"
        content = f"{state} <{ontology}hasInterest> {interest} "
        description = (
            f"{claim} {RDF_TYPE} <{ontology}Claim> ",
            f"{claim} <{ontology}modality> <{ontology}{modality}> ",
            f"{claim} <{ontology}statedIn> <{CANONICAL.base}text/generated/P{number // 20}.s1> ",
        )
        yield f"{content}{claim} .\n"
        for triple in description:
            yield f"{triple}<{CANONICAL.graph}claims> .\n"
            yield f"{triple}.\n"
        if modality == "Asserted":
            yield f"{content}.\n"


def write(path: Path, claims: int = CLAIMS) -> None:
    """Write such a dataset to a new store on disk."""
    source = path.with_suffix(".nq")
    with source.open("w", encoding="utf-8") as file:
        file.writelines(nquads(claims))
    store = pyoxigraph.Store(str(path))
    store.bulk_load(path=source, format=pyoxigraph.RdfFormat.N_QUADS)
    store.optimize()
    store.flush()
    source.unlink()
