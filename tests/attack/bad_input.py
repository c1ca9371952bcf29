"""Requests that are wrong, each in its own way, to the endpoint, the updates and the graphs."""

import itertools
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx

from tests.api.graphs import BOMB, XML
from tests.api.test_bad_queries import DEEP, DIRECT, FORM, NESTED, P
from tests.attack.service import TOKEN, Service
from tests.attack.tally import Tally

Request = tuple[str, str, dict[str, Any]]
UPDATE = {"Content-Type": "application/sparql-update"} | TOKEN
TURTLE = {"Content-Type": "text/turtle"} | TOKEN
MINE = {"graph": "http://e.org/attacked"}
BIG = "x" * 10_000_000
QUERIES = (
    "SELECT",
    "ASK {",
    "ASK } {",
    "ASK {} ASK {}",
    "ASK {}; ASK {}",
    "\0",
    "SELECT * { ?s ?p }",
    "SELECT ?x ?x {}",
    "SELECT (1 AS ?x) (2 AS ?x) {}",
    "SELECT ?s { ?s ?p ?o } GROUP BY ?p",
    "SELECT (COUNT(COUNT(*)) AS ?n) {}",
    "DESCRIBE",
    "CONSTRUCT { ?s ?p } WHERE {}",
    "ASK { ?s <http://e.org/ b> ?o }",
    "ASK { ?s x:y ?o }",
    "ASK { ?s 'p' ?o }",
    "ASK { FILTER('a' }",
    "ASK { BIND(1 AS ?x) BIND(2 AS ?x) }",
    "SELECT * { ?s ?p 'open }",
    "ASK { VALUES (?a ?b) { (1) } }",
    "ASK { FILTER(<http://e.org/f>()) }",
    "ASK FROM <relative> {}",
    "ASK FROM NAMED <file:///etc/passwd> {}",
    "ASK { SERVICE <http://127.0.0.1/> {} }",
    "ASK { SERVICE ?x {} }",
    "INSERT DATA { <urn:s> <urn:p> 1 }",
    "SELECT * {} LIMIT -1",
    "SELECT * {} OFFSET 99999999999999999999",
    "ASK { FILTER(1/0) }",
    "ASK { <urn:s> <urn:p> \\uD800 }",
    "BASE <relative> ASK { <a> <b> <c> }",
    "PREFIX : <x> PREFIX : <y> ASK { :a :b :c }",
    "ASK { ?s ?p '\U0010ffff\ud800' }",
)
UPDATES = (
    "INSERT",
    "INSERT DATA { ?s ?p ?o }",
    "DELETE DATA { _:b <urn:p> 1 }",
    "INSERT DATA { GRAPH ?g { <urn:s> <urn:p> 1 } }",
    "DELETE WHERE { _:b ?p ?o }",
    "CLEAR",
    "DROP GRAPH <relative>",
    "LOAD <file:///etc/passwd>",
    "LOAD <http://127.0.0.1/>",
    "CREATE GRAPH",
    "COPY <a> TO",
    "MODIFY <urn:g> DELETE {} INSERT {} WHERE {}",
    "ASK {}",
    "INSERT DATA { } ; ; ASK {}",
    "WITH <urn:g> DELETE { ?s ?p ?o }",
    "INSERT { ?s ?p ?o } WHERE { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }",
    "INSERT DATA { GRAPH <http://e.org/attacked> { <urn:s> <urn:p> 'open } }",
    "\0",
    "DROP GRAPH <urn:absent>",
)
ACCEPTS = ("image/png", "text/turtle;q=0, */*;q=0", "*", "a/b/c;;;q=x", ",", "text/html;q=2", "x" * 5000)
TYPES = (
    "",
    "text/plain",
    "text/turtle",
    "application/json",
    "multipart/form-data",
    "multipart/form-data; boundary=b",
    "x",
)
DOCUMENTS = (
    ("text/turtle", "<urn:s> <urn:p>\n <urn:o> ,\n ."),
    ("text/turtle", "\xff"),
    ("text/turtle", "[ <urn:p> " * DEEP),
    ("text/turtle", "( " * 20 * DEEP),
    ("application/n-triples", "<urn:s> <urn:p> .\n"),
    ("application/ld+json", '{"@id": }'),
    ("application/ld+json", "[" * 20 * DEEP),
    ("application/ld+json", '{"@context": "http://127.0.0.1/", "x": 1}'),
    ("application/rdf+xml", "<a>" * 20 * DEEP),
    ("application/rdf+xml", XML.format(BOMB, "&a9;")),
    ("application/rdf+xml", XML.format('<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>', "&x;")),
    ("image/png", "x"),
    ("application/trig", "{}"),
    ("text/turtle; charset=utf-16", "x"),
)


