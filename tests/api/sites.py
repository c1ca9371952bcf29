"""The files of a static twin, read as a browser reads them: every link, and every place in a page."""

from collections import defaultdict
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from posixpath import dirname, normpath
from urllib.parse import unquote, urlsplit


class Anchors(HTMLParser):
    """The links of a page, and the places in it that may be linked to."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.places: set[str] = set()
        self.languages: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        self.links += [told[name] for name in ("href", "src", "action") if name in told]
        self.places |= {told["id"]} if "id" in told else set()
        self.languages += [told["href"]] if tag == "a" and told.get("class") == "language" else []


class Site:
    """A folder of files on a host, below a path."""

    def __init__(self, folder: Path, root: str | None = None) -> None:
        self.files = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
        self.pages = {
            name: Anchors((folder / name).read_text(encoding="utf-8")) for name in self.files if name.endswith(".html")
        }
        self._root = root
        self.outside: defaultdict[str, str] = defaultdict(str)  # links that leave the site, and a page that has each

    def broken(self) -> Iterator[tuple[str, str]]:
        """Each page that has a link to nothing, and the link."""
        for name, page in self.pages.items():
            for link in page.links:
                parts = urlsplit(link)
                if parts.scheme:
                    if parts.scheme != "data":
                        self.outside[link] = name
                    continue
                file = self._file(name, parts.path)
                is_there = file in self.files and not parts.query
                has_place = not parts.fragment or (is_there and unquote(parts.fragment) in self._places(file))
                if not (is_there and has_place):
                    yield name, link

    def _places(self, file: str) -> set[str]:
        return self.pages[file].places if file in self.pages else set()

    def _file(self, page: str, path: str) -> str:
        """The file that a link of a page names; nothing that is there, where it leaves the site."""
        path = unquote(path)
        if path.startswith("/"):
            below = f"{self._root}/" if self._root is not None else None
            return path.removeprefix(below) if below and path.startswith(below) else path
        return normpath("/".join(filter(None, (dirname(page), path)))) if path else page
