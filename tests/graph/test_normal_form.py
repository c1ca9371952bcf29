"""The normal form of a query: the same for what asks the same otherwise written, never for what asks another thing."""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pyoxigraph
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from pyparsing import ParseException
from rdflib import RDF
from rdflib.plugins.sparql.parser import parseQuery

from graph.answer_hash import counted
from graph.answers import NTRIPLES
from graph.engine import Graphs
from graph.normal_form import normal_form
from graph.reproducibility import read
from graph.store import JSON, EmbeddedStore, Store
from ontology.errors import OxianaError
from tests.conftest import EXAMPLES, SHARED
from tests.graph.query_writing import BASE, queries, written

OURS = "https://w3id.org/oxiana/"
SUITES = SHARED / "w3c" / "sparql"


def form(text: str) -> str:
    """The normal form of a query under the tests' base."""
    return normal_form(text, OURS).text


@given(st.data())
@settings(max_examples=300)
def test_prefixes_space_comments_case_names_and_quotes_do_not_matter(data: st.DataObject) -> None:
    query = data.draw(queries())
    one, other = data.draw(written(query)), data.draw(written(query))
    assert form(one) == form(other)
    assert form(form(one)) == form(one)


@given(st.data())
@settings(max_examples=300)
def test_a_query_with_another_piece_has_another_normal_form(data: st.DataObject) -> None:
    one, other = data.draw(queries()), data.draw(queries())
    assert (form(data.draw(written(one))) == form(data.draw(written(other)))) == (one == other)


@given(st.data())
@settings(max_examples=100)
def test_the_normal_form_is_a_query_for_other_readers_too(data: st.DataObject) -> None:
    text = data.draw(written(data.draw(queries())))
    try:
        parseQuery(text)
    except ParseException:
        assume(False)
    assume('\\"' not in form(text))  # RDFLib does not read every escape of a quotation mark
    parseQuery(form(text))


@pytest.mark.parametrize(
    ("query", "normal"),
    [
        ("select $b where{?a a ?b}", f"SELECT ?v1 WHERE {{ ?v2 <{RDF.type}> ?v1 }}"),
        ("ASK { ?x <p> 01.50 , 1e0 , -2 , +3.0E-1 . }", f"ASK {{ ?v1 <{OURS}p> 01.50 , 1e0 , -2 , +3.0E-1 . }}"),
        ("ASK { ?x <p> 5.}", f"ASK {{ ?v1 <{OURS}p> 5 . }}"),
        ("ASK { FILTER (1-1=0||2 - 1>=1) }", "ASK { FILTER ( 1 -1 = 0 || 2 - 1 >= 1 ) }"),
        ("ASK { ?s <p>*/<q>? ?o }", f"ASK {{ ?v1 <{OURS}p>* / <{OURS}q>? ?v2 }}"),
        ("ASK { FILTER ('?x' != TRUE) }", 'ASK { FILTER ( "?x" != true ) }'),
        ("BASE <http://b.example/x#y> ASK { <> <#z> <?q> , <http://c.example/a/../b> }",
         "ASK { <http://b.example/x> <http://b.example/x#z> <http://b.example/x?q> , <http://c.example/a/../b> }"),
        ("PREFIX : <a#> PREFIX : <b#> ASK { :x\\-y :%41 _:q, [] }",
         f"ASK {{ <{OURS}b#x-y> <{OURS}b#%41> _:b1 , [ ] }}"),
        ("BASE <b/> ASK { FILTER (IRI('x') = <y>) }",
         f'BASE <{OURS}b/> ASK {{ FILTER ( IRI ( "x" ) = <{OURS}b/y> ) }}'),
        ("SELECT*{?s?p?o}", "SELECT * { ?v1 ?v2 ?v3 }"),
    ],
)  # fmt: skip
def test_what_matters_is_kept(query: str, normal: str) -> None:
    assert form(query) == normal


