"""A static twin: what a service answers, written as files, so that its addresses outlive it."""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from api.app import create_app
from api.extensions import CITATIONS, EXTENSIONS
from api.inside import Inside, Remembering
from api.lookups import Lookups
from api.negotiation import HTML
from api.settings import Settings
from api.twin_links import LANGUAGES, Links, Page, is_exported, linked, path_of
from graph.build import Build
from graph.store import EmbeddedStore
from graph.workers import Workers

# What is no thing of the graph and has a page, and what has none but is data.
PAGES = ("/", "/ontology", "/tensions", "/contested", "/crosscheck", "/lattice")
DATA = ("/.well-known/void",)


@dataclass
class Written:
    """What was written: the SHA-256 of each file by its name, the media type of each extension, and pages found."""

    hashes: dict[str, str] = field(default_factory=dict)
    media_types: dict[str, str] = field(default_factory=dict)
    found: set[str] = field(default_factory=set)

    def take(self, other: "Written") -> None:
        """Add what was written elsewhere."""
        self.hashes |= other.hashes
        self.media_types |= other.media_types


def things(lookups: Lookups) -> list[str]:
    """The paths of everything that a graph describes."""
    return sorted("/" + row["thing"].removeprefix(lookups.names.base) for row in lookups.rows("things"))


class Twin:
    """Writes the files of paths into a folder; what a build says is all that it shows, never an attached text."""

    def __init__(self, built: Build, folder: Path, links: Links) -> None:
        settings = Settings(built.names, edition=built.edition)
        store = Remembering(EmbeddedStore.open(built.store_path, built.names))
        workers = Workers(built.store_path, built.names, settings.limits)  # they are not started
        self._inside = Inside(create_app(store, workers, settings, built.version))
        self._folder, self._links, self._version = folder, links, built.version
        self._pages = dict.fromkeys((*things(Lookups(store, built.names)), *PAGES), True)
        self._made, self._seen, self._runner = set[Path](), set[str](), asyncio.Runner()

    def write(self, paths: Iterable[str]) -> Written:
        """Write the files of some paths."""
        return self._runner.run(self._write(paths))

    async def _write(self, paths: Iterable[str]) -> Written:
        written = Written()
        for path in paths:
            formats = await self._write_data(path, written)
            for language in LANGUAGES if path not in DATA else ():
                reply = await self._inside.get(path, HTML, language)
                if reply.is_found:
                    html = reply.body.decode()
                    await self._look_at(linked(html) - self._seen, written)
                    page = Page(self._links, path, language, self._pages)
                    self._put(page.file, page.written(html, formats, self._version).encode(), written)
        return written

    async def _write_data(self, path: str, written: Written) -> dict[str, str]:
        """Write the formats in which a path has data; their media types by extension."""
        formats: dict[str, str] = {}
        for extension in (*EXTENSIONS, *CITATIONS):
            if not is_exported(path, extension):
                continue
            reply = await self._inside.get(f"{path}.{extension}", "*/*")
            if not reply.is_found and (path in PAGES or path in DATA):
                reply = await self._inside.get(path, "*/*", query=f"format={extension}")
            if reply.is_found and reply.media_type != HTML:
                self._put(self._links.file(path, extension=extension), reply.body, written)
                formats[extension] = reply.media_type
        written.media_types |= formats
        return formats

    async def _look_at(self, links: set[str], written: Written) -> None:
        """Find out what of these has a page, which is then to be written, too."""
        self._seen |= links
        for path in sorted({path_of(link) for link in links} - {""}):
            if path not in self._pages:
                reply = await self._inside.get(path, HTML)
                self._pages[path] = reply.is_found and reply.media_type == HTML
                written.found |= {path} if self._pages[path] else set()

    def _put(self, name: str, content: bytes, written: Written) -> None:
        file = self._folder / name
        if file.parent not in self._made:
            file.parent.mkdir(parents=True, exist_ok=True)
            self._made.add(file.parent)
        file.write_bytes(content)
        written.hashes[name] = sha256(content).hexdigest()
