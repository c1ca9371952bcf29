"""A small world of claims and of what others tell, in a real store, to be cross-checked."""

from dataclasses import dataclass

import pyoxigraph
from rdflib import RDFS, Literal

from graph.crosscheck.comparing import CrossCheck, cross_checks
from graph.crosscheck.triples import cross_check_triples
from graph.store import EmbeddedStore
from ontology.terms import CANONICAL

HEAD = """@prefix ox: <https://w3id.org/oxiana/ontology#> . @prefix id: <https://w3id.org/oxiana/id/> .
@prefix graph: <https://w3id.org/oxiana/graph/> . @prefix claim: <https://w3id.org/oxiana/claim/quay/> .
@prefix text: <https://w3id.org/oxiana/text/quay/> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix dcterms: <http://purl.org/dc/terms/> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix edtf: <http://id.loc.gov/datatypes/edtf/> . @prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . @prefix wd: <http://www.wikidata.org/entity/> .
@prefix p: <http://www.wikidata.org/prop/> . @prefix ps: <http://www.wikidata.org/prop/statement/> .
@prefix psv: <http://www.wikidata.org/prop/statement/value/> . @prefix pq: <http://www.wikidata.org/prop/qualifier/> .
@prefix wikibase: <http://wikiba.se/ontology#> . @prefix s: <https://w3id.org/oxiana/graph/references#> .
@prefix reference: <https://w3id.org/oxiana/graph/references#> .
"""
THINGS = """
id:Corran a ox:State ; rdfs:label "Corran"@en , "科蘭"@zh-Hant ; ox:memberOf id:Harbours .
id:Ostra a ox:State ; rdfs:label "Ostra"@en , "奧斯特拉"@zh-Hant ; ox:memberOf id:Harbours .
id:Mar a ox:GreatPower ; rdfs:label "Mar"@en , "馬爾"@zh-Hant .
id:Harbours a ox:Group . id:League a ox:Arrangement . id:Fair a ox:Arrangement . id:Isles a ox:Region .
ox:takesPartIn a ox:DistributiveProperty .
id:Riot a ox:Event . id:Treaty a ox:Event .
"""
LINKS = """
id:Corran skos:exactMatch wd:Q1 . id:Ostra skos:exactMatch wd:Q2 . id:League skos:exactMatch wd:Q3 .
id:Mar skos:exactMatch wd:Q4 . id:Isles skos:exactMatch wd:Q5 . id:Riot skos:exactMatch wd:Q6 .
id:Treaty skos:exactMatch wd:Q7 . id:Fair skos:closeMatch wd:Q8 .
"""
MEMBER = "wd:Q1 p:P463 s:a . s:a a wikibase:Statement ; ps:P463 wd:Q3"


@dataclass(frozen=True)
class World:
    """A claim with its modality and more of its description, what others tell, and of what time its source speaks."""

    content: str
    told: str = ""
    modality: str = "Asserted"
    more: str = ""
    temporal: str = "1991~/2007~"
    graph: str = "references"

    @property
    def store(self) -> EmbeddedStore:
        """It in a store."""
        temporal = f'dcterms:temporal "{self.temporal}"^^edtf:EDTF .' if self.temporal else 'dcterms:language "en" .'
        described = f"claim:A1.1 a ox:Claim ; ox:statedIn text:A1 ; ox:modality ox:{self.modality} {self.more} ."
        text = f"""{HEAD}{THINGS}
            graph:claims {{ {described} }}
            graph:text {{ text:A1 ox:inSource text:quay . text:quay {temporal} }}
            claim:A1.1 {{ {self.content} }}
            graph:{self.graph} {{ {self.told} }}"""
        quads = pyoxigraph.parse(f"{text}\n{described}\n{LINKS}".encode(), format=pyoxigraph.RdfFormat.TRIG)
        nquads = pyoxigraph.serialize(quads, format=pyoxigraph.RdfFormat.N_QUADS)
        return EmbeddedStore.load(nquads or b"", CANONICAL)

    @property
    def check(self) -> CrossCheck:
        """What comes of its claim."""
        (check,) = cross_checks(self.store, CANONICAL)
        return check

    def why(self, language: str) -> str:
        """The sentences of all its comparisons."""
        comments = [
            value
            for subject, predicate, value in cross_check_triples(self.store, CANONICAL)
            if predicate == RDFS.comment and str(subject).rpartition("-")[2].isdigit()
        ]
        told = (one for one in comments if isinstance(one, Literal) and (one.language or "").lower() == language)
        return " ".join(sorted(map(str, told)))
