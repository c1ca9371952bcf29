"""What is known of those who are gathered in a build, so that a query finds their pairs: see `ontology.gatherings`."""

import json
import re
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path

import pyoxigraph

from graph.tokens import tokens
from ontology.errors import InputError

FILE = "gatherings.json"


@dataclass(frozen=True)
class Gatherings:
    """Of a build in which some are gathered: the properties of who is, of how they are paired, and those of pairs."""

    gathered_in: str
    pairs_by: str
    relations: tuple[str, ...]

    @classmethod
    def of(cls, store: pyoxigraph.Store, vocabulary: str) -> "Gatherings | None":
        """Those of the default graph, in the terms of a vocabulary; none where nobody is gathered."""
        pairs_by = pyoxigraph.NamedNode(f"{vocabulary}pairsBy")
        found = store.quads_for_pattern(None, pairs_by, None, pyoxigraph.DefaultGraph())
        relations = {quad.object.value for quad in found if isinstance(quad.object, pyoxigraph.NamedNode)}
        return cls(f"{vocabulary}gatheredIn", pairs_by.value, tuple(sorted(relations))) if relations else None

    @classmethod
    def beside(cls, store: Path) -> "Gatherings | None":
        """Those that were written beside a store, if any were.

        Raises:
            OSError: they are damaged; without them, pairs would be missing.
        """
        try:
            told = json.loads(store.with_name(FILE).read_bytes())
            return cls(**told | {"relations": tuple(told["relations"])})
        except FileNotFoundError:
            return None
        except (ValueError, TypeError, KeyError) as error:
            raise OSError(f"{FILE} beside it is damaged") from error

    @staticmethod
    def forget(store: Path) -> None:
        """Remove those of a store whose default graph may be written."""
        store.with_name(FILE).unlink(missing_ok=True)

    def write(self, store: Path) -> None:
        """Write them beside a store."""
        store.with_name(FILE).write_text(json.dumps(asdict(self)), encoding="utf-8")

    def may_be_in(self, text: str) -> bool:
        """Whether a query may name one of the relations; told by a look at the text."""
        return bool(_spellings(self.relations).search(text))

    def are_in(self, text: str) -> bool:
        """The same of a query that is not read any further: whether an IRI or a name in it may be one of them."""
        try:
            found = [*tokens(text)]
        except InputError:
            return True
        return any(token.kind in ("iri", "name") and self.may_be_in(token.text) for token in found)


@cache
def _spellings(relations: tuple[str, ...]) -> re.Pattern[str]:
    """How the IRI of a relation may be spelled: its last part, the beginning of that in a prefix, or an escape."""
    parts = sorted({re.split(r"[/#]", relation)[-1] for relation in relations})
    beginnings = sorted({part[:length] for part in parts for length in range(1, len(part))})
    begun = rf"[/#<](?:{'|'.join(map(re.escape, beginnings))})>"
    return re.compile("|".join([r"\\", *map(re.escape, parts), begun]))
