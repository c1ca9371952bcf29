"""What answers of each version of the dataset: that which is served here, and those that are kept."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from api.mementos import Mementos
from api.minting import RestsOn
from graph.archive import Archive
from graph.citations import Citations
from graph.edition import Edition
from graph.workers import Workers
from ontology.errors import NotFoundError, UnavailableError


@dataclass(frozen=True)
class Answering:
    """What answers of one version: its edition, the workers that ask it, its citations, and what an answer rests on."""

    version: str
    edition: Edition
    workers: Workers
    citations: Citations
    rests_on: RestsOn


class Versions:
    """Finds what answers of a version: `own` of the one that is served here, the mementos of those in the archive."""

    def __init__(self, own: Answering, archive: Path, mementos: Mementos | None) -> None:
        self.own, self._archive, self._mementos = own, archive, mementos

    def edition(self, version: str) -> Edition:
        """What is told of a version; nothing of one that is not kept here."""
        if version == self.own.version:
            return self.own.edition
        try:
            return Archive.of(self._archive).exactly(version).edition
        except (NotFoundError, UnavailableError):
            return Edition()

    @asynccontextmanager
    async def of(self, version: str) -> AsyncIterator[Answering]:
        """What answers of a version (its whole SHA-256), for as long as the block does.

        Raises:
            NotFoundError: it is not kept here.
            UnavailableError: it is damaged, or this service answers of no other version than its own.
            OverloadError: it is not ready in time.
        """
        if version == self.own.version:
            yield self.own
            return
        found = Archive.of(self._archive).exactly(version)
        if self._mementos is None:
            raise UnavailableError(f"this service answers of the version {self.own.version} only, not of {version}")
        async with self._mementos.application(found) as app:
            yield app.state.answering
