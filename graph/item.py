"""An item of a bibliography: what is cited, in the terms of the Citation Style Language (CSL 1.0.2)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from graph.edition import Maker

# What no citation can show, and some formats cannot carry: a line break would begin another field.
UNSHOWN = re.compile(r"[\x00-\x20\x7f-\xa0\u2028\u2029\ufeff\ufffe\uffff]+")
BEYOND_KEYS = re.compile(r"[^A-Za-z0-9.-]+")
COMMA = {"en": ", ", "zh-Hant": "，"}
BRACKETS = {"en": " ({})", "zh-Hant": "（{}）"}


@dataclass(frozen=True)
class Item:
    """One thing, described in one language; each part is empty where it is not known.

    `kind` is claim, passage, source, graph, ontology, dataset or answer, `type` is CSL's. `mark` says what the title
    must not be read without (that a claim is denied), `edition` which version of the dataset is meant, `version` the
    same in full. `authors` are those of the text, `makers` those of the dataset that is its container; `issued` is a
    date or a year of ISO 8601, `original` the year of the text.
    """

    iri: str
    key: str
    kind: str
    type: str
    title: str
    language: str
    mark: str = ""
    container: str = ""
    edition: str = ""
    version: str = ""
    authors: tuple[Maker, ...] = ()
    makers: tuple[Maker, ...] = ()
    publisher: str = ""
    issued: str = ""
    original: str = ""
    genre: str = ""
    abstract: str = ""
    note: str = ""
    keywords: tuple[str, ...] = ()
    licences: tuple[str, ...] = ()
    accessed: str = ""

    @property
    def named(self) -> str:
        """The title, with all that it must not be read without."""
        edition = "" if self.container else bracketed(self.edition, self.language)
        return f"{self.title}{edition}{self.marked}"

    @property
    def marked(self) -> str:
        """The mark, apart from what stands before it."""
        gap = " " if self.mark and self.language == "en" else ""
        return gap + self.mark

    @property
    def contained(self) -> str:
        """The title of what it is part of, with its version: several styles print no version of their own."""
        return f"{self.container}{bracketed(self.edition, self.language)}" if self.container else ""

    def csl(self) -> dict[str, Any]:
        """As CSL-JSON: what is not known is left out."""
        told = {
            "id": self.key,
            "type": self.type,
            "title": self.named,
            "container-title": self.contained,
            "author": _names(self.authors),
            "container-author": _names(self.makers),
            "publisher": self.publisher,
            "genre": self.genre,
            "issued": _date(self.issued),
            "original-date": _date(self.original),
            "accessed": _date(self.accessed),
            "version": self.version,
            "URL": self.iri,
            "language": self.language,
            "abstract": self.abstract,
            "keyword": ", ".join(self.keywords),
            "note": self.note,
        }
        return {name: value for name, value in told.items() if value}


def bracketed(text: str, language: str) -> str:
    """A text in the brackets of a language, as it follows another; nothing of nothing."""
    return BRACKETS[language].format(text) if text else ""


def key_of(iri: str, base: str) -> str:
    """What an item is called within a bibliography: its IRI below the base, in letters that all formats take."""
    return BEYOND_KEYS.sub("-", iri.removeprefix(base)).strip("-")


def shown(text: str) -> str:
    """A text in one line, without what cannot be shown."""
    return UNSHOWN.sub(" ", text).strip()


def written(maker: Maker) -> str:
    """A name as BibTeX and RIS have it: a person's family name first."""
    return maker.name or ", ".join(filter(None, (maker.family, maker.given)))


def _names(makers: Sequence[Maker]) -> list[dict[str, str]]:
    return [
        {"literal": one.name} if one.name else {"family": one.family} | ({"given": one.given} if one.given else {})
        for one in makers
    ]


def _date(date: str) -> dict[str, list[list[int]]] | None:
    return {"date-parts": [[int(part) for part in date.split("-")]]} if date else None
