"""The concept lattice of a class and a property: every largest set of things with exactly what they share."""

from dataclasses import dataclass
from time import monotonic

from rdflib import URIRef

from graph.contexts import Context
from graph.incidence import analysed
from graph.store import Store
from ontology.errors import LimitError, QueryTimeoutError
from ontology.terms import Names

MOST_SETS = 1000
SECONDS = 10


@dataclass(frozen=True)
class Concept:
    """Things, and all that they share; no other thing has all of it.

    `above` are the places, in the lattice, of the next more general concepts. `own_objects` have nothing more than the
    intent; to have one of `own_attributes` is to be in the extent.
    """

    extent: tuple[URIRef, ...]
    intent: tuple[URIRef, ...]
    above: tuple[int, ...]
    own_objects: tuple[URIRef, ...]
    own_attributes: tuple[URIRef, ...]


@dataclass(frozen=True)
class Implication:
    """Whatever has the premise has the conclusion too; `concept` is the place of the one whose extent it is."""

    premise: tuple[URIRef, ...]
    conclusion: tuple[URIRef, ...]
    concept: int


@dataclass(frozen=True)
class Lattice:
    """All concepts of a context, the most general first, and the stem base of its implications that have support.

    Every implication that holds in the context, and whose premise some object has, follows from these (Duquenne and
    Guigues). Where no object has a premise, anything would follow: such are left out.
    """

    context: Context
    concepts: tuple[Concept, ...]
    implications: tuple[Implication, ...]

    @classmethod
    def read(cls, store: Store, names: Names, of: URIRef, by: URIRef, source: str = "") -> "Lattice":
        """The lattice of a class and a property.

        Raises:
            InputError, LimitError: see `Context.read`.
            LimitError: it is too large.
            QueryTimeoutError: it takes too long.
        """
        return cls.make(Context.read(store, names, of, by, source))

    @classmethod
    def make(cls, context: Context, most: int = MOST_SETS, seconds: float = SECONDS) -> "Lattice":
        """The lattice of a context, of at most so many concepts and implications, and in so much time.

        Raises:
            LimitError, QueryTimeoutError: that is not enough.
        """
        latest = monotonic() + seconds

        def step(sets: int) -> None:
            advice = "choose a narrower class or another property"
            if sets > most:
                raise LimitError(f"the lattice has more than {most} concepts and implications; {advice}")
            if monotonic() > latest:
                raise QueryTimeoutError(f"the lattice takes more than {seconds:g} seconds; {advice}")

        incidence = context.incidence
        intents, base = analysed(incidence, step)
        extents = {intent: incidence.extent(intent) for intent in intents}
        intents.sort(key=lambda intent: (-len(extents[intent]), intent.bit_count(), context.attributes_in(intent)))
        place = {intent: number for number, intent in enumerate(intents)}
        first = [incidence.closure(1 << number) for number in range(incidence.width)]
        concepts = tuple(
            Concept(
                tuple(context.objects[number] for number in extents[intent]),
                context.attributes_in(intent),
                tuple(sorted(place[one] for one in _nearest(intent, intents))),
                tuple(context.objects[number] for number in extents[intent] if incidence.rows[number] == intent),
                tuple(one for number, one in enumerate(context.attributes) if first[number] == intent),
            )
            for intent in intents
        )
        implications = sorted(
            (
                Implication(context.attributes_in(premise), context.attributes_in(shared & ~premise), place[shared])
                for premise, shared in base
            ),
            key=lambda one: (one.concept, one.premise),
        )
        return cls(context, concepts, tuple(implications))


def _nearest(intent: int, intents: list[int]) -> list[int]:
    """The largest of the intents that are part of an intent."""
    found: list[int] = []
    for one in sorted(intents, key=int.bit_count, reverse=True):
        if one != intent and one & intent == one and not any(one & other == one for other in found):
            found.append(one)
    return found
