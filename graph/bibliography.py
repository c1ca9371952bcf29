"""The formats of bibliographies: some items in one of them, by media type."""

import json
from collections.abc import Callable, Mapping, Sequence

from graph.bibtex import biblatex, bibtex
from graph.datacite import datacite
from graph.item import Item
from graph.ris import ris
from graph.schema_org import schema_org

CSL = "application/vnd.citationstyles.csl+json"
BIBTEX = "application/x-bibtex"
BIBLATEX = "application/x-biblatex"
RIS = "application/x-research-info-systems"
DATACITE = "application/vnd.datacite.datacite+json"
SCHEMA_ORG = "application/vnd.schemaorg.ld+json"


def _json(told: object) -> str:
    return json.dumps(told, ensure_ascii=False, indent=1) + "\n"


def _one_or_all(told: Sequence[object]) -> object:
    return told[0] if len(told) == 1 else told


FORMATS: Mapping[str, Callable[[Sequence[Item]], str]] = {
    CSL: lambda items: _json([item.csl() for item in items]),
    BIBTEX: bibtex,
    BIBLATEX: biblatex,
    RIS: ris,
    DATACITE: lambda items: _json(_one_or_all([datacite(item) for item in items])),
    SCHEMA_ORG: lambda items: _json(_one_or_all([schema_org(item) for item in items])),
}
