"""What is known of the default graph of a build: made once, and true since nobody can write it."""

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import pyoxigraph

from graph.algebra import RDF_TYPE
from graph.extremes import Extremes

FILE = "statistics.json"
FEW = 100
Term = pyoxigraph.NamedNode | pyoxigraph.BlankNode | pyoxigraph.Literal | pyoxigraph.Triple


@dataclass(frozen=True)
class Counts:
    """How many triples a predicate has, how many things at either end, and the classes that all of these have."""

    triples: int
    subjects: int
    objects: int
    domains: list[str] = field(default_factory=list)
    ranges: list[str] = field(default_factory=list)
    extremes: Extremes = field(default_factory=Extremes)
    values: dict[str, int] = field(
        default_factory=dict
    )  # how many triples lead to each IRI, if to nothing else, and few


@dataclass(frozen=True)
class Statistics:
    """The numbers of a default graph: in all, by predicate, and of the members of each class."""

    triples: int
    subjects: int
    predicates: dict[str, Counts]
    classes: dict[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, store: pyoxigraph.Store) -> "Statistics":
        """Count."""
        default = pyoxigraph.DefaultGraph()
        ends: dict[str, tuple[set[int], Counter[int]]] = {}
        kinds: dict[int, set[str]] = {}
        triples, classes = Counter[str](), Counter[str]()
        numbers: dict[Term, int] = {}  # one for each term, so that none is held once for each of its triples
        for quad in store.quads_for_pattern(None, None, None, default):
            predicate = quad.predicate.value
            triples[predicate] += 1
            subjects, objects = ends.setdefault(predicate, (set(), Counter()))
            subject = numbers.setdefault(quad.subject, len(numbers))
            subjects.add(subject)
            objects[numbers.setdefault(quad.object, len(numbers))] += 1
            if predicate == RDF_TYPE and isinstance(quad.object, pyoxigraph.NamedNode):
                kinds.setdefault(subject, set()).add(quad.object.value)
                classes[quad.object.value] += 1
        terms = [*numbers]
        return cls(
            triples.total(),
            len(set().union(*(subjects for subjects, _ in ends.values()))),
            {
                predicate: Counts(
                    triples[predicate],
                    len(subjects),
                    len(objects),
                    _shared(subjects, kinds),
                    _shared(objects, kinds),
                    _extremes(objects, terms),
                    _values(objects, terms),
                )
                for predicate, (subjects, objects) in sorted(ends.items())
            },
            dict(sorted(classes.items())),
        )

    @classmethod
    def beside(cls, store: Path) -> "Statistics | None":
        """Those that were written beside a store, if any were."""
        try:
            told = json.loads(store.with_name(FILE).read_bytes())
            predicates = {name: _counts(**counts) for name, counts in told.pop("predicates").items()}
            return cls(**told, predicates=predicates)
        except (OSError, ValueError, TypeError, KeyError):  # there are none, or those of another release
            return None

    @staticmethod
    def forget(store: Path) -> None:
        """Remove those of a store whose default graph may be written."""
        store.with_name(FILE).unlink(missing_ok=True)

    def write(self, store: Path) -> None:
        """Write them beside a store."""
        store.with_name(FILE).write_text(json.dumps(asdict(self)), encoding="utf-8")


def _counts(extremes: dict[str, Any], **counts: Any) -> Counts:  # noqa: ANN401 - of JSON
    ends = {name: [(terms, count) for terms, count in values] for name, values in extremes.items()}
    return Counts(**counts, extremes=Extremes(**ends))


def _shared(nodes: Iterable[int], kinds: dict[int, set[str]]) -> list[str]:
    """The classes that all nodes have."""
    shared: set[str] | None = None
    for node in nodes:
        own = kinds.get(node, set())
        shared = set(own) if shared is None else shared & own
        if not shared:
            return []
    return sorted(shared or ())


def _extremes(objects: Counter[int], terms: Sequence[Term]) -> Extremes:
    literals = Counter({terms[one]: count for one, count in objects.items()})
    if not all(isinstance(one, pyoxigraph.Literal) for one in literals):
        return Extremes()
    return Extremes.of(Counter({one: n for one, n in literals.items() if isinstance(one, pyoxigraph.Literal)}))


def _values(objects: Counter[int], terms: Sequence[Term]) -> dict[str, int]:
    if len(objects) > FEW:
        return {}
    named = {terms[one]: count for one, count in objects.items()}
    iris = {one.value: count for one, count in named.items() if isinstance(one, pyoxigraph.NamedNode)}
    return dict(sorted(iris.items())) if len(iris) == len(named) else {}
