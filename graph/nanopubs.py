"""Nanopublications (https://nanopub.net/guidelines/working_draft/): each claim as one, named by a Trusty URI.

What a source affirms is asserted as the triples that it is. Of every other claim (denied, predicted, asked, in another
voice …) the assertion is that the source puts it so: the claim with its modality, and each triple as an rdf:Statement,
which asserts nothing. Nothing is said of the version of the dataset or its date: a nanopublication keeps its name for
as long as its claim and passages are as they are.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass

from rdflib import DCTERMS, FOAF, PROV, RDF, RDFS, XSD, Literal, Namespace, URIRef
from rdflib.term import Identifier

from graph.edition import Edition, Maker
from graph.offer import QUERIES
from graph.passages import OA
from graph.store import Row, Store, select
from graph.trusty import PLACEHOLDER, Quad, minted
from ontology.queries import fill
from ontology.terms import Names

NP = Namespace("http://www.nanopub.org/nschema#")
NPX = Namespace("http://purl.org/nanopub/x/")
LICENCES = Namespace("https://spdx.org/licenses/")
PARTS = ("Head", "assertion", "provenance", "pubinfo")
AT_ONCE = 100  # claims that a query is asked about

Triple = tuple[Identifier, Identifier, Identifier]
Sign = Callable[[list[Quad]], list[Quad]]


@dataclass(frozen=True)
class Nanopub:
    """One nanopublication: its IRI, the claim that it is of, and its quads, part by part and sorted.

    `is_affirmed`: it asserts what the claim says, and not only that it is said. `modality` is that of the claim.
    """

    iri: URIRef
    claim: URIRef
    modality: URIRef
    is_affirmed: bool
    quads: tuple[Quad, ...]

    @property
    def code(self) -> str:
        """Its artifact code, by which it is found."""
        return self.iri.rpartition("/")[2]


class Nanopubs:
    """Makes the nanopublications of the claims of a dataset; with `sign` each is signed, and so has another name."""

    def __init__(self, store: Store, names: Names, edition: Edition, sign: Sign | None = None) -> None:
        self._store, self._names, self._edition, self._sign = store, names, edition, sign
        self._this = URIRef(f"{names.base}np/{PLACEHOLDER}")

    def claims(self) -> list[URIRef]:
        """Every claim of the dataset, by IRI."""
        return [URIRef(row["claim"]) for row in self._ask("claims", ())]

    def of(self, claims: Sequence[URIRef]) -> Iterator[Nanopub]:
        """The nanopublication of each claim, in their order, a few at a time; what is no claim is left out."""
        for start in range(0, len(claims), AT_ONCE):
            some = claims[start : start + AT_ONCE]
            told = {name: self._by_claim(name, some) for name in ("content", "description", "passages")}
            for claim in (one for one in some if one in told["description"]):
                yield self._made(claim, *(told[name].get(claim, []) for name in told))

    def _ask(self, name: str, claims: Collection[URIRef]) -> list[Row]:
        return select(self._store, fill(self._names.read(QUERIES / f"nanopub-{name}.rq"), claims=claims))

    def _by_claim(self, name: str, claims: Collection[URIRef]) -> dict[Identifier, list[Triple]]:
        found = defaultdict[Identifier, list[Triple]](list)
        for row in self._ask(name, claims):
            found[row["claim"]].append((row.get("subject", row["claim"]), row["predicate"], row["object"]))
        return found

    def _made(self, claim: URIRef, content: list[Triple], description: list[Triple], place: list[Triple]) -> Nanopub:
        modality, is_affirmed = self._put(description)
        said = content if is_affirmed else self._reported(claim, content, description)
        parts = {
            "Head": self._head(),
            "assertion": said,
            "provenance": self._provenance(claim, description, place),
            "pubinfo": self._publication(claim, description),
        }
        quads = [(self._own(part), *triple) for part in PARTS for triple in sorted({*parts[part]})]
        code, named = minted(self._sign(quads) if self._sign else quads)
        return Nanopub(URIRef(f"{self._names.base}np/{code}"), claim, modality, is_affirmed, tuple(named))

    def _own(self, name: str) -> URIRef:
        return URIRef(f"{self._this}#{name}")

    def _put(self, description: list[Triple]) -> tuple[URIRef, bool]:
        """The modality of a claim, and whether the source itself says that it is so (see `graph.dataset`)."""
        ox = self._names.ox
        modality = next(URIRef(value) for _, verb, value in description if verb == ox.modality)
        has_voice = any(verb == ox.voice for _, verb, _ in description)
        return modality, modality == ox.Asserted and not has_voice

    def _head(self) -> Iterator[Triple]:
        yield self._this, RDF.type, NP.Nanopublication
        for link, part in zip(("hasAssertion", "hasProvenance", "hasPublicationInfo"), PARTS[1:], strict=True):
            yield self._this, NP[link], self._own(part)

    def _reported(self, claim: URIRef, content: list[Triple], description: list[Triple]) -> Iterator[Triple]:
        """That a claim is put, and how, without the claim's own triples."""
        ox = self._names.ox
        how = (RDF.type, ox.modality, ox.voice, ox.condition, ox.gloss)
        yield from (triple for triple in description if triple[1] in how)
        for number, triple in enumerate(sorted(content), 1):
            statement = self._own(f"statement-{number}")
            yield claim, DCTERMS.hasPart, statement
            yield statement, RDF.type, RDF.Statement
            for role, term in zip((RDF.subject, RDF.predicate, RDF.object), triple, strict=True):
                yield statement, role, term

    def _provenance(self, claim: URIRef, description: list[Triple], place: list[Triple]) -> Iterator[Triple]:
        """Where the assertion is from; whose it is beyond the source, the graph does not know."""
        assertion = self._own("assertion")
        yield assertion, PROV.wasDerivedFrom, claim
        for _, verb, value in description:
            if verb == self._names.ox.statedIn:
                yield assertion, PROV.wasDerivedFrom, value
        for _, verb, value in place:
            if verb == OA.hasSource:
                yield assertion, PROV.hadPrimarySource, value
        for maker, _ in self._makers():
            yield claim, PROV.wasAttributedTo, maker  # they drew it from the passage
        yield from description
        yield from place

    def _publication(self, claim: URIRef, description: list[Triple]) -> Iterator[Triple]:
        yield self._this, NPX.describes, claim
        yield self._this, DCTERMS.isPartOf, URIRef(f"{self._names.base}.well-known/void#dataset")
        for _, verb, value in description:
            if verb == self._names.ox.gloss:
                yield self._this, RDFS.label, value
        for licence in self._edition.licences:
            yield self._this, DCTERMS.license, LICENCES[licence]
        for iri, maker in self._makers():
            yield self._this, DCTERMS.creator, iri
            yield iri, RDF.type, FOAF.Person if maker.family else FOAF.Agent
            yield iri, FOAF.name, Literal(maker.name or f"{maker.given} {maker.family}".strip())
        if self._sign and self._edition.released:
            yield self._this, DCTERMS.created, Literal(self._edition.released, datatype=XSD.date)

    def _makers(self) -> Iterator[tuple[URIRef, Maker]]:
        for number, maker in enumerate(self._edition.makers, 1):
            yield self._own(f"maker-{number}"), maker
