"""The versions of a dataset as RDF, as DCAT 3 §11 has them; what came and went between two of them as PROV."""

from collections.abc import Iterable, Sequence

from rdflib import PROV, RDF, XSD, Graph, Literal, Namespace, URIRef
from rdflib.namespace import DCTERMS

from graph.differences import Difference
from graph.imprint import DCAT
from graph.offer import FORMATS, Offer, both
from graph.store import Answer
from graph.versions import Version, written
from graph.void import MEDIA_TYPES

ADMS = Namespace("http://www.w3.org/ns/adms#")
SPDX = Namespace("http://spdx.org/rdf/terms#")


def versions_graph(versions: Iterable[Version], current: str, offer: Offer, accept: Sequence[str]) -> Answer:
    """The dataset with some of its versions, in the first of the media types that RDF has."""
    graph = Graph()
    dataset = URIRef(f"{offer.names.base}.well-known/void#dataset")
    graph.add((dataset, RDF.type, DCAT.Dataset))
    for version in versions:
        iri = URIRef(version.iri)
        graph.add((dataset, DCAT.hasVersion, iri))
        graph.add((iri, DCAT.isVersionOf, dataset))
        if version.sha256 == current:
            graph.add((dataset, DCAT.hasCurrentVersion, iri))
        _add_version(graph, iri, version)
    return offer.written(graph, accept)


def _add_version(graph: Graph, iri: URIRef, version: Version) -> None:
    edition, former = version.edition, URIRef(f"{version.base}versions/{version.former}")
    graph.add((iri, RDF.type, DCAT.Dataset))
    graph.add((iri, DCAT.version, Literal(edition.number or version.sha256)))
    graph.add((iri, DCTERMS.identifier, Literal(f"sha256:{version.sha256}")))
    graph.add((iri, DCTERMS.issued, Literal(written(version.since), datatype=XSD.dateTime)))
    if edition.title:
        graph.add((iri, DCTERMS.title, Literal(edition.title)))
    if version.former:
        graph.add((iri, DCAT.previousVersion, former))
        graph.add((iri, PROV.wasRevisionOf, former))
    for note in notes(version.changes):
        graph.add((iri, ADMS.versionNotes, note))
    if version.changes:
        change = URIRef(f"{iri}#changes")
        graph.add((iri, PROV.wasGeneratedBy, change))
        graph.add((change, RDF.type, PROV.Activity))
        graph.add((change, PROV.used, former))
        for name in version.changes.added:
            graph.add((change, PROV.generated, URIRef(version.base + name)))
        for name in version.changes.withdrawn:
            graph.add((change, PROV.invalidated, URIRef(version.base + name)))
    file, checksum = URIRef(f"{iri}.nq.gz"), URIRef(f"{iri}#checksum")
    graph.add((iri, DCAT.distribution, file))
    graph.add((file, RDF.type, DCAT.Distribution))
    graph.add((file, DCAT.downloadURL, file))
    graph.add((file, DCAT.mediaType, MEDIA_TYPES["application/n-quads"]))
    graph.add((file, DCAT.compressFormat, MEDIA_TYPES["application/gzip"]))
    graph.add((file, DCTERMS["format"], FORMATS["N-Quads"]))
    graph.add((file, DCAT.byteSize, Literal(version.bytes, datatype=XSD.nonNegativeInteger)))
    graph.add((file, SPDX.checksum, checksum))
    graph.add((checksum, RDF.type, SPDX.Checksum))
    graph.add((checksum, SPDX.algorithm, SPDX.checksumAlgorithm_sha256))
    graph.add((checksum, SPDX.checksumValue, Literal(version.digest, datatype=XSD.hexBinary)))


def notes(changes: Difference | None) -> Sequence[Literal]:
    """What has changed in one sentence of each language; nothing where it is not known."""
    if changes is None:
        return ()
    numbers = [len(one) for one in (changes.added, changes.reworded, changes.changed, changes.withdrawn)]
    english = "Claims: {} added, {} reworded, {} changed, {} withdrawn."
    return both(english.format(*numbers), "主張：新增 {} 則，改寫 {} 則，更動 {} 則，撤回 {} 則。".format(*numbers))
