"""Whether two answers are the same, whatever their blank nodes are called."""

from collections import Counter
from collections.abc import Iterable

import pyoxigraph as ox

from tests.spec.results import Answer, Row, Table
from tests.spec.values import Term, normal

COUNT = ox.NamedNode("urn:row:count")
INDEX = ox.NamedNode("urn:row:index")
VARIABLE = "urn:row:variable:"


def difference(expected: Answer, actual: Answer, *, ordered: bool = False, lax: bool = False) -> str | None:
    """What tells an answer from the expected one; nothing where they are the same."""
    if type(expected) is not type(actual):
        return f"expected a {type(expected).__name__}, got a {type(actual).__name__}: {actual}"
    if isinstance(expected, Table) and isinstance(actual, Table):
        return _of_tables(expected, actual, ordered, lax)
    if isinstance(expected, ox.Dataset) and isinstance(actual, ox.Dataset):
        return _of_lines(canonical(expected), canonical(actual))
    return None if expected == actual else f"expected {expected}, got {actual}"


def by_value(answer: Answer) -> Answer:
    """An answer in which each value has one spelling."""
    if isinstance(answer, Table):
        rows = [{name: normal(term) for name, term in row.items()} for row in answer.rows]
        return Table(answer.variables, tuple(rows))
    if isinstance(answer, ox.Dataset):
        return ox.Dataset(
            ox.Quad(quad.subject, quad.predicate, normal(quad.object), quad.graph_name) for quad in answer
        )
    return answer


def canonical(quads: Iterable[ox.Quad]) -> list[str]:
    """The lines of a dataset, its blank nodes named by the canonicalisation of RDF datasets."""
    dataset = ox.Dataset(quads)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return sorted(str(quad) for quad in dataset)


def _of_tables(expected: Table, actual: Table, ordered: bool, lax: bool) -> str | None:
    """What tells two tables apart: their variables, or the rows."""
    if expected.variables != actual.variables:
        return f"expected the variables {sorted(expected.variables)}, got {sorted(actual.variables)}"
    if lax and len(actual.rows) > len(expected.rows):
        return f"expected {len(expected.rows)} rows at most, got {len(actual.rows)}"
    return _of_lines(
        canonical(_described(expected.rows, ordered, lax)), canonical(_described(actual.rows, ordered, lax))
    )


def _described(rows: Iterable[Row], ordered: bool, lax: bool) -> Iterable[ox.Quad]:
    """Rows as a graph, so that equal tables are isomorphic graphs: equal rows are one node with a count or places."""
    places: dict[frozenset[tuple[str, Term]], list[int]] = {}
    for place, row in enumerate(rows):
        places.setdefault(frozenset(row.items()), []).append(place)
    for key, found in places.items():
        node = ox.BlankNode()
        for name, value in key:
            yield ox.Quad(node, ox.NamedNode(VARIABLE + name), value)
        for place in found if ordered else ():
            yield ox.Quad(node, INDEX, ox.Literal(place))
        yield ox.Quad(node, COUNT, ox.Literal(1 if lax else len(found)))


def _of_lines(expected: list[str], actual: list[str]) -> str | None:
    """The canonical lines that only one side has."""
    missing, surplus = Counter(expected) - Counter(actual), Counter(actual) - Counter(expected)
    if not missing and not surplus:
        return None
    return "\n".join([*(f"- {line}" for line in sorted(missing)), *(f"+ {line}" for line in sorted(surplus))])
