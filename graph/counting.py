"""Counts of the triples of one pattern: they are known since the build, and are written into the query."""

from collections.abc import Sequence

from graph.algebra import RDF_TYPE, Block, Path, Pattern, Query
from graph.joins import without_redundant
from graph.mending import AGGREGATES, Change
from graph.statistics import Statistics
from graph.tokens import Token


def counted(query: Query, statistics: Statistics) -> list[Change]:
    """What to write in place of a count, and of the pattern; nothing where the count is not known.

    The query selects nothing but counts, and what it groups them by, of one pattern that no other part restricts.
    """
    parts = query.group.parts
    if query.form != "SELECT" or len(parts) != 1 or not isinstance(parts[0], Block):
        return []
    patterns, modifiers = without_redundant(parts[0].patterns, statistics), query.modifiers
    if len(patterns) != 1:
        return []
    pattern = patterns[0]
    if len(pattern.variables) < len(_terms(pattern)) or any(
        one.is_word(*AGGREGATES, "HAVING", "VALUES") for one in modifiers
    ):
        return []
    selected = _selected(query.head)
    if not selected:
        return []
    plain, counts = selected
    body = query.group.start + 1, query.group.end - 1
    if not query.has("GROUP"):
        known = [_whole(count, pattern, statistics) for count in counts]
        if plain or None in known:
            return []
        values = (Change(count[0].start, count[-1].end, str(one)) for count, one in zip(counts, known, strict=True))
        return [*values, Change(*body, " ")]
    return _grouped(query, pattern, plain, counts, statistics)


def _grouped(
    query: Query, pattern: Pattern, plain: Sequence[Token], counts: Sequence[Sequence[Token]], statistics: Statistics
) -> list[Change]:
    """The counts by predicate, by class, or by what a predicate leads to."""
    clause = query.modifiers[:3]
    follows = query.modifiers[3:4]
    key = clause[-1].text[1:]
    by_one = len(clause) == 3 and clause[1].is_word("BY") and clause[2].kind == "variable"
    if len(pattern.ends) < 2 or not by_one or (follows and not follows[0].is_word("ORDER", "LIMIT", "OFFSET")):
        return []
    if [one.text[1:] for one in plain] != [key] or len(counts) != 1 or _distinct(counts[0]):
        return []
    if not isinstance(pattern.verb, Path):
        known = {iri: one.triples for iri, one in statistics.predicates.items()} if pattern.verb.value == key else {}
    elif pattern.verb.iri == RDF_TYPE and pattern.object.value == key and _knows_classes(statistics):
        known = statistics.classes
    elif pattern.verb.kind == "link" and pattern.object.value == key and pattern.verb.iri in statistics.predicates:
        known = statistics.predicates[pattern.verb.iri].values
    else:
        known = {}
    if not known or not _counts_rows(counts[0], pattern):
        return []
    count = counts[0]
    opening, named, closing = _around(query.head, count)
    if named.text[1:] == key:
        return []
    rows = " ".join(f"(<{iri}> {number})" for iri, number in known.items())
    return [
        Change(opening.start, closing.end, named.text),
        Change(query.group.start + 1, query.group.end - 1, f" VALUES ({clause[2].text} {named.text}) {{ {rows} }} "),
        Change(clause[0].start, clause[-1].end, ""),
    ]


def _knows_classes(statistics: Statistics) -> bool:
    """Whether all classes have IRIs."""
    types = statistics.predicates.get(RDF_TYPE)
    return types is not None and sum(statistics.classes.values()) == types.triples


def _whole(count: Sequence[Token], pattern: Pattern, statistics: Statistics) -> int | None:
    """How much a pattern has in all."""
    is_any = not isinstance(pattern.verb, Path)
    iri = pattern.verb.iri if isinstance(pattern.verb, Path) and pattern.verb.kind == "link" else ""
    if not pattern.subject.is_variable or not (is_any or iri):
        return None
    if not pattern.object.is_variable:
        is_class = iri == RDF_TYPE and pattern.object.kind == "iri"
        is_each = _counts_rows(count, pattern)  # each thing is of a class once
        return statistics.classes.get(pattern.object.value, 0) if is_class and is_each else None
    counts = statistics.predicates.get(iri)
    if not _distinct(count):
        whole = statistics.triples if is_any else counts.triples if counts else 0
        return whole if _counts_rows(count, pattern) else None
    if is_any:
        ends = {pattern.subject.value: statistics.subjects, _verb(pattern): len(statistics.predicates)}
    else:
        ends = {
            pattern.subject.value: counts.subjects if counts else 0,
            pattern.object.value: counts.objects if counts else 0,
        }
    return ends.get(count[-2].text[1:])


def _terms(pattern: Pattern) -> list[str]:
    """The variables of a pattern, each as often as it stands there."""
    return [one for one in (pattern.subject.value, _verb(pattern), pattern.object.value) if one in pattern.variables]


def _verb(pattern: Pattern) -> str:
    return "" if isinstance(pattern.verb, Path) else pattern.verb.value


def _distinct(count: Sequence[Token]) -> bool:
    return count[2].is_word("DISTINCT")


def _counts_rows(count: Sequence[Token], pattern: Pattern) -> bool:
    """Whether it is COUNT(*), or of a variable of the pattern, which has a value in each row."""
    what = count[-2].text
    return (what == "*" and not _distinct(count)) or what[1:] in pattern.variables


def _selected(head: Sequence[Token]) -> tuple[list[Token], list[Sequence[Token]]] | None:
    """The variables that are selected, and the counts; none if anything else is."""
    plain, counts, at = list[Token](), list[Sequence[Token]](), 1
    while at < len(head) and not head[at].is_word("WHERE"):
        if head[at].kind == "variable":
            plain.append(head[at])
            at += 1
            continue
        closing = next((place for place in range(at, len(head)) if head[place].text == ")"), 0)
        count, rest = head[at + 1 : closing + 1], head[closing + 1 : closing + 4]
        ends = len(rest) == 3 and rest[0].is_word("AS") and rest[1].kind == "variable" and rest[2].text == ")"
        if head[at].text != "(" or not ends or len(count) not in (4, 5) or not _is_count(count):
            return None
        counts.append(count)
        at = closing + 4
    return (plain, counts) if counts else None


def _is_count(count: Sequence[Token]) -> bool:
    of_variable = count[-2].kind == "variable" or (count[-2].text == "*" and len(count) == 4)
    is_distinct = len(count) == 4 or count[2].is_word("DISTINCT")
    return count[0].is_word("COUNT") and count[1].text == "(" and is_distinct and of_variable


def _around(head: Sequence[Token], count: Sequence[Token]) -> tuple[Token, Token, Token]:
    """Of `(COUNT(…) AS ?name)` the first bracket, the name and the last bracket."""
    begin, end = head.index(count[0]), head.index(count[0]) + len(count)
    return head[begin - 1], head[end + 1], head[end + 2]