def malformed() -> Iterator[Request]:
    """What is wrong and small."""
    for query, headers in itertools.product(QUERIES, ({"Accept": "application/json"}, {"Accept": "text/html"}, {})):
        raw = query.encode("utf-8", "surrogatepass")
        yield "POST", "/sparql", {"content": raw, "headers": headers | DIRECT}
        if "html" not in headers.get("Accept", ""):
            yield "GET", "/sparql", {"params": {"query": raw}, "headers": headers}
    for text in UPDATES:
        yield "POST", "/update", {"content": text, "headers": UPDATE}
        yield "POST", "/update", {"data": {"update": text}, "headers": TOKEN}
        yield "POST", "/update", {"content": text, "headers": UPDATE, "params": {"update": text}}
        yield "POST", "/update", {"content": text, "headers": {"Content-Type": "application/sparql-update"}}
    for kind, method in itertools.product(TYPES, ("POST", "QUERY")):
        kinds = {"Content-Type": kind} if kind else {}
        yield method, "/sparql", {"content": b"query=ASK{}", "headers": kinds}
        yield "POST", "/update", {"content": b"update=x", "headers": kinds | TOKEN}
        yield "PUT", "/data", {"content": b"x", "headers": kinds | TOKEN, "params": MINE}
    for accept in ACCEPTS:
        for path in (
            "/sparql?query=ASK%20%7B%7D",
            "/",
            "/ontology",
            "/claim/nothing",
            "/.well-known/void",
            "/data?default",
        ):
            yield "GET", path, {"headers": {"Accept": accept}}
    for kind, text in DOCUMENTS:
        for method in ("PUT", "POST"):
            yield (
                method,
                "/data",
                {"content": text.encode("latin-1"), "headers": TOKEN | {"Content-Type": kind}, "params": MINE},
            )
    for params in (
        {"query": ["ASK {}", "ASK {}"]},
        {"query": "ASK {}", "update": "CLEAR ALL"},
        {"query": "ASK {}", "timeout": "-1"},
        {"query": "ASK {}", "default-graph-uri": "relative"},
        {"query": "ASK {}", "named-graph-uri": "urn:none"},
        {"query": "ASK {}", "format": "none"},
        {"query": "ASK {}", "timeout": "nan"},
    ):
        yield "GET", "/sparql", {"params": params}
        yield "POST", "/sparql", {"data": params}
    yield "POST", "/sparql", {"params": {"query": "ASK {}"}, "content": b"ASK {}", "headers": DIRECT}
    for octets in ("%80", "%C3", "%ED%A0%80", "%00", "%", "%zz"):
        for path in (
            f"/sparql?query={octets}",
            f"/data?graph={octets}",
            f"/graph/{octets}",
            f"/id/{octets}",
            f"/{octets}",
            f"/search?q={octets}",
        ):
            yield "GET", path, {}
    for params in (
        {},
        {"graph": "relative"},
        {"graph": ["urn:a", "urn:b"]},
        {"graph": "urn:a", "default": ""},
        {"graph": "urn:none"},
    ):
        for method in ("GET", "PUT", "POST", "DELETE", "PATCH"):
            yield method, "/data", {"params": params, "headers": TURTLE, "content": b"x"}


def nested() -> Iterator[Request]:
    """What is nested 10,000 deep, or as long."""
    for query in NESTED.values():
        yield "POST", "/sparql", {"content": query, "headers": DIRECT}
        yield "POST", "/sparql", {"content": str(httpx.QueryParams(query=query)), "headers": FORM}
        yield "POST", "/update", {"content": f"INSERT {{}} WHERE {{ {query.removeprefix('ASK')} }}", "headers": UPDATE}
    for opening in ("[ " + P, "( ", "<<( <urn:s> <urn:p> ", "{| <urn:p> "):
        deep = f"<urn:s> <urn:p> {opening * DEEP}"
        yield (
            "POST",
            "/update",
            {"content": f"INSERT DATA {{ GRAPH <{MINE['graph']}> {{ {deep} }} }}", "headers": UPDATE},
        )


def large() -> Iterator[Request]:
    """10 MB of query, to begin with."""
    for text in (
        f"ASK {{ FILTER('{BIG}' != '') }}",
        f"ASK {{}} #{BIG}",
        "{" * len(BIG),
        f"ASK {{ <urn:{BIG}> ?p ?o }}",
    ):
        yield "POST", "/sparql", {"content": text, "headers": DIRECT}
        yield "POST", "/sparql", {"content": f"query={text}", "headers": FORM}
        yield "QUERY", "/sparql", {"content": text, "headers": DIRECT}
        yield "POST", "/update", {"content": text, "headers": UPDATE}
        yield "PUT", "/data", {"content": text, "headers": TURTLE, "params": MINE}


def all_of(requests: Callable[[], Iterator[Request]]) -> Callable[[Service, float, Tally], str]:
    """An attack that sends each of some requests, a few at once, and all of them again until its time is over."""

    def attack(service: Service, seconds: float, tally: Tally) -> str:
        deadline, rounds, number = time.monotonic() + seconds, 0, 0
        with ThreadPoolExecutor(4) as pool, service.client() as client:
            while rounds == 0 or time.monotonic() < deadline:
                done = [pool.submit(tally.ask, client, method, url, **told) for method, url, told in requests()]
                for one in done:
                    one.result()
                rounds, number = rounds + 1, len(done)
        return f"{number} requests, {rounds} times"

    return attack
