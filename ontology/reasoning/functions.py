"""Rules as Python functions, each written for one rule and the one of its triples that is new."""

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from types import CodeType
from typing import Any, TypeAlias

from ontology.reasoning.facts import BITS, NONE, Facts, Terms
from ontology.reasoning.guards import GUARDS
from ontology.reasoning.horn import CLASH, TYPE, Atom, Guard, Rule, Term, is_variable

Step: TypeAlias = Callable[[Facts, Sequence[int]], None]
Proof: TypeAlias = Callable[[Facts, int, int, int], Iterator[tuple[int, ...]]]

SHAPES = 1000  # of rules, whose functions are kept


class Function:
    """Writes the functions of one rule."""

    def __init__(self, rule: Rule, number: int, terms: Terms) -> None:
        self._rule, self._number, self._terms, self._head = rule, number, terms, rule.conclusion
        self._lines: list[str] = []
        self._indent = 1
        self._tables: dict[str, str] = {}
        self._bound: set[Term] = set()
        self._guards = list(rule.guards)
        self._given: dict[str, Any] = {}
        self._still = ""  # on what condition facts are gone through
        self._constants: dict[int, str] = {}

    def step(self, facts: Facts, place: int) -> Step:
        """What concludes everything for which a fact of a batch stands at a place of the body."""
        self._still = " if len(subjects) <= most else ()"
        self._open("for i in batch:")
        atom = self._rule.body[place]
        self._bind(atom, "i", is_given=False)
        others = [(at, one) for at, one in enumerate(self._rule.body) if at != place]
        names = self._join(facts, others) | {place: "i"}
        self._conclude([names[at] for at in range(len(self._rule.body))])
        needed = [self._pairs(one.predicate) for _, one in others if not is_variable(one.predicate)]
        check = [f"    if not ({' and '.join(needed)}): return"] if needed else []
        return self._made("facts, batch", check)  # type: ignore[no-any-return] # compiled

    def prover(self, facts: Facts) -> Proof:
        """What gives each way in which the body gives a head."""
        self._open("for _ in (None,):")
        for term, name in zip(self._head, "spo", strict=True):
            if is_variable(term) and term not in self._bound:
                self._line(f"{_name(term)} = {name}")
                self._bound.add(term)
            else:
                self._need(f"{self._value(term)} == {name}")
        names = self._join(facts, list(enumerate(self._rule.body)))
        self._line(f"yield ({''.join(f'{names[at]}, ' for at in range(len(names)))})")
        return self._made("facts, s, p, o", [])  # type: ignore[no-any-return] # compiled

    def _made(self, arguments: str, check: list[str]) -> Any:  # noqa: ANN401 - a function
        tables = [f"    {name} = {made}" for made, name in self._tables.items()]
        columns = [
            "    subjects, predicates, objects, add = facts.subjects, facts.predicates, facts.objects, facts.add",
            "    put_s, put_p, put_o, put_r, put_1, put_2 = facts.columns",
            "    most = facts.most",
        ]
        text = "\n".join([f"def function({arguments}):", *columns, *tables, *check, *self._lines, ""])
        exec(_compiled(text), self._given)  # noqa: S102 - written here, of names only
        return self._given["function"]

    def _line(self, text: str) -> None:
        self._lines.append("    " * self._indent + text)

    def _open(self, text: str) -> None:
        self._line(text)
        self._indent += 1

    def _need(self, condition: str) -> None:
        """Go on where a condition holds only; without an indent, of which a long rule would ask too many."""
        self._line(f"if not ({condition}): continue")

    def _value(self, term: Term) -> str:
        return _name(term) if is_variable(term) else self._constant(self._terms.number(term))

    def _constant(self, number: int) -> str:
        """A name for a number: rules of one shape are one text."""
        name = self._constants.setdefault(number, f"c{len(self._constants)}")
        self._given[name] = number
        return name

    def _table(self, made: str) -> str:
        return self._tables.setdefault(made, f"t{len(self._tables)}")

    def _pairs(self, predicate: Term) -> str:
        if is_variable(predicate):
            return f"facts.pairs[{_name(predicate)}]"
        return self._table(f"facts.pairs[{self._value(predicate)}]")

    def _index(self, kind: str, predicate: Term) -> str:
        made = f"facts.{kind}({self._value(predicate)})"
        return made if is_variable(predicate) else self._table(made)

    def _bind(self, atom: Atom, fact: str, *, is_given: bool) -> None:
        """Give the variables of a pattern the terms of a fact, and look whether it fits."""
        for term, column in zip(atom, ("subjects", "predicates", "objects"), strict=True):
            if is_variable(term) and term not in self._bound:
                self._line(f"{_name(term)} = {column}[{fact}]")
                self._bound.add(term)
            elif not is_given and (column != "predicates" or is_variable(term)):
                self._need(f"{column}[{fact}] == {self._value(term)}")

    def _test(self) -> None:
        """Look whether conditions hold whose terms are all known: some ask a dataset, so after what is looked up."""
        for guard in sorted(self._guards, key=lambda one: one.test is not None):
            if all(not is_variable(term) or term in self._bound for term in guard.terms):
                self._guards.remove(guard)
                self._need(self._condition(guard))

    def _condition(self, guard: Guard) -> str:
        values = [self._value(term) for term in guard.terms]
        if guard.kind == "differ":
            return " != ".join(values)
        name = f"guard_{len(self._given)}"
        self._given[name] = guard.test or GUARDS[guard.kind]
        return f"{name}({', '.join(f'facts.terms[{value}]' for value in values)})"

    def _join(self, facts: Facts, atoms: list[tuple[int, Atom]]) -> dict[int, str]:
        """Find facts for patterns, the most selective first; the names of the facts, by the places of the patterns."""
        names = {}
        while atoms:
            at, atom = min(atoms, key=lambda one: self._cost(facts, one[1]))
            atoms = [one for one in atoms if one[0] != at]
            names[at] = f"f{at}"
            if not (self._is_known(atom.subject) and self._is_known(atom.object)):
                self._test()
            self._find(atom, f"f{at}")
        self._test()
        return names

    def _is_known(self, term: Term) -> bool:
        return not is_variable(term) or term in self._bound

    def _cost(self, facts: Facts, atom: Atom) -> tuple[int, int]:
        """How many facts there may be for a pattern: fewest where both ends are known, most where only a class is."""
        is_class = atom.predicate == TYPE and not is_variable(atom.object)
        ends = self._is_known(atom.subject), self._is_known(atom.object)
        rank = 0 if all(ends) else 1 if ends[0] or (ends[1] and not is_class) else 2
        is_any = is_variable(atom.predicate)  # of which there may be as many as there are facts
        size = len(facts) if is_any else len(facts.pairs.get(self._terms.number(atom.predicate), ()))
        return rank + 2 * (not self._is_known(atom.predicate)), size

    def _find(self, atom: Atom, fact: str) -> None:
        if not self._is_known(atom.predicate):
            self._open(f"for {_name(atom.predicate)} in tuple(facts.pairs):")
            self._need(f"{_name(atom.predicate)} != {self._value(CLASH)}")
            self._bound.add(atom.predicate)
        subject, value = self._value(atom.subject), self._value(atom.object)
        if self._is_known(atom.subject) and self._is_known(atom.object):
            self._line(f"{fact} = {self._pairs(atom.predicate)}.get({subject} << {BITS} | {value})")
            self._need(f"{fact} is not None")
        elif self._is_known(atom.subject):
            self._each(fact, f"{self._index('forward', atom.predicate)}.get({subject})")
            self._bind(Atom(atom.subject, atom.predicate, atom.object), fact, is_given=True)
        elif self._is_known(atom.object):
            self._each(fact, f"{self._index('backward', atom.predicate)}.get({value})")
            self._bind(atom, fact, is_given=True)
        else:
            self._open(f"for {fact} in tuple({self._pairs(atom.predicate)}.values()){self._still}:")
            self._bind(atom, fact, is_given=atom.subject != atom.object)

    def _each(self, fact: str, found: str) -> None:
        """Go through what stands in an index, which does not grow meanwhile: none of several once there is too much."""
        name = f"found_{fact}"
        self._line(f"{name} = {found}")
        self._need(f"{name} is not None")
        self._open(f"for {fact} in ({name},) if {name}.__class__ is int else {name}{self._still}:")

    def _conclude(self, premises: list[str]) -> None:
        subject, predicate, value = map(self._value, self._head)
        if is_variable(self._head.subject) and all(atom.subject != self._head.subject for atom in self._rule.body):
            self._need(f"not {subject} & 1")
        if is_variable(self._head.predicate):
            self._need(f"facts.terms[{predicate}].startswith('<')")
        pairs = self._pairs(self._head.predicate)
        self._line(f"key = {subject} << {BITS} | {value}")
        self._need(f"key not in {pairs}")
        if is_variable(self._head.predicate) or len(premises) > 2:
            self._line(f"add({', '.join([subject, predicate, value, self._constant(self._number), *premises])})")
            return
        # As `Facts.add` does, but for the call.
        if self._head.predicate == TYPE:
            fresh = f"facts.new_members[{value}]"
            fresh = fresh if is_variable(self._head.object) else self._table(fresh)
        else:
            fresh = self._table(f"facts.new[{predicate}]")
        first, second = (*premises, str(NONE), str(NONE))[:2]
        self._line(f"{pairs}[key] = number = len(subjects)")
        self._line(f"put_s({subject}); put_p({predicate}); put_o({value})")
        self._line(f"put_r({self._constant(self._number)}); put_1({first}); put_2({second}); {fresh}.append(number)")
        self._line(f"if facts.dependants is not None: facts.watch(number, {', '.join(premises)})")


@lru_cache(SHAPES)
def _compiled(text: str) -> CodeType:
    return compile(text, "<rule>", "exec")


def _name(variable: Term) -> str:
    return f"v_{variable[1:]}"
