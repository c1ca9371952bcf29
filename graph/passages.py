"""The passages of a source: the segmentation written by hand, and its RDF."""

import hashlib
import re
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from rdflib import DCTERMS, RDF, RDFS, XSD, Graph, Literal, Namespace, URIRef

from ontology.errors import Finding, InputError
from ontology.terms import Names

DOCO = Namespace("http://purl.org/spar/doco/")
OA = Namespace("http://www.w3.org/ns/oa#")
SCHEMA = Namespace("https://schema.org/")
RFC5147 = URIRef("http://tools.ietf.org/rfc/rfc5147")

COLUMNS = ("id", "kind", "parent", "start", "end", "sha256")
DOCUMENT = "H0"
ID = re.compile(r"[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)?")
NUMBER = re.compile(r"[0-9]{1,9}")
DEPTH = {"section": 0, "paragraph": 1, "sentence": 2, "clause": 3}
WORDS = {"s": ("sentence", "句"), "c": ("clause", "分句")}


@dataclass(frozen=True)
class Stretch:
    """A stretch of a source: code points `start` (from 0) up to, not including, `end`; both None for a bare section.

    `sha256` is the hash of its UTF-8 text without line breaks, in hexadecimal.
    """

    id: str
    start: int | None
    end: int | None
    sha256: str

    def text_in(self, whole: str) -> str:
        """The passage in a copy of its source, without line breaks."""
        return without_breaks(whole[self.start : self.end])

    def holds_in(self, whole: str) -> bool:
        """Whether a copy of the source has this passage in its place."""
        return self.start is None or digest(self.text_in(whole)) == self.sha256


@dataclass(frozen=True)
class Passage(Stretch):
    """A row of a table of passages: a stretch, of what kind it is, what it is part of, and its line in the file."""

    kind: str
    parent: str
    line: int


def without_breaks(text: str) -> str:
    """A text without its line breaks: in the sources they are those of the page."""
    return re.sub(r"[\r\n]", "", text)


