"""A server of Special:EntityData on loopback, with invented items in the format that Wikibase gives."""

import contextlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler

from tests.graph.endpoints import Endpoint, Respond, answer, endpoint

NAMED = re.compile(r"/wiki/Special:EntityData/(Q\d+)\.ttl\?flavor=dump")
PREFIXES = """@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix wikibase: <http://wikiba.se/ontology#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix schema: <http://schema.org/> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix wd: <http://www.wikidata.org/entity/> .
@prefix data: <https://www.wikidata.org/wiki/Special:EntityData/> .
@prefix s: <http://www.wikidata.org/entity/statement/> .
@prefix ref: <http://www.wikidata.org/reference/> .
@prefix v: <http://www.wikidata.org/value/> .
@prefix wdt: <http://www.wikidata.org/prop/direct/> .
@prefix p: <http://www.wikidata.org/prop/> .
@prefix ps: <http://www.wikidata.org/prop/statement/> .
@prefix psv: <http://www.wikidata.org/prop/statement/value/> .
@prefix pq: <http://www.wikidata.org/prop/qualifier/> .
@prefix pqv: <http://www.wikidata.org/prop/qualifier/value/> .
@prefix pr: <http://www.wikidata.org/prop/reference/> .

"""
VALUE = "v:0c3a5e1f6b7d8c9a0b1c2d3e4f5a6b7c"
REFERENCE = "ref:7eb64cf9621d34c54fd4bd040ed4b61a88c4a1a0"


def document(item: str, league: str = "Q9000009", start: str = "1212-05-01", label: str = "Velm") -> bytes:
    """A state that is a member of a league since a day, in a document of three statements."""
    return f"""{PREFIXES}data:{item} a schema:Dataset ;
	schema:about wd:{item} ;
	schema:softwareVersion "1.0.0" ;
	schema:version "1435353896"^^xsd:integer ;
	schema:dateModified "2026-06-05T06:17:15Z"^^xsd:dateTime ;
	wikibase:statements "3"^^xsd:integer ;
	wikibase:sitelinks "0"^^xsd:integer ;
	wikibase:identifiers "0"^^xsd:integer .

wd:{item} a wikibase:Item ;
	rdfs:label "{label}"@en ;
	skos:prefLabel "{label}"@en ;
	schema:name "{label}"@en ;
	rdfs:label "維姆"@zh-hant , "Welm"@de ;
	skos:altLabel "the salt shore"@en ;
	schema:description "an invented state"@en ;
	wdt:P463 wd:{league} ;
	wdt:P18 <http://commons.wikimedia.org/wiki/Special:FilePath/Velm.jpg> ;
	p:P463 s:{item}-0c5e1f6b ;
	p:P18 s:{item}-1c5e1f6b ;
	p:P35 s:{item}-2c5e1f6b .

s:{item}-0c5e1f6b a wikibase:Statement , wikibase:BestRank ;
	wikibase:rank wikibase:NormalRank ;
	ps:P463 wd:{league} ;
	pq:P580 "{start}T00:00:00Z"^^xsd:dateTime ;
	pqv:P580 {VALUE} ;
	prov:wasDerivedFrom {REFERENCE} .

s:{item}-1c5e1f6b a wikibase:Statement , wikibase:BestRank ;
	wikibase:rank wikibase:NormalRank ;
	ps:P18 <http://commons.wikimedia.org/wiki/Special:FilePath/Velm.jpg> .

s:{item}-2c5e1f6b a wikibase:Statement ;
	wikibase:rank wikibase:DeprecatedRank ;
	ps:P35 _:35d4e1f6 .

{VALUE} a wikibase:TimeValue ;
	wikibase:timeValue "{start}T00:00:00Z"^^xsd:dateTime ;
	wikibase:timePrecision "11"^^xsd:integer ;
	wikibase:timeTimezone "0"^^xsd:integer ;
	wikibase:timeCalendarModel <http://www.wikidata.org/entity/Q1985786> .

{REFERENCE} a wikibase:Reference ;
	pr:P854 <http://league.example/members> .

wd:P463 a wikibase:Property ;
	rdfs:label "member of"@en .
""".encode()


def turtle(body: bytes) -> Respond:
    """Answer with a document."""
    return answer(media_type="text/turtle; charset=UTF-8", body=body)


@dataclass
class EntityData:
    """What the server has of each item: how it answers, one request after another, the last for ever."""

    there: Endpoint
    answers: dict[str, list[Respond]] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return f"http://{self.there.host}:{self.there.port}/wiki/Special:EntityData/"

    @property
    def asked(self) -> list[str]:
        """The items that were asked for, in order."""
        return [found[1] for one in self.there.asked if (found := NAMED.search(one.line))]


@contextlib.contextmanager
def entity_data(**answers: Respond | list[Respond]) -> Iterator[EntityData]:
    """A server that answers so while the block runs; what it has not is 404."""
    lists = {item: list(one) if isinstance(one, list) else [one] for item, one in answers.items()}

    def respond(handler: BaseHTTPRequestHandler) -> None:
        found = NAMED.fullmatch(handler.path)
        queue = lists.get(found[1], []) if found else []
        missing: Respond = answer(404, "text/html", b"<!DOCTYPE html><html>no such entity</html>")
        (queue.pop(0) if len(queue) > 1 else queue[0] if queue else missing)(handler)

    with endpoint(respond) as there:
        yield EntityData(there, lists)


def cut(body: bytes, told: int | None = None) -> Respond:
    """Answer with a part of a document, and close the connection; `told` is the length that is told."""

    def respond(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Type", "text/turtle")
        handler.send_header("Connection", "close")
        if told is not None:
            handler.send_header("Content-Length", str(told))
        handler.end_headers()
        handler.wfile.write(body)
        handler.close_connection = True

    return respond
