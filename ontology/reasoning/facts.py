"""Facts: triples of numbers, each with the one derivation by which it came, and the indexes that rules ask for."""

from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import TypeAlias

from ontology.reasoning.horn import TYPE, Term, Triple, is_literal

BITS = 32  # of a number in a key
ASSERTED = 0  # in place of the number of a rule
NONE = -1

# What stands at a number in an index: the number of a fact, or several.
Postings: TypeAlias = dict[int, int | set[int]]


class Terms:
    """Numbers for terms: odd ones for literals, which are never subjects."""

    def __init__(self) -> None:
        self._numbers: dict[Term, int] = {}
        self._terms: tuple[list[Term], list[Term]] = ([], [])

    def number(self, term: Term) -> int:
        """The number of a term, a new one if need be."""
        known = self._numbers.get(term)
        if known is None:
            kind = is_literal(term)
            known = self._numbers[term] = len(self._terms[kind]) * 2 + kind
            self._terms[kind].append(term)
        return known

    def find(self, term: Term) -> int | None:
        """The number of a term that has one."""
        return self._numbers.get(term)

    def __getitem__(self, number: int) -> Term:
        return self._terms[number & 1][number >> 1]


class Facts:
    """Triples, by numbers in the order in which they came: so a fact rests on facts of smaller numbers only."""

    def __init__(self, terms: Terms) -> None:
        self.terms, self.type = terms, terms.number(TYPE)
        self.subjects, self.predicates, self.objects = array("I"), array("I"), array("I")
        self.rules, self.first, self.second = array("I"), array("i"), array("i")  # premises: the first two
        self._more: dict[int, tuple[int, ...]] = {}
        self.pairs: defaultdict[int, dict[int, int]] = defaultdict(dict)  # by predicate: the fact of subject and object
        self._forward: dict[int, Postings] = {}  # by predicate, then subject
        self._backward: dict[int, Postings] = {}  # by predicate, then object
        self.new: defaultdict[int, list[int]] = defaultdict(list)  # by predicate: what no rule has seen yet
        self.new_members: defaultdict[int, list[int]] = defaultdict(list)  # the same of types, by class
        self.dependants: defaultdict[int, list[int]] | None = None  # of each fact, once they are asked for
        self.removed = self.most = 0  # how many were removed, and up to which number rules may add
        self.columns = (
            *(column.append for column in (self.subjects, self.predicates, self.objects)),
            *(column.append for column in (self.rules, self.first, self.second)),
        )

    def __len__(self) -> int:
        return sum(map(len, self.pairs.values()))

    def add(self, subject: int, predicate: int, value: int, rule: int, *premises: int) -> int:
        """Add a fact that is not there."""
        number = len(self.subjects)
        self.pairs[predicate][subject << BITS | value] = number
        self.subjects.append(subject)
        self.predicates.append(predicate)
        self.objects.append(value)
        self.rules.append(rule)
        self.first.append(premises[0] if premises else NONE)
        self.second.append(premises[1] if len(premises) > 1 else NONE)
        if len(premises) > 2:
            self._more[number] = premises
        if predicate == self.type:
            self.new_members[value].append(number)
        else:
            self.new[predicate].append(number)
        if self.dependants is not None:
            self.watch(number, *premises)
        return number

    def assert_all(self, triples: Iterable[tuple[int, int, int]]) -> list[int]:
        """Add facts as said; the numbers of those that were not said before: new ones, and some that followed."""
        said, first = list[int](), len(self.subjects)
        put_s, put_p, put_o, *_ = self.columns
        number = first
        for subject, predicate, value in triples:
            pairs, key = self.pairs[predicate], subject << BITS | value
            known = pairs.get(key)
            if known is None:
                pairs[key] = number
                put_s(subject)
                put_p(predicate)
                put_o(value)
                fresh = self.new_members[value] if predicate == self.type else self.new[predicate]
                fresh.append(number)
                number += 1
            elif known < first and self.rules[known] != ASSERTED:
                said.append(known)
                self.rest(known, ASSERTED)
        self.rules.extend(array("I", [ASSERTED]) * (number - first))
        for premises in (self.first, self.second):
            premises.extend(array("i", [NONE]) * (number - first))
        return [*said, *range(first, number)]

    def watch(self, number: int, *premises: int) -> None:
        """Note what a fact rests on."""
        if self.dependants is not None:
            for premise in premises:
                self.dependants[premise].append(number)

    def take(self) -> "tuple[int, int | None, list[int]] | None":
        """Some facts that no rule has seen yet: their predicate, of types their class too, and their numbers.

        From now on the indexes hold them: so two new facts meet once, when the second of them is taken.
        """
        while self.new_members:
            kind, batch = self.new_members.popitem()
            if batch:
                self._put(self.type, batch)
                return self.type, kind, batch
        while self.new:
            predicate, batch = self.new.popitem()
            if batch:
                self._put(predicate, batch)
                return predicate, None, batch
        return None

    def _put(self, predicate: int, batch: list[int]) -> None:
        for indexes, column in ((self._forward, self.subjects), (self._backward, self.objects)):
            if predicate in indexes:
                _put(indexes[predicate], column, batch)

    def find(self, subject: int, predicate: int, value: int) -> int | None:
        """The number of a fact, if it is there."""
        return self.pairs[predicate].get(subject << BITS | value) if predicate in self.pairs else None

    def premises(self, number: int) -> tuple[int, ...]:
        """What a fact rests on."""
        if number in self._more:
            return self._more[number]
        return tuple(one for one in (self.first[number], self.second[number]) if one != NONE)

    def rest(self, number: int, rule: int, *premises: int) -> None:
        """Have a fact rest on something else."""
        self.rules[number] = rule
        self.first[number] = premises[0] if premises else NONE
        self.second[number] = premises[1] if len(premises) > 1 else NONE
        self._more.pop(number, None)

    def remove(self, number: int) -> None:
        """Remove a fact; its number is not used again."""
        subject, predicate, value = self.subjects[number], self.predicates[number], self.objects[number]
        del self.pairs[predicate][subject << BITS | value]
        self.removed += 1
        self._more.pop(number, None)
        if predicate in self._forward:
            _take(self._forward[predicate], subject, number)
        if predicate in self._backward:
            _take(self._backward[predicate], value, number)

    def is_there(self, number: int) -> bool:
        """Whether a fact has not been removed."""
        key = self.subjects[number] << BITS | self.objects[number]
        return self.pairs[self.predicates[number]].get(key) == number

    def forward(self, predicate: int) -> Postings:
        """The facts of a predicate by their subjects."""
        return self._index(self._forward, predicate, self.subjects)

    def backward(self, predicate: int) -> Postings:
        """The facts of a predicate by their objects."""
        return self._index(self._backward, predicate, self.objects)

    def _index(self, indexes: dict[int, Postings], predicate: int, column: "array[int]") -> Postings:
        if predicate not in indexes:
            _put(indexes.setdefault(predicate, {}), column, self.pairs[predicate].values())
        return indexes[predicate]

    def triple(self, number: int) -> Triple:
        """A fact as a triple."""
        terms = self.terms
        return terms[self.subjects[number]], terms[self.predicates[number]], terms[self.objects[number]]

    def numbers(self) -> Iterator[int]:
        """The numbers of all facts that are there."""
        for pairs in self.pairs.values():
            yield from pairs.values()

    def follow(self) -> "defaultdict[int, list[int]]":
        """What rests on each fact; from now on it is kept."""
        if self.dependants is None:
            self.dependants = defaultdict(list)
            for number in sorted(self.numbers()):
                for premise in self.premises(number):
                    self.dependants[premise].append(number)
        return self.dependants


def _put(index: Postings, column: "array[int]", numbers: Iterable[int]) -> None:
    for number in numbers:
        at = column[number]
        found = index.get(at)
        if found is None:
            index[at] = number
        elif isinstance(found, set):
            found.add(number)
        elif found != number:
            index[at] = {found, number}


def _take(index: Postings, at: int, number: int) -> None:
    found = index.get(at)
    if isinstance(found, set):
        found.discard(number)
        if not found:
            del index[at]
    elif found == number:
        del index[at]
