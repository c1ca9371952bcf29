"""The checks of FOOPS! (https://w3id.org/foops/), which scores ontologies, as far as they run offline.

Written from its catalogue of tests, with its names for them; each looks for what the checker's own looks for.
"""

from rdflib import DC, DCTERMS, OWL, PROV, RDF, RDFS, SKOS, VANN, Graph, Literal, Namespace, URIRef

from tests.fair.checks import Catalogue, Outcome, all_of, holds
from tests.fair.site import HTML, RDF_XML, Site

BIBO = Namespace("http://purl.org/ontology/bibo/")
SCHEMA = Namespace("https://schema.org/")
FOAF = Namespace("http://xmlns.com/foaf/0.1/")
PERSISTENT = ("w3id.org", "doi.org", "purl.org", "perma.cc", "www.w3.org")
# What each metadatum may be written with.
METADATA = {
    "title": (DCTERMS.title, DC.title, SCHEMA.name),
    "description": (DCTERMS.description, DCTERMS.abstract, DC.description, SCHEMA.description, RDFS.comment, SKOS.note),
    "license": (DCTERMS.license, SCHEMA.license),
    "author": (DCTERMS.creator, DC.creator, SCHEMA.creator, FOAF.maker, PROV.wasAttributedTo),
    "namespace URI": (VANN.preferredNamespaceUri,),
    "namespace prefix": (VANN.preferredNamespacePrefix,),
    "version info": (OWL.versionInfo, SCHEMA.schemaVersion),
    "creation date": (DCTERMS.created, SCHEMA.dateCreated, PROV.generatedAtTime),
    "citation": (DCTERMS.bibliographicCitation,),
    "DOI": (BIBO.doi,),
    "publisher": (DCTERMS.publisher, DC.publisher, SCHEMA.publisher),
    "logo": (FOAF.logo, SCHEMA.logo),
    "status": (BIBO.status,),
    "source": (DCTERMS.source, DC.source),
    "issued": (DCTERMS.issued, SCHEMA.datePublished),
}
NAMES = {term: name for name, terms in METADATA.items() for term in terms}
ANNOTATING = {RDFS.label, RDFS.comment, RDFS.seeAlso, RDFS.isDefinedBy, OWL.versionInfo}  # declared by OWL 2 itself
REUSED = tuple(map(str, (DC, DCTERMS, SCHEMA, VANN, PROV, BIBO, FOAF, RDFS, OWL)))
KINDS = (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty)
FOOPS = Catalogue(
    {
        "FIND2": ("the prefix is in a registry", "prefix.cc, LOV"),
        "FIND3": ("the ontology is in a registry", "LOV"),
        "FIND_3_BIS": ("its description stays in a registry if it goes", "LOV"),
        "OM4.2": ("the licence's IRI resolves", "creativecommons.org"),
    }
)


def annotations(site: Site) -> list[URIRef]:
    """The properties, declared for it, by which the ontology itself is annotated."""
    graph = site.vocabulary
    declared = ANNOTATING | set(graph.subjects(RDF.type, OWL.AnnotationProperty))
    return [URIRef(str(term)) for term in graph.predicates(site.ontology) if term in declared]


def metadata(site: Site) -> set[str]:
    """The metadata that there are."""
    version = {"version IRI"} if version_iri(site) else set()
    return {NAMES[term] for term in annotations(site) if term in NAMES} | version


def version_iri(site: Site) -> str:
    """The IRI of the version; empty where there is none."""
    return str(site.vocabulary.value(site.ontology, OWL.versionIRI) or "")


def terms(graph: Graph, site: Site) -> tuple[set[URIRef], set[URIRef]]:
    """The classes and properties of the ontology's own, and those of others."""
    found = {term for kind in KINDS for term in graph.subjects(RDF.type, kind) if isinstance(term, URIRef)}
    own = {term for term in found if str(term).startswith(site.ontology)}
    return own, {term for term in found - own if not str(term).startswith(str(OWL))}


def with_text(site: Site, *properties: URIRef) -> Outcome:
    """How many of its own terms have a text by one of the properties."""
    graph = site.vocabulary
    own, _ = terms(graph, site)
    without = {
        term
        for term in own
        if not any(isinstance(one, Literal) for by in properties for one in graph.objects(term, by))
    }
    return Outcome(len(own) - len(without), len(own), ", ".join(sorted(map(str, without))))


