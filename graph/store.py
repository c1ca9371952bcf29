"""The store: whatever answers SPARQL over one dataset."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True)
class Answer:
    """A serialised answer, as it goes out: its media type and its bytes."""

    media_type: str
    body: bytes


class Store(Protocol):
    """One dataset that answers SPARQL 1.1 queries; the embedded store and a remote engine look alike through it."""

    def query(
        self,
        text: str,
        media_type: str,
        default_graphs: Sequence[str] = (),
        named_graphs: Sequence[str] = (),
    ) -> Answer:
        """Answer a query in the media type asked for.

        `default_graphs` and `named_graphs` are the protocol's dataset (SPARQL 1.1 Protocol §2.1.4) and replace the
        query's own FROM clauses; both empty means the store's dataset.

        Raises:
            InputError: the query is malformed (with line and column), asks for what is refused, or its kind of
                result has no such media type.
        """
        ...
