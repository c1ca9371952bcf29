"""Parts: what of a query's pattern a solution makes use of, in the tree that the pattern is."""

from dataclasses import dataclass
from typing import TypeAlias

from graph.algebra import Group, Pattern, Term


@dataclass(frozen=True)
class Atoms:
    """Patterns that all match, in the default graph or in a named one."""

    patterns: tuple[Pattern, ...]
    graph: Term | None


@dataclass(frozen=True)
class Choice:
    """Alternatives (of UNION one, of OPTIONAL perhaps): the one of that place which the value of `flag` tells.

    Of OPTIONAL `flag` may be any variable that is bound if and only if it matches.
    """

    flag: str
    branches: tuple["Parts", ...]

    def taken(self, told: str | None) -> int | None:
        """The place of the branch that a value of the flag tells; None: there is none."""
        if told is None:
            return None
        return 0 if len(self.branches) == 1 else int(told.split('"')[1])


@dataclass(frozen=True)
class Looked:
    """The pattern of an EXISTS; where not `is_certain` it stands in an expression, and need not match.

    It is `is_told` where its value is that of a variable, so that a solution would be another one without it. `scope`
    are the variables whose values it is looked for with, those of the group that it stands in; None: all.
    """

    group: Group
    graph: Term | None
    is_certain: bool
    is_told: bool = False
    scope: frozenset[str] | None = None


@dataclass(frozen=True)
class Nested:
    """A subquery: its text, and the names of its columns."""

    text: str
    columns: tuple[str, ...]


Part: TypeAlias = Atoms | Choice | Looked | Nested
Parts: TypeAlias = tuple[Part, ...]


@dataclass(frozen=True)
class Absence:
    """A MINUS or FILTER NOT EXISTS: where it stands, and what must not match."""

    start: int
    end: int
    keyword: str
    group: Group
    graph: Term | None
