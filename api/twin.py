"""A static twin: what a service answers, written as files, so that its addresses outlive it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from api.app import create_app
from api.extensions import EXTENSIONS
from api.inside import Inside, Remembering
from api.lookups import Lookups
from api.negotiation import HTML
from api.settings import Settings
from api.twin_links import LANGUAGES, Links, Page, is_exported
from graph.build import Build
from graph.store import EmbeddedStore
from graph.workers import Workers

# What is no thing of the graph and has a page, and what has none but is data.
PAGES = ("/", "/ontology", "/tensions", "/contested", "/lattice")
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


class Twin:
    """Writes the files of paths into a folder; what a build says is all that it shows, never an attached text."""

    def __init__(self, built: Build, folder: Path, links: Links) -> None:
        settings = Settings(built.names, edition=built.edition)
        store = Remembering(EmbeddedStore.open(built.store_path, built.names))
        workers = Workers(built.store_path, built.names, settings.limits)  # they are not started
        self._inside = Inside(create_app(store, workers, settings, built.version))
        self._lookups = Lookups(store, built.names)
        self._folder, self._links, self._version = folder, links, built.version
        self._known = dict.fromkeys((*self.things(), *PAGES), True)

    def things(self) -> list[str]:
        """The paths of everything that the graph describes."""
        base = self._links.base
        return sorted("/" + row["thing"].removeprefix(base) for row in self._lookups.rows("things"))

    def write(self, paths: Iterable[str]) -> Written:
        """Write the files of some paths."""
        written = Written()
        for path in paths:
            formats = self._write_data(path, written)
            for language in LANGUAGES if path not in DATA else ():
                page = Page(self._links, path, language, lambda one: self._is_page(one, written.found))
                reply = self._inside.get(path, HTML, language)
                if reply.is_found:
                    html = page.written(reply.body.decode(), formats, self._version)
                    self._put(page.file, html.encode(), written)
        return written

    def _write_data(self, path: str, written: Written) -> dict[str, str]:
        """Write the formats in which a path has data; their media types by extension."""
        formats: dict[str, str] = {}
        for extension in EXTENSIONS:
            if not is_exported(path, extension):
                continue
            reply = self._inside.get(f"{path}.{extension}", "*/*")
            if not reply.is_found and (path in PAGES or path in DATA):
                reply = self._inside.get(path, "*/*", query=f"format={extension}")
            if reply.is_found and reply.media_type != HTML:
                self._put(self._links.file(path, extension=extension), reply.body, written)
                formats[extension] = reply.media_type
        written.media_types |= formats
        return formats

    def _is_page(self, path: str, found: set[str]) -> bool:
        if path not in self._known:
            reply = self._inside.get(path, HTML)
            self._known[path] = reply.is_found and reply.media_type == HTML
            if self._known[path]:
                found.add(path)
        return self._known[path]

    def _put(self, name: str, content: bytes, written: Written) -> None:
        file = self._folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
        written.hashes[name] = sha256(content).hexdigest()
