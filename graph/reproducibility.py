"""Whether the same query over the same version must give the same answer, and why it may not.

Read from the tokens alone, so that it is told of every query; what is told may be more than what is so, never less.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from graph.engine import Graphs
from graph.lexer import tokens as lexed
from graph.mending import AGGREGATES
from graph.tokens import Token, tokens
from ontology.errors import InputError

REASONS: Mapping[str, Mapping[str, str]] = {
    "random": {
        "en": "RAND, UUID or STRUUID gives another value each time",
        "zh-Hant": "RAND、UUID 或 STRUUID 每次所得之值不同",
    },
    "time": {"en": "NOW gives the time at which it is asked", "zh-Hant": "NOW 所得為提問之時刻"},
    "new-nodes": {"en": "BNODE makes new blank nodes", "zh-Hant": "BNODE 產生新的空白節點"},
    "service": {
        "en": "SERVICE asks another endpoint, whose data no version of this dataset covers",
        "zh-Hant": "SERVICE 查詢其他端點，其資料不在本資料集版本之內",
    },
    "unordered-limit": {
        "en": "LIMIT or OFFSET without ORDER BY takes whichever solutions come first",
        "zh-Hant": "LIMIT 或 OFFSET 而無 ORDER BY，所取為先得之解",
    },
    "ties-at-limit": {
        "en": "ORDER BY may leave ties, and LIMIT or OFFSET takes whichever of them come first",
        "zh-Hant": "ORDER BY 之後仍可能有並列者，LIMIT 或 OFFSET 取其先得者",
    },
    "ties": {
        "en": "ORDER BY is by what the result does not show, and rows that tie may come in another order",
        "zh-Hant": "ORDER BY 所依者不在結果之中，並列之列順序可能不同",
    },
    "reduced": {
        "en": "REDUCED leaves it open how often a solution comes",
        "zh-Hant": "REDUCED 未定同一解出現之次數",
    },
    "sample": {"en": "SAMPLE takes any value of a group", "zh-Hant": "SAMPLE 取群組中任一值"},
    "concatenation": {
        "en": "GROUP_CONCAT joins the values of a group in any order",
        "zh-Hant": "GROUP_CONCAT 以任意順序串接群組之值",
    },
    "written-graphs": {
        "en": "it may rest on named graphs that were written at run time, which no version of the dataset covers",
        "zh-Hant": "可能依據執行時寫入之具名圖，資料集版本不涵蓋之",
    },
    "unreadable": {
        "en": "the text can be read in two ways, so it is not known whether it is reproducible",
        "zh-Hant": "此文字有兩種讀法，故不知能否重現",
    },
}
FUNCTIONS = {
    "RAND": "random",
    "UUID": "random",  # STRUUID ends so, too
    "NOW": "time",
    "BNODE": "new-nodes",
    "SERVICE": "service",
    "SAMPLE": "sample",
    "REDUCED": "reduced",
    "GROUP_CONCAT": "concatenation",
}
FORMS = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")
GRAPH_WORDS = ("GRAPH", "FROM")


@dataclass(frozen=True)
class Reading:
    """What is read of a query: its form, why it may not be reproducible (names of REASONS), the order of its result.

    `is_ordered`: ORDER BY fixes the order of the rows (SPARQL 1.1 §15.1). `keys` are the columns by which; rows that
    have the same values there come in any order. None: it is ordered by other things, too.
    """

    form: str
    reasons: tuple[str, ...]
    is_ordered: bool
    keys: tuple[str, ...] | None


@dataclass
class _Select:
    """One query or subquery: its form, and the tokens of its parts."""

    form: str
    head: list[Token] = field(default_factory=list)
    clauses: dict[str, list[Token]] = field(default_factory=dict)
    clause: str = ""

    def put(self, token: Token) -> None:
        """Take a token that stands in no group of it."""
        if token.is_word("GROUP", "HAVING", "ORDER", "LIMIT", "OFFSET", "VALUES"):
            self.clause = token.text.upper()
            self.clauses[self.clause] = []
        elif self.clause:
            self.clauses[self.clause].append(token)
        else:
            self.head.append(token)

    @property
    def shown(self) -> set[str] | None:
        """The columns that are named; None for SELECT *, and where there are none."""
        names, depth = set[str](), 0
        for token, former in zip(self.head, [None, *self.head], strict=False):
            depth += {"(": 1, ")": -1}.get(token.text, 0)
            if token.text == "*" and depth == 0:
                return None
            if token.kind == "variable" and (depth == 0 or (depth == 1 and former and former.is_word("AS"))):
                names.add(token.text[1:])
        return names if self.form == "SELECT" else None

    @property
    def is_one_row(self) -> bool:
        """Whether all solutions are one group."""
        has_aggregate = any(token.is_word(*AGGREGATES) for token in self.head) or "HAVING" in self.clauses
        return has_aggregate and "GROUP" not in self.clauses

    @property
    def keys(self) -> set[str] | None:
        """The variables by which it is ordered; None: by other things, too."""
        return _bare(self.clauses.get("ORDER", []))

    @property
    def is_total(self) -> bool:
        """Whether solutions that tie are the same in all that is shown."""
        keys, shown, grouped = self.keys, self.shown, _bare(self.clauses.get("GROUP", []))
        return keys is not None and ((shown is not None and shown <= keys) or bool(grouped and grouped <= keys))


def read(text: str, graphs: Graphs = Graphs(), *, is_written: bool = False) -> Reading:  # noqa: B008 - frozen
    """What is read of a query over a dataset of the protocol; `is_written`: some graphs are not those of a version."""
    reasons = set[str]()
    names_graphs, form = graphs != Graphs(), ""
    words = [one.text.upper() for one in lexed(text) if one.kind == "word"]
    declared = {word.rpartition(":")[0] for word in words if word.endswith(":")}
    for whole in words:
        word, colon, _ = whole.partition(":")  # SERVICE:x may be the word, or a name
        if not colon or word not in declared:
            # No space need stand before it: ORDER BYRAND()
            reasons.update(reason for name, reason in FUNCTIONS.items() if word.endswith(name))
            names_graphs |= word.endswith(GRAPH_WORDS)
            form = form or (word if word in FORMS else "")
    if is_written and names_graphs:
        reasons.add("written-graphs")
    try:
        selects = _selects([*tokens(text)])
    except InputError:
        selects = []
        reasons.add("unreadable")
    for one in selects:
        if not one.is_one_row and not one.clauses.keys().isdisjoint(("LIMIT", "OFFSET")) and not one.is_total:
            reasons.add("ties-at-limit" if "ORDER" in one.clauses else "unordered-limit")
    is_ordered, keys = _order(selects[0]) if selects else (False, None)
    if is_ordered and keys is None and not selects[0].is_total:
        reasons.add("ties")
    return Reading(form, tuple(name for name in REASONS if name in reasons), is_ordered, keys)


def _order(outermost: _Select) -> tuple[bool, tuple[str, ...] | None]:
    if outermost.form != "SELECT" or "ORDER" not in outermost.clauses or outermost.is_one_row:
        return False, None
    keys, shown = outermost.keys, outermost.shown
    return True, None if keys is None or (shown is not None and not keys <= shown) else tuple(sorted(keys))


def _selects(found: Sequence[Token]) -> list[_Select]:
    """The query and its subqueries."""
    selects = list[_Select]()
    groups: list[tuple[_Select | None, bool]] = [(None, True)]  # whose each is, and whether it is a query itself
    for token in found:
        owner, is_query = groups[-1]
        if token.is_word(*FORMS) and (owner is None or not is_query):
            selects.append(_Select(token.text.upper()))
            groups[-1] = (selects[-1], True)
        elif token.text == "{":
            groups.append((owner, False))
        elif token.text == "}":
            if len(groups) > 1:
                groups.pop()
        elif owner and is_query:
            owner.put(token)
    return selects


def _bare(found: Sequence[Token]) -> set[str] | None:
    """The variables that stand in ORDER BY or GROUP BY for themselves; None: there are expressions, too."""
    text = " ".join("?" + one.text[1:] if one.kind == "variable" else one.text.upper() for one in found)
    keys = re.sub(r"^BY\b", "", re.sub(r"(?:\b(?:ASC|DESC) )?\( (\?\S+) \)", r"\1", text)).split()
    return {key[1:] for key in keys} if all(key.startswith("?") and len(key) > 1 for key in keys) else None
