"""The sources: each a folder of hand-written files that describe a text, its passages and the claims drawn from it."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from rdflib import URIRef
from rdflib.term import Node

from graph.facts import fact_files
from graph.links import MappingSet
from graph.mapping_file import mapping_files, read_mapping_set
from graph.passages import SCHEMA, Passage, read_passages
from graph.reader import RdfFile
from ontology.errors import Finding, InputError, UnavailableError
from ontology.terms import Names

T = TypeVar("T")
ENTITIES = "entities"
SIZE = re.compile(r"[0-9]{1,15}")
SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


@dataclass(frozen=True)
class Source:
    """One source; its slug is the name of its folder."""

    slug: str
    description: RdfFile
    passages: tuple[Passage, ...]
    passages_file: Path
    claims: tuple[RdfFile, ...]

    def sha256(self, names: Names) -> str:
        """The hash of the whole text in hexadecimal, as it is described."""
        return str(self._told(SCHEMA.sha256, names) or "")

    def octets(self, names: Names) -> int | None:
        """The size of the whole text in UTF-8; None where it is not told."""
        told = str(self._told(SCHEMA.contentSize, names) or "")
        return int(told) if SIZE.fullmatch(told) else None

    def _told(self, predicate: URIRef, names: Names) -> Node | None:
        return next(self.description.dataset.default_graph.objects(names.source(self.slug), predicate), None)


@dataclass(frozen=True)
class HandWritten:
    """Everything that people wrote about the texts of one folder: entities and their mappings, and the sources.

    `facts` are what others tell (graph/facts.py).
    """

    entities: tuple[RdfFile, ...]
    sources: tuple[Source, ...]
    links: tuple[MappingSet, ...] = ()
    facts: tuple[RdfFile, ...] = ()

    @property
    def files(self) -> tuple[RdfFile, ...]:
        """Every RDF file, in the order of reading."""
        return (*self.entities, *(file for source in self.sources for file in (source.description, *source.claims)))


def source_folders(data: Path) -> list[Path]:
    """The folders of the sources, by name.

    Raises:
        UnavailableError: the folder is not there or holds no source.
        InputError: a source's name cannot be part of an IRI.
    """
    folders = sorted(path.parent for path in data.glob("*/source.ttl"))
    if not folders:
        raise UnavailableError(f"{data} holds no source: a source is a folder with a source.ttl in it")
    unfit = [folder for folder in folders if not SLUG.fullmatch(folder.name)]
    if unfit:
        sentence = "a source's folder is called by small letters, digits and hyphens, since IRIs are made of its name"
        raise InputError(sentence, [Finding(folder, 0, sentence) for folder in unfit])
    return folders


def read_hand_written(data: Path, names: Names) -> HandWritten:
    """Read all files of a folder.

    Raises:
        InputError: some cannot be read; the faults of all of them together.
    """
    findings: list[Finding] = []
    entities = _each(lambda path: RdfFile.read(path, names), sorted((data / ENTITIES).glob("*.ttl")), findings)
    links = _each(lambda path: read_mapping_set(path, names), mapping_files(data), findings)
    facts = _each(lambda path: RdfFile.read(path, names), fact_files(data), findings)
    sources = []
    for folder in source_folders(data):
        tables = _each(read_passages, [folder / "passages.tsv"], findings)
        files = [folder / "source.ttl", *sorted((folder / "claims").glob("*.trig"))]
        read = _each(lambda path: RdfFile.read(path, names), files, findings)
        if not findings:
            sources.append(Source(folder.name, read[0], tables[0], folder / "passages.tsv", tuple(read[1:])))
    if findings:
        raise InputError("some hand-written files cannot be read", sorted(findings))
    return HandWritten(tuple(entities), tuple(sources), tuple(links), tuple(facts))


def _each(read: Callable[[Path], T], paths: Iterable[Path], findings: list[Finding]) -> list[T]:
    """What could be read; what could not is added to the findings."""
    done = []
    for path in paths:
        try:
            done.append(read(path))
        except InputError as error:
            findings.extend(error.findings)
        except FileNotFoundError:
            findings.append(Finding(path, 0, "the file is missing"))
    return done
