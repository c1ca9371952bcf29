"""HermiT: whether ontology and facts can all be so, and whether each class can have a member.

HermiT comes with owlready2 and runs in Java. It is started here directly: owlready2's own call has no time limit, keeps
the facts in a world of its own, and leaves its file behind where the ontology is inconsistent.
"""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir

from rdflib import OWL, RDF, RDFS, XSD, Graph, Literal, URIRef
from rdflib.term import Node

from ontology.errors import InputError, UnavailableError

OLDEST_JAVA = 11
SECONDS = 120
MEGABYTES = 1000

# OWL 2 Structural Specification §4: the datatype map, without what XSD has beside it (xsd:date, xsd:gYear, …).
DATATYPES = frozenset(
    {OWL.real, OWL.rational, RDF.PlainLiteral, RDF.XMLLiteral, RDF.langString, RDFS.Literal}
    | {XSD[name] for name in ("decimal", "integer", "double", "float", "string", "boolean", "anyURI")}
    | {XSD[name] for name in ("nonNegativeInteger", "nonPositiveInteger", "positiveInteger", "negativeInteger")}
    | {XSD[name] for name in ("long", "int", "short", "byte")}
    | {XSD[name] for name in ("unsignedLong", "unsignedInt", "unsignedShort", "unsignedByte")}
    | {XSD[name] for name in ("normalizedString", "token", "language", "Name", "NCName", "NMTOKEN")}
    | {XSD[name] for name in ("hexBinary", "base64Binary", "dateTime", "dateTimeStamp")}
)
PROPERTIES = (OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)
ANNOTATIONS = (RDFS.label, RDFS.comment, RDFS.seeAlso, RDFS.isDefinedBy, OWL.versionInfo, OWL.versionIRI, OWL.imports)
_EQUIVALENT = re.compile(r"^EquivalentClasses\( (.*) \)$", re.MULTILINE)
# How HermiT says that axioms are beyond it; whatever else is thrown is no fault of the ontology.
_REFUSED = re.compile(
    r'^Exception in thread "main" (?:java\.lang\.IllegalArgument|org\.semanticweb\.\S*)Exception: (.*)$', re.MULTILINE
)
_SUBCLASS_OF_NOTHING = re.compile(rf"^SubClassOf\( <(.*)> <{re.escape(OWL.Nothing)}> \)$", re.MULTILINE)


@dataclass(frozen=True)
class Consistency:
    """What HermiT found; where all is inconsistent, it names no class."""

    consistent: bool
    unsatisfiable: tuple[URIRef, ...]


@cache
def java_is_present() -> bool:
    """Whether there is a Java that HermiT can run in."""
    java = shutil.which("java")
    if java is None:
        return False
    told = _run([java, "-version"], gettempdir()).stderr
    version = re.search(r'version "(?:1\.)?(\d+)', told)
    return version is not None and int(version[1]) >= OLDEST_JAVA


def check(graph: Graph, *, seconds: float = SECONDS) -> Consistency:
    """Ask HermiT about the OWL 2 DL part of a graph of ontology, entities and asserted contents.

    Raises:
        InputError: the axioms are beyond HermiT (OWL 2 DL, for one, wants no cardinality on a transitive property).
        UnavailableError: there is no Java, it failed, or there was no answer within the seconds given.
    """
    if not java_is_present():
        raise UnavailableError(f"HermiT needs Java {OLDEST_JAVA} or later, and there is none; install a Java runtime")
    with TemporaryDirectory(prefix="oxiana-hermit-") as folder:
        file = Path(folder, "ontology.nt")
        owl = Graph()
        for triple in owl_part(graph):
            owl.add(triple)
        owl.serialize(file, format="nt", encoding="utf-8")
        command = ["java", f"-Xmx{MEGABYTES}M", f"-Djava.io.tmpdir={folder}", "-cp", _classpath()]
        command += ["org.semanticweb.HermiT.cli.CommandLine", "-c", "-I", file.as_uri()]
        try:
            run = _run(command, folder, seconds)
        except subprocess.TimeoutExpired as error:
            raise UnavailableError(f"HermiT had no answer within {seconds:g} seconds") from error
    told = run.stdout + run.stderr
    if "Inconsistent ontology" in told:
        return Consistency(False, ())
    refused = _REFUSED.search(told)
    if refused:
        raise InputError(f"HermiT cannot reason with this ontology: {refused[1]}")
    if run.returncode or "Exception" in run.stderr:  # it ends with 0 where it could not read its file
        raise UnavailableError(f"HermiT failed, which says nothing of the ontology: {_first_line(told)}")
    return Consistency(True, _unsatisfiable(run.stdout))


def _run(command: Sequence[str], folder: str, seconds: float | None = None) -> subprocess.CompletedProcess[str]:
    """Run Java in a folder of its own: not every folder that one may stand in suits it, / and a deleted one do not."""
    spoken = os.environ | {"LC_ALL": "C.UTF-8"}  # under LC_ALL=C Java opens no file whose path is not ASCII
    return subprocess.run(  # noqa: S603 - java
        command,
        cwd=folder,
        env=spoken,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        timeout=seconds,
        check=False,
    )


def _classpath() -> str:
    owlready2 = find_spec("owlready2")
    if owlready2 is None or owlready2.origin is None:
        raise UnavailableError("HermiT comes with owlready2, which is not installed")
    hermit = Path(owlready2.origin).parent / "hermit"
    return os.pathsep.join([str(hermit), str(hermit / "HermiT.jar")])


def owl_part(graph: Graph) -> Iterator[tuple[Node, Node, Node]]:
    """The triples that are OWL 2 DL axioms and facts, each individual declared."""
    classes = set(graph.subjects(RDF.type, OWL.Class)) | {OWL.Thing}
    objects, data, annotations = (set(graph.subjects(RDF.type, kind)) for kind in PROPERTIES)
    annotations.update(ANNOTATIONS)
    terms = classes | objects | data | annotations
    individuals: set[Node] = set()
    for subject, predicate, value in graph:
        if predicate in annotations:
            continue
        if predicate in objects:
            if not isinstance(value, Literal):
                individuals |= {subject, value}
                yield subject, predicate, value
        elif predicate in data:
            if isinstance(value, Literal) and (value.datatype or XSD.string) in DATATYPES:
                individuals.add(subject)
                yield subject, predicate, value
        elif predicate == RDF.type and not _is_owl(value):
            # A property or class that is said to be of a kind of ours is no individual to HermiT.
            if value in classes and subject not in terms:
                individuals.add(subject)
                yield subject, predicate, value
        elif _is_owl(predicate) and not (predicate == RDFS.range and subject in data and value not in DATATYPES):
            yield subject, predicate, value
    yield from ((one, RDF.type, OWL.NamedIndividual) for one in individuals if isinstance(one, URIRef))


def _is_owl(term: Node) -> bool:
    return str(term).startswith((str(RDF), str(RDFS), str(OWL)))


def _unsatisfiable(told: str) -> tuple[URIRef, ...]:
    groups = (re.findall(r"<([^>]*)>", group) for group in _EQUIVALENT.findall(told))
    named = {iri for group in groups if str(OWL.Nothing) in group for iri in group}
    named.update(_SUBCLASS_OF_NOTHING.findall(told))
    return tuple(URIRef(iri) for iri in sorted(named - {str(OWL.Nothing)}))


def _first_line(told: str) -> str:
    return next((line for line in told.splitlines() if line.strip()), "it gave no reason")
