"""Signposting: typed links in the header of every landing page, and the same links as a document of their own.

FAIR Signposting Profile, level 2: https://signposting.org/FAIR/; Web Linking (RFC 8288); link sets (RFC 9264).
"""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from urllib.parse import quote

from starlette.responses import Response

from api.settings import Settings
from graph.answers import FOLDER, ID
from graph.bibliography import BIBTEX, CSL, RIS
from graph.edition import Edition

LINKSET = "application/linkset+json"
DATASET = "https://schema.org/Dataset"
PAGE = "https://schema.org/AboutPage"
# What a thing is to those who know schema.org only, by the first part of its path.
TYPES = {
    "claim": "https://schema.org/Claim",
    "text": "https://schema.org/CreativeWork",
    "ontology": "https://schema.org/DefinedTermSet",
    "query": "https://schema.org/SoftwareSourceCode",
    "rule": "https://schema.org/DefinedTerm",
    "versions": DATASET,
}
URI = "!#$%&'()*+,/:;=?@[]~"  # what may stand in one, beside letters and digits
THING = "https://schema.org/Thing"
DESCRIBED_BY = {"ttl": "text/turtle", "jsonld": "application/ld+json", "trig": "application/trig"}
CITED_BY = {"csl.json": CSL, "bib": BIBTEX, "ris": RIS}
VERSIONS = "versions"
CITED = ("claim", "text", "ontology", VERSIONS)
GZIP = "application/gzip"
ANSWER = re.compile(f"/{FOLDER}/{ID.pattern}")  # its address; those of example queries lie beside it


@dataclass(frozen=True)
class Link:
    """A link from a page: what it leads to, how it stands to the page, and of which media type that is."""

    target: str
    relation: str
    media_type: str = ""

    @property
    def uri(self) -> str:
        """The target as a URI (RFC 3987 §3.1), since a header has no other letters."""
        return quote(self.target, safe=URI)

    def written(self, base: str, root: str) -> str:
        """As in a header: what lies under the base is a path of this service, which may be reached by another name."""
        is_own = self.target.startswith(base) and self.relation not in ("cite-as", "type")
        target = f"{root}/{self.uri.removeprefix(base)}" if is_own else self.uri
        of_type = f'; type="{self.media_type}"' if self.media_type else ""
        return f'<{target}>; rel="{self.relation}"{of_type}'


@dataclass(frozen=True)
class Signposts:
    """What the pages of a service link to: things under its `base`, in a dataset under some licences."""

    base: str
    root: str
    dataset: str
    licences: tuple[str, ...]

    @classmethod
    def of_dataset(cls, settings: Settings, version: str) -> "Signposts":
        """Those of the service of a version."""
        base = settings.names.base
        return cls(base, settings.root_path, f"{base}versions/{version}", ()).of_edition(settings.edition)

    def of_edition(self, edition: Edition) -> "Signposts":
        """Those of the same service, for an edition of the dataset."""
        return replace(self, licences=tuple(f"https://spdx.org/licenses/{one}" for one in edition.licences))

    def of(self, path: str) -> list[Link]:
        """The links of the landing page of a thing, by its path."""
        if path == "/":
            return self._of_dataset()
        thing = self.base + path.removeprefix("/")
        first = path.split("/")[1]
        is_answer = ANSWER.fullmatch(path)
        kind = DATASET if is_answer else TYPES.get(first, THING)
        formats = DESCRIBED_BY | CITED_BY if is_answer or first in ("ontology", VERSIONS) else DESCRIBED_BY
        return [
            Link(thing, "cite-as"),
            Link(PAGE, "type"),
            Link(kind, "type"),
            *(Link(f"{thing}.{extension}", "describedby", told) for extension, told in formats.items()),
            *(Link(licence, "license") for licence in self.licences),
            Link(f"{thing}.nq.gz", "item", GZIP) if first == VERSIONS else Link(self.dataset, "collection"),
        ]

    def of_citations(self, path: str) -> list[Link]:
        """Those of the formats in which a claim, a passage or a source is cited."""
        thing = self.base + path.removeprefix("/")
        return [Link(f"{thing}.{extension}", "describedby", told) for extension, told in CITED_BY.items()]

    def _of_dataset(self) -> list[Link]:
        """Those of the home page, which is that of the dataset."""
        described = f"{self.base}.well-known/void"
        return [
            Link(self.dataset, "cite-as"),
            Link(PAGE, "type"),
            Link(DATASET, "type"),
            Link(f"{described}?format=turtle", "describedby", "text/turtle"),
            Link(f"{described}?format=jsonld", "describedby", "application/ld+json"),
            *(Link(licence, "license") for licence in self.licences),
        ]

    def post(self, response: Response, path: str, extension: str, further: Iterable[Link] = ()) -> Response:
        """Put the links of a thing on a response: its own on the landing page, the way back on another address."""
        thing = self.base + path.removeprefix("/")
        to_set = [] if path == "/" else [Link(f"{thing}.linkset", "linkset", LINKSET)]
        links = [Link(thing, "describes"), *to_set] if extension else [*self.of(path), *further, *to_set]
        response.headers["Link"] = ", ".join(link.written(self.base, self.root) for link in links)
        return response

    def linkset(self, path: str, further: Iterable[Link] = ()) -> Response:
        """The same links in JSON (RFC 9264 §4.2), each whole: the set may be kept apart from the page."""
        thing = self.base + path.removeprefix("/")
        links = [*self.of(path), *further]
        anchor = Link(thing, "").uri
        context = {"anchor": anchor, **_by_relation(links)}
        back = [
            {"anchor": link.uri, "describes": [{"href": anchor}]} for link in links if link.relation == "describedby"
        ]
        body = json.dumps({"linkset": [context, *back]}, indent=1)
        return Response(body, media_type=LINKSET)


def _by_relation(links: Iterable[Link]) -> dict[str, list[dict[str, str]]]:
    found: dict[str, list[dict[str, str]]] = {}
    for link in links:
        target = {"href": link.uri} | ({"type": link.media_type} if link.media_type else {})
        found.setdefault(link.relation, []).append(target)
    return found
