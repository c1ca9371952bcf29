"""Basic graph patterns over a dataset: in which order to match them, and every way in which they match."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from rdflib import Dataset, Variable
from rdflib.graph import DATASET_DEFAULT_GRAPH_ID
from rdflib.term import Identifier, Node

Triple: TypeAlias = tuple[Identifier, Identifier, Identifier]
Bindings: TypeAlias = dict[Identifier, Identifier]


@dataclass(frozen=True)
class Pattern:
    """A triple pattern of the default graph, or of the named graph `graph` (a variable: of any)."""

    triple: Triple
    graph: Identifier | None = None

    @property
    def variables(self) -> frozenset[Identifier]:
        """The variables that a match binds."""
        return frozenset(term for term in (*self.triple, self.graph) if isinstance(term, Variable))

    def instance(self, bindings: Mapping[Identifier, Identifier]) -> Triple:
        """The triple that the bindings make of this pattern."""
        subject, predicate, value = (bindings.get(term, term) for term in self.triple)
        return subject, predicate, value

    def match(self, triple: Iterable[Node | None], bindings: Bindings, graph: Node | None = None) -> Bindings | None:
        """The bindings with those that make the pattern this triple; None where it cannot be made."""
        matched = dict(bindings)
        for term, found in zip((*self.triple, self.graph), (*triple, graph), strict=True):
            if isinstance(term, Variable):
                if not isinstance(found, Identifier) or matched.setdefault(term, found) != found:
                    return None
            elif term != found:
                return None
        return matched


def ordered(patterns: Iterable[Pattern], bound: frozenset[Identifier]) -> list[Pattern]:
    """The patterns in the order to match them: always one that joins what is bound, with the fewest unknowns.

    rdflib orders by the number of unknowns alone: it pairs every actor with every other before it looks at an interest.
    """
    left, steps = list(patterns), list[Pattern]()
    while left:
        best = min(left, key=lambda one: (not bound & one.variables, len(one.variables - bound)))
        left.remove(best)
        steps.append(best)
        bound |= best.variables
    return steps


def matches(dataset: Dataset, steps: Sequence[Pattern], bindings: Bindings) -> Iterator[Bindings]:
    """Every way to match all patterns, in their order, that agrees with the bindings."""
    if not steps:
        yield bindings
        return
    step, rest = steps[0], steps[1:]
    terms = (bindings.get(term, term) for term in step.triple)
    subject, predicate, value = (None if isinstance(term, Variable) else term for term in terms)
    if step.graph is None:
        for triple in dataset.default_graph.triples((subject, predicate, value)):
            matched = step.match(triple, bindings)
            if matched is not None:
                yield from matches(dataset, rest, matched)
    else:
        for s, p, o, graph in dataset.quads((subject, predicate, value, None)):
            # SPARQL 1.1 §13.3: the default graph is no named graph; to rdflib it is one, of a name of its own.
            matched = step.match((s, p, o), bindings, graph) if graph != DATASET_DEFAULT_GRAPH_ID else None
            if matched is not None:
                yield from matches(dataset, rest, matched)