@FOOPS.check("PURL1", "the IRI is of a persistent scheme")
def persistent(site: Site) -> Outcome:
    return holds(any(one in site.ontology for one in PERSISTENT), "a persistent IRI")


@FOOPS.check("URI1", "the IRI resolves, asked for RDF")
def resolvable(site: Site) -> Outcome:
    return holds(site.get(site.ontology, RDF_XML).is_success, "an answer")


@FOOPS.check("URI2", "the IRI that is asked for is that of the ontology in the answer")
def same_iri(site: Site) -> Outcome:
    return holds(list(site.vocabulary.subjects(RDF.type, OWL.Ontology)) == [site.ontology], "the same IRI")


@FOOPS.check("VER1", "there is a version IRI, another than the ontology's")
def version(site: Site) -> Outcome:
    given = version_iri(site)
    return Outcome(bool(given) + (given not in ("", str(site.ontology))), 2, "" if given else "a version IRI")


@FOOPS.check("VER2", "the version IRI resolves")
def version_resolvable(site: Site) -> Outcome:
    return holds(bool(version_iri(site)) and site.get(version_iri(site)).is_success, "an answer at the version IRI")


@FOOPS.check("OM1", "minimum metadata")
def minimum(site: Site) -> Outcome:
    wanted = ("title", "description", "license", "version IRI", "author", "namespace URI")
    return all_of(wanted, metadata(site))


@FOOPS.check("OM2", "recommended metadata")
def recommended(site: Site) -> Outcome:
    return all_of(("namespace prefix", "version info", "creation date", "citation"), metadata(site))


@FOOPS.check("OM3", "detailed metadata")
def detailed(site: Site) -> Outcome:
    return all_of(("DOI", "publisher", "logo", "status", "source", "issued"), metadata(site))


@FOOPS.check("OM4.1", "a licence is told")
def licensed(site: Site) -> Outcome:
    return all_of(("license",), metadata(site))


@FOOPS.check("OM5_1", "basic provenance: when it was made, and by whom")
def provenance(site: Site) -> Outcome:
    return all_of(("creation date", "author"), metadata(site))


@FOOPS.check("OM5_2", "detailed provenance: when it was issued, and by whom")
def full_provenance(site: Site) -> Outcome:
    return all_of(("issued", "publisher"), metadata(site))


@FOOPS.check("RDF1", "there is RDF")
def in_rdf(site: Site) -> Outcome:
    return holds(len(site.vocabulary) > 0, "RDF")


@FOOPS.check("VOC1", "its metadata are in vocabularies of others")
def metadata_reused(site: Site) -> Outcome:
    return holds(any(str(term).startswith(REUSED) for term in annotations(site)), "a known vocabulary")


@FOOPS.check("VOC2", "it builds on ontologies of others")
def reused(site: Site) -> Outcome:
    return holds(bool(terms(site.vocabulary, site)[1]), "a class or property of others")


@FOOPS.check("VOC3", "every term has a label")
def labelled(site: Site) -> Outcome:
    return with_text(site, RDFS.label, SKOS.prefLabel)


@FOOPS.check("VOC4", "every term has a definition")
def defined(site: Site) -> Outcome:
    return with_text(site, RDFS.comment, SKOS.definition)


@FOOPS.check("DOC1", "there is a page about it")
def page(site: Site) -> Outcome:
    answer = site.get(site.ontology, HTML)
    is_page = answer.is_success and answer.headers["content-type"].startswith(HTML)
    return holds(is_page and "<h1>" in answer.text, "HTML")


@FOOPS.check("HTTP1", "it is reached by HTTP")
def by_http(site: Site) -> Outcome:
    return holds(site.ontology.startswith("http"), "an HTTP IRI")


@FOOPS.check("CN1", "the same IRI answers with HTML and with RDF")
def negotiated(site: Site) -> Outcome:
    found = [accept for accept in (HTML, RDF_XML) if _answers(site, accept)]
    return all_of((HTML, RDF_XML), found)


@FOOPS.check("FIND1", "it names its prefix")
def prefix(site: Site) -> Outcome:
    return all_of(("namespace prefix",), metadata(site))


def _answers(site: Site, media_type: str) -> bool:
    answer = site.get(site.ontology, media_type)
    return answer.is_success and answer.headers["content-type"].startswith(media_type)
