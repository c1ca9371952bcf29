"""Texts that are nearly queries or updates: soups of tokens, and good queries with something wrong in them."""

import time
from collections.abc import Callable
from itertools import count
from random import Random
from urllib.parse import quote

import hypothesis
from hypothesis import strategies as st

from tests.attack.service import TOKEN, Service
from tests.attack.tally import Tally
from tests.conftest import EXAMPLES

AT_ONCE = 200  # examples of a run of hypothesis
SECONDS = "3"  # that each query may take
GRAPH = "<http://e.org/attacked>"
KINDS = ("*/*", "text/csv", "text/turtle", "application/sparql-results+xml", "application/ld+json", "text/html")


def words(text: str) -> list[str]:
    """The words of a text."""
    return text.split(" ")


TERMS = words(
    "?s ?p ?o ?x $y _:b [] () true 1 -1.5e3 'a' \"b\" '''c''' <urn:s> <http://e.org/p> <> <relative> a : x:y x: "
    "rdf:type 'a'@en 'a'@en--ltr 1^^<urn:t> \\u0041 \\ % é 國 \U0001f600 \0 '"
)
MARKS = words("{ } ( ) [ ] . ; , * + ? / | ^ ! = != < > <= && || - @ ^^ << >> <<( )>> {| |} ~ # #\n")
WORDS = words(
    "SELECT ASK CONSTRUCT DESCRIBE WHERE DISTINCT REDUCED FROM NAMED PREFIX BASE VERSION GRAPH OPTIONAL UNION MINUS "
    "FILTER BIND AS VALUES UNDEF SERVICE SILENT EXISTS NOT IN GROUP BY HAVING ORDER ASC DESC LIMIT OFFSET COUNT SUM "
    "AVG MIN MAX SAMPLE GROUP_CONCAT SEPARATOR IF COALESCE REGEX REPLACE SUBSTR CONCAT STR LANG DATATYPE IRI BNODE "
    "RAND NOW UUID STRDT STRLANG SHA512 isTRIPLE TRIPLE SUBJECT LATERAL"
)
CHANGES = words("INSERT DELETE DATA WITH USING INTO TO CREATE COPY MOVE ADD DROP CLEAR LOAD DEFAULT GRAPH WHERE")
GOOD = [path.read_text(encoding="utf-8") for path in sorted(EXAMPLES.glob("*.rq"))]
CHANGED = [
    f"INSERT DATA {{ GRAPH {GRAPH} {{ <urn:s> <urn:p> 1 , 'a'@en ; <urn:q> [ <urn:r> ( 1 2 ) ] }} }}",
    f"WITH {GRAPH} DELETE {{ ?s ?p ?o }} INSERT {{ ?s ?p 2 }} WHERE {{ ?s ?p ?o FILTER(?o = 1) }}",
    f"CREATE SILENT GRAPH {GRAPH} ; CLEAR GRAPH {GRAPH} ; DROP SILENT GRAPH {GRAPH}",
]


def soup(known: list[str]) -> st.SearchStrategy[str]:
    """Tokens in any order, with or without space between them."""
    token = st.sampled_from([*known, *TERMS, *MARKS, *MARKS])
    piece = st.tuples(token, st.sampled_from([" ", " ", " ", "", "\n"])).map("".join)
    return st.builds("".join, st.lists(piece, max_size=40))


@st.composite
def spoilt(draw: st.DrawFn, texts: list[str], known: list[str]) -> str:
    """A good text of which parts are taken away, put in, said again or moved."""
    text = draw(st.sampled_from(texts))
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(text)))
        end = min(start + draw(st.integers(0, 30)), len(text))
        part = text[start:end]
        into = draw(
            st.one_of(st.just(""), st.just(part * 2), st.sampled_from([*known, *TERMS, *MARKS]), st.text(max_size=3))
        )
        text = text[:start] + into + text[end:]
    return text


QUERIES = st.one_of(spoilt(GOOD, WORDS), soup(WORDS), soup(WORDS).map("SELECT * {{ {} }}".format), st.text())
INSERT = f"INSERT {{{{ GRAPH {GRAPH} {{{{ {{}} }}}} }}}} WHERE {{{{}}}}"
UPDATES = st.one_of(spoilt(CHANGED, CHANGES), soup(CHANGES), soup([GRAPH, *CHANGES]).map(INSERT.format))


def tried(texts: st.SearchStrategy[str], send: Callable[[str, Random], None], seconds: float) -> int:
    """How many texts were sent until the time was over: some hundreds from each of a row of seeds."""
    deadline, number, choose = time.monotonic() + seconds, 0, Random(7)  # noqa: S311 - nothing secret

    def one(text: str) -> None:
        nonlocal number
        if time.monotonic() < deadline:
            number += 1
            send(text, choose)

    for seed in count():
        run = hypothesis.given(texts)(one)
        quiet = hypothesis.settings(
            max_examples=AT_ONCE, deadline=None, database=None, suppress_health_check=list(hypothesis.HealthCheck)
        )
        hypothesis.seed(seed)(quiet(run))()
        if time.monotonic() > deadline:
            return number
    return number


def queries(service: Service, seconds: float, tally: Tally) -> str:
    """Texts like queries, in each way in which a query is sent, for each kind of answer."""
    with service.client() as client:

        def send(text: str, choose: Random) -> None:
            raw, headers = text.encode("utf-8", "surrogatepass"), {"Accept": choose.choice(KINDS)}
            if choose.random() < 0.3 and len(raw) < 10_000:
                tally.ask(client, "GET", "/sparql", params={"query": raw, "timeout": SECONDS}, headers=headers)
            else:
                kind = headers | {"Content-Type": "application/sparql-query"}
                tally.ask(client, "POST", f"/sparql?timeout={SECONDS}", content=raw, headers=kind)

        number = tried(QUERIES, send, seconds)
    return f"{number} texts"


def updates(service: Service, seconds: float, tally: Tally) -> str:
    """Texts like updates, with the token."""
    with service.client(150) as client:

        def send(text: str, _: Random) -> None:
            kind = {"Content-Type": "application/sparql-update"} | TOKEN
            tally.ask(client, "POST", "/update", content=text.encode("utf-8", "surrogatepass"), headers=kind)

        number = tried(UPDATES, send, seconds)
    return f"{number} texts"


def paths(service: Service, seconds: float, tally: Tally) -> str:
    """Made-up addresses and fields of the pages."""
    segment = st.one_of(
        st.sampled_from(["id", "claim", "text", "graph", "explain", "search", "ontology", "docs", "static", "..", ""]),
        st.text(),
    )
    address = st.tuples(
        st.lists(segment, max_size=4).map("/".join),
        st.dictionaries(st.sampled_from(["q", "query", "graph", "subject", "format", "lang", "page"]), st.text()),
    )

    with service.client() as client:

        def send(text: tuple[str, dict[str, str]], choose: Random) -> None:
            path, params = text
            raw = path.encode("utf-8", "surrogatepass")
            url = f"http://{service.host}:{service.port}/{quote(raw, safe='/')}"
            fields = {name: value.encode("utf-8", "surrogatepass") for name, value in params.items()}
            tally.ask(
                client,
                choose.choice(["GET", "HEAD", "OPTIONS", "POST"]),
                url,
                params=fields,
                headers={"Accept": choose.choice(KINDS[:3])},
            )

        number = tried(address, send, seconds)  # type: ignore[arg-type] # pairs in place of texts
    return f"{number} addresses"
