"""What a crate tells of itself: `ro-crate-metadata.json` (RO-Crate 1.2)."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from graph.build import Build
from graph.edition import Maker
from ontology import __version__
from ontology.errors import InputError
from ontology.terms import CANONICAL_BASE

FILE = "ro-crate-metadata.json"
PROFILE = "https://w3id.org/ro/crate/1.2"
LICENCES = "https://spdx.org/licenses/"
VERSIONS = "versions/"
OXIANA = "#oxiana"
Entity = dict[str, Any]


@dataclass(frozen=True)
class Part:
    """A file of a crate: what it is, of which media type, how many bytes, and their SHA-256."""

    path: str
    name: str
    description: str
    media_type: str
    size: int
    sha256: str


def metadata(build: Build, parts: Iterable[Part], published: str) -> bytes:
    """The metadata of a crate of a build with these files; `published` is an ISO 8601 date.

    Raises:
        InputError: nothing is told of what a crate must tell (RO-Crate 1.2, "Direct properties of the Root Data
            Entity"), and nothing is invented; or the date of release is told, and is another.
    """
    edition = build.edition
    if edition.released and published not in ("", edition.released):
        raise InputError(f"the dataset was released on {edition.released}, as its CITATION.cff tells, not {published}")
    date = edition.released or published
    told = {"title": edition.title, "license": edition.licences, "date-released": date}
    if missing := [key for key, value in told.items() if not value]:
        way_out = "; or name the date on which it is published: --published YYYY-MM-DD" if not date else ""
        raise InputError(
            f"a crate must tell what the CITATION.cff of the dataset does not: {', '.join(missing)}; add it{way_out}"
        )
    makers = {f"#maker-{number}": maker for number, maker in enumerate(edition.makers, 1)}
    files = list(parts)
    root: Entity = {
        "@id": "./",
        "@type": "Dataset",
        "name": edition.title,
        "description": _described(build),
        "datePublished": date,
        "license": _one_or_all({"@id": f"{LICENCES}{one}"} for one in edition.licences),
        "identifier": {"@id": "#version"},
        "author": (authors := _one_or_all({"@id": one} for one in makers)),
        "publisher": authors,
        "hasPart": [{"@id": one.path} for one in files],
        "mentions": {"@id": "#build"},
    }
    if edition.number:
        root["version"] = edition.number
    graph = [
        {
            "@id": FILE,
            "@type": "CreativeWork",
            "name": "What the files of this crate are",
            "conformsTo": {"@id": PROFILE},
            "about": {"@id": "./"},
        },
        {key: value for key, value in root.items() if value},
        *map(_file, files),
        {
            "@id": "#version",
            "@type": "PropertyValue",
            "name": "SHA-256 of the canonical N-Quads of the named graphs (RDFC-1.0)",
            "propertyID": "https://www.w3.org/TR/rdf-canon/",
            "value": build.version,
            "url": f"{build.base}{VERSIONS}{build.version}",
        },
        *map(_licence, edition.licences),
        *({"@id": one, **_maker(maker)} for one, maker in makers.items()),
        {
            "@id": "#build",
            "@type": "CreateAction",
            "name": "The build of the dataset from hand-written files",
            "instrument": {"@id": OXIANA},
            "result": {"@id": "./"},
        },
        {
            "@id": OXIANA,
            "@type": "SoftwareApplication",
            "name": "Oxiana",
            "url": CANONICAL_BASE,
            "version": __version__,
        },
    ]
    document = {"@context": f"{PROFILE}/context", "@graph": graph}
    return (json.dumps(document, indent=1, ensure_ascii=False) + "\n").encode()


def parts_of(document: bytes) -> set[str] | None:
    """The files that the metadata of a crate of ours names; None where it is none of ours."""
    try:
        entities = {one["@id"]: one for one in json.loads(document)["@graph"]}
        is_ours = entities["#build"]["instrument"] == {"@id": OXIANA}
        return {one["@id"] for one in entities["./"]["hasPart"]} if is_ours else None
    except (ValueError, KeyError, TypeError):
        return None


def _described(build: Build) -> str:
    sources, claims = len(build.summary["sources"]), build.summary["claims"]
    return (
        f"An RDF dataset of {claims} claims, drawn from {sources} {'source' if sources == 1 else 'sources'}: each with "
        "the clause that it stands in, its modality and voice, and with what follows from it. The version, beside its "
        f"number, is named by its content: {build.version}."
    )


def _file(part: Part) -> Entity:
    return {
        "@id": part.path,
        "@type": "File",
        "name": part.name,
        "description": part.description,
        "encodingFormat": part.media_type,
        "contentSize": str(part.size),
        "sha256": part.sha256,
    }


def _licence(name: str) -> Entity:
    told = "The licence of the dataset, by its SPDX identifier."
    return {"@id": f"{LICENCES}{name}", "@type": "CreativeWork", "name": name, "description": told}


def _one_or_all(entities: Iterable[Entity]) -> Entity | list[Entity]:
    """A single value stands alone (RO-Crate 1.2, "RO-Crate JSON-LD")."""
    listed = list(entities)
    return listed[0] if len(listed) == 1 else listed


def _maker(maker: Maker) -> Entity:
    if maker.name:
        return {"@type": "Organization", "name": maker.name}
    names = {"givenName": maker.given, "familyName": maker.family}
    told = {key: value for key, value in names.items() if value}
    return {"@type": "Person", "name": " ".join(told.values()), **told}
