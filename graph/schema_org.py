"""Metadata in the terms of schema.org (JSON-LD), as search engines and FAIR checkers read them from a page."""

from collections.abc import Sequence
from typing import Any

from graph.edition import Maker
from graph.item import Item

CONTEXT = "https://schema.org"
SPDX = "https://spdx.org/licenses/"
TYPES = {
    "claim": "Claim",
    "passage": "CreativeWork",
    "source": "Chapter",
    "graph": "Dataset",
    "answer": "Dataset",
    "ontology": "DefinedTermSet",
    "dataset": "Dataset",
}


def schema_org(item: Item) -> dict[str, Any]:
    """An item as a node; what is not known is left out."""
    told: dict[str, Any] = {
        "@context": CONTEXT,
        "@id": item.iri,
        "@type": TYPES[item.kind],
        "url": item.iri,
        "identifier": item.iri,
        "name": item.named,
        "text": item.abstract,
        "description": item.abstract or item.named,
        "inLanguage": item.language,
        "author": _people(item.authors, "Person" if item.kind in ("claim", "passage", "source") else "Organization"),
        "maintainer": _people(item.makers, "Organization"),
        "publisher": {"@type": "Organization", "name": item.publisher} if item.publisher else None,
        "datePublished": item.issued,
        "dateCreated": item.original,
        "version": item.version,
        "keywords": list(item.keywords),
        "license": [SPDX + one for one in item.licences],
        "isPartOf": _container(item),
    }
    return {name: value for name, value in told.items() if value}


def _container(item: Item) -> dict[str, str]:
    if not item.container:
        return {}
    return {"@type": "Thesis" if item.kind == "source" else "Dataset", "name": item.contained}


def _people(makers: Sequence[Maker], kind: str) -> list[dict[str, str]]:
    """Names; those that are one literal are of the kind `kind`: in Chinese, a person's is one, too."""
    return [
        {"@type": kind, "name": one.name}
        if one.name
        else {"@type": "Person", "familyName": one.family, "name": " ".join(filter(None, (one.given, one.family)))}
        | ({"givenName": one.given} if one.given else {})
        for one in makers
    ]
