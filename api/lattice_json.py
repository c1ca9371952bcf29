"""A concept lattice for a program, as JSON."""

from collections.abc import Collection
from typing import Any

from rdflib import URIRef

from graph.contexts import MOST_ATTRIBUTES, MOST_OBJECTS, Context
from graph.lattice import MOST_SETS, SECONDS, Lattice
from graph.lattice_graph import CAUTION, Addresses
from ontology.terms import Names

LEFT_OUT = "implications whose premise nothing has altogether, from which anything would follow"


def lattice_json(lattice: Lattice, names: Names) -> dict[str, Any]:
    """The context with the evidence of each pair, the concepts and the implications."""
    context, told = lattice.context, Addresses(lattice, names)
    return {
        "lattice": told.lattice,
        "of": context.of,
        "by": context.by,
        "source": context.source,
        "caution": {str(one.language): str(one) for one in CAUTION},
        "objects": context.objects,
        "attributes": context.attributes,
        "nothing said of": context.silent(),
        "pairs": pairs_json(context, context.objects),
        "denied": denied_json(context, context.objects),
        "concepts": [
            {
                "concept": told.concept(one),
                "extent": one.extent,
                "intent": one.intent,
                "above": [told.concept(lattice.concepts[above]) for above in one.above],
                "evidence": context.reasons(one.extent, one.intent),
            }
            for one in lattice.concepts
        ],
        "implications": [
            {
                "implication": told.implication(one.premise),
                "premise": one.premise,
                "conclusion": one.conclusion,
                "support": len(lattice.concepts[one.concept].extent),
                "supported by": told.concept(lattice.concepts[one.concept]),
                "objects": lattice.concepts[one.concept].extent,
            }
            for one in lattice.implications
        ],
        "left out": LEFT_OUT,
        "labels": context.labels,
        "limits": {
            "objects": MOST_OBJECTS,
            "attributes": MOST_ATTRIBUTES,
            "concepts and implications": MOST_SETS,
            "seconds": SECONDS,
        },
    }


def pairs_json(context: Context, objects: Collection[URIRef]) -> list[dict[str, Any]]:
    """What some objects have, each with the claims and inferences that it rests on."""
    return [
        {"object": one, "attribute": value, "evidence": context.evidence.get((one, value), ())}
        for one, value in context.pairs()
        if one in objects
    ]


def denied_json(context: Context, objects: Collection[URIRef]) -> list[dict[str, Any]]:
    """What some objects are denied to have, each with the claims that deny it."""
    return [
        {"object": one, "attribute": value, "claims": claims}
        for (one, value), claims in context.denials.items()
        if one in objects
    ]
