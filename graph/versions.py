"""The versions of a dataset: what is kept of each that was ever current."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import Any

from graph.differences import Difference
from graph.edition import Edition
from ontology.terms import Names


@dataclass(frozen=True)
class Version:
    """The record of one version.

    `moments` are those at which it became current (UTC), the first one first; `triples` are in its default graph, and
    `quads` in its named ones. `bytes` and `digest` (SHA-256) are of its file. `former` is the version before it, and
    `changes` what it has otherwise than that; both empty for the first, the second also where that one was damaged.
    """

    sha256: str
    base: str
    moments: tuple[datetime, ...]
    triples: int
    quads: int
    bytes: int
    digest: str
    edition: Edition = field(default_factory=Edition)
    former: str = ""
    changes: Difference | None = None

    @property
    def since(self) -> datetime:
        """When it first became current."""
        return self.moments[0]

    @property
    def names(self) -> Names:
        """The names of the publisher for whom it was built."""
        return Names(self.base)

    @property
    def iri(self) -> str:
        """Its IRI."""
        return f"{self.base}versions/{self.sha256}"

    @classmethod
    def told(cls, told: Mapping[str, Any]) -> "Version":
        """What `tell` has told.

        Raises:
            KeyError, TypeError, ValueError: it is something else.
        """
        changes = told["changes"]
        return cls(
            **{
                **told,
                "moments": tuple(datetime.fromisoformat(moment) for moment in told["moments"]),
                "edition": Edition.kept(told["edition"]),
                "changes": None if changes is None else Difference.told(changes),
            }
        )

    def tell(self) -> dict[str, Any]:
        """All of it, for JSON; moments as ISO 8601 has them."""
        told = asdict(self)
        changes = self.changes.tell() if self.changes else None
        return {**told, "moments": [written(one) for one in self.moments], "changes": changes}


def written(moment: datetime) -> str:
    """A moment in UTC as RFC 3339 has it, to the microsecond."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
