"""How many solutions a pattern has, as far as statistics and a look at the store can tell: good enough to compare."""

from dataclasses import dataclass, field

import pyoxigraph

from graph.algebra import RDF_TYPE, Path, Pattern, Term
from graph.statistics import Statistics

GLANCE = 300  # triples that are looked at to know how many a constant has
DEFAULT = pyoxigraph.DefaultGraph()
UNKNOWN = 1e9


@dataclass(frozen=True)
class Sizes:
    """Estimates over the default graph of a store."""

    store: pyoxigraph.Store
    statistics: Statistics
    seen: dict[tuple[str, str, bool], int] = field(
        default_factory=dict
    )  # by constant, predicate, and whether it is last

    def size(self, pattern: Pattern, known: frozenset[str]) -> float:
        """How many solutions a pattern has for each of those in which the variables `known` have a value."""
        start, end = (self._is_known(term, known) for term in (pattern.subject, pattern.object))
        if isinstance(pattern.verb, Term):
            size = self._any(start, end)
            return size if pattern.verb.value not in known else size / max(len(self.statistics.predicates), 1)
        if pattern.verb.kind == "link" and pattern.subject.is_variable != pattern.object.is_variable:
            return self._beside(pattern, pattern.verb.iri, known)
        return self._of_path(pattern.verb, start, end)

    @staticmethod
    def _is_known(term: Term, known: frozenset[str]) -> bool:
        return not term.is_variable or term.value in known

    def _beside(self, pattern: Pattern, iri: str, known: frozenset[str]) -> float:
        """The same for a triple pattern with a constant at one end, of which there may be far more than on average."""
        variable, constant = pattern.subject, pattern.object
        if not variable.is_variable:
            variable, constant = constant, variable
        counts, whole = self.statistics.predicates.get(iri), self._of_constant(pattern, iri, constant)
        if not counts or variable.value not in known:
            return whole
        return min(1, whole / (counts.subjects if variable is pattern.subject else counts.objects))

    def _of_constant(self, pattern: Pattern, iri: str, constant: Term) -> float:
        """How many triples it has."""
        of_object = constant is pattern.object
        if iri == RDF_TYPE and of_object and constant.kind == "iri":
            return self.statistics.classes.get(constant.value, 0)
        average = self._of_link(iri, not of_object, of_object)
        if constant.kind != "iri":
            return average
        key = constant.value, iri, of_object
        if key not in self.seen:
            self.seen[key] = self._glance(*key)
        return self.seen[key] if self.seen[key] < GLANCE else max(GLANCE, average)

    def _glance(self, constant: str, iri: str, of_object: bool) -> int:
        """How many triples a constant has of a predicate, up to some."""
        try:
            node, predicate = pyoxigraph.NamedNode(constant), pyoxigraph.NamedNode(iri)
        except ValueError:
            return 0  # the engine refuses the query too
        subject, thing = (None, node) if of_object else (node, None)
        found = self.store.quads_for_pattern(subject, predicate, thing, DEFAULT)
        return sum(1 for _ in zip(range(GLANCE), found, strict=False))

    def _any(self, start: bool, end: bool) -> float:
        total = self.statistics.triples
        if start and end:
            return 1
        return total / max(self.statistics.subjects, 1) if start or end else total

    def _of_path(self, path: Path, start: bool, end: bool) -> float:
        if path.kind == "link":
            return self._of_link(path.iri, start, end)
        if path.kind == "inverse":
            return self._of_path(path.parts[0], end, start)
        if path.kind == "either":
            return sum(self._of_path(part, start, end) for part in path.parts)
        if path.kind == "sequence":
            return self._of_sequence(path.parts, start, end)
        if path.kind == "negated":
            return self._any(start, end)
        if start and end:
            return 1
        if not (start or end):
            return UNKNOWN
        step = self._of_path(path.parts[0], start, end)
        return 1 + step if path.kind == "?" else 1 + step + step * step

    def _of_link(self, iri: str, start: bool, end: bool) -> float:
        counts = self.statistics.predicates.get(iri)
        if not counts:
            return 0
        if start and end:
            return min(1, counts.triples / counts.subjects / counts.objects)
        return counts.triples / (counts.subjects if start else counts.objects if end else 1)

    def _of_sequence(self, parts: tuple[Path, ...], start: bool, end: bool) -> float:
        """From whichever end is known; as if whatever a step reaches had a next one."""
        if not start and end:
            size = 1.0
            for part in reversed(parts):
                size *= self._of_path(part, False, True)
            return size
        size = self._of_path(parts[0], start, False)
        for part in parts[1:]:
            size *= self._of_path(part, True, False)
        return min(size, 1) if start and end else size
