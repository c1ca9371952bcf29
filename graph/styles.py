"""Citations as people read them: an item in a style and a language, by the CSL processor of Typst (hayagriva).

Typst holds the styles and their locales, needs some milliseconds and no thread or file, and is kept well. What is
cited is handed over as data (YAML, of which JSON is a part) and never as markup of Typst. Of its HTML only the text,
some marks of emphasis and links to the web are taken.
"""

import json
import re
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from html.parser import HTMLParser
from typing import Any

import typst

from graph.edition import Maker
from graph.item import Item, bracketed
from ontology.errors import InputError

# The names by which people ask for them, and those by which Typst does.
STYLES = {
    "apa": "apa",
    "chicago": "chicago-author-date",
    "chicago-notes": "chicago-notes",
    "mla": "modern-language-association",
    "gb-7714": "gb-7714-2015-numeric",
    "gb-7714-author-date": "gb-7714-2015-author-date",
    "gb-7714-note": "gb-7714-2015-note",
}
TITLES = {
    "apa": "APA (7th)",
    "chicago": "Chicago (author-date)",
    "chicago-notes": "Chicago (notes and bibliography)",
    "mla": "MLA (9th)",
    "gb-7714": "GB/T 7714—2015 (numeric)",
    "gb-7714-author-date": "GB/T 7714—2015 (author-date)",
    "gb-7714-note": "GB/T 7714—2015 (note)",
}
REGIONS = {"en": "US", "zh-Hant": "TW"}  # of the locales of CSL
DOCUMENT = b"""#set text(lang: sys.inputs.lang, region: sys.inputs.region)
#bibliography(bytes(sys.inputs.items), style: sys.inputs.style, full: true, title: none)
"""
MARKUP = re.compile(r"[\\${}]")  # what hayagriva reads as mathematics and as verbatim text
KEPT = {"em", "strong", "i", "b", "sup", "sub"}
VOID = {"br", "hr", "img", "meta", "link"}
# APA's style introduces the date of access, and does so even where there is none.
DANGLING = {"Retrieved ", "讀取於 "}
MOST_KEPT = 4096


@dataclass(frozen=True)
class Formatted:
    """A citation in plain text, and as HTML that can stand in a page."""

    text: str
    html: str


def style_of(name: str) -> str:
    """The style that is called so, by our name or by Typst's.

    Raises:
        InputError: there is none.
    """
    if name in STYLES:
        return name
    found = next((ours for ours, theirs in STYLES.items() if theirs == name), None)
    if found is None:
        raise InputError(f"there is no style {name!r} here; there is {', '.join(STYLES)}")
    return found


@lru_cache(MOST_KEPT)
def formatted(item: Item, style: str) -> Formatted:
    """An item as an entry of a bibliography in one of `STYLES`, in the language of the item."""
    inputs = {
        "items": json.dumps({"cited": _entry(item, style)}, ensure_ascii=False),
        "style": STYLES[style],
        "lang": item.language[:2],
        "region": REGIONS[item.language],
    }
    page = typst.compile(DOCUMENT, format="html", sys_inputs=inputs, ignore_system_fonts=True)
    reader = _Reader(has_access=bool(item.accessed))
    reader.feed(page.decode() if isinstance(page, bytes) else "")
    reader.close()
    return Formatted(reader.text.strip(), reader.html.strip())


def _entry(item: Item, style: str) -> dict[str, Any]:
    """An item as hayagriva's YAML has it."""
    entry: dict[str, Any] = {
        "type": "chapter" if item.container or item.type == "chapter" else "web",
        "title": _plain(item.title)
        + _fixed("" if item.container else bracketed(item.edition, item.language))
        + _fixed(item.marked),
        "author": _people(item.authors),
        "url": _url(item, style),
        "language": item.language,
    }
    # No style but the Chinese one wants more than a year of what we cite, and zh-TW words the rest as “一月 31”.
    issued = item.issued if style.startswith("gb-7714") else item.issued[:4]
    about = {"date": issued, "publisher": _plain(item.publisher)}
    if item.container:
        whole = {"type": "anthology", "title": _plain(item.container) + _fixed(bracketed(item.edition, item.language))}
        parents = [_known({**whole, "author": _people(item.makers), **about})]
        # By itself hayagriva would take it for the year of issue; and APA has no Chinese words for it.
        if item.original and item.issued and (style, item.language) != ("apa", "zh-Hant"):
            parents.append({"type": "original", "date": item.original})
        entry["parent"] = parents
    else:
        entry |= about
    return _known(entry)


def _url(item: Item, style: str) -> str | dict[str, str]:
    # GB/T 7714 prints the year of access in place of an unknown year of issue: that would be invented.
    if not item.accessed or (style.startswith("gb-7714") and not item.issued):
        return item.iri
    return {"value": item.iri, "date": item.accessed}


def _people(makers: tuple[Maker, ...]) -> list[dict[str, str]]:
    return [{"name": one.name} if one.name else _known({"name": one.family, "given-name": one.given}) for one in makers]


def _known(told: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in told.items() if value}


def _plain(text: str) -> str:
    return MARKUP.sub(r"\\\g<0>", text)


def _fixed(text: str) -> str:
    """A text whose letters no style changes to capitals."""
    return f"{{{_plain(text)}}}" if text else ""


class _Reader(HTMLParser):
    """Takes the entry out of Typst's page."""

    def __init__(self, *, has_access: bool) -> None:
        super().__init__(convert_charrefs=True)
        self.text = self.html = ""
        self._has_access = has_access
        self._open: list[tuple[str, str]] = []  # each element that is open, and what closes it in our own HTML
        self._passed = 0  # how many of them are not of the entry: its number and what is in it

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open an element."""
        told = dict(attrs)
        if tag in VOID:
            self._add(" " if tag == "br" else "")
            return
        ours = ""
        if self._in_entry and tag in KEPT:
            self.html += f"<{tag}>"
            ours = f"</{tag}>"
        elif self._in_entry and tag == "a" and (told.get("href") or "").startswith(("http://", "https://")):
            self._drop_dangling()
            self.html += f'<a href="{escape(told["href"] or "")}">'
            ours = "</a>"
        self._open.append((tag, ours))
        if self._passed or told.get("class") == "prefix":
            self._passed += 1

    def handle_endtag(self, tag: str) -> None:
        """Close an element."""
        while self._open:
            name, ours = self._open.pop()
            self._passed -= bool(self._passed)
            self.html += ours
            if name == tag:
                break

    def handle_data(self, data: str) -> None:
        """Take a text."""
        self._add(data)

    @property
    def _in_entry(self) -> bool:
        return not self._passed and any(tag == "li" for tag, _ in self._open)

    def _add(self, text: str) -> None:
        if self._in_entry:
            self.text += text
            self.html += escape(text, quote=False)

    def _drop_dangling(self) -> None:
        for word in () if self._has_access else DANGLING:
            if self.text.endswith(word) and self.html.endswith(word):
                self.text, self.html = self.text.removesuffix(word), self.html.removesuffix(word)
