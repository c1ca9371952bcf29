"""Where each thing was written: from an IRI to a file and a line."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from rdflib import RDF, URIRef

from graph.reader import RdfFile
from graph.sources import Source
from ontology.errors import Finding
from ontology.terms import Names

TENSIONS = "tensions"
PARAGRAPH = re.compile(r"([A-Za-z-]+)(\d+)(?:\.|$)")


@dataclass(frozen=True)
class Places:
    """An index of all hand-written files."""

    files: dict[str, RdfFile]
    lines: dict[str, tuple[Path, int]]
    fallback: Path

    @classmethod
    def of(cls, files: Iterable[RdfFile], sources: Iterable[Source], names: Names, fallback: Path) -> "Places":
        """Index the files; `fallback` is named for what stands in none of them."""
        described: dict[str, RdfFile] = {}
        for file in files:
            for block in file.locator.blocks:
                described.setdefault(block.iri, file)
        lines = {
            str(names.passage(source.slug)[passage.id]): (source.passages_file, passage.line)
            for source in sources
            for passage in source.passages
        }
        return cls(described, lines, fallback)

    def finding(self, sentence: str, focus: str, value: str | None = None) -> Finding:
        """The fault `sentence` of the thing `focus`, at the line that mentions `value` where there is one."""
        file = self.files.get(focus)
        if file:
            return Finding(file.path, file.locator.line(focus, value), sentence)
        path, line = self.lines.get(focus, (self.fallback, 0))
        return Finding(path, line, sentence if line else f"{sentence} ({focus})")


def misplaced(sources: Iterable[Source], names: Names) -> list[Finding]:
    """The claims in the file of another paragraph: F7 has F07.trig, and tensions.trig holds the tensions alone."""
    findings = []
    for source in sources:
        claim = names.claim(source.slug)
        for file in source.claims:
            for block in file.locator.blocks:
                if not block.iri.startswith(claim):
                    continue
                name = block.iri.removeprefix(claim)
                is_tension = (URIRef(block.iri), RDF.type, names.ox.Tension) in file.dataset.default_graph
                stem = TENSIONS if is_tension else _stem(name)
                if file.path.stem != stem:
                    sentence = f"{name} stands in {file.path.name}: move it to {stem}.trig, or correct its name"
                    findings.append(Finding(file.path, block.line, sentence))
    return findings


def _stem(name: str) -> str:
    """The name of the file for a claim that is named after a paragraph: F07 for F7.3."""
    paragraph = PARAGRAPH.match(name)
    return f"{paragraph[1]}{int(paragraph[2]):02}" if paragraph else name.partition(".")[0]


def duplicates(files: Iterable[RdfFile]) -> list[Finding]:
    """Blocks that begin with the IRI of an earlier one: parsers would silently make one thing of the two."""
    seen: dict[tuple[str, bool], tuple[Path, int]] = {}
    findings = []
    for file in files:
        for block in file.locator.blocks:
            first = seen.setdefault((block.iri, block.is_graph), (file.path, block.line))
            if first != (file.path, block.line):
                what = "has its content" if block.is_graph else "is described"
                sentence = f"{block.iri} {what} a second time; the first is at {first[0].name}:{first[1]}"
                findings.append(Finding(file.path, block.line, sentence))
    return findings
