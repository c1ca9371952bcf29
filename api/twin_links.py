"""The addresses of a static twin: which file a path has, and the links of a page from one file to another."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from html import escape, unescape
from typing import Any
from urllib.parse import quote, urlsplit

from jinja2 import Environment, FileSystemLoader

from api.extensions import CITATIONS, EXTENSIONS, extended
from api.rendering import TEMPLATES
from api.signposting import CITED
from ontology.errors import InputError

LANGUAGES = ("en", "zh-Hant")
STATIC = "/static/"
GRAPHS = "/graph/"  # their pages tell what the workers of a service count
# These answer questions; a link to one leads to the service itself, and so does every link with a question in it.
SERVER = ("/sparql", "/search", "/explain", "/similarity", "/update", "/data", "/docs", "/openapi.json", "/metrics")
SAFE = "/-._~!$&'()*+,;=:@"  # of a path, RFC 3986 §3.3
LINK = re.compile(r'(?<= )(href|src|action)="([^"]*)"')
LANGUAGE_FORM = re.compile(
    r'<form [^>]*class="language">.*?<button name="lang" value="([\w-]+)"[^>]*>([^<]+)</button>\s*</form>', re.DOTALL
)
ALIKE = ("nt", "rdf", "trig", "nq", "html")
LONGEST = 255 - len(".zh-Hant.html")  # bytes of a part of a path that can be a file's name

WORDS: Any = (
    Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True, trim_blocks=True, lstrip_blocks=True)
    .get_template("twin.html")
    .module
)


@dataclass(frozen=True)
class Links:
    """How pages under a base link to each other: from file to file, or below a `root` on the host."""

    base: str
    root: str | None = None
    made: dict[tuple[int, str, str], str] = field(
        default_factory=dict, compare=False, repr=False
    )  # pages say much alike

    def file(self, path: str, language: str = "en", extension: str = "html") -> str:
        """The file of a path.

        Raises:
            InputError: no file can be called so.
        """
        parts = path.removeprefix("/").split("/") if path != "/" else ["index"]
        if any(part in ("", ".", "..") or "\0" in part or len(part.encode()) > LONGEST for part in parts):
            raise InputError(f"{self.base}{path.removeprefix('/')} cannot be written: no file can be called so")
        between = f".{language}" if extension == "html" and language != LANGUAGES[0] else ""
        return f"{'/'.join(parts)}{between}.{extension}"

    def between(self, source: str, target: str) -> str:
        """The link from a file to another."""
        if self.root is not None:
            return f"{self.root}/{quote(target, SAFE)}"
        up = "../" * source.count("/") or "./"  # without it, a name with a colon would begin with a scheme
        return up + quote(target, SAFE)

    def original(self, path: str) -> str:
        """The IRI of a path: the address of the service itself."""
        return self.base + quote(path.removeprefix("/"), SAFE)


@dataclass(frozen=True)
class Page:
    """A page as the service sends it, to be written as a file; `pages` tells of a path whether it has one."""

    links: Links
    path: str
    language: str
    pages: Mapping[str, bool]

    @cached_property
    def file(self) -> str:
        """Where it is written."""
        return self.links.file(self.path, self.language)

    def written(self, html: str, formats: dict[str, str], version: str) -> str:
        """The page with links between files; `formats` are the media types by extension in which it is written, too."""
        original = self.links.original(self.path)
        languages = {one: self._to(self.links.file(self.path, one)) for one in LANGUAGES}
        files = {self._to(self.links.file(self.path, extension=one)): kind for one, kind in formats.items()}
        html = LINK.sub(self._link, html)
        html = LANGUAGE_FORM.sub(lambda found: WORDS.language(languages[found[1]], *found.groups()), html)
        head, foot = WORDS.head(original, languages, files), WORDS.foot(original, files, version, self.language)
        return html.replace("</head>", f"{head}</head>", 1).replace("</footer>", f"{foot}</footer>", 1)

    def _link(self, found: re.Match[str]) -> str:
        key = self.file.count("/"), self.language, found[2]
        made = self.links.made.get(key)
        if made is None:
            made = escape(self.link(unescape(found[2])))
            if not found[2].startswith("?"):
                self.links.made[key] = made
        return f'{found[1]}="{made}"'

    def link(self, target: str) -> str:
        """What a link of this page becomes: the same on all pages as deep in folders, but for questions to itself."""
        parts = urlsplit(target)
        if parts.scheme or parts.netloc or not target or target.startswith("#"):
            return target
        if not parts.path.startswith("/"):  # a question to the page itself
            return self.links.original(self.path) + target
        fragment = f"#{parts.fragment}" if parts.fragment else ""
        if parts.path.startswith(STATIC):
            return self._to(parts.path.removeprefix("/"))
        if not parts.query and parts.path not in SERVER:
            thing, extension = extended(parts.path)
            if extension not in ("", "html") and is_exported(thing, extension) and self.pages.get(thing):
                return self._to(self.links.file(thing, extension=extension))
            if extension in ("", "html") and self.pages.get(thing):
                return self._to(self.links.file(thing, self.language)) + fragment
        query = f"?{parts.query}" if parts.query else ""
        return self.links.original(parts.path) + query + fragment

    def _to(self, file: str) -> str:
        return self.links.between(self.file, file)


def linked(html: str) -> set[str]:
    """What a page links to, as it is written there."""
    return {found[2] for found in LINK.finditer(html)}


def path_of(link: str) -> str:
    """The path of a link that may have a page of its own, without the extension; empty where it cannot have one."""
    parts = urlsplit(unescape(link))
    is_path = parts.path.startswith("/") and not (parts.scheme or parts.netloc or parts.query)
    is_asked = parts.path in SERVER or parts.path.startswith((STATIC, GRAPHS))
    return extended(parts.path)[0] if is_path and not is_asked else ""


def is_exported(path: str, extension: str) -> bool:
    """Whether a thing is written in the format of an extension: not in every syntax in which it says the same.

    The content of a claim stands in the formats with graphs alone; only what is cited has citations and a link set.
    """
    first = path.split("/")[1]
    if extension in CITATIONS or extension == "linkset":
        return first in CITED
    return extension in EXTENSIONS and (extension not in ALIKE or (extension == "trig" and first == "claim"))
