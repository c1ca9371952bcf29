"""A second engine, so simple that it can be seen to be right: tries every rule on every triple until nothing is new.

It shares nothing with the reasoner but the rules.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence

from ontology.reasoning.horn import Atom, Guard, Rule, Triple, is_literal, is_variable


def concluded(rules: Sequence[Rule], given: Collection[Triple]) -> set[Triple]:
    """What follows by the rules, what was given included."""
    known = set(given)
    while True:
        new = {triple for rule in rules if rule.head for triple in _applied(rule, rule.head, known)} - known
        if not new:
            return known
        known |= new


def _applied(rule: Rule, head: Atom, known: Collection[Triple]) -> Iterator[Triple]:
    for bound in _matches(list(rule.body), {}, known):
        if all(_holds(guard.put(bound)) for guard in rule.guards):
            subject, predicate, value = head.put(bound)
            if not is_literal(subject):
                yield subject, predicate, value


def _holds(guard: Guard) -> bool:
    if guard.test:
        return guard.test(*guard.terms)
    assert guard.kind == "differ", "of the others no inference of ours makes use"
    return len(set(guard.terms)) > 1


def _matches(atoms: list[Atom], bound: Mapping[str, str], known: Collection[Triple]) -> Iterator[Mapping[str, str]]:
    if not atoms:
        yield bound
        return
    for triple in known:
        found = dict(bound)
        if all(
            found.setdefault(term, one) == one if is_variable(term) else term == one
            for term, one in zip(atoms[0], triple, strict=True)
        ):
            yield from _matches(atoms[1:], found, known)
