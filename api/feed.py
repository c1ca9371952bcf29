"""The Atom feed of the versions (RFC 4287)."""

from collections.abc import Sequence
from xml.etree.ElementTree import Element, SubElement, tostring

from graph.version_graph import notes
from graph.versions import Version, written
from ontology.terms import Names

ATOM = "application/atom+xml"
NAMESPACE = "http://www.w3.org/2005/Atom"
NAMES = (("added", "added", "新增"), ("reworded", "reworded", "改寫"), ("changed", "changed", "更動"))
WITHDRAWN = ("withdrawn", "withdrawn", "撤回")


def feed(versions: Sequence[Version], names: Names, language: str) -> bytes:
    """The versions, the latest first, with what changed in each."""
    is_english = language == "en"
    root = Element("feed", {"xmlns": NAMESPACE, "xml:lang": language})
    title = next((one.edition.title for one in versions if one.edition.title), "Oxiana")
    _add(root, "title", f"{title}: versions" if is_english else f"{title}：各版本")
    _add(root, "id", f"{names.base}versions")
    _link(root, "self", f"{names.base}versions?format=atom", ATOM)
    _link(root, "alternate", f"{names.base}versions", "text/html")
    _add(root, "updated", written(versions[0].moments[-1]) if versions else "1970-01-01T00:00:00Z")
    makers = versions[0].edition.makers if versions else ()
    for name in [one.name or f"{one.given} {one.family}".strip() for one in makers] or ["Oxiana"]:
        _add(SubElement(root, "author"), "name", name)
    for version in versions:
        entry = SubElement(root, "entry")
        called = version.edition.number or version.sha256[:12]
        _add(entry, "title", f"Version {called}" if is_english else f"版本 {called}")
        _add(entry, "id", version.iri)
        _link(entry, "alternate", version.iri, "text/html")
        _link(entry, "enclosure", f"{version.iri}.nq.gz", "application/gzip").set("length", str(version.bytes))
        _add(entry, "published", written(version.since))
        _add(entry, "updated", written(version.moments[-1]))
        _add(entry, "summary", _summary(version, is_english=is_english))
    return b"<?xml version='1.0' encoding='utf-8'?>\n" + tostring(root, encoding="unicode").encode()


def _summary(version: Version, *, is_english: bool) -> str:
    """What changed, claim by claim."""
    told = [str(one) for one in notes(version.changes) if (one.language == "en") == is_english]
    if version.changes is None:
        if version.former:
            return "What changed is not known." if is_english else "變更內容不詳。"
        return "The first version that is kept." if is_english else "所保存的第一個版本。"
    for kind, english, chinese in (*NAMES, WITHDRAWN):
        if found := [name.removeprefix("claim/") for name in getattr(version.changes, kind)]:
            told.append(f"{english}: {', '.join(found)}." if is_english else f"{chinese}：{'、'.join(found)}。")
    return " ".join(told) if is_english else "".join(told)


def _add(parent: Element, name: str, text: str) -> None:
    SubElement(parent, name).text = text


def _link(parent: Element, relation: str, href: str, media_type: str) -> Element:
    return SubElement(parent, "link", {"rel": relation, "href": href, "type": media_type})
