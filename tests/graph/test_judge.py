"""What is evaluated of a query with SERVICE: the same text, with our guard in place of each endpoint."""

import contextlib
import re

import pyoxigraph
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.engine import Graphs
from graph.judge import judge
from graph.services import LETTERS, WIKIDATA, Services
from graph.store import JSON, EmbeddedStore
from ontology.errors import InputError
from tests.graph.test_store import ATTACKS, listener, store_of

GUARD = "http://127.0.0.1:1/0123/0"
HERE = f"<{GUARD}>"
SERVICES = Services(lambda _: GUARD)
WD = "PREFIX wd: <https://query.wikidata.org/>"

ALLOWED = {
    "by its IRI": f"SELECT * {{ SERVICE <{WIKIDATA}> {{ ?s ?p ?o }} }}",
    "silently": f"SELECT * {{ service silent <{WIKIDATA}> {{ ?s ?p ?o }} }}",
    "without a space": f"SELECT * {{ ?s ?p 1 .SERVICE SILENT<{WIKIDATA}>{{ ?s ?p ?o }} }}",
    "by a prefix": f"{WD} SELECT * {{ SERVICE wd:sparql {{ ?s ?p ?o }} }}",
    "by a prefix alone": f"PREFIX : <{WIKIDATA}> SELECT * {{ SERVICE : {{ ?s ?p ?o }} }}",
    "under a base": "BASE <https://query.wikidata.org/> SELECT * { SERVICE <sparql> { ?s ?p ?o } }",
    "twice": f"{WD} SELECT * {{ SERVICE wd:sparql {{ ?s ?p ?o }} SERVICE <{WIKIDATA}> {{ ?s ?q ?r }} }}",
    "in a subquery": f"SELECT * {{ {{ SELECT ?s {{ SERVICE <{WIKIDATA}> {{ ?s ?p ?o }} }} }} }}",
    "in OPTIONAL": f"SELECT * {{ OPTIONAL {{ SERVICE <{WIKIDATA}> {{ ?s ?p ?o }} }} }}",
    "in EXISTS": f"SELECT * {{ FILTER EXISTS {{ SERVICE <{WIKIDATA}> {{ ?s ?p ?o }} }} }}",
    "in a projected EXISTS": f"SELECT (EXISTS {{ SERVICE <{WIKIDATA}> {{ ?s ?p ?o }} }} AS ?x) {{}}",
    "in ORDER BY": f"SELECT * {{}} ORDER BY (EXISTS {{ SERVICE <{WIKIDATA}> {{ ?s ?p ?o }} }})",
    "in UNION": f"SELECT * {{ {{}} UNION {{ SERVICE <{WIKIDATA}> {{ ?s ?p ?o }} }} }}",
    "in MINUS": f"SELECT * {{ ?s ?p ?o MINUS {{ SERVICE <{WIKIDATA}> {{ ?s ?p ?o }} }} }}",
    "in GRAPH": f"SELECT * {{ GRAPH ?g {{ SERVICE <{WIKIDATA}> {{ ?s ?p ?o }} }} }}",
    "after comments": f"SELECT * {{ # SERVICE <http://a/> {{\r SERVICE # SERVICE <\n <{WIKIDATA}> {{ ?s ?p ?o }} }}",
    "with an escaped letter": "SELECT * { SERVICE <\\u0068ttps://query.wikidata.org/sparql> { ?s ?p ?o } }",
    "beside the word in a string": f"SELECT * {{ ?s ?p 'SERVICE <x>' SERVICE <{WIKIDATA}> {{ ?s ?p '''service''' }} }}",
    "beside a variable": f"SELECT ?service {{ SERVICE <{WIKIDATA}> {{ ?service ?p ?o }} }}",
    "in CONSTRUCT": f"CONSTRUCT {{ ?s ?p ?o }} {{ SERVICE <{WIKIDATA}> {{ ?s ?p ?o }} }}",
    "with many values": f"SELECT * {{ SERVICE <{WIKIDATA}> {{ VALUES ?s {{ {'<http://example.org/>' * 1000} }} }} }}",
}

