"""Which queries are known to be of one triple pattern."""

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.algebra import Block, Other
from graph.outline import outline
from graph.single import Little, TooMuchError, is_single

SINGLE = [
    "SELECT * { ?s ?p ?o }",
    "SELECT ?p ?o WHERE { <http://e.org/a> ?p ?o . }",
    "PREFIX e: <http://e.org/>\nprefix : <http://e.org/b#>\nselect ?o{e:a e:b-c ?o}",
    "SELECT ?s { ?s a <http://e.org/漢> } LIMIT 10",
    "SELECT ?s { GRAPH e:g { ?s ?p ?o } }",
    "SELECT * WHERE { GRAPH <http://e.org/g> { ?s ?p ?o . } } limit 5",
]
OTHERS = [
    "SELECT DISTINCT ?p { ?s ?p ?o }",
    "SELECT * { ?s ?p ?s }",
    "SELECT * { GRAPH ?g { <http://e.org/a> ?p ?o } }",
    "SELECT * { GRAPH ?g { ?s ?p ?g } }",
    "SELECT * { ?s ?p ?o . ?o ?q ?r }",
    "SELECT * { ?s ?p ?o ; ?q ?r }",
    "SELECT * { ?s ?p ?o, ?q }",
    "SELECT * { ?s <http://e.org/p>* ?o }",
    "SELECT * { ?s <http://e.org/p>/<http://e.org/p> ?o }",
    "SELECT * { ?s ^<http://e.org/p> ?o }",
    "SELECT * { ?s ?p ?o FILTER(?o > 1) }",
    "SELECT * { ?s ?p ?o } ORDER BY ?o",
    "SELECT * { ?s ?p ?o } LIMIT 1 OFFSET 100000",
    "SELECT * FROM <http://e.org/g> { ?s ?p ?o }",
    "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }",
    "SELECT * { GRAPH ?g { ?s ?p ?o }",
    "SELECT * { ?s ?p ?o } }",
    "SELECT * { { ?s ?p ?o } }",
    "SELECT * { ?s ?p _:b }",
    "SELECT * { ?s ?p ?o } # twice",
    "PREFIX ox: <http://e.org/> SELECT * { ?s ox:matches ?o }",
    "SELECT * { ?s ?p ?o }" + " " * 2000,
]


@pytest.mark.parametrize("text", SINGLE)
def test_a_select_of_one_pattern_is_known(text: str) -> None:
    assert is_single(text)


@pytest.mark.parametrize("text", OTHERS)
def test_no_other_query_is_taken_for_one(text: str) -> None:
    assert not is_single(text)


PIECES = "?s ?p ?o ?g a * . ; , / { } ( ) SELECT WHERE GRAPH LIMIT PREFIX DISTINCT FILTER e: e:a 1 <http://e/a>"
WORDS = st.sampled_from(re.findall(r"\S+", PIECES))


@st.composite
def altered(draw: st.DrawFn) -> str:
    """A query of one pattern in which some words are put in, left out, or put in place of others."""
    words = draw(st.sampled_from(SINGLE)).split()
    for _ in range(draw(st.integers(0, 3))):
        at = draw(st.integers(0, len(words)))
        words[at : at + draw(st.integers(0, 2))] = draw(st.lists(WORDS, max_size=2))
    return " ".join(words)


@given(altered())
def test_what_is_taken_for_one_is_one_to_the_reader_of_queries_too(text: str) -> None:
    query = outline(text) if is_single(text) else None
    if query is None:
        return  # or it is none that is read at all: the engine refuses it
    (part,) = query.group.parts
    if isinstance(part, Other):
        assert part.keyword == "GRAPH"
        ((part,),) = (group.parts for group in part.groups)
    assert isinstance(part, Block)
    assert len(part.patterns) == 1
    assert query.form == "SELECT"
    assert not re.search("DISTINCT|FROM|OFFSET", text)


@pytest.mark.parametrize("text", ["SELECT" + " ?s" * 660, "PREFIX e:<a>" * 160, "SELECT *{" + " " * 1900, " " * 1990])
def test_no_text_takes_long_to_be_looked_at(text: str) -> None:
    started = time.perf_counter()
    for _ in range(100):
        assert not is_single(text)
    assert time.perf_counter() - started < 1


def test_a_little_takes_no_more_than_it_may() -> None:
    little = Little(5)
    little.write(b"123")
    with pytest.raises(TooMuchError):
        little.write(b"456")
    assert little.getvalue() == b"123"
