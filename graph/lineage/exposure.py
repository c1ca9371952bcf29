"""Exposure: a query written so that its solutions tell all that its pattern makes use of."""

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from graph.algebra import Block, Filter, Group, Other, Path, Pattern, Query, Term
from graph.lineage.parts import Absence, Atoms, Choice, Looked, Nested, Part, Parts
from graph.lineage.projection import Projection
from graph.lineage.reading import read
from graph.mending import Change, spliced
from graph.tokens import Token
from graph.triples import UnreadableError

SOLUTIONS = 50_000  # that are followed
NONE = frozenset[str]()


@dataclass(frozen=True)
class Exposure:
    """A text whose solutions have values for the variables of a pattern, and the parts that they are of.

    `absences` are what must not match for a solution to be one.
    """

    text: str
    parts: Parts
    absences: tuple[Absence, ...]


def nothing_is_certain(_path: Path) -> bool:
    """Whether what a path leads through rests on no claim, where that is not known."""
    return False


def exposed(
    text: str,
    query: Query,
    given: str = "",
    turned: Absence | None = None,
    is_certain: Callable[[Path], bool] = nothing_is_certain,
) -> Exposure:
    """The exposure of a query; of what an absence excludes, if one is `turned`.

    `given` is VALUES of what is asked for; the pattern begins with it. What paths lead through is not told where that
    rests on no claim anyhow.

    Raises:
        UnreadableError: there is a subquery over named graphs, or groups are joined with values.
    """
    reading = _Reading(text, query, turned, is_certain)
    parts = [*reading.group(query.group, None), *reading.elsewhere()]
    projection = Projection.of(text, query)
    if projection.is_aggregate and projection.values:
        raise UnreadableError
    head = projection.exposing(reading.variables)
    body = reading.written(query.group, given)
    told = f"{text[: query.head[0].start]}{head} {body} LIMIT {SOLUTIONS + 1} {projection.values}"
    return Exposure(told, reading.turned if turned else tuple(parts), tuple(reading.absences))


def looked_for(text: str, query: Query, looked: Looked, names: Sequence[str], given: str) -> Exposure:
    """The exposure of the pattern of an EXISTS, for values that are given of the variables of some names.

    Raises:
        UnreadableError: there is a subquery over named graphs.
    """
    reading = _Reading(text, query)
    parts = tuple(reading.group(looked.group, looked.graph, frozenset(names)))
    body = reading.written(looked.group, given)
    pattern = f"{{ GRAPH {looked.graph.text} {body} }}" if looked.graph else body
    head = Projection.of(text, query)
    told = " ".join(f"?{name}" for name in dict.fromkeys((*names, *reading.variables))) or "(1 AS ?nothing)"
    whole = f"{text[: query.head[0].start]}SELECT {told} {head.dataset} {pattern} LIMIT {SOLUTIONS + 1}"
    return Exposure(whole, parts, ())


