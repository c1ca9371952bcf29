"""RIS (Research Information Systems, 2011 tags): what Zotero, EndNote and Mendeley read."""

from collections.abc import Iterable, Iterator

from graph.item import Item, written

END = "\r\n"


def ris(items: Iterable[Item]) -> str:
    """A file of records in UTF-8."""
    return END.join(_record(item) for item in items)


def _record(item: Item) -> str:
    return "".join(f"{tag}  - {value}{END}" for tag, value in _lines(item) if value) + f"ER  - {END}"


def _lines(item: Item) -> Iterator[tuple[str, str]]:
    yield "TY", "DATA" if item.type == "dataset" else "CHAP"
    yield "ID", item.key
    for author in item.authors:
        yield "AU", written(author)
    yield "TI", item.named
    yield "T2", item.contained
    for maker in item.makers:
        yield "A2", written(maker)
    yield "PB", item.publisher
    yield "PY", item.issued[:4]
    yield "DA", item.issued.replace("-", "/")
    yield "ET", item.version
    yield "N1", item.note
    yield "AB", item.abstract
    for keyword in item.keywords:
        yield "KW", keyword
    yield "LA", item.language
    yield "M3", item.genre
    yield "UR", item.iri
    yield "Y2", item.accessed.replace("-", "/")
