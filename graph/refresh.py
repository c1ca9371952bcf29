"""A snapshot fetched anew from Special:EntityData, item by item; what is fetched is kept, so that a broken run goes on.

See https://www.wikidata.org/wiki/Wikidata:Data_access.
"""

import hashlib
import re
import shutil
import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

from rdflib import DCTERMS, XSD, Graph, Literal

from graph.asking import Asker, MissingError, Reply
from graph.keeping import write
from graph.wikibase import DATA, QID, Document, parsed, read_document
from ontology.errors import InputError, UnavailableError

ENTITY_DATA = str(DATA)
TURTLE = "text/turtle"
SECONDS_KEPT = 24 * 60 * 60
NAMED = re.compile(r"/(Q[1-9][0-9]{0,11})(?:\.ttl)?(?:[?#]|$)")


@dataclass
class Fetched:
    """What is told of items now: their documents, those that have become another item, and those that are deleted."""

    documents: dict[str, Graph] = field(default_factory=dict)
    redirected: dict[str, str] = field(default_factory=dict)
    deleted: list[str] = field(default_factory=list)


class Refresh:
    """Fetches items from an address, in some languages.

    What is fetched is kept in a folder of the data directory for a day.
    """

    def __init__(self, data_dir: Path, asker: Asker, address: str, languages: Collection[str]) -> None:
        self._asker = asker
        self._address = address.rstrip("/")
        self._languages = sorted(set(languages))
        told = "\n".join([self._address, *self._languages])
        self._folder = data_dir / "wikidata" / hashlib.sha256(told.encode()).hexdigest()[:16]

    async def fetch(self, items: Sequence[str], progress: Callable[[int, int], None]) -> Fetched:
        """What is told of some items, by their QIDs; `progress` hears how many of how many are done.

        Raises:
            InputError: one of them is no QID.
            UnavailableError: the service, or the data directory, is in the way; what is fetched is kept.
        """
        for item in items:
            if not QID.fullmatch(item):
                raise InputError(f"{item} is no item of Wikidata: an item is Q and a number, as Q265")
        found = Fetched()
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            for done, item in enumerate(items):
                progress(done, len(items))
                await self._fetch(item, found)
        except UnavailableError as error:
            kept = f"{len(found.documents)} of {len(items)} items are fetched and kept for a day"
            raise UnavailableError(f"{error}; {kept}, so run it again to go on; the snapshot is as it was") from error
        except OSError as error:
            raise UnavailableError(f"{self._folder} cannot be written: {error.strerror or error}") from error
        progress(len(items), len(items))
        return found

    def forget(self) -> None:
        """Remove what is kept; it has become a snapshot, or nobody wants it."""
        shutil.rmtree(self._folder, ignore_errors=True)

    async def _fetch(self, item: str, found: Fetched) -> None:
        path = self._folder / f"{item}.nt"
        kept = self._kept(path)
        if kept is not None:
            found.documents[item] = kept
            return
        try:
            url = f"{self._address}/{item}.ttl?flavor=dump"
            document = await self._asker.ask(url, TURTLE, lambda reply: self._document(reply, item))
        except MissingError:
            found.deleted.append(item)
            return
        if document.redirect:
            found.redirected[item] = document.redirect
            return
        document.facts.add((DATA[item], DCTERMS.date, _today()))
        lines = sorted(document.facts.serialize(format="nt", encoding="utf-8").splitlines(keepends=True))
        write(path, b"".join(lines))
        found.documents[item] = document.facts

    def _document(self, reply: Reply, item: str) -> Document:
        at = NAMED.search(reply.url)
        if at and at[1] != item:  # redirected by HTTP
            return Document(Graph(), at[1])
        return read_document(reply.body, item, self._languages)

    def _kept(self, path: Path) -> Graph | None:
        try:
            if time.time() - path.stat().st_mtime > SECONDS_KEPT:
                return None
            return parsed(path.read_bytes())
        except FileNotFoundError:
            return None


def _today() -> Literal:
    today: date = datetime.now(UTC).date()
    return Literal(today.isoformat(), datatype=XSD.date)
