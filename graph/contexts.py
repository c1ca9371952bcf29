"""Formal contexts: which members of a class have which values of a property, and why."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from rdflib import OWL, RDF, RDFS, Literal, URIRef
from rdflib.term import Identifier

from graph.incidence import Incidence
from graph.prefixes import prefixed
from graph.store import Row, Store, select
from ontology.errors import InputError, LimitError
from ontology.queries import LANGUAGES, fill
from ontology.terms import Names

QUERIES = Path(__file__).parent / "queries"
ALL = "all"
MOST_OBJECTS = 1000
MOST_ATTRIBUTES = 200
CLASSES = {OWL.Class, RDFS.Class}
USUAL = {language.lower(): language for language in LANGUAGES}  # the store keeps tags in lower case
PROPERTIES = {OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty, RDF.Property}

Pair = tuple[URIRef, URIRef]


@dataclass(frozen=True)
class Context:
    """The members of the class `of` as objects, the values of the property `by` as attributes, in order of their IRIs.

    `evidence` of a pair are the claims that affirm it and the inferences of it, `denials` the claims that deny it, of
    pairs that are not there, too; `labels` are those of all terms, by language. `source` is that of the only source
    whose claims count; empty where there is but one, ALL for all together.
    """

    of: URIRef
    by: URIRef
    objects: tuple[URIRef, ...]
    attributes: tuple[URIRef, ...]
    incidence: Incidence
    evidence: Mapping[Pair, tuple[URIRef, ...]]
    denials: Mapping[Pair, tuple[URIRef, ...]]
    labels: Mapping[URIRef, Mapping[str, str]]
    source: str = ""

    @classmethod
    def read(cls, store: Store, names: Names, of: URIRef, by: URIRef, source: str = "") -> "Context":
        """The context of a class and a property as the default graph of a store has it.

        Of several sources one counts, the first unless told otherwise, or ALL together (contract §4).

        Raises:
            InputError: one of them is none, or the values are literals; there is no such source.
            LimitError: there are more objects or attributes than a lattice may have.
        """
        questions = _Questions(store, names)
        source = questions.source(source)
        objects = questions.column("context-objects", MOST_OBJECTS + 1, of=of)
        if len(objects) > MOST_OBJECTS:
            told = f"a lattice has at most {MOST_OBJECTS} things; choose a narrower class"
            raise LimitError(f"more than {MOST_OBJECTS} things are of the class {prefixed(of, names)}, and {told}")
        if not objects and not CLASSES & questions.kinds(of):
            raise InputError(
                f"{prefixed(of, names)} is no class: nothing is of it; the classes are listed at /ontology"
            )
        values = questions.column("context-values", MOST_ATTRIBUTES + 1, objects=objects, by=by)
        if len(values) > MOST_ATTRIBUTES:
            told = f"a lattice has at most {MOST_ATTRIBUTES}; choose a narrower class or another property"
            raise LimitError(f"{prefixed(by, names)} has more than {MOST_ATTRIBUTES} values there, and {told}")
        if any(isinstance(value, Literal) for value in values):
            raise InputError(f"a value of {prefixed(by, names)} is a literal; a lattice is of values that have an IRI")
        if not values and not PROPERTIES & questions.kinds(by):
            raise InputError(
                f"{prefixed(by, names)} is no property: nothing has it; the properties are listed at /ontology"
            )
        bits: dict[Identifier, int] = {value: 1 << number for number, value in enumerate(values)}
        has: dict[Identifier, int] = dict.fromkeys(objects, 0)
        every = [row for row in questions.rows("context-evidence", objects=objects, by=by) if row["value"] in bits]
        reasons = [row for row in every if _counts(row, source, names)]
        elsewhere = {(row["object"], row["value"]) for row in every if "ground" in row}
        elsewhere -= {(row["object"], row["value"]) for row in reasons if "ground" in row}
        for row in questions.rows("context-pairs", objects=objects, by=by):
            if (row["object"], row["value"]) not in elsewhere:
                has[row["object"]] |= bits[row["value"]]
        return cls(
            of,
            by,
            tuple(objects),
            tuple(values),
            Incidence(tuple(has[one] for one in objects), len(values)),
            _grouped(row for row in reasons if "ground" in row and has[row["object"]] & bits[row["value"]]),
            _grouped(row for row in reasons if "denial" in row),
            questions.labels([of, by, *objects, *values]),
            source,
        )

    def attributes_in(self, bits: int) -> tuple[URIRef, ...]:
        """The attributes of a set of bits."""
        return tuple(one for number, one in enumerate(self.attributes) if bits >> number & 1)

    def pairs(self) -> Iterator[Pair]:
        """Each object with each of its attributes."""
        for one, row in zip(self.objects, self.incidence.rows, strict=True):
            for attribute in self.attributes_in(row):
                yield one, attribute

    def reasons(self, objects: Iterable[URIRef], attributes: Collection[URIRef]) -> list[URIRef]:
        """All claims and inferences by which some objects have some attributes, in order."""
        found = (self.evidence.get((one, attribute), ()) for one in objects for attribute in attributes)
        return sorted(set(chain.from_iterable(found)))

    def silent(self) -> tuple[URIRef, ...]:
        """The objects of which no attribute is said."""
        return tuple(one for one, row in zip(self.objects, self.incidence.rows, strict=True) if not row)


class _Questions:
    """What is asked of a store to read a context."""

    def __init__(self, store: Store, names: Names) -> None:
        self._store, self._names = store, names

    def rows(self, name: str, **terms: URIRef | list[URIRef]) -> list[Row]:
        return select(self._store, fill(self._names.read(QUERIES / f"{name}.rq"), **terms))

    def column(self, name: str, most: int, **terms: URIRef | list[URIRef]) -> list[URIRef]:
        text = fill(self._names.read(QUERIES / f"{name}.rq"), **terms)
        found = (value for row in select(self._store, f"{text} LIMIT {most}") for value in row.values())
        return sorted(found)  # type: ignore[arg-type] # what is a literal is refused before it is used

    def source(self, asked: str) -> str:
        """The source that counts: the one asked for, else the first of several."""
        place = f"{self._names.base}text/"
        slugs = sorted({row["source"].removeprefix(place) for row in self.rows("source-titles")})
        if asked and asked not in (ALL, *slugs):
            raise InputError(f"there is no source {asked}; there is {', '.join(slugs)}, or {ALL} for all together")
        return (asked or slugs[0]) if len(slugs) > 1 else ""

    def kinds(self, term: URIRef) -> set[URIRef]:
        return {URIRef(row["kind"]) for row in self.rows("kinds", term=term)}

    def labels(self, terms: list[URIRef]) -> dict[URIRef, dict[str, str]]:
        found: dict[URIRef, dict[str, str]] = {term: {} for term in terms}
        for row in self.rows("both-labels", terms=list(found)):
            label = row["label"]
            assert isinstance(label, Literal)  # noqa: S101 - SHACL has seen to it
            tag = (label.language or "").lower()
            found[URIRef(row["term"])][USUAL.get(tag, tag)] = str(label)
        return found


def _counts(row: Row, source: str, names: Names) -> bool:
    """Whether a reason is one of the source; what rests on no claim is one of every source."""
    reason = row.get("rests") or row.get("denial") or row["ground"]
    is_claim = reason.startswith(f"{names.base}claim/")
    return source in ("", ALL) or not is_claim or reason.startswith(names.claim(source))


def _grouped(rows: Iterable[Row]) -> dict[Pair, tuple[URIRef, ...]]:
    """The claims and inferences of each pair."""
    found = defaultdict(list)
    for row in rows:
        reason = row.get("ground") or row["denial"]
        found[URIRef(row["object"]), URIRef(row["value"])].append(URIRef(reason))
    return {pair: tuple(sorted(set(reasons))) for pair, reasons in found.items()}