class _Reading:
    """A walk through the groups of a query: its parts, its variables, and what is written for them to be told."""

    def __init__(
        self,
        text: str,
        query: Query,
        turned: Absence | None = None,
        is_certain: Callable[[Path], bool] = nothing_is_certain,
    ) -> None:
        self._text, self._query, self._turned, self._fresh = text, query, turned, 0
        self._is_certain = is_certain
        self._changes: list[Change] = []
        self.absences: list[Absence] = []
        self.turned: Parts = ()
        self._variables: dict[str, None] = {}

    @property
    def variables(self) -> list[str]:
        """The names of the variables, in their order."""
        return list(self._variables)

    def group(self, group: Group, graph: Term | None, outside: frozenset[str] = NONE) -> Iterator[Part]:
        """The parts of a group over the default graph, or over a named one; its filters see some from `outside`."""
        scope = self._visible(group) | outside | ({graph.value} if graph and graph.is_variable else NONE)
        if group.select:
            yield self._nested(group.select, graph)
        for part in group.parts:
            if isinstance(part, Block):
                yield Atoms(patterns := tuple(self._chained(part)), graph)
                self._see(*(term for one in patterns for term in (one.subject, one.verb, one.object)))
            elif isinstance(part, Filter):
                yield from self._filter(part, graph, scope)
            else:
                yield from self._other(part, graph, scope)

    def elsewhere(self) -> Iterator[Part]:
        """The patterns of EXISTS that stand before the query's pattern, or after it."""
        start, end = self._query.group.start, self._query.group.end
        for group in self._query.existences:
            if not start <= group.start < end:
                yield Looked(group, None, is_certain=False)

    def is_written(self, name: str) -> bool:
        """Whether a variable stands in the query itself."""
        return f"?{name}" in self._text or f"${name}" in self._text

    def written(self, group: Group, given: str = "") -> str:
        """A group with what is written for its variables to be told, and with values that are given."""
        inside = [one for one in self._changes if group.start < one.start <= one.end < group.end]
        changes = [Change(one.start - group.start, one.end - group.start, one.text) for one in inside]
        body = spliced(self._text[group.start : group.end], changes)
        if not given:
            return body
        return f"{{ {given} {body if group.select else body[1:-1]} }}"

    def _visible(self, group: Group) -> frozenset[str]:
        """The variables that are in scope in a group (SPARQL 1.1 §18.2.1)."""
        if group.select:
            columns = Projection.of(self._text, group.select).columns
            return self._visible(group.select.group) if group.select.has_star else frozenset(columns)
        found = set[str]()
        for part in group.parts:
            if isinstance(part, Block):
                found.update(*(pattern.variables for pattern in part.patterns))
            elif isinstance(part, Other) and part.keyword != "MINUS":
                names = [token.text[1:] for token in part.tokens if token.kind == "variable"]
                found.update(names[-1:] if part.keyword == "BIND" else names)
                found.update([part.name.value] if part.name and part.name.is_variable else ())
                found.update(*(self._visible(inner) for inner in part.groups))
        return frozenset(found)

    def _see(self, *terms: Term | Path | None) -> None:
        self._variables.update((term.value, None) for term in terms if isinstance(term, Term) and term.is_variable)

    def _chained(self, block: Block) -> list[Pattern]:
        """The patterns of a block, with those of the steps in place of a path in sequence (SPARQL 1.1 §18.2.2.4).

        So a solution tells what stands between them, and what blank nodes stand for.
        """
        patterns = [step for pattern in block.patterns for step in self._steps(pattern)]
        names = {name for one in patterns for name in one.variables}
        if not all(self.is_written(name) for name in names):
            self._changes.append(Change(block.start, block.end, " . ".join(one.text for one in patterns) + " ."))
        return patterns

    def _steps(self, pattern: Pattern) -> Iterator[Pattern]:
        path = pattern.verb
        if isinstance(path, Term) or path.kind != "sequence" or self._is_certain(path):
            yield pattern
            return
        between = [Term("variable", name, f"?{name}") for name in (self._new("step") for _ in path.parts[1:])]
        for start, step, end in zip((pattern.subject, *between), path.parts, (*between, pattern.object), strict=True):
            yield from self._steps(Pattern(start, step, end))

    def _new(self, kind: str) -> str:
        """The name of a variable that is nowhere in the query."""
        name = ""
        while not name or name in self._text:
            self._fresh += 1
            name = f"{kind}{self._fresh}_"
        return name

    def _nested(self, query: Query, graph: Term | None) -> Nested:
        told = f"{self._text[: self._query.head[0].start]}{self._alone(query, graph)}"
        found = read(told, self._query.base)
        if found is None:
            raise UnreadableError
        columns = Projection.of(told, found).columns
        if found.has_star:
            inner = _Reading(told, found)
            deque(inner.group(found.group, None), 0)
            columns = tuple(name for name in inner.variables if inner.is_written(name))
        self._variables.update(dict.fromkeys(columns))
        return Nested(told, columns)

    def _alone(self, query: Query, graph: Term | None) -> str:
        """A subquery as a query of its own; over a named graph, the name of which is selected too if it is variable.

        Raises:
            UnreadableError: its rows are counted or cut off in each graph.
        """
        projection, start = Projection.of(self._text, query), query.head[0].start
        head, group = self._text[start : query.group.start], self._text[query.group.start : query.group.end]
        modifiers = self._text[query.group.end : query.modifiers[-1].end] if query.modifiers else ""
        if graph is None:
            return f"{head}{group}{modifiers}"
        if graph.is_variable:
            if projection.is_aggregate or query.has("LIMIT", "OFFSET") or graph.text in f"{head}{group}":
                raise UnreadableError
            if not query.has_star:
                until = projection.selected_until - start
                head = f"{head[:until]} {graph.text}{head[until:]}"
        return f"{head}{{ GRAPH {graph.text} {group} }}{modifiers}"

    def _filter(self, part: Filter, graph: Term | None, scope: frozenset[str]) -> Iterator[Part]:
        groups, existence = self._existences(part.start, part.end), part.existence
        if not existence:
            yield from (Looked(group, graph, is_certain=False, scope=scope) for group in groups)
            return
        group, first = next(groups), existence[0]
        if first.is_word("EXISTS"):
            yield Looked(group, graph, is_certain=True, scope=scope)
            return
        absence = Absence(part.start, part.end, "NOT EXISTS", group, graph)
        self.absences.append(absence)
        if absence == self._turned:
            self._changes.append(Change(first.start, first.end, ""))
            self.turned = (Looked(group, graph, is_certain=True, scope=scope),)

    def _existences(self, start: int, end: int) -> Iterator[Group]:
        """The groups of EXISTS within a part, but for those within others of them."""
        done = start
        for group in sorted(self._query.existences, key=lambda one: one.start):
            if done <= group.start < end:
                yield group
                done = group.end

    def _other(self, part: Other, graph: Term | None, scope: frozenset[str]) -> Iterator[Part]:
        if part.keyword == "GRAPH":
            self._see(part.name)
            yield from self.group(part.groups[0], part.name)
        elif part.keyword == "UNION":
            yield from self._union(part, graph)
        elif part.keyword == "OPTIONAL":
            branch = tuple(self.group(part.groups[0], graph, scope))  # a FILTER of it is one of the join (§18.2.2.6)
            yield Choice(self._own(part.groups[0]) or self._flagged(part.groups[0], 0), (branch,))
        elif part.keyword == "MINUS":
            yield from self._minus(part, graph)
        else:
            self._bound(part.tokens)
            groups = self._existences(part.start, part.end)
            yield from (Looked(group, graph, is_certain=False, is_told=True, scope=scope) for group in groups)

    def _union(self, part: Other, graph: Term | None) -> Iterator[Part]:
        if len(part.groups) == 1:
            yield from self.group(part.groups[0], graph)
            return
        branches = tuple(tuple(self.group(group, graph)) for group in part.groups)
        flag = ""
        for place, group in enumerate(part.groups):
            flag = self._flagged(group, place, flag)
        yield Choice(flag, branches)

    def _minus(self, part: Other, graph: Term | None) -> Iterator[Part]:
        absence = Absence(part.start, part.end, part.keyword, part.groups[0], graph)
        self.absences.append(absence)
        if absence == self._turned:
            self._changes.append(Change(part.start, part.groups[0].start, ""))
            self.turned = tuple(self.group(part.groups[0], graph))
        yield from ()

    def _bound(self, tokens: tuple[Token, ...]) -> None:
        """See the variables that BIND or VALUES gives a value."""
        names = [token for token in tokens if token.kind == "variable"]
        for token in names[-1:] if tokens[0].is_word("BIND") else names:
            self._variables[token.text[1:]] = None

    def _own(self, group: Group) -> str | None:
        """A variable that is bound wherever a group matches, and stands nowhere else; none: there is none."""
        whole = self._query.group
        for part in group.parts if not self._query.has("VALUES") else ():
            for pattern in part.patterns if isinstance(part, Block) else ():
                for name in sorted(pattern.ends):
                    if self._count(name, whole) == self._count(name, group):
                        return name
        return None

    def _count(self, name: str, group: Group) -> int:
        return sum(self._text.count(f"{sign}{name}", group.start, group.end) for sign in "?$")

    def _flagged(self, group: Group, place: int, flag: str = "") -> str:
        """Have a group tell by the value of a variable that it matches."""
        flag = flag or self._new("flag")
        self._variables[flag] = None
        inner = group.start + 1, group.end - 1
        if group.select:
            self._changes.append(Change(inner[0], inner[0], " {"))
        told = f" }} BIND({place} AS ?{flag}) " if group.select else f" BIND({place} AS ?{flag}) "
        self._changes.append(Change(inner[1], inner[1], told))
        return flag
