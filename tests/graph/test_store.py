"""The embedded store: sets, positions, and what a query may not ask for."""

import hashlib
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pyoxigraph
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rdflib import Literal, URIRef

from graph.build import Build
from graph.engine import Graphs
from graph.store import JSON, EmbeddedStore, Store, select
from ontology.errors import InputError

EX = "http://example.org/"
LETTERS = st.sampled_from("abc")
TRIPLES = st.sets(st.tuples(LETTERS, LETTERS, LETTERS), max_size=8)


def store_of(**graphs: set[tuple[str, str, str]]) -> EmbeddedStore:
    """A store with named graphs of one-letter triples, its default graph empty."""
    lines = [
        f"<{EX}{s}> <{EX}{p}> <{EX}{o}> <{EX}{graph}> .\n" for graph, triples in graphs.items() for s, p, o in triples
    ]
    return EmbeddedStore.load("".join(lines).encode())


@contextmanager
def listener() -> Iterator[tuple[int, list[object]]]:
    """A port on loopback, and the connections that were made to it."""
    made: list[object] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)

        def accept() -> None:
            try:
                while True:
                    made.append(server.accept())
            except OSError:
                return

        thread = threading.Thread(target=accept)
        thread.start()
        yield server.getsockname()[1], made
        thread.join()


ATTACKS = {
    "plainly": "SELECT * {{ SERVICE <{url}> {{ ?s ?p ?o }} }}",
    "silently": "SELECT * {{ SERVICE SILENT <{url}> {{ ?s ?p ?o }} }}",
    "in mixed case": "select * {{ SerVice <{url}> {{ ?s ?p ?o }} }}",
    "by a variable": "SELECT * {{ VALUES ?url {{ <{url}> }} SERVICE ?url {{ ?s ?p ?o }} }}",
    "by a prefixed name": "PREFIX x: <{url}> SELECT * {{ SERVICE x: {{ ?s ?p ?o }} }}",
    "in a subquery": "SELECT * {{ {{ SELECT ?s {{ SERVICE <{url}> {{ ?s ?p ?o }} }} }} }}",
    "in OPTIONAL": "SELECT * {{ OPTIONAL {{ SERVICE <{url}> {{ ?s ?p ?o }} }} }}",
    "in UNION": "SELECT * {{ {{}} UNION {{ SERVICE <{url}> {{ ?s ?p ?o }} }} }}",
    "in MINUS": "SELECT * {{ ?s ?p ?o MINUS {{ SERVICE <{url}> {{ ?s ?p ?o }} }} }}",
    "in GRAPH": "SELECT * {{ GRAPH ?g {{ SERVICE <{url}> {{ ?s ?p ?o }} }} }}",
    "in EXISTS": "SELECT * {{ FILTER EXISTS {{ SERVICE <{url}> {{ ?s ?p ?o }} }} }}",
    "in NOT EXISTS in BIND": "SELECT * {{ BIND (NOT EXISTS {{ SERVICE <{url}> {{ ?s ?p ?o }} }} AS ?x) }}",
    "in a projected expression": "SELECT (EXISTS {{ SERVICE <{url}> {{ ?s ?p ?o }} }} AS ?x) {{}}",
    "in HAVING": "SELECT (COUNT(*) AS ?n) {{}} GROUP BY ?s HAVING (EXISTS {{ SERVICE <{url}> {{ ?s ?p ?o }} }})",
    "in ORDER BY": "SELECT * {{}} ORDER BY (EXISTS {{ SERVICE <{url}> {{ ?s ?p ?o }} }})",
    "after a comment": "SELECT * {{ # SERVICE\n SERVICE # <\n <{url}> {{ ?s ?p ?o }} }}",
    "in ASK": "ASK {{ SERVICE <{url}> {{ ?s ?p ?o }} }}",
    "in CONSTRUCT": "CONSTRUCT {{ ?s ?p ?o }} {{ SERVICE <{url}> {{ ?s ?p ?o }} }}",
    "in DESCRIBE": "DESCRIBE ?s {{ SERVICE <{url}> {{ ?s ?p ?o }} }}",
    "with escapes": "SELECT * {{ \\u0053ERVIC\\u0045 <{url}> {{ ?s ?p ?o }} }}",
    "with an escaped address": "SELECT * {{ SERVICE <\\u0068ttp://127.0.0.1:{port}/> {{ ?s ?p ?o }} }}",
    "as a graph to read from": "SELECT * FROM <{url}> {{ ?s ?p ?o }}",
    "as a named graph to read from": "SELECT * FROM NAMED <{url}> {{ GRAPH ?g {{ ?s ?p ?o }} }}",
    "as a graph under a base": "BASE <{url}> SELECT * FROM <> {{ ?s ?p ?o }}",
    "as a file to read from": "SELECT * FROM <file:///etc/passwd> {{ ?s ?p ?o }}",
    "without a space": "SELECT * {{ SERVICESILENT<{url}>{{ ?s ?p ?o }} }}",
    "after a number": "SELECT * {{ ?s ?p 1SERVICE <{url}> {{ ?s ?p ?o }} }}",
    "after a comment that a carriage return ends": "SELECT * {{ # to here\rSERVICE <{url}> {{ ?s ?p ?o }} }}",
    "after an escaped quotation mark": "SELECT * {{ BIND('\\u0027 #' AS ?x) SERVICE <{url}> {{ ?s ?p ?o }} }}",
    "between what seems an IRI": "SELECT * {{ ?s ?p '<http://a' SERVICE <{url}> {{ ?s ?p ?o }} ?s ?q '>' }}",
    "as a relative graph": "SELECT * FROM <here> {{ ?s ?p ?o }}",
    "by LOAD": "LOAD <{url}>",
    "by LOAD into a graph": "LOAD SILENT <{url}> INTO GRAPH <http://example.org/g>",
}


