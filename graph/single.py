"""Queries of one triple pattern: for them the engine walks one index, and every step of it is a row."""

import re
from io import BytesIO
from typing import Any

LONGEST = 2000  # characters of a query that is looked at
_IRI = r"<[^<>\"{}|^`\\\s]*+>"
_PREFIX = rf"PREFIX\s++(?:[A-Z][\w-]*+)?+:\s*+{_IRI}\s*+"
_NAME = rf"{_IRI}|[A-Z][\w-]*+:[\w-]++"
_TERM = rf"({_NAME}|\?\w++)"
_VERB = rf"({_NAME}|\?\w++|a\b)"
# A pattern with ox:matches is none of the store: see `graph.search`.
_SINGLE = re.compile(
    rf"(?!.*\bmatches\b)\s*+(?:{_PREFIX})*+SELECT\s*+(?:\*|(?:\?\w++\s*+)++)\s*+(?:WHERE\s*+)?+\{{\s*+(?:GRAPH\s*+(?:{_NAME})\s*+(\{{)\s*+)?"
    rf"{_TERM}\s*+{_VERB}\s*+{_TERM}\s*+\.?\s*+(\}}\s*+)?\}}\s*+(?:LIMIT\s++\d++\s*+)?+",
    re.IGNORECASE | re.DOTALL,
)


def is_single(text: str) -> bool:
    """Whether a query is a SELECT of one triple pattern, maybe in one named GRAPH, whose variables differ.

    (For a GRAPH that is a variable the engine looks at the whole default graph first.)
    The first rows of such a query come at once however many there are, and in none of its steps can the engine be lost.
    """
    found = _SINGLE.fullmatch(text) if len(text) <= LONGEST else None
    if not found or (found[1] is None) != (found[5] is None):
        return False
    variables = [one for one in found.group(2, 3, 4) if one.startswith("?")]
    return len(set(variables)) == len(variables)


class TooMuchError(Exception):
    """There is more than is wanted."""


class Little(BytesIO):
    """What takes `most` bytes, and stops the engine where it would write more."""

    def __init__(self, most: int) -> None:
        super().__init__()
        self._most = most

    def write(self, data: Any) -> int:  # noqa: ANN401 - whatever buffer the engine writes
        """Take some bytes.

        Raises:
            TooMuchError: they are too many.
        """
        if self.tell() + len(data) > self._most:
            raise TooMuchError
        return super().write(data)
