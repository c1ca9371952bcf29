"""BibTeX, and BibLaTeX (manual 3.20, §2), which has fields for what BibTeX says in notes."""

from collections.abc import Iterable, Sequence

from graph.edition import Maker
from graph.item import Item, written

# No brace may be escaped by a backslash: BibTeX counts it all the same.
ESCAPES = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "{": r"\textbraceleft{}",
        "}": r"\textbraceright{}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        **{letter: f"\\{letter}" for letter in "$&#%_"},
    }
)


def bibtex(items: Iterable[Item]) -> str:
    """A .bib file in UTF-8 for BibTeX and its styles."""
    return "\n".join(_entry(item, _kind(item, "misc"), _fields(item)) for item in items)


def biblatex(items: Iterable[Item]) -> str:
    """A .bib file for BibLaTeX and Biber."""
    return "\n".join(_entry(item, _kind(item, "dataset"), _richer_fields(item)) for item in items)


def _kind(item: Item, of_data: str) -> str:
    if item.container:
        return "incollection"
    return of_data if item.type == "dataset" else "misc"


def _fields(item: Item) -> dict[str, str]:
    told = [item.version and f"version {item.version}", item.note, item.accessed and f"accessed {item.accessed}"]
    return {
        "author": _people(item.authors),
        "title": _title(item.named),
        "booktitle": _title(item.contained),
        "editor": _people(item.makers),
        "publisher": _text(item.publisher),
        "year": item.issued[:4],
        "month": str(int(item.issued[5:7])) if item.issued[5:7] else "",
        "note": _text("; ".join(filter(None, told))),
        "url": item.iri,
        "abstract": _text(item.abstract),
        "keywords": _text(", ".join(item.keywords)),
        "language": item.language,
    }


def _richer_fields(item: Item) -> dict[str, str]:
    told = _fields(item)
    del told["year"], told["month"]
    return told | {
        "bookauthor": told.pop("editor"),
        "date": item.issued,
        "origdate": item.original,
        "version": _text(item.version),
        "note": _text(item.note),
        "urldate": item.accessed,
        "langid": "english" if item.language == "en" else "chinese",
    }


def _entry(item: Item, kind: str, fields: dict[str, str]) -> str:
    lines = "".join(f",\n  {name} = {{{value}}}" for name, value in fields.items() if value)
    return f"@{kind}{{{item.key}{lines}\n}}\n"


def _people(makers: Sequence[Maker]) -> str:
    """Names; what is no person's is in braces of its own, so that nobody takes it apart."""
    return " and ".join(f"{{{_text(one.name)}}}" if one.name else _text(written(one)) for one in makers)


def _title(text: str) -> str:
    """A title whose capitals no style takes away."""
    return f"{{{_text(text)}}}" if text else ""


def _text(text: str) -> str:
    return text.translate(ESCAPES)