@pytest.mark.parametrize("how", ATTACKS)
def test_a_query_cannot_make_the_service_call_or_read_anything(how: str) -> None:
    store = store_of(g={("a", "b", "c")})
    with listener() as (port, made), pytest.raises(InputError):
        store.query(ATTACKS[how].format(url=f"http://127.0.0.1:{port}/", port=port), [JSON, "text/turtle"])
    assert made == []


@pytest.mark.parametrize("graphs", [Graphs(default=("file:///etc/passwd",)), Graphs(named=("http://127.0.0.1:1/",))])
def test_the_protocol_cannot_name_a_graph_that_is_not_here(graphs: Graphs) -> None:
    with pytest.raises(InputError, match=r"there is no graph <.*> here"):
        store_of(g={("a", "b", "c")}).query("SELECT * { ?s ?p ?o }", [JSON], graphs)


def test_the_refusal_of_service_says_what_to_do() -> None:
    with pytest.raises(InputError, match=r"SERVICE is not allowed here: .*ask the other endpoint directly"):
        store_of().query(ATTACKS["plainly"].format(url=EX), [JSON])


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { ?service ?from ?o }",
        'SELECT * { ?s ?p "SERVICE <http://example.org/> { } FROM <x>" }',
        "SELECT * { ?s <http://example.org/service> ?o } # SERVICE FROM",
        "# SERVICE FROM\nPREFIX x: <http://example.org/from/> SELECT * { ?s x:from ?o }",
        "SELECT * { ?s ?p '''\n# SERVICE <x>\n''' }",
    ],
)
def test_the_words_alone_are_no_offence(query: str) -> None:
    assert select(store_of(g={("a", "b", "c")}), query) == []


def test_a_query_that_is_not_unicode_is_told_so() -> None:
    with pytest.raises(InputError, match=r"not Unicode text \(character 12\)"):
        store_of().query("SELECT * { \ud800 }", [JSON])


