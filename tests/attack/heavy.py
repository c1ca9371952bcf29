"""Queries that cost more than they may: products, regular expressions, answers without end."""

import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from tests.api.workloads import RUNAWAY, many
from tests.attack.service import Service
from tests.attack.tally import Tally

JSON = "application/sparql-results+json"
LONG = "a" * 30_000
# Patterns at which an engine that backtracks never ends, and some that are merely huge.
PATTERNS = (
    "^(a+)+$",
    "^(a|a)*$",
    "^(a|aa)+$",
    "(.*a){20}",
    "^((a*)*)*$",
    "(a?){60}a{60}",
    "([a-z]+)*=",
    "(x+x+)+y",
    "^(([a-z])+.)+[A-Z]([a-z])+$",
    "(((((a{100}){100}){100}){100}){100})",
    "a{1000000}",
    "(a{1,1000}){1,1000}",
    "[\\\\p{L}\\\\p{N}]{1,100000}",
    "(" * 190 + "a" + ")*" * 190,
    "(a",
    "[",
    "*",
    "\\\\",
    "(?i)(?s)" * 100 + "a",
    "(?=a)",
    "(a)\\\\1",
)
REGEXES = [
    *(f"SELECT * {{ FILTER(REGEX('{LONG}!', '{pattern}')) }}" for pattern in PATTERNS),
    *(f"SELECT (REPLACE('{LONG}!', '{pattern}', 'b') AS ?x) {{}}" for pattern in PATTERNS),
    *(
        f"SELECT * {{ ?s ?p ?o . ?a ?b ?c FILTER(REGEX(CONCAT(STR(?o), STR(?c), 'aaaa'), '{one}')) }}"
        for one in PATTERNS[:9]
    ),
]
GROWING = " ".join(
    f"BIND(CONCAT({', '.join([f'?{shorter}'] * 16)}) AS ?{longer})"
    for shorter, longer in zip("abcdefg", "bcdefgh", strict=True)
)
PRODUCTS = [
    f"SELECT (COUNT(*) AS ?n) {{ {RUNAWAY} }}",
    "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
    f"SELECT * {{ {RUNAWAY} }} ORDER BY ?l ?a",
    f"SELECT DISTINCT ?a ?f ?i {{ {RUNAWAY} }}",
    f"SELECT (GROUP_CONCAT(CONCAT(STR(?a), STR(?l))) AS ?all) {{ {RUNAWAY} }}",
    f"ASK {{ {RUNAWAY} FILTER(STR(?a) = CONCAT(STR(?l), 'x')) }}",
    f"CONSTRUCT {{ ?a ?e ?l }} WHERE {{ {RUNAWAY} }}",
    "SELECT * { ?a (!<urn:x>|^!<urn:x>)* ?b . ?b (!<urn:x>|^!<urn:x>)* ?c }",
    f"SELECT (STRLEN(?h) AS ?n) {{ BIND('{LONG}' AS ?a) {GROWING} }}",
]


def asked(service: Service, seconds: float, tally: Tally, queries: Sequence[str], clients: int) -> str:
    """Each query at least once, and again until the time is over, by some clients at once."""
    deadline, turns = time.monotonic() + seconds, iter(range(1_000_000))

    def ask() -> int:
        number = 0
        with service.client(120) as client:
            while (turn := next(turns)) < len(queries) or time.monotonic() < deadline:
                if tally.ask(client, "POST", "/sparql", data={"query": queries[turn % len(queries)]}) is None:
                    time.sleep(0.1)
                number += 1
        return number

    with ThreadPoolExecutor(clients) as pool:
        number = sum(one.result() for one in [pool.submit(ask) for _ in range(clients)])
    return f"{len(queries)} queries, {number} times in all, {clients} clients"


def regexes(service: Service, seconds: float, tally: Tally) -> str:
    """Regular expressions that never end elsewhere."""
    return asked(service, seconds, tally, REGEXES, 3)


def products(service: Service, seconds: float, tally: Tally) -> str:
    """Products of unbound patterns, twice as many at once as there may be."""
    return asked(service, seconds, tally, PRODUCTS, 8)


def crowd(service: Service, seconds: float, tally: Tally) -> str:
    """More clients than may wait, each with an answer of ten thousand rows."""
    return asked(service, seconds, tally, [many(4, JSON), many(3, "text/turtle"), "SELECT * { ?s ?p ?o }"], 100)
