"""The metrics of F-UJI, as its metrics_v0.8.yaml defines them, as far as they are measured without the network.

Written from the definitions (FAIRsFAIR, doi:10.5281/zenodo.15045911), with their identifiers and scores. What is
measured is the landing page of the dataset.
"""

from rdflib import RDF
from rdflib.namespace import DCTERMS, OWL, PROV, RDFS, SH, SKOS, VOID

from graph.imprint import DCAT, LICENCES, PUBLIC, SCHEMA
from tests.fair.checks import Catalogue, Outcome, holds
from tests.fair.foops import FOAF
from tests.fair.harvest import Harvest
from tests.fair.site import HTML, Site

CITED = {"creator", "title", "object_identifier", "publication_date", "publisher", "object_type"}
DESCRIBED = CITED | {"summary", "keywords"}
USUAL = set(map(str, (RDF, RDFS, OWL, SKOS, DCTERMS, DCAT, SCHEMA, FOAF)))  # too common to tell anything
REGISTERED = {str(VOID), str(PROV), str(SH)}  # in LOV and in Bioregistry
OPEN = ("text/turtle", "application/n-triples", "application/rdf+xml", "application/ld+json")
FUJI = Catalogue(
    {
        "FsF-F1-02MD-2": ("the persistent IRI is registered: its authority redirects it", "w3id.org"),
        "FsF-F1-02MD-5": ("the same for the IRIs of the data (not scored)", "w3id.org"),
    }
)


@FUJI.check("FsF-F1-01MD", "a unique identifier")
def unique(site: Site) -> Outcome:
    return holds(site.home.startswith("https://") and site.get(site.home, HTML).is_success, "an IRI")


@FUJI.check("FsF-F1-02MD", "a persistent identifier: its syntax")
def persistent(site: Site) -> Outcome:
    whole = 0.5
    return Outcome(whole if site.home.startswith("https://w3id.org/") else 0, whole)


@FUJI.check("FsF-F2-01M", "core metadata: for a citation; for finding")
def core(site: Site) -> Outcome:
    found = set(Harvest(site).core())
    passed = (found >= CITED) + (found >= DESCRIBED)
    return Outcome(passed, 2, ", ".join(sorted(DESCRIBED - found)))


@FUJI.check("FsF-F3-01M", "the metadata tell where the data are")
def located(site: Site) -> Outcome:
    return holds(any(one.download for one in Harvest(site).deliveries()), "the address of the data")


@FUJI.check("FsF-F4-01M", "search engines can read it: structured data in the page")
def searchable(site: Site) -> Outcome:
    is_there = any("schema.org" in text and "Dataset" in text for text in Harvest(site).embedded)
    return Outcome(2 * is_there, 2, "" if is_there else "JSON-LD in the page")


@FUJI.check("FsF-A1-01M", "who may have the data, in a controlled term")
def accessible(site: Site) -> Outcome:
    return holds(str(PUBLIC) in Harvest(site).core().get("access_level", ()), "a term of a known vocabulary")


@FUJI.check("FsF-A1-02MD", "metadata and data are had at their identifiers")
def retrievable(site: Site) -> Outcome:
    harvest = Harvest(site)
    downloads = [one.download for one in harvest.deliveries()]
    are_there = bool(downloads) and all(site.get(one).is_success for one in downloads)
    return Outcome((harvest.dataset is not None) + are_there, 2, "" if are_there else "the data")


@FUJI.check("FsF-A1.1-01MD", "a standard protocol, for metadata and for data")
def by_protocol(site: Site) -> Outcome:
    return _of_both(site, ("http://", "https://"))


@FUJI.check("FsF-A1.2-01MD", "the protocol supports authentication, for metadata and for data")
def by_protocol_with_authentication(site: Site) -> Outcome:
    return _of_both(site, ("https://",))


@FUJI.check("FsF-I1-01M", "formal metadata: in the page, or by typed links")
def formal(site: Site) -> Outcome:
    harvest = Harvest(site)
    is_there = bool(harvest.embedded) or len(harvest.linked) > 0
    return Outcome(2 * is_there, 2, "" if is_there else "RDF")


@FUJI.check("FsF-I2-01M", "terms of registered vocabularies, beside the usual ones")
def semantic(site: Site) -> Outcome:
    is_there = bool((Harvest(site).namespaces() - USUAL) & REGISTERED)
    return Outcome(2 * is_there, 2, "" if is_there else "a registered vocabulary")


@FUJI.check("FsF-I3-01M", "qualified links to related things")
def related(site: Site) -> Outcome:
    is_there = bool(Harvest(site).related())
    return Outcome(2 * is_there, 2, "" if is_there else "a link")


@FUJI.check("FsF-R1-01M", "the kind of data; how they are delivered")
def content(site: Site) -> Outcome:
    harvest = Harvest(site)
    is_typed = str(DCAT.Dataset) in harvest.core().get("object_type", ())
    is_delivered = any(one.endpoint and one.protocol for one in harvest.deliveries())
    return Outcome(is_typed + is_delivered, 2, "" if is_delivered else "the endpoint and its protocol")


@FUJI.check("FsF-R1.1-01M", "a licence that machines know")
def licensed(site: Site) -> Outcome:
    licences = Harvest(site).core().get("license", [])
    return holds(bool(licences) and all(one.startswith(LICENCES) for one in licences), "an SPDX licence")


@FUJI.check("FsF-R1.2-01M", "provenance, in an ontology for it")
def provenance(site: Site) -> Outcome:
    return holds(str(PROV) in Harvest(site).namespaces(), "PROV-O")


@FUJI.check("FsF-R1.3-01M", "a metadata standard that a community endorses")
def standard(site: Site) -> Outcome:
    return holds(str(DCAT) in Harvest(site).namespaces(), "DCAT")


@FUJI.check("FsF-R1.3-02D", "an open format of the data")
def open_format(site: Site) -> Outcome:
    return holds(any(one.media_type.endswith(OPEN) for one in Harvest(site).deliveries()), "an open format")


def _of_both(site: Site, schemes: tuple[str, ...]) -> Outcome:
    """A point each for the metadata and the data, where their addresses begin with one of the schemes."""
    addresses = [one.download for one in Harvest(site).deliveries()]
    data = bool(addresses) and all(one.startswith(schemes) for one in addresses)
    return Outcome(str(site.home).startswith(schemes) + data, 2, "" if data else "the addresses of the data")