def test_turtle_declares_only_the_prefixes_that_it_uses() -> None:
    store = EmbeddedStore.load(f"<https://w3id.org/oxiana/id/A> <{EX}p> <{EX}o> .\n".encode())
    body = store.query("CONSTRUCT WHERE { ?s ?p ?o }", ["text/turtle"]).body.decode()
    assert [line for line in body.splitlines() if line.startswith("@prefix")] == [
        "@prefix id: <https://w3id.org/oxiana/id/> ."
    ]


def test_nesting_too_deep_to_judge_is_refused_and_not_crashed_on() -> None:
    query = f"SELECT * FROM <{EX}g> {{ FILTER ({'(' * 300}1{')' * 300}) }}"
    with pytest.raises(InputError, match="nested too deeply"):
        store_of(g={("a", "b", "c")}).query(query, [JSON])


@given(TRIPLES, TRIPLES, TRIPLES)
def test_a_merge_of_graphs_is_a_set(
    one: set[tuple[str, str, str]], two: set[tuple[str, str, str]], three: set[tuple[str, str, str]]
) -> None:
    store = store_of(one=one | {("x", "x", "x")}, two=two | {("x", "x", "x")}, three=three | {("x", "x", "x")})
    query = f"SELECT (COUNT(*) AS ?n) FROM <{EX}one> FROM <{EX}two> FROM NAMED <{EX}three> {{ ?s ?p ?o }}"
    union = one | two | {("x", "x", "x")}
    assert select(store, query) == [{"n": Literal(len(union))}]
    graphs = Graphs((f"{EX}one", f"{EX}two"), (f"{EX}three",))
    answer = store.query("SELECT * { ?s ?p ?o GRAPH ?g { ?s ?p ?o } }", ["text/csv"], graphs)
    assert answer.body.count(b"\n") - 1 == len(union & (three | {("x", "x", "x")}))


def test_rows_come_as_terms_with_language_and_datatype() -> None:
    values = ('"雪"@zh-Hant', '"01"^^<http://example.org/t>')
    store = EmbeddedStore.load("".join(f"<{EX}a> <{EX}p> {value} .\n" for value in values).encode())
    rows = select(store, "SELECT ?o { ?s ?p ?o } ORDER BY ?o")
    assert {row["o"] for row in rows} == {
        Literal("雪", lang="zh-hant"),
        Literal("01", datatype=URIRef("http://example.org/t")),
    }


def test_an_undeclared_prefix_is_named() -> None:
    with pytest.raises(InputError, match=r"line 2, column \d+, after .* the prefix ox: is not declared"):
        store_of().query("PREFIX x: <http://example.org/>\nSELECT ?a { ?a ox:b x:c }", [JSON])


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("SELECT ?a (COUNT(?b) AS ?n) { ?a ?p ?b }", "neither grouped nor bound"),
        ("SELECT (?a + 1 AS ?a) { ?a ?p ?b }", "in use already"),
    ],
)
def test_a_variable_that_is_not_grouped_or_in_use_is_told(query: str, told: str) -> None:
    with pytest.raises(InputError, match=told):
        store_of().query(query, [JSON])


def test_the_version_can_be_worked_out_from_what_is_served(second_build: Build, second_store: Store) -> None:
    rows = select(second_store, "SELECT * { GRAPH ?g { ?s ?p ?o } }")
    trig = "".join("{} {{ {} {} {} }}\n".format(*(row[name].n3() for name in "gspo")) for row in rows)
    quads = pyoxigraph.Dataset(pyoxigraph.parse(trig, format=pyoxigraph.RdfFormat.TRIG))
    quads.canonicalize(pyoxigraph.CanonicalizationAlgorithm.RDFC_1_0)
    lines = sorted(f"{quad} .\n" for quad in quads)
    assert hashlib.sha256("".join(lines).encode()).hexdigest() == second_build.version
