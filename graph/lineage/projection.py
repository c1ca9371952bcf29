"""Projection: what a query selects of its solutions, and how it groups them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from graph.algebra import Query
from graph.mending import AGGREGATES, Change, spliced
from graph.tokens import Token

OPENING, CLOSING = ("(", "{", "["), (")", "}", "]")
AFTER_GROUPS = ("HAVING", "ORDER", "LIMIT", "OFFSET", "VALUES")


@dataclass(frozen=True)
class Item:
    """A variable, or an expression with the name of its value; `text` is how it is selected."""

    name: str
    text: str


@dataclass(frozen=True)
class Projection:
    """What stands before a query's pattern and after it.

    `items` are what is selected, `keys` what is grouped by; a `change` of the query gives each key a name.
    """

    items: tuple[Item, ...]
    keys: tuple[Item, ...]
    is_aggregate: bool
    changes: tuple[Change, ...]
    selected_until: int
    dataset: str
    values: str

    @classmethod
    def of(cls, text: str, query: Query) -> "Projection":
        """That of a query."""
        head = query.head
        dataset = next((at for at, one in enumerate(head) if one.is_word("FROM")), len(head))
        selected = [one for one in head[1:dataset] if not one.is_word("DISTINCT", "REDUCED", "WHERE")]
        units = [] if query.form != "SELECT" else [unit for unit in _units(selected) if unit[0].text != "*"]
        items = tuple(Item(_name(unit), _text(text, unit)) for unit in units)
        groups, changes = _groups(text, query.modifiers)
        has_aggregate = any(
            one.is_word(*AGGREGATES) and after.text == "("
            for tokens in (selected, query.modifiers)
            for one, after in pairwise(tokens)
        )
        values = next((one.start for one in query.modifiers if one.is_word("VALUES")), None)
        end = query.modifiers[-1].end if query.modifiers else 0
        return cls(
            items,
            groups,
            query.form == "SELECT" and (has_aggregate or bool(groups)),
            changes,
            selected[-1].end if selected else head[0].end,
            text[head[dataset].start : head[-1].end] if dataset < len(head) else "",
            "" if values is None else text[values:end],
        )

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of what is selected."""
        return tuple(item.name for item in self.items)

    def exposing(self, names: Iterable[str]) -> str:
        """The beginning of a query that selects some variables beside what this one selects, or groups by."""
        items = self.keys if self.is_aggregate else self.items
        mine = {item.name for item in items}
        listed = [*(item.text for item in items), *(f"?{name}" for name in names if name not in mine)]
        return f"SELECT {' '.join(dict.fromkeys(listed)) or '(1 AS ?nothing)'} {self.dataset}"

    def keyed(self, text: str) -> str:
        """The query that selects what it groups by, too."""
        mine = {item.name for item in self.items}
        more = "".join(f" ?{key.name}" for key in self.keys if key.name not in mine)
        return spliced(text, [*self.changes, Change(self.selected_until, self.selected_until, more)])


def _units(tokens: Sequence[Token]) -> list[list[Token]]:
    """Tokens by the brackets that hold them together; a name before brackets is one with them."""
    units, depth = list[list[Token]](), 0
    for token in tokens:
        begins = depth == 0 and not (units and token.text == "(" and units[-1][-1].kind in ("word", "name", "iri"))
        if begins:
            units.append([])
        units[-1].append(token)
        if token.kind == "mark":
            depth += (token.text in OPENING) - (token.text in CLOSING)
    return units


def _text(text: str, unit: Sequence[Token]) -> str:
    return text[unit[0].start : unit[-1].end]


def _name(unit: Sequence[Token]) -> str:
    """The variable of a selected unit: it, or that after AS."""
    return [token for token in unit if token.kind == "variable"][-1].text[1:]


def _groups(text: str, modifiers: Sequence[Token]) -> tuple[tuple[Item, ...], tuple[Change, ...]]:
    """What a query groups by, and the changes that name it."""
    if not modifiers or not modifiers[0].is_word("GROUP"):
        return (), ()
    depth, end = 0, len(modifiers)
    for at, token in enumerate(modifiers):
        if depth == 0 and token.is_word(*AFTER_GROUPS):
            end = at
            break
        if token.kind == "mark":
            depth += (token.text in OPENING) - (token.text in CLOSING)
    items, changes = list[Item](), list[Change]()
    for unit in _units(modifiers[2:end]):
        if unit[0].kind == "variable":
            items.append(Item(unit[0].text[1:], unit[0].text))
        elif unit[0].text == "(" and _is_named(unit):
            items.append(Item(_name(unit), _text(text, unit)))
        else:
            name, told = f"key{len(items)}_", _text(text, unit)
            while name in text:
                name += "_"
            changes.append(Change(unit[0].start, unit[-1].end, f"({told} AS ?{name})"))
            items.append(Item(name, f"({told} AS ?{name})"))
    return tuple(items), tuple(changes)


def _is_named(unit: Sequence[Token]) -> bool:
    return len(unit) > 3 and unit[-3].is_word("AS") and unit[-2].kind == "variable"
