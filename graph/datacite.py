"""DataCite metadata (schema 4.6) in JSON, as DataCite's own service gives it for a DOI."""

from collections.abc import Sequence
from typing import Any

from graph.edition import Maker
from graph.item import Item

SCHEMA = "http://datacite.org/schema/kernel-4"
UNKNOWN = ":unkn"  # of appendix 3: known to be unknown
TYPES = {
    "claim": "Text",
    "passage": "Text",
    "source": "Text",
    "graph": "Dataset",
    "answer": "Dataset",
    "ontology": "Model",
    "dataset": "Dataset",
}


def datacite(item: Item) -> dict[str, Any]:
    """The properties that are known; `publicationYear` is left out where nobody knows it, since none stands for that.

    What DataCite demands of others is said to be unknown in its own terms.
    """
    told: dict[str, Any] = {
        "schemaVersion": SCHEMA,
        "alternateIdentifiers": [{"alternateIdentifier": item.iri, "alternateIdentifierType": "URL"}],
        "url": item.iri,
        "creators": _people(item.authors) or [{"name": UNKNOWN}],
        "contributors": [one | {"contributorType": "DataCurator"} for one in _people(item.makers)],
        "titles": [{"title": item.named, "lang": item.language}],
        "publisher": {"name": item.publisher or UNKNOWN},
        "publicationYear": item.issued[:4],
        "types": {"resourceTypeGeneral": TYPES[item.kind], "resourceType": item.kind},
        "language": item.language,
        "version": item.version,
        "dates": _dates(item),
        "subjects": [{"subject": word, "lang": item.language} for word in item.keywords],
        "descriptions": _descriptions(item),
        "rightsList": [{"rightsIdentifier": one, "rightsIdentifierScheme": "SPDX"} for one in item.licences],
        "relatedItems": _container(item),
    }
    return {name: value for name, value in told.items() if value}


def _people(makers: Sequence[Maker]) -> list[dict[str, str]]:
    people = []
    for one in makers:
        if one.name:
            people.append({"name": one.name})
        else:
            names = {"name": f"{one.family}, {one.given}" if one.given else one.family, "nameType": "Personal"}
            people.append(names | {"familyName": one.family} | ({"givenName": one.given} if one.given else {}))
    return people


def _dates(item: Item) -> list[dict[str, str]]:
    dates = {"Issued": item.issued, "Created": item.original}
    return [{"date": date, "dateType": kind} for kind, date in dates.items() if date]


def _descriptions(item: Item) -> list[dict[str, str]]:
    texts = {"Abstract": item.abstract, "Other": item.note}
    return [
        {"description": text, "descriptionType": kind, "lang": item.language} for kind, text in texts.items() if text
    ]


def _container(item: Item) -> list[dict[str, Any]]:
    if not item.container:
        return []
    kind = "Dissertation" if item.kind == "source" else "Dataset"
    return [{"relatedItemType": kind, "relationType": "IsPartOf", "titles": [{"title": item.contained}]}]
