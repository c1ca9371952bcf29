"""HermiT: whether ontology and facts can all be so, and whether each class can have a member.

HermiT comes with owlready2 and runs in Java. It is started here directly: owlready2's own call has no time limit, keeps
the facts in a world of its own, and leaves its file behind where the ontology is inconsistent.
"""

import os
import re
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.util import find_spec
from itertools import permutations
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir

from rdflib import OWL, Graph, URIRef

from ontology.errors import InputError, UnavailableError
from ontology.owl_part import owl_part

OLDEST_JAVA = 11
SECONDS = 120
MEGABYTES = 1000

_EQUIVALENT = re.compile(r"^EquivalentClasses\( (.*) \)$", re.MULTILINE)
# How HermiT says that axioms are beyond it; whatever else is thrown is no fault of the ontology.
_REFUSED = re.compile(
    r'^Exception in thread "main" (?:java\.lang\.IllegalArgument|org\.semanticweb\.\S*)Exception: (.*)$', re.MULTILINE
)
_SUBCLASS = re.compile(r"^SubClassOf\( <(.*)> <(.*)> \)$", re.MULTILINE)


@dataclass(frozen=True)
class Consistency:
    """What HermiT found; where all is inconsistent, it names no class.

    `subsumptions` are the pairs of named classes that can have members, each directly below or equivalent to the other.
    """

    consistent: bool
    unsatisfiable: tuple[URIRef, ...]
    subsumptions: frozenset[tuple[URIRef, URIRef]] = field(default=frozenset(), compare=False)


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
        owl_part(graph).serialize(file, format="nt", encoding="utf-8")
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
    return _read(run.stdout)


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


def _read(told: str) -> Consistency:
    """What HermiT wrote in functional-style syntax: each class below another, and those that are the same."""
    nothing = str(OWL.Nothing)
    pairs = set(_SUBCLASS.findall(told))
    for group in _EQUIVALENT.findall(told):
        pairs.update(permutations(re.findall(r"<([^>]*)>", group), 2))
    impossible = {below for below, above in pairs if above == nothing}
    kept = ((below, above) for below, above in pairs if not {below, above} & {*impossible, nothing})
    subsumptions = frozenset((URIRef(below), URIRef(above)) for below, above in kept)
    return Consistency(True, tuple(map(URIRef, sorted(impossible))), subsumptions)


def _first_line(told: str) -> str:
    return next((line for line in told.splitlines() if line.strip()), "it gave no reason")
