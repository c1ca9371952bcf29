"""The metadata block of an SSSOM/TSV file (https://mapping-commons.github.io/sssom/spec-formats-tsv/).

It is YAML in the comment lines at the head of the file.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml
from rdflib import OWL, RDFS, SKOS, XSD, Namespace, URIRef

from graph.links import SSSOM, WIKIDATA, Mapping, MappingSet
from graph.prefixes import IRI
from ontology.errors import Finding, InputError
from ontology.terms import Names

SUFFIX = ".sssom.tsv"
SEMAPV = Namespace("https://w3id.org/semapv/vocab/")
LOCAL = re.compile(r"[\w.:-]+")
NEEDED = ("mapping_set_id", "license", "mapping_date")
READ = {
    *NEEDED,
    *("curie_map", "mapping_set_title", "mapping_set_description", "mapping_set_version"),
    *("mapping_tool", "subject_source", "object_source"),
}
# Prefixes that no file need declare, and that stand for nothing else.
BUILT_IN = {
    "owl": str(OWL),
    "rdfs": str(RDFS),
    "semapv": str(SEMAPV),
    "skos": str(SKOS),
    "sssom": str(SSSOM),
    "xsd": str(XSD),
}


@dataclass(frozen=True)
class Header:
    """What is told of a mapping set, by slot, and what the prefixes stand for."""

    told: dict[str, Any]
    prefixes: dict[str, str]

    @classmethod
    def read(cls, lines: Sequence[str], path: Path, names: Names) -> "Header":
        """Read the comment lines at the head of a file.

        Raises:
            InputError: they are no metadata of a mapping set; each fault with its line.
        """
        try:
            told = yaml.safe_load("".join(line[1:] for line in lines))
        except (yaml.YAMLError, ValueError) as error:  # the second for a date that no calendar has
            mark = getattr(error, "problem_mark", None)
            why = " ".join(str(getattr(error, "problem", None) or error).split())
            sentence = f"the metadata block is no YAML: {why}"
            raise InputError(
                f"{path.name} cannot be read", [Finding(path, mark.line + 1 if mark else 1, sentence)]
            ) from error
        if not isinstance(told, dict):
            sentence = "the metadata block is missing: begin the file with lines such as #mapping_set_id: …"
            raise InputError(f"{path.name} cannot be read", [Finding(path, 1, sentence)])
        header = cls(told, BUILT_IN | _declared(told))
        places = {line[1:].partition(":")[0].strip(): number for number, line in reversed([*enumerate(lines, 1)])}
        faults = header._faults(f"{names.mapping}{path.name.removesuffix(SUFFIX)}")
        findings = [Finding(path, places.get(slot, 1), sentence) for slot, sentence in faults]
        if findings:
            raise InputError(f"{path.name} cannot be read", sorted(findings))
        return header

    def iri(self, curie: str) -> URIRef | None:
        """What a CURIE stands for; None where it is none, or its prefix is not declared."""
        prefix, _, local = curie.partition(":")
        if prefix not in self.prefixes or not LOCAL.fullmatch(local):
            return None
        return URIRef(self.prefixes[prefix] + local)

    def over(self, mappings: Sequence[Mapping], path: Path) -> MappingSet:
        """The mapping set of these rows."""
        told = self.told
        return MappingSet(
            path,
            URIRef(told["mapping_set_id"]),
            URIRef(told["license"]),
            told["mapping_date"],
            tuple(mappings),
            title=told.get("mapping_set_title", ""),
            description=told.get("mapping_set_description", ""),
            version=told.get("mapping_set_version", ""),
            tool=told.get("mapping_tool", ""),
            subject_source=self.iri(told.get("subject_source", "")),
            object_source=self.iri(told.get("object_source", "")),
        )

    def _faults(self, own: str) -> Iterator[tuple[str, str]]:
        """What is wrong: the slot, and a sentence; `own` is what the mapping set is to be called."""
        told = self.told
        for slot in NEEDED:
            if told.get(slot) is None:
                yield slot, f"the metadata block has no {slot}"
        for slot, value in told.items():
            if slot not in READ:
                yield str(slot), f"{slot} is not read of a mapping set: correct its name, or take it away"
            elif slot not in ("curie_map", "mapping_date") and not isinstance(value, str):
                yield slot, f"{slot} is no text: write one, in quotation marks"
        if told.get("mapping_set_id", own) != own:
            yield "mapping_set_id", f"the mapping set is called after its file: write {own}"
        if not IRI.fullmatch(str(told.get("license", own))):
            yield "license", "the license is no IRI: write such as https://creativecommons.org/licenses/by/4.0/"
        if told.get("mapping_date") is not None and type(told["mapping_date"]) is not date:
            yield "mapping_date", "mapping_date is no date: write it as 2026-01-31"
        if told.get("curie_map") != _declared(told):
            yield "curie_map", f"the curie_map lacks prefixes with their IRIs: write such as wd: {WIKIDATA}"
        for prefix, namespace in BUILT_IN.items():
            if self.prefixes[prefix] != namespace:
                yield prefix, f"the prefix {prefix} stands for {namespace} in SSSOM: correct it, or take it away"
        for slot in ("subject_source", "object_source"):
            if isinstance(told.get(slot), str) and self.iri(told[slot]) is None:
                yield slot, f"{slot} is no CURIE with a prefix that the curie_map declares"


def _declared(told: dict[str, Any]) -> dict[str, str]:
    """The declared prefixes that are some."""
    declared = told.get("curie_map")
    pairs = declared.items() if isinstance(declared, dict) else ()
    return {prefix: one for prefix, one in pairs if isinstance(prefix, str) and IRI.fullmatch(str(one))}
