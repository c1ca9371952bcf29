"""Where the engine departs from SPARQL, and the query can be written so that it does not."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from graph.lexer import Token, tokens
from ontology.errors import InputError

AGGREGATES = {"COUNT", "SUM", "MIN", "MAX", "AVG", "SAMPLE", "GROUP_CONCAT"}
_BOOLEAN = re.compile(r"(?:TRUE|FALSE)(?=\.*$)", re.IGNORECASE | re.ASCII)
_WORDS = re.compile(r"[\w:%-]{2}")
_MENDABLE = re.compile(rf"\b(?:{'|'.join(sorted(AGGREGATES))}|TRUE|FALSE)\b", re.IGNORECASE | re.ASCII)


class Change(NamedTuple):
    """A text in place of what stands from `start` to `end`."""

    start: int
    end: int
    text: str


class Bracket(NamedTuple):
    """An open bracket, and the name of the aggregate that it belongs to, if it does."""

    text: str
    aggregate: Token | None


def mended(text: str) -> str:
    """The query as the engine must be given it to answer as the standard has it.

    `TRUE` and `FALSE` are written in lower case, the only one that the engine reads (SPARQL 1.1 §19.8: keywords have no
    case). GROUP_CONCAT gives a plain string (§18.5.1.7), where the engine keeps a language that all values share: so
    its result goes through STR.

    Raises:
        InputError: an aggregate stands in another (SPARQL 1.2 §19.8), which the engine answers with something.
    """
    if not _MENDABLE.search(text):
        return text
    found = [token for token in tokens(text) if token.kind != "comment"]
    if any(token.kind == "doubt" for token in found):
        return text  # what is structure cannot be told
    return spliced(text, (*_booleans(found), *_aggregates(found)))


def spliced(text: str, changes: Iterable[Change]) -> str:
    """A text with some changes, which do not overlap; no word of one becomes one with a word beside it."""
    pieces, done = [], 0
    for change in sorted(changes):
        glued = _WORDS.fullmatch(change.text[-1:] + text[change.end : change.end + 1])
        pieces += [text[done : change.start], change.text, " " if glued else ""]
        done = change.end
    return "".join([*pieces, text[done:]])


def _booleans(found: Sequence[Token]) -> Iterator[Change]:
    for token in found:
        if token.kind == "word" and (boolean := _BOOLEAN.match(token.text)):
            yield Change(token.start, token.start + boolean.end(), boolean[0].lower())


def _aggregates(found: Sequence[Token]) -> Iterator[Change]:
    opened: list[Bracket] = []
    name: Token | None = None
    for token in found:
        brackets = [token.text] if token.text in ("<<", ">>") else list(token.text)
        if token.kind == "opening":
            for bracket in brackets:
                if name and bracket == "(":
                    _refuse_nested(name, opened)
                opened.append(Bracket(bracket, name if bracket == "(" else None))
                name = None
        elif token.kind == "closing":
            for place in range(token.start, token.start + len(brackets)):
                owner = opened.pop().aggregate if opened else None
                if owner and owner.text.upper() == "GROUP_CONCAT":
                    yield Change(owner.start, owner.start, "STR(")
                    yield Change(place + 1, place + 1, ")")
        name = token if token.kind == "word" and token.text.upper() in AGGREGATES else None


def _refuse_nested(name: Token, opened: Sequence[Bracket]) -> None:
    for bracket in reversed(opened):
        if bracket.text == "{":
            return  # a subquery has aggregates of its own
        if bracket.aggregate:
            raise InputError(
                f"the aggregate {name.text} stands in {bracket.aggregate.text}, and none may stand in another; "
                "compute the inner one in a subquery"
            )