REFUSED = {
    "a variable": (
        "SELECT * { VALUES ?e { <http://a/> } SERVICE ?e { ?s ?p ?o } }",
        r"only <.*>, written out; not .* \?e",
    ),
    "a silent variable": ("SELECT * { SERVICE SILENT $e { ?s ?p ?o } }", "written out"),
    "another endpoint": ("SELECT * { SERVICE <http://a/> { ?s ?p ?o } }", f"only <{WIKIDATA}>, not <http://a/>"),
    "another, silently": ("SELECT * { SERVICE SILENT <http://a/> { ?s ?p ?o } }", f"only <{WIKIDATA}>"),
    "one of two": (f"SELECT * {{ SERVICE <{WIKIDATA}> {{}} SERVICE <http://a/> {{}} }}", "not <http://a/>"),
    "the guard itself": (f"SELECT * {{ SERVICE <{GUARD}> {{ ?s ?p ?o }} }}", f"not <{GUARD}>"),
    "loopback": ("SELECT * { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }", "not <http://127.0.0.1/>"),
    "a longer host": ("SELECT * { SERVICE <https://query.wikidata.org.a/sparql> {} }", "not <"),
    "a host with a dot": ("SELECT * { SERVICE <https://query.wikidata.org./sparql> {} }", "not <"),
    "a user of the host": ("SELECT * { SERVICE <https://query.wikidata.org@a/sparql> {} }", "not <"),
    "another port": ("SELECT * { SERVICE <https://query.wikidata.org:8443/sparql> {} }", "not <"),
    "another scheme": ("SELECT * { SERVICE <http://query.wikidata.org/sparql> {} }", "not <"),
    "a number for a host": ("SELECT * { SERVICE <http://2130706433/> {} }", "not <"),
    "one within another": (
        f"SELECT * {{ SERVICE <{WIKIDATA}> {{ {{ SERVICE <{WIKIDATA}> {{}} }} }} }}",
        "within another",
    ),
    "a prefix that is not declared": (
        "SELECT * { SERVICE wd:sparql { ?s ?p ?o } }",
        "prefix of wd:sparql is not declared",
    ),
    "a graph with such a prefix": ("SELECT * FROM wd:g { ?s ?p ?o }", "prefix of wd:g is not declared"),
    "a prefix read as the word": (f"PREFIX : <{WIKIDATA}> SELECT * {{ SERVICE:{{ ?s ?p ?o }} }}", "in two ways"),
    "a comparison": (f"SELECT * {{ FILTER(?s<'>'||'a'='b') SERVICE <{WIKIDATA}> {{}} FILTER('x'='x') }}", "comparison"),
    "one run of letters": (f"SELECT * {{ ?s ?p 1SERVICESILENT<{WIKIDATA}>{{ ?s ?p ?o }} }}", "cannot be judged"),
    "no endpoint": ("SELECT * { SERVICE", "names no endpoint"),
    "too long": (f"SELECT * {{ SERVICE <{WIKIDATA}> {{ {'?s ?p ?o . ' * 1000} }} }}", "5000 characters"),
}

# Where the engine cannot make an IRI of a name, it reads the prefix alone, and goes on: http://a:8SERVICE is none.
BROKEN = [
    "PREFIX a: <{url}> PREFIX x: <http://a:8> SELECT * {{ ?s ?p x:SERVICE a: {{ ?q ?r ?t }} }}",
    "PREFIX x: <http://a:8> SELECT * {{ ?s ?p x:serviceSILENT <{url}> {{ ?q ?r ?t }} }}",
    "PREFIX x: <http://a:8> SELECT * {{ ?s x:1SERVICE <{url}> {{ ?q ?r ?t }} }}",
    "PREFIX : <http://a:8> SELECT * {{ _:a:1SERVICE <{url}> {{ ?q ?r ?t }} }}",
]


@pytest.mark.parametrize("how", ALLOWED)
def test_an_allowed_endpoint_is_replaced_by_the_guard_and_nothing_else_is_changed(how: str) -> None:
    text = ALLOWED[how]
    judged = judge(text, Graphs(), lambda _: True, SERVICES)
    assert HERE in judged.text
    assert "wikidata.org/sparql>" not in judged.text.replace(f": <{WIKIDATA}>", "")
    with contextlib.suppress(OSError):  # nobody listens there
        pyoxigraph.Store().query(judged.text)


@pytest.mark.parametrize("how", REFUSED)
def test_what_is_not_allowed_is_refused_with_a_sentence(how: str) -> None:
    query, sentence = REFUSED[how]
    with pytest.raises(InputError, match=sentence):
        judge(query, Graphs(), lambda _: True, SERVICES)


