"""Graphs to put and to compare, for the tests of the graph store."""

import httpx
import pyoxigraph

TURTLE = {"Content-Type": "text/turtle"}
GRAPH = "http://e.org/g"
NAMED = {"graph": GRAPH}
TRIPLE = "<http://e.org/s> <http://e.org/p> "
FORMS = {
    "text/turtle": '@prefix e: <http://e.org/> . e:s e:p "雪"@zh , [ e:q 1 ] .',
    "application/n-triples": f"""{TRIPLE} "雪"@zh .
{TRIPLE} _:b .
_:b <http://e.org/q> "1"^^<http://www.w3.org/2001/XMLSchema#integer> .
""",
    "application/rdf+xml": """<?xml version="1.0" encoding="utf-8"?>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="http://e.org/">
<rdf:Description rdf:about="http://e.org/s"><e:p xml:lang="zh">雪</e:p><e:p rdf:parseType="Resource">
<e:q rdf:datatype="http://www.w3.org/2001/XMLSchema#integer">1</e:q></e:p></rdf:Description></rdf:RDF>""",
    "application/ld+json": """{"@context": {"@vocab": "http://e.org/"}, "@id": "http://e.org/s",
"p": [{"@value": "雪", "@language": "zh"}, {"q": 1}]}""",
}
BOMB = '<!DOCTYPE r [<!ENTITY a0 "{}">{}]>'.format(
    "x" * 1000, "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
)
XML = """{}<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="http://e.org/">
<rdf:Description rdf:about="http://e.org/s"><e:p>{}</e:p></rdf:Description></rdf:RDF>"""
GOOD = ("a.ttl", b"<urn:s> <urn:p> 1 .", "text/turtle")


def put(client: httpx.Client, text: str | bytes, kind: str = "text/turtle", **params: str) -> httpx.Response:
    """The answer to a graph that is put; the one of the tests where no other is named."""
    body = text if isinstance(text, bytes) else text.encode()
    return client.put("/data", params=params or NAMED, content=body, headers={"Content-Type": kind})


def graph(client: httpx.Client, **params: str) -> set[str]:
    """The triples of a graph, with canonical blank nodes."""
    answer = client.get("/data", params=params or NAMED, headers={"Accept": "application/n-triples"})
    assert answer.status_code == 200, answer.text
    return triples(answer.content, pyoxigraph.RdfFormat.N_TRIPLES)


def triples(body: bytes | str, form: pyoxigraph.RdfFormat) -> set[str]:
    found = pyoxigraph.Dataset(pyoxigraph.parse(body, format=form))
    found.canonicalize(pyoxigraph.CanonicalizationAlgorithm.RDFC_1_0)
    return {str(quad) for quad in found}