@pytest.mark.parametrize(
    "text",
    [
        "ASK { FILTER (?a<?b&&?c>?d) }",
        "ASK { ?s <p> <<( ?a ?b ?c )>> }",
        "ASK { undeclared:x ?p ?o }",
        "ASK { ?s ?p (<a> <b>) }",
        "no query ~ \\ at all",
        "",
    ],
)
def test_a_text_that_is_not_read_is_its_own_normal_form(text: str) -> None:
    found = normal_form(f" \n{text}\t", OURS)
    assert (found.text, found.variables) == (text, {})


@given(st.text(alphabet="<>/.?#ab:é%;=", max_size=8))
def test_a_relative_iri_is_the_one_that_the_engine_makes_of_it(relative: str) -> None:
    text = f"SELECT (<{relative}> AS ?x) {{}}"
    try:
        solution = next(iter(pyoxigraph.Store().query(text, base_iri=BASE)))  # type: ignore[arg-type]
    except (SyntaxError, StopIteration):
        return
    normal = normal_form(text, BASE)
    if normal.variables and isinstance(value := solution["x"], pyoxigraph.NamedNode):
        assert f"( <{value.value}> AS" in normal.text


def examples() -> list[Path]:
    """The example queries of the service."""
    return sorted(EXAMPLES.rglob("*.rq"))


def answered(store: Store, text: str) -> tuple[str, int] | None:
    """The hash of an answer and its rows; None where there is none."""
    try:
        answer = store.query(text, [JSON, NTRIPLES], Graphs())
    except (OxianaError, ValueError):
        return None
    variables = normal_form(text, OURS).variables
    found = counted(answer.body, answer.media_type, variables, read(text))
    return found.sha256, found.rows


@pytest.mark.parametrize("path", examples(), ids=lambda one: one.stem)
def test_an_example_query_means_the_same_in_its_normal_form(second_store: Store, path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    normal = normal_form(text, OURS)
    assert normal.variables
    parseQuery(normal.text.replace(" SERVICE ", "\nSERVICE "))  # after a # on its line, in an IRI, RDFLib reads none
    found = answered(second_store, text)
    assert answered(second_store, normal.text) == found
    assert found or "federated" in text  # another endpoint is not called here


def suite() -> Iterator[tuple[Path, str]]:
    """The queries of the W3C's suites that the engine reads."""
    for path in sorted(SUITES.rglob("*.rq")):
        with path.open(encoding="utf-8", newline="") as file:
            text = file.read()
        if "SERVICE" not in text.upper() and "RAND" not in text.upper() and "UUID" not in text.upper():
            yield path, text


@pytest.mark.needs("w3c")
def test_the_queries_of_the_suites_mean_the_same_in_their_normal_form() -> None:
    stores = dict[Path, Store]()
    compared, groups = 0, defaultdict[tuple[Path, str], set[tuple[str, int]]](set)
    for path, text in suite():
        store = stores.setdefault(path.parent, with_data(path.parent))
        if not (found := answered(store, text)) or read(text).reasons:
            continue
        normal = normal_form(text, OURS)
        assert answered(store, normal.text) == found, path
        groups[path.parent, normal.text].add(found)
        compared += normal.text != text.strip()
    assert compared > 400
    assert {normal for normal, results in groups.items() if len(results) > 1} == set()


def with_data(folder: Path) -> Store:
    """The data of one folder of a suite."""
    store = pyoxigraph.Store()
    for path in sorted(folder.glob("*.ttl")):
        with suppress(SyntaxError, ValueError):
            store.load(path=str(path), base_iri=f"{OURS}{path.name}")
    return EmbeddedStore.load(pyoxigraph.serialize(store, format=pyoxigraph.RdfFormat.N_QUADS) or b"")


def test_examples_that_share_a_normal_form_have_the_same_answer(second_store: Store) -> None:
    groups = defaultdict[str, set[tuple[str, int] | None]](set)
    for path in examples():
        text = path.read_text(encoding="utf-8")
        groups[form(text)].add(answered(second_store, text))
    assert all(len(results) == 1 for results in groups.values())
