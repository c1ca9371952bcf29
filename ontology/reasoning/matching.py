"""Every way in which patterns match facts, a few at a time; where that is often asked, there are rules for it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from ontology.reasoning.facts import Facts
from ontology.reasoning.horn import Atom, Term, is_variable


def matches(facts: Facts, atoms: Sequence[Atom], bound: Mapping[Term, Term]) -> Iterator[Mapping[Term, Term]]:
    """What variables stand for, in each way; the predicates of the patterns are no variables."""
    if not atoms:
        yield bound
        return
    atom = min(atoms, key=lambda one: sum(is_variable(term) for term in one.put(bound)))
    rest, asked = [one for one in atoms if one is not atom], atom.put(bound)
    for number in _found(facts, asked):
        terms = zip(asked, facts.triple(number), strict=True)
        yield from matches(facts, rest, {**bound, **{term: found for term, found in terms if is_variable(term)}})


def _found(facts: Facts, atom: Atom) -> Iterable[int]:
    """The numbers of the facts that a pattern matches."""
    subject, predicate, value = (None if is_variable(term) else facts.terms.number(term) for term in atom)
    if predicate is None or predicate not in facts.pairs:
        return ()
    if subject is None and value is None:
        return facts.pairs[predicate].values()
    if subject is not None and value is not None:
        number = facts.find(subject, predicate, value)
        return () if number is None else (number,)
    postings = facts.forward(predicate) if value is None else facts.backward(predicate)
    numbers = postings.get(subject if value is None else value, ())  # type: ignore[arg-type] # one of them is a number
    return (numbers,) if isinstance(numbers, int) else numbers
