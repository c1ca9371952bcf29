"""What a FILTER demands of a text: characters that it must have, whatever else is demanded."""

import re
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from graph.algebra import Block, Filter, Group, Other, Path, Pattern
from graph.grams import Grams
from graph.tokens import Token

MOST = 1_000  # literals that are written into a query
LOOKUPS = 100  # in the index, for one query
FEW = 5  # conditions of a filter for which the index is asked
ASKS = ("CONTAINS", "STRSTARTS", "STRENDS")
SAME_LETTERS = ("STR", "LCASE")
STRING = re.compile(r"""("{3}|'{3}|"|')(.*)\1""", re.DOTALL)
# The characters of a regular expression that stand for themselves; groups and classes are not looked into.
GROUPED = re.compile(r"[|()\[\]{}\\]")
STACKED = re.compile(r"[*+?]{2}")  # e+* is (e+)*, and e+? takes less
LITERAL = re.compile(r"[^.^$*+?]+")


class Needle(NamedTuple):
    """A variable, and characters that its text must have, but for their case."""

    variable: str
    text: str


class Proposals:
    """What the index proposes to one query, each asked for once, and no more than `LOOKUPS` in all."""

    def __init__(self, grams: Grams) -> None:
        self._grams = grams
        self._known: dict[tuple[str, tuple[str, ...]], list[str] | None] = {}

    def having(self, text: str, predicates: tuple[str, ...]) -> list[str] | None:
        """See `Grams.having`."""
        if (text, predicates) not in self._known:
            if len(self._known) >= LOOKUPS:
                return None
            self._known[text, predicates] = self._grams.having(text, predicates, MOST)
        return self._known[text, predicates]


def candidates(block: Block, group: Group, proposals: Proposals) -> str:
    """The block, and the only literals with which its group's filters can be true; nothing where it cannot be told.

    The filters stay and decide. A variable that the patterns of the block bind has a value in every solution that the
    filters see, so a solution is lost only if they would refuse it; and a literal stands once, so none is doubled.
    """
    proposed = [
        (found, pattern)
        for part in group.parts
        for needle in (islice(needles(part), FEW) if isinstance(part, Filter) else ())
        for pattern in block.patterns
        if pattern.object.is_variable and pattern.object.value == needle.variable and _predicates(pattern)
        if (found := proposals.having(needle.text, _predicates(pattern))) is not None
    ]
    if not proposed:
        return ""
    found, pattern = min(proposed, key=lambda one: len(one[0]))
    patterns = " . ".join(one.text for one in block.patterns)
    return f"{patterns} VALUES {pattern.object.text} {{ {' '.join(found)} }}"


def groups_of(group: Group) -> Iterator[Group]:
    """A group and those in it, but for what is over named graphs, where the index does not know the texts."""
    yield group
    if group.select:
        yield from groups_of(group.select.group)
    for part in group.parts:
        if isinstance(part, Other) and part.keyword != "GRAPH":
            for inner in part.groups:
                yield from groups_of(inner)


def _predicates(pattern: Pattern) -> tuple[str, ...]:
    """The predicates of which one leads to its object."""
    if not isinstance(pattern.verb, Path):
        return ()
    parts = pattern.verb.parts if pattern.verb.kind == "either" else (pattern.verb,)
    return tuple(part.iri for part in parts) if all(part.kind == "link" for part in parts) else ()


def needles(part: Filter) -> Iterator[Needle]:
    """Those of the conditions that must all be true."""
    found = part.tokens
    if found[0].text == "(" and _spans(found):
        found = found[1:-1]
    conditions = _split(found, "&&")
    if len(_split(found, "||")) == 1:
        for condition in conditions:
            if needle := _needle(condition):
                yield needle


def _needle(condition: Sequence[Token]) -> Needle | None:
    sides = _split(condition, "=")
    if len(sides) == 2 and not any(one.text in "!<>" for one in condition if one.kind == "mark"):
        return _of(sides[0], sides[1]) or _of(sides[1], sides[0])
    if len(condition) < 4 or not _spans(condition[1:]):
        return None
    asks, given = condition[0], _split(condition[2:-1], ",")
    if asks.is_word(*ASKS) and len(given) == 2:
        return _of(*given)
    if asks.is_word("REGEX") and len(given) in (2, 3):
        flags = _string(given[2]) if len(given) == 3 else ""
        needle = _of(given[0], given[1]) if flags in ("", "i") else None
        core = _core(needle.text) if needle else ""
        return Needle(needle.variable, core) if needle and core else None
    return None


def _of(text: Sequence[Token], string: Sequence[Token]) -> Needle | None:
    variable, needle = _variable(text), _string(string)
    return Needle(variable, needle) if variable and needle else None


def _variable(found: Sequence[Token]) -> str:
    """The variable whose letters an expression has."""
    if len(found) == 1 and found[0].kind == "variable":
        return found[0].text[1:]
    is_same = len(found) > 3 and found[0].is_word(*SAME_LETTERS) and _spans(found[1:])
    return _variable(found[2:-1]) if is_same else ""


def _string(found: Sequence[Token]) -> str | None:
    """A plain string without escapes, or one in small letters."""
    if len(found) == 1 and found[0].kind == "string" and "\\" not in found[0].text:
        read = STRING.fullmatch(found[0].text)
        return read[2] if read else None
    is_lower = len(found) == 4 and found[0].is_word("LCASE") and _spans(found[1:])
    return _string(found[2:3]) if is_lower else None


def _core(expression: str) -> str:
    """The longest characters that stand together in whatever matches a regular expression."""
    if GROUPED.search(expression) or STACKED.search(expression):
        return ""
    certain = re.sub(r".[*?]", ".", expression, flags=re.DOTALL).replace("+", "+.")
    return max(LITERAL.findall(certain), key=len, default="")


def _spans(found: Sequence[Token]) -> bool:
    """Whether the bracket that opens is closed by the last one only."""
    depth = 0
    for place, token in enumerate(found):
        if token.kind == "mark":
            depth += (token.text == "(") - (token.text == ")")
        if depth == 0:
            return place == len(found) - 1 and place > 0
    return False


def _split(found: Sequence[Token], sign: str) -> list[Sequence[Token]]:
    """The parts between a sign that stands in no brackets."""
    parts, begin, depth = list[Sequence[Token]](), 0, 0
    for place, token in enumerate(found):
        if token.kind != "mark":
            continue
        depth += (token.text in "({[") - (token.text in ")}]")
        if depth == 0 and [one.text for one in found[place : place + len(sign)]] == [*sign] and place >= begin:
            parts.append(found[begin:place])
            begin = place + len(sign)
    return [*parts, found[begin:]]