@pytest.mark.parametrize("how", ATTACKS)
def test_a_query_cannot_call_what_is_not_listed_where_something_is(how: str) -> None:
    with listener() as (port, made), pytest.raises((InputError, SyntaxError)):  # noqa: PT012 - either may refuse it
        text = ATTACKS[how].format(url=f"http://127.0.0.1:{port}/", port=port)
        pyoxigraph.Store().query(judge(text, Graphs(), lambda _: False, SERVICES).text)
    assert made == []


@pytest.mark.parametrize("query", BROKEN)
def test_a_name_that_is_no_iri_is_not_read_as_a_prefix_and_a_keyword(query: str) -> None:
    store = EmbeddedStore.load(
        b'<http://a/> <http://a:8> <http://a:8> .\n_:a <http://a:8> "1"^^<http://www.w3.org/2001/XMLSchema#integer> .'
    )
    with listener() as (port, made), pytest.raises(InputError):
        store.query(query.format(url=f"http://127.0.0.1:{port}/"), [JSON])
    assert made == []


@pytest.mark.parametrize(
    ("query", "evaluated"),
    [
        ("SELECT * { ?service ?p ?o }", "SELECT * { ?service ?p ?o }"),
        ("ASK { ?s ?p 'a Service' } # service", "ASK { ?s ?p 'a \\u0053ervice' }          "),
        (
            "PREFIX sd: <http://a/service#> ASK { ?s a sd:Service.x }",
            "PREFIX sd: <http://a/\\u0073ervice#> ASK { ?s a <http://a/\\u0073ervice#\\u0053ervice.x> }",
        ),
        (
            "PREFIX a: <http://a/> ASK { ?s a a:b\\,service. }",
            "PREFIX a: <http://a/> ASK { ?s a <http://a/b,\\u0073ervice>. }",
        ),
        ("ASK { _:service a _:b }", "ASK { _:service a _:b }"),
    ],
)
def test_the_letters_of_the_word_are_escaped_where_they_are_not_the_word(query: str, evaluated: str) -> None:
    assert judge(query, Graphs(), lambda _: True).text == evaluated
    pyoxigraph.Store().query(evaluated)


PIECES = st.sampled_from(
    [
        *(
            "SERVICE",
            "service ",
            "SILENT",
            f"<{WIKIDATA}>",
            "<http://127.0.0.1:{port}/>",
            "{ ?s ?p ?o }",
            "?s ?p ?o",
            ".",
        ),
        *("{", "}", "(", ")", "'", '"', "'''", '"""', "<", ">", "<'>", "<#>", "#", "\n", "\r", "\\", "\\u0027", "\\'"),
        *(
            "x:",
            "x:a",
            "?",
            "FILTER(",
            "1",
            "&&",
            "OPTIONAL",
            "UNION",
            "BIND(",
            " AS ?x)",
            "EXISTS",
            "MINUS",
            "_:",
            "a",
        ),
        *("VALUES ?x {", "PREFIX x: <http://127.0.0.1:{port}>", "wd:", " ", " ", "; ", ", ", "^^", "@en", "GRAPH ?s"),
    ]
)


@settings(max_examples=500)
@given(st.lists(PIECES, max_size=30))
def test_whatever_is_evaluated_has_the_word_only_before_the_guard(pieces: list[str]) -> None:
    body = "".join(pieces)
    try:
        judged = judge(f"{WD} SELECT * {{ {body} }}", Graphs(), lambda _: True, SERVICES)
    except InputError:
        return
    safe = r"[?$]\w+|@[A-Za-z-]+|(?<![\w.-])_:[\w.-]+"
    left = re.sub(rf"{safe}|SERVICE(?:\s*SILENT)?(?:\s|#.*)*{re.escape(HERE)}", "", judged.text, flags=re.IGNORECASE)
    assert not LETTERS.search(left)


def test_a_graph_is_not_confused_with_the_word() -> None:
    store = store_of(g={("a", "b", "c")})
    query = "PREFIX g: <http://example.org/> SELECT * FROM g:g { ?s ?p ?o FILTER(STR(?o) != 'service') }"
    assert b"example.org/c" in store.query(query, [JSON]).body
