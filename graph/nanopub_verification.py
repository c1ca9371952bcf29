"""Verification of nanopublications: that each is whole, is what its Trusty URI names, and is signed as it says.

It is our own, since the nanopub library takes any signature, and reads no names with a port.
"""

import gzip
import re
import zlib
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path

from rdflib import RDF, URIRef
from rdflib.term import Identifier

from graph.nanopub_files import JSON_LD, NQUADS, TRIG
from graph.nanopubs import NP
from graph.quads import parsed
from graph.signatures import signer
from graph.trusty import CODE, Quad, artifact_code, normal_form
from ontology.errors import Finding, InputError, UnavailableError

FORMATS = {".trig": TRIG, ".nq": NQUADS, ".jsonld": JSON_LD}
LINKS = (NP.hasAssertion, NP.hasProvenance, NP.hasPublicationInfo)
NAME = re.compile(rf"https?://\S*[/#]({CODE})")
MOST_BYTES = 1 << 30  # of a file, decompressed
GZIP = b"\x1f\x8b"

Graphs = Mapping[Identifier, list[Quad]]


def verify(path: Path) -> dict[URIRef, str]:
    """Verify every nanopublication of a file in TriG, N-Quads or JSON-LD, which may be gzipped; who has signed each.

    (For that see `graph.signatures.signer`.)

    Raises:
        InputError: some do not hold, or the file has something else; each fault by itself.
        UnavailableError: the file cannot be read.
    """
    graphs: defaultdict[Identifier, list[Quad]] = defaultdict(list)
    for quad in _quads(path):
        graphs[quad[0]].append(quad)
    heads = {
        (subject, graph)
        for graph, quads in graphs.items()
        for _, subject, verb, value in quads
        if verb == RDF.type and value == NP.Nanopublication
    }
    signers, known, findings = dict[URIRef, str](), set[Identifier](), list[Finding]()
    for this, head in sorted(heads):
        links = {value: verb for _, subject, verb, value in graphs[head] if subject == this and verb in LINKS}
        known |= {head, *links}
        try:
            signers[URIRef(this)] = _signer(URIRef(this), head, links, graphs)
        except InputError as error:
            findings.append(Finding(path, 0, f"{this}: {error}"))
    findings += [Finding(path, 0, f"the graph {one} is of no nanopublication") for one in sorted(set(graphs) - known)]
    if findings:
        raise InputError(f"of {len(heads)} nanopublications {len(signers)} hold", findings)
    if not heads:
        raise InputError(f"{path} has no nanopublication in it")
    return signers


def _signer(this: URIRef, head: Identifier, links: Mapping[Identifier, Identifier], graphs: Graphs) -> str:
    """By whom a nanopublication is signed.

    Raises:
        InputError: it does not hold.
    """
    name, own = NAME.fullmatch(this), {head, *links}
    if not name:
        raise InputError("it has no Trusty URI")
    is_whole = sorted(links.values()) == sorted(LINKS) and len(own) == 1 + len(LINKS)
    if not is_whole or not all(graphs.get(graph) for graph in own):
        raise InputError("it is not a head, an assertion, a provenance and a publication info, one of each")
    quads = [quad for graph in own for quad in graphs[graph]]
    if artifact_code(normal_form(quads, name[1])) != name[1]:
        raise InputError("it is not what its Trusty URI names: it was changed, or is not whole")
    return signer(this, quads, name[1])


def _quads(path: Path) -> list[Quad]:
    suffix = path.with_suffix("").suffix if path.suffix == ".gz" else path.suffix
    if suffix not in FORMATS:
        raise InputError(
            f"{path} is called like no file of nanopublications; these end in {', '.join(FORMATS)}, or these and .gz"
        )
    try:
        with path.open("rb") as file:
            is_gzip = file.read(len(GZIP)) == GZIP
            file.seek(0)
            text = (gzip.GzipFile(fileobj=file) if is_gzip else file).read(MOST_BYTES + 1)
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise InputError(f"{path} is damaged: {error}") from error
    except OSError as error:
        raise UnavailableError(f"{path} cannot be read: {error.strerror or error}") from error
    if len(text) > MOST_BYTES:
        raise InputError(f"{path} is longer than {MOST_BYTES} bytes; verify it in parts")
    try:
        return parsed(text, FORMATS[suffix])
    except SyntaxError as error:
        raise InputError(f"{path} cannot be read", [Finding(path, error.lineno or 0, error.msg)]) from error