def digest(text: str) -> str:
    """SHA-256 of the UTF-8 of a text, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def read_passages(path: Path) -> tuple[Passage, ...]:
    """Read a `passages.tsv`.

    Raises:
        InputError: the file is no such table; each fault with its line.
    """
    try:
        rows = [line.split("\t") for line in path.read_bytes().decode("utf-8").splitlines()]
    except UnicodeDecodeError as error:
        raise _fault(path, [Finding(path, 0, f"the file is not UTF-8 (byte {error.start})")]) from error
    if not rows or tuple(rows[0]) != COLUMNS:
        raise _fault(path, [Finding(path, 1, f"the first line must name the columns {', '.join(COLUMNS)}")])
    passages: dict[str, Passage] = {}
    faulty: set[str] = set()
    findings: list[Finding] = []
    for line, row in enumerate(rows[1:], 2):
        fault = _fault_of(row, passages, faulty)
        if fault:
            findings.append(Finding(path, line, fault))
            faulty.add(row[0])
        else:
            start, end = (int(row[3]), int(row[4])) if row[3] else (None, None)
            passages[row[0]] = Passage(row[0], start, end, row[5], row[1], row[2], line)
    if findings:
        raise _fault(path, findings)
    return tuple(passages.values())


def fragment(start: int, end: int, octets: int | None = None) -> str:
    """The fragment identifier of a stretch (RFC 5147 §3), with the size of the whole in UTF-8 where that is known."""
    return f"char={start},{end}" + (f";length={octets},UTF-8" if octets is not None else "")


def passages_graph(passages: tuple[Passage, ...], slug: str, names: Names, octets: int | None = None) -> Graph:
    """The passages as RDF: DoCO for their kind, Web Annotation and RFC 5147 for their place.

    `octets` are those of the whole source in UTF-8. A selector is named without them, as a page's anchors are.
    """
    graph = Graph()
    source, text = names.source(slug), names.passage(slug)
    for passage in passages:
        iri = text[passage.id]
        kind = names.ox.Clause if passage.kind == "clause" else DOCO[passage.kind.capitalize()]
        graph.add((iri, RDF.type, names.ox.Passage))
        graph.add((iri, RDF.type, kind))
        graph.add((iri, DCTERMS.identifier, Literal(passage.id)))
        graph.add((iri, DCTERMS.isPartOf, source if passage.parent == DOCUMENT else text[passage.parent]))
        graph.add((iri, names.ox.inSource, source))
        graph.add((iri, OA.hasSource, source))
        for label in _labels(passage):
            graph.add((iri, RDFS.label, label))
        if passage.start is not None and passage.end is not None:
            place = fragment(passage.start, passage.end, octets)
            selector = URIRef(f"{source}#{fragment(passage.start, passage.end)}")
            graph.add((iri, OA.hasSelector, selector))
            graph.add((iri, SCHEMA.sha256, Literal(passage.sha256)))
            graph.add((selector, RDF.type, OA.TextPositionSelector))
            graph.add((selector, RDF.type, OA.FragmentSelector))
            graph.add((selector, OA.start, Literal(passage.start, datatype=XSD.nonNegativeInteger)))
            graph.add((selector, OA.end, Literal(passage.end, datatype=XSD.nonNegativeInteger)))
            graph.add((selector, DCTERMS.conformsTo, RFC5147))
            graph.add((selector, RDF.value, Literal(place)))
    return graph


def _fault_of(row: list[str], known: Mapping[str, Passage], faulty: Container[str]) -> str | None:
    """What is wrong with a row, if anything; parents come before their children, which are not blamed for theirs."""
    if len(row) != len(COLUMNS):
        return f"the line has {len(row)} columns, not {len(COLUMNS)}"
    identifier, kind, parent, start, end, sha256 = row
    if not ID.fullmatch(identifier):
        return f"{identifier!r} is no id of a passage: write letters, digits and hyphens, with one dot at the most"
    if identifier in known:
        return f"the passage {identifier} is defined on line {known[identifier].line} already"
    if kind not in DEPTH:
        return f"{kind} is no kind of passage; there are {', '.join(DEPTH)}"
    above = known.get(parent)
    if above is None and parent != DOCUMENT and parent not in faulty:
        return f"the parent {parent} is not defined above"
    if above and DEPTH[above.kind] >= DEPTH[kind] > 0:
        return f"{identifier}, a {kind}, cannot be part of {parent}, a {above.kind}"
    if not start and not end and not sha256 and kind == "section":
        return None
    if not (NUMBER.fullmatch(start) and NUMBER.fullmatch(end) and int(start) < int(end)):
        return f"{identifier} needs a start and a greater end, in code points"
    if not re.fullmatch(r"[0-9a-f]{64}", sha256):
        return f"{identifier} needs the SHA-256 of its text as 64 hexadecimal digits"
    if above is None or above.kind == "section" or above.start is None or above.end is None:
        return None  # a section's characters are those of its heading
    within = above.start <= int(start) < int(end) <= above.end
    return None if within else f"{identifier} does not lie within its parent {parent}"


def _labels(passage: Passage) -> Iterator[Literal]:
    """`F7.s1c2` is "F7, sentence 1, clause 2"; sections are labelled by hand."""
    if passage.kind == "section":
        return
    paragraph, _, rest = passage.id.partition(".")
    steps = re.findall(r"([sc])(\d+)", rest)
    yield Literal(", ".join([paragraph, *(f"{WORDS[mark][0]} {number}" for mark, number in steps)]), lang="en")
    place = "".join(f"第{number}{WORDS[mark][1]}" for mark, number in steps)
    yield Literal(f"{paragraph} {place}".strip(), lang="zh-Hant")


def _fault(path: Path, findings: list[Finding]) -> InputError:
    return InputError(f"{path.name} is not a table of passages", findings)
